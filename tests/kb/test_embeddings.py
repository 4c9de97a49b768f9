"""Vectors of texts already met are taken over from an older index, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.embeddings import Known, VectorWriter, distinct, stored_vectors, twins
from kb.encoder import Vectors
from tests.conftest import WordEncoder

OLD = ["a certificate", "a report", "a certificate", "type approval", "电饭煲"]


class Watched(WordEncoder):
    """Remembers what it was given to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode(self, texts: Sequence[str], progress: Any = None) -> Vectors:
        self.embedded.extend(texts)
        return super().encode(texts, progress)


def written(texts: Sequence[str], folder: Path, older: Path | None = None) -> tuple[Vectors, list[str]]:
    """Vectors of the texts, kept in a folder, and which of them were embedded for it."""
    folder.mkdir()
    encoder = Watched()
    with VectorWriter(folder) as kept:
        Known(older, encoder).put(texts, kept)
    return np.array(stored_vectors(folder, encoder.dimension)), encoder.embedded


@pytest.mark.parametrize(
    ("texts", "fresh"),
    [
        (OLD, []),
        (OLD[::-1], []),
        (["a report", "a licence", "电饭煲", "电饭煲煲"], ["a licence", "电饭煲煲"]),
        ([], []),
    ],
)
def test_only_new_texts_are_embedded_and_every_text_has_its_own_vector(
    texts: list[str], fresh: list[str], tmp_path: Path, words: WordEncoder
) -> None:
    written(OLD, tmp_path / "old")
    vectors, embedded = written(texts, tmp_path / "new", tmp_path / "old")
    assert embedded == fresh
    assert np.array_equal(vectors, words.encode(texts))


def test_texts_whose_hashes_only_begin_alike_are_two_texts(tmp_path: Path) -> None:
    written(OLD, tmp_path / "old")
    hashes = bytearray((tmp_path / "old" / "hashes.sha256").read_bytes())
    hashes[31::32] = bytes(one ^ 1 for one in hashes[31::32])
    (tmp_path / "old" / "hashes.sha256").write_bytes(hashes)
    assert written(OLD, tmp_path / "new", tmp_path / "old")[1] == OLD


@pytest.mark.parametrize("damage", ["missing", "empty", "torn", "one too few"])
def test_an_older_index_that_is_not_whole_gives_nothing(damage: str, tmp_path: Path) -> None:
    written(OLD, tmp_path / "old")
    path = tmp_path / "old" / "hashes.sha256"
    left = {"missing": None, "empty": 0, "torn": 33, "one too few": 128}[damage]
    path.unlink() if left is None else path.write_bytes(path.read_bytes()[:left])
    assert written(OLD, tmp_path / "new", tmp_path / "old")[1] == OLD


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=6))
def test_of_equal_texts_the_first_stands_for_all(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]]
) -> None:
    texts, folder = [*chain(*batches)], tmp_path_factory.mktemp("index")
    with VectorWriter(folder) as kept:
        for batch in batches:
            Known(None, WordEncoder()).put(batch, kept)
    places = {text: [n for n, one in enumerate(texts) if one == text] for text in texts}
    assert distinct(folder).tolist() == sorted(min(n) for n in places.values())
    assert twins(folder) == {min(n): n for n in places.values() if len(n) > 1}
