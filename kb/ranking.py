"""Passages found → their order: what each says of the question beside the others, weighed by small trees.

The trees are made from questions with known answers by `python -m evals.ranking`; their card is evals/datasets/ranking.md. They see
how well a passage does by each signal, never which words it holds, so that they say the same of any documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

FILE = "ranking.npz"  # beside this module
DEPTH = 3  # of a tree
AROUND = (
    -6,
    -5,
    -4,
    -3,
    -2,
    -1,
    1,
    2,
    3,
    4,
    5,
    6,
)  # passages of the same document that are looked at, by their distance
BESIDE = (-2, -1, 1)  # of those, where a word of the question may stand instead of in the passage
PRIOR = 20.0  # weight of the score before, beside the trees
_CLOSE = 15.0  # how fast the weight of a passage falls with its distance from the best, where passages are summed
_ALIKE = 3  # of the best passages, those that the others are compared with

Values = NDArray[np.float32]
NAMES = (
    "own", "score", "rank", "dense", "dense rank", "lexical", "lexical rank", "words", "pairs", "share", "share around", "rarest",
    "length", "after", "before", "around", "next dense", "next lexical", "last dense", "last lexical", "alike", "like the best", "central",
    "twin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pool:
    """The best passages for one question, n of them, best first; arrays of that length where nothing else is said."""

    score: Values  # as they were found
    own: Values  # of the passage alone: the convex combination of the next two
    dense: Values
    lexical: Values
    vectors: Values  # shape (n, dimension)
    near_dense: Values  # shape (n, len(AROUND)): of the passages around, 0 where the document has none
    near_lexical: Values  # shape (n, len(AROUND))
    near_own: Values  # shape (n, len(AROUND))
    weights: Values  # shape (terms, n): the lexical score of each term of the question, 0 where the passage lacks it
    near_weights: Values  # shape (terms, n): the greatest of the two passages before and the one after
    rarity: Values  # of each term of the question
    pairs: int  # how many of the terms, at the end, are pairs of words
    length: Values  # characters


@dataclass(frozen=True, slots=True)
class Forest:
    """Complete binary trees: node k is followed by 2k+1 where its signal is at most the cut, else by 2k+2."""

    signals: NDArray[np.int64]  # shape (trees, 2**DEPTH - 1)
    cuts: Values  # shape (trees, 2**DEPTH - 1)
    leaves: Values  # shape (trees, 2**DEPTH)

    def scores(self, seen: Values) -> Values:
        """The sum of the trees for each row of signals, shape (rows, len(NAMES))."""
        trees, rows = np.arange(len(self.cuts))[:, None], np.arange(len(seen))[None, :]
        at = np.zeros((len(self.cuts), len(seen)), np.int64)
        for _ in range(DEPTH):
            at = 2 * at + 1 + (seen[rows, self.signals[trees, at]] > self.cuts[trees, at])
        return np.asarray(self.leaves[trees, at - self.cuts.shape[1]].sum(axis=0), np.float32)


@cache
def forest() -> Forest:
    """The trees that come with the package."""
    with resources.as_file(resources.files("kb") / FILE) as path, np.load(path) as file:
        return Forest(file["signals"].astype(np.int64), file["cuts"], file["leaves"])


def order(pool: Pool, trees: Forest) -> list[int]:
    """The places of all passages of the pool, best first."""
    told = PRIOR * pool.score + trees.scores(signals(pool))
    return [int(n) for n in np.argsort(-told, kind="stable")]


def signals(pool: Pool) -> Values:
    """What the trees see, shape (n, len(NAMES)), in the order of NAMES."""
    best, rare, known = float(pool.own.max()), pool.rarity, pool.weights > 0
    words = len(rare) - pool.pairs
    near, total = known | (pool.near_weights > 0), float(rare[:words].sum()) or 1.0
    alike = pool.vectors @ pool.vectors.T
    np.fill_diagonal(alike, 0)
    mass = np.exp(_CLOSE * (pool.own - best))
    return np.column_stack(
        [
            pool.own - best,
            pool.score - pool.score.max(),
            _rank(pool.score),
            pool.dense - pool.dense.max(),
            _rank(pool.dense),
            pool.lexical,
            _rank(pool.lexical),
            pool.weights[:words].sum(axis=0),
            pool.weights[words:].sum(axis=0),
            rare[:words] @ known[:words] / total,
            rare[:words] @ near[:words] / total,
            _rarest(rare[:words], known[:words], len(pool.score)),
            np.log1p(pool.length),
            pool.near_own[:, len(AROUND) // 2 :].max(axis=1),
            pool.near_own[:, : len(AROUND) // 2].max(axis=1),
            pool.near_own.mean(axis=1),
            pool.near_dense[:, AROUND.index(1)],
            pool.near_lexical[:, AROUND.index(1)],
            pool.near_dense[:, AROUND.index(-1)],
            pool.near_lexical[:, AROUND.index(-1)],
            pool.vectors @ _middle(pool.vectors[:_ALIKE], mass[:_ALIKE]),
            alike[:, 0],
            alike @ mass / mass.sum(),
            alike.max(axis=1),
        ]
    ).astype(np.float32)


def _rank(values: Values) -> Values:
    return np.argsort(np.argsort(-values, kind="stable"), kind="stable").astype(np.float32)


def _rarest(rarity: Values, known: NDArray[np.bool_], count: int) -> Values:
    """The rarity of the rarest word of the question that the base knows, 0 where the passage lacks it."""
    return rarity.max() * known[rarity.argmax()].astype(np.float32) if len(rarity) else np.zeros(count, np.float32)


def _middle(vectors: Values, mass: Values) -> Values:
    """The weighed mean of the vectors, of length 1."""
    middle = mass @ vectors
    return np.asarray(middle / (np.linalg.norm(middle) or 1.0), np.float32)
