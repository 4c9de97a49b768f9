"""What a question asks for: the likeliest intent by a linear model over its wording, the cues in it and what it names.

Names are masked by what they are, so that "does ECONOMY take my EVIDENCE" is learned once for all markets and certificates. The weights
are made from written questions by `python -m evals.kinds`; their card is evals/datasets/kinds.md.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb import numbers
from kb.model import Query
from kb.questions import weighed
from kb.reading import Reading
from kb.terms import Intent

FILE = "kinds.npz"  # beside this module
FLAG = 0.25  # weight of a flag beside the wording, of which the pieces and the words have the length 1 each
_MASKED = ("economy", "product", "evidence", "scheme", "agreement", "body", "law", "sector")
_ROLES = (
    "markets", "origins", "products", "evidence", "absent", "schemes", "agreements", "laws", "bodies", "sectors", "terms", "standards",
    "ambiguous", "unknown",
)  # fmt: skip
_WORD = re.compile(r"[a-z']+|[\u3400-\u9fff]|[?？]|[A-Z]+")
_LONGEST = 5  # characters of a piece


class Features(NamedTuple):
    """What the model sees of a question, by name."""

    pieces: frozenset[str]  # runs of characters
    words: frozenset[str]  # runs of words
    flags: frozenset[str]  # roles filled or taken over, and cues


@dataclass(frozen=True, slots=True)
class Kinds:
    """The model. Features it does not know count for nothing."""

    intents: tuple[Intent, ...]
    places: dict[int, int]  # hash of a feature's name → its row
    rarity: NDArray[np.float32]  # shape (rows,): inverse document frequency, 1 of a flag
    weights: NDArray[np.float32]  # shape (rows, len(intents))
    bias: NDArray[np.float32]  # shape (len(intents),)

    def scores(self, seen: Features) -> NDArray[np.float32]:
        """The log odds of each intent, shape (len(intents),)."""
        told = self.bias.copy()
        for names in (seen.pieces, seen.words):
            rows = self._rows(names)
            rare = self.rarity[rows]
            if rows:
                told += (rare / np.linalg.norm(rare)) @ self.weights[rows]
        told += FLAG * self.weights[self._rows(seen.flags)].sum(axis=0)
        return told

    def likeliest(self, seen: Features) -> Intent:
        return self.intents[int(self.scores(seen).argmax())]

    def _rows(self, names: Iterable[str]) -> list[int]:
        return sorted(row for name in names if (row := self.places.get(hashed(name))) is not None)


@cache
def kinds() -> Kinds:
    """The model that comes with the package."""
    with resources.as_file(resources.files("kb") / FILE) as path, np.load(path) as file:
        places = {int(one): row for row, one in enumerate(file["hashes"])}
        weights = file["weights"].astype(np.float32) * file["scale"]
        return Kinds(
            tuple(map(Intent, file["intents"])), places, file["rarity"].astype(np.float32), weights, file["bias"]
        )


def hashed(name: str) -> int:
    return zlib.crc32(name.encode())


def features(reading: Reading, query: Query) -> Features:
    """What the model sees of one question, of which all roles but the intent are read."""
    text = masked(reading)
    return Features(frozenset(_pieces(text)), frozenset(_words(text)), frozenset(_flags(query)))


def masked(reading: Reading) -> str:
    """The text in small letters, each name replaced by what it is a name of, a standard by STD."""
    out, at = [], 0
    for hit in reading.hits:
        kind = next((kind for kind in _MASKED if hit.keys(kind)), "")
        if kind:
            out += [reading.text[at : reading.spans[hit.start][0]].lower(), f" {kind.upper()} "]
            at = reading.spans[hit.end - 1][1]
    out.append(reading.text[at:].lower())
    return " ".join(numbers.STANDARD.sub(" STD ", "".join(out)).split())


def _pieces(text: str) -> Iterator[str]:
    """Runs of up to five characters within a word and its two edges; Chinese between two blanks is one word."""
    for word in text.split():
        edged = f" {word} "
        for size in range(1, _LONGEST + 1):
            for at in range(max(1, len(edged) - size + 1)):
                yield f"c:{edged[at : at + size]}"


def _words(text: str) -> Iterator[str]:
    words = _WORD.findall(text)
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            yield "w:" + " ".join(words[at : at + size])


def _flags(query: Query) -> Iterator[str]:
    for role in _ROLES:
        value = getattr(query, role)
        if value:
            yield f"{'taken' if role in query.inherited else 'named'}:{role}"
        if len(value) > 1 and role not in query.inherited:
            yield f"several:{role}"
    yield from (f"cue:{cue.value}" for cue in weighed(query.text))
    if query.dated:
        yield "dated"
    if query.since:
        yield "since"
