"""Does what I hold count there? And: what does the market require?"""

from __future__ import annotations

from kb.language import OBLIGATION, VERDICT
from kb.model import Query, Statement
from kb.recognition import Match, Route, Rule, every_market, fitting, routes, rules_for
from kb.statements import evidence_ids
from kb.tell.absence import ask_whom, unknown_market, unknown_product
from kb.tell.draft import Draft
from kb.terms import Obligation, Tier, Verdict

_DETAILS = ("in_country_testing", "factory_inspection", "representative", "marking", "validity")
_ROWS = 6


def accepted(draft: Draft) -> None:
    """Verdict, tier, instrument, conditions, gaps for each market asked, or for every market where none is named."""
    query, library = draft.query, draft.kb.library
    found = routes(query, library) if query.markets else every_market(query, library)
    if not found:
        nothing(draft)
        return
    if not any(r.known for r in found):
        unknown_market(draft, tuple(r.market for r in found))
        return
    if not query.products and query.unknown and _looks_like_a_product(query):
        unknown_product(draft, tuple(r.market for r in found if r.known))
        return
    if not query.markets:
        _table(draft, found)
        return
    for route in found:
        _told(draft, route, alone=len(found) == 1)
    verdicts = {r.verdict for r in found if r.known}
    first = next((r for r in found if r.matches or r.carriers), found[0])
    draft.verdict = first.verdict if len(verdicts) == 1 or len(found) == 1 else _overall(found)
    draft.tier = first.tier
    if any(r.verdict is Verdict.not_in_base for r in found):
        draft.status = "partial"
    draft.as_of()


def required(draft: Draft) -> None:
    """What each market asks of the products, which foreign evidence counts, what changes next."""
    query, library = draft.query, draft.kb.library
    found = routes(query, library)
    if not any(r.known for r in found):
        unknown_market(draft, tuple(r.market for r in found))
        return
    if not query.products and query.unknown:
        unknown_product(draft, tuple(r.market for r in found if r.known))
        return
    for route in found:
        if not route.known:
            unknown_market(draft, (route.market,), whole=False)
            draft.status = "partial"
        elif not route.rules:
            unknown_product(draft, (route.market,), whole=len(found) == 1)
        elif not query.products:
            _overview(draft, route)
        else:
            _market(draft, route, alone=len(found) == 1)
    if draft.status != "abstained":
        draft.as_of()


def _overall(found: tuple[Route, ...]) -> Verdict:
    told = [r.verdict for r in found if r.known and r.verdict is not Verdict.not_in_base]
    return told[0] if len(set(told)) == 1 else Verdict.conditional


def _looks_like_a_product(query: Query) -> bool:
    """A word nobody knows in "Is CE accepted in Japan for drones?" is the product; in a question without "for" it may be anything."""
    return any(
        f" for {p}{word}" in query.text.lower()
        for word in (w.lower() for w in query.unknown)
        for p in ("", "a ", "an ", "my ", "our ")
    )


def _told(draft: Draft, route: Route, *, alone: bool) -> None:
    query, market = draft.query, draft.name("economies", route.market)
    held = [draft.name("evidence", key) for key in query.evidence]
    goods = [draft.name("products", key) for key in query.products]
    if not route.known:
        unknown_market(draft, (route.market,), whole=False)
        return
    if not route.matches and not route.carriers:
        _no_row(draft, route)
        return
    first = route.matches[0] if route.matches else None
    ids = (first.id,) if first else (route.carriers[0].id,)
    draft.badge(route.verdict, route.tier, market, *goods, *held, evidence=ids)
    if first is not None and not query.products and len(route.matches) > 1:
        _by_product(draft, route, most=8 if alone else 4)
        return
    if first is not None:
        _row(draft, first, detailed=True)
    _others(draft, route, detailed=alone)
    _carried(draft, route)
    if first is not None and query.products:
        _rule(draft, first.rule, detailed=alone)


def _by_product(draft: Draft, route: Route, *, most: int) -> None:
    """No product was named: the instrument the rows share, then each rule with its own verdict."""
    instruments = [m.row.instrument for m in route.matches if m.row.instrument]
    if instruments:
        shared = max(dict.fromkeys(instruments), key=instruments.count)
        draft.part(draft.kb.statements[f"agreements/{shared}"], "statement")
    draft.head(draft.words("It depends on the product", "视产品而定"))
    _list(draft, route.matches[:most])
    if len(route.matches) > most:
        titles = draft.words("; ", "；").join(draft.say(m.rule.requirement.title) for m in route.matches[most:])
        ids = [m.id for m in route.matches[most:]]
        draft.line("condition", draft.words(f"Also recorded: {titles}.", f"另有记录：{titles}。"), *ids)
    draft.head("")


def _list(draft: Draft, matches: tuple[Match, ...]) -> None:
    """One line for each rule: its title, the verdict, the statement."""
    for match in matches:
        statement, verdict = draft.kb.statements[match.id], draft.say(VERDICT[match.row.verdict])
        goods = draft.say(match.rule.requirement.title)
        text = draft.say(statement.parts[0].text)
        draft.line("condition", draft.words(f"{goods} – {verdict}: {text}", f"{goods}——{verdict}：{text}"), match.id)


def _row(draft: Draft, match: Match, *, detailed: bool) -> None:
    statement = draft.kb.statements[match.id]
    draft.part(statement, "statement")
    if match.row.instrument:
        instrument = draft.kb.statements[f"agreements/{match.row.instrument}"]
        name = draft.name("agreements", match.row.instrument)
        draft.line("claim", draft.words(f"Instrument: {name}.", f"依据文书：{name}。"), instrument.id)
    if detailed:
        draft.head(draft.phrase("conditions"))
        draft.part(statement, "condition", role="condition")
        draft.head(draft.phrase("gaps"))
        draft.part(statement, "gap", role="gap")
        draft.head("")


def _others(draft: Draft, route: Route, *, detailed: bool) -> None:
    """The same evidence under the market's other rules, one sentence each."""
    rest = route.matches[1:]
    if not rest:
        return
    draft.head(draft.phrase("also"))
    _list(draft, rest[: _ROWS if detailed else 3])
    draft.head("")


def _carried(draft: Draft, route: Route) -> None:
    """Government agreements between origin and market; they speak only of bodies designated under them."""
    stages = [draft.kb.library.evidence[key].stage for key in draft.query.evidence]
    carriers = [c for c in route.carriers if not stages or any(c in fitting(route.carriers, s) for s in stages)]
    if not carriers:
        return
    draft.head(draft.words("Government agreement that can carry results", "可承载结果的政府间协定"))
    for carrier in carriers[:3]:
        draft.part(draft.kb.statements[carrier.id], "statement", role="condition")
    draft.head("")


def _rule(draft: Draft, rule: Rule, *, detailed: bool) -> None:
    statement = draft.kb.statements[rule.id]
    draft.head(draft.phrase("required"))
    draft.part(statement, "statement")
    if detailed:
        _details(draft, statement)
    draft.head(draft.phrase("next"))
    draft.part(statement, "next", role="next")
    draft.head("")


def _details(draft: Draft, statement: Statement) -> None:
    for name in _DETAILS:
        draft.part(statement, name, role="condition", label=draft.phrase(name))
    draft.part(statement, "exemption", role="condition", label=draft.phrase("exemptions"))


def _no_row(draft: Draft, route: Route) -> None:
    """The market is known, the evidence is not: say what is required, and what is known to count."""
    query = draft.query
    market = draft.name("economies", route.market)
    held = [draft.name("evidence", key) for key in query.evidence] or [draft.words("this evidence", "该证据")]
    goods = (
        draft.words(" for ", "，产品：")
        + draft.words(", ", "、").join(draft.name("products", p) for p in query.products)
        if query.products
        else ""
    )
    joined = draft.words(", ", "、").join(held)
    draft.line(
        "note",
        draft.words(
            f"**Not in the base** · {market}: no record says whether {joined} counts there{goods}.",
            f"**库中没有** · {market}：没有记录说明{joined}在当地是否有效{goods}。",
        ),
    )
    if query.products and route.rules:
        _rule(draft, route.rules[0], detailed=False)
        _counts(draft, route.rules[0])
    ask_whom(draft, route)


def _counts(draft: Draft, rule: Rule) -> None:
    """The foreign evidence a rule is known to speak of."""
    draft.head(draft.phrase("evidence"))
    for one, row in list(
        zip(evidence_ids(rule.market, rule.requirement), rule.requirement.foreign_evidence, strict=True)
    )[:_ROWS]:
        statement = draft.kb.statements[one]
        kind, verdict = draft.name("evidence", row.evidence), draft.say(VERDICT[row.verdict])
        text = draft.say(statement.parts[0].text)
        draft.line("condition", draft.words(f"{kind} – {verdict}: {text}", f"{kind}——{verdict}：{text}"), one)
    draft.head("")


def _market(draft: Draft, route: Route, *, alone: bool) -> None:
    """The requirements of one market for the products: the first in full, the others in a sentence each."""
    rules = sorted(route.rules, key=lambda r: r.requirement.obligation is not Obligation.mandatory)
    market = draft.name("economies", route.market)
    shown = rules[: 6 if alone else 2]
    for rule in shown:
        statement = draft.kb.statements[rule.id]
        obligation = draft.say(OBLIGATION[rule.requirement.obligation])
        draft.head(f"{market} · {draft.say(rule.requirement.title)} ({obligation})")
        draft.part(statement, "statement")
        if rule.requirement.standards and len(shown) <= 3:
            draft.part(statement, "standards", role="condition")
        if alone and (rule is shown[0] or len(shown) <= 3):
            _details(draft, statement)
        draft.part(statement, "next", role="next", label=draft.phrase("next"))
    for rule in shown[: 2 if alone else 1]:
        _counts(draft, rule)
    if len(rules) > len(shown):
        names = draft.words("; ", "；").join(draft.say(r.requirement.title) for r in rules[len(shown) :])
        draft.line(
            "claim",
            draft.words(f"Also recorded: {names}.", f"另有记录：{names}。"),
            *[r.id for r in rules[len(shown) :]],
        )


def _overview(draft: Draft, route: Route) -> None:
    """A market asked about without a product: what is recorded for it, one line each."""
    draft.status = "partial"
    market = draft.name("economies", route.market)
    draft.note(f"No product was named. Recorded for {market}:", f"问题没有指明产品。库中{market}的要求有：")
    for rule in rules_for(draft.kb.library, route.market, (), draft.query.as_of)[:14]:
        draft.line(
            "condition", f"{draft.say(rule.requirement.title)}: {draft.say(rule.requirement.statement)}", rule.id
        )


def _table(draft: Draft, found: tuple[Route, ...]) -> None:
    """Which markets take it: all of them, those that accept first."""
    held = draft.words(", ", "、").join(draft.name("evidence", key) for key in draft.query.evidence)
    draft.note(f"Where {held} is known to count, market by market:", f"{held}在各市场的效力如下：")
    for route in found:
        match = route.matches[0]
        statement, verdict = draft.kb.statements[match.id], draft.say(VERDICT[match.row.verdict])
        market = draft.name("economies", route.market)
        colon = draft.words(": ", "：")
        draft.line("condition", f"**{market}** – {verdict}{colon}{draft.say(statement.parts[0].text)}", match.id)
    draft.verdict = found[0].verdict if len({r.verdict for r in found}) == 1 else Verdict.conditional
    draft.tier = found[0].tier if len({r.tier for r in found}) == 1 else None
    missing = [draft.name("economies", m) for m in draft.kb.library.markets if m not in {r.market for r in found}]
    if missing:
        draft.note(f"No record for: {', '.join(missing)}.", f"库中没有记录：{'、'.join(missing)}。")
    draft.as_of()


def nothing(draft: Draft) -> None:
    """Evidence nobody recorded anywhere."""
    held = draft.words(", ", "、").join(draft.name("evidence", key) for key in draft.query.evidence)
    draft.abstain("not_in_base")
    draft.note(
        f"**Not in the base** · no market's record speaks of {held or 'this evidence'}.",
        f"**库中没有** · 没有任何市场的记录提到{held or '该证据'}。",
    )


__all__ = ["Tier", "accepted", "required"]
