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
    # Coverage
    "coverage_lead": _t(
        "Whose results count where: the agreements, arrangements and schemes between economies, each in its direction. "
        "Recognition among accreditation bodies is no part of it; see My body.",
        "谁的结果在哪里被承认：各经济体之间的协定、安排与体系，逐方向列出。认可机构间的互认不在此列，见“我的机构”。",
    ),
    "coverage_day": _t(
        "On another day the dates of each row decide; the status is the one last recorded.",
        "按其他日期查看时，以每条记录的起止日期为准；状态为最近一次记录的状态。",
    ),
    "tab_economies": _t("Between economies", "经济体之间"),
    "tab_body": _t("My body", "我的机构"),
    "from": _t("Results from", "结果来自"),
    "to": _t("To count in", "用于"),
    "economy": _t("Economy", "经济体"),
    "economies": _t("Economies side by side", "并列的经济体"),
    "all_economies": _t("All", "全部"),
    "sector": _t("Sector", "领域"),
    "any_sector": _t("Any sector", "不限领域"),
    "stage": _t("What is recognised", "承认的内容"),
    "any_stage": _t("Anything", "不限"),
    "show": _t("Show", "查看"),
    "matrix": _t("Which economy's results count where", "谁的结果在哪里被承认"),
    "agreements": _t("Agreement", "协定"),
    "standing": _t("On that day", "当日情况"),
    "rows": _t("Rows", "条数"),
    "standing_applies": _t("applied", "适用中"),
    "standing_partly": _t("applied, in part suspended", "适用中、部分中止"),
    "standing_unused": _t("in force, not usable in practice", "已生效、实际不可用"),
    "standing_talks": _t("in force, on standards and co-operation only: accepts no result", "已生效、仅涉标准与合作：不承认结果"),
    "standing_not_yet": _t("not yet", "尚未生效"),
    "standing_ended": _t("ended or suspended", "已结束或中止"),
    "nothing_recorded": _t("nothing recorded, which is no proof that there is nothing", "没有记录（不等于没有协定）"),
    "legend_note": _t(
        "A cell shows the tier that weighs most, how it stands, and how many rows stand so. Green: applied, and authorities "
        "are bound or their own law says so. Ochre: applied, but binds no authority, or in part suspended. Grey: not in use. Red: ended.",
        "每格显示分量最重的层级、当日情况及同类条数。绿：适用中，且约束主管机关或出自其本国法规。赭：适用中，但不约束主管机关，或部分中止。灰：未实际使用。红：已结束。",
    ),
    "as_list": _t("Show as a list", "以列表查看"),
    "as_table": _t("Show in full", "以完整形式查看"),
    "save_file": _t("Save as {}", "保存为{}"),
    "ways": _t("Other ways to see this", "其他查看方式"),
    "elsewhere": _t("Elsewhere in the matrix", "矩阵的其他位置"),
    "turned": _t("the other direction", "反方向"),
    "whole_matrix": _t("The whole matrix", "完整矩阵"),
    "no_agreement": _t(
        "No agreement between these two is in the base for this choice; that is no proof that there is none. The market's own "
        "law may take foreign evidence all the same: ask, or see Route.",
        "按此条件，库中没有这两者之间的协定；这不等于没有协定。目标市场的本国法规仍可能接受境外证据：可直接提问，或查看“路径”。",
    ),
    "no_rows": _t("Nothing is recorded for this choice; choose less.", "按此条件没有记录；请放宽条件。"),
    "recognised": _t("What is recognised", "承认的内容"),
    "which_way": _t("Which way", "方向"),
    "every_way": _t("each party's results in every other party", "各缔约方的结果在其他各缔约方"),
    "every_party": _t("every party", "各缔约方"),
    "dates": _t("Dates", "日期"),
    "signed": _t("signed", "签署"),
    "since": _t("since", "自"),
    "until": _t("until", "至"),
    "status": _t("Status", "状态"),
    "legal_texts": _t("Legal texts", "法律文本"),
    "agreement_more": _t("The agreement: history, legal texts, lists", "协定详情：沿革、文本、名单"),
    "unknown_choice": _t(
        "“{}” is none of the choices and was left open; choose from the list.", "“{}”不在可选范围内，已忽略；请从列表中选择。"
    ),
    "unknown_economy": _t(
        "“{}” is no economy of the base and was left out; give a code such as CN, or a name.",
        "库中没有经济体“{}”，已忽略；请填写代码（如CN）或名称。",
    ),
    "too_many_economies": _t("Only the first {} economies are shown side by side.", "最多并列{}个经济体，其余未显示。"),
    "same_economy": _t("Both sides are the same economy; choose two.", "两侧为同一经济体；请选择两个。"),
    "no_day": _t("“{}” is no day; write 2026-06-30. Today was taken.", "“{}”不是日期；请写成2026-06-30。已按今天处理。"),
    # My body
    "body_lead": _t(
        "What an accreditation body is recognised for, under which arrangement, since when, and what the markets' own laws "
        "make of it.",
        "认可机构在哪些范围、依据哪项协议、自何时起被承认，以及各市场的本国法规如何对待。",
    ),
    "body": _t("Accreditation body", "认可机构"),
    "any_body": _t("Any body", "不限机构"),
    "scope": _t("Scope", "范围"),
    "any_scope": _t("Any scope", "不限范围"),
    "international": _t("international", "国际"),
    "arrangement": _t("Arrangement", "互认协议"),
    "website": _t("website", "网站"),
    "arrangement_replaced": _t("replaced on {day} by: {name}", "已于{day}由以下协议取代：{name}"),
    "no_body": _t("No accreditation body is recorded for this choice; choose less.", "按此条件没有收录认可机构；请放宽条件。"),
    "no_scope": _t(
        "No scope is recorded for this choice; that is no proof that there is none. Ask the body for its present scopes.",
        "按此条件没有收录范围；这不等于没有。现行范围请向该机构核实。",
    ),
    "means": _t("What it means", "意味着什么"),
    "means_this": _t(
        "The other signatories hold accreditations by this body to be as good as their own, for the scopes named. A report under "
        "its accreditation can be believed without a second accreditation where somebody is free to believe it.",
        "其他签署方认为该机构在所列范围内授予的认可与自己的同等可靠。在可自行决定采信的场合，其认可下出具的报告无须再次认可即可采信。",
    ),
    "means_not": _t("What it does not mean", "不意味着什么"),
    "means_not_this": _t(
        "It binds no government: whether an accredited report or certificate opens a market is decided by the law of that "
        "market, or by an agreement between governments.",
        "不约束任何政府：认可的报告或证书能否用于市场准入，由该市场的法律或政府间协定决定。",
    ),
    "laws_on": _t("What the markets' own laws say of it", "各市场的本国法规怎么说"),
    "laws_lead": _t(
        "How often the rules recorded give each verdict to documents issued under such an accreditation. What holds for one "
        "product need not hold for another: see Route.",
        "已收录的规则对此类认可下出具的文件给出各结论的次数。对一种产品成立的，对另一种未必成立：见“路径”。",
    ),
    "markets_count": _t("markets", "个市场"),
    "verdicts": _t("Verdicts, and how often", "结论及次数"),
    # Standards
    "standards_lead": _t(
        "A standard's number in any series, national or international, with or without its edition: which standards adopt the "
        "same text, which edition of it, and how closely.",
        "输入任一系列的标准号（国家或国际标准，可不带年号）：查看哪些标准采用同一文本、采用的版本及一致性程度。",
    ),
    "number": _t("Number of a standard", "标准号"),
    "look_up": _t("Look up", "查询"),
    "number_unknown": _t(
        "No adoption of “{}” is in the base; that is no proof that there is none.", "库中没有“{}”的采用关系；这不等于没有。"
    ),
    "number_none_near": _t(
        "No number near it is recorded either; check it, or try the international number.",
        "也没有相近的标准号；请核对，或改用国际标准号。",
    ),
    "number_taken": _t(
        "“{}” itself is not recorded in that series; by its number the family is that of {}. Check that this is the one you mean.",
        "该系列中没有收录“{}”本身；按其编号，所属为{}。请核对是否为所需标准。",
    ),
    "near_numbers": _t("Near numbers", "相近的标准号"),
    "graph": _t("The family as a graph; the table below says the same", "采用关系图；下表内容相同"),
    "graph_title": _t("{} and {} adoptions of it; the table below says the same", "{}及其{}项采用；下表内容相同"),
    "graph_more": _t("and {} more in the table", "另有{}项见下表"),
    "family_table": _t("The family as a table", "采用关系表"),
    "standard": _t("Standard", "标准"),
    "edition": _t("Edition", "版本"),
    "adopts": _t("Adopts", "采用"),
    "degree": _t("Degree", "一致性程度"),
    "degree_IDT": _t(
        "the same technical content, for the editions named; only editorial changes", "技术内容相同（以所列版本为准），仅有编辑性修改"
    ),
    "degree_MOD": _t(
        "changed, and the changes are listed and explained: check what differs before relying on a test to the other",
        "有修改，并列明差异及理由：依据另一标准的检测前须核对差异",
    ),
    "degree_NEQ": _t("on the same subject only: no adoption", "仅主题相关：不属于采用"),
    "effective": _t("In effect since", "实施日期"),
    "differences": _t("Differences that matter", "主要差异"),
    "replaced_by": _t("replaced by", "已由此代替："),
    # Sources and changes
    "sources_lead": _t(
        "What the base rests on: how far each source is trusted, how many facts cite it, when they were last checked on its "
        "pages, and what changed.",
        "本库的依据：各来源的可信层级、引用它的事实数、最近核对日期，以及近期变更。",
    ),
    "search_sources": _t("Title, publisher or host", "标题、发布者或网站"),
    "trust": _t("Tier of source", "来源层级"),
    "any_tier": _t("Any tier", "不限层级"),
    "freshness": _t("Freshness", "时效"),
    "any_fresh": _t("Any", "不限"),
    "changes_since": _t("Changes since", "此日以来的变更"),
    "publisher": _t("Publisher", "发布者"),
    "facts": _t("Facts cited", "引用的事实"),
    "newest_check": _t("Last checked", "最近核对"),
    "last_crawl": _t("Last crawl", "最近抓取"),
    "of_them_unverified": _t("{} not yet verified", "其中{}条尚未核实"),
    "never_crawled": _t("not yet", "尚未抓取"),
    "not_crawled": _t("checked by people", "人工核对"),
    "crawl_held": _t("held", "未采纳"),
    "fresh_fresh": _t("fresh", "有效"),
    "fresh_unused": _t("no fact rests on it", "无事实引用"),
    "fresh_unverified": _t("in part not yet verified", "部分尚未核实"),
    "fresh_overdue": _t("due for re-checking by its age", "超期，待重新核对"),
    "fresh_changed": _t("page changed since: due for re-checking", "页面已变更，待重新核对"),
    "fresh_unreachable": _t("stale, not reached since", "陈旧，无法访问，最后成功于"),
    "sources_count": _t("{} of {} sources, cited by {:,} facts", "{}个来源（共{}个），被{:,}条事实引用"),
    "no_source_found": _t("No source fits; choose less.", "没有符合条件的来源；请放宽条件。"),
    "page_of": _t("Page {} of {}", "第{}页，共{}页"),
    "page_before": _t("Page before", "上一页"),
    "page_after": _t("Next page", "下一页"),
    "changes": _t("What changed", "变更"),
    "changes_from": _t("From {} to {}", "{}至{}"),
    "feed": _t("Atom feed", "Atom订阅"),
    "no_changes": _t("Nothing that the base knows of has changed.", "库中没有已知的变更。"),
    "changes_documents": _t("Documents", "文件"),
    "changes_records": _t("In effect by the records", "按记录已生效"),
    "changes_due": _t("Due for re-checking", "待重新核对"),
    "changes_stale": _t("Sources not reached for too long", "长期无法访问的来源"),
    "changes_held": _t("Crawls not taken in", "未采纳的抓取"),
    "page_gone": _t("gone since", "页面下线于"),
    "page_changed": _t("changed on", "页面变更于"),
    "checked_on": _t("checked on", "核对于"),
    "what_changed": _t("What changed", "变更内容"),
    "document_added": _t("added", "新增"),
    "document_changed": _t("changed", "变更"),
    "document_withdrawn": _t("withdrawn", "已废止"),
    "document_gone": _t("gone", "已下线"),
    "document_back": _t("back", "恢复"),
    "and_more": _t("and {} more; choose a later day, or see the feed", "另有{}条；请选较近的日期，或查看订阅"),
    "no_day_ahead": _t("{} lies ahead; choose a day before today.", "{}尚未到来；请选择今天之前的日期。"),
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
