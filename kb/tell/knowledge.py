"""Coverage of agreements, standards and their equivalents, accreditation, dates, definitions, open questions."""

from __future__ import annotations

import re

from kb import cues
from kb.language import STATUS, TIER
from kb.model import Statement
from kb.recognition import ENDED, groups_of, holds, row_of
from kb.records import Agreement, Equivalence, Text
from kb.retrieve import relevant, retrieve
from kb.statements import requirement_id
from kb.tell.absence import authority, nothing_found
from kb.tell.draft import Draft
from kb.terms import AgreementKind, Tier, Verdict
from kb.words import index_terms, is_chinese

_LISTED = 30


def coverage(draft: Draft) -> None:
    """An agreement in full; or those between two economies; or all of one."""
    query = draft.query
    if query.agreements:
        for key in query.agreements[:3]:
            _agreement(draft, key, full=len(query.agreements) == 1)
        _verdict_of(draft, [draft.kb.library.agreements[k] for k in query.agreements[:3]])
        return
    found = between(draft)
    if not found:
        if len(query.economies) > 1:
            _no_agreement(draft)
        else:
            open_question(draft)
        return
    named = [a for a in found if a.kind is AgreementKind.mra and len(a.parties) == 2]
    if len(query.economies) > 1 and named and cues.MRA.search(query.text):
        named.sort(key=lambda a: -len(a.coverage))  # of several, the one that covers most is "the" MRA
        _agreement(draft, named[0].key, full=True)
        _verdict_of(draft, named[:1])
        if others := [a for a in found if a is not named[0]]:
            _listed(draft, others)
    elif len(query.economies) > 1 and len(found) <= 4:
        for agreement in found:
            _agreement(draft, agreement.key, full=len(found) <= 2)
        _verdict_of(draft, found)
    else:
        _listed(draft, found)


def between(draft: Draft) -> list[Agreement]:
    """Agreements to which each economy asked about is party, itself or by its group; those of government first."""
    query, library = draft.query, draft.kb.library
    sides = [set(groups_of(library, code, query.as_of)) for code in query.economies]
    wanted = {s for p in query.products for s in library.products[p].sectors} | set(query.sectors)

    groups = [
        {m.economy for m in library.economies[c].members if holds(m.since, m.until, query.as_of)}
        for c in query.economies
    ]
    asked = [members for members in groups if members]

    def fits(agreement: Agreement) -> bool:
        parties = set(agreement.parties)
        if not all(side & parties for side in sides) and not (
            asked and all(len(parties & members) >= 0.8 * len(members) for members in asked)
        ):
            return False
        if len(sides) > 1 and any(
            side & parties & other and len(parties) <= 2 for side in sides for other in sides if side != other
        ):
            pairs = [side & parties for side in sides]
            if all(pair == pairs[0] and len(pair) == 1 for pair in pairs):
                return False  # one and the same party on both sides
        covered = {s for row in agreement.coverage for s in row.sectors}
        return not wanted or bool(wanted & covered) or "general" in covered

    order = list(Tier)
    found = [a for a in library.agreements.values() if fits(a)]
    if len(sides) > 1:  # of many-sided arrangements only those that are about this pair or bind governments
        found = [a for a in found if a.tier is not Tier.accreditation]
    return sorted(found, key=lambda a: (order.index(a.tier), len(a.parties), a.key))


def _agreement(draft: Draft, key: str, *, full: bool) -> None:
    statement = draft.kb.statements[f"agreements/{key}"]
    agreement = draft.kb.library.agreements[key]
    draft.head(draft.say(agreement.names))
    draft.part(statement, "statement")
    draft.part(statement, "status")
    draft.part(statement, "successor")
    rows = agreement.coverage if full or len(draft.query.agreements) < 3 else agreement.coverage[:4]
    wanted = {s for p in draft.query.products for s in draft.kb.library.products[p].sectors} | set(draft.query.sectors)
    chosen = [r for r in rows if wanted & set(r.sectors)] if wanted else []
    draft.head(draft.phrase("coverage"))
    for row in chosen or rows:
        one = draft.kb.statements[f"agreements/{key}#{row.key}"]
        told = {part.name: draft.say(part.text) for part in one.parts}
        draft.line(
            "condition",
            draft.words(
                f"{told['statement']} ({told['status'].rstrip('.')})",
                f"{told['statement']}（{told['status'].rstrip('。')}）",
            ),
            one.id,
        )
        if len(chosen or rows) <= 4:
            draft.part(one, "condition", role="condition", label=draft.phrase("conditions"))
            draft.part(one, "exclusion", role="condition", label=draft.phrase("exclusions"))
    if full:
        draft.head(draft.phrase("history"))
        draft.part(statement, "history", role="condition")
        draft.head("")
        for name in ("designating", "list", "basis"):
            draft.part(statement, name, role="condition")
    draft.head("")
    draft.part(statement, "note", role="condition")
    draft.head("")


def _verdict_of(draft: Draft, agreements: list[Agreement]) -> None:
    draft.tier = agreements[0].tier if len({a.tier for a in agreements}) == 1 else None
    if agreements and all(a.status in ENDED for a in agreements):
        draft.verdict = Verdict.superseded_or_suspended
    elif cues.ACCEPTED.search(draft.query.text) and draft.tier is Tier.government:
        draft.verdict = Verdict.conditional  # the key: a body designated under the agreement
    draft.as_of()


def _listed(draft: Draft, found: list[Agreement]) -> None:
    names = draft.words(" and ", "、").join(draft.name("economies", c) for c in draft.query.economies)
    n = len(found)
    draft.note(
        f"{n} agreements and arrangements of {names} are in the base (not a claim that there are no others):",
        f"库中收录了{names}的{n}项协定和安排（不表示没有其他协定）：",
    )
    tier: Tier | None = None
    for agreement in found[:_LISTED]:
        if agreement.tier is not tier:
            tier = agreement.tier
            draft.head(draft.say(TIER[tier])[:1].upper() + draft.say(TIER[tier])[1:])
        sectors = dict.fromkeys(
            draft.say(draft.kb.library.sectors[s].names) for row in agreement.coverage for s in row.sectors
        )
        status = draft.say(STATUS[agreement.status])
        about = draft.words(", ", "、").join(sectors)
        name, day = draft.say(agreement.names), agreement.status_date
        draft.line(
            "condition",
            draft.words(f"{name}: {status} (as of {day}); {about}.", f"{name}：{status}（截至{day}）；{about}。"),
            f"agreements/{agreement.key}",
        )
    draft.as_of()


def _no_agreement(draft: Draft) -> None:
    names = draft.words(" and ", "和").join(draft.name("economies", c) for c in draft.query.economies)
    draft.status = "partial"
    draft.note(
        f"**Not in the base** · no mutual recognition agreement between {names} is recorded.",
        f"**库中没有** · 没有收录{names}之间的互认协定。",
    )
    for code in draft.query.economies[:2]:
        authority(draft, code)


def standards(draft: Draft) -> None:
    """The adoptions recorded of a standard, edition by edition."""
    asked = [_bare(one) for one in draft.query.standards]
    rows = [row for row in draft.kb.library.equivalences.values() if _speaks_of(row, asked)]
    narrow = [
        row for row in rows if _series(row.standard, draft.query.standards) and (len(asked) < 2 or _both(row, asked))
    ]
    chosen = narrow or rows
    if not chosen:
        open_question(draft)
        return
    for row in chosen[:12]:
        statement = draft.kb.statements[f"equivalences/{row.key}"]
        for name in ("statement", "differences", "status", "successor"):
            draft.part(statement, name, role="claim" if len(chosen) <= 3 else "condition")
    draft.as_of()


def _bare(standard: str) -> tuple[str, str]:
    """Series and number without the year: ("GB", "4943.1"); a bare number has no series."""
    text = standard.split(":")[0]
    series, _, number = text.rpartition(" ")
    return series.replace("/T", "").upper(), number


def _speaks_of(row: Equivalence, asked: list[tuple[str, str]]) -> bool:
    return any(_is(name, one) for name in (row.standard, row.adopts, row.successor or "") for one in asked)


def _is(name: str, asked: tuple[str, str]) -> bool:
    series, number = asked
    match = re.search(r"[A-Z]?\d[\d.-]*", name.split(":")[0].replace("/T", ""))
    if match is None:
        return False
    own = match[0]
    same = own == number or own.startswith((f"{number}-", f"{number}.")) or own.split("-")[0] == number
    return same and (not series or series.split(" ")[0] in name.upper())


def _series(name: str, asked: tuple[str, ...]) -> bool:
    """Whether the national standard itself was named, not only what it adopts."""
    return any(_is(name, _bare(one)) and _bare(one)[0].split(" ")[0] in name.upper() for one in asked)


def _both(row: Equivalence, asked: list[tuple[str, str]]) -> bool:
    return sum(1 for one in asked if _is(row.standard, one) or _is(row.adopts, one)) >= 2


def accreditation(draft: Draft) -> None:
    """What an accreditation body is a signatory for, and what that is worth."""
    query = draft.query
    told = False
    for key in query.bodies:
        rows = [s for s in draft.kb.statements.values() if s.kind == "accreditation" and f"body:{key}" in s.about]
        wanted = {f"agreement:{one}" for one in query.agreements}
        chosen = [s for s in rows if wanted & s.about] or rows
        numbers = [one.split(":")[0].split(" ")[-1] for one in query.standards]
        chosen = [s for s in chosen if any(n in s.told("en") for n in numbers)] or chosen
        for statement in chosen:
            draft.part(statement, "statement", role="condition")
            told = True
        for statement in chosen[:1]:
            draft.part(statement, "note", role="condition")
    for key in query.agreements[:2]:
        if any(a.key == key for a in [draft.kb.library.agreements[key]]):
            _agreement(draft, key, full=not told)
            told = True
    if not told:
        open_question(draft)
        return
    draft.tier = Tier.accreditation
    draft.as_of()


def time(draft: Draft) -> None:
    """Since when, until when, what replaced it."""
    query, library = draft.query, draft.kb.library
    if query.agreements:
        coverage(draft)
        return
    wanted = (
        {f"market:{m}" for m in query.markets}
        | {f"product:{p}" for p in query.products}
        | {f"scheme:{s}" for s in query.schemes}
    )
    found = []
    for law, market in library.markets.items():
        for requirement in market.requirements:
            statement = draft.kb.statements[requirement_id(law, requirement)]
            shared = len(wanted & statement.about)
            if shared and shared == len(wanted):
                found.append(statement)
    if len(query.economies) > 1 and not found:
        coverage(draft)
        return
    if not found or len(found) > 4:
        open_question(draft)
        return
    for statement in found:
        draft.head(draft.say(statement.title))
        for name in ("statement", "effective", "validity", "next"):
            draft.part(statement, name, role="condition")
    draft.as_of()


def definition(draft: Draft) -> None:
    """What a term, scheme or kind of evidence is."""
    query = draft.query
    ids = (
        [f"glossary/{t}" for t in query.terms]
        + [f"schemes/{s}" for s in query.schemes]
        + [f"evidence/{e}" for e in query.evidence]
    )
    for one in ids[:4]:
        draft.part(draft.kb.statements[one], "statement")
    for key in query.agreements[:2]:
        statement = draft.kb.statements[f"agreements/{key}"]
        draft.part(statement, "statement")
        draft.part(statement, "status")
    if not draft.lines:
        open_question(draft)
        return
    near = [f for f in retrieve(query, draft.kb, k=6) if f.evidence.id.startswith("guides/") and relevant(f)]
    for found in near[:2]:
        draft.part(draft.kb.statements[found.evidence.id], "statement")


def open_question(draft: Draft) -> None:
    """The best statements and passages, told as they stand; or an honest "not in the base"."""
    if not open_answer(draft):
        nothing_found(draft)


def open_answer(draft: Draft) -> bool:
    """Tells what search finds and what speaks of all that was named; False, and nothing told, where there is none."""
    query = draft.query
    asks_acceptance = bool(cues.ACCEPTED.search(query.text))
    scored = []
    for one in retrieve(query, draft.kb, k=12):
        statement = draft.kb.statements.get(one.evidence.id)
        row = statement is not None and statement.kind == "foreign_evidence"
        scored.append((one.score * (0.85 if row and not asks_acceptance else 1.0), one))
    scored.sort(key=lambda pair: -pair[0])
    found = [
        one for _, one in scored if relevant(one) and _grounded(draft, one.evidence.id, one.evidence.text, one.score)
    ][:6]
    if not found:
        return False
    best = found[0].score
    for one in [f for f in found if f.score >= 0.8 * best][:4]:
        statement = draft.kb.statements.get(one.evidence.id)
        if statement is None:
            draft.line("quote", _excerpt(one.evidence.text), one.evidence.id)
        else:
            _tell(draft, statement)
    first = draft.kb.statements.get(found[0].evidence.id)
    if asks_acceptance and first is not None and first.kind == "foreign_evidence":
        speaks = row_of(draft.kb.library, first.id)
        draft.verdict, draft.tier = speaks.verdict, speaks.tier
    return True


def _tell(draft: Draft, statement: Statement) -> None:
    """The statement, and those of its other sentences that the question speaks of."""
    draft.line("condition", draft.say(statement.parts[0].text), statement.id)
    asked = set(index_terms(draft.query.text))
    scored = [(_shared(draft, asked, part.text), n, part) for n, part in enumerate(statement.parts[1:])]
    wanted = {"time": {"status", "effective", "history", "next", "validity"}}.get(
        draft.query.intent, {"status", "next"}
    )
    for score, _, part in sorted(scored, key=lambda one: (-one[0], one[1]))[:4]:
        if score > 0 or part.name in wanted:
            draft.line("condition", draft.say(part.text), statement.id)


def _shared(draft: Draft, asked: set[str], text: Text) -> int:
    """How many of the question's less common words a sentence holds, in either language."""
    terms = {*index_terms(text.en), *index_terms(text.zh)}
    return sum(not draft.kb.lexicon.is_common(term) for term in asked & terms)


def _grounded(draft: Draft, one: str, text: str, score: float) -> bool:
    """Words the base has no name for must stand in what answers them; else it speaks of something else."""
    lowered = text.lower()
    statement = draft.kb.statements.get(one)
    if statement is not None:
        lowered += (
            statement.told("en").lower()
            + statement.told("zh").lower()
            + statement.title.en.lower()
            + statement.title.zh
        )
    # Chinese runs on: of a question that is met well, what is left over is mostly its grammar.
    unknown = [word for word in draft.query.unknown if score < 0.7 or not is_chinese(word)]
    named = [*unknown, *(s.split(":")[0] for s in draft.query.standards)]
    hits = sum(1 for word in named if word.lower().rstrip("s") in lowered)
    markets = draft.query.economies
    about_market = (
        not markets
        or statement is None
        or any(f"{kind}:{m}" in statement.about for m in markets for kind in ("market", "party"))
        or statement.kind in ("guide", "term")
    )
    return about_market and (not named or hits * 2 >= len(named))


def _excerpt(text: str) -> str:
    return text if len(text) <= 600 else text[:600].rsplit(" ", 1)[0] + " …"
