"""Which evidence is held, which is said to be lacking, and which is asked for: "CE but no UKCA, do I need UL?"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb import cues, numbers
from kb.law import members_of, rules_for
from kb.lexicon import Hit, Lexicon
from kb.library import Library
from kb.model import Query
from kb.reading import Reading
from kb.terms import BodyRole, Stage, Tier

_ABSENT_EN = re.compile(
    r"\b(?:without(?: (?:an?|any|the|having))*|w/o|no|lack(?:s|ing)?|miss(?:es|ing)|(?:do|does|did|have|has)(?:n['’]?t| not)(?: (?:have|got|hold|done|any|an?|the|yet))*|"
    r"never (?:got|had)|not|scrap|drop(?:ped)?|forget|ditch|lost|minus|leave out)\s+(?:valid |our |my |the |an? )?$|\bnon-\s*$", re.I
)  # fmt: skip
_NOT_ABSENT_EN = re.compile(r"\b(?:why|is|are) (?:there )?no(?:t)?\s+$|\bnot (?:need|require)\b|\bor not\s+$", re.I)
_ABSENT_ZH = re.compile(
    r"(?:(?<!有)没有?|没(?:做|办|拿|申请|贴|过|弄|带|给|附|交|提供|出具|开|寄)(?:到|过|好|上)?|无(?!线)|未(?:取得|获得|获|做|办理?|拿到?|申请|通过|有)?|缺少?|尚无|不带|不含|不附|不包括|少了?)$"
)
_ABSENT_AFTER_ZH = re.compile(
    r"^\s*(?:证书?|认证|报告|标志)?(?:都|也|还|就|早)?(?:(?:没(?:有|做|办|拿到?|下来|了)|尚未|未做|未办|丢了|作废了?|过期了?|不要了|不用了|被撤了?)(?=[,，。;；!！?？\s]|$|还|就|怎么|能|可))"
)
_ABSENT_AFTER_EN = re.compile(
    r"^\s*(?:certificate|report|mark)?\s*(?:yet to|not (?:yet|done|available|obtained)|expired|lapsed|withdrawn|(?:is|was) (?:gone|dead))",
    re.I,
)
_WANTED_EN = re.compile(
    r"\b(?:need(?:ed|s)?|require[sd]?|wants?|get|getting|obtain|have to (?:have|use|get|switch to)|must (?:have|get)|switch to|replaced? by|replaces?|instead of|apply(?:ing)? for|"
    r"issu(?:e|ing)|grant(?:s|ing)?|convert(?:ed)? (?:in)?to|turn(?:ed)? into|used? for|transfer(?:red)? to|exempt(?:ed)? from|skip|waives?|avoid|towards?|counts? as|equals?|equivalent to|same as|in place of|into|to|enough for|ok for|advise|about|for)\s+"
    r"(?:an?\s+|the\s+|new\s+|another\s+|also\s+|full\s+)*$", re.I
)  # fmt: skip
_WANTED_ZH = re.compile(
    r"(?:要|做|办|办理|申请|转|换|换成|转成|转为|补|补做|必须做|需要|用不着做|不用做|申领|取得|拿|考|换取|换发|免做?|(?:交|报|递|提交|发)给|(?:报告|证书?|标志)给|用于|用来做|去做|过|走|发|等于|相当于|当作|算作|代替|替代|以及|查)$"
)
NEEDS_IT = re.compile(
    r"\b(?:need|require) (?:it|this|one|that)\b|\bmust (?:we|i|it)\b|\b(?:needed|required) or not\b|\bdo (?:we|i) (?:need|have to)\b(?=\s*\?|$)|\bis (?:it|this|that) (?:required|needed|mandatory|obligatory|legally required|compulsory)\b|需要吗|要做吗|必须吗|强制吗|要办吗|要不要做|是不是(?:强制|必须)|非(?:得|要)?(?:做|办)|躲不掉|跑不掉",
    re.I,
)
_NEEDED = re.compile(
    r"\b(?:need(?:ed|s)?|require[sd]?|must (?:have|get)|get|obtain|apply(?:ing)? for|how to get)\s+(?:an?\s+|the\s+|new\s+|also\s+)*$|(?:要|做|办|办理|申请|必须做|需要|要有)$",
    re.I,
)
_WANTED_FAR_ZH = re.compile(
    r"(?:申请|换|转|做|办理|办|取得)[^,，。;；:：?？有带持]{1,8}的?$|做\s*GB[\w/. -]{3,16}版?的$|(?:能|可以?|有权)(?:出具?|发|签发|颁发)[^,，。;；:：?？]{0,8}$"
)  # 申请显示器的CCC
_CERTIFIED = re.compile(r"\b(?:certified|marked|listed|cleared|approved)$", re.I)
_WANTED_AFTER_EN = re.compile(
    r"^\s*(?:mark(?:ing)?|certificat\w+|approval)?\s*(?:(?:is|be|also|still|proof|do|they)\s+)*(?:want|required|needed|mandatory|obligatory|legally required|necessary|unavoidable|compulsory|how[- ]?to|testing|scheme|steps|rules?|requirements?)\b",
    re.I,
)
_WANTED_AFTER_ZH = re.compile(
    r"^\s*(?:认证|证书|注册|登记)?(?:是)?(?:(?:可以|能)免|还?(?:用|得|该)(?:再)?(?:做|办|测|申请|搞)|还要(?:再)?(?:做|办|测|申请|搞)|还用不用|必须|强制|需要|要做|要办|怎么[办做测弄]|(?:办|拿)下来(?!了)|注册|登记|账号|流程|制度)"
)
_HELD_EN = re.compile(
    r"\b(?:my|our|have|has|had|having|hold(?:s|ing)?|held|got|with|own|carr(?:y|ies)|bears?|under|use|reuse|on the basis of|accepts?|accepted|recogni[sz](?:es?|ed|ing)|takes?|taking|"
    r"rely on|honou?rs?)\s+(?:(?:an?|the|our|my|already|valid|only|existing|some|just|foreign)\s+)*$|\bw/\s?$",
    re.I,
)
_HELD_AFTER_EN = re.compile(
    r"^\s*(?:marked\b|certified\b|listed\b|held\b)|^\s*(?:certificates?\s+|reports?\s+|cert\s+)?(?:from|by|issued by) (?:an? |our |the )?(?:[A-Z][\w-]+ )?(?:NBs?|notified bod\w+|lab\w*|test hous\w+|certifier|body)\b|^\s*(?:certificates?|reports?|marked|marking|mark|certified|listed|grant|id|licen[cs]e|cert)?\s*(?:(?:is|are)\s+)?(?:in hand|held|done|ready|already|accepted|recogni[sz]ed|valid|enough|ok\b|good|any good)",
    re.I,
)
_HELD_ZH = re.compile(
    r"(?:(?<!没)有|(?<![不没])带|拿着|凭|持有?|手里有|手上有|做过|办过|已有|已经有|已获得|获得了|拿到了|已拿到|过了|用|认|承认|接受)(?:了|着|个|张|份)?$"
)
# 拿国内3C顶一下行吗: what is to stand in for something is held.
_BY_IT_ZH = re.compile(r"(?:拿|用|凭|靠)(?:我们?的?|现有的?|手里的?)?$")
_WILL_DO_ZH = re.compile(
    r"^\s*(?:证书?|认证|报告|标志)?(?:来|去)?(?:顶|抵|充|代|替|给|交|送|报|当(?!地)|行(?=[吗么不])|可以|能|够)"
)
_BODY_BEFORE = re.compile(
    r"\b(?:(?:recogni[sz]ed|accepted|accredited|designated|approved|required|inspected) by|will the|does the|can the|do the)\s+(?:the\s+)?$",
    re.I,
)
_BODY_AFTER = re.compile(
    r"^\s*(?:(?:\w+ ){0,2}(?:rules?|orders?|notices?|lists?)\b(?! test)|(?:testing |test |recogni[sz]ed )?labs?\b|(?:will |would |to |might |still |ever )?(?:accepts?\b|recogni[sz]e|requires?\b|takes?\b|wants?\b|allows?\b|designat|accredit|homologate\b|certify\b|approve\b|issue\b|inspect|buy\b)|(?:直接|也|还|都|到底|肯)?认(?=[吗么])|认不认|认(?=[^可证,，]{0,6}(?:报告|证))|收不收|收(?=[吗么])|会(?:认|收|不会)|管不管|承认|认可(?!证)|接受|要求|规定|官网|那边|那儿|查过|允许|指定)",
    re.I,
)
_JOINED = re.compile(r"\s*(?:[、,/+&]|or|nor|and|plus|和|或|与|及)\s*(?:an?\s+|the\s+)?", re.I)
_HELD_AFTER_ZH = re.compile(
    r"^\s*(?:证书|认证|证|报告|标志)?(?:的(?!流程|有效|步骤|区别)|已经有|就?等于|相当于|能?代替|能?替代|转(?!厂)|换(?!证)|有了|在身|齐|在手|拿到|能不能|能|可以|可用|有效吗|认|被|在|是否|是[^,，。;；?？]{1,32}(?:出|发|签发|颁发)的|用(?=吗|不|在|于|来)|够)"
)

_BESIDE = re.compile(r"^\s*(?:and|or|和|与|、|及)\s*[A-Za-z]{2,10}(?=\s|[\u4e00-\u9fff])")  # "do BIS and BSMI accept"


@dataclass(frozen=True, slots=True)
class Holdings:
    """The names of evidence in a question by what is said of them; `told`: neither held, lacking nor asked for in so many words."""

    held: tuple[Hit, ...] = ()
    lacking: tuple[Hit, ...] = ()
    wanted: tuple[Hit, ...] = ()
    told: tuple[Hit, ...] = ()
    body: tuple[Hit, ...] = ()  # the regulator of that name is meant: "recognised by the FCC"


def holdings(reading: Reading, *, compared: bool = False) -> Holdings:
    """Each name of evidence in its place; what is joined by "and" shares it. `compared`: ISO 9001 is a standard there."""
    kinds = [
        hit
        for hit in reading.hits
        if hit.keys("evidence")
        and not (compared and numbers.standards(reading.name(hit)))
        and not _OF_RULES.match(reading.after(hit))
    ]
    said: list[str] = []
    for n, hit in enumerate(kinds):
        after = reading.after(hit)
        taker = bool(hit.keys("body")) or bool(hit.keys("scheme") and _TAKER_AFTER.match(after))
        what = _said(_before(reading, hit), after, is_body=taker)
        if what == "told" and _CERTIFIED.search(reading.name(hit)):
            what = "held"
        joined = n > 0 and _JOINED.fullmatch(reading.between(kinds[n - 1], hit))
        said.append(said[-1] if joined and what == "told" else what)
    leads = "held" in said and said[0] == "told" and not reading.before(kinds[0]).strip()
    if leads and _FOR_GOODS.match(reading.after(kinds[0])):
        said[0] = "wanted"
    by = {what: tuple(hit for hit, one in zip(kinds, said, strict=True) if one == what) for what in set(said)}
    if any(hit.keys("economy") not in ((), ("CN",)) for hit in reading.hits):  # what each market calls its own so
        by["told"] = tuple(hit for hit in by.get("told", ()) if reading.name(hit) != _TYPE_APPROVAL)
    return Holdings(**by)


def by_reports(said: Holdings, library: Library) -> Holdings:
    """The same, with a report held and a market's own certificate asked for where both are named: "does PSE need a CB report"."""
    every = sorted((*said.held, *said.wanted, *said.told), key=lambda hit: hit.start)
    kinds = {key for key, one in library.evidence.items() if one.stage is Stage.test_report}
    kinds |= {
        key for key, one in library.evidence.items() if kinds & set(one.implies) and not one.own_of
    }  # a CB certificate
    reports = tuple(hit for hit in every if kinds & set(hit.keys("evidence")))
    own_ones = tuple(hit for hit in every if own(hit, library) and hit not in reports)
    certificates = tuple(hit for hit in own_ones if hit not in said.held)
    if not (reports and certificates) or len(reports) + len(own_ones) < len(every):
        return said
    kept = tuple(hit for hit in every if hit not in certificates)
    return replace(said, held=kept, wanted=certificates, told=())


def by_marks(said: Holdings, reading: Reading, library: Library) -> Holdings:
    """The same, with a market's own proof asked for where another market's is held in so many words: "有CE,SAFETY Mark能直接用吗"."""
    sure = tuple(hit for hit in said.held if _is_held(_before(reading, hit)))
    markets = {code for hit in sure for code in own(hit, library)}
    apart = (hit for hit in said.held if hit not in sure and _PAUSED.search(reading.before(hit)))
    others = tuple(hit for hit in apart if (codes := own(hit, library)) and not codes & markets)
    if not markets or not others or reading.keys("authority"):
        return said
    kept = tuple(hit for hit in said.held if hit not in others)
    return replace(said, held=kept, wanted=(*said.wanted, *others))


_PAUSED = re.compile(r"[,，;；。.?？]\s*(?:is |does |can )?(?:the )?$", re.I)  # not "CE and CSA marks"


def _is_held(before: str) -> bool:
    return bool(_HELD_EN.search(before) or _HELD_ZH.search(before.rstrip()))


_TYPE_APPROVAL = "型号核准"  # China's where no other economy is named


# "Under the CE import communiqué": rules of that name, and nothing held.
_OF_RULES = re.compile(r"^\s*(?:mark(?:ing)?\s+)?(?:import\s+)?(?:communiqu|import list)", re.I)
# "PSE for our battery, we have a CNAS report": the one is to be had for the goods, the other is.
_FOR_GOODS = re.compile(r"^\s*(?:mark|certification|certificate|approval)?\s*for (?:our|my|an?|the|this|these)\b", re.I)

# "Does SABER take a CB report": the scheme of that name is meant.
_TAKER_AFTER = re.compile(
    r"^\s*(?:takes?|accepts?|recogni[sz]es?|honou?rs?)\s+(?!by\b|in\b|at\b|too\b)\w|^\s*(?:认不认|承不承认|是否接受|接受|承认|认|收|能不能用|可不可以用|能否用)(?=[^,，。?？]{0,10}(?:报告|证|CB))",
    re.I,
)


def _before(reading: Reading, hit: Hit) -> str:
    """What stands before a name of evidence, and before the economy that it is of: 等于(日本)技适."""
    last = next((one for one in reversed(reading.hits) if one.end <= hit.start), None)
    near = last is not None and last.keys("economy") and not reading.between(last, hit).strip()
    return reading.before(last if last is not None and near else hit).rstrip() + " "


def _said(before: str, after: str, *, is_body: bool) -> str:
    bare = before.rstrip()
    if is_body and (_BODY_BEFORE.search(before) or _BODY_AFTER.match(_BESIDE.sub("", after))):
        return "body"
    if _ABSENT_EN.search(before) and not _NOT_ABSENT_EN.search(before):
        return "lacking"
    if _ABSENT_ZH.search(bare):
        return "lacking"
    if _is_held(before) or (_BY_IT_ZH.search(bare) and _WILL_DO_ZH.match(after)):
        return "held"
    if _ABSENT_AFTER_ZH.match(after) or _ABSENT_AFTER_EN.match(after):
        return "lacking"
    if _HELD_AFTER_EN.match(after):
        return "held"
    if (
        _WANTED_EN.search(before)
        or _WANTED_ZH.search(bare)
        or _WANTED_AFTER_EN.match(after)
        or _WANTED_AFTER_ZH.match(after)
    ):
        return "wanted"
    if _HELD_AFTER_ZH.match(after):
        return "held"
    return "wanted" if _WANTED_FAR_ZH.search(bare) else "told"


_LAB = re.compile(
    r"^\s*(?:(?:is|are|-)?\s*accredited\s*)?(?:[A-Z]{2}[A-Z/ ]*\d[\d.:-]*\s+)?(?:test(?:ing)?\s+)?(?:labs?\b|laborator\w+|reports?\b)|^\s*(?:认可|资质|授权)?的?(?:检测|测试|第三方)?(?:实验室|报告|检测中心)|^\s*[^\s,，。;；?？]{1,5}报告|^\s*认可(?:[^。;；?？]{0,16}的|的[^。;；?？]{0,8})实验室|^\s*出的[^。;；,，?？]{0,24}报告|^\s*accredited\b(?! body)",
    re.I,
)
_REPORT_AFTER = re.compile(r"\s*(?:的|test(?:ing)?|lab)?\s*(?:reports?\b|报告)", re.I)
_REPORTS = re.compile(
    r"\b(?:lab|labs|laborator\w+)\b.*\breports?\b|实验室.*报告|报告.*实验室", re.I
)  # a laboratory and its report
_CERTIFIER = re.compile(
    r"\bcertif(?:ier|ication bod)|\b(?:17065|17021|17024) bod", re.I
)  # accredited too, and no laboratory
_LAB_BEFORE = re.compile(r"\b(?:accredited|report\w*) (?:\w+ )?(?:by|under|from)\s+(?:the\s+)?$|由$", re.I)

_IS_NOT = re.compile(
    r"\b(?:is|are|was|were) ?(?:not|n['’]?t)\s+(?:an?\s+|yet\s+)*$|(?:没有?|未|不是)\s*(?:经|获|被|在)?\s*$", re.I
)


def of_a_lab(reading: Reading, library: Library) -> tuple[str, ...]:
    """The report of an accredited laboratory, where a laboratory or its report is told by who accredited it: 有HOKLAS报告."""
    arrangements, reports = _arrangements(library), _accredited_reports(library)
    for hit in reading.hits:
        accredits = any(BodyRole.accreditation_body in library.bodies[key].roles for key in hit.keys("body"))
        before = reading.before(hit)
        if accredits and _IS_NOT.search(before):  # "our lab is not SAC accredited"
            continue
        if accredits and (
            _LAB.match(reading.after(hit)) or (_LAB_BEFORE.search(before) and not _CERTIFIER.search(before))
        ):
            return reports
        of_mra = bool(arrangements & set(hit.keys("agreement")))
        if of_mra and (_REPORTS.search(reading.text) or _LAB.match(reading.after(hit))):
            return reports
    return ()


def as_accredited(evidence: Iterable[str], bodies: Iterable[str], library: Library) -> tuple[str, ...]:
    """The evidence; a laboratory's report is that of an accredited laboratory where an accreditation body is named."""
    accredited = any(BodyRole.accreditation_body in library.bodies[key].roles for key in bodies)
    reports = _accredited_reports(library) if accredited else ()
    every = (one for key in evidence for one in (reports if reports and key == _LAB_REPORT else (key,)))
    return tuple(dict.fromkeys(every))


def _arrangements(library: Library) -> frozenset[str]:
    return frozenset(key for key, one in library.agreements.items() if one.tier is Tier.accreditation)


def _accredited_reports(library: Library) -> tuple[str, ...]:
    carried = _arrangements(library)
    kinds = library.evidence.items()
    return tuple(key for key, one in kinds if one.stage is Stage.test_report and one.carried_by in carried)


_LAB_REPORT = "laboratory-report"


def by_its_standard(reading: Reading, library: Library) -> tuple[str, ...]:
    """The report of a laboratory of which nothing is told, where a report is told by its standard or law: "our EN 1078 report"."""
    told = any(_REPORT_AFTER.match(reading.text, end) for _, end in numbers.spans(reading.text, numbers.STANDARD))
    told = told or any(hit.keys("law") and _REPORT_AFTER.match(reading.after(hit)) for hit in reading.hits)
    return tuple(key for key in (_LAB_REPORT,) if told and key in library.evidence)


_A_REPORT = re.compile(
    r"\b(?:our|my|these|those|this|that|(?:we|i)(?: only| just)? (?:have|hold|got))\b(?:\s+(?!no\b|not\b)[\w'’-]+){0,4}?\s+reports?\b"
    r"|\bthe (?:[\w-]+ )?reports?(?= (?:still )?(?:any good|usable|valid|enough|good)\b)"
    r"|(?:我|我们|手里|手上|拿|有|凭|用)(?:的|了|着)?[^,，。;；?？没无]{0,8}报告",
    re.I,
)


def of_any_lab(reading: Reading, library: Library) -> tuple[str, ...]:
    """The report of a laboratory of which nothing is told, where the question is of a report that is held: "can they use our report"."""
    return (_LAB_REPORT,) if _LAB_REPORT in library.evidence and _A_REPORT.search(reading.text) else ()


_DECLARED = re.compile(
    r"[^,，。;；?？]{0,16}?(?:符合性声明|合格声明|\bDoC\b|declaration of (?:conformity|compliance))", re.I
)


def declared(reading: Reading, library: Library) -> tuple[str, ...]:
    """The declaration that is an economy's own proof, where one is named as that economy's: 欧盟10/2011的符合性声明."""
    kinds = [(key, one.own_of) for key, one in library.evidence.items() if one.stage is Stage.declaration]
    of = {code for hit in reading.hits if _DECLARED.match(reading.after(hit)) for code in hit.keys("economy")}
    return tuple(key for key, own_of in kinds if of & set(own_of))


_OF_STANDARD = re.compile(rf"\((?P<standard>{numbers.STANDARD.pattern})\)$")


def by_its_class(reading: Reading, query: Query, lexicon: Lexicon, library: Library) -> tuple[str, ...]:
    """The report to a standard where goods for a market abroad are named by it, or by the class that it gives: KN95口罩, GB 2626."""
    within = (one for hit in reading.hits if hit.keys("product") for one in lexicon.within(reading.words, hit))
    named = {key for hit in within for key in hit.keys("evidence")}
    asked = {one.split(":")[0] for one in query.standards}
    return tuple(
        key
        for key, kind in library.evidence.items()
        if (match := _OF_STANDARD.search(kind.names.en))
        and (key in named or match["standard"] in asked)
        and set(query.markets) - set(kind.issued_in)
    )


_INSPECTED = re.compile(
    r"\binspect(?:ed|ion)s?\b[^.?!]{0,30}\bby\b|\b(?:FDA|authorit\w+|agency) inspect(?:ed|ion)|(?:药监|药品监管)[^,，。?？]{0,8}(?:检查|核查)",
    re.I,
)


def of_an_inspection(reading: Reading, products: Iterable[str], library: Library) -> tuple[str, ...]:
    """The proof of a GMP inspection, where a medicine's maker is said to have been inspected by an authority."""
    sectors = {sector for key in products for sector in library.products[key].sectors}
    told = "medicinal-products" in sectors and _INSPECTED.search(reading.text)
    return tuple(key for key, one in library.evidence.items() if told and one.stage is Stage.gmp_inspection)[:1]


_ITS_CERTIFICATE = re.compile(r"[^,，。;；?？]{0,10}(?:证书?(?=[^明]|$)|(?<=[出发])的?\s*CE)")


def of_a_notified_body(reading: Reading, library: Library) -> tuple[str, ...]:
    """The certificate of a notified body, where the body is named and what it issued after it: 公告机构2019年发的证."""
    named = (hit for hit in reading.hits if "notified-body" in hit.keys("term"))
    told = any(_ITS_CERTIFICATE.match(reading.after(hit)) for hit in named)
    return tuple(key for key in ("notified-body-certificate",) if told and key in library.evidence)


def of_a_designated_body(reading: Reading, library: Library) -> tuple[str, ...]:
    """The report and the certificate of a body designated under an agreement, where such a body is told
    to test or certify: "test report from an EU-designated lab in Germany", 英国的CAB出了证书, "can a US TCB certify for Japan"."""
    if not _DESIGNATED.search(reading.text):
        return ()
    told = (("mra-cab-report", _TESTS), ("mra-cab-certificate", _CERTIFIES))
    return tuple(key for key, said in told if key in library.evidence and said.search(reading.text))


UNTOLD = frozenset({_LAB_REPORT, "test-report"})
_DESIGNATED = re.compile(
    r"(?<![A-Za-z])(?:CABs?|TCBs?)(?![A-Za-z]|\s+(?:accept|base|rely|use|take|recogni|trust)|\s*(?:能|可以?|会)?(?:凭|认|收|接受|承认))|\bdesignated (?:\w+ ){0,2}?(?:lab|laborator|bod|certifier|CAB)|\bconformity assessment bod"
    r"|(?<!未)指定的?[^,，。;；?？]{0,6}(?:实验室|机构)|合格评定机构"
)
_TESTS = re.compile(r"\btest(?:s|ed|ing)?\b|\breports?\b|报告|检测|测试", re.I)
_CERTIFIES = re.compile(r"\bcert(?:s|if\w+)?\b|\bapprov\w+|证书|发证|认证(?!机构)", re.I)


def under_its_agreement(query: Query, library: Library) -> tuple[str, ...]:
    """The evidence; a report of which nothing is told is that of a designated body where an agreement of the two governments is
    asked to carry it: "EMC test report of a Norwegian body for the US, any MRA?"."""
    bound = any(library.agreements[key].tier is Tier.government for key in query.agreements)
    asked = bound and query.origins and query.markets and cues.MRA.search(query.text)
    if not asked or set(query.evidence) != {_LAB_REPORT}:
        return query.evidence
    return ("mra-cab-report",)


def of_its_goods(query: Query, reading: Reading, library: Library) -> tuple[str, ...]:
    """The proof that goods from abroad hold by being what they are called, where none is named: "Chinese organic goji, sold as
    organic in the US" has an organic certificate."""
    abroad = set(query.origins) - set(query.markets)
    goods = set(query.products)
    if not (abroad and goods) or reading.keys("evidence"):
        return ()
    return tuple(key for key, kind in library.evidence.items() if goods & set(kind.products) and not kind.own_of)


def of_another_body(query: Query, text: str, library: Library) -> tuple[str, ...]:
    """The evidence, where a certificate that only bodies of a group may issue is said to come from a body elsewhere: it is
    that of a body designated under an agreement, if it is anything."""
    mra = "mra-cab-certificate"
    if not (_BY_A_BODY.search(text) and query.origins and mra in library.evidence):
        return query.evidence

    def stays(key: str) -> bool:
        issued = {
            one for code in library.evidence[key].issued_in for one in (code, *members_of(library, code, query.as_of))
        }
        return (
            not issued
            or library.evidence[key].stage is not Stage.product_certificate
            or bool(issued & set(query.origins))
        )

    return tuple(dict.fromkeys(key if stays(key) else mra for key in query.evidence))


_CE_CERTIFICATE = re.compile(r"(?<![A-Za-z])CE(?:\s+MDR|\s+MDD)?[ -]?(?:cert(?:ificate|s)?\b|证)", re.I)


def of_a_device(query: Query, text: str, library: Library) -> tuple[str, ...]:
    """The evidence, where the "CE certificate" of a medical device is its notified body's, if the markets' rules speak of that one and
    not of the declaration."""
    declaration, certificate = "ce-declaration", "notified-body-certificate"
    sectors = {sector for key in query.products for sector in library.products[key].sectors}
    if declaration not in query.evidence or "medical-devices" not in sectors or not _CE_CERTIFICATE.search(text):
        return query.evidence
    rules = (rule for code in query.markets for rule in rules_for(library, code, query.products, query.as_of))
    told = {row.evidence for rule in rules for row in rule.requirement.foreign_evidence}
    if declaration in told or certificate not in told:
        return query.evidence
    return tuple(dict.fromkeys(certificate if key == declaration else key for key in query.evidence))


_BY_A_BODY = re.compile(
    r"\b(?:issued|made|granted|signed) by (?:an? |our |the )?[^,.?]{0,30}\b(?:body|bodies|lab\w*|certifier)\b|\b(?:body|certifier)\b[^,.?]{0,20}\bissue|机构(?:出具|签发|颁发|发|出)",
    re.I,
)


def from_elsewhere(reading: Reading, hit: Hit, library: Library) -> bool:
    """Whether an economy that a kind of proof is not of stands right before it: a UK notified body certificate."""
    first = next((one for one in reversed(reading.hits) if one.end <= hit.start), None)
    if first is None or not first.keys("economy") or reading.between(first, hit).strip():
        return False
    return not set(first.keys("economy")) & own(hit, library)


def aimed_at(reading: Reading, hit: Hit) -> bool:
    """Whether what stands before a name says that it is asked for: 用来做欧盟CE."""
    before = reading.before(hit).rstrip()
    return bool(_WANTED_EN.search(before + " ") or _WANTED_ZH.search(before))


def names_issuer(reading: Reading, hit: Hit) -> int:
    """How surely a body or scheme tells whose proof is held: 2 for "with an IMDA registration", 1 for "IMDA registration", else 0."""
    if not _ATTESTED.search(reading.name(hit) + "|" + reading.after(hit)):
        return 0
    return 2 if _HELD_EN.search(reading.before(hit)) or _GROUND.search(reading.before(hit)) else 1


_ATTESTED = re.compile(
    r"(?:^|\|\s*)(?:(?!accept|take|recogni|honou?r|need|want)\w+ ){0,2}(?:certificat|cert\b|report|approv|registration|registered|licen[cs]|grant\b)|\|的?(?:注册证?|证书|报告|批准|批件|批文|许可|认证)|(?:注册|证书?|认证)\|",
    re.I,
)
_GROUND = re.compile(
    r"\b(?:with|based (?:up)?on|on|using|through|via|from)\s+(?:an?|the|our|my|their)?\s*$|(?:用|凭|拿|靠|有)$", re.I
)


def keys(hits: Iterable[Hit], kind: str = "evidence") -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for hit in hits for key in hit.keys(kind)))


def needed(reading: Reading, hit: Hit) -> bool:
    """Whether evidence that is no market's own is asked for all the same: "do I need a CB certificate"."""
    before = reading.before(hit).rstrip()
    after = reading.after(hit)
    asked = _WANTED_AFTER_EN.match(after) or _WANTED_AFTER_ZH.match(after)
    return bool(asked or _NEEDED.search(before + " ") or _NEEDED.search(before))


def own(hit: Hit, library: Library) -> frozenset[str]:
    """The markets whose own proof a name of evidence is, with their members; none of what travels, as a CB certificate does."""
    markets = {library.schemes[key].market for key in hit.keys("scheme")}
    groups = [library.economies[code] for code in markets if code]
    members = {one.economy for group in groups for one in group.members if one.until is None}
    return frozenset(code for key in hit.keys("evidence") for code in markets_of(key, library)) | members


def markets_of(evidence: str, library: Library) -> frozenset[str]:
    """The markets whose own proof a kind of evidence is: CE is that of the Union and of each of its members."""
    named = library.evidence[evidence].own_of
    members = (member.economy for code in named for member in library.economies[code].members if member.until is None)
    return frozenset((*named, *members))
