"""What a question asks for: cues in its words, weighed with what it names. The more particular comes first."""

from __future__ import annotations

import re

from kb import cues, numbers
from kb.held import approved_elsewhere, markets_of
from kb.library import Library
from kb.model import Query
from kb.questions import MIXED, questions, weighed
from kb.terms import BodyRole, Intent, Tier
from kb.words import units

OF_A_RULE = frozenset({Intent.change, Intent.definition, Intent.not_recorded})
OF_A_SCHEME = frozenset(
    {Intent.validity, Intent.marking, Intent.steps, Intent.representative, Intent.designates, Intent.definition, Intent.compare,
     Intent.change, Intent.status, Intent.how_many, Intent.standards}
)  # fmt: skip
OF_A_PART = frozenset({Intent.validity, Intent.marking, Intent.representative, Intent.designates})
_MUST = re.compile(
    r"\b(?:mandatory|obligatory|compulsory|need(?:ed)?|required?|must)\b|必须|强制|要不要|需要|要做", re.I
)
_AUTHORITY = re.compile(
    r"\bdesignat|\bregulat|\bauthorit|\bministry|\bagency|\bappoints?\b|指定|主管|任命|监管|部门", re.I
)
_STEPS = re.compile(r"\bsteps?\b|\bprocedure\b|步骤|流程", re.I)
_RENEWED = re.compile(r"\brenew|续|换证", re.I)
_HOW = re.compile(r"^\s*how (?:do|can|to|should)\b|\bsteps?\b|步骤|流程|怎么(?:办|申请|注册|拿|做)", re.I)
_LOOSE = frozenset({Tier.accreditation, Tier.body_scheme, Tier.unilateral})
_ACCREDITED = re.compile(
    r"\b(?:17025|17020|17065|17021|17024|17043|17034|17011|15189)\b|which accreditation|what accreditation|(?:哪个|什么|哪些)标准认可|认可.{0,6}(?:哪个|什么)标准",
    re.I,
)
# What is held counts, or does it?
_HOLDS = re.compile(
    r"\b(?:accept(?:s|ed)?|takes?|taken|counts?|enough|sufficient|valid|in hand|recogni[sz]ed|fine for|on that|do we test again|re-?test(?:ed)?|(?:good|ok(?:ay)?) (?:in|for))\b"
    r"|承认|直接[收用]|接受|认不认|认吗|够吗|够不够|有效吗|能用|可以用|收吗|算数|管用|重测|还要再",
    re.I,
)
_PROOF = re.compile(
    r"\b(?:reports?|certificates?|certs?|approvals?|registration|registered|approved|licen[cs]e|marks?|notification|results?)\b|报告|证书|批文|许可证|注册证|认证|证(?!明)",
    re.I,
)
_IN_HAND = re.compile(r"\b(?:reports?|certificate|cert|grant)\b|报告|(?<!什么)(?<!啥)证书?(?![明书])", re.I)
_COVERS = re.compile(
    r"\bcover\w*|\bscope\b|\bsectors?\b|\bwhich (?:products|bodies)\b|覆盖|包括|范围|领域|哪些产品|管哪|第几阶段", re.I
)
_DIFFER = re.compile(
    r"\bvs\.?\b|\bversus\b|\bdifference|\bdiffers?\b|\bsame thing\b|区别|差别|不同|一回事|差在哪|哪个", re.I
)
# Two marks on one label, which are printed and not compared.
_TOGETHER = re.compile(
    r"\bon (?:one|the same|a single) |\bside by side\b|一起|一块|同时|两个都|都[印贴标]|并排|共用|贴在同", re.I
)
_EITHER = re.compile(r"\bor\b|\bversus\b|\bboth\b|还是|或|和|跟|与", re.I)
_MOST = re.compile(r"\b(?:strictest|toughest|laxest)\b|哪.{0,3}最", re.I)
_SAME = re.compile(r"\bsame thing\b|一回事", re.I)
_EDITIONS = re.compile(
    r"\b(?:IDT|MOD|NEQ|EQV)\b|采用国际标准|\b(?:which|what)\s+(?:[\w-]+\s+){1,4}standards?\b|\b(?:editions?|versions?|standards? (?:number|for|is|are|apply|applies)|(?:which|what|national) standards?)\b|国标|哪版|哪一版|版本|采标|标准号|哪.{0,4}标准|什么标准",
    re.I,
)
_SERIES = re.compile(r"(?<![A-Za-z])(?:IEC|ISO|EN|GB(?:/T)?|JIS|KS|UL|AS/NZS|BS|CNS|TCVN|SNI|国标)(?![A-Za-z])")
_BETWEEN = re.compile(r"\bbetween\b|\beach other\b|之间|相互", re.I)
# Who takes part in an arrangement, rather than what it is worth.
_PARTIES = re.compile(
    r"\b(?:countries|economies|parties|members?)\b.{0,30}\b(?:agreements?|arrangements?|mras?|treaty)\b|\bwho (?:joined|takes part|issues and)\b"
    r"|谁(?:参加|加入|签)|(?:参加|加入)的?有?(?:谁|哪)|成员(?:国|机构)?(?:有|都有)",
    re.I,
)
_BODIES = re.compile(r"机构(?:都)?有(?:哪|谁)|哪些机构|\bwhich (?:\w+ )?(?:bodies|agencies|organi[sz]ations)\b", re.I)
_SAYS = re.compile(r"\b(?:says?|provides?|about)\b|写了|规定", re.I)
_HELD_PROOF = re.compile(rf"(?!have an? (?:mutual|MRA|agreement))(?:{cues.IN_HAND.pattern})", re.I)
WHEN = re.compile(r"\b(?:when|until when|which date|what date|which year)\b|什么时候|何时|哪(?:一)?[年天]", re.I)
_UNDER_A_LAW = re.compile(r"[A-Z&]{3,} ?(?:certificate|cert|declaration|report|证|报告|声明)")  # RED证书
_EDITION = re.compile(r"\baccredit|认可", re.I)


def intent_of(query: Query, library: Library, *, own_proof: bool = False) -> Intent:
    """What is asked for. `own_proof`: the market's own certificate was named as the thing asked about."""
    cued = weighed(query.text)
    found = _aside(query, cued) or _of_part(query, cued) or _of_subject(query, library, cued)
    return found or _of_market(query, library, cued, own_proof=own_proof) or _otherwise(query, cued)


def _subject(query: Query) -> bool:
    """Whether anything of this base's subject was named."""
    return bool(
        query.products or query.evidence or query.absent or query.schemes or query.agreements or query.bodies
        or query.standards or query.terms or query.sectors or query.laws
    )  # fmt: skip


def _aside(query: Query, cued: frozenset[Intent]) -> Intent | None:
    """Questions this base does not answer: another subject, or things it keeps no record of."""
    if Intent.outside in cued and not (query.economies and _subject(query)):
        return Intent.outside
    if cues.CHATTER.search(query.text) and not (
        query.economies or query.evidence or query.schemes or query.laws or cued
    ):
        return Intent.outside
    if Intent.not_recorded in cued and Intent.validity not in cued and not _asks_more(query.text):
        return Intent.not_recorded
    third = query.spoken not in ("en", "zh")
    nothing = not (_subject(query) or query.economies or query.inherited or third or cues.SUBJECT.search(query.text))
    return Intent.outside if nothing and not cued - {Intent.definition} and len(units(query.text)) > 2 else None


def _asks_more(text: str) -> bool:
    """Whether a question beside that of a price is asked: "Do toys need CE, and what does it cost?"."""
    return any(Intent.not_recorded not in cued and cued - {Intent.how_many} for _, cued in questions(text))


def _of_part(query: Query, cued: frozenset[Intent]) -> Intent | None:
    """Questions about one part of a rule, whichever market or scheme it is of."""
    if Intent.compare in cued and len(query.markets) > 1 and len(cued & OF_A_PART) > 1:
        return Intent.compare
    if Intent.validity in cued and not (_STEPS.search(query.text) and _RENEWED.search(query.text)):
        return Intent.validity
    answers = Intent.accepted in cued and query.evidence  # "can we ship there without a representative"
    if Intent.representative in cued and not answers:
        return Intent.representative
    if Intent.change in cued:
        return Intent.change
    if Intent.marking in cued and _TOGETHER.search(query.text):
        return Intent.marking
    if Intent.compare in cued and (_compared(query) or (query.markets and _MOST.search(query.text))):
        return Intent.standards if len(query.standards) > 1 else Intent.compare
    alone = not (query.markets or query.agreements or query.standards)
    if Intent.compare in cued and (_SAME.search(query.text) or (alone and _DIFFER.search(query.text))):
        return Intent.definition
    other = WHEN.search(query.text) or _STEPS.search(query.text)
    if Intent.marking in cued and not other and not (query.evidence and Intent.accepted in cued):
        return Intent.marking
    if Intent.how_many in cued and (_subject(query) or query.economies):
        return Intent.how_many
    by_rule = query.products and query.markets and not _AUTHORITY.search(query.text)
    parties = query.agreements and not query.markets and _PARTIES.search(query.text)
    if Intent.designates in cued and Intent.list not in cued and not (by_rule or parties):
        return Intent.designates
    return None


def _compared(query: Query) -> bool:
    sides = (
        query.markets, query.agreements, query.standards, query.schemes, query.evidence, query.terms, query.products, query.laws,
    )  # fmt: skip
    open_ = sum(one.role == "markets" for one in query.ambiguous)
    both = len(query.evidence) + len(query.schemes) + len(query.absent) + len(query.standards)
    return any(len(side) > 1 for side in sides) or (bool(query.markets) and open_ > 0) or both > 1


def _of_subject(query: Query, library: Library, cued: frozenset[Intent]) -> Intent | None:
    """Questions about a body, a standard, a date or an agreement, rather than about a market."""
    bodies = [library.bodies[key] for key in query.bodies]
    at_home = set(query.markets) <= {body.economy for body in bodies} and not query.products and not query.evidence
    arrangements = [library.agreements[key].tier is Tier.accreditation for key in query.agreements]
    accredits = any(BodyRole.accreditation_body in body.roles for body in bodies)
    if at_home and accredits:
        return Intent.accreditation
    of_mla = Intent.accreditation in cued and not query.evidence and Intent.definition not in cued
    home = set(query.economies) <= {body.economy for body in bodies} and not query.products
    if arrangements and all(arrangements) and (of_mla or (accredits and home)):
        return Intent.accreditation
    if (
        query.standards
        and {Intent.standards, Intent.status} & cued
        and not (query.evidence and Intent.accepted in cued)
    ):
        return Intent.standards
    if (
        _ACCREDITED.search(MIXED.sub(" ", query.text))
        and (_EDITION.search(query.text) or cued & {Intent.accreditation, Intent.coverage})
        and not query.evidence
    ):
        return Intent.accreditation
    explained = query.terms and not query.standards and (Intent.definition in cued or len(units(query.text)) < 3)
    if Intent.standards in cued and _EDITIONS.search(query.text) and not (query.evidence or explained):
        return Intent.standards
    other = _SERIES.search(numbers.STANDARD.sub(" ", query.text))
    several = len(query.standards) > 1
    bare = not query.markets and (not query.products or other or several) and (not query.evidence or several)
    if query.standards and bare:
        return Intent.open if _EDITION.search(query.text) else Intent.standards
    held_there = query.evidence and query.markets and (query.products or Intent.accepted in cued)
    when = WHEN.search(query.text)
    held_there = held_there or (query.products and query.origins and query.markets)
    shown = query.markets and _UNDER_A_LAW.search(query.text)
    if query.laws and Intent.accepted in cued and not (query.evidence or query.products or shown):
        return Intent.status
    if Intent.status in cued and (
        when or not held_there or (Intent.accepted not in cued and (query.agreements or query.schemes))
    ):
        return Intent.status
    return _of_agreement(query, library, cued)


def _of_agreement(query: Query, library: Library, cued: frozenset[Intent]) -> Intent | None:
    if query.markets and _HOLDS.search(query.text) and _PROOF.search(query.text) and not _COVERS.search(query.text):
        return Intent.accepted
    asked_of = not query.evidence and not query.products
    if len(query.economies) > 1 and cues.MRA.search(query.text) and cues.UNDER.search(query.text):
        return Intent.coverage
    treaties = any(library.agreements[key].tier not in _LOOSE for key in query.agreements)
    of_treaty = treaties and not (query.evidence or query.schemes or Intent.accepted in cued)
    if query.agreements and (asked_of or of_treaty):
        explained = (
            bool(cued & {Intent.definition, Intent.compare})
            and not query.economies
            and not _COVERS.search(query.text)
            and not _SAYS.search(query.text)
        )
        return Intent.definition if explained else Intent.coverage
    if _named_openly(query, cued) or (query.economies and Intent.accepted not in cued and _PARTIES.search(query.text)):
        return Intent.coverage
    of_pair = len(query.economies) > 1 and not (query.products or _HELD_PROOF.search(query.text))
    of_mra = cues.MRA.search(query.text) and (not query.evidence or of_pair) and Intent.accepted not in cued
    if Intent.coverage in cued and query.economies and (asked_of or of_mra):
        return Intent.coverage
    if Intent.definition in cued and (query.terms or query.evidence or query.schemes) and not query.markets:
        return Intent.definition
    answers = query.evidence and Intent.accepted in cued
    whole = query.evidence and query.products and query.markets and query.origins  # a case, under an agreement
    case = whole and not (_COVERS.search(query.text) or Intent.status in cued)
    under = treaties and not (answers or case) and (Intent.coverage in cued or cues.UNDER.search(query.text))
    return Intent.coverage if under else None


def _named_openly(query: Query, cued: frozenset[Intent]) -> bool:
    """Whether a pair that only "between" joins is asked about, or an agreement is by a name of several: "CEPA: are toys in?"."""
    pair = len(query.economies) > 1 and _BETWEEN.search(query.text) and Intent.compare not in cued
    told = Intent.coverage in cued or cues.UNDER.search(query.text)
    several = told and any(one.role in ("agreements", "markets") for one in query.ambiguous)
    return bool(pair or several) and not query.evidence


def _of_market(query: Query, library: Library, cued: frozenset[Intent], *, own_proof: bool) -> Intent | None:
    """Questions about what a market accepts or asks, and about the way there."""
    if query.since and not query.evidence and not cued - {Intent.required}:
        return Intent.change
    if len(query.laws) > 1 and not query.evidence and _EITHER.search(query.text):
        return Intent.compare
    if query.evidence and query.markets and not cued & {Intent.accepted, Intent.list}:
        abroad = set(query.origins) - set(query.markets)
        owners = [markets_of(key, library) for key in query.evidence]
        if not any(set(query.markets) - own or abroad & own for own in owners):
            return Intent.required if query.products else Intent.open
    if Intent.route in cued and query.evidence:
        return Intent.route
    if Intent.steps in cued and (_HOW.search(query.text) or not (query.evidence and Intent.accepted in cued)):
        return Intent.steps
    anywhere = cued & {Intent.accepted, Intent.list} or cues.ANYWHERE.search(query.text)
    if query.evidence and (query.markets or query.ambiguous or anywhere):
        return Intent.accepted
    if Intent.accepted in cued and query.markets and (query.origins or query.agreements):
        return Intent.accepted
    if own_proof and not query.products:
        if cued & {Intent.definition, Intent.compare}:
            return Intent.definition
        if not query.unknown:
            return Intent.required if _MUST.search(query.text) else Intent.open
    if Intent.coverage in cued and (query.agreements or len(query.economies) > 1):
        return Intent.coverage
    elsewhere = any(library.bodies[key].economy not in query.markets for key in query.bodies)
    told = _PROOF.search(query.text) or query.standards or elsewhere
    shown = Intent.accepted in cued and (
        _IN_HAND.search(query.text) or (query.laws and _UNDER_A_LAW.search(query.text))
    )
    if query.markets and (shown or (told and _HOLDS.search(query.text))):
        return Intent.accepted
    if Intent.list in cued and _BODIES.search(query.text) and not query.products:
        return Intent.list
    approved = not own_proof and approved_elsewhere(query.bodies, query.schemes, query.markets, library)
    if approved and query.products and not cued - {Intent.required, Intent.accepted}:
        return Intent.accepted
    placed = query.markets or any(one.role == "markets" for one in query.ambiguous)
    asked = query.products or query.schemes or query.absent or Intent.required in cued
    return Intent.required if placed and asked else None


def _otherwise(query: Query, cued: frozenset[Intent]) -> Intent:
    explained = Intent.definition in cued and (query.terms or not query.products)
    if explained and not (query.economies or query.bodies):
        return Intent.definition
    if Intent.accreditation in cued:
        return Intent.accreditation
    if len(query.laws) > 1 or (len(query.schemes) > 1 and not query.products):
        return Intent.compare
    if Intent.list in cued and not query.evidence:
        return Intent.list
    if query.agreements and not query.evidence:
        return Intent.coverage
    if Intent.compare in cued and (query.markets or query.schemes):
        return Intent.compare
    if cued & {Intent.definition, Intent.compare} and (query.terms or query.bodies or not query.markets):
        return Intent.definition
    if query.markets and query.bodies and query.unknown:
        return Intent.required  # of a product that is not known
    terse = len(units(query.text)) <= 5 and (query.terms or query.schemes or query.evidence)
    return Intent.definition if terse else Intent.open
