"""Economies × economies → for each direction the rows of agreements that carry results, and the best of them. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kb.covered import Covered, covered
from kb.law import holds, live_on
from kb.library import Library
from kb.records import Agreement, Coverage
from kb.terms import Stage, Status, Tier


class Standing(StrEnum):
    """What a row of an agreement is worth on a day, best first."""

    applies = "applies"
    partly = "partly"  # applied, but in part suspended
    unused = "unused"  # in force, but not usable in practice
    talks = "talks"  # in force, but on standards and co-operation only: no result of the other side is accepted by it
    not_yet = "not_yet"  # signed, negotiated or proposed, or begins later
    ended = "ended"  # suspended, superseded or terminated, or ended before


# The weight of a tier for a market's authorities, heaviest first: what binds them, their own law, what only helps.
WEIGHT = (
    Tier.government,
    Tier.equivalence,
    Tier.unilateral,
    Tier.reliance,
    Tier.body_scheme,
    Tier.accreditation,
)
_ORDER = tuple(Standing)
_ENDED = frozenset({Status.suspended, Status.superseded, Status.terminated})
_OWN_RULES = frozenset({Tier.equivalence, Tier.unilateral})  # where standards themselves are what is accepted
_COMING = frozenset({Status.signed_not_in_force, Status.under_negotiation, Status.proposed})


@dataclass(frozen=True, slots=True)
class Stand:
    """One row of an agreement between two economies, and what it is worth on the day."""

    covered: Covered
    standing: Standing

    @property
    def tier(self) -> Tier:
        return self.covered.agreement.tier


@dataclass(frozen=True, slots=True)
class Cell:
    """One direction between two economies: its rows, the best first; none where nothing is recorded."""

    exporter: str
    market: str
    rows: tuple[Stand, ...]

    @property
    def best(self) -> Stand | None:
        return self.rows[0] if self.rows else None

    @property
    def like_best(self) -> int:
        """How many rows stand as the best one does."""
        return sum(1 for row in self.rows if row.standing is self.rows[0].standing)


def busiest(library: Library, most: int) -> tuple[str, ...]:
    """The economies, and groups with a law of their own, that are party to most agreements; those with most first."""
    times = Counter(code for agreement in library.agreements.values() for code in agreement.parties)
    named = [code for code, _ in times.most_common() if not library.economies[code].members or code in library.markets]
    return tuple(named[:most])


def cell(
    library: Library, exporter: str, market: str, day: dt.date, *, sector: str = "", stage: Stage | None = None
) -> Cell:
    """What carries results of one economy into another on a day; InputError as `covered` raises it."""
    rows = [
        Stand(one, standing(one.agreement, one.row, day))
        for one in covered(library, exporter, market, day, sector=sector)
        if stage is None or stage in one.row.stages
    ]
    rows.sort(key=lambda one: (_ORDER.index(one.standing), WEIGHT.index(one.tier), one.covered.id))
    return Cell(exporter, market, tuple(rows))


def matrix(
    library: Library, economies: Iterable[str], day: dt.date, *, sector: str = "", stage: Stage | None = None
) -> tuple[tuple[Cell, ...], ...]:
    """A line for each exporter, in it a cell for each market; the cell of an economy with itself has no rows."""
    codes = tuple(economies)
    return tuple(
        tuple(
            cell(library, here, there, day, sector=sector, stage=stage) if here != there else Cell(here, there, ())
            for there in codes
        )
        for here in codes
    )


def standing(agreement: Agreement, row: Coverage, day: dt.date) -> Standing:
    """By the dates of the row, else of its agreement, and by the status recorded."""
    since, until = row.since or agreement.in_force, row.until or agreement.ended
    if not holds(None, until, day):
        return Standing.ended
    if not holds(since, None, day):
        return Standing.not_yet
    if live_on(row, day):
        if set(row.stages) == {Stage.standards} and agreement.tier not in _OWN_RULES:
            return Standing.talks
        return Standing.partly if row.status is Status.partly_suspended else Standing.applies
    return Standing.ended if row.status in _ENDED else Standing.not_yet if row.status in _COMING else Standing.unused
