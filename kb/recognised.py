"""Accreditation bodies → under which arrangements they are recognised, and what the markets' laws make of that. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from kb.law import groups_of, holds
from kb.library import Library
from kb.records import Accreditation, AccreditedScope, Agreement, Body
from kb.terms import Scope, Stage, Status, Tier, Verdict

# The kind of document that bodies accredited for a scope issue; of other scopes no market's rule is recorded.
_ISSUED = {
    Scope.testing: Stage.test_report,
    Scope.calibration: Stage.calibration,
    Scope.inspection: Stage.inspection,
    Scope.product_certification: Stage.product_certificate,
    Scope.management_systems: Stage.management_certificate,
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """One scope of a body, the arrangement that recognises it, and the arrangement that took that one's place."""

    row: AccreditedScope
    arrangement: Agreement
    successor: Agreement | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """One accreditation body with its scopes; none where none of those asked for is recorded."""

    body: Body
    record: Accreditation
    scopes: tuple[Recognition, ...]

    @property
    def id(self) -> str:
        return f"accreditation/{self.body.key}"


def recognised(
    library: Library, *, economy: str = "", body: str = "", scope: Scope | None = None, day: dt.date
) -> tuple[Recognised, ...]:
    """The bodies of an economy, or one body, with what was recognised on a day; by name."""
    found = []
    for key, record in library.accreditation.items():
        one = library.bodies[key]
        if (body and key != body) or (economy and one.economy != economy):
            continue
        scopes = tuple(
            _recognition(library, row)
            for row in record.scopes
            if scope in (None, row.scope) and holds(row.since, None, day)
        )
        found.append(Recognised(one, record, scopes))
    return tuple(sorted(found, key=lambda one: one.body.names.en))


def taken(library: Library, body: Body, scope: Scope, day: dt.date) -> tuple[tuple[str, Counter[Verdict]], ...]:
    """For each market how often its rules give each verdict to what bodies accredited for the scope issue.

    Only rules on accredited documents are counted, and of those only such as do not name other exporters.
    """
    stage = _ISSUED.get(scope)
    kinds = {key for key, one in library.evidence.items() if one.tier is Tier.accreditation and one.stage is stage}
    here = set(groups_of(library, body.economy, day)) if body.economy else set()
    found = []
    for code, market in library.markets.items():
        verdicts = Counter(
            row.verdict
            for rule in market.requirements
            for row in rule.foreign_evidence
            if row.evidence in kinds
            and (not row.exporters or here & set(row.exporters))
            and holds(row.since, row.until, day)
            and holds(rule.effective, rule.until, day)
        )
        if verdicts:
            found.append((code, verdicts))
    return tuple(found)


def _recognition(library: Library, row: AccreditedScope) -> Recognition:
    arrangement = library.agreements[row.arrangement]
    after = arrangement.replaced_by if arrangement.status is Status.superseded else None
    return Recognition(row, arrangement, library.agreements[after] if after else None)
