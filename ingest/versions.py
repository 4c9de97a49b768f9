"""Near-copies and versions of one text: which documents stand together, and which of them holds on a day.

Documents are compared by MinHash sketches (Broder 1997) of their runs of five words: the share of equal places in two
sketches estimates the share of runs they have in common.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from kb.documents import Document, Section

PLACES = 64  # of a sketch
COPY = 0.8  # share of runs in common above which two documents are near-copies
_KIN = 0.3  # and above which two of one title are versions of one text
_BAND = 4  # places that agree before two documents are compared at all
_RUN = 5  # words
_WORDS = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3\u3041-\u30ff]|[^\W_]+")
_NO_RUNS = (1 << 32) - 1  # stands in every place of a document without words
_YEAR = re.compile(
    r"[（(【\[][^（）()【】\[\]]*\d{4}[^（）()【】\[\]]*[)）】\]]|\b(19|20)\d{2}([-/.年]\d{1,2}([-/.月]\d{1,2}日?)?)?(年版?)?|"
    r"\b(version|rev(ision)?|issue|edition|v)\.?\s*\d[\d.]*\b|第[一二三四五六七八九十\d]+版|修订版?|修正版?",
    re.I,
)
_LAW = re.compile(
    r"(法|条例|办法|规定|细则|规范|目录|规则|標準|辦法|細則|规程|제정|규정|법|고시)$|"
    r"\b(act|regulations?|order|law|directive|rules?|guidance|guidelines?|decree|code|list)\b",
    re.I,
)
_DAY = re.compile(r"(19|20)\d{2}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Sketched:
    """What is compared of a document. Days are ISO 8601; "" where the document does not tell."""

    id: str
    title: str
    name: str  # of its file
    language: str
    sketch: tuple[int, ...]
    effective: str = ""
    published: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands to the others. Days are ISO 8601, "" where open."""

    copies: tuple[str, ...] = ()  # ids of its near-copies
    since: str = ""  # the day from which it holds, where a version before it is in the base or the document says so
    until: str = ""  # the day from which it no longer holds
    successor: str = ""  # id of the version that holds from that day on
    predecessor: str = ""  # id of the version before it


def sketch(document: Document) -> tuple[int, ...]:
    """The MinHash of the document's words: PLACES numbers of 32 bits."""
    words = [zlib.crc32(word.encode()) for text in _texts(document) for word in _WORDS.findall(text.lower())]
    if not words:
        return (_NO_RUNS,) * PLACES
    hashed = np.array(words + words[:1] * max(0, _RUN - len(words)), np.uint64)
    runs = np.zeros(len(hashed) - _RUN + 1, np.uint64)
    for n in range(_RUN):
        runs = runs * np.uint64(1_000_003) + hashed[n : len(hashed) - _RUN + 1 + n]
    runs = np.unique(runs)
    steps = np.random.default_rng(7).integers(1, 2**63, (2, PLACES), np.uint64) | np.uint64(1)
    return tuple(int((runs * steps[0, n] + steps[1, n] >> np.uint64(32)).min()) for n in range(PLACES))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Section):
            yield block.text
        else:
            yield from (cell for row in block.rows for cell in row.cells)


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The estimated share of runs of words in common, between 0 and 1."""
    if one[0] == _NO_RUNS or other[0] == _NO_RUNS:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / PLACES


def standings(documents: Iterable[Sketched]) -> dict[str, Standing]:
    """How every document stands that has a near-copy, another version, or a last day. Sketches alone are held in memory."""
    known = {one.id: one for one in documents}
    copies: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(_candidates(known)):
        versions = _days(known[one], known[other]) is not None and _family(known[one]) == _family(known[other])
        if not versions and likeness(known[one].sketch, known[other].sketch) >= COPY:
            copies[one].append(other)
            copies[other].append(one)
    standing = {one: Standing(copies=tuple(others)) for one, others in copies.items()}
    for document in known.values():
        if document.until or document.effective:
            found = standing.get(document.id, Standing())
            standing[document.id] = replace(found, since=document.effective, until=document.until)
    for family in _families(known.values()):
        for older, newer in pairwise(family):
            day = (_days(older, newer) or ("", ""))[1]
            before, after = standing.get(older.id, Standing()), standing.get(newer.id, Standing())
            ends = min(filter(None, (before.until, day)), default="")
            standing[older.id] = replace(before, until=ends, successor=newer.id)
            standing[newer.id] = replace(after, since=after.since or day, predecessor=older.id)
    return standing


def _candidates(known: dict[str, Sketched]) -> set[tuple[str, str]]:
    """Pairs that agree in a whole band of their sketches."""
    pairs: set[tuple[str, str]] = set()
    for band in range(0, PLACES, _BAND):
        together: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for one in known.values():
            if one.sketch[0] != _NO_RUNS:
                together[one.sketch[band : band + _BAND]].append(one.id)
        for ids in together.values():
            first, *rest = ids[:200]
            pairs |= {(first, other) for other in rest}
            pairs |= {(a, b) for n, a in enumerate(rest[:40]) for b in rest[n + 1 : 40]}
    return pairs


def _families(documents: Iterable[Sketched]) -> Iterator[list[Sketched]]:
    """Versions of one text, the oldest first: one title but for its year, days that differ, and words in common or a
    title that only a law has."""
    named: dict[tuple[str, str], list[Sketched]] = defaultdict(list)
    for one in documents:
        if len(_family(one)[1]) >= 4:
            named[_family(one)].append(one)
    for members in named.values():
        dated = sorted((one for one in members if _day(one)), key=_day)
        family: list[Sketched] = []
        for one in dated:
            if not family or (_days(family[-1], one) and _are_versions(family[-1], one)):
                family.append(one)
        if len(family) > 1:
            yield family


def _family(one: Sketched) -> tuple[str, str]:
    bare = _YEAR.sub(" ", one.title).replace("中华人民共和国", "")
    return one.language, "".join(_WORDS.findall(bare.lower()))


def _are_versions(one: Sketched, other: Sketched) -> bool:
    return bool(_LAW.search(_YEAR.sub("", one.title).strip())) or likeness(one.sketch, other.sketch) >= _KIN


def _day(one: Sketched) -> str:
    named = _DAY.search(one.name)
    return one.effective or (named[0] if named else "") or one.published


def _days(one: Sketched, other: Sketched) -> tuple[str, str] | None:
    """The days of both that order them, of the same kind for both where they have one; None where they do not differ."""
    named = tuple(found[0] if (found := _DAY.search(each.name)) else "" for each in (one, other))
    for first, second in (
        (one.effective, other.effective),
        named,
        (one.published, other.published),
        (_day(one), _day(other)),
    ):
        if first and second and first != second:
            return first, second
    return None
