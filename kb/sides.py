"""The side of an economy by the words around its name: where things come from, where they are to count, or neither."""

from __future__ import annotations

import re

from kb.lexicon import Hit
from kb.reading import Reading
from kb.words import is_chinese

ORIGIN, MARKET, OUT = "origin", "market", "out"
_ARTICLE = r"(?:(?:an?|the|our|my|some|your|their)\s+)?"
_DOER = (
    r"(?:labs?|laborator\w+|test(?:ing)? (?:hous|cent)\w+|factor(?:y|ies)|plants?|manufactur\w+|suppliers?|producers?|exporters?|CABs?|TCBs?|bod(?:y|ies)|NCBs?|"
    r"sites?|makers?|offices?|subsidiar\w+)"
)
_DONE = (
    r"(?:issued|tested|made|manufactured|produced|built|assembled|certified|accredited|audited|inspected|granted|signed|assessed|done|"
    r"carried out|performed|based|located|designed|sourced|obtained|shipped)"
)
_BEFORE_EN: tuple[tuple[str, re.Pattern[str]], ...] = (
    (OUT, re.compile(rf"\b(?:not (?:from|made in|in|for|to)|other than|except(?: for)?|outside(?: of)?|besides|(?:countr(?:y|ies)|markets?|next|go|sell|expand)(?: \w+)? after|beyond|apart from|forget(?: about)?|never mind|scrap|drop(?:ping)?|skip(?:ping)?|leav(?:e|ing) out|left|quit|without|minus|non[ -])\s*{_ARTICLE}$|(?:[,;(]|^)\s*(?:and |but )?not\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:no|without an?|(?:don['’]t|do not|not) have an?) (?:\w+ )?(?:company|office|entity|branch|importer|representative|subsidiary|presence|address|firm) (?:in|of|at)\s+{_ARTICLE}$", re.I)),
    (OUT, re.compile(rf"\b(?:via|transit(?:ing|s)? (?:in|through|via)|trans-?ship\w* (?:in|at|through|via))\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:must|need\w*|has|have|had|required?|should|to) (?:to )?be (?:re-?)?{_DONE} (?:again |locally )?in\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:must|should|shall|need|does|do|has|have)\b[^,.;:?]{{1,40}}?\bbe (?:re-?)?(?:tested|certified|assessed|inspected|audited|performed|carried out) (?:again |locally )?in\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:different|differs?|exempt\w*|approval|permission|licen[cs]e|required|asked) (?:from|by)\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:buyers?|customers?|clients?|importers?|agents?|distributors?|dealers?|forwarders?|brokers?|retailers?|wholesalers?) (?:in|from|of|at)\s+{_ARTICLE}$", re.I)),
    (ORIGIN, re.compile(rf"\b(?:from|ex|out of|{_DONE} (?:in|by|from|at|under)|{_DOER}(?: (?!workers?\b|staff\b|employees\b|accept|recogni|valid|good\b|ok\b|okay\b|enough\b|usable\b|allowed\b|needed\b|required\b|listed\b|approved\b)\w+)? (?:in|from|of|at)|origin(?:ating)?(?: in| from|:| is)?|(?:factory|plant|lab|made|manufacturer|origin|supplier)(?: is)?(?: in)?\s*[:=])\s*{_ARTICLE}$", re.I)),
    (ORIGIN, re.compile(r"\b(?:issued |tested |certified |made |done |granted )?(?:by\s+(?-i:(?:[A-Z][\w&-]*(?:\.\w+)*\s+){1,3})|from\s+(?-i:[A-Z]{2,}[\w&-]*(?:\.\w+)*\s+))$", re.I)),
    (ORIGIN, re.compile(r"\btested (?:to|against|per) (?:[\w.:-]+\s+){1,4}?(?:in|at)\s+(?:the\s+)?$", re.I)),
    (ORIGIN, re.compile(rf"\b(?:we|i|us|company|firm|team)(?:'re| are|'m| am| is)? (?:based |located )?(?:in|from)\s+{_ARTICLE}$", re.I)),
    (ORIGIN, re.compile(
        r"\b(?:makes?|made|manufactur(?:ed?|es|ing)|produc(?:ed?|es|ing)|tested|assembl(?:ed?|es|ing)|built)\b"
        r"(?:(?!\b(?:sold|sell\w*|used?|obtain|accept\w*|market|placed?|export\w*|import\w*|worth|to|for)\b)[^,.;:?])*\bin\s+(?:the\s+)?$", re.I)),
    (MARKET, re.compile(rf"\b(?:to|into)\s+{_ARTICLE}$|\bissue (?:[\w-]+ )?(?:grants?|cert\w*|approvals?|marks?) (?:and|or) $", re.I)),
)  # fmt: skip
ADJECTIVES = frozenset(
    "chinese american japanese korean indian brazilian australian european saudi swiss german thai british french italian mexican "
    "canadian israeli malaysian indonesian singaporean uk us eu usa u.s u.k vietnamese turkish taiwanese russian spanish dutch swedish norwegian danish finnish portuguese greek irish austrian belgian czech hungarian "
    "romanian croatian filipino pakistani bangladeshi egyptian nigerian kenyan argentine chilean colombian peruvian ukrainian qatari emirati kuwaiti moroccan "
    "serbian ugandan tanzanian ethiopian algerian tunisian jordanian iraqi omani bahraini lebanese armenian kazakh uzbek mongolian nepalese cambodian burmese laotian bruneian ecuadorian "
    "uruguayan paraguayan bolivian panamanian guatemalan salvadoran fijian slovak slovenian latvian lithuanian estonian icelandic moldovan bulgarian belarusian ghanaian zambian zimbabwean rwandan".split()
)
ABBREVIATED = frozenset({"uk", "us", "eu", "usa", "u.s", "u.k"})  # which are no language: "valid in EU?"
_AFTER_EN = re.compile(
    rf"^[\s-]*(?:made\b|manufactured\b|based\b|issued\b|accredited\b|produced\b|(?:(?!accept|recogn|requir|take|want|allow|need|market|rule|law|import|ask|is\b|to\b|for\b)[\w-]+\s+){{0,2}}?"
    rf"(?:{_DOER}|test reports?|report|exporter|sellers?\b|vendors?\b|compan(?:y|ies)|goods|conformity assessment bod))",
    re.I,
)
# "Our Ecuador shrimp plant", "TÜV Rheinland (Germany)".
_OURS = re.compile(r"\b(?:our|my|own)\s+$", re.I)
_OURS_THERE = re.compile(rf"^\s*(?:(?!for\b|to\b|market|import|custom|distrib|law)[\w-]+\s+){{0,2}}{_DOER}\b", re.I)
_IN_BRACKETS = re.compile(
    r"(?:\b(?:[A-Z]{2,}|TÜV|TUV|SGS|Intertek|Rheinland|DEKRA|Nemko)\b|莱茵|南德)(?: \w+)?\s*[(（]\s*$"
)
_GIVEN_TO = re.compile(rf"\b(?:issued|granted|given|awarded|belongs?)\s+to\s+{_ARTICLE}$", re.I)
# "May an EU notified body base its certificate on ...": the body there is asked, it is not where anything comes from.
_MAY = re.compile(r"\b(?:may|can|could|will|would|does|do|must|should)\s+(?:an?|the)\s+$", re.I)
_DECIDES = re.compile(
    r"^\s*(?:[\w-]+\s+){1,3}?(?:accept|base|rely|use|take|recogni[sz]e|rest|trust|honou?r|count)\b", re.I
)
# "Valid in Northern Ireland but not in Great Britain?": both are asked about.
_EUA = re.compile(r"\s*(?:[\w-]+\s+){0,3}EUAs?\b")  # whose goods an emergency authorisation of another market is of
_YES_OR_NO = re.compile(r"^\s*(?:can|could|may|is|are|does|do|will|would)\b", re.I)
_BUT_NOT = re.compile(r"\bbut not (?:in |for |to )?(?:the )?$", re.I)
_LACKING = re.compile(r"\bwithout\s+(?:an?|the|any)\s+$", re.I)  # "cannot clear without a Serbian certificate"
_IMPORTER_OF = re.compile(
    rf"\b(?:importers?|buyers?|distributors?|dealers?|agents?|retailers?|wholesalers?) (?:of|for)\s+{_ARTICLE}$", re.I
)  # "importer of our Italian biscuits"
_DOER_NEXT = re.compile(rf"^[\s-]*{_DOER}\b(?!\s+(?:rule|require|must|licen))", re.I)
_AFTER_EN_ADJECTIVE = re.compile(
    r"^[\s-]*(?:\w+\s+){0,2}?(?:certificates?|certs?|products?(?!\s+(?:list|standard|safety|rule|categor|law))|certification bod|approvals?)\b",
    re.I,
)
_BEFORE_ZH: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ORIGIN, re.compile(r"(?:进口自|采购自|源自|(?:工厂|厂|实验室|机构|公司|供应商|厂家|制造商|产地|原产国|原产地)(?:就)?(?:在|是|为|:|：)\s*)$")),
    (OUT, re.compile(r"(?:除了?|非|不是|不在|而不是|去掉|不要|不含|不包括|不算|排除|(?:不|别|先不|没)(?:走|去|做|卖|进|管|发|出)|放弃|抛开|撇开)$")),
    (ORIGIN, re.compile(r"(?:产自|来自|原产于?|原产(?:国|地)(?:是|为|:|：)?|产地(?:是|为|:|：)?|我们?(?:公司|工厂|厂)?(?:人)?在|我司在|(?:人|厂|公司|团队|总部|车间|产线|生产线|仓库|基地|实验室)(?:都|就)?(?:在|设在|搬到|迁到|迁至)|工厂(?:设)?在|厂(?:子)?在|由|改成?由)$")),
    (ORIGIN, re.compile(r"(?:从|自|(?:搬|迁|挪|转移|转产)(?:到|至|去|往)?)$")),
    (MARKET, re.compile(r"(?:出口(?:到|至|去|给)?|卖(?:到|去|给|往)?|销(?:往|到|售到|售至)|进入|进(?:口到)?|去|(?:发|卖|寄|送|供|交)(?:往|到|给)|供应给?|运(?:往|到)|输(?:往|到)?|在|到|往|对|清关|投放|想做|上架)$")),
)  # fmt: skip
_SHALL_BE = re.compile(
    r"(?:没有|得是|须是|必须是|要是|非得是?|一定(?:得|要)是?|只能是|是不是)$"
)  # of a company, a representative
# 欧盟没上市过: nothing is asked of a market where the goods were never sold.
_NEVER_SOLD = re.compile(
    r"^(?:市场|那边)?(?:都|也|还|从|从来|均)*[没未](?:有)?(?:上市|上架|卖|销售|注册|备案|批准|获批)过"
)
_GIVEN_UP = re.compile(r"^(?:线|市场|那边|站|那条线)?(?:就|先|都)?(?:不(?:做|卖|去|发|走|要|考虑|管)了|放弃|算了|黄了)")
_MADE_ZH = re.compile(
    r"^(?:境内|本地|当地)?(?:的)?(?:生产|制造|组装|代工|建厂|设厂|测(?:的|过|试的|试过|出)|检测的|检测过|做的|做过|测试(?=[、,，;；。])|取得的?|拿到?的|签发|发的|出的|的?(?:工厂|厂里|车间)|有工厂|有厂|开厂|[^,，。;；?？]{0,14}(?:实验室|机构|工厂)(?:里)?(?:按|做|测|检测|出|发))"
)
_AFTER_ZH = re.compile(
    r"^(?:制造|生产|产(?!品)|制(?!度)|本土企业|的?(?:\w{0,6})(?:实验室|检测中心|检测院)|的?(?:企业|工厂|厂家|厂商|公司|供应商|制造商|卖家|出口商|厂)|出具|出的|签发|颁发|发的|所发|"
    r"[A-Za-z]+\s*(?:出|发|做|测|签发?)的|的?(?:认证|检测|公告|检验|认可|审核|指定)?机构|做的|测的|组装|代工|原装|出厂|发货|有机构|造的|那边的?(?:实验室|工厂|机构)|认可的|的?药(?!监|品监|品(?:证|注册|批|许可|登记)|典|店|房|事|局|审)|的?检测报告|的?报告|的?产品(?!.{0,8}(?:法|条例|规定|办法))|的?货(?!物?(?:到|运到|运抵|抵达|卡在|压在|扣在))|的?(?:NCB|TCB|CAB|NB)(?![A-Z])|出口(?=.{0,12}$))"
)
_ASKS_ZH = re.compile(
    r"^(?:市场|海关|政府|官方|那边|当地)?(?:负责人|责任人|代表|代理|授权|站|认不认|认可吗|承认|接受|认吗|要求|需要|要|强制|规定|进口|法规|对|怎么|是否|能不能|还)"
)

_TAKES_ZH = re.compile(
    r"^(?:那边|市场|政府|海关)?(?:到底|现在|还|也|会)?(?:认不认|是否(?:认|接受|承认)|能不能认|接不接受|承认|接受|认可(?=[^机,，]))"
)


# A language, not a place: "in Spanish", "a Spanish manual".
_IN_LANGUAGE = re.compile(r"\b(?:in|into)\s+$", re.I)
_WRITTEN_IN = re.compile(
    r"\b(?:labels?|labell?ed|labell?ing|manuals?|instructions?|texts?|marking|printed|written|translated) (?:\w+ )?(?:in|into)\s+$",
    re.I,
)
_LANGUAGE_ENDS = re.compile(r"\s*(?:$|[,.;:?)]|(?:and|or|on|for|labels?|only|language)\b)", re.I)
_WRITTEN = re.compile(
    r"[\s-]*(?:language\b|(?:language |user |warning |instruction )?(?:labels?|labell?ing|manuals?|instructions?|translations?|versions?|texts?|wording|leaflets?|warnings?|guides?|stickers?)\b)",
    re.I,
)


def is_language(reading: Reading, hit: Hit) -> bool:
    """Whether an adjective says in which language something is written."""
    if reading.name(hit).lower() not in ADJECTIVES - ABBREVIATED:
        return False
    before, after = reading.before(hit), reading.after(hit)
    return bool(
        _WRITTEN.match(after)
        or _WRITTEN_IN.search(before)
        or (_IN_LANGUAGE.search(before) and _LANGUAGE_ENDS.match(after))
    )


def _from_its_body(reading: Reading, hit: Hit) -> Hit:
    """The regulator that an economy is named after, as of one name: "accepted by ISED Canada"."""
    last = next((one for one in reversed(reading.hits) if one.end <= hit.start), None)
    return last if last and last.keys("body") and not reading.between(last, hit).strip() else hit


def side_of(reading: Reading, hit: Hit) -> str:
    before, after = reading.before(_from_its_body(reading, hit)), reading.after(hit)
    if is_chinese(reading.name(hit)) or is_chinese(after[:3]) or is_chinese(before[-3:]):
        return _side_zh(before.rstrip(), after.lstrip())
    doer = _DOER_NEXT.match(after) or (_OURS.search(before) and _OURS_THERE.match(after))
    if _IN_BRACKETS.search(before) and re.match(r"\s*[)）]", after):
        return ORIGIN
    if _MAY.search(before) and _DECIDES.match(after):
        return MARKET
    if _EUA.match(after):
        return ORIGIN
    if _BUT_NOT.search(before):
        return MARKET if _YES_OR_NO.match(reading.text) else OUT
    if doer and _GIVEN_TO.search(before):
        return ORIGIN
    if reading.name(hit).lower() in ADJECTIVES and _LACKING.search(before) and _AFTER_EN_ADJECTIVE.match(after):
        return MARKET
    side = next((side for side, pattern in _BEFORE_EN if pattern.search(before)), "")
    if reading.name(hit).lower() in ADJECTIVES and _IMPORTER_OF.search(before):
        side = ""
    side = side or (ORIGIN if doer else "")
    if side or reading.name(hit).lower().removesuffix(".") not in ADJECTIVES:
        return side or (
            ORIGIN
            if re.match(r"[\s-]*(?:made|based|produced|built|manufactured|assembled|sourced)\b", after, re.I)
            else ""
        )
    adjective = reading.name(hit).lower() not in ABBREVIATED
    told = _AFTER_EN.match(after) or (adjective and _AFTER_EN_ADJECTIVE.match(after))
    return ORIGIN if told else ""


_NOR = re.compile(r"(?:没有?|无)$")  # 没有美国也没有加拿大的
_NOR_ALSO = re.compile(r"的?也[没无]|的(?:$|[,，。;；?？])")
_THROUGH = re.compile(r"(?:经由?|途经)$")
_ON_ITS_WAY = re.compile(r"(?:港)?(?:转口|转运|中转|转船|过境)")


def _side_zh(before: str, after: str) -> str:
    if (
        _GIVEN_UP.match(after)
        or _NEVER_SOLD.match(after)
        or (_THROUGH.search(before) and _ON_ITS_WAY.match(after))
        or (_NOR.search(before) and _NOR_ALSO.match(after))
        or after.startswith("品牌")
        or (_SHALL_BE.search(before) and after.startswith(("公司", "代表", "代理", "法人")))
    ):
        return OUT
    told = next((side for side, pattern in _BEFORE_ZH if pattern.search(before)), "")
    if told == MARKET and before.endswith(("在", "到", "去")) and _MADE_ZH.match(after):
        return ORIGIN
    if told:
        return told
    if _TAKES_ZH.match(after):
        return MARKET
    return ORIGIN if _AFTER_ZH.match(after) or _MADE_ZH.match(after) else MARKET if _ASKS_ZH.match(after) else ""
