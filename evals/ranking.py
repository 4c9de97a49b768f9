"""Questions with known answers → the trees of kb/ranking.py: LambdaMART, and how well it does on questions it has not seen.

`python -m evals.ranking --data DIR` makes kb/ranking.npz from the development part of ObliQA (its folder as in evals/bench/obliqa.py);
with `--folds` it makes nothing, and orders each fifth of the questions by trees of the others. Questions that share an answering
passage, or do so through others, are never on both sides.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeRegressor

from evals.bench.obliqa import Asked, K, passages, questions
from evals.metrics import ap_at, mean, recall_at
from kb import ranking
from kb.encoder import open_encoder
from kb.errors import KbError
from kb.index import Index
from kb.ranking import DEPTH, PRIOR, Forest, Values, signals
from kb.settings import Settings

TREES = 120
_RATE = 0.1  # of a tree's leaves that is added
_LEAST = 100  # passages of a leaf
_CALM = 0.5  # added to the curvature of a leaf
_SHARE = 0.5  # of the questions that a tree is grown on, and of the signals that a cut is chosen from
_TOP = 15  # ranks that count
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One question: its passages as they were found, best first, and what the trees see of each."""

    asked: Asked
    ids: tuple[str, ...]
    score: Values
    signals: Values

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.array([one in self.asked[1] for one in self.ids])


def seen(index: Index, asked: Iterable[Asked]) -> Iterator[Seen]:
    for one in asked:
        if told := index.pool(one[0]):
            ids, pool = told
            yield Seen(one, tuple(ids), pool.score, signals(pool))


def parted(rows: Sequence[Seen], count: int = _FOLDS) -> NDArray[np.int64]:
    """The part of each question; those that share a passage, or do so through others, are in one. Parts are about equal."""
    groups: list[tuple[set[str], list[int]]] = []
    for n, row in enumerate(rows):
        met = [group for group in groups if not group[0].isdisjoint(row.asked[1])]
        groups = [group for group in groups if group[0].isdisjoint(row.asked[1])]
        groups.append((set(row.asked[1]).union(*(one for one, _ in met)), [n, *(m for _, ns in met for m in ns)]))
    parts, sizes = np.zeros(len(rows), np.int64), [0] * count
    for _, members in sorted(groups, key=lambda group: (-len(group[1]), min(group[1]))):
        part = sizes.index(min(sizes))
        parts[members] = part
        sizes[part] += len(members)
    return parts


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Each right passage of a question beside all that are not: n questions of at most m passages."""

    question: NDArray[np.int64]  # of each passage, all questions one after another
    column: NDArray[np.int64]  # of each passage in its question
    right: NDArray[np.int64]  # passages that answer
    beside: NDArray[np.int64]  # shape (len(right), m): the other passages of its question
    wrong: NDArray[np.bool_]  # same shape: whether there is such a one, and it does not answer
    ideal: Values  # the best gain there is, of the question of each right passage

    def pull(self, scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How much each passage is to rise for a better nDCG, and the curvature (Burges 2010, LambdaMART)."""
        table = np.full((self.question[-1] + 1, self.beside.shape[1]), -np.inf)
        table[self.question, self.column] = scores
        ranks = np.argsort(np.argsort(-table, axis=1, kind="stable"), axis=1)[self.question, self.column]
        gain = np.where(ranks < _TOP, 1 / np.log2(ranks + 2.0), 0)
        weight = np.abs(gain[self.right][:, None] - gain[self.beside]) / self.ideal[:, None] * self.wrong
        apart = np.clip(scores[self.right][:, None] - scores[self.beside], -30, 30)
        doubt = 1 / (1 + np.exp(apart))
        force, bend = weight * doubt, weight * doubt * (1 - doubt)
        of, size = self.beside.ravel(), len(scores)
        rise = _sums(self.right, force.sum(axis=1), size) - _sums(of, force.ravel(), size)
        return rise, _sums(self.right, bend.sum(axis=1), size) + _sums(of, bend.ravel(), size)


def _sums(at: NDArray[np.int64], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.bincount(at, values, size).astype(np.float64)


def _pairs(rows: Sequence[Seen]) -> _Pairs:
    sizes = np.array([len(row.ids) for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    question = np.repeat(np.arange(len(rows)), sizes)
    answers = np.concatenate([row.right for row in rows])
    right = np.flatnonzero(answers)
    of = question[right]
    columns = np.arange(sizes.max())
    beside = np.where(columns < sizes[of][:, None], starts[of][:, None] + columns, right[:, None])
    ideal = np.cumsum(1 / np.log2(columns + 2.0))[np.bincount(question, answers).astype(int)[of] - 1]
    return _Pairs(question, np.arange(len(question)) - starts[question], right, beside, ~answers[beside], ideal)


def grow(rows: Sequence[Seen], *, trees: int = TREES) -> Forest:
    """Trees that order the passages of these questions better than they were found; the same each time."""
    rows = [row for row in rows if row.right.any()]
    pairs, told = _pairs(rows), np.concatenate([row.signals for row in rows])
    scores = PRIOR * np.concatenate([row.score for row in rows]).astype(float)
    chance, grown = np.random.default_rng(0), []
    for n in range(trees):
        pull, bend = pairs.pull(scores)
        taken = chance.random(len(rows))[pairs.question] < _SHARE
        tree = DecisionTreeRegressor(
            max_depth=DEPTH, min_samples_leaf=_LEAST, max_features=_SHARE, random_state=n
        )  # fmt: skip
        weight = bend[taken] + 1e-4
        tree.fit(told[taken], pull[taken] / weight, sample_weight=weight)
        leaf, size = tree.apply(told[taken]), tree.tree_.node_count
        leaves = _RATE * _sums(leaf, pull[taken], size) / (_sums(leaf, bend[taken], size) + _CALM)
        scores += leaves[tree.apply(told)]
        grown.append(_complete(tree, leaves))
    names, cuts, values = (np.array(part) for part in zip(*grown, strict=True))
    return Forest(names.astype(np.int64), cuts.astype(np.float32), values.astype(np.float32))


def _complete(tree: DecisionTreeRegressor, leaves: NDArray[np.float64]) -> tuple[list[int], list[float], list[float]]:
    """The signals, the cuts and the leaves of a complete tree; below a leaf that is not deep enough, all goes left."""
    made, level, names, cuts = tree.tree_, [0], [], []
    for _ in range(DEPTH):
        below = []
        for node in level:
            inner = made.children_left[node] >= 0
            names.append(int(made.feature[node]) if inner else 0)
            cuts.append(float(made.threshold[node]) if inner else np.inf)
            below += [made.children_left[node], made.children_right[node]] if inner else [node, node]
        level = below
    return names, cuts, [float(leaves[node]) for node in level]


def figures(rows: Sequence[Seen], trees: Sequence[Forest | None]) -> tuple[float, float]:
    """recall@10 and MAP@10, each question ordered by its trees; as they were found where there are none."""
    recalls, precisions = [], []
    for row, one in zip(rows, trees, strict=True):
        told = row.score if one is None else PRIOR * row.score + one.scores(row.signals)
        found = [row.ids[n] for n in np.argsort(-told, kind="stable")]
        recalls.append(recall_at(K, row.asked[1], found))
        precisions.append(ap_at(K, row.asked[1], found))
    return mean(recalls) or 0.0, mean(precisions) or 0.0


def unseen(rows: Sequence[Seen], *, trees: int = TREES) -> list[Forest]:
    """For each question the trees of the other parts."""
    parts = parted(rows)
    grown = [
        grow([row for row, at in zip(rows, parts, strict=True) if at != part], trees=trees) for part in range(_FOLDS)
    ]
    return [grown[part] for part in parts]


def write(trees: Forest, path: Path) -> None:
    np.savez_compressed(path, signals=trees.signals.astype(np.uint8), cuts=trees.cuts, leaves=trees.leaves)


def _taught(options: argparse.Namespace) -> list[Asked]:
    held = {row["Question"].strip() for path in options.without for row in json.loads(path.read_text(encoding="utf-8"))}
    return [one for one in questions(options.data, "dev") if one[0].strip() not in held]


def _rows(options: argparse.Namespace) -> list[Seen]:
    with tempfile.TemporaryDirectory() as folder:
        encoder = open_encoder(Settings())
        index = Index.build(passages(options.data), Path(folder, "index"), encoder=encoder, reuse=options.reuse)
        rows = list(seen(index, _taught(options)))
        index.close()
        return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of ObliQA")
    parser.add_argument("--without", type=Path, nargs="*", default=(), help="files of questions that are kept from it")
    parser.add_argument("--reuse", type=Path, help="an index of the same passages, whose vectors are taken over")
    parser.add_argument("--folds", action="store_true", help="score each part of the questions by trees of the others")
    options = parser.parse_args()
    try:
        rows = _rows(options)
    except (KbError, OSError, ValueError, KeyError) as error:
        sys.exit(f"ranking: {error}")
    if options.folds:
        for name, trees in (("as found", [None] * len(rows)), ("of trees that have not seen it", unseen(rows))):
            sys.stdout.write("{:<34}{:.4f} {:.4f}\n".format(name, *figures(rows, trees)))
        return
    path = Path(ranking.__file__).with_name(ranking.FILE)
    write(grow(rows), path)
    sys.stdout.write(f"{path}: made of {len(rows)} questions\n")


if __name__ == "__main__":
    main()
