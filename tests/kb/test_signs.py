"""The nearest by signs and cosine: those that exact search finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.index import Index
from kb.signs import Signs
from tests.conftest import WordEncoder
from tests.kb.test_index import PASSAGES


def test_the_nearest_by_signs_are_those_of_exact_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.signs._LEAST", 0)
    random = np.random.default_rng(5)
    centres = random.standard_normal((40, 128)).astype(np.float32)
    vectors = np.repeat(centres, 250, axis=0) + random.normal(0, 0.6, (10_000, 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = vectors[::500] + random.normal(0, 0.02, (20, 128)).astype(np.float32)
    signs, found = Signs(vectors), 0
    for one in asked:
        nearest = np.argsort(-(vectors @ one))[:10]
        found += len({*nearest.tolist()} & {*signs.near(one, 10).tolist()})
    assert found >= 0.97 * 200


def test_what_is_left_out_is_not_found_and_no_more_than_there_are() -> None:
    vectors = np.eye(70, dtype=np.float32)[:5]
    assert Signs(vectors, [0, 2]).near(vectors[0], 10).tolist() == [1, 3, 4]


def test_a_large_index_is_searched_without_a_graph(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Index.build(PASSAGES, tmp_path / "small", encoder=words)
    monkeypatch.setattr("kb.index._GRAPH", len(PASSAGES) - 1)
    large = Index.build([*PASSAGES, ("d", PASSAGES[0][1], {})], tmp_path / "large", encoder=words)
    assert not (tmp_path / "large" / "chroma").exists()
    asked = "certificate valid year"
    assert small.search(asked, k=1)[0][0] == "a"
    assert {one for one, _ in large.search(asked, k=2)} == {"a", "d"}
    large.close()
    assert {one for one, _ in Index(tmp_path / "large", words).search(asked, k=2)} == {"a", "d"}
