"""Trees are grown on what answers, and never judged by passages they have seen."""

from __future__ import annotations

import numpy as np

from evals.ranking import Seen, figures, grow, parted
from kb.ranking import NAMES


def _seen(n: int) -> Seen:
    """A question whose answer is the one passage of twelve that has the most of a signal, and is found anywhere."""
    told = np.random.default_rng(n).random((12, len(NAMES))).astype(np.float32)
    right = f"d#{int(told[:, 3].argmax())}"
    return Seen((f"question {n}", {right: 1}), tuple(f"d#{m}" for m in range(12)), np.zeros(12, np.float32), told)


def test_trees_learn_which_signal_tells_the_answer_and_are_the_same_each_time() -> None:
    rows, strange = [_seen(n) for n in range(200)], [_seen(n) for n in range(200, 260)]
    trees = grow(rows, trees=30)
    assert figures(strange, [trees] * 60)[1] > figures(strange, [None] * 60)[1] + 0.3
    assert np.array_equal(trees.leaves, grow(rows, trees=30).leaves)


def test_questions_that_share_a_passage_are_in_one_part() -> None:
    nothing = np.zeros((1, len(NAMES)), np.float32)
    asked = [{"a": 1}, {"b": 1}, {"a": 1, "c": 1}, {"d": 1}, {"c": 1}, {"e": 1}]
    rows = [Seen(("", one), ("a",), np.zeros(1, np.float32), nothing) for one in asked]
    parts = parted(rows, 3).tolist()
    assert parts[0] == parts[2] == parts[4]
    assert sorted(map(parts.count, {*parts})) == [1, 2, 3]
