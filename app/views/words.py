"""The words of the page itself, in English and in Chinese. What an answer says comes from the base."""

from __future__ import annotations

from kb.model import Language
from kb.records import Text

LONGEST_QUESTION = 2000  # characters read of a question
LONGEST_REASON = 500  # characters kept of a reason for a dislike


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


UI: dict[str, Text] = {
    "title": _t("Tessera · mutual recognition and market access", "Tessera · 互认与市场准入"),
    "tagline": _t("Mutual recognition and market access, with sources", "互认与市场准入知识库，句句有出处"),
    "skip": _t("Skip to the question box", "跳到提问框"),
    "skip_main": _t("Skip to the content", "跳到正文"),
    "views": _t("Views", "视图"),
    "view_ask": _t("Ask", "提问"),
    "view_coverage": _t("Coverage", "互认覆盖"),
    "view_route": _t("Route", "路径"),
    "view_compare": _t("Compare", "对比"),
    "view_standards": _t("Standards", "标准"),
    "view_sources": _t("Sources and changes", "来源与变更"),
    "route_title": _t("Does what I hold count there?", "手中的证明，在那里有用吗？"),
    "route_lead": _t(
        "Choose what you hold and where it is to count. Each market gets its own verdict, what is met and missing, and its sources.",
        "选择手中的证明和目标市场。每个市场分别给出结论、已满足与缺少的条件以及出处。",
    ),
    "route_held": _t("I hold", "我持有"),
    "route_to": _t("Target markets (up to {})", "目标市场（最多{}个）"),
    "route_made": _t("Made in", "产地"),
    "route_by": _t("Accredited by", "认可机构"),
    "route_on": _t("On the day (empty: today)", "日期（不填即今天）"),
    "route_go": _t("Show the verdicts", "查看结论"),
    "unsaid": _t("not said", "不指定"),
    "chosen_count": _t("{} chosen", "已选{}项"),
    "change_choice": _t("Change what is chosen", "更改选择"),
    "verdict": _t("Verdict", "结论"),
    "instrument": _t("Instrument", "依据"),
    "conditions_": _t("Conditions", "条件数"),
    "next_step": _t("Next step", "下一步"),
    "nothing_missing": _t("No step is recorded as missing", "未记录缺少的步骤"),
    "no_record": _t("no record", "无记录"),
    "why_so": _t("Why: keys, steps and sources", "依据：条件、步骤与来源"),
    "keys_of": _t("What has to hold", "须满足的条件"),
    "still_missing": _t("Still missing, step by step", "还缺什么（按步骤）"),
    "whole_answer": _t("The whole answer, in words", "查看完整文字回答"),
    "in_words": _t("Ask this in words", "用文字提问"),
    "save_as": _t("Save as", "保存为"),
    "batch_title": _t("Many at once", "批量查询"),
    "batch_lead": _t(
        "A CSV file, or rows pasted from a spreadsheet, up to {} rows and 1 MB: columns held and market, and if you like id, made_in, by, product, "
        "as_of; keys or names, English or Chinese. A file comes back with one row for each of yours; what could not be read is told in the column error.",
        "上传CSV文件或粘贴表格内容，最多{}行、1 MB：必填列held（持有）和market（市场），可选列id、made_in（产地）、by（认可机构）、product（产品）、"
        "as_of（日期）；可写键或名称，中英文均可。返回文件与原表逐行对应，无法识别的写在error列。",
    ),
    "batch_example": _t("An example file", "示例文件"),
    "batch_file": _t("File", "文件"),
    "batch_paste": _t("Or paste rows, the column names first", "或粘贴数据行，首行为列名"),
    "batch_go": _t("Get the verdict file", "获取结论文件"),
    "batch_large": _t("The file is larger than 1 MB; split it.", "文件超过1 MB，请拆分。"),
    "batch_busy": _t("Working: some seconds for each thousand rows.", "正在处理：每千行约需数秒。"),
    "batch_done": _t("Done; the file is saved.", "已完成，文件已保存。"),
    "batch_failed": _t("The sheet could not be sent; please try again.", "发送失败，请重试。"),
    "compare_title": _t("Side by side", "并列对比"),
    "compare_lead": _t(
        "What each market asks of one product, or what standards adopt. A cell that says something else than the first column is marked ≠.",
        "各市场对同一产品的要求，或各标准的采用关系。与第一列不同的单元格以≠标出。",
    ),
    "compare_to": _t("Markets (2 to {})", "市场（2至{}个）"),
    "compare_go": _t("Compare", "对比"),
    "compare_standards": _t("Standards side by side", "标准对比"),
    "compare_standards_lead": _t("Numbers with their series, such as GB 4943.1 and EN IEC 62368-1.", "带系列代号的标准号，如GB 4943.1和EN IEC 62368-1。"),
    "standard_n": _t("Standard {}", "标准{}"),
    "point": _t("Point", "项目"),
    "put_first": _t("compare with this", "以此为基准"),
    "narrow": _t("Type to narrow the list", "输入以筛选列表"),
    "differs": _t("differs from {}", "与{}不同"),
    "no_rule": _t("no rule for this product is on record", "未收录针对该产品的要求"),
    "promise": _t("What you hold, joined to where it counts.", "手中的证书，哪里管用，一问便知。"),
    "explain": _t(
        "Ask whether a certificate or test report is accepted in a market, what that market requires, and which agreement "
        "says so. Every answer is dated, cited, and says when the base does not know.",
        "问一张证书或报告在某个市场是否被承认、该市场有什么要求、依据哪份协定。每个回答都注明日期和出处；库中没有的，会直说没有。",
    ),
    "stock": _t("{markets} markets · {agreements} agreements and schemes · {statements} cited statements",
                "{markets}个市场 · {agreements}项协定与体系 · {statements}条有出处的记录"),
    "box": _t("Your question", "您的问题"),
    "hint": _t("Ask in English or Chinese", "可用中文或英文提问"),
    "keys": _t("Enter asks, Shift+Enter makes a new line", "按Enter提问，Shift+Enter换行"),
    "ask": _t("Ask", "提问"),
    "busy": _t("Looking in the base", "正在查库"),
    "market": _t("Market", "市场"),
    "any_market": _t("Any market", "不限市场"),
    "product": _t("Product", "产品"),
    "any_product": _t("Any product", "不限产品"),
    "families": _t("Product families", "产品大类"),
    "filters": _t("Filters: used where the question names none", "筛选：问题未提及时适用"),
    "examples": _t("For example", "例如"),
    "conversation": _t("Conversation", "对话"),
    "new": _t("New conversation", "新对话"),
    "other_language": _t("中文", "English"),
    "switch_language": _t("切换到中文界面", "Switch to the English page"),
    "theme": _t("Light or dark", "浅色或深色"),
    "tier": _t("Legal tier", "法律层级"),
    "as_of": _t("As of", "截至"),
    "partial": _t("Partial answer", "部分回答"),
    "understood": _t("Understood as", "理解为"),
    "correct": _t("Change or remove", "更改或移除"),
    "remove": _t("Remove", "移除"),
    "before": _t("from your earlier question", "沿用上一个问题"),
    "sources": _t("Sources", "来源"),
    "no_sources": _t("No source: nothing in the base supports an answer.", "无来源：库中没有可支持回答的内容。"),
    "source": _t("Source", "来源"),
    "more": _t("More on this ({})", "更多内容（{}条）"),
    "more_sources": _t("{} more sources", "另外{}个来源"),
    "back": _t("back to the text", "回到正文"),
    "quote": _t("What it says", "内容"),
    "note": _t("Note", "说明"),
    "published": _t("published", "发布于"),
    "new_tab": _t("opens in a new tab", "在新标签页打开"),
    "next": _t("Ask next", "接着问"),
    "copy": _t("Copy", "复制"),
    "copied": _t("Copied", "已复制"),
    "json": _t("Save as JSON", "保存为JSON"),
    "like": _t("Helpful", "有帮助"),
    "dislike": _t("Not helpful", "没有帮助"),
    "why": _t("What is wrong or missing? (optional; kept on this server only)", "哪里有误或缺什么？（可不填；只保存在本服务器）"),
    "send": _t("Send", "发送"),
    "thanks": _t("Thank you, noted.", "谢谢，已记录。"),
    "clipped": _t(
        f"Only the first {LONGEST_QUESTION} characters of the question were read.",
        f"只读取了问题的前{LONGEST_QUESTION}个字符。",
    ),
    "failed": _t(
        "Something went wrong here, and it is our fault. The log on the server says what; please ask again.",
        "程序出错，责任在我们。服务器日志有详情；请再问一次。",
    ),
    "unreadable": _t("The question could not be read", "无法读取问题"),
    "foot": _t(
        "Information, not legal advice. The text of the law and the authority named decide.",
        "仅供参考，不构成法律意见。以法规原文和主管机关意见为准。",
    ),
}  # fmt: skip

EXAMPLES: dict[Language, tuple[str, ...]] = {
    "en": (
        "Does Saudi Arabia accept my CB certificate for an LED lamp?",
        "What certification does India require for LED lights?",
        "Is CE accepted in Australia, the USA and the UK?",
        "Is GB 4943.1 identical to IEC 62368-1?",
        "Which MRAs does the EU have, and are they operational?",
    ),
    "zh": (
        "出口新西兰的电饭煲，CCC证书有用吗？",
        "口罩出口欧盟要什么认证？医用和非医用一样吗？",
        "CNAS认可实验室出的报告欧盟、美国承认吗？",
        "标准封面写NEQ，还能说采用国际标准吗？",
        "中国和哪些国家签了互认？覆盖哪些产品？",
    ),
}


def ui(key: str, language: Language) -> str:
    return UI[key].zh if language == "zh" else UI[key].en
