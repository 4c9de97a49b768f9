"""The footprint bench builds what it says, and tells growth by passage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.bench.footprint import StandIn, build, growth, passages, search
from evals.bench.measure import Figures
from kb.errors import IndexUnusable
from kb.vectors import EMBEDDED


def test_passages_of_our_own_differ_and_their_vectors_are_unit_vectors() -> None:
    some = [*passages(1200)]
    assert len({one for one, _, _ in some}) == len({text for _, text, _ in some}) == 1200
    vectors = StandIn().encode([text for _, text, _ in some])
    assert vectors.shape == (1200, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_what_is_built_alone_can_be_searched_alone(tmp_path: Path) -> None:
    build(200, tmp_path / "index", EMBEDDED)
    search(200, tmp_path / "index", EMBEDDED)
    with pytest.raises(IndexUnusable, match="tessera build"):
        search(200, tmp_path / "none", EMBEDDED)


def test_growth_is_told_in_kilobytes_a_passage_against_the_smallest() -> None:
    row: Figures = {
        "store": "embedded",
        "passages": 1000.0,
        "build own MB": 200.0,
        "search own MB": 100.0,
        "server MB": 0.0,
    }
    first, second = growth([row, {**row, "passages": 5000.0, "build own MB": 208.0, "search own MB": 100.4}])
    assert first["build own, kB a passage more"] == 0
    assert second["build own, kB a passage more"] == pytest.approx(2.0)
    assert second["search own, kB a passage more"] == pytest.approx(0.1)
