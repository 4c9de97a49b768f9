"""The order of passages found: by trees over their signals, nothing lost, records left where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.index import Index
from kb.ranking import NAMES, Forest, forest, order, signals
from tests.conftest import WordEncoder

QUESTION = "How long is the certificate of a rice cooker valid?"
PASSAGES: list[tuple[str, str, dict[str, Any]]] = [
    *(
        (f"law#{n}", f"Article {n}: the certificate of {what} is valid for {n} years", {"kind": "passage"})
        for n, what in enumerate(("a rice cooker", "a kettle", "a lamp", "a fan", "a radio", "a toy"), 1)
    ),
    ("guide#1", "Validity of certificates", {"kind": "passage"}),
    ("guide#2", "A rice cooker keeps its certificate for as long as the rice cooker is made", {"kind": "passage"}),
    ("record", "A certificate of a rice cooker is valid for one year", {"kind": "record"}),
]


@pytest.fixture
def index(tmp_path: Path, words: WordEncoder) -> Iterator[Index]:
    index = Index.build(PASSAGES, tmp_path / "i", encoder=words)
    yield index
    index.close()


def _forest(signal: int, cut: float, low: float, high: float) -> Forest:
    """One tree that asks one thing."""
    return Forest(
        np.full((1, 7), signal), np.array([[cut, *[np.inf] * 6]], np.float32), np.array([[low] * 4 + [high] * 4], np.float32)
    )  # fmt: skip


def test_a_tree_sends_each_row_by_its_cuts() -> None:
    rows = np.zeros((3, len(NAMES)), np.float32)
    rows[:, 2] = (0, 1, 2)
    assert _forest(2, 1.0, -5.0, 5.0).scores(rows).tolist() == [-5.0, -5.0, 5.0]


def test_every_passage_has_its_place_once_and_trees_decide_it(index: Index) -> None:
    ids, pool = index.pool(QUESTION) or ([], None)
    assert pool is not None
    assert sorted(ids) == sorted(one for one, _, metadata in PASSAGES if metadata["kind"] != "record")
    assert order(pool, _forest(0, 1.0, 0.0, 0.0)) == list(range(len(ids)))  # where they say nothing, as it was found
    lifted = order(pool, _forest(NAMES.index("length"), float(np.log1p(pool.length).min()), 0.0, -99.0))
    assert lifted[0] == int(pool.length.argmin())
    assert sorted(lifted) == list(range(len(ids)))


def test_the_order_changes_and_the_scores_stay(index: Index) -> None:
    hits = index.hits(QUESTION, k=20)
    assert sorted(hit.id for hit in hits) == sorted(one for one, *_ in PASSAGES)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == index.hits(QUESTION, k=20)


def test_records_alone_are_left_as_they_were_found(tmp_path: Path, words: WordEncoder) -> None:
    records = [(one, text, {"kind": "record"}) for one, text, _ in PASSAGES]
    index = Index.build(records, tmp_path / "r", encoder=words)
    assert index.pool(QUESTION) is None
    assert len(index.hits(QUESTION, k=20)) == len(records)


def test_a_passage_has_nothing_around_it_but_its_document(index: Index) -> None:
    ids, pool = index.pool(QUESTION) or ([], None)
    assert pool is not None
    at = NAMES.index("next dense")
    told = dict(zip(ids, signals(pool)[:, at].tolist(), strict=True))
    assert told["law#6"] == told["guide#2"] == 0
    assert told["law#1"] > 0


def test_a_question_of_no_known_word_is_ordered_too(index: Index) -> None:
    assert len(index.hits("zzz", k=20)) == len(PASSAGES)
    assert index.hits("", k=20) == []


def test_the_trees_of_the_package_are_whole() -> None:
    trees = forest()
    assert trees.signals.shape == trees.cuts.shape == (len(trees.leaves), 7)
    assert trees.signals.max() < len(NAMES)
    assert np.isfinite(trees.leaves).all()


def test_signals_do_not_depend_on_how_many_words_are_unknown(index: Index) -> None:
    _, pool = index.pool(QUESTION) or ([], None)
    assert pool is not None
    bare = replace(pool, weights=pool.weights[:0], near_weights=pool.near_weights[:0], rarity=pool.rarity[:0], pairs=0)
    assert np.isfinite(signals(bare)).all()


def test_rows_of_tables_are_left_as_they_were_found(tmp_path: Path, words: WordEncoder) -> None:
    rows = [(one.replace("#", "#t1r"), text, {"kind": "passage"}) for one, text, _ in PASSAGES if "#" in one]
    index = Index.build(rows, tmp_path / "t", encoder=words)
    assert index.pool(QUESTION) is None
    assert len(index.hits(QUESTION, k=20)) == len(rows)
