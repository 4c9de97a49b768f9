"""A standard given by series and number → the adoptions that speak of it, and the rules of markets that name it. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.adoptions import GAP, with_part
from kb.law import Rule, rules_for
from kb.library import Library
from kb.model import Query
from kb.records import Equivalence
from kb.terms import StandardStatus

_OFFERED = re.compile(r"/T(?![A-Z])")  # of a recommended standard: GB/T, not ISO/TS


def adoptions(named: tuple[str, ...], library: Library) -> list[Equivalence]:
    """The adoptions that speak of standards: of the national one itself, where it was named."""
    named = tuple(one for one in named if not _is_another(one, library))
    found = {row.key for one in named for row in _speaking(one, library)}
    rows = [row for row in library.equivalences.values() if row.key in found] if found else []
    narrow = [row for row in rows if _series(row.standard, named) and (len(named) < 2 or _both(row, named))]
    return (
        narrow
        or _newest([row for row in rows if any(is_of(row.standard, one) and _names(row, one) for one in named)])
        or rows
    )


def _is_another(one: str, library: Library) -> bool:
    """Whether a rule names the very number, and of the rows only ones of a longer series have it: EN 15194 is of e-bikes, and
    EN ISO 15194 is not; EN 13485 is EN ISO 13485."""
    series, number = bare(one)
    if not number or " " in series:
        return False
    exact = re.compile(rf"{re.escape(series)} {re.escape(number)}(?![\d.-]*\d)(?!-\d{{1,3}}(?!\d))", re.I)
    ruled = (own for market in library.markets.values() for rule in market.requirements for own in rule.standards)
    if not any(exact.match(own) for own in ruled):
        return False
    told = [
        name
        for row in _speaking(one, library)
        for name in (row.standard, row.adopts, row.successor or "")
        if is_of(name, one)
    ]
    return bool(told) and all(name.upper().startswith(f"{series} ISO ") for name in told)


def rules_naming(standards: tuple[str, ...], query: Query, library: Library) -> list[Rule]:
    """The rules for the goods of the query, in its markets or in all where it has none, that name one of the standards."""
    codes = query.markets or tuple(library.markets)
    rules = dict.fromkeys(r for code in codes for r in rules_for(library, code, query.products, query.as_of))
    return [r for r in rules if any(is_of(own, one) for own in r.requirement.standards for one in standards)]


def _speaking(one: str, library: Library) -> list[Equivalence]:
    """The rows that speak of a standard; none of a name without a number."""
    stem = bare(one)[1].split("-")[0]
    return [row for spelt, row in library.spelt if stem in spelt and speaks_of(row, one)]


def speaks_of(row: Equivalence, standard: str) -> bool:
    """Whether a row adopts, is of, or is followed by a standard."""
    return any(is_of(name, standard) for name in (row.standard, row.adopts, row.successor or ""))


def is_edition(row: Equivalence, asked: tuple[str, ...]) -> tuple[bool, bool]:
    """What sorts first the row that is an edition asked about, then one that adopts it: EN ISO 9093-2:2002 is not the edition of
    2018 that adopts ISO 9093-2:2002. A release stands for its versions."""
    editions = [(one, edition.lstrip("V")) for one in asked if (edition := one.partition(":")[2])]
    own = any(is_of(row.standard, one) and _names(row, one) and _same(row.edition, told) for one, told in editions)
    adopted = any(_same(one, told) for _, told in editions for one in (row.edition, row.adopted_edition))
    return not own, not adopted


def _same(edition: str, asked: str) -> bool:
    return edition.lstrip("V") == asked or edition.lstrip("V").startswith(f"{asked}.")


def is_of(name: str, standard: str) -> bool:
    """Whether a name is a standard's, or of a part of it, whatever the edition: "GB 4943.1-2022" is "GB 4943.1"; a bare number
    has no series."""
    (series, number), name = bare(standard), _whole(name)
    if number.split("-")[0] not in name:  # as nearly always
        return False
    own = _number(name)
    same = own == number or own.startswith((f"{number}-", f"{number}.")) or own.split("-")[0] == number
    return bool(own) and same and _is_in_series(name, series)


def _is_in_series(name: str, series: str) -> bool:
    """Whether a name is of a series: "JIS Q 17067" is of no IS, and of no JIS T; a draft, prEN, is of EN."""
    return not series or _written(series).search(name.upper()) is not None


@lru_cache(maxsize=1024)
def _written(series: str) -> re.Pattern[str]:
    letters = series.split(" ")[: 2 if series.startswith(("JIS ", "KS ")) else 1]
    return re.compile(rf"(?<![A-Z])(?:PR)?{re.escape(' '.join(letters))}(?![A-Z])")


@lru_cache(maxsize=65536)
def _whole(name: str) -> str:
    """A name without the gap in its number: EN 300 328 as EN 300328."""
    return GAP.sub("", name)


@lru_cache(maxsize=16384)
def _number(name: str) -> str:
    """The number in a name, with the part that is told in words; "" where there is none."""
    name = _OFFERED.sub("", name.split(":")[0]).replace("C22.2 No. ", "").replace("3GPP ", "")
    match = re.search(r"(?<!/)(?<!/[A-Z])[A-Z]?\d[\d.-]*", with_part(name))
    return match[0] if match else ""


@lru_cache(maxsize=8192)
def bare(standard: str) -> tuple[str, str]:
    """Series and number without the year: ("GB", "4943.1")."""
    series, _, number = GAP.sub("", standard.split(":")[0]).replace("NOM-", "NOM ").rpartition(" ")
    return _OFFERED.sub("", series).upper(), number


def _newest(rows: list[Equivalence]) -> list[Equivalence]:
    """Of each standard the edition that holds; all of it where none is known to hold."""
    live = {row.standard for row in rows if row.status is StandardStatus.current}
    return [row for row in rows if row.status is StandardStatus.current or row.standard not in live]


def _names(row: Equivalence, standard: str) -> bool:
    """Whether a row is of the very series asked about: GB 4943.1, not what else adopts the same."""
    return _is_in_series(row.standard, bare(standard)[0])


def _series(name: str, named: tuple[str, ...]) -> bool:
    """Whether the national standard itself was named, not only what it adopts."""
    return any(is_of(name, one) and _is_in_series(name, bare(one)[0]) for one in named)


def _both(row: Equivalence, named: tuple[str, ...]) -> bool:
    return sum(1 for one in named if is_of(row.standard, one) or is_of(row.adopts, one)) >= 2
