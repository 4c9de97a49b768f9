"""An act named by its number of which the base holds no record of its own: the paragraphs of guides, and the rules, that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.base import label
from kb.model import PROSE, Statement
from kb.naming import is_of
from kb.numbers import STANDARD, spans
from kb.statements import evidence_ids
from kb.tell.draft import Draft
from kb.tell.laws import OF_ITSELF
from kb.tell.openly import shared, speaks_of_all
from kb.tell.standards import naming, rows_of, unheld
from kb.terms import Intent
from kb.words import index_terms

# Recommendation 2020/403, Decree 43/2017, GN 681 of 2021, 2020年第12号公告; the month of 12/2025 is no act.
_NUMBER = re.compile(r"(?<![\d./-])(?:(?:19|20)\d\d/\d{2,4}|\d{1,4}/(?:19|20)\d\d)(?![\d/.-]*\d)")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])/\d{4}|\d{4}/(?:0[1-9]|1[0-2])")
_WITH_YEAR = re.compile(
    r"(?<![\d./-])(?P<n>\d{1,4}) of (?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|(?P<yz>(?:19|20)\d\d)年?[^\d\s,，。;；?？]{0,12}?第?(?P<nz>\d{1,4})号(?=公告|令|通告|通知|法令|决定|文)"
    r"|\b(?:Portaria|Decree|Circular|Order|Notice|Announcement|Resolution|Ordinance|Decision|DAO|RDC|DS)\s+(?:No\.?\s*)?(?P<nw>\d{1,4})[ ,]+(?P<yw>(?:19|20)\d\d)(?!\d)"
)
_OF_UNECE = re.compile(r"(?<![A-Za-z])(?:UNECE|UN|ECE)[ -]?R[ -]?(?P<n>\d{1,3})(?!\d)")  # ECE R44: UN Regulation No. 44
_NAMED = re.compile(
    r"(?<![A-Za-z\d-])(?P<word>[A-Z]{2,6})[ -]?(?P<n>\d{1,5}(?:-\d{1,3})?)(?![\d/-]*\d)"
)  # DAO 22-02, DA 26-146, CTF3
_NEVER = frozenset({Intent.outside})
_MOST = 2  # paragraphs, and rules
_FEW = 8  # records that name a number, of which the first ones are worth telling
_LOOKED = 20  # hits among which a code that says nothing of an act is looked for


def answers(draft: Draft) -> bool:
    """Tells the paragraphs where the question is of the act itself; whether that is all that was asked."""
    query = draft.query
    if _of_a_number(draft):
        draft.as_of()
        return True
    if query.evidence or query.products or query.intent not in OF_ITSELF or not leads(draft):
        return False
    draft.as_of()
    return True


def _of_a_number(draft: Draft) -> bool:
    """Tells the records that name a part of the US code, or a standard of which no adoption, rule or heading speaks: "16 CFR 1250",
    "KN 15194"; False where nothing but such a number is not asked about, or no record names it."""
    query = draft.query
    if query.evidence or query.laws or query.intent not in OF_ITSELF | {Intent.standards}:
        return False
    parts = () if query.products or query.standards else tuple(_parts_of_code(query.text))
    named = parts or tuple(
        re.compile(rf"(?<![A-Za-z]){re.escape(one.split(':')[0])}(?![\d.-]*\d)") for one in _unspoken(draft)
    )
    if not named:
        return False

    def place(one: Statement) -> tuple[bool, bool]:
        told = " ".join(part.text.en for part in one.parts if part.name == "standards")
        return not all(act.search(f"{one.title.en} {label(one)} {told}") for act in named), one.kind == "requirement"

    of_acts = (one for key, one in draft.kb.statements.items() if key.startswith((*PROSE, "laws/", "requirements/")))
    whole = (
        one for one in of_acts if one.kind != "foreign_evidence" and all(act.search(one.told("en")) for act in named)
    )
    found = sorted((one for one in whole if speaks_of_all(draft, one) or not query.economies), key=place)
    if len(found) > _FEW:  # what many records name is no record's own
        return False
    for one in found[:_MOST]:
        draft.head("" if one.is_prose else draft.say(one.title))
        draft.line("claim", draft.say(one.parts[0].text), one.id)
    draft.head("")
    return bool(found)


_PART_OF_CODE = re.compile(r"(?<!\d)(?P<title>\d{1,2}) CFR (?:part |§ ?)?(?P<part>\d{1,4}(?:\.\d+)?)(?!\d)")


def _parts_of_code(text: str) -> Iterator[re.Pattern[str]]:
    """What finds each part or section of the Code of Federal Regulations: 16 CFR 1250 as "16 CFR part 1250"."""
    for match in _PART_OF_CODE.finditer(text):
        yield re.compile(rf"(?<!\d){match['title']} CFR (?:parts? |§ ?)?{re.escape(match['part'])}(?!\d)")


def _unspoken(draft: Draft) -> list[str]:
    """The standards asked about, where neither an adoption nor a rule nor the heading of a paragraph speaks of any."""
    query = draft.query
    silent = query.standards and len(unheld(draft, rows_of(draft))) == len(query.standards) and not naming(draft)
    headed = any(is_of(own, one) for _, named in draft.kb.on_standards for own in named for one in query.standards)
    return [] if not silent or headed else [one for one in query.standards if " " in one]


def leads(draft: Draft) -> bool:
    """Tells the paragraphs that hold every number of an act in the question, those headed by it and those that share most with the
    question first, or else the rules that rest on it; whether any was told."""
    if draft.query.laws or draft.query.intent in _NEVER:
        return False
    acts, codes = tuple(_acts(draft.query.text)), tuple(_codes(draft))
    if not acts and not codes:
        return False
    asked = set(index_terms(draft.query.text))

    def place(one: Statement) -> tuple[bool, int]:
        return not all(act.search(label(one)) for act in (*acts, *codes)), -shared(draft, asked, one.parts[0].text)

    found = sorted(_naming(draft, (*acts, *codes), near=bool(codes)), key=place)
    for one in found[:_MOST]:
        draft.line("claim", draft.say(one.parts[0].text), one.id)
    return bool(found) or (bool(acts) and _rules(draft, acts))


def is_named(act: str, text: str) -> bool:
    """Whether a text names an act that a question tells by its number and year, in whatever form: 371 of 2009 as 371/2009."""
    return any(one.search(text) for one in (*_acts(act), *_regulations(act), *_parts_of_code(act)))


def _acts(text: str) -> Iterator[re.Pattern[str]]:
    """What finds each act that is told by number and year, as texts in either language write it."""
    for written in _NUMBER.findall(text):
        if not _MONTH.fullmatch(written):
            yield re.compile(rf"(?<![\d./-]){re.escape(written)}(?![\d/.-]*\d)")
    for match in _WITH_YEAR.finditer(text):
        n, year = (match[one] or match[f"{one}z"] or match[f"{one}w"] for one in "ny")
        own = r"(?<!\(EU\) )" if match["yz"] else ""  # an announcement is no regulation of the Union
        yield re.compile(
            rf"(?<!\d){n}/{year}(?!\d)|\b(?:No\.? ?)?{n} of (?:\d{{1,2}} )?(?:[A-Z][a-z]+ )?{year}(?!\d)"
            rf"|(?<!\d){own}{year}(?:/|年[^，。；]{{0,8}}第|,? \(?(?:[A-Z]{{2,3}} )?(?:No\.? ?)?){n}(?!\d)"
        )


def _regulations(text: str) -> Iterator[re.Pattern[str]]:
    """What finds each UN regulation that is told by its number."""
    for match in _OF_UNECE.finditer(text):
        yield re.compile(rf"(?:\b(?:UN|ECE|UNECE)[ -]?R ?|\bRegulations? (?:No\.? ?)?){match['n']}(?![\d/])")


def _codes(draft: Draft) -> Iterator[re.Pattern[str]]:
    """What finds each code of letters and digits that the base knows nothing by, CTF3, DAO 22-02, and each UN regulation."""
    text, unknown = draft.query.text, set(draft.query.unknown)
    yield from _regulations(text)
    taken = spans(text, STANDARD)
    for match in _NAMED.finditer(text):
        free = not any(start < match.end() and match.start() < end for start, end in taken)
        if free and unknown & {match["word"], match[0]}:
            yield re.compile(rf"(?<![A-Za-z\d]){match['word']}[ -]?{match['n']}(?![\d-]*\d)")


def _naming(draft: Draft, acts: tuple[re.Pattern[str], ...], *, near: bool) -> list[Statement]:
    """The paragraphs that name all; `near`: of those alone that search finds and that speak of the markets asked about."""
    every = draft.kb.statements
    ids = (hit.id for hit in draft.hits[:_LOOKED] if hit.id in every) if near else iter(every)
    guides = (every[one] for one in ids if one.startswith(PROSE))
    found = [one for one in guides if all(act.search(one.parts[0].text.en) for act in acts)]
    return [one for one in found if speaks_of_all(draft, one)] if near else found


def _rules(draft: Draft, acts: tuple[re.Pattern[str], ...]) -> bool:
    """Tells the rules of the markets asked about that rest on the acts; whether there were any."""
    rules = {rule.id: rule for route in draft.found for rule in route.rules}.values()
    ids = (one for rule in rules for one in (rule.id, *evidence_ids(rule.market, rule.requirement)))
    naming = [
        (one, part)
        for one in map(draft.kb.statements.__getitem__, ids)
        for part in one.parts
        if all(act.search(part.text.en) for act in acts)
    ]
    for one, part in naming[:_MOST]:
        draft.head(draft.say(one.title))
        draft.part(one, "statement", role="condition")
        if part.name != "statement":
            draft.line("condition", draft.say(part.text), one.id)
    draft.head("")
    return bool(naming)
