"""The rows of foreign evidence in a market's rules → those that speak of what is held, and those that do not, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.conditions import deciding, fails, shut_out
from kb.law import Rule, groups_of, holds, kin
from kb.library import Library
from kb.model import Query
from kb.records import ForeignEvidence
from kb.statements import evidence_ids
from kb.terms import BodyRole, Key, Obligation, SourceTier, Stage, Tier, Verdict
from kb.transitions import lapsed

_TAKEN = frozenset({Verdict.accepted_as_final, Verdict.accepted_as_test_evidence, Verdict.accepted_for_inspection})


@dataclass(frozen=True, slots=True)
class Match:
    """One row of foreign evidence that answers what is held."""

    id: str
    rule: Rule
    row: ForeignEvidence
    exact: bool  # the very evidence held, not one it brings with it


def held(library: Library, evidence: Iterable[str]) -> dict[str, bool]:
    """The evidence, and what goes with it; True for the evidence itself."""
    found = dict.fromkeys(evidence, True)
    for key in tuple(found):
        for other in library.evidence[key].implies:
            found.setdefault(other, False)
        # "CB report" is said for the pair: of a scheme between bodies, the certificate's row speaks for its report too.
        for kind in library.evidence.values():
            if key in kind.implies and kind.tier is Tier.body_scheme:
                found.setdefault(kind.key, False)
    return found


def sifted(
    query: Query, library: Library, rules: tuple[Rule, ...]
) -> tuple[tuple[Match, ...], tuple[Match, ...], tuple[tuple[Key, Match], ...], tuple[Match, ...]]:
    """The rules' rows for what is held, those they outweigh, those that a key shuts out, and those for other evidence."""
    mine = held(library, query.evidence)
    origins = {group for code in query.origins for group in groups_of(library, code, query.as_of)}
    found, refused, others = [], [], []
    for match in _rows(query, library, rules, mine):
        row = match.row
        if not holds(row.since, row.until, query.as_of):
            refused += [(Key.date, match)] if row.evidence in mine else []
        elif row.exporters and origins and not origins & set(row.exporters):
            refused += [(Key.origin, match)] if row.evidence in mine else []
        elif row.evidence in mine:
            found.append(match)
        else:
            others.append(match)
    accreditors = {library.bodies[key].economy or "" for key in query.bodies if _accredits(library, key)}
    if placed := _of_its_place(query, library, others, origins or accreditors):
        found = [*placed, *(one for one in found if not _is_outdone(one, placed))]
    found = found or _weaker(query, library, others) or _stronger(query, library, others)
    found = [match for match in found if not _is_brought(match, found, library)]
    found.sort(key=lambda match: not (origins & set(match.row.exporters)))  # made for this origin before for anybody
    found = [_as(match, Verdict.not_accepted) if fails(query, match.row) else match for match in found]
    found = [_as(match, Verdict.conditional) if _hangs(query.text, match) else match for match in found]
    if query.evidence:
        found = [_as(match, lapsed(query, library, match.rule.market) or match.row.verdict) for match in found]
    shut = [match for match in found if shut_out(query.text, match.row)] if query.evidence else []
    if query.evidence:  # a body that lost its recognition has lost it for whatever it issues
        shut += [match for match in others if shut_out(query.text, match.row, Key.recognition)]
    matches, aside = _told_once(found, query, library)
    if shut:  # what was named is shut out: that is the answer
        first = _as(shut[0], Verdict.not_accepted)
        matches = (first, *(match for match in matches if match.id != first.id))
    return matches, aside, tuple(refused), tuple(others)


def _accredits(library: Library, body: str) -> bool:
    return BodyRole.accreditation_body in library.bodies[body].roles


def _of_its_place(query: Query, library: Library, others: list[Match], origins: set[str]) -> list[Match]:
    """Rows that take the reports of laboratories at the origin, once they are recognised as the row asks: being accredited by
    HKAS makes no less of a Hong Kong laboratory."""
    if not any(library.evidence[key].tier is Tier.accreditation for key in query.evidence):
        return []
    stages = {library.evidence[key].stage for key in query.evidence}
    there = (
        one
        for one in others
        if origins & set(one.row.exporters)
        and library.evidence[one.row.evidence].tier is Tier.government
        and library.evidence[one.row.evidence].stage in stages & {Stage.test_report}
    )
    return [replace(_as(one, Verdict.conditional), exact=True) for one in there if not _refuses(one)]


def _is_outdone(match: Match, placed: list[Match]) -> bool:
    """Whether a row on laboratories anywhere refuses what a row of the same rule takes from the origin."""
    return _refuses(match) and not match.row.exporters and any(one.rule.id == match.rule.id for one in placed)


def _is_brought(match: Match, found: list[Match], library: Library) -> bool:
    """Whether a row is on a paper that comes with another one held, on which the same rule has a row: the report of a certificate."""
    brings = (one for one in found if one.exact and one.rule.id == match.rule.id)
    return any(match.row.evidence in library.evidence[one.row.evidence].implies for one in brings)


def _stronger(query: Query, library: Library, others: list[Match]) -> list[Match]:
    """Rows on stronger kinds of what is held: what refuses them refuses it; what takes them takes it once it is as they are.

    That is said of a kind one step stronger: a report without accreditation will not become one of an accredited laboratory.
    """
    kinds = {kind for key in query.evidence for kind in library.evidence[key].stronger}
    far = {kind for key in kinds for kind in library.evidence[key].stronger}
    told = [one for one in others if one.row.evidence in kinds and (one.row.evidence not in far or _refuses(one))]
    return [one if _refuses(one) else _as(one, Verdict.conditional) for one in told]


def _weaker(query: Query, library: Library, others: list[Match]) -> list[Match]:
    """Rows that take a weaker kind than what is held, and so take it too."""
    return [
        one
        for one in others
        if set(query.evidence) & set(library.evidence[one.row.evidence].stronger) and not _refuses(one)
    ]


def _refuses(match: Match) -> bool:
    return match.row.verdict in (Verdict.not_accepted, Verdict.voluntary_only)


def _hangs(text: str, match: Match) -> bool:
    """Whether what is taken counts, as the question names it, on one condition alone."""
    return match.row.verdict in _TAKEN and bool(deciding(text, match.row))


def _as(match: Match, verdict: Verdict) -> Match:
    """A row with the verdict that it has for what the question tells."""
    return replace(match, row=match.row.model_copy(update={"verdict": verdict}))


def _rows(query: Query, library: Library, rules: tuple[Rule, ...], mine: Mapping[str, bool]) -> Iterator[Match]:
    """Every row of foreign evidence that speaks of the products asked about."""
    wanted = {p for product in query.products for p in kin(library, product)}
    for rule in rules:
        if _is_of_another_kind(rule, query, wanted):
            continue
        ids = evidence_ids(rule.market, rule.requirement)
        for one, whole in zip(ids, rule.requirement.foreign_evidence, strict=True):
            row = _there(whole, query)
            if not (row.products and wanted) or any(set(kin(library, p)) & wanted for p in row.products):
                yield Match(one, rule, row, mine.get(row.evidence, False))


def _there(row: ForeignEvidence, query: Query) -> ForeignEvidence:
    """The row without the conditions of other members of a union than those asked about: what Russia bars counts in Kazakhstan."""
    kept = tuple(one for one in row.conditions if not one.markets or set(one.markets) & set(query.markets))
    return row if kept == row.conditions else row.model_copy(update={"conditions": kept})


def _is_of_another_kind(rule: Rule, query: Query, line: set[str]) -> bool:
    """Whether a rule is made first of all for another kind of the family: one on cots and crib mattresses decides nothing of
    strollers."""
    of = rule.requirement.products
    return bool(line & set(of)) and of[0] not in line and not (rule.requirement.aspect or set(query.products) & set(of))


def _told_once(found: list[Match], query: Query, library: Library) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """Of one rule, the row for the very evidence held speaks; of two that contradict one another, the better founded.

    The second value holds the rows set aside because a better founded one says something else.
    """
    speaks = Counter(rule for rule, _ in {(m.rule.id, m.row.evidence) for m in found if m.exact})
    goods = set(query.products)
    found.sort(
        key=lambda m: (
            not m.exact,
            m.rule.requirement.obligation is not Obligation.mandatory,
            m.rule.requirement.aspect is not None,
            not goods & set(m.rule.requirement.products),  # the rule made for the goods before that of their family
            -speaks[m.rule.id],
        )
    )
    kept: list[Match] = []
    aside: list[Match] = []
    for match in found:
        other = next((one for one in kept if _in_one_place(one, match)), None)
        if other is None or not _same_rule(other, match):
            kept.append(match)
        elif contradict(other, match):
            first, second = sorted((other, match), key=lambda m: founded(m.row, library), reverse=True)
            kept[kept.index(other)] = first
            aside.append(second)
    exact = {m.rule.id for m in kept if m.exact}
    return tuple(m for m in kept if m.exact or m.rule.id not in exact), tuple(aside)


def _in_one_place(one: Match, other: Match) -> bool:
    """Whether two rows speak for the same goods of the same origin: of evidence that is not the very one held, one will do."""
    same = (one.rule.id, one.row.exporters, one.row.products) == (
        other.rule.id,
        other.row.exporters,
        other.row.products,
    )
    return same and one.exact == other.exact and (not one.exact or one.row.evidence == other.row.evidence)


def _same_rule(one: Match, other: Match) -> bool:
    """Whether a second row adds no route of its own: it says the same, or the opposite on no other condition."""
    alike = one.row.verdict is other.row.verdict or one.row.evidence != other.row.evidence
    return alike or contradict(one, other)


def contradict(one: Match, other: Match) -> bool:
    """Two rows on the same evidence with different verdicts that no condition parts and no common page holds together.

    Two verdicts of one page, or on different conditions, are two routes of one law and contradict nothing.
    """
    pages = {ref.url for ref in one.row.sources} & {ref.url for ref in other.row.sources}
    parted = one.row.conditions != other.row.conditions
    return (
        one.rule.id == other.rule.id
        and one.row.evidence == other.row.evidence
        and one.row.verdict is not other.row.verdict
        and not pages
        and not parted
    )


_TRUST = tuple(reversed(SourceTier))


def founded(row: ForeignEvidence, library: Library) -> tuple[int, str]:
    """How well a row is founded: the tier of its best source, then the newest date that such a page gives itself."""
    return max((_TRUST.index(library.sources[one.source].tier), one.published or "") for one in row.sources)
