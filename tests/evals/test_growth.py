"""The index that grows: passages of which no two are equal, and vectors that are the same each time."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from evals.bench.growth import Grown, K, passages, recall
from evals.plots import curves
from kb.index import Index
from tests.conftest import WordEncoder

TEXTS = [f"Rule {n}: goods of class {n % 7} need a certificate of body {n % 11}" for n in range(50)]


@pytest.fixture
def grown(words: WordEncoder) -> Grown:
    return Grown(words, words.encode(TEXTS))


def test_passages_grow_without_end_and_none_is_another() -> None:
    rows = list(passages(TEXTS, 170))
    assert len({one for one, _, _ in rows}) == len({text for _, text, _ in rows}) == 170
    assert [text for _, text, _ in rows[:50]] == TEXTS


def test_vectors_of_numbered_passages_are_near_their_origin_and_the_same_each_time(grown: Grown) -> None:
    told = grown.encode(["#3", "#53", "#103"])
    assert np.allclose(np.linalg.norm(told, axis=1), 1, atol=1e-5)
    assert told[0] @ told[1] > 0.85
    assert not np.array_equal(told[1], told[2])
    assert np.array_equal(told, grown.encode(["#3", "#53", "#103"]))


def test_recall_is_told_against_exact_search(grown: Grown, tmp_path: Path) -> None:
    index = Index.build(passages(TEXTS, 300), tmp_path / "index", encoder=grown)
    assert recall(index, grown.encode(["goods of class 3", "a certificate of body 5"])) == 1
    index.close()
    assert K == 10


def test_costs_are_drawn_as_curves_with_the_values_at_their_points() -> None:
    drawn = curves("passages", [{"passages": 10_000.0, "p95 ms": 8.5}, {"passages": 100_000.0, "p95 ms": 15.6}])
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert drawn.count("<circle") == 2
    assert all(one in drawn for one in ("p95 ms over passages", "8.5", "15.6", "100,000"))
