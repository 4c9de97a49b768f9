"""A standard's number, as people write it → the family of adoptions around the international standard. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kb.library import Library
from kb.records import Equivalence
from kb.terms import Degree, StandardStatus

_YEAR = re.compile(  # Mexican numbers end with the body that issued them: NMX-J-271/3-ANCE-2009
    r"(?:(?<=\d)|(?<=-ANCE)|(?<=-IMNC)|(?<=-NYCE)|(?<=-SCFI))"
    r"\)?\s*[:\-–(]\s*\(?(?:19|20)\d\d(?:-\d\d)?(?:\+\w+:?(?:19|20)\d\d)*\)?(?:版|年版?)?\s*$"
)
_VERSION = re.compile(r"\s*:?\s*\bV\d+(?:\.\d+){0,2}$", re.I)
_PART = re.compile(
    r"\(\s*(?:Part|第)\s*([\d-]+)\s*(?:部分)?(?:/\s*Sec(?:tion)?\s*(\d+))?\s*\)"
    r"|(?<=\d)\s*(?:\bPart\s*(\d+)|第\s*(\d+)\s*部分)(?:/\s*Sec(?:tion)?\s*(\d+))?",
    re.I,
)
GAP = re.compile(r"(?<=\b\d{3}) (?=\d{3}\b)")  # ETSI writes EN 300 171
_DIGITS = re.compile(r"\d(?:[\d.-]*\d)?")
_MOST_NEAR = 12
_ALIKE = 60  # of 100: how alike two series must be to be taken for the same one mistyped


@dataclass(frozen=True, slots=True)
class Number:
    """A standard's number apart from its edition: "GB/T 4943.1-2022" is of the series "GBT", the number "4943.1"."""

    series: str  # letters only, capitals
    number: str  # "" where there is none

    @property
    def key(self) -> str:
        return f"{self.series} {self.number}".strip()


@dataclass(frozen=True, slots=True)
class Family:
    """The adoptions of one international standard, also those by way of another national one: those that hold first, of each
    status those of an unknown degree last."""

    centre: str
    rows: tuple[Equivalence, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a number led to."""

    asked: str
    families: tuple[Family, ...]  # none where the number is not recorded
    exact: bool  # False where a family was found by the number alone, the series being another or mistyped
    near: tuple[str, ...]  # standards whose numbers are near; also the parts of a number given without its part


def look_up(library: Library, asked: str) -> Looked:
    """The families in which a standard stands, national or international, whatever the edition, spaces and case."""
    wanted = number_of(asked)
    names = _names(library)
    if not wanted.number:
        return Looked(asked, (), False, _near(wanted, names))
    found, exact = _fitting(wanted, names)
    found, exact = (
        (found, exact) if found else _fitting(wanted, {name: number_of(name) for name in _successors(library)})
    )
    centres = dict.fromkeys(centre for name in found for centre in _centres(library, name))
    families = tuple(family_of(library, centre) for centre in centres)
    return Looked(asked, families, exact, () if families else _near(wanted, names))


def _fitting(wanted: Number, names: dict[str, Number]) -> tuple[list[str], bool]:
    """The standards of that number and series, and True; else of a series alike, else of the number alone, and False."""
    same = [name for name, own in names.items() if own.number == wanted.number]
    exact = [name for name in same if _same_series(wanted.series, names[name].series)]
    alike = [name for name in same if fuzz.ratio(wanted.series, names[name].series) >= _ALIKE]
    return exact or alike or same, bool(exact)


def family_of(library: Library, centre: str) -> Family:
    """Every adoption of a standard, and the adoptions of those."""
    rows: list[Equivalence] = []
    waiting, seen = [centre], {number_of(centre).key}
    while waiting:
        key = number_of(waiting.pop(0)).key
        for row in library.equivalences.values():
            if number_of(row.adopts).key == key and row not in rows:
                rows.append(row)
                if (own := number_of(row.standard).key) not in seen:
                    seen.add(own)
                    waiting.append(row.standard)
    order = tuple(StandardStatus)
    rows.sort(
        key=lambda row: (
            order.index(row.status),
            row.degree is Degree.unknown,
            row.standard,
            newest_first(row.edition),
        )
    )
    return Family(centre, tuple(rows))


@lru_cache(maxsize=65536)
def number_of(text: str) -> Number:
    """Series and number of a standard as it is written: no edition, no spaces, "(Part 2)" as "-2"."""
    bare = _YEAR.sub("", _VERSION.sub("", with_part(text.strip().translate(_WIDE))))
    bare = GAP.sub("", bare)
    number = max((one for one in _DIGITS.findall(bare) if len(one) > 1), key=len, default="")
    before = bare[: bare.find(number)] if number else bare
    return Number(re.sub(r"\bNO\b|/T\b|[^A-Z0-9]", "", before.upper()), number)


def with_part(text: str) -> str:
    """A number with the part that is told in words joined to it: IS 9873 (Part 3) as IS 9873-3."""
    told = _PART.sub(lambda match: "-" + "-".join(part for part in match.groups() if part), text)
    return re.sub(r"\s*-\s*(?=\d)", "-", told)


_WIDE = str.maketrans("：－—／（）．", ":--/().")


def _names(library: Library) -> dict[str, Number]:
    """Every standard that adopts or is adopted, the international ones first."""
    rows = library.equivalences.values()
    every = dict.fromkeys([*(row.adopts for row in rows), *(row.standard for row in rows)])
    return {name: number_of(name) for name in every}


def _successors(library: Library) -> Iterator[str]:
    for row in library.equivalences.values():
        if row.successor:
            yield row.successor


def _centres(library: Library, name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The international standards at the head of the adoptions in which a standard stands."""
    key = number_of(name).key
    if key in seen:
        return
    rows = library.equivalences.values()
    above = dict.fromkeys(row.adopts for row in rows if number_of(row.standard).key == key)
    if not above and any(number_of(row.adopts).key == key for row in rows):
        yield name
        return
    # A standard that neither adopts nor is adopted is known as the successor of one.
    before = [row.standard for row in rows if row.successor and number_of(row.successor).key == key]
    for one in above or before:
        yield from _centres(library, one, seen | {key})


def _same_series(asked: str, own: str) -> bool:
    return not asked or asked == own


def _near(wanted: Number, names: dict[str, Number]) -> tuple[str, ...]:
    """Of the same series, those of the same number but other parts, then those one slip of the keys away; a number of which
    only digits are alike is not near."""
    stem = re.split(r"[-.]", wanted.number)[0]
    same = {name: own for name, own in names.items() if stem and _same_series(wanted.series, own.series)}
    parts = [name for name, own in same.items() if re.split(r"[-.]", own.number)[0] == stem]
    mistyped = [name for name, own in same.items() if OSA.distance(wanted.number, own.number, score_cutoff=1) <= 1]
    return tuple(dict.fromkeys([*sorted(parts), *sorted(mistyped)]))[:_MOST_NEAR]


def newest_first(edition: str) -> tuple[int, ...]:
    """What sorts the newer of two editions first."""
    return tuple(-int(one) for one in re.findall(r"\d+", edition))
