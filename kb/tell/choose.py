"""As what a question is answered: as what it asks for, unless what it names can only be answered as something else."""

from __future__ import annotations

import re
from dataclasses import replace

from kb import cues
from kb.model import Query, Statement
from kb.pacts import runs
from kb.questions import questions, weighed
from kb.recognition import BY_STAGE, carriers_for
from kb.tell.background import is_of_the_goods, of_an_old_standard
from kb.tell.coverage import joins, parties_of_pair, strangers
from kb.tell.draft import Draft
from kb.tell.openly import speaks_of_all, speaks_of_it
from kb.tell.standards import rows_of
from kb.terms import AgreementKind, Intent, Tier

# Mutual recognition of another kind: of people's licences and degrees.
_OF_PERSONS = re.compile(
    r"\bdriv(?:ing|er['’]?s?) licen[cs]es?\b|\bdiplomas?\b|\bdegrees? of (?:doctors|nurses)|\bprofessional qualifications?\b|驾照|驾驶证|学历|文凭|护士资格|医师资格|职业资格",
    re.I,
)
_COUNTS = frozenset({Intent.accepted, Intent.route})
_OF_A_PRICE = frozenset({Intent.open, Intent.how_many, Intent.designates, Intent.change})
_OF_A_RULE = frozenset({Intent.accepted, Intent.steps, Intent.route, Intent.representative})
_ASIDE = frozenset(
    {Intent.accreditation, Intent.coverage, Intent.open, Intent.standards, Intent.required, Intent.validity}
)  # fmt: skip


def told_as(draft: Draft) -> Intent:
    """The intent whose teller answers."""
    return (
        _of_another_subject(draft)
        or _of_several(draft.query)
        or _of_proof(draft)
        or _by_roles(draft)
        or draft.query.intent
    )


def _of_another_subject(draft: Draft) -> Intent | None:
    """People's licences, which are outside; a price told for something else, or beside something else."""
    query = draft.query
    if _OF_PERSONS.search(query.text) and not query.products:
        return Intent.outside
    if query.intent in _OF_A_PRICE and Intent.not_recorded in weighed(query.text):
        return Intent.not_recorded
    if query.intent is Intent.outside and query.markets and query.standards:
        return Intent.standards  # "restaurant hood for India, IS 302-2-99"
    said = weighed(query.text)
    if (
        query.intent is Intent.outside
        and (query.markets or (query.products and Intent.outside not in said))
        and _is_held(draft)
    ):
        return Intent.open
    if query.intent is Intent.not_recorded and query.intent not in said and _first(draft):
        return Intent.open  # no word of it asks a price: "CPSC balloon small parts 1501"
    alone = query.intent is Intent.designates and not (query.agreements or len(query.economies) > 1)
    if alone and query.intent not in said:
        return Intent.open  # "美国 船 发动机 EPA 排放证书"
    return _asked_more(draft) if query.intent is Intent.not_recorded else None


def _of_several(query: Query) -> Intent | None:
    """Several agreements or standards stand side by side."""
    pacts = len(query.agreements) > 1 and query.intent in (Intent.coverage, Intent.list)
    standards = len(query.standards) > 1 and query.intent is Intent.standards
    return Intent.compare if pacts or standards else None


def _of_proof(draft: Draft) -> Intent | None:
    """What is held decides, or that nothing is."""
    query = draft.query
    if not query.markets and not cues.ANYWHERE.search(query.text) and of_an_old_standard(draft):
        return Intent.status
    anywhere = query.intent is Intent.route or (query.intent is Intent.list and cues.ANYWHERE.search(query.text))
    if query.evidence and not query.markets and anywhere:
        return Intent.accepted  # over all markets
    if _asks_of_a_pact(draft) or _is_of_a_pair(draft):
        return Intent.coverage
    if _is_held_there(draft):
        return Intent.accepted
    if query.intent is Intent.list and query.evidence and query.markets and cues.GOODS.search(query.text):
        return Intent.accepted  # "which products with CE can I sell in Australia?"
    if query.intent in _COUNTS and not query.evidence:
        return _without_proof(draft)
    there = query.evidence and query.markets
    if there and query.products and query.intent is Intent.accreditation:
        return Intent.accepted  # "and with CNAS instead?"
    if there and query.intent is Intent.marking and Intent.route in weighed(query.text):
        return Intent.accepted  # "CE is done: what do we still owe for the energy label?"
    if query.intent is Intent.accepted and cues.WHEN.search(query.text) and Intent.status in weighed(query.text):
        return Intent.status  # "until when may we place them on the market"
    return None


def _asks_of_a_pact(draft: Draft) -> bool:
    """Whether it is asked what an agreement named makes its two sides recognise, of nothing that somebody holds: "does the EU–Korea
    FTA recognise GMP inspections"."""
    query, library = draft.query, draft.kb.library
    sides = set(query.markets)
    named = [library.agreements[key] for key in query.agreements]
    of_both = len(named) == 1 and len(sides) > 1 and not strangers(draft, named[0])
    trade = of_both and named[0].kind is AgreementKind.trade_agreement
    trade = trade and bool(query.evidence) and all(library.evidence[key].stage in BY_STAGE for key in query.evidence)
    return bool(
        trade and query.intent is Intent.accepted and cues.MRA.search(query.text) and not _OURS.search(query.text)
    )


def _is_of_a_pair(draft: Draft) -> bool:
    """Whether two economies stand side by side with what authorities take as it is, organic food or an inspection, and no word asks
    anything of it: the agreement between them is meant. "Canada Japan organic", "EU-Australia GMP"."""
    query, library = draft.query, draft.kb.library
    if weighed(query.text) - {Intent.coverage} or query.agreements or len(query.economies) != 2:
        return False
    stages = {library.evidence[key].stage for key in query.evidence}
    organic = {sector for key in query.products for sector in library.products[key].sectors} & {"organic"}
    of_pair = [
        one.key
        for one in parties_of_pair(draft)
        if any(
            (stages & set(BY_STAGE) & set(row.stages) or organic & set(row.sectors))
            and joins(draft, row, one, query.economies)
            for row in one.coverage
        )
    ]
    if of_pair:
        draft.query = replace(query, agreements=tuple(of_pair[:2]), intent=Intent.coverage)
    return bool(of_pair)


_OURS = re.compile(r"\b(?:our|my|we|i)\b|我|手[里上]|持有|拿着|拿", re.I)


_UNION_RULE = re.compile(r"\bTR (?:CU|EAEU|TS) ?\d{3}\b", re.I)


def _by_roles(draft: Draft) -> Intent | None:
    """Roles that the kind of answer needs and that are not named, or that another kind needs and that are."""
    query = draft.query
    if query.products and not query.markets and _UNION_RULE.search(query.text):
        query = draft.query = replace(query, markets=("EAEU",))
    ruled = query.products and any(route.rules for route in draft.found)
    if ruled and query.intent in _ASIDE | {Intent.status} and not query.evidence and _UNION_RULE.search(query.text):
        return Intent.required  # "a TR CU 012 certificate for one motor" asks what the rule under it asks
    if query.intent is Intent.list and query.products and query.markets and not _asks_of_pacts(draft):
        return Intent.required  # "which halal rules has Malaysia for gelatin"
    if query.intent is Intent.coverage and query.products and len(query.markets) == 1 and not _asks_of_pacts(draft):
        among = len(query.economies) > 1 or query.evidence or _ONE_PACT.search(query.text) or _PACTED.search(query.text)
        if not among:
            return Intent.required  # "which class of CCC is a charger in?" asks for no list of agreements
    listed = query.intent in (Intent.list, Intent.coverage) and query.markets
    if listed and not (set(query.sectors) - {"standards"} or query.products or _asks_of_recognition(draft)):
        return Intent.open  # "FDA ASCA: which accreditation bodies?" asks for no list of agreements
    if query.intent is Intent.compare and _is_alone(query) and not cues.COMPARED.search(query.text):
        return Intent.required if query.products and query.markets else Intent.open
    if query.intent is Intent.accreditation and _names_a_treaty(draft):
        return Intent.coverage
    of_goods = query.intent in (Intent.coverage, Intent.accreditation) and query.agreements and _of_accreditors(draft)
    if of_goods and cues.ACCEPTED.search(query.text) and _has_rules(draft):
        return Intent.required  # "toys for Jakarta, the body is accredited by an IAF member: does the certificate do?"
    of_bodies = query.standards and all(map(_OF_BODIES.search, query.standards))
    if query.intent is Intent.standards and of_bodies and _names_a_treaty(draft):
        return Intent.coverage  # "the Japan–Swiss EPA: what does an ISO 17025 laboratory gain?"
    if query.intent is Intent.designates and query.agreements and _of_accreditors(draft):
        return Intent.coverage  # under which no authority designates
    if query.intent in (Intent.required, Intent.steps) and not (query.markets or query.ambiguous):
        return Intent.definition if query.evidence else Intent.open
    if query.intent is Intent.list and query.schemes and not (query.agreements or cues.MRA.search(query.text)):
        return Intent.open
    if query.intent in (Intent.status, Intent.definition) and query.standards and not _names_else(query):
        return Intent.standards
    if (
        query.intent in (Intent.change, Intent.validity)
        and query.standards
        and not _names_else(query)
        and not query.markets
    ):
        return Intent.standards if rows_of(draft) else None  # "EN ISO 10993-1:2009, what replaced it"
    return None


def _asks_of_recognition(draft: Draft) -> bool:
    query = draft.query
    if query.bodies and not query.agreements:  # of what an authority recognises: "which labs lost FCC recognition?"
        return bool(cues.MRA.search(query.text) or _ONE_PACT.search(query.text) or _MANY.search(query.text))
    named = query.agreements or query.evidence or query.schemes or len(query.economies) > 1
    return bool(named or cues.MRA.search(query.text) or _ONE_PACT.search(query.text) or _PACTED.search(query.text))


_MANY = re.compile(r"\b(?:MRAs|agreements|arrangements|deals|treaties|FTAs?)\b", re.I)
_PACTED = re.compile(
    rf"{_MANY.pattern}|\brecogni[sz]|\baccept|\bpartners?\b|\bequivalen|承认|认可|接受|等效",
    re.I,
)


def _is_alone(query: Query) -> bool:
    """Whether nothing is named twice that could be compared."""
    roles = (
        query.markets,
        query.products,
        query.standards,
        query.evidence,
        query.agreements,
        query.schemes,
        query.laws,
    )
    return all(len(one) < 2 for one in roles)


def _names_else(query: Query) -> bool:
    return bool(query.agreements or query.laws or query.evidence or query.terms or query.schemes)


def _asked_more(draft: Draft) -> Intent | None:
    """What is asked beside a price: "Do toys need CE, and what does it cost?"; that the price is missing is said there."""
    query = draft.query
    others = [cued for _, cued in questions(query.text) if Intent.not_recorded not in cued and cued - {Intent.how_many}]
    rest = cues.NOT_RECORDED.sub(" ", query.text)
    others += [beside] if query.products and not others and (beside := weighed(rest) & _OF_A_RULE) else []
    if _DAYS.search(query.text) and _tells_days(draft):
        return Intent.open
    if not others or not query.markets:
        return None
    counts = query.evidence and any(Intent.accepted in cued for cued in others)
    return Intent.accepted if counts else Intent.required


_DAYS = re.compile(
    r"\bhow (?:many (?:\w+ )?(?:days|weeks|months)|long)\b|多少(?:个)?(?:工作日|天|日|周|个?月)|几(?:个)?(?:工作日|天|日|周|个?月)|多久|多长时间",
    re.I,
)
_TOLD_DAYS = re.compile(r"\b(?:\d+|two|three|four|five|six|seven|ten) (?:\w+ )?(?:days?|weeks?|months?)\b", re.I)
_AS_NEAR = 0.55  # score of a record that tells of a time asked about
_FIRST = 4  # hits that are looked at for it


def _first(draft: Draft) -> list[Statement]:
    """The records among the first hits that are near to the question."""
    near = (hit.id for hit in draft.hits[:_FIRST] if hit.score >= _AS_NEAR)
    return [draft.kb.statements[one] for one in near if one in draft.kb.statements]


def _tells_days(draft: Draft) -> bool:
    """Whether a record near to a question of days speaks of it and tells a number of them: a time set by a rule is recorded."""
    return any(
        _TOLD_DAYS.search(one.told("en")) and (speaks_of_it(draft, one) or _is_of_these(draft, one))
        for one in _first(draft)
    )


def _is_of_these(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph, or a rule, is of the goods and the market asked about."""
    goods = {f"product:{key}" for key in draft.query.products}
    if not (goods and draft.query.markets):
        return False
    if statement.kind == "requirement":
        return bool(goods & statement.about) and {f"market:{code}" for code in draft.query.markets} <= statement.about
    named = goods & statement.about or is_of_the_goods(draft, statement, strictly=True)
    return bool(named) and statement.is_prose and speaks_of_all(draft, statement)


def _is_held(draft: Draft) -> bool:
    """Whether a record near to a question speaks of it, whose words seem to be of something else."""
    return any(speaks_of_it(draft, one) and speaks_of_all(draft, one) for one in _first(draft))


_CORRESPONDS = re.compile(
    r"\b(?:which|what) (?:[A-Z/]{2,}(?: standard)?|standard|number)\b[^?]{0,20}\b(?:correspond|equivalent|match|is (?:that|it|this))|对应(?:的)?(?:是)?(?:哪|什么|几号)|相当于哪",
    re.I,
)


def _is_held_there(draft: Draft) -> bool:
    """Whether something is held of which a market's rules speak, though the words ask of a body, a treaty or a standard."""
    query = draft.query
    if not (query.intent in _ASIDE and query.evidence and query.markets):
        return False
    if query.intent is Intent.standards and _CORRESPONDS.search(query.text):
        return False  # "an IEC 60335-2-56 report: which JIS is that?"
    also = any(Intent.accepted in cued and query.intent not in cued for _, cued in questions(query.text))
    asked = query.products or also or query.intent is Intent.required
    return bool(asked) and any(route.matches for route in draft.found)


def _without_proof(draft: Draft) -> Intent:
    """What counts is asked, and nothing that could count is named: a treaty that carries results, or what the rules ask."""
    query = draft.query
    if query.agreements and _of_accreditors(draft) and _has_rules(draft):
        return Intent.required  # what the market asks of the goods, whoever is accredited
    if query.agreements:
        return Intent.coverage
    if not (query.markets or query.origins or query.ambiguous):
        return Intent.open
    if _by_a_hit(draft):
        return Intent.coverage
    carried = query.origins and (cues.ACCEPTED.search(query.text) or cues.MRA.search(query.text) or _is_carried(draft))
    if query.products and query.markets and not carried and any(route.rules for route in draft.found):
        return Intent.required
    return query.intent


_NEAR_ENOUGH = 0.5  # score of an agreement that carries the goods asked about


def _by_a_hit(draft: Draft) -> bool:
    """Names the agreement that search finds at once, of the sector of the goods and with every economy named on a side of it: "does
    Vietnam take US FMVSS cars now?"; whether there is one."""
    query, library = draft.query, draft.kb.library
    sectors = {sector for key in query.products for sector in library.products[key].sectors}
    for one in draft.near[:3] if len(query.economies) > 1 else ():
        agreement = library.agreements.get(one.evidence.id.removeprefix("agreements/").partition("#")[0])
        if agreement is None or one.score < _NEAR_ENOUGH or strangers(draft, agreement):
            continue
        if not runs(query, agreement, library):
            continue
        of_goods = sectors & {sector for row in agreement.coverage for sector in row.sectors}
        if of_goods and agreement.tier is not Tier.accreditation:
            draft.query = replace(query, agreements=(agreement.key,))
            return True
    return False


def _is_carried(draft: Draft) -> bool:
    """Whether a treaty carries results for the goods from where they are assessed into a market named."""
    query, library = draft.query, draft.kb.library
    tiers = (Tier.government, Tier.equivalence)
    return any(
        carrier.agreement.kind is AgreementKind.mra
        for code in query.markets
        for carrier in carriers_for(query, library, code, tiers)
    )


# Standards that laboratories, bodies and makers work by, not goods.
_OF_BODIES = re.compile(r"(?<!\d)(?:170(?:00|11|2[0145]|34|43|65)|15189|9001|14001|45001|13485|22000|27001)(?!\d)")


def _of_accreditors(draft: Draft) -> bool:
    """Whether every agreement named is one of accreditation bodies."""
    return {draft.kb.library.agreements[key].tier for key in draft.query.agreements} == {Tier.accreditation}


def _has_rules(draft: Draft) -> bool:
    """Whether goods and a market are named that has rules for them."""
    return bool(draft.query.products and draft.query.markets and any(route.rules for route in draft.found))


def _names_a_treaty(draft: Draft) -> bool:
    """Whether agreements are named, none of them one of accreditation bodies."""
    tiers = {draft.kb.library.agreements[key].tier for key in draft.query.agreements}
    return bool(tiers) and Tier.accreditation not in tiers


def _asks_of_pacts(draft: Draft) -> bool:
    query = draft.query
    return bool(query.agreements or cues.MRA.search(query.text) or not any(route.rules for route in draft.found))


_OF_AN_AGREEMENT = frozenset(
    {Intent.status, Intent.change, Intent.coverage, Intent.designates, Intent.how_many, Intent.list}
)
_NEAR = 0.7  # score of a hit that is the very agreement meant


def name_by_search(draft: Draft) -> bool:
    """Names, of a question on an agreement that it does not name, the one that search finds at once and to which all named are
    parties; whether there is one."""
    query, library = draft.query, draft.kb.library
    named = query.agreements or query.laws or query.standards or query.schemes or query.ambiguous
    if query.intent not in _OF_AN_AGREEMENT or named or not _speaks_of_pacts(query.text):
        return False
    for hit in draft.hits[:3]:
        key = hit.id.removeprefix("agreements/").partition("#")[0]
        if hit.id.startswith("agreements/") and hit.score >= _NEAR and not strangers(draft, library.agreements[key]):
            draft.query = replace(query, agreements=(key,))
            return True
    return False


def _speaks_of_pacts(text: str) -> bool:
    return bool(_ONE_PACT.search(text) and not _PACTS.search(text))


_ONE_PACT = re.compile(
    r"\b(?:MRA|agreement|arrangement|deal|treaty|pact|protocol|scheme|programme|pilot|convention)\b|协定|协议|安排|议定书|公约|计划|试点|互认",
    re.I,
)
_PACTS = re.compile(r"\b(?:MRAs|agreements|arrangements|deals|treaties)\b|哪些|有没有|多少", re.I)
