"""Bytes are kept once, under their digest, and come back as they were or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from ingest.snapshots import digests, keep, kept, place
from kb.documents import Snapshot
from kb.errors import InputError


def page(content: bytes, address: str = "https://example.org/liste", **more: str) -> Snapshot:
    told = {
        "name": "liste",
        "url": address,
        "fetched": "2026-11-21T10:00:00+00:00",
        "content_type": "text/html; charset=gbk",
    }
    return Snapshot(content, address, **{**told, **more})


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_what_is_kept_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    folder = tmp_path_factory.mktemp("kept")
    snapshot = page(content, name=name)
    keep(snapshot, folder)
    assert kept(snapshot.sha256, folder) == snapshot


def test_a_file_of_ones_own_with_a_name_that_is_no_text_comes_back(tmp_path: Path) -> None:
    snapshot = Snapshot(b"x", "/home/\udcff/报告.pdf", "\udcff报告.pdf", "", "2026-11-21T10:00:00+00:00")
    keep(snapshot, tmp_path)
    assert kept(snapshot.sha256, tmp_path) == snapshot


def test_identical_bytes_are_kept_once(tmp_path: Path) -> None:
    keep(page(b"same", "https://example.org/a"), tmp_path)
    keep(page(b"same", "https://example.org/b"), tmp_path)
    assert [*digests(tmp_path)] == [page(b"same").sha256]


def test_other_tools_can_read_the_archive(tmp_path: Path) -> None:
    with keep(page(b"<p>Liste"), tmp_path).open("rb") as file:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(file)]
    assert records == [("warcinfo", None), ("response", "https://example.org/liste")]


def test_bytes_that_have_changed_are_not_handed_out(tmp_path: Path) -> None:
    path, other = keep(page(b"one"), tmp_path), keep(page(b"two"), tmp_path)
    path.write_bytes(other.read_bytes())
    with pytest.raises(InputError, match="its bytes have changed"):
        kept(page(b"one").sha256, tmp_path)
    path.write_bytes(b"not an archive")
    with pytest.raises(InputError, match="its bytes have changed"):
        kept(page(b"one").sha256, tmp_path)
    place(page(b"two").sha256, tmp_path).unlink()
    with pytest.raises(InputError, match="is missing"):
        kept(page(b"two").sha256, tmp_path)
