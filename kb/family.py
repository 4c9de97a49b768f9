"""A standard's number as people write it → the family of its adoptions, around the international standard. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from kb.errors import UnknownKey
from kb.library import Library
from kb.named import near, unknown
from kb.records import Equivalence

_EDITION = re.compile(r"\s*(?:[:：]\s*(?P<edition>\S.*)|[(（–-]\s*(?P<year>(?:19|20)\d\d)[)）]?)\s*$")
_TOKEN = re.compile(r"[a-z]+|\d+")
_FILLING = frozenset({"part", "sec", "section", "no"})
_LONG = 4  # digits of a number that tells a standard without its series


@dataclass(frozen=True, slots=True)
class Family:
    """The adoptions that lead to the same international standards as the number asked for."""

    asked: str
    edition: str  # as asked; "" where none was
    names: tuple[str, ...]  # the standards that the number names
    roots: tuple[str, ...]  # the standards that adopt no other
    adoptions: tuple[Equivalence, ...]  # by what they adopt, then by name, the newest edition first


def family_of(library: Library, number: str) -> Family:
    """The family of a standard of any series: GB 4943.1, EN 62368-1, 62368-1:2018. Raises UnknownKey, which names near numbers."""
    rows = tuple(library.equivalences.values())
    known = dict.fromkeys(name for row in rows for name in (row.standard, row.adopts))
    edition = _edition(number)
    names = _named(number, known)
    if not names:
        raise UnknownKey(unknown("standard", number, near(bare(number), known)))
    related = _related(names, edition, rows)
    adoptions = [row for row in rows if _tokens(row.adopts) in related]
    adoptions.sort(
        key=lambda row: (row.adopts, row.standard, -int(row.edition[:4]) if row.edition[:4].isdigit() else 0)
    )
    above = {_tokens(row.standard) for row in adoptions}
    roots = dict.fromkeys(row.adopts for row in adoptions if _tokens(row.adopts) not in above)
    return Family(number, edition, names, tuple(roots), tuple(adoptions))


def bare(number: str) -> str:
    """A number without its edition."""
    return _EDITION.sub("", number.strip())


def _edition(number: str) -> str:
    """The edition that stands behind a number, after a colon or as a year; "" where none does."""
    found = _EDITION.search(number.strip())
    return (found["edition"] or found["year"]) if found else ""


def _named(number: str, known: Iterable[str]) -> tuple[str, ...]:
    """The standards that a number names: the very one; else those of its digits and series; else its parts."""
    asked = _tokens(bare(number))
    series, digits = _apart(asked)

    def fits(alike: Callable[[tuple[str, ...]], bool], name: str) -> bool:
        own_series, own = _apart(_tokens(name))
        return series <= own_series and alike(own)

    ways: tuple[Callable[[str], bool], ...] = (
        lambda name: _tokens(name) == asked,
        lambda name: fits(lambda own: own == digits, name),
        lambda name: len(digits[0]) >= _LONG and fits(lambda own: own[-len(digits) :] == digits, name),
        lambda name: fits(lambda own: own[: len(digits)] == digits, name),
    )
    found: tuple[tuple[str, ...], ...] = tuple(tuple(filter(way, known)) for way in ways) if digits else ()
    return next(filter(None, found), ())


def _related(names: Iterable[str], edition: str, rows: Iterable[Equivalence]) -> set[tuple[str, ...]]:
    """The standards from which the names come, by any number of steps, and all that adopt those.

    Of the names themselves only what the edition asked for adopts, where it is recorded: an earlier one came from another standard.
    """
    asked = {_tokens(name) for name in names}
    own = [row for row in rows if _tokens(row.standard) in asked]
    meant = [row for row in own if row.edition.startswith(edition)] or own
    begun = {_tokens(row.adopts) for row in meant} | asked - {_tokens(row.standard) for row in own}
    edges = {(_tokens(row.standard), _tokens(row.adopts)) for row in rows}
    return _reached(_reached(begun, edges), {(upper, lower) for lower, upper in edges})


def _reached(begun: set[tuple[str, ...]], edges: set[tuple[tuple[str, ...], tuple[str, ...]]]) -> set[tuple[str, ...]]:
    found, fresh = set(begun), set(begun)
    while fresh:
        fresh = {upper for lower, upper in edges if lower in fresh} - found
        found |= fresh
    return found


@lru_cache(maxsize=8192)
def _tokens(name: str) -> tuple[str, ...]:
    """A name as its letters and numbers one by one: ("gb", "t", "4208"), ("is", "iec", "60601", "1")."""
    return tuple(one for one in _TOKEN.findall(name.casefold()) if one not in _FILLING)


def _apart(tokens: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(t for t in tokens if t.isalpha()), tuple(t for t in tokens if not t.isalpha())
