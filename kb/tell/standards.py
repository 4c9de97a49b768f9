"""The adoptions recorded of a standard, edition by edition."""

from __future__ import annotations

import re

from kb.adoptions import newest_first, with_part
from kb.law import Rule, rules_for
from kb.library import Library
from kb.records import Equivalence
from kb.tell.adopted import adopted
from kb.tell.draft import Draft
from kb.tell.focus import asked_rules, one_side
from kb.tell.openly import open_question
from kb.tell.requirements import by_words, required
from kb.terms import StandardStatus

_RULES, _NAMED = 3, 12  # rules that name a standard: told with what they ask, and named


def standards(draft: Draft) -> None:
    """The adoptions recorded of a standard, edition by edition."""
    query = draft.query
    chosen = sorted(rows_of(draft), key=lambda row: _place(row, query.standards))
    if not query.standards and query.products and len(query.markets) != 1 and _by_market(draft):
        return
    if not chosen and not query.standards and query.markets and query.products:
        required(draft)
        return
    if _of_rules(draft, chosen) or adopted(draft):
        return
    if not chosen and query.standards:
        names = draft.words(", ", "、").join(query.standards)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {names}: no adoption by or of another standard is recorded.",
            f"**库中没有** · {names}：未收录其采用关系。",
        )
    _unknown(draft, chosen)
    if not chosen:
        (one_side if asked_rules(draft) else open_question)(draft)
        return
    for row in chosen[:12]:
        statement = draft.kb.statements[f"equivalences/{row.key}"]
        for name in ("statement", "differences", "status", "successor"):
            draft.part(statement, name, role="claim" if len(chosen) <= 3 else "condition")
        if len(chosen) <= 3:
            replaced(draft, row)
    draft.as_of()


def naming(draft: Draft) -> list[Rule]:
    """The rules of the markets asked about, of all where none is, that name a standard asked about among theirs."""
    query, library = draft.query, draft.kb.library
    asked = [_bare(one) for one in query.standards]
    rules = (
        r for code in query.markets or library.markets for r in rules_for(library, code, query.products, query.as_of)
    )
    named = (r for r in rules if any(_is(own, one) for own in r.requirement.standards for one in asked))
    return by_words(draft, dict.fromkeys(named))


def _of_rules(draft: Draft, chosen: list[Equivalence]) -> bool:
    """Tells the rules that name a standard of which no adoption is recorded; False, and nothing told, where there is none."""
    rules = naming(draft) if unheld(draft, chosen) else []
    if not rules or (chosen and not draft.query.markets):
        return False
    for rule in rules[:_RULES]:
        statement = draft.kb.statements[rule.id]
        draft.head(draft.say(statement.title))
        draft.part(statement, "statement")
        draft.part(statement, "standards", role="condition")
    draft.head("")
    for rule in rules[_RULES:_NAMED]:
        draft.line("item", draft.say(draft.kb.statements[rule.id].title), rule.id)
    draft.as_of()
    return True


def _place(row: Equivalence, asked: tuple[str, ...]) -> tuple[bool, int, tuple[int, ...]]:
    """What sorts an edition that was named first, then those that hold, the newest first."""
    editions = {edition for _, colon, edition in (one.partition(":") for one in asked) if colon}
    named = row.edition in editions or row.adopted_edition in editions
    return not named, tuple(StandardStatus).index(row.status), newest_first(row.edition)


def unheld(draft: Draft, chosen: list[Equivalence]) -> list[str]:
    """Of the standards named those of which no row speaks."""
    return [one for one in draft.query.standards if not any(_speaks_of(row, [_bare(one)]) for row in chosen)]


def _unknown(draft: Draft, chosen: list[Equivalence]) -> None:
    missing = unheld(draft, chosen)
    if chosen and missing:
        names = draft.words(", ", "、").join(missing)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {names}: no adoption by or of another standard is recorded.",
            f"**库中没有** · {names}：未收录其采用关系。",
        )


def _by_market(draft: Draft) -> bool:
    """The standards that the markets' rules name for the products, as a table; False where none names any."""
    query, library = draft.query, draft.kb.library
    rules = [
        rule
        for code in query.markets or library.markets
        for rule in rules_for(library, code, query.products, query.as_of)
        if rule.requirement.standards
    ]
    for rule in rules:
        market = draft.name("economies", rule.market, bare=True)
        draft.cell(market, draft.phrase("standards"), "; ".join(rule.requirement.standards), rule.id)
    if rules:
        draft.as_of()
    return bool(rules)


def replaced(draft: Draft, row: Equivalence) -> None:
    """The standards recorded as replaced by one."""
    for older in draft.kb.library.equivalences.values():
        if older.successor and older.standard != row.standard and _is(older.successor, _bare(row.standard)):
            for name in ("status", "successor"):
                draft.part(draft.kb.statements[f"equivalences/{older.key}"], name, role="condition")


def rows_of(draft: Draft) -> list[Equivalence]:
    """The adoptions that speak of the standards named."""
    return adoptions(draft.query.standards, draft.kb.library)


def adoptions(named: tuple[str, ...], library: Library) -> list[Equivalence]:
    """The adoptions that speak of standards, given by series and number: of the national one itself, where it was named."""
    asked = [_bare(one) for one in named]
    rows = [row for row in library.equivalences.values() if _speaks_of(row, asked)]
    narrow = [row for row in rows if _series(row.standard, named) and (len(asked) < 2 or _both(row, asked))]
    return (
        narrow
        or _newest([row for row in rows if any(_is(row.standard, one) and _names(row, one) for one in asked)])
        or rows
    )


def _newest(rows: list[Equivalence]) -> list[Equivalence]:
    """Of each standard the edition that holds; all of it where none is known to hold."""
    live = {row.standard for row in rows if row.status is StandardStatus.current}
    return [row for row in rows if row.status is StandardStatus.current or row.standard not in live]


def _names(row: Equivalence, asked: tuple[str, str]) -> bool:
    """Whether a row is of the very series asked about: GB 4943.1, not what else adopts the same."""
    series = asked[0].split(" ")[0]
    return not series or series in row.standard.upper()


def _bare(standard: str) -> tuple[str, str]:
    """Series and number without the year: ("GB", "4943.1"); a bare number has no series."""
    text = standard.split(":")[0]
    series, _, number = text.rpartition(" ")
    return series.replace("/T", "").upper(), number


def _speaks_of(row: Equivalence, asked: list[tuple[str, str]]) -> bool:
    return any(_is(name, one) for name in (row.standard, row.adopts, row.successor or "") for one in asked)


def _is(name: str, asked: tuple[str, str]) -> bool:
    series, number = asked
    match = re.search(r"[A-Z]?\d[\d.-]*", with_part(name.split(":")[0].replace("/T", "")))
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
