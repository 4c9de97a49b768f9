"""Acceptance is a lock with keys: which of them what is held turns, which not, and which stay open.

A key is met or not met only where a record says so of what was named in the question; all else is open. Of accreditation
only accreditation follows: that a body is a signatory of an arrangement meets a key that asks for accreditation, and
never one that asks for a designation by an authority.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb import conditions
from kb.law import groups_of, holds
from kb.library import Library
from kb.model import Query
from kb.recognition import Route
from kb.records import Accreditation, AccreditedScope, Condition, Text
from kb.sifting import Match
from kb.statements import span, whose
from kb.terms import BodyRole, Key, KeyState, Scope, Stage, Status, Tier, Verdict
from kb.transitions import older

REFUSED = frozenset({Verdict.not_accepted, Verdict.superseded_or_suspended})

# What a body must be accredited for, by what is held.
SCOPE_OF: dict[Stage, Scope] = {
    Stage.test_report: Scope.testing,
    Stage.calibration: Scope.calibration,
    Stage.inspection: Scope.inspection,
    Stage.product_certificate: Scope.product_certification,
    Stage.type_approval: Scope.product_certification,
    Stage.management_certificate: Scope.management_systems,
    Stage.audit: Scope.management_systems,
}
# Keys that an authority turns: accreditation alone does not.
_DESIGNATED = re.compile(
    r"\b(?:designat|notified|NRTL|CBTL|approved by|recogni[sz]ed by (?:the )?(?!ILAC|IAF)|(?-i:[A-Z]{2,}) (?:recognition|approval|acceptance)\b|has an agreement)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One key and how it stands: `text` is a record's own sentence and `evidence` its ids."""

    key: Key
    state: KeyState
    text: Text
    evidence: tuple[str, ...]
    issued: dt.date | None = None  # the last day that what is held may be of, where its age decides


def findings(query: Query, library: Library, match: Match) -> tuple[Finding, ...]:
    """The keys of one row of foreign evidence: whether the rule takes it at all, whose, when, and its conditions."""
    found = [_taken(match), *_whose(query, library, match), *_when(query, match), *_older(query, library, match)]
    asked = [_condition(query, library, match, one) for one in match.row.conditions]
    refused = match.row.verdict in REFUSED
    return (*found, *(one for one in asked if not refused or one.state is KeyState.not_met))


def refusals(library: Library, route: Route) -> tuple[tuple[Match, Finding], ...]:
    """Why a row that speaks of the evidence does not speak for this asker: the one key that fails."""
    return tuple(
        (
            match,
            Finding(
                key, KeyState.not_met, span(match.row) if key is Key.date else whose(library, match.row), (match.id,)
            ),
        )
        for key, match in route.refused
    )


def _taken(match: Match) -> Finding:
    state = KeyState.not_met if match.row.verdict in REFUSED else KeyState.met
    return Finding(Key.acceptance, state, match.row.statement, (match.id,))


def _whose(query: Query, library: Library, match: Match) -> Iterator[Finding]:
    """Evidence of certain economies only: met where the origin is one of them; open where none was named; nothing to tell of what
    is not taken anyway."""
    if not match.row.exporters or match.row.verdict in REFUSED:
        return
    mine = {group for code in query.origins for group in groups_of(library, code, query.as_of)}
    state = KeyState.met if mine & set(match.row.exporters) else KeyState.open
    yield Finding(Key.origin, state, whose(library, match.row), (match.id,))


def _when(query: Query, match: Match) -> Iterator[Finding]:
    row = match.row
    if row.since or row.until:
        state = KeyState.met if holds(row.since, row.until, query.as_of) else KeyState.not_met
        yield Finding(Key.date, state, span(row), (match.id,))


def _older(query: Query, library: Library, match: Match) -> Iterator[Finding]:
    """The edition that the evidence is on, where another replaced it: met until its last day."""
    for one in older(query, library, match.rule.market):
        yield Finding(Key.edition, one.state(query.as_of), one.transition.statement, (one.id,))


def _condition(query: Query, library: Library, match: Match, one: Condition) -> Finding:
    state, ids = conditions.state(query, one), [match.id]
    if state is KeyState.open and one.key is Key.recognition:
        row = accredited(query, library)
        if row is not None and not _DESIGNATED.search(one.text.en) and match.row.tier is not Tier.government:
            speaks = "accredit" in one.text.en.lower() or "ILAC" in one.text.en or "IAF" in one.text.en
            live = row[1] is Status.in_force
            state = KeyState.open if not speaks else KeyState.met if live else KeyState.not_met
            ids += [row[0]] if speaks else []
    aged = state is not KeyState.open and one.months is not None
    return Finding(one.key, state, one.text, tuple(ids), query.issued if aged else None)


def accredited(query: Query, library: Library) -> tuple[str, Status] | None:
    """The record that says of the accreditation body named whether its scope covers what is held: its id and status."""
    accredited_ = [key for key in query.evidence if library.evidence[key].tier is Tier.accreditation] or query.evidence
    wanted = {SCOPE_OF[s] for key in accredited_ if (s := library.evidence[key].stage) in SCOPE_OF}
    for key in query.bodies:
        record = library.accreditation.get(key)
        if record is None or BodyRole.accreditation_body not in library.bodies[key].roles:
            continue
        for row in _live_first(record):
            if row.scope in wanted:
                return f"accreditation/{key}#{row.arrangement}-{row.scope.value}", row.status
    return None


def _live_first(record: Accreditation) -> list[AccreditedScope]:
    return sorted(record.scopes, key=lambda row: (row.status is not Status.in_force, row.arrangement))


def instead(route: Route) -> tuple[Match, ...]:
    """What would count under the same rules where what is held does not, the best first."""
    order = list(Verdict)
    goods = {product for match in route.matches for product in match.rule.requirement.products}
    found = [
        match
        for match in route.others
        if match.row.verdict not in (*REFUSED, Verdict.voluntary_only, Verdict.sources_conflict)
        and (not goods or goods & set(match.rule.requirement.products))
    ]
    return tuple(sorted(found, key=lambda match: order.index(match.row.verdict)))
