"""Which side each economy named is on: where goods and evidence come from, or where they are to count."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.held import aimed_at
from kb.lexicon import Hit
from kb.library import Library
from kb.reading import Reading
from kb.terms import BodyRole
from kb.words import is_chinese

ORIGIN, MARKET, OUT = "origin", "market", "out"

_ARTICLE = r"(?:(?:an?|the|our|my|some|your|their)\s+)?"
_DOER = (
    r"(?:labs?|laborator\w+|test(?:ing)? (?:hous|cent)\w+|factor(?:y|ies)|plants?|manufactur\w+|suppliers?|producers?|exporters?|CABs?|bod(?:y|ies)|"
    r"sites?|makers?|offices?|subsidiar\w+)"
)
_DONE = (
    r"(?:issued|tested|made|manufactured|produced|built|assembled|certified|accredited|audited|inspected|granted|signed|assessed|done|"
    r"carried out|performed|based|located|designed|sourced|obtained|shipped)"
)
_BEFORE_EN: tuple[tuple[str, re.Pattern[str]], ...] = (
    (OUT, re.compile(rf"\b(?:not (?:from|made in|in|for|to)|other than|except(?: for)?|outside(?: of)?|besides|apart from|forget(?: about)?|never mind|scrap|drop(?:ping)?|skip(?:ping)?|leav(?:e|ing) out|left|quit|without|minus|non[ -])\s*{_ARTICLE}$|[,;(]\s*(?:and |but )?not\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:must|need\w*|has|have|had|required?|should|to) (?:to )?be (?:re-?)?{_DONE} (?:again )?in\s+{_ARTICLE}$", re.I)),
    (MARKET, re.compile(rf"\b(?:different|differs?|exempt\w*|approval|permission|licen[cs]e|required|asked) (?:from|by)\s+{_ARTICLE}$", re.I)),
    (ORIGIN, re.compile(rf"\b(?:from|ex|out of|{_DONE} (?:in|by|from|at|under)|{_DOER}(?: \w+)? (?:in|from|of|at)|origin(?:ating)?(?: in| from|:| is)?|(?:factory|plant|lab|made|manufacturer|origin|supplier)(?: is)?(?: in)?\s*[:=])\s*{_ARTICLE}$", re.I)),
    (ORIGIN, re.compile(r"\b(?:issued |tested |certified |made |done |granted )?(?:by\s+(?-i:(?:[A-Z][\w&.-]*\s+){1,3})|from\s+(?-i:[A-Z]{2,}[\w&.-]*\s+))$", re.I)),
    (ORIGIN, re.compile(rf"\b(?:we|i|us|company|firm|team)(?:'re| are|'m| am| is)? (?:based |located )?(?:in|from)\s+{_ARTICLE}$", re.I)),
    (ORIGIN, re.compile(
        r"\b(?:makes?|made|manufactur(?:ed?|es|ing)|produc(?:ed?|es|ing)|tested|assembl(?:ed?|es|ing)|built)\b"
        r"(?:(?!\b(?:sold|sell\w*|used?|obtain|accept\w*|market|placed?|export\w*|import\w*|to|for)\b)[^,.;?])*\bin\s+(?:the\s+)?$", re.I)),
    (MARKET, re.compile(rf"\b(?:to|into)\s+{_ARTICLE}$|\bissue (?:[\w-]+ )?(?:grants?|cert\w*|approvals?|marks?) (?:and|or) $", re.I)),
)  # fmt: skip
_MADE_WITH = re.compile(r"^\s*(?:with|bearing|carrying|from)\b", re.I)
_ADJECTIVES = frozenset(
    "chinese american japanese korean indian brazilian australian european saudi swiss german thai british french italian mexican "
    "canadian israeli malaysian indonesian singaporean uk us eu usa u.s u.k vietnamese turkish taiwanese russian spanish dutch swedish norwegian danish finnish portuguese greek irish austrian belgian czech hungarian "
    "romanian croatian filipino pakistani bangladeshi egyptian nigerian kenyan argentine chilean colombian peruvian ukrainian qatari emirati kuwaiti moroccan".split()
)
_AFTER_EN = re.compile(
    rf"^[\s-]*(?:made\b|manufactured\b|based\b|issued\b|accredited\b|produced\b|(?:(?!accept|recogn|requir|take|want|allow|need|market|rule|law|import|ask|is\b|to\b|for\b)[\w-]+\s+){{0,2}}?"
    rf"(?:{_DOER}|test reports?|report|exporter|compan(?:y|ies)|goods|conformity assessment bod))",
    re.I,
)
# "Our Ecuador shrimp plant", "TÜV Rheinland (Germany)".
_OURS = re.compile(r"\b(?:our|my|own)\s+$", re.I)
_OURS_THERE = re.compile(rf"^\s*(?:(?!for\b|to\b|market|import|custom|distrib|law)[\w-]+\s+){{0,2}}{_DOER}\b", re.I)
_IN_BRACKETS = re.compile(r"(?:\b(?:[A-Z]{2,}|TÜV|TUV|SGS|Intertek|Rheinland|DEKRA|Nemko)\b|莱茵|南德)(?: \w+)?\s*[(（]\s*$")
_GIVEN_TO = re.compile(rf"\b(?:issued|granted|given|awarded|belongs?)\s+to\s+{_ARTICLE}$", re.I)
# "May an EU notified body base its certificate on ...": the body there is asked, it is not where anything comes from.
_MAY = re.compile(r"\b(?:may|can|could|will|would|does|do|must|should)\s+(?:an?|the)\s+$", re.I)
_DECIDES = re.compile(
    r"^\s*(?:[\w-]+\s+){1,3}?(?:accept|base|rely|use|take|recogni[sz]e|rest|trust|honou?r|count)\b", re.I
)
# "Registered in Australia, must we do it again in New Zealand?": what was done there is held.
_DONE_THERE = re.compile(
    r"\b(?:registered|approved|listed|notified|licen[cs]ed|authori[sz]ed|cleared|sold|marketed|on sale|registration|approval)\b[^,.;?]{0,30}?\b(?:in|on the)\s+"
    r"(?:the\s+)?$", re.I,
)  # fmt: skip
_TO_BE = re.compile(
    r"\b(?:must|need\w*|has|have|should|to|be|being|get|gets)\s+(?:to\s+)?(?:be\s+)?(?:\w+ly\s+)?$", re.I
)
_VERSUS = re.compile(r"^\s*(?:[,，、/&+]|and|or|vs\.?|versus|against|和|与|跟|对比|还是|比)+\s*(?:the\s+)?$", re.I)
_ATTESTED = re.compile(
    r"^\s*(?:的?(?:验证|证书?|认证|批准|注册|报告|检验)|发的|certificat|cert\b|report|approv|registration|licen|test)",
    re.I,
)
_BUYS = re.compile(
    r"\b(?:for|to|in|on|into|market|customs|authorit\w+|regulator|law|rules?|standards?|requirements?|importer|buyer|customer|client|distributor|government|retailer|shop|requires?|accepts?|wants?)\b",
    re.I,
)
_ISSUER = re.compile(
    r"\s*的?(?:[A-Za-zÜüÄä]+\s*){0,2}(?:机构|公司|实验室|莱茵|南德)?(?:发的|出的|出具的|颁发的|签发的|做的|的)?\s*"
)
_DOER_NEXT = re.compile(rf"^[\s-]*{_DOER}\b(?!\s+(?:rule|require|must))", re.I)
_AFTER_EN_ADJECTIVE = re.compile(
    r"^[\s-]*(?:\w+\s+){0,2}?(?:certificates?|certs?|products?(?!\s+(?:list|standard|safety|rule|categor|law))|certification bod|approvals?)\b",
    re.I,
)
_TO_EN = re.compile(r"^\s*(?:to|into|-+>|→|=>|➜)\s*(?:the\s+)?$", re.I)

_BEFORE_ZH: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ORIGIN, re.compile(r"(?:进口自|采购自|源自|(?:工厂|厂|实验室|机构|公司|供应商|厂家|制造商|产地|原产国|原产地)(?:就)?(?:在|是|为|:|：)\s*)$")),
    (OUT, re.compile(r"(?:除了?|非|不是|不在|而不是|去掉|不要|不含|不包括|不算|排除|(?:不|别|先不|没)(?:走|去|做|卖|进|管|发|出)|放弃|抛开|撇开)$")),
    (ORIGIN, re.compile(r"(?:产自|来自|原产于?|原产(?:国|地)(?:是|为|:|：)?|产地(?:是|为|:|：)?|我们?(?:公司|工厂|厂)?(?:人)?在|我司在|(?:人|厂|公司|团队|总部|车间|产线|生产线|仓库|基地|实验室)(?:都|就)?(?:在|设在|搬到|迁到|迁至)|工厂(?:设)?在|厂(?:子)?在|由|改成?由)$")),
    (ORIGIN, re.compile(r"(?:从|自)$")),
    (MARKET, re.compile(r"(?:出口(?:到|至|去|给)?|卖(?:到|去|给|往)?|销(?:往|到|售到|售至)|进入|进(?:口到)?|去|发(?:往|到)|运(?:往|到)|输(?:往|到)?|在|到|往|对|清关|投放|想做|上架)$")),
)  # fmt: skip
_SHALL_BE = re.compile(r"(?:没有|得是|须是|必须是|要是|非得是?|一定(?:得|要)是?|只能是|是不是)$")  # of a company, a representative
_MADE_ZH = re.compile(
    r"^(?:境内|本地|当地)?(?:的)?(?:生产|制造|组装|代工|建厂|设厂|测(?:的|过|试的|试过|出)|检测的|检测过|做的|做过|测试(?=[、,，;；。])|取得的?|拿到?的|签发|发的|出的|有工厂|有厂|开厂|[^,，。;；?？]{0,14}(?:实验室|机构|工厂)(?:里)?(?:按|做|测|检测|出|发))"
)
_AFTER_ZH = re.compile(
    r"^(?:制造|生产|产(?!品)|制(?!度)|本土企业|的?(?:\w{0,6})(?:实验室|检测中心|检测院)|的?(?:企业|工厂|厂家|厂商|公司|供应商|制造商|卖家|出口商|厂)|出具|出的|签发|颁发|发的|所发|"
    r"[A-Za-z]+\s*(?:出|发|做|测|签发?)的|的?(?:认证|检测|公告|检验|认可|审核|指定)?机构|做的|测的|组装|代工|原装|出厂|发货|造的|那边的?(?:实验室|工厂|机构)|认可的|的?药(?!监|品监|典|店|房|事|局|审)|的?检测报告|的?报告|的?产品|的?货|NCB|的?NB(?![A-Z])|出口(?=.{0,12}$))"
)
_ASKS_ZH = re.compile(
    r"^(?:市场|海关|政府|官方|那边|当地)?(?:负责人|责任人|代表|代理|授权|站|认不认|认可吗|承认|接受|认吗|要求|需要|要|强制|规定|进口|法规|对|怎么|是否|能不能|还)"
)
_TO_ZH = re.compile(
    r"^\s*(?:产品|货|制造的?|生产的?)?(?:(?:出口|销售|卖|销|运|发|进口)?(?:到|至|往|去|给)|出口|卖|销往|-+>|→|=>|进)\s*$"
)
_AND = re.compile(
    r"^\s*(?:(?:[,，、;；/&+]|and|or|plus|和|与|及|或|以及|还是|跟|同)\s*)+(?:(?:the|in|from|to)\s+)?(?:the\s+)?$", re.I
)
_WITH_EACH = re.compile(r"\s*(?:跟|与|和|with)\s*")
_COUNTED = re.compile(
    r"[两三四五]个[^,，。?？]{0,4}(?:协定|协议|互认)|\b(?:two|three|four|five) (?:\w+ )?(?:MRAs|FTAs|agreements)\b"
)
_HOME = frozenset({"我国", "国内", "国产", "内地", "本国"})


@dataclass(frozen=True, slots=True)
class Mention:
    """An economy named: its readings, and the side it is on; "" where the words around do not say."""

    hit: Hit
    codes: tuple[str, ...]
    side: str = ""


def economies(reading: Reading, library: Library) -> tuple[Mention, ...]:
    """Every economy named, with its side; what nothing says is a market."""
    found = [Mention(hit, codes, _side(reading, hit)) for hit in reading.hits if (codes := _codes(hit))]
    found = [one for one in found if one.side or not one.hit.keys("place")]  # a city says nothing by itself
    found = _with_regulators(reading, found, library)
    found = _spread(reading, _arrows(reading, _related(reading, found)))
    return tuple(replace(one, side=one.side or MARKET) for one in _soft(reading, found, library) if one.side != OUT)


def _with_regulators(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """Regulators that are named beside economies stand for theirs: 日本总务省和韩国, "Anvisa, Japan and the EU"."""
    places = {one.hit for one in found}
    for one, other in pairwise(reading.hits):
        if (one in places) == (other in places) or not _AND.match(reading.between(one, other)):
            continue
        body = other if one in places else one
        bodies = [library.bodies[key] for key in body.keys("body")]
        codes = tuple(dict.fromkeys(b.economy for b in bodies if b.economy and BodyRole.regulator in b.roles))
        if len(codes) == 1 and not body.keys("evidence"):
            found = [*found, Mention(body, codes)]
    return sorted(found, key=lambda one: one.hit.start)


def _codes(hit: Hit) -> tuple[str, ...]:
    return hit.keys("economy") or hit.keys("place")


def _side(reading: Reading, hit: Hit) -> str:
    before, after = reading.before(hit), reading.after(hit)
    if is_chinese(reading.name(hit)) or is_chinese(after[:3]) or is_chinese(before[-3:]):
        return _side_zh(before.rstrip(), after.lstrip())
    doer = _DOER_NEXT.match(after) or (_OURS.search(before) and _OURS_THERE.match(after))
    if _IN_BRACKETS.search(before) and re.match(r"\s*[)）]", after):
        return ORIGIN
    if _MAY.search(before) and _DECIDES.match(after):
        return MARKET
    if doer and _GIVEN_TO.search(before):
        return ORIGIN
    side = next((side for side, pattern in _BEFORE_EN if pattern.search(before)), "")
    side = side or (ORIGIN if doer else "")
    if side or reading.name(hit).lower().removesuffix(".") not in _ADJECTIVES:
        return side or (
            ORIGIN
            if re.match(r"[\s-]*(?:made|based|produced|built|manufactured|assembled|sourced)\b", after, re.I)
            else ""
        )
    adjective = reading.name(hit).lower() not in ("uk", "us", "eu", "usa")
    told = _AFTER_EN.match(after) or (adjective and _AFTER_EN_ADJECTIVE.match(after))
    return ORIGIN if told else ""


def _side_zh(before: str, after: str) -> str:
    if after.startswith("品牌") or (_SHALL_BE.search(before) and after.startswith(("公司", "代表", "代理", "法人"))):
        return OUT
    told = next((side for side, pattern in _BEFORE_ZH if pattern.search(before)), "")
    if told == MARKET and before.endswith(("在", "到", "去")) and _MADE_ZH.match(after):
        return ORIGIN
    if told:
        return told
    return ORIGIN if _AFTER_ZH.match(after) or _MADE_ZH.match(after) else MARKET if _ASKS_ZH.match(after) else ""


def _related(reading: Reading, found: list[Mention]) -> list[Mention]:
    """ "the EU-Japan MRA": two economies with no direction between them."""
    for n, (one, other) in enumerate(pairwise(found)):
        if re.fullmatch(r"\s*[-–—]\s*", reading.between(one.hit, other.hit)):
            sides = [MARKET, MARKET]
            again = [m.codes for m in found if m not in (one, other) and m.side != ORIGIN]
            if reading.keys("evidence") and (one.codes in again) != (other.codes in again):  # the one it is to count in
                sides = [MARKET if m.codes in again else ORIGIN for m in (one, other)]
            found[n : n + 2] = [replace(m, side=m.side or side) for m, side in zip((one, other), sides, strict=True)]
    return found


def pairs(reading: Reading) -> tuple[frozenset[str], ...]:
    """The economies that are joined two by two, without a direction: US-EU and Swiss-US."""
    named = [hit for hit in reading.hits if len(hit.keys("economy")) == 1]
    if len(named) > 2 and _WITH_EACH.fullmatch(reading.between(*named[:2])) and _COUNTED.search(reading.text):
        return tuple(frozenset((*named[0].keys("economy"), *one.keys("economy"))) for one in named[1:])
    joined = (
        (one, other) for one, other in pairwise(named) if re.fullmatch(r"\s*[-–—/]\s*", reading.between(one, other))
    )
    return tuple(frozenset((*one.keys("economy"), *other.keys("economy"))) for one, other in joined)


def _arrows(reading: Reading, found: list[Mention]) -> list[Mention]:
    """ "China to Brazil", 中国出口美国: the first is where it comes from."""
    for n, (one, other) in enumerate(pairwise(found)):
        gap = reading.between(one.hit, other.hit)
        if not one.side and (_TO_EN.match(gap) or _TO_ZH.match(gap)):
            found[n : n + 2] = [replace(one, side=ORIGIN), replace(other, side=other.side or MARKET)]
    return found


def _spread(reading: Reading, found: list[Mention]) -> list[Mention]:
    """What is joined by "and" is on one side: forwards from what stands before it, backwards from what comes after."""
    pairs = range(len(found) - 1)
    for order, step in ((pairs, 1), (reversed(pairs), -1)):
        for n in order:
            told, open_ = (n, n + 1) if step > 0 else (n + 1, n)
            joined = _AND.match(reading.between(found[n].hit, found[n + 1].hit))
            if joined and found[told].side and not found[open_].side:
                found[open_] = replace(found[open_], side=found[told].side)
    return found


def _soft(reading: Reading, found: list[Mention], library: Library) -> list[Mention]:
    """Where another market is named, home is where one is, and "US FCC report" says where the report is from."""
    tells = [
        one.side != MARKET
        and (
            _qualifies(reading, one.hit)
            or _of_goods(reading, one.hit)
            or _of_its_body(reading, one.hit, library)
            or _done_there(reading, one.hit)
        )
        for one in found
    ]
    for n in range(1, len(found)):  # "EU vs UK toys": what the first is, the second is
        if (
            not tells[n - 1]
            and not found[n - 1].side
            and (not (gap := reading.between(found[n - 1].hit, found[n].hit)).strip() or _VERSUS.match(gap))
        ):
            tells[n] = False
    from_there = {one.codes for one in found if one.side == ORIGIN}
    for n, one in enumerate(found):
        others = [
            m for m, told in zip(found, tells, strict=True) if m.side != ORIGIN and m.codes != one.codes and not told
        ]
        after = reading.between(one.hit, found[n + 1].hit) if n + 1 < len(found) else "."
        home = reading.name(one.hit) in _HOME
        if home and not one.side and _AND.match(after):  # 国内和香港: sold in both
            found[n] = replace(one, side=MARKET)
            continue
        if others and (home or tells[n] or (not one.side and one.codes in from_there)):
            found[n] = replace(one, side=ORIGIN)
            from_there.add(one.codes)
    return [replace(one, side=ORIGIN) if not one.side and one.codes in from_there else one for one in found]


def _of_goods(reading: Reading, hit: Hit) -> bool:
    """Whether an adjective says where goods are from: Japanese green tea, 泰国大米; not a Japanese importer."""
    after = next((other for other in reading.hits if other.start >= hit.end), None)
    if after is None or not after.keys("product"):
        return False
    gap = reading.between(hit, after)
    name = reading.name(hit)
    if is_chinese(name):
        return gap.strip() in ("", "的", "进口的", "进口")
    adjective = name.lower() in _ADJECTIVES - {"uk", "us", "eu", "usa"} or _MADE_WITH.match(reading.after(after))
    return bool(adjective) and bool(re.fullmatch(r"[\s-]*(?:\w+\s+){0,2}", gap)) and not _BUYS.search(gap)


def _qualifies(reading: Reading, hit: Hit) -> bool:
    """Whether an economy stands right before the evidence it says more of: 美国FDA 510(k), Chinese CCC."""
    after = next((other for other in reading.hits if other.start >= hit.end), None)
    if after is None or not after.keys("evidence") or aimed_at(reading, hit):
        return False
    return bool(_ISSUER.fullmatch(reading.between(hit, after)))


def _done_there(reading: Reading, hit: Hit) -> bool:
    """Whether something was registered, approved or sold there already: "registered in Australia", not "must be registered in"."""
    done = _DONE_THERE.search(reading.before(hit))
    return bool(done and not _TO_BE.search(done.string[: done.start()]))


def _of_its_body(reading: Reading, hit: Hit, library: Library) -> bool:
    """Whether an economy names whose authority or body attested: 台湾BSMI的验证, Taiwan FDA certificate."""
    after = next((other for other in reading.hits if other.start >= hit.end), None)
    if after is None or reading.between(hit, after).strip() or not _ATTESTED.match(reading.after(after)):
        return False
    return any(library.bodies[key].economy in _codes(hit) for key in after.keys("body"))
