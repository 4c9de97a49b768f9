"""Passages found → what is told of them beside one another, and of the passages around them in their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.encoder import Vectors
from kb.lexical import Lexical
from kb.ranking import AROUND, BESIDE, Pool
from kb.shelf import Shelf


class Scored(Protocol):
    """A passage found with its signals, each between 0 and 1."""

    @property
    def id(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def dense(self) -> float: ...
    @property
    def lexical(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The passages of an index in their order. `weight` is of the dense signal; the lexical one has the rest."""

    shelf: Shelf
    vectors: Vectors
    lexical: Lexical | None  # None where there are no passages
    weight: float

    def pool(self, text: str, hits: Sequence[Scored], asked: Vectors, words: Vectors) -> Pool:
        """Of the hits, best first. `asked` is the question's vectors, `words` the lexical score of every passage."""
        places = np.array([self.shelf.ids.place(hit.id) for hit in hits])
        around, inside = self._around(places)
        near_dense = self._cosines(around, asked) * inside
        near_lexical = words[around] / (float(words.max()) or 1.0) * inside
        score, dense, lexical = np.array([(hit.score, hit.dense, hit.lexical) for hit in hits], np.float32).T
        beside = [AROUND.index(n) for n in BESIDE]
        weights, rarity, pairs = self._weights(text, np.column_stack([places, around[:, beside]]))
        return Pool(
            score=score,
            own=self._both(dense, lexical),
            dense=dense,
            lexical=lexical,
            vectors=self.vectors[places],
            near_dense=near_dense,
            near_lexical=near_lexical,
            near_own=self._both(near_dense, near_lexical),
            weights=weights[:, :, 0],
            near_weights=(weights[:, :, 1:] * inside[:, beside]).max(axis=2),
            rarity=rarity,
            pairs=pairs,
            length=np.array([len(self.shelf.text(hit.id)) for hit in hits], np.float32),
        )

    def _both(self, dense: Vectors, lexical: Vectors) -> Vectors:
        return self.weight * dense + (1 - self.weight) * lexical

    def _cosines(self, places: NDArray[np.int64], asked: Vectors) -> Vectors:
        """Of the passages at these places, in the same shape; 0 where they are below."""
        once, back = np.unique(places, return_inverse=True)
        return np.asarray((self.vectors[once] @ asked.T).max(axis=1).clip(min=0)[back.reshape(places.shape)])

    def _weights(self, text: str, places: NDArray[np.int64]) -> tuple[Vectors, Vectors, int]:
        """As of the word index, shape (terms, *places.shape)."""
        if self.lexical is None:
            return np.zeros((0, *places.shape), np.float32), np.zeros(0, np.float32), 0
        weights, rarity, pairs = self.lexical.weights(text, places.ravel())
        return weights.reshape(-1, *places.shape), rarity, pairs

    def _around(self, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The places around each, and whether they are of its document."""
        told = places[:, None] + np.array(AROUND)
        held = told.clip(0, len(self.shelf) - 1)
        document = {n: self.shelf.ids[n].partition("#")[0] for n in {*places.tolist(), *held.ravel().tolist()}}
        of = np.vectorize(document.__getitem__, otypes=[object])
        return held, (told == held) & (of(held) == of(places)[:, None])
