"""The word index made on the disk is the one bm25s would make in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexical import Lexical, LexicalWriter
from kb.words import asked_terms, index_pairs, index_terms

TEXTS = [
    "The certificate of conformity is valid for one year; a certificate is renewed on request",
    "",
    "电饭煲出口新西兰的CCC证书",
    "Radio equipment needs type approval under 47 CFR 2.951, and a certificate",
    "the of and",
    "Luminaires: IEC 62368-1:2018, report and certificate",
]


def terms_of(text: str) -> list[str]:
    return [*index_terms(text), *index_pairs(text)]


def written(texts: Sequence[str], folder: Path, *, at_once: int) -> Lexical:
    writer = LexicalWriter(folder, at_once=at_once)
    for text in texts:
        writer.add(text)
    writer.close()
    return Lexical(folder)


def in_memory(texts: Sequence[str]) -> Any:
    lexical = bm25s.BM25(k1=0.5, b=0.6)
    lexical.index([terms_of(text) for text in texts], show_progress=False)
    return lexical


@pytest.mark.parametrize("at_once", [1, 5, 1000])
def test_every_term_scores_as_in_an_index_that_bm25s_makes_itself(at_once: int, tmp_path: Path) -> None:
    ours, theirs = written(TEXTS, tmp_path, at_once=at_once), in_memory(TEXTS)
    for asked in [*TEXTS, "certificate certificate report", "a certificate of nothing known"]:
        known = [term for term in asked_terms(asked) if term in theirs.vocab_dict]
        expected = theirs.get_scores(known) if known else np.zeros(len(TEXTS))
        assert ours.scores(asked) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(st.lists(st.text("abc ", max_size=30), min_size=1), st.integers(1, 40))
def test_so_it_is_whatever_the_passages_and_however_much_is_held_at_once(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], at_once: int
) -> None:
    ours, every = written(texts, tmp_path_factory.mktemp("ours"), at_once=at_once), " ".join(texts)
    if terms := terms_of(every):
        assert ours.scores(every) == pytest.approx(in_memory(texts).get_scores(terms), rel=1e-6, abs=1e-6)


def test_passages_without_a_term_have_an_index_and_no_passages_none(tmp_path: Path) -> None:
    assert written(["the", ""], tmp_path / "stop", at_once=5).scores("the certificate").tolist() == [0, 0]
    LexicalWriter(tmp_path / "none").close()
    with pytest.raises(OSError, match="terms"):
        Lexical(tmp_path / "none")


def test_a_term_counts_for_its_weight_and_an_unknown_one_for_nothing(tmp_path: Path) -> None:
    ours = written(TEXTS, tmp_path, at_once=5)
    told = ours.weighed({"certif": 0.5, "report": 2.0, "unheard": 9.0})
    assert told == pytest.approx(0.5 * ours.scores("certificate") + 2 * ours.scores("report"))
    assert ours.weighed({}).tolist() == [0] * len(TEXTS)


def test_nothing_of_the_spool_is_left(tmp_path: Path) -> None:
    written(TEXTS, tmp_path, at_once=5)
    assert sorted(path.name for path in (tmp_path / "bm25").iterdir()) == [
        "counts.csc.index.npy",
        "data.csc.index.npy",
        "indices.csc.index.npy",
        "indptr.csc.index.npy",
        "marks.npy",
        "params.index.json",
        "terms.npy",
    ]


@given(st.lists(st.text("ab c", max_size=20), min_size=1), st.lists(st.text("ab c", max_size=20), min_size=1))
def test_of_texts_that_an_older_index_has_the_terms_are_taken_over_and_score_the_same(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str]
) -> None:
    folder, read = tmp_path_factory.mktemp("reused"), []
    written(old, folder / "old", at_once=7)

    def watched(text: str) -> list[str]:
        read.append(text)
        return index_terms(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.lexical.index_terms", watched)
        writer = LexicalWriter(folder / "new", reuse=folder / "old", at_once=7)
        for text in (*new, *old):
            writer.add(text)
        writer.close()
    assert set(read) == set(new) - set(old)
    asked = " ".join([*new, *old])
    fresh = written([*new, *old], folder / "fresh", at_once=7)
    assert Lexical(folder / "new").scores(asked) == pytest.approx(fresh.scores(asked), rel=1e-6)
