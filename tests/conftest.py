"""The network is shut but for loopback; the shipped corpus is built once for all tests that need it whole."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from ingest.build import build
from kb.base import Kb, open_base
from kb.encoder import Vectors
from kb.lexicon import Lexicon
from kb.library import Library, load
from kb.routed import without_search
from kb.settings import Settings
from kb.words import index_terms
from tests.served import Served, serving

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True, scope="session")
def _network_shut() -> None:
    """Any connection that leaves this machine is an error in a test."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        real(self, address)

    socket.socket.connect = guarded  # type: ignore[assignment,method-assign]


@pytest.fixture(scope="session")
def library() -> Library:
    return load(CORPUS)


@pytest.fixture(scope="session")
def lexicon(library: Library) -> Lexicon:
    return Lexicon(library)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """The shipped corpus, built as `tessera build` builds it; once for all processes of the run, of which each has a copy."""
    root, own = tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("data") / "own"
    shared = (root if worker_id == "master" else root.parent) / "built"
    with FileLock(shared.with_suffix(".lock")):
        build(Settings(data_dir=shared, corpus_dir=CORPUS))
    shutil.copytree(shared, own)
    return Settings(data_dir=own, corpus_dir=CORPUS, hosts="testserver")


@pytest.fixture(scope="session")
def kb(built: Settings) -> Kb:
    return open_base(built)


@pytest.fixture(scope="session")
def live(built: Settings) -> Iterator[Served]:
    """The shipped base, served by a process of its own; not to be stopped by a test."""
    with serving(built) as one:
        yield one


class WordEncoder:
    """A small encoder of the real protocol: a text's vector counts its words, hashed into 64 places."""

    name = "words/64"
    dimension = 64

    def encode(self, texts: Sequence[str], progress: Any = None) -> Vectors:
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for term in index_terms(text):
                row[sum(term.encode()) % self.dimension] += 1
        if progress:
            progress(len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def count(self, text: str) -> int:
        return len(index_terms(text))


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="session")
def records(kb: Kb) -> Kb:
    """The shipped base without search, for tests that go over all of it."""
    return without_search(kb)
