"""A law by a name that those of several markets share, and the market that its question names: 阿联酋的RoHS is no directive."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from kb import cues
from kb.law import within
from kb.lexicon import Hit, Lexicon
from kb.library import Library
from kb.reading import Reading
from kb.words import units

_NUMBERED = re.compile(r"第?\d+\s*号令?")


def by_number(text: str, markets: tuple[str, ...], library: Library) -> tuple[str, ...]:
    """The laws of the markets that a question tells as "371 of 2009" where the library writes 371/2009."""
    told = {match.groups() for match in _OF_A_YEAR.finditer(text)}
    laws = ((key, law) for key, law in library.laws.items() if told and law.market in markets)
    return tuple(
        key
        for key, law in laws
        if told & {match.groups() for one in (law.names.en, *law.synonyms.en) for match in _OVER_A_YEAR.finditer(one)}
    )


_OF_A_YEAR = re.compile(r"(?<![\d./-])(\d{1,4}) of (?:\d{1,2} )?(?:[A-Z][a-z]+ )?((?:19|20)\d\d)(?!\d)")
_OVER_A_YEAR = re.compile(r"(?<![\d./-])(\d{1,4})(?:/| of )((?:19|20)\d\d)(?!\d)")


def with_own_laws(reading: Reading, library: Library, lexicon: Lexicon, day: dt.date) -> Reading:
    """The reading without the laws of markets that are not asked about, where only a shared name stands for them."""
    named = (code for hit in reading.hits for code in hit.keys("economy"))
    places = {one for code in named for one in within(library, code, day)}
    if not places or not reading.keys("law"):
        return reading
    hits = (_own(hit, reading, places, library, lexicon) for hit in reading.hits)
    return replace(reading, hits=tuple(hit for hit in hits if hit.names))


def _own(hit: Hit, reading: Reading, places: set[str], library: Library, lexicon: Lexicon) -> Hit:
    laws = hit.keys("law")
    if not laws or {library.laws[key].market for key in laws} & places:
        return hit
    before = next((one for one in reversed(reading.hits) if one.end <= hit.start), None)
    direct = before is not None and before.keys("economy") and reading.between(before, hit).strip() in ("", "的")
    name = reading.name(hit)
    if direct and before is not None and (found := _called(reading.name(before), name, before, library, lexicon)):
        return Hit(hit.start, hit.end, found)
    held = reading.keys("evidence") or cues.PROOF.search(reading.text)
    shared = not held and lexicon.is_part(name)
    else_named = tuple(one for one in hit.names if one[0] != "law")  # goods that a law is called after: "vapes"
    return Hit(hit.start, hit.end, else_named) if direct or shared or _NUMBERED.fullmatch(name) else hit


def _called(place: str, name: str, before: Hit, library: Library, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """What a place and a name stand for together, as the library writes them: "UAE RoHS"."""
    codes = before.keys("economy")
    places = (
        place,
        *(
            one
            for code in codes
            for one in (code, *library.economies[code].aliases.en, library.economies[code].names.en)
        ),
    )
    for one in places:
        words = units(f"{one} {name}")
        hit = next(lexicon.find(words, typos=False), None)
        if hit is not None and hit.end == len(words):
            return hit.names
    return ()
