"""Does what I hold count there?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kb import cues
from kb.conditions import all_left_out
from kb.held import markets_of
from kb.keys import REFUSED
from kb.language import TIER, VERDICT, join
from kb.law import groups_of, law_of, live_on, separate_markets
from kb.model import Query
from kb.recognition import BY_STAGE, ENDED, Carrier, Route, every_market, fitting, promises_only
from kb.records import Agreement, Coverage
from kb.sifting import Match
from kb.tell.absence import in_a_row, unknown_market, unknown_product
from kb.tell.coverage import between
from kb.tell.draft import Draft
from kb.tell.market import tell_market
from kb.tell.openly import open_answer
from kb.tell.requirements import required
from kb.terms import Stage, Status, Tier, Verdict

_ROWS = 6


def accepted(draft: Draft) -> None:
    """Verdict, tier, instrument, conditions, gaps for each market asked, or for every market where none is named."""
    query, library = draft.query, draft.kb.library
    found = draft.found if query.markets else every_market(query, library)
    if not found:
        nothing(draft)
        return
    silent = all(r.verdict is Verdict.not_in_base for r in found)
    if silent and _by_agreement(draft):
        return
    if silent and not (query.products and any(r.known for r in found)) and open_answer(draft):
        return
    if not any(r.known for r in found):
        unknown_market(draft, tuple(r.market for r in found))
        return
    if silent and not query.evidence and _are_ruled(found, query):  # nothing is held that could count
        required(draft)
        return
    if not query.products and query.unknown and _looks_like_a_product(query):
        unknown_product(draft, tuple(r.market for r in found if r.known))
        return
    strange = in_a_row(query)
    if not query.products and query.markets and _sends(query.text, strange):
        draft.note(
            f"“{strange}” is no product of the base: what follows is told of the goods that are.",
            f"“{strange}”不在库中的产品之列，以下按库中已有产品说明。",
        )
    if not query.markets:
        if cues.WHERE.search(query.text) or query.products or not open_answer(draft):
            _table(draft, found)
        return
    if len(found) > 2:
        _side_by_side(draft, found)
    for route in found:
        tell_market(draft, route, alone=len(found) == 1, brief=len(found) > 2)
    verdicts = {r.verdict for r in found if r.known}
    first = next((r for r in found if r.matches or r.carriers), found[0])
    draft.verdict = first.verdict if len(verdicts) == 1 or len(found) == 1 else _overall(found)
    draft.tier = first.tier
    if any(r.verdict is Verdict.not_in_base for r in found):
        draft.status = "partial"
    _agreement_named(draft)
    draft.as_of()


def _are_ruled(found: Iterable[Route], query: Query) -> bool:
    """Whether the markets have rules for what is asked about: for the goods, or, where no word may be goods, any."""
    return any(route.rules for route in found) if query.products else not query.unknown


def _sends(text: str, goods: str) -> bool:
    """Whether goods nobody recorded are said to be sent somewhere: "bicycles to Saudi Arabia", 出口…."""
    sent = r"\b{0}\s+(?:to|into|for)\s+(?-i:[A-Z])|\b(?:ship|sell|export|import)\w*\s+(?:our |my |an? |the )?(?:\w+ )?{0}\b|(?:出口|进口|销售|卖)(?:的)?{0}|^{0}(?:出口|进口|卖到|销往)"
    return bool(goods) and bool(re.search(sent.format(re.escape(goods)), text, re.I))


def _agreement_named(draft: Draft) -> None:
    """What an agreement that the question leans on says, where no route came from it."""
    told = {carrier.agreement.key for route in draft.routes for carrier in route.carriers}
    for key in draft.query.agreements[:2]:
        agreement, statement = draft.kb.library.agreements[key], draft.kb.statements[f"agreements/{key}"]
        of_accreditors = agreement.tier is Tier.accreditation
        if key not in told and (not of_accreditors or agreement.replaced_by):
            draft.head(draft.name("agreements", key))
            draft.part(statement, "statement", role="condition")
            if not of_accreditors:  # of which only what took its place is told
                draft.part(statement, "note", role="condition")
    draft.head("")


def steps(draft: Draft) -> None:
    """What is to be done, in order: from what is held, or, where nothing is, from what the market asks."""
    (accepted if draft.query.evidence else required)(draft)


def _by_agreement(draft: Draft) -> bool:
    """No rule of the markets speaks of the evidence; an agreement that carries it, or one between the economies, may."""
    query, library = draft.query, draft.kb.library
    carrying = [c for key in query.evidence if (c := library.evidence[key].carried_by) in library.agreements]
    stages = {library.evidence[key].stage for key in query.evidence}
    sectors = {s for product in query.products for s in library.products[product].sectors} | set(query.sectors)
    issued = {*query.origins, *(code for key in query.evidence for code in library.evidence[key].issued_in)}
    equal = any(library.evidence[key].tier is Tier.equivalence for key in query.evidence)  # an organic certificate
    rows: list[str] = []
    for key, agreement in sorted(library.agreements.items(), key=lambda one: one[0] not in query.agreements):
        if agreement.tier is Tier.equivalence and not (sectors or equal):
            continue
        for row in agreement.coverage:
            speaks = bool(sectors & set(row.sectors)) if sectors else bool(stages & set(row.stages))
            speaks = speaks and set(row.stages) != {Stage.standards}  # by which no certificate counts
            if key in carrying:
                fits = _joins(draft, agreement, row, issued, both=False)
            else:
                fits = speaks and agreement.tier is not Tier.accreditation and _joins(draft, agreement, row, issued)
            if fits and (key in query.agreements or not promises_only(agreement)):
                rows.append(f"agreements/{key}#{row.key}")
    several = len(query.economies) > 1 or bool(query.products)  # of one economy alone every agreement would speak
    if not rows and several and any(not law_of(library, code, query.as_of) for code in query.markets):
        rows = [
            f"agreements/{a.key}#{r.key}"
            for a in between(draft)
            for r in a.coverage
            if a.tier is not Tier.accreditation
            and (not stages or stages & set(r.stages))
            and _joins(draft, a, r, issued)
        ]
    if not rows:
        return False
    _tell_silent(draft, rows[:4])
    for one in rows[:4]:
        draft.head(draft.say(draft.kb.statements[one].title))
        for name in ("statement", "status"):
            draft.part(draft.kb.statements[one], name)
        draft.part(draft.kb.statements[one], "condition", role="condition")
        draft.part(draft.kb.statements[one], "exclusion", role="condition", label=draft.phrase("exclusions"))
    draft.head("")
    told = [
        (a, r) for a in library.agreements.values() for r in a.coverage if f"agreements/{a.key}#{r.key}" in rows[:4]
    ]
    draft.tier = told[0][0].tier
    draft.as_of()
    dead = all(row.status in ENDED and not live_on(row, query.as_of) for _, row in told)
    if not dead and all(promises_only(a) or row.status is Status.not_operational for a, row in told):
        return True
    named = [Carrier(a, r) for a, r in told if a.key in query.agreements]
    if named and not any(fitting(named, stage) for stage in stages):  # a certificate under an agreement on reports
        draft.verdict = Verdict.not_accepted
        return True
    usual = Verdict.reliance if draft.tier is Tier.reliance else Verdict.conditional
    live = BY_STAGE.get(told[0][1].stages[0], usual)
    out = all_left_out(query.text, dict(zip(rows[:4], (row for _, row in told), strict=True)))
    draft.verdict = Verdict.superseded_or_suspended if dead else Verdict.not_accepted if out else live
    return True


def _tell_silent(draft: Draft, rows: list[str]) -> None:
    """Of several markets those that none of the rows speaks of: for them nothing is recorded, and that comes first."""
    query, library = draft.query, draft.kb.library
    if len(query.markets) < 2:
        return
    within = {code: set(groups_of(library, code, query.as_of)) for code in query.markets}
    told = [
        set(row.markets or agreement.parties)
        for agreement in library.agreements.values()
        for row in agreement.coverage
        if f"agreements/{agreement.key}#{row.key}" in rows
    ]
    silent = [code for code in query.markets if not any(within[code] & parties for parties in told)]
    if silent:
        names = join([draft.name("economies", code) for code in silent], query.language)
        held = draft.words(", ", "、").join(draft.name("evidence", key) for key in query.evidence)
        held = held or draft.words("this evidence", "该证据")
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {names}: no record says whether {held} counts there.",
            f"**库中没有** · {names}：没有记录说明{held}在当地是否有效。",
        )


def _joins(draft: Draft, agreement: Agreement, row: Coverage, issued: set[str], *, both: bool = True) -> bool:
    """Whether a row carries results from where they were issued, or from one economy named, into a market asked about.

    `both`: two economies are to be named; of a scheme that carries the very evidence, one side is enough.
    """
    query, library = draft.query, draft.kb.library

    def sides(codes: Iterable[str], parties: tuple[str, ...]) -> set[str]:
        named = set(parties or agreement.parties)
        return {code for code in codes if named & set(groups_of(library, code, query.as_of))}

    sources, targets = sides(issued or query.economies, row.exporters), sides(query.markets, row.markets)
    if not both:
        return bool(sources | targets)
    parties = set(row.exporters or agreement.parties) & set(row.markets or agreement.parties)

    def of_one(source: str, target: str) -> bool:
        """Whether both are one and the same party of several: Brazil and Argentina, under an agreement of MERCOSUR."""
        ours = (set(groups_of(library, code, query.as_of)) for code in (source, target))
        return len(parties) > 1 and bool(set.intersection(parties, *ours))

    return any(source != target and not of_one(source, target) for source in sources for target in targets)


def _overall(found: tuple[Route, ...]) -> Verdict:
    told = [r.verdict for r in found if r.known and r.verdict is not Verdict.not_in_base]
    return told[0] if len(set(told)) == 1 else Verdict.conditional


def _looks_like_a_product(query: Query) -> bool:
    """A word nobody knows in "Is CE accepted in Japan for drones?" is the product; in a question without "for", or as an
    abbreviation ("for Korea KGMP"), it may be anything."""
    return any(
        not word.isupper()
        and re.search(rf"\bfor (?:an? |my |our )?(?:\w+ )?{re.escape(word)}\s*(?:[?.,;]|$)", query.text, re.I)
        for word in query.unknown
    )


def _side_by_side(draft: Draft, found: tuple[Route, ...]) -> None:
    """The verdicts of several markets at a glance, before each is told."""
    verdict, tier = draft.words("Verdict", "结论"), draft.words("Legal tier", "法律层级")
    for route in found:
        market = draft.name("economies", route.market, bare=True)
        one = [found[0].id for found in (route.matches, route.carriers, route.rules) if found][:1]
        known = one if route.verdict is not Verdict.not_in_base else []
        draft.cell(market, verdict, draft.say(VERDICT[route.verdict]), *known)
        draft.cell(market, tier, draft.say(TIER[route.tier]) if known and route.tier else "–", *known)


def _table(draft: Draft, found: tuple[Route, ...]) -> None:
    """Which markets take it: all of them, those that accept first."""
    for key in draft.query.evidence:
        carrier = draft.kb.library.evidence[key].carried_by
        if carrier in draft.kb.library.agreements:
            draft.part(draft.kb.statements[f"agreements/{carrier}"], "statement")
    held = draft.words(", ", "、").join(draft.name("evidence", key) for key in draft.query.evidence)
    refusing = sum(_usual(route).row.verdict in REFUSED for route in found)
    some = draft.words(f", of which {refusing} do not take it", f"，其中{refusing}个不接受") if refusing else ""
    some = draft.words(", none of which takes it", "，均不接受") if refusing == len(found) else some
    draft.note(
        f"What {held} is worth in {len(found)} markets recorded{some}:",
        f"{held}在库中{len(found)}个市场的效力如下{some}：",
    )
    _at_a_glance(draft, found)
    for route in found:
        match = _usual(route)
        statement, verdict = draft.kb.statements[match.id], draft.say(VERDICT[match.row.verdict])
        market = draft.name("economies", route.market, bare=True)
        colon = draft.words(": ", "：")
        draft.routes.append(route)
        draft.line("item", draft.say(statement.parts[0].text), match.id, label=f"**{market}** – {verdict}{colon}")
    draft.verdict = found[0].verdict if len({r.verdict for r in found}) == 1 else Verdict.conditional
    draft.tier = found[0].tier if len({r.tier for r in found}) == 1 else None
    its_own = {code for key in draft.query.evidence for code in markets_of(key, draft.kb.library)}
    told = {route.market for route in found} | its_own
    missing = [
        draft.name("economies", m) for m in separate_markets(draft.kb.library, draft.query.as_of) if m not in told
    ]
    if missing:
        draft.line(
            "aside", draft.words(f"No record for: {', '.join(missing)}.", f"库中没有记录：{'、'.join(missing)}。")
        )
    draft.as_of()


def _at_a_glance(draft: Draft, found: tuple[Route, ...]) -> None:
    """The markets by what most of their rows say, a line for each verdict."""
    colon, comma = draft.words(": ", "："), draft.words("; ", "；")
    by: dict[Verdict, dict[str, str]] = {}
    for route in found:
        match = _usual(route)
        by.setdefault(match.row.verdict, {})[draft.name("economies", route.market, bare=True)] = match.id
    for verdict in sorted(by, key=list(Verdict).index):
        names = by[verdict]
        draft.line("condition", comma.join(names), *names.values(), label=f"**{draft.say(VERDICT[verdict])}**{colon}")


def _usual(route: Route) -> Match:
    """The row that stands for a market where several speak: the first of those that say what most say."""
    times = Counter(match.row.verdict for match in route.matches)
    return max(route.matches, key=lambda match: times[match.row.verdict])


def nothing(draft: Draft) -> None:
    """Evidence nobody recorded anywhere."""
    held = draft.words(", ", "、").join(draft.name("evidence", key) for key in draft.query.evidence)
    draft.abstain("not_in_base")
    draft.note(
        f"**Not in the base** · no market's record speaks of {held or 'this evidence'}.",
        f"**库中没有** · 没有任何市场的记录提到{held or '该证据'}。",
    )
