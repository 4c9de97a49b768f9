"""Two economies → the rows of agreements under which results of the one may count in the other. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kb.errors import InputError
from kb.law import LIVE, groups_of
from kb.library import Library, Row
from kb.records import Agreement, Coverage
from kb.terms import Tier


@dataclass(frozen=True, slots=True)
class Covered:
    """One row of an agreement, with the id of its statement."""

    id: str
    agreement: Agreement
    row: Coverage


def covered(library: Library, exporter: str, market: str, day: dt.date, *, sector: str = "") -> tuple[Covered, ...]:
    """The rows that carry results from an economy into another, on a day; those that apply first, by tier.

    `sector` is a key of the vocabulary: only rows of it, or of all sectors. Rows that ended stand at the end, with their status.
    Raises InputError for an economy or sector that the vocabulary does not hold.
    """
    for name, key, known in (("economy", exporter, library.economies), ("economy", market, library.economies)):
        if key not in known:
            raise InputError(f"{name} '{key}': not in the vocabulary; give a code such as CN, or a name")
    if sector and sector not in library.sectors:
        raise InputError(f"sector '{sector}': not in the vocabulary; one of {', '.join(library.sectors)}")
    here, there = set(groups_of(library, exporter, day)), set(groups_of(library, market, day))
    wanted = {sector, "general"}
    found = [
        Covered(f"agreements/{one.agreement.key}#{one.coverage.key}", one.agreement, one.coverage)
        for one in library.rows
        if here & one.exporters
        and there & one.markets
        and _is_between(one, here, there)
        and (not sector or wanted & set(one.coverage.sectors))
    ]
    order = list(Tier)
    return tuple(sorted(found, key=lambda one: (one.row.status not in LIVE, order.index(one.agreement.tier), one.id)))


def economy_of(library: Library, name: str) -> str:
    """The code of an economy given by its code or a name, whatever the case. Raises InputError."""
    wanted = name.strip().casefold()
    for code, economy in library.economies.items():
        texts = (economy.names, economy.official) if economy.official else (economy.names,)
        names = [
            code,
            *economy.aliases.en,
            *economy.aliases.zh,
            *(name for text in texts for name in (text.en, text.zh)),
        ]
        if wanted in {name.casefold() for name in names}:
            return code
    raise InputError(f"economy '{name}': not in the vocabulary; give a code such as CN, or a name")


def _is_between(one: Row, here: set[str], there: set[str]) -> bool:
    """Whether a row has two sides for the pair: the one party that is a union of both has its rules, and no second side."""
    return len((here & one.exporters) | (there & one.markets)) > 1 or len(one.agreement.parties) == 1
