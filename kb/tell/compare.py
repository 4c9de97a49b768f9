"""Side by side: markets for a product, products in a market, agreements, standards; a citation in each cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kb import beside
from kb.language import DEGREE, OBLIGATION, STAGE, STANDARD_STATUS, STATUS, TIER, VERDICT
from kb.law import Rule, rules_for
from kb.recognition import Route, routes
from kb.records import Agreement
from kb.statements import numbered
from kb.tell.absence import unknown_market, unknown_product
from kb.tell.coverage import coverage
from kb.tell.draft import Draft
from kb.tell.knowledge import definition
from kb.tell.openly import open_question
from kb.tell.requirements import required
from kb.tell.standards import rows_of, standards, unheld
from kb.terms import Obligation

_MOST = 8  # columns of a table


def compare(draft: Draft) -> None:
    """A table of what was named in the plural; where nothing was, the answer that its roles ask for."""
    query = draft.query
    if len(query.standards) > 1:
        _standards(draft)
    elif len(query.agreements) > 1:
        _agreements(draft, [draft.kb.library.agreements[key] for key in query.agreements[:_MOST]])
    elif query.products and (len(query.markets) > 1 or (query.markets and len(query.products) > 1)):
        _markets(draft)
    elif query.products and query.markets and len(_mandatory_first(draft)) > 1:
        _kinds(draft)
    else:
        _otherwise(draft)(draft)


def _otherwise(draft: Draft) -> Callable[[Draft], None]:
    query = draft.query
    if query.markets and query.products:
        return required
    if query.evidence or query.schemes:  # two proofs are compared by what they are
        return definition
    if len(query.economies) > 1 or query.agreements:
        return coverage
    return definition if query.terms or query.schemes or query.evidence else open_question


def _markets(draft: Draft) -> None:
    """One column for each market and product."""
    query = draft.query
    found = [(route, product) for product in query.products for route in routes_of(draft, product)]
    told = 0
    for route, product in found[:_MOST]:
        rule = first_rule(draft, route, product)
        if rule is None:
            continue
        told += 1
        names = []
        if len(query.markets) > 1:
            names.append(draft.name("economies", route.market, bare=True))
        if len(query.products) > 1:
            names.append(draft.name("products", product))
        _rule(draft, rule, " · ".join(names), route)
        for other in beside.also_mandatory(draft.kb.library, route.market, product, query.as_of, rule):
            text = beside.bare(draft.say(other.requirement.statement))
            draft.cell(draft.phrase("also"), " · ".join(names), text, other.id)
    if told < len(found):
        draft.status = "partial"
    for route, product in found:
        if not route.known:
            unknown_market(draft, (route.market,), whole=told == 0)
        elif first_rule(draft, route, product) is None:
            unknown_product(draft, (route.market,), whole=told == 0)
    if told:
        draft.as_of()


def _mandatory_first(draft: Draft) -> list[Rule]:
    rules = rules_for(draft.kb.library, draft.query.markets[0], draft.query.products, draft.query.as_of)
    return sorted(rules, key=lambda rule: rule.requirement.obligation is not Obligation.mandatory)


def _kinds(draft: Draft) -> None:
    """One market and one product that falls under several rules by what it claims to be: a column for each rule."""
    (route,) = routes(replace(draft.query, markets=draft.query.markets[:1]), draft.kb.library)[:1]
    for rule in _mandatory_first(draft)[:_MOST]:
        _rule(draft, rule, draft.say(rule.requirement.title), route)
    draft.as_of()


def routes_of(draft: Draft, product: str) -> tuple[Route, ...]:
    """The routes of the markets asked about, for one of the products."""
    return routes(replace(draft.query, products=(product,)), draft.kb.library)


def first_rule(draft: Draft, route: Route, product: str) -> Rule | None:
    """The rule of a route's market that speaks first of the product."""
    return beside.first_rule(draft.kb.library, route.market, product, draft.query.as_of)


def _rule(draft: Draft, rule: Rule, column: str, route: Route) -> None:
    statement = draft.kb.statements[rule.id]
    obligation = draft.say(OBLIGATION[rule.requirement.obligation])
    title = draft.say(rule.requirement.title)
    draft.cell(
        draft.phrase("scheme"), column, draft.words(f"{title} ({obligation})", f"{title}（{obligation}）"), rule.id
    )
    for match in route.matches:
        if draft.query.evidence and match.rule.id == rule.id:
            held = draft.name("evidence", match.row.evidence)
            draft.cell(held, column, draft.say(VERDICT[match.row.verdict]), match.id)
    for name, text in beside.points(rule, statement, draft.query.as_of, draft.query.language):
        draft.cell(draft.phrase(name), column, text, rule.id)


def _agreements(draft: Draft, found: list[Agreement]) -> None:
    comma = draft.words(", ", "、")
    for one in found:
        column, cited = draft.say(one.names), f"agreements/{one.key}"
        status = draft.say(STATUS[one.status])
        cells = {
            "tier": draft.say(TIER[one.tier]),
            "status": draft.words(f"{status} (on {one.status_date})", f"{status}（{one.status_date}）"),
            "in_force": one.in_force or "",
            "parties": comma.join(draft.name("economies", code, bare=True) for code in one.parties[:12]),
            "sectors": comma.join(_names(draft, one)),
            "stages": comma.join(dict.fromkeys(draft.say(STAGE[s]) for row in one.coverage for s in row.stages)),
        }
        for name, text in cells.items():
            if text:
                draft.cell(draft.phrase(name), column, text, cited)
        if one.replaced_by:
            draft.cell(draft.phrase("successor"), column, draft.name("agreements", one.replaced_by), cited)
    draft.as_of()


def _names(draft: Draft, one: Agreement) -> list[str]:
    return list(
        dict.fromkeys(draft.say(draft.kb.library.sectors[s].names) for row in one.coverage for s in row.sectors)
    )


def _standards(draft: Draft) -> None:
    """One column for each adoption of what was named."""
    chosen = rows_of(draft)[:_MOST]
    if len(chosen) < 2 or unheld(draft, chosen):
        standards(draft)
        return
    for row in chosen:
        column, cited = numbered(row.standard, row.edition), f"equivalences/{row.key}"
        draft.cell(draft.phrase("adopts"), column, numbered(row.adopts, row.adopted_edition), cited)
        draft.cell(draft.phrase("degree"), column, draft.say(DEGREE[row.degree]), cited)
        draft.cell(draft.phrase("status"), column, draft.say(STANDARD_STATUS[row.status]), cited)
        if row.effective:
            draft.cell(draft.phrase("effective"), column, row.effective, cited)
        if row.until:
            draft.cell(draft.phrase("until"), column, row.until, cited)
        if row.differences:
            draft.cell(draft.phrase("differences"), column, draft.say(row.differences), cited)
    draft.as_of()
