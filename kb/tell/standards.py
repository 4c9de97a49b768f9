"""The adoptions recorded of a standard, edition by edition."""

from __future__ import annotations

from kb.adoptions import look_up, newest_first
from kb.issuers import issued_in, issuers
from kb.law import Rule, rules_for
from kb.naming import adoptions, is_of, rules_naming, speaks_of
from kb.records import Equivalence
from kb.tell.adopted import adopted
from kb.tell.draft import Draft
from kb.tell.focus import asked_rules, one_side
from kb.tell.openly import open_question
from kb.tell.requirements import by_words, required
from kb.terms import StandardStatus

_OF_ISSUER = 3  # adoptions of the same number by its issuer
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
    missing = _unknown(draft, chosen)
    if not chosen and missing and _of_its_issuer(draft, missing):
        return
    if not chosen and query.standards and not missing:  # a paragraph headed by it has been told
        draft.as_of()
        return
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
    query = draft.query
    return by_words(draft, rules_naming(query.standards, query, draft.kb.library))


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
    return [one for one in draft.query.standards if not any(speaks_of(row, one) for row in chosen)]


def _unknown(draft: Draft, chosen: list[Equivalence]) -> list[str]:
    """Says of which standards neither an adoption is recorded nor a paragraph told; these."""
    explained = _explained(draft)
    if missing := [one for one in unheld(draft, chosen) if not any(is_of(own, one) for own in explained)]:
        names = draft.words(", ", "、").join(missing)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {names}: no adoption by or of another standard is recorded.",
            f"**库中没有** · {names}：未收录其采用关系。",
        )
    return missing


def _of_its_issuer(draft: Draft, missing: list[str]) -> bool:
    """Tells what the issuer of a number nobody recorded has of the international standard by that number: GOST IEC 60669-1 is not
    held, GOST 35052.1 is; False, and nothing told, where there is none."""
    rows = [
        row
        for one in missing
        for family in look_up(draft.kb.library, one).families
        for row in family.rows
        if issuers(one) and issued_in(row.standard, issuers(one))
    ]
    if rows:
        draft.note("Of the international standard by that number:", "同号国际标准在该系列中的采用：")
    for row in rows[:_OF_ISSUER]:
        for name in ("statement", "differences", "status"):
            draft.part(draft.kb.statements[f"equivalences/{row.key}"], name, role="claim")
    if rows:
        draft.as_of()
    return bool(rows)


def _explained(draft: Draft) -> set[str]:
    """The standards that head the paragraphs told so far."""
    told = {one for line in draft.lines for one in line.evidence}
    return {name for statement, names in draft.kb.on_standards if statement.id in told for name in names}


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
        if older.successor and older.standard != row.standard and is_of(older.successor, row.standard):
            for name in ("status", "successor"):
                draft.part(draft.kb.statements[f"equivalences/{older.key}"], name, role="condition")


def rows_of(draft: Draft) -> list[Equivalence]:
    """The adoptions that speak of the standards named."""
    return adoptions(draft.query.standards, draft.kb.library)
