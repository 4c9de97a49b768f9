"""The paragraph of a guide that speaks of the question itself: a date, a count, a rule of the field, told in two or three
sentences. A guide answers what rows cannot: why, since when, how many, what does not exist."""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice

from kb import cues
from kb.around import SENTENCE
from kb.base import label
from kb.index import Hit
from kb.issuers import issuers
from kb.law import kin
from kb.model import PROSE, Statement
from kb.naming import is_edition, is_of
from kb.numbers import STANDARD, standards
from kb.tell.adopted import by_an_authority, by_series
from kb.tell.draft import Draft
from kb.tell.laws import unheld
from kb.tell.openly import speaks_of_all
from kb.tell.standards import naming, rows_of
from kb.tell.standards import unheld as unheld_rows
from kb.terms import AgreementKind, BodyRole, Intent, Tier, Verdict
from kb.transitions import older
from kb.words import index_terms

# Asked of a market's rules or of what is held, a row answers; the guide stands behind it. Of all else the guide leads.
_BEHIND = frozenset(
    {
        Intent.accepted,
        Intent.required,
        Intent.route,
        Intent.steps,
        Intent.standards,
        Intent.marking,
        Intent.representative,
        Intent.list,
    }
)
_LASTING = frozenset({Intent.accepted, Intent.route, Intent.status, Intent.validity})
_PAST = frozenset({Intent.status, Intent.change, Intent.validity, Intent.required})
_NEVER = frozenset({Intent.not_recorded, Intent.outside})
# Asked of a standard itself, the paragraph that is headed by its number leads.
_OF_STANDARDS = frozenset({Intent.standards, Intent.status, Intent.validity, Intent.definition, Intent.open})
# Asked from when a rule asks something, the paragraph that tells the day leads.
_DATED = frozenset({Intent.required, Intent.marking, Intent.representative, Intent.steps})
# What became of the rules of the pandemic, or of leave given for a time, stands in guides.
_FOR_A_TIME = re.compile(
    r"\b(?:COVID|pandemic|interim order|emergency use|EUA|easement|waivers?|enforcement (?:policy|discretion))\b|疫情|临时命令|紧急使用|放行函",
    re.I,
)
_BYGONE = re.compile(r"(?<![\d/.-])(?:20(?:0\d|1\d|2[0-3]))(?![\d/.-]*\d)")  # a year of rules that mostly are no more
_FROM_WHEN = re.compile(
    r"\b(?:(?:from|since|until|till|by) when|when (?:do|does|did|is|are|was|were|will|must)|(?:which|what) (?:day|date|month|year))\b|什么时候|何时|哪(?:一)?(?:年|天|月|日)",
    re.I,
)
# Asked whether what was made or tested to a standard still counts: that standard may have been replaced.
_STILL = re.compile(
    r"\bstill\b|\bany ?more\b|\bold\b|\bolder\b|\bwithdrawn\b|\bsuperseded\b|\breplac\w+|\bno longer\b|还(?:能|可以|有效|行|是)|旧|老(?:国标|标准|版)|作废|废止|替代|代替|会怎[样么]",
    re.I,
)
_WORD = re.compile(r"[A-Za-z]+")
_NO_BODIES = frozenset({"MRA", "MLA", "ISO", "IEC"})
_ACCREDITORS = {BodyRole.accreditation_body, BodyRole.cooperation}
_WHO_ADOPTS = re.compile(
    r"\bwhich (?:\w+ ){0,2}standards? (?:adopts?|corresponds?)\b|\bwho adopts\b|哪些(?:国家|市场)?的?(?:国家)?标准[^,，。?？]{0,6}采用",
    re.I,
)
# In a heading: that a standard ended, or what came in its place.
_ENDS = re.compile(
    r"\bin place of\b|\bend of\b|\breplac|\bwithdr|\blast day|\buntil when\b|\btransition|\bsuperseded\b|\bold and new\b",
    re.I,
)
_A_STANDARD = re.compile(r"\bstandards?\b|\beditions?\b|标准|国标|新版|旧版", re.I)
_NEAR = 0.5  # score of a paragraph that is the very best of what search finds
_AS_NAMED = 0.75  # of one that may be a market's own, where no economy was asked about
_VERY_NEAR = 0.6  # of one that is among the best
_AS_NEAR = 0.9  # of the nearest paragraph's score, for a second one
_LABEL = 80  # characters of a label before a colon
_EUROPE = frozenset({"EU", "GB", "DE", "ES", "SI"})  # whose numbers keep those of Europe: BS EN 71-1
_SHARED = 0.3  # of the question's words that it must hold


# That a paragraph begins with, as a heading would; kept where what follows answers it with a bare yes or no.
_QUESTION = re.compile(r"^[^.。;；]{4,120}?[?？]\s*(?!\s|是|否|不|需要|可以|能|有|没|yes\b|no\b|it depends)", re.I)


def leads(draft: Draft) -> bool:
    """Tells the paragraph before anything else, where the question is of a kind that guides answer; whether it was told."""
    most = 1 if draft.query.markets and of_an_old_standard(draft) else 2
    return not _is_behind(draft) and not unheld(draft.query) and _tell(draft, most=most)


def follows(draft: Draft) -> bool:
    """Tells the paragraph after the rows, where they were what was asked for."""
    draft.head(draft.phrase("background"))
    told = _is_behind(draft) and not _misses_the_unknown(draft) and _tell(draft, most=1)
    draft.head("")
    return told


def _misses_the_unknown(draft: Draft) -> bool:
    """Whether nothing was told for want of a word that the nearest paragraph lacks as well: of fishing rods welding rods tell nothing."""
    if draft.status != "abstained" or draft.query.intent is not Intent.required:
        return False
    told = {term for one in _nearest(draft)[:1] for term in _terms(f"{one.told('en')} {one.told('zh')}")}
    return any(not _terms(word) <= told for word in draft.query.unknown)


def _is_behind(draft: Draft) -> bool:
    """Whether rows answer first: where the intent asks for them, or what is held has a row in a market named."""
    query = draft.query
    if query.intent is Intent.standards and (by_series(draft) or _WHO_ADOPTS.search(query.text)):
        return True  # "KS IEC 62115" asks what Korea adopts
    if query.intent in _OF_STANDARDS and not query.evidence and _labelled(draft):
        return False
    if query.intent is Intent.accepted and query.standards and not query.economies and _labelled(draft):
        return False  # "may an ISO 9001 certificate stand for a product certificate?"
    if query.intent is Intent.standards and not query.evidence and (by_an_authority(draft) or _is_told_within(draft)):
        return False
    beyond = _is_of_no_record(draft) or _is_unanswered(draft)
    if beyond and any(_shares_several(draft, one) for one in _nearest(draft)[:1]):
        return False
    if query.intent in _DATED and not query.evidence and _FROM_WHEN.search(query.text) and _nearest(draft):
        return False
    if of_an_old_standard(draft) or _of_an_accreditor(draft):
        return False
    if query.intent is Intent.change and any(not is_edition(row, query.standards)[0] for row in rows_of(draft)):
        return True  # what replaced an edition stands in its row
    if query.intent is Intent.status and _FROM_WHEN.search(query.text) and _A_STANDARD.search(query.text):
        first = _nearest(draft)[:1]
        if any(standards(label(one)) for one in first):
            return False  # "when does the new GB on smoke detectors become mandatory"
    if query.intent is Intent.validity and not query.standards and _tells_validity(draft):
        return True
    years = set(_BYGONE.findall(STANDARD.sub(" ", query.text)))
    past = query.intent in _PAST and not query.evidence and (years or _FOR_A_TIME.search(query.text))
    if past and _nearest(draft):
        return False
    if query.evidence and any(years & set(_BYGONE.findall(one.told("en"))) for one in _nearest(draft)[:1]):
        return False  # whether it counted then
    rows = query.evidence and query.markets and any(route.matches for route in draft.found)
    signed = query.agreements and cues.SINCE.search(query.text) and {*query.bodies} & {*draft.kb.library.accreditation}
    explained = query.intent is Intent.definition and query.terms
    lasting = query.intent is Intent.status and query.agreements  # whether it is in force stands in its record
    ruled = query.markets and (naming(draft) if query.standards else query.products and _has_rules(draft))
    return query.intent in _BEHIND or bool(
        rows or signed or explained or lasting or (query.intent is Intent.status and ruled)
    )


def _is_of_no_record(draft: Draft) -> bool:
    """Whether rows could tell only all there are: which standards, of no number and in no market, or what a market asks of no goods."""
    query = draft.query
    if query.intent is Intent.standards:
        return not (query.standards or query.economies or query.evidence)
    named = query.products or query.evidence or query.schemes or query.bodies or query.laws or query.agreements
    return query.intent is Intent.required and not named


def _is_unanswered(draft: Draft) -> bool:
    """Whether it is asked if something counts in a market, and no row or agreement there speaks of it."""
    verdicts = {route.verdict for route in draft.found}
    return draft.query.intent is Intent.accepted and verdicts == {Verdict.not_in_base}


def _shares_several(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph holds more than one of the question's less common words, beside the names of economies."""
    names = (draft.kb.library.economies[code].names for code in draft.query.economies)
    places = _terms(" ".join(f"{one.en} {one.zh}" for one in names))
    asked = {one for one in _asked(draft) - places if not draft.kb.lexicon.is_common(one)}
    return len(asked & _terms(f"{statement.told('en')} {statement.told('zh')}")) > 1


def _of_an_accreditor(draft: Draft) -> list[Statement]:
    """The paragraphs headed by a body of accreditation asked about that has no record, or of which something else is asked than what
    it has signed: "NiNAS, ILAC MRA signatory since when", "when was ILAC founded", "the ILAC mark on packaging"; the nearest first."""
    query, library = draft.query, draft.kb.library
    of_marks = query.intent is Intent.marking
    pacts = all(library.agreements[key].tier is Tier.accreditation for key in query.agreements)
    bodies = all(_ACCREDITORS & {*library.bodies[key].roles} for key in query.bodies)
    named = pacts and bodies and (query.agreements or query.bodies)
    if not named or query.products or (query.standards and not of_marks):
        return []
    names = {one for one in _WORD.findall(query.text) if sum(map(str.isupper, one)) > 1} - _NO_BODIES
    unknown = names & {*query.unknown}
    names = {*names, "ILAC"} if of_marks else unknown if query.agreements else names
    words = {*_asked(draft), *(("mark", "product") if of_marks else ())} - {"logo", *map(str.lower, names)}
    found = []
    for one in draft.kb.statements.values() if names else ():
        text = one.parts[0].text.en
        if not one.is_prose or not any(name in text for name in names):
            continue
        head = label(one)
        heads = names & {*_WORD.findall(head)} and (unknown or words & _terms(head))
        if heads or unknown & {*_WORD.findall(text)}:
            found.append((not heads, -len(words & _terms(head)) - len(words & _terms(text)), one))
    return [one for *_, one in sorted(found, key=lambda each: each[:2])]


def of_an_old_standard(draft: Draft) -> bool:
    """Whether it is asked if proof to a standard named still counts, and a paragraph is headed by that standard: "is an EN 60950-1
    report still ok for CE?" """
    query = draft.query
    asked = query.intent in _LASTING and query.evidence and query.standards and _STILL.search(query.text)
    if not asked or older(query, draft.kb.library):  # of which the keys tell
        return False
    first = _labelled(draft)[:1]
    return any(is_of(own, one) for head in first for own in standards(label(head)) for one in query.standards)


def _is_told_within(draft: Draft) -> bool:
    """Whether a near paragraph tells in its text of a standard asked about of which no row speaks: SI 900 part 2.5."""
    asked = unheld_rows(draft, rows_of(draft))
    told = [one for near in _nearest(draft) for one in standards(near.told("en"))]
    return any(is_of(one, wanted) for wanted in asked for one in told)


def _has_rules(draft: Draft) -> bool:
    """Whether the markets asked about have rules for the very goods asked about."""
    goods = set(draft.query.products)
    return any(goods & set(rule.requirement.products) for route in draft.found for rule in route.rules)


def _tells_validity(draft: Draft) -> bool:
    """Whether a rule made for the very goods asked about says how long its certificate holds."""
    goods = set(draft.query.products)
    rules = (rule.requirement for route in draft.found for rule in route.rules)
    return any(one.validity is not None and one.products[0] in goods for one in rules)


def _tell(draft: Draft, *, most: int = 2) -> bool:
    first = _of_an_accreditor(draft)[:1] or _labelled(draft)[:1]
    near = [] if draft.query.intent in _NEVER else list(dict.fromkeys((*first, *_nearest(draft))))
    for paragraph in near[:most]:
        text = draft.say(paragraph.parts[0].text)
        draft.line("claim", text if _names(draft, label(paragraph)) else _QUESTION.sub("", text) or text, paragraph.id)
    return bool(near)


def _names(draft: Draft, head: str) -> bool:
    """Whether a heading names a standard, a body, or whose rule it is, without which what follows would not say of what it speaks."""
    of_bodies = any(hit.keys("body") for hit in draft.kb.lexicon.named_in(head))
    return bool(standards(head)) or of_bodies or _is_owned(draft, head)


def _is_owned(draft: Draft, head: str) -> bool:
    """Whether a heading names an economy, or a scheme of one."""
    return bool(_owners(draft, head))


def _owners(draft: Draft, head: str) -> set[str]:
    """The economies that a heading names, and those whose schemes it names."""
    schemes = draft.kb.library.schemes
    hits = [*draft.kb.lexicon.named_in(head)]
    of_schemes = (schemes[key].market for hit in hits for key in hit.keys("scheme"))
    return {code for code in (*of_schemes, *(code for hit in hits for code in hit.keys("economy"))) if code}


def _labelled(draft: Draft) -> list[Statement]:
    """The paragraphs headed by the number of a standard asked about, those that share most with the question first."""
    of = draft.query.standards
    own = tuple(one for one in of if issuers(one))
    found = [
        (statement, named)
        for statement, named in draft.kb.on_standards
        if _heads(named, of) and suits(draft, statement) and not (own and _is_foreign(draft, statement, named, own))
    ]
    if own and not unheld_rows(
        draft, rows_of(draft)
    ):  # what adopts what stands in rows; a paragraph on it is headed by it
        found = [one for one in found if _is_headed(one[1], own)]
    words = _asked(draft) if len(found) > 1 else set()
    editions = [one.partition(":") for one in of if ":" in one]
    ends = _STILL.search(draft.query.text)
    exactly = {one.partition(":")[0] for one in of}

    def place(one: tuple[Statement, tuple[str, ...]]) -> tuple[bool, bool, bool, bool, bool, bool, bool, int]:
        statement, named = one
        told = f"{statement.told('en')} {statement.told('zh')}"
        dated = any(re.search(rf"{re.escape(number.split(' ')[-1])}[:-]{year}", told) for number, _, year in editions)
        exact = any(own.partition(":")[0] in exactly for own in named)
        return (
            _is_foreign(draft, statement, named, own) or _is_of_others(named[0], own),
            bool(ends) and not (dated and _ENDS.search(f"{label(statement)}. {SENTENCE.split(told)[0]}")),
            not {*named, *(own.partition(":")[0] for own in named)} & set(of),
            not dated,
            not exact,
            bool(ends) and not _ENDS.search(label(statement)),
            not own and not draft.query.economies and bool(issuers(named[0])),  # of an international one asked about
            -len(words & _terms(told)),
        )

    return [statement for statement, _ in sorted(found, key=place)]


def _is_foreign(draft: Draft, statement: Statement, named: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether a paragraph is headed by what a national number adopts, and by no economy asked about nor that of the number."""
    if draft.query.economies or _is_headed(named, own):
        return False
    ours = {code for one in own for code in issuers(one)}
    return _is_owned(draft, label(statement)) if ours <= _EUROPE else not ours & _owners(draft, label(statement))


def _is_of_others(first: str, own: tuple[str, ...]) -> bool:
    """Whether the standard that a heading begins with is issued by others than those asked about: "SI 562, which EN 71 does it adopt?" """
    ours = {code for one in own for code in issuers(one)}
    return bool(ours and issuers(first)) and not ours & set(issuers(first))


def _is_headed(named: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether one of the standards that a heading names is itself asked about, not only what it adopts: of NBR IEC 60601-1 none of
    IEC 60601-1."""
    return any(is_of(own, one) for own in named for one in asked)


def _heads(named: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether one of the standards that a heading names is one asked about, a part of it, or what it adopts."""
    return any(is_of(own, one) or is_of(one, own) for own in named for one in asked)


def _asked(draft: Draft) -> set[str]:
    """The words of the question, and of the one before it, that the records use."""
    query, lexicon = draft.query, draft.kb.lexicon
    return {term for term in _terms(f"{query.before} {query.text}") if lexicon.is_used(term)}


def suits(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph speaks of the economies, the goods and the day asked about, and is not headed by other standards."""
    headed, of = standards(label(statement)), draft.query.standards
    if (headed and of and not _heads(headed, of)) or _of_another_treaty(draft, label(statement)):
        return False
    if headed and not of and draft.query.products and not is_of_the_goods(draft, statement, strictly=True):
        return False  # of a standard that nobody asked about, and not of the goods
    return not tells_later(draft, statement) and speaks_of_all(draft, statement) and is_of_the_goods(draft, statement)


def _of_another_treaty(draft: Draft, head: str) -> bool:
    """Whether a paragraph is headed by a trade agreement that was not asked about, where a scheme, proof or goods were."""
    query, library = draft.query, draft.kb.library
    hits = draft.kb.lexicon.named_in(head)
    named = {key for hit in hits for key in hit.keys("agreement")}
    treaties = {key for key in named if library.agreements[key].kind is AgreementKind.trade_agreement}
    asked = query.schemes or query.evidence or query.products
    return bool(asked and treaties) and not treaties & set(query.agreements)


def _terms(text: str) -> set[str]:
    """The words of a text, ISO9001 and ISO 9001 alike."""
    return set(index_terms(re.sub(r"(?<=[A-Za-z])(?=\d{3})", " ", text)))


def _fitting(draft: Draft) -> list[Hit]:
    """The best of what search finds; without what is one market's, where no economy was asked about."""
    ours = bool(draft.query.economies)
    fitting = (hit for hit in draft.hits if ours or hit.score >= _AS_NAMED or not _is_of_a_market(draft, hit.id))
    return list(islice(fitting, 6))


def tells_later(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph tells what happened between the day asked about and today."""
    years = [int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", statement.parts[0].text.en)]
    return draft.query.dated and any(draft.query.as_of.year < year <= dt.date.today().year for year in years)


def _is_of_a_market(draft: Draft, one: str) -> bool:
    """Whether it is a rule, or a paragraph labelled as of one market: "Respirators to India: …"."""
    if not one.startswith(PROSE):
        return one.startswith("requirements/")
    head = label(draft.kb.statements[one])
    first = head.partition(",")[0]  # "Saudi Arabia, SASO IECEE recognition …"
    return any(len(own) < _LABEL and _is_owned(draft, own) for own in (head, first))


def is_of_the_goods(draft: Draft, statement: Statement, *, by_heading: bool = False, strictly: bool = False) -> bool:
    """Whether a paragraph that names goods names some of those asked about, their family or their kinds; where none are, it may
    name any, unless `strictly`. `by_heading`: only goods in its heading are looked at, for its sentences may give examples."""
    library, text = draft.kb.library, label(statement) if by_heading else statement.told("en")
    asked = {one for product in draft.query.products for one in kin(library, product)}
    told = {key for hit in draft.kb.lexicon.named_in(text) for key in hit.keys("product")}
    kinds = {one for key in told for one in kin(library, key)}
    named = bool(asked & told or kinds & set(draft.query.products))
    return named if strictly else not asked or not told or named


# What a paragraph holds that says how long something counts.
_LASTS = re.compile(r"\bvalid|\bexpir|\brenew|\blast(?:s|ed)? |有效|到期|续", re.I)


def _tells_side(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph says how long, where that is asked; of a standard it may say until when it was used."""
    query = draft.query
    return query.intent is not Intent.validity or bool(query.standards or _LASTS.search(statement.told("en")))


def _is_of_numbers_alone(draft: Draft) -> bool:
    """Whether nothing but standards is asked about, and no adoption speaks of any of them."""
    query = draft.query
    of = query.intent in (*_OF_STANDARDS, Intent.change) and query.standards and not (query.products or query.evidence)
    return bool(of) and len(unheld_rows(draft, rows_of(draft))) == len(query.standards)


def _tells_of(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph names a standard asked about, or one of its series: how numbers of GOST tell what they adopt; in a market
    named also what it adopts."""
    asked, told = draft.query.standards, standards(statement.told("en"))
    alike = _heads if draft.query.economies else _is_headed
    return alike(told, asked) or any(own.split()[0] == one.split()[0] for own in told for one in asked)


def _nearest(draft: Draft) -> list[Statement]:
    """The guides' paragraphs among the best of what search finds that are near enough and speak of what was named: the
    nearest, and one as near."""
    found: list[Statement] = []
    asked, least = _asked(draft), _VERY_NEAR
    alone = _is_of_numbers_alone(draft)
    every = _terms(f"{draft.query.before} {draft.query.text}")
    rare = {term for term in asked if not draft.kb.lexicon.is_common(term)}  # of 免办 what only says 条件 tells nothing
    for rank, hit in enumerate(_fitting(draft)):
        if not hit.id.startswith(PROSE) or hit.score < (_NEAR if rank == 0 else least):
            continue
        statement = draft.kb.statements[hit.id]
        if alone and not _tells_of(draft, statement):
            continue
        held = _terms(f"{statement.told('en')} {statement.told('zh')} {statement.title.en} {statement.title.zh}")
        shared = every & held  # also words that no other record uses: 防寒
        if rare and not rare & held:
            continue
        if len(shared) >= _SHARED * len(asked | shared) and suits(draft, statement) and _tells_side(draft, statement):
            found.append(statement)
            least = max(least, _AS_NEAR * hit.score)
    return found[:2]
