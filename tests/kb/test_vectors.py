"""Vectors on a real Chroma server, on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import vectors
from kb.errors import IndexUnusable
from kb.index import Index
from kb.vectors import VectorStore, discard
from tests.conftest import WordEncoder
from tests.kb.test_index import PASSAGES


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    command = [
        str(Path(sys.executable).parent / "chroma"),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_an_index_on_a_server_finds_what_an_embedded_one_finds(server: str, tmp_path: Path, words: WordEncoder) -> None:
    here = Index.build(PASSAGES, tmp_path / "here", encoder=words)
    there = Index.build(PASSAGES, tmp_path / "there", encoder=words, store=server)
    assert dict(there.search("certificate", k=3)) == pytest.approx(dict(here.search("certificate", k=3)), abs=1e-5)
    assert Index(tmp_path / "there", words, store=server).search("2.951", k=1)[0][0] == "c"


def test_an_index_is_not_looked_for_in_another_store(server: str, tmp_path: Path, words: WordEncoder) -> None:
    Index.build(PASSAGES, tmp_path / "i", encoder=words, store=server)
    with pytest.raises(IndexUnusable, match="not embedded; run: tessera build"):
        Index(tmp_path / "i", words)


def test_a_discarded_index_leaves_nothing_on_the_server(server: str, tmp_path: Path, words: WordEncoder) -> None:
    Index.build(PASSAGES, tmp_path / "i", encoder=words, store=server)
    name = (tmp_path / "i" / "collection").read_text()
    discard(tmp_path / "i", server)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "collection").write_text(name)
    from kb.vectors import VectorStore

    assert VectorStore(tmp_path / "again", server).count() == 0
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "nowhere", "http://127.0.0.1:9"])
def test_a_store_that_is_none_is_told_in_one_line(address: str, tmp_path: Path, words: WordEncoder) -> None:
    with pytest.raises(IndexUnusable, match="vector store") as raised:
        Index.build(PASSAGES, tmp_path / "i", encoder=words, store=address)
    assert "\n" not in str(raised.value)


def test_a_graph_is_searched_the_more_widely_the_more_it_holds(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def width(folder: Path) -> object:
        store = VectorStore(folder)
        store.close()
        return store._collection.configuration["hnsw"]["ef_search"]

    Index.build(PASSAGES, tmp_path / "small", encoder=words).close()
    monkeypatch.setattr(vectors, "_WIDTHS", {0: 200, len(PASSAGES): 800})
    Index.build(PASSAGES, tmp_path / "large", encoder=words).close()
    assert (width(tmp_path / "small"), width(tmp_path / "large")) == (200, 800)
