"""Held evidence × target market → route: verdict, tier, instrument, conditions, gaps. From records only.

The rules of the field hold here: tiers are never inferred from one another, direction and dates are kept, a row speaks
only for the products, the evidence and the exporters it names.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kb import numbers
from kb.adoptions import number_of
from kb.conditions import denied, left_out, shut_out
from kb.law import Rule, followed, groups_of, holds, kin, law_of, live_on, members_of, rules_for, separate_markets
from kb.library import Library
from kb.model import Query
from kb.pacts import of_operators
from kb.records import Agreement, Coverage, Text
from kb.sifting import Match, contradict, founded, held, sifted
from kb.terms import AgreementKind, Key, Stage, Status, Tier, Verdict

ENDED = frozenset({Status.superseded, Status.suspended, Status.terminated})
# Inspections of an authority and data of a monitored facility are taken as they are; bodies must first be designated.
BY_STAGE = {
    Stage.gmp_inspection: Verdict.accepted_for_inspection,
    Stage.glp_data: Verdict.accepted_as_test_evidence,
}
_BINDING = frozenset({Tier.government, Tier.equivalence})


@dataclass(frozen=True, slots=True)
class Carrier:
    """A row of an agreement under which results of the origin are accepted in the market."""

    agreement: Agreement
    coverage: Coverage
    left_out: Text | None = None  # the words by which it leaves out what the question names: then it carries nothing

    @property
    def id(self) -> str:
        return f"agreements/{self.agreement.key}#{self.coverage.key}"


@dataclass(frozen=True, slots=True)
class Route:
    """What is held, seen from one market."""

    market: str  # as asked
    known: bool  # whether the base holds this market at all
    rules: tuple[Rule, ...]
    matches: tuple[Match, ...]
    aside: tuple[Match, ...]  # rows that contradict one of the matches and are less well, or equally, founded
    refused: tuple[tuple[Key, Match], ...]  # rows for what is held, but not for this origin or day: the key that fails
    others: tuple[Match, ...]  # the same rules' rows for evidence that is not held
    carriers: tuple[Carrier, ...]
    barred: tuple[Carrier, ...]  # those that leave out what the question names
    verdict: Verdict
    tier: Tier | None
    held: tuple[str, ...]  # the evidence of which all this is said
    beside: tuple[Route, ...] = ()  # the other kinds of evidence that are held, each seen alone, what counts most first

    @property
    def by_agreement(self) -> bool:
        """Whether an agreement with the origin decides, before any row."""
        return bool(self.carriers) and self.tier in _BINDING and self.verdict in BY_STAGE.values()


def routes(query: Query, library: Library) -> tuple[Route, ...]:
    """One route for each market asked about; for a group without a file of its own, one for each member that has one."""
    named = _told_apart(query, library)
    return tuple(_route(query, library, market) for asked in named for market in _spread(library, asked, query.as_of))


def _told_apart(query: Query, library: Library) -> tuple[str, ...]:
    """The markets asked about: a group named beside its members is their context, and where a proof is a market's own it is
    another market that is asked about."""
    groups = {group for code in query.markets for group in groups_of(library, code, query.as_of)[1:]}
    if _OF_THE_WHOLE.search(query.text):
        groups |= {whole for code in query.markets if (whole := library.economies[code].part_of)}
    own = {code for key in query.evidence for code in library.evidence[key].own_of}
    apart = tuple(code for code in query.markets if code not in groups)
    return tuple(code for code in apart if code not in own) or apart


# The whole named only to say of what a part is one.
_OF_THE_WHOLE = re.compile(
    r"(?:英国的?|\bUK['’]?s? |\bUnited Kingdom['’]?s? )\(?(?:北爱|Northern Ireland)|\bNorthern Ireland[ ,(]+(?:the )?(?:UK|United Kingdom)\b|北爱尔兰[（(]英国",
    re.I,
)


def every_market(query: Query, library: Library) -> tuple[Route, ...]:
    """ "Which markets take X?": a route for each market recorded whose own proof it is not, those that take it first."""
    own = {code for key in query.evidence for code in library.evidence[key].own_of}
    found = [
        _route(query, library, market)
        for market in separate_markets(library, query.as_of)
        if market not in own or len(query.evidence) > 1
    ]
    order = list(Verdict)
    return tuple(sorted((r for r in found if r.matches), key=lambda r: order.index(r.verdict)))


def _spread(library: Library, asked: str, day: dt.date) -> tuple[str, ...]:
    if law_of(library, asked, day) or asked not in library.economies:
        return (asked,)
    return tuple(one for one in members_of(library, asked, day) if one in library.markets) or (asked,)


def _route(query: Query, library: Library, market: str) -> Route:
    """What counts most of all that is held; a certificate more never makes less of another."""
    laws = {market, *law_of(library, market, query.as_of)}
    # Of two kinds of evidence, the market's own is not what is held: CE in the EU, UKCA in Great Britain.
    foreign = tuple(key for key in query.evidence if not laws & set(library.evidence[key].own_of))
    own = bool(query.evidence) and not foreign
    seen = [
        _alone(replace(query, evidence=kind), library, market, own=own)
        for kind in _kinds(foreign or query.evidence, library)
    ]
    best, *others = sorted(seen, key=lambda route: list(Verdict).index(route.verdict))
    return replace(best, beside=tuple(others))


def _kinds(evidence: tuple[str, ...], library: Library) -> tuple[tuple[str, ...], ...]:
    """What is held, in kinds of which none brings another with it: a CB certificate and its report are one."""
    kinds: list[tuple[str, ...]] = []
    for key in evidence:
        near = [kind for kind in kinds if held(library, kind).keys() & held(library, (key,)).keys()]
        kinds = [kind for kind in kinds if kind not in near] + [(*(one for kind in near for one in kind), key)]
    return tuple(kinds) or ((),)


def _alone(query: Query, library: Library, market: str, *, own: bool) -> Route:
    """One kind of evidence, seen from the market; `own`: whether it is the market's own proof."""
    day = query.as_of
    known = bool(law_of(library, market, day))
    every = rules_for(library, market, query.products, day) if known else ()
    rules = every if query.products else _named(every, query, library)
    rules = tuple(sorted(rules, key=lambda rule: not _is_named(rule, query)))
    matches, aside, refused, others = sifted(query, library, rules)
    matches = tuple(sorted(matches, key=lambda match: not denied(query.text, match.row)))
    if own and matches and rules.index(matches[0].rule):
        matches = ()  # its own proof rests on its first rule: what a rule beside it asks besides is told with that rule
    if query.products and refused and matches and rules.index(refused[0][1].rule) < rules.index(matches[0].rule):
        matches = ()  # the rule made for the product shuts it out: a rule beside it does not answer for it
    found = _speaking(_between(query, library, market), query, library)
    carriers, barred = _open(found), tuple(one for one in found if one.left_out)
    if (
        not barred and query.evidence
    ):  # rows rest on equivalences, which carry nothing by themselves but leave out as well
        equal = _speaking(_between(query, library, market, (Tier.equivalence,)), query, library)
        barred = () if _open(equal) else equal
    if AgreementKind.mra in {one.agreement.kind for one in barred}:  # what trade agreements promise at large is no more
        carriers = tuple(one for one in carriers if one.agreement.kind is not AgreementKind.trade_agreement)
    if barred and not carriers and matches and _rests_on(matches[0], barred[0].agreement, library):
        matches = ()  # a row that rests on the agreement holds no further than it does
    verdict, tier = _verdict(query, library, matches, carriers)
    if verdict is Verdict.not_in_base and barred:
        verdict, tier = Verdict.not_accepted, barred[0].agreement.tier
    if verdict is Verdict.not_in_base and rules and own:
        verdict, tier = Verdict.conditional, Tier.unilateral  # its own proof, good where it rests on what the rule asks
        if under := followed(library, market, day):  # as good as where the rule was made
            verdict, tier = Verdict.accepted_as_final, library.agreements[under[0]].tier
    if any(contradict(one, matches[0]) and _as_good(one, matches[0], library) for one in aside if matches):
        verdict = Verdict.sources_conflict
    return Route(market, known, rules, matches, aside, refused, others, carriers, barred, verdict, tier, query.evidence)


def _speaking(found: Iterable[Carrier], query: Query, library: Library) -> tuple[Carrier, ...]:
    """The rows that are of the kind of document held: an agreement on certificates says nothing of a test report. Those of the
    sector that was named come first."""
    every = tuple(sorted(found, key=lambda one: not set(query.sectors) & set(one.coverage.sectors)))
    fit = {one.id for key in query.evidence for one in fitting(every, library.evidence[key].stage)}
    return tuple(one for one in every if one.id in fit) if query.evidence else every


def _rests_on(match: Match, agreement: Agreement, library: Library) -> bool:
    """Whether a row's instrument is an agreement, or names the market's agreements of that tier together: its organic ones."""
    instrument = library.agreements.get(match.row.instrument or "")
    return instrument is not None and (instrument.key == agreement.key or instrument.tier is agreement.tier)


def _as_good(one: Match, other: Match, library: Library) -> bool:
    """Whether neither of two rows is better founded than the other."""
    return founded(one.row, library) == founded(other.row, library)


def _named(every: tuple[Rule, ...], query: Query, library: Library) -> tuple[Rule, ...]:
    """Where no product was named, the rules of the sector, the scheme, the regulator and the standard named; all of them where those
    say nothing of what is held."""
    products, sectors = library.products, set(query.sectors)
    of_sector = (r for r in every if any(sectors & set(products[key].sectors) for key in r.requirement.products))
    every = tuple(r for r in of_sector if _speaks(r, query, library)) or every
    rules = tuple(rule for rule in every if rule.requirement.scheme in query.schemes) or every
    rules = tuple(rule for rule in rules if rule.requirement.regulator in query.bodies) or rules
    if query.standards:
        rules = tuple(rule for rule in rules if _rests_on_number(rule, query)) or rules
    return rules if not query.evidence or any(_speaks(rule, query, library) for rule in rules) else every


def _rests_on_number(rule: Rule, query: Query) -> bool:
    """Whether a rule names a standard of the number asked about, in whatever series: EN 60335 where it rests on IEC 60335."""
    named = (*rule.requirement.standards, *numbers.standards(rule.requirement.statement.en))
    return bool({number_of(one).number for one in query.standards} & {number_of(one).number for one in named})


def _speaks(rule: Rule, query: Query, library: Library) -> bool:
    """Whether a rule has a row on what is held, or on what it becomes once somebody accredits or recognises who made it."""
    mine = {*held(library, query.evidence), *(one for key in query.evidence for one in library.evidence[key].stronger)}
    return any(row.evidence in mine for row in rule.requirement.foreign_evidence)


def _is_named(rule: Rule, query: Query) -> bool:
    """Whether the question names the rule's scheme or its regulator."""
    return rule.requirement.scheme in query.schemes or rule.requirement.regulator in query.bodies


def carriers_for(
    query: Query, library: Library, market: str, tiers: tuple[Tier, ...] = (Tier.government,)
) -> tuple[Carrier, ...]:
    """Rows of agreements that carry results from the origins into the market, for the products' sectors."""
    return _open(_between(query, library, market, tiers))


def _open(found: Iterable[Carrier]) -> tuple[Carrier, ...]:
    return tuple(one for one in found if one.left_out is None)


def _between(
    query: Query, library: Library, market: str, tiers: tuple[Tier, ...] = (Tier.government,)
) -> Iterator[Carrier]:
    """The rows that are made for results of the origins and the sectors, whether they leave out what the question names or not."""
    if not query.origins:
        return
    sectors = {s for product in query.products for s in library.products[product].sectors} | set(query.sectors)
    of_themselves = {library.evidence[key].stage for key in query.evidence} & set(BY_STAGE)
    there = {*groups_of(library, market, query.as_of), *members_of(library, market, query.as_of)}
    goods = {one for product in query.products for one in kin(library, product)}
    for agreement in library.agreements.values():
        for row in agreement.coverage:
            treaty = agreement.tier in _BINDING and bool(set(BY_STAGE) & set(row.stages))
            if not (agreement.tier in tiers or treaty):
                continue
            exporters, markets = set(row.exporters or agreement.parties), set(row.markets or agreement.parties)
            for origin in query.origins:
                here = set(groups_of(library, origin, query.as_of))
                if here & there & exporters & markets and not (row.exporters or row.markets):
                    continue  # the same party on both sides
                fits = bool(here & exporters and there & markets) and holds(row.since, row.until, query.as_of)
                fits = fits and (not (row.products and goods) or _is_for(row, goods, query, library))
                meant = sectors & set(row.sectors) or agreement.key in query.agreements or _carries_all(agreement, row)
                meant = meant or (not sectors and bool(of_themselves & set(row.stages)))
                if fits and live_on(row, query.as_of) and meant:
                    yield Carrier(agreement, row, left_out(query.text, row))
                    break


def _is_for(row: Coverage, goods: set[str], query: Query, library: Library) -> bool:
    """Whether a row made for certain products is for what is asked about: the very family, its kind or what it is a kind of."""
    kinds = {one for product in row.products for one in kin(library, product)}
    return bool(goods & set(row.products) or kinds & set(query.products))


def _carries_all(agreement: Agreement, row: Coverage) -> bool:
    """Whether a row on all sectors carries results at all: a trade agreement's promise to consider them, or of equal
    treatment, leaves recognition to agreements of their own."""
    binds = agreement.kind is not AgreementKind.trade_agreement or agreement.tier is Tier.equivalence
    return "general" in row.sectors and binds and not of_operators(agreement)


def promises_only(agreement: Agreement) -> bool:
    """Whether an agreement of authorities carries no result by itself: it speaks only of standards, or is one of trade on all goods
    at large, for every party alike. "Is a test report recognised under the EFTA–Chile agreement?"."""
    if agreement.tier is not Tier.government:
        return False
    of_trade = agreement.kind is AgreementKind.trade_agreement
    return bool(of_trade or agreement.coverage) and all(
        set(row.stages) == {Stage.standards}
        or (of_trade and set(row.sectors) <= {"general"} and set(row.exporters) == set(row.markets))
        for row in agreement.coverage
    )


# What a held document must be for an agreement's stage to speak of it.
_STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.test_report: frozenset({Stage.test_report}),
    Stage.product_certificate: frozenset({Stage.product_certificate, Stage.type_approval}),
    Stage.type_approval: frozenset({Stage.product_certificate, Stage.type_approval}),
    Stage.gmp_inspection: frozenset({Stage.gmp_inspection}),
}


_MOST = 0.75  # share of the rows whose refusal stands for all where no product was named; what is taken depends on it


def _verdict(
    query: Query, library: Library, matches: tuple[Match, ...], carriers: tuple[Carrier, ...]
) -> tuple[Verdict, Tier | None]:
    bound = _bound(query, library, carriers)
    own = matches and matches[0].row.exporters and not matches[0].row.products and query.products
    if bound and not own:
        return bound  # the agreement with that very origin comes before a rule for anybody's
    if matches:
        first = matches[0]
        if denied(query.text, first.row):
            return Verdict.not_accepted, first.row.tier
        if shut_out(query.text, first.row):
            return first.row.verdict, first.row.tier
        verdicts = Counter(m.row.verdict for m in matches if m.exact == first.exact)
        usual, times = verdicts.most_common(1)[0]
        if len(verdicts) > 1 and not query.products:  # it depends on the product, which was not named
            refused = usual in (Verdict.not_accepted, Verdict.voluntary_only) and times >= _MOST * verdicts.total()
            return usual if refused else Verdict.conditional, first.row.tier
        alike = (m.row for m in matches if m.exact == first.exact and m.rule.id == first.rule.id)
        of_rule = {row.verdict for row in alike if row.evidence == first.row.evidence}
        several = len(of_rule) > 1 and not first.row.exporters  # routes of one rule, each on conditions of its own
        return (Verdict.conditional if several else first.row.verdict), first.row.tier
    if carriers:
        return Verdict.conditional, Tier.government  # the key: a body designated under the agreement
    return Verdict.not_in_base, None


def _bound(query: Query, library: Library, carriers: tuple[Carrier, ...]) -> tuple[Verdict, Tier] | None:
    """What authorities are bound to where an agreement carries inspections or data as they are, and its tier."""
    for key in query.evidence:
        stage = library.evidence[key].stage
        if stage in BY_STAGE and (carrying := fitting(carriers, stage)):
            return BY_STAGE[stage], carrying[0].agreement.tier
    return None


def fitting(carriers: Iterable[Carrier], stage: Stage) -> tuple[Carrier, ...]:
    """The carriers whose stage speaks of that kind of document; none of a declaration, which is the maker's own."""
    if stage is Stage.declaration:
        return ()
    wanted = _STAGES.get(stage, frozenset({stage}))
    return tuple(c for c in carriers if wanted & set(c.coverage.stages))
