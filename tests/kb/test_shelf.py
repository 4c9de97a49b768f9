"""A shelf gives back what was put on it, by id and in order, and notices what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.shelf import Shelf, ShelfWriter

IDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def shelved(ids: list[str], folder: Path) -> Path:
    with ShelfWriter(folder) as shelf:
        for n, one in enumerate(ids):
            shelf.put(one, f"words of {one}", {"kind": "passage" if n % 2 else "record"})
    return folder


@given(st.lists(IDS, unique=True, max_size=20), IDS)
def test_every_passage_is_found_by_its_id_and_by_its_place(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], another: str
) -> None:
    shelf = Shelf(shelved(ids, tmp_path_factory.mktemp("shelf")))
    assert [*shelf.ids] == ids
    assert len(shelf) == len(ids)
    assert [shelf.ids.place(one) for one in ids] == [*range(len(ids))]
    assert [shelf.text(one) for one in ids] == [f"words of {one}" for one in ids]
    assert [shelf.is_record(one) for one in ids] == [n % 2 == 0 for n in range(len(ids))]
    assert (another in shelf) == (another in ids)


def test_an_id_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="other"):
        Shelf(shelved(["a", "b"], tmp_path)).metadata("other")


@pytest.mark.parametrize("file", ["passages.jsonl", "ids.txt", "places.npy", "keys.npy", "order.npy", "records"])
@pytest.mark.parametrize("left", [0, -1, None])
def test_a_shelf_that_is_not_whole_is_refused(file: str, left: int | None, tmp_path: Path) -> None:
    path = shelved(["a", "b", "c"], tmp_path) / file
    path.unlink() if left is None else path.write_bytes(path.read_bytes()[:left])
    with pytest.raises((OSError, ValueError)):
        Shelf(tmp_path)


def test_an_id_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two passages have one id"):
        Shelf(shelved(["a", "b", "a"], tmp_path))
