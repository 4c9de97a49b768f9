"""Does what I hold count there?"""

from __future__ import annotations

import re

from kb import cues
from kb.language import VERDICT
from kb.model import Query
from kb.recognition import (
    BY_STAGE,
    ENDED,
    Match,
    Route,
    every_market,
    fitting,
    groups_of,
    law_of,
    routes,
)
from kb.retrieve import relevant
from kb.tell.absence import ask_whom, unknown_market, unknown_product
from kb.tell.coverage import between
from kb.tell.draft import Draft
from kb.tell.openly import open_answer
from kb.tell.requirements import counts, rule_of
from kb.terms import Tier, Verdict

_ROWS = 6


def accepted(draft: Draft) -> None:
    """Verdict, tier, instrument, conditions, gaps for each market asked, or for every market where none is named."""
    query, library = draft.query, draft.kb.library
    found = routes(query, library) if query.markets else every_market(query, library)
    if not found:
        nothing(draft)
        return
    if not any(r.matches or r.carriers for r in found) and _by_agreement(draft):
        return
    silent = not any(r.matches or r.carriers for r in found)
    if silent and not (query.products and any(r.known for r in found)) and open_answer(draft):
        return
    if not any(r.known for r in found):
        unknown_market(draft, tuple(r.market for r in found))
        return
    if not query.products and query.unknown and _looks_like_a_product(query):
        unknown_product(draft, tuple(r.market for r in found if r.known))
        return
    if not query.markets:
        if cues.WHERE.search(query.text) or query.products or not open_answer(draft):
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


def _by_agreement(draft: Draft) -> bool:
    """No rule of the markets speaks of the evidence; an agreement that carries it, or one between the economies, may."""
    query, library = draft.query, draft.kb.library
    carrying = [c for key in query.evidence if (c := library.evidence[key].carried_by) in library.agreements]
    stages = {library.evidence[key].stage for key in query.evidence}
    sectors = {s for product in query.products for s in library.products[product].sectors}
    rows: list[str] = []
    for key, agreement in library.agreements.items():
        for row in agreement.coverage:
            sides = set(row.exporters or agreement.parties) | set(row.markets or agreement.parties)
            named = [set(groups_of(library, code, query.as_of)) & sides for code in query.economies]
            if key in carrying:
                fits = any(named)
            else:
                speaks = bool(sectors & set(row.sectors)) if sectors else bool(stages & set(row.stages))
                fits = len(named) > 1 and all(named) and speaks and agreement.tier is not Tier.accreditation
            if fits:
                rows.append(f"agreements/{key}#{row.key}")
    if not rows and any(not law_of(library, code, query.as_of) for code in query.markets):
        rows = [
            f"agreements/{a.key}#{r.key}"
            for a in between(draft)
            for r in a.coverage
            if a.tier is not Tier.accreditation
        ]
    if not rows:
        return False
    for one in rows[:4]:
        draft.head(draft.say(draft.kb.statements[one].title))
        for name in ("statement", "status"):
            draft.part(draft.kb.statements[one], name)
        draft.part(draft.kb.statements[one], "condition", role="condition")
    draft.head("")
    told = [
        (a, r) for a in library.agreements.values() for r in a.coverage if f"agreements/{a.key}#{r.key}" in rows[:4]
    ]
    draft.tier = told[0][0].tier
    dead = all(row.status in ENDED for _, row in told)
    usual = Verdict.reliance if draft.tier is Tier.reliance else Verdict.conditional
    live = BY_STAGE.get(told[0][1].stages[0], usual)
    draft.verdict = Verdict.superseded_or_suspended if dead else live
    draft.as_of()
    return True


def _overall(found: tuple[Route, ...]) -> Verdict:
    told = [r.verdict for r in found if r.known and r.verdict is not Verdict.not_in_base]
    return told[0] if len(set(told)) == 1 else Verdict.conditional


def _looks_like_a_product(query: Query) -> bool:
    """A word nobody knows in "Is CE accepted in Japan for drones?" is the product; in a question without "for" it may be anything."""
    return any(
        re.search(rf"\bfor (?:an? |my |our )?(?:\w+ )?{re.escape(word)}\s*(?:[?.,;]|$)", query.text, re.I)
        for word in query.unknown
    )


def _told(draft: Draft, route: Route, *, alone: bool) -> None:
    query, market = draft.query, draft.name("economies", route.market, bare=True)
    own = draft.kb.library.evidence
    held = [
        draft.name("evidence", k)
        for k in query.evidence
        if route.market not in own[k].own_of or len(query.evidence) == 1
    ]
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
        rule_of(draft, first.rule, detailed=alone)


def _by_product(draft: Draft, route: Route, *, most: int) -> None:
    """No product was named: the instrument the rows share, then each rule with its own verdict."""
    instruments = [m.row.instrument for m in route.matches if m.row.instrument]
    if instruments:
        shared = max(dict.fromkeys(instruments), key=instruments.count)
        draft.part(draft.kb.statements[f"agreements/{shared}"], "statement")
    alike = len({match.row.verdict for match in route.matches}) == 1
    draft.head(
        draft.words("Product by product", "分产品") if alike else draft.words("It depends on the product", "视产品而定")
    )
    _list(draft, route.matches[:most])
    if len(route.matches) > most:
        rest = route.matches[most : most + 4]
        titles = draft.words("; ", "；").join(draft.say(m.rule.requirement.title) for m in rest)
        ids = [m.id for m in rest]
        draft.line("item", draft.words(f"Also recorded: {titles}.", f"另有记录：{titles}。"), *ids)
    draft.head("")


def _list(draft: Draft, matches: tuple[Match, ...]) -> None:
    """One line for each rule: its title, the verdict, the statement."""
    for match in matches:
        statement, verdict = draft.kb.statements[match.id], draft.say(VERDICT[match.row.verdict])
        goods = draft.say(match.rule.requirement.title)
        text = draft.say(statement.parts[0].text)
        draft.line("item", draft.words(f"{goods} – {verdict}: {text}", f"{goods}——{verdict}：{text}"), match.id)


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
        rule_of(draft, route.rules[0], detailed=False)
        counts(draft, route.rules[0])
    _nearest(draft, route)
    ask_whom(draft, route)


def _nearest(draft: Draft, route: Route) -> None:
    """What the base says of this market and this evidence elsewhere, found by search."""
    laws = {
        f"{kind}:{code}"
        for code in groups_of(draft.kb.library, route.market, draft.query.as_of)
        for kind in ("market", "party")
    }
    held = {f"evidence:{key}" for key in draft.query.evidence}
    draft.head(draft.phrase("nearest"))
    shown = 0
    for found in draft.near[:8]:
        statement = draft.kb.statements.get(found.evidence.id)
        if (
            shown < 2
            and statement
            and relevant(found)
            and laws & statement.about
            and (held & statement.about or not held)
        ):
            draft.part(statement, "statement", role="condition")
            shown += 1
    draft.head("")


def _table(draft: Draft, found: tuple[Route, ...]) -> None:
    """Which markets take it: all of them, those that accept first."""
    for key in draft.query.evidence:
        carrier = draft.kb.library.evidence[key].carried_by
        if carrier in draft.kb.library.agreements:
            draft.part(draft.kb.statements[f"agreements/{carrier}"], "statement")
    held = draft.words(", ", "、").join(draft.name("evidence", key) for key in draft.query.evidence)
    draft.note(f"Where {held} is known to count, market by market:", f"{held}在各市场的效力如下：")
    for route in found:
        match = route.matches[0]
        statement, verdict = draft.kb.statements[match.id], draft.say(VERDICT[match.row.verdict])
        market = draft.name("economies", route.market, bare=True)
        colon = draft.words(": ", "：")
        draft.line("item", f"**{market}** – {verdict}{colon}{draft.say(statement.parts[0].text)}", match.id)
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
