"""The adoptions recorded of a standard, edition by edition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.adoptions import look_up, newest_first
from kb.issuers import issued_in, issuers
from kb.law import Rule, groups_of, reach, rules_for
from kb.naming import is_edition, is_of, rules_naming, speaks_of
from kb.numbers import standards as named_in
from kb.records import Equivalence, Text
from kb.statements import numbered
from kb.tell.adopted import adopted, by_an_authority
from kb.tell.draft import Draft
from kb.tell.focus import asked_rules, one_side
from kb.tell.openly import open_question
from kb.tell.requirements import by_words, required
from kb.terms import Intent, StandardStatus
from kb.words import index_terms

_NEAR = 0.5  # score of a standard that is the very one asked for by its title
_OF_ISSUER = 3  # adoptions of the same number by its issuer
OF_ADOPTION = re.compile(
    r"\badopt|\bidentical\b|\bequivalen|\bequals?\b|\bsame as\b|\bIDT\b|\bMOD\b|\bbased on\b|\bcorrespond|\btwin\b|采用|等同|等效|对应|一致|修改采",
    re.I,
)
_LASTING = frozenset({Intent.status, Intent.validity, Intent.change})
_RULES, _NAMED = 3, 12  # rules that name a standard: told with what they ask, and named


def standards(draft: Draft) -> None:
    """The adoptions recorded of a standard, edition by edition."""
    query = draft.query
    chosen = _in_order(draft)
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
    if not chosen and not query.standards and _by_title(draft):
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


def _by_title(draft: Draft) -> bool:
    """Tells the market's own standard that search finds first, where one is asked for by what it is about: "the UAE standard for
    the flame test of one wire"; False, and nothing told, where the first hit is none."""
    query, library = draft.query, draft.kb.library
    first = draft.hits[0] if draft.hits else None
    if first is None or not first.id.startswith("equivalences/") or first.score < _NEAR:
        return False
    groups = {one for code in query.markets for one in reach(library, code, query.as_of)}
    if not groups or not issued_in(library.equivalences[first.id.partition("/")[2]].standard, groups):
        return False
    for name in ("statement", "differences", "status", "successor"):
        draft.part(draft.kb.statements[first.id], name, role="claim")
    draft.as_of()
    return True


def naming(draft: Draft) -> list[Rule]:
    """The rules of the markets asked about, of all where none is, that name a standard asked about among theirs."""
    query = draft.query
    return by_words(draft, rules_naming(query.standards, query, draft.kb.library))


def _of_rules(draft: Draft, chosen: list[Equivalence]) -> bool:
    """Tells the rules that name a standard of which no adoption is recorded, or of which it is asked whether it still counts for
    goods there; False, and nothing told, where there is none."""
    query = draft.query
    lasting = query.intent in _LASTING and bool(query.products and query.markets)
    rules = naming(draft) if lasting or unheld(draft, chosen) else []
    if not rules or (chosen and not query.markets):
        return False
    for rule, date, text in _ahead(draft, rules) if lasting else ():
        draft.line("next", f"{date}{draft.words(': ', '：')}{draft.say(text)}", rule.id)
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


def _ahead(draft: Draft, rules: list[Rule]) -> Iterator[tuple[Rule, str, Text]]:
    """What changes next for the standards asked about under the schemes of the rules, for whatever goods, once each."""
    query, told = draft.query, set()
    schemes = {(rule.market, rule.requirement.scheme) for rule in rules if rule.requirement.scheme}
    for market in dict.fromkeys(rule.market for rule in rules):
        for rule in rules_for(draft.kb.library, market, (), query.as_of):
            if (market, rule.requirement.scheme) not in schemes:
                continue
            for event in rule.requirement.next:
                named = any(is_of(own, one) for own in named_in(event.text.en) for one in query.standards)
                if named and event.date >= query.as_of.isoformat()[: len(event.date)] and event.text.en not in told:
                    told.add(event.text.en)
                    yield rule, event.date, event.text


def _in_order(draft: Draft) -> list[Equivalence]:
    """The adoptions: the edition that was named with what replaced it, step by step; then those of the markets asked about, those
    whose titles share most with the question, those that hold, the newest first."""
    query, rows = draft.query, rows_of(draft)
    groups = {group for code in query.markets for group in groups_of(draft.kb.library, code, query.as_of)}
    asked = {term for term in index_terms(query.text) if not draft.kb.lexicon.is_common(term)}
    alike: dict[str, int] = {}
    for row in rows:
        told = asked & {*index_terms(row.title.en), *index_terms(row.title.zh)}
        alike[row.standard] = max(len(told), alike.get(row.standard, 0))

    def place(row: Equivalence) -> tuple[object, ...]:
        order = tuple(StandardStatus).index(row.status)
        own = issued_in(row.standard, groups)
        return *is_edition(row, query.standards), not own, -alike[row.standard], order, newest_first(row.edition)

    ordered = sorted(rows, key=place)
    chain = _chain(ordered, query.standards)
    return [*chain, *(row for row in ordered if row not in chain)]


def _chain(rows: list[Equivalence], asked: tuple[str, ...]) -> list[Equivalence]:
    """The edition that was named and its successors, each followed by its own: 2009, 2020, 2025."""
    chain = [row for row in rows[:1] if not is_edition(row, asked)[0]]
    while chain and (successor := chain[-1].successor):
        following = (row for row in rows if row not in chain and numbered(row.standard, row.edition) == successor)
        if (after := next(following, None)) is None:
            break
        chain.append(after)
    return chain


def unheld(draft: Draft, chosen: list[Equivalence]) -> list[str]:
    """Of the standards named those of which no row speaks."""
    return [one for one in draft.query.standards if not any(speaks_of(row, one) for row in chosen)]


def _unknown(draft: Draft, chosen: list[Equivalence]) -> list[str]:
    """Says of which standards neither an adoption is recorded nor a line told; these. Where the rules of a market for the goods are
    told, that no adoption is recorded is said only if it was asked."""
    explained = _explained(draft)
    missing = [one for one in unheld(draft, chosen) if not any(is_of(own, one) for own in explained)]
    ruled = draft.query.products and any(route.rules for route in draft.found)
    if missing and (OF_ADOPTION.search(draft.query.text) or not ruled) and not by_an_authority(draft):
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
    """The standards that head the paragraphs told so far, and those that these lines name."""
    told = {one for line in draft.lines for one in line.evidence}
    heads = {name for statement, names in draft.kb.on_standards if statement.id in told for name in names}
    return heads | {name for line in draft.lines if line.evidence for name in named_in(line.text)}


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
    return draft.rows
