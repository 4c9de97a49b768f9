"""Vectors by id, near to a vector: the home of chromadb, embedded or on a Chroma server."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from kb.encoder import Vectors
from kb.errors import IndexUnusable

EMBEDDED = "embedded"
CHROMA = "chroma"  # the folder of an embedded store in its index's
_NAME = "collection"  # the file that names an index's collection on a server
_AT_ONCE = 512  # vectors handed to Chroma, as lists of Python's numbers: some 30 kB each while they are taken in
_GRAPH = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}}
# How widely a graph of more vectors than these is searched: at 100,000 a width of 200 found 0.96 of the nearest ten, 400 found 0.995.
_WIDTHS = {0: 200, 20_000: 800, 200_000: 1600}


class VectorStore:
    """Chroma's collection of an index's vectors: cosine, settings explicit, ids our own.

    `folder` is the index's. Embedded, the vectors lie in it; on a server, it names their collection. Raises IndexUnusable
    where Chroma cannot open them. llama-index's adapter is not used here: it takes two seconds to load, keeps half a
    kilobyte of its own beside each vector, and lets the old vector of a known id stand.
    """

    def __init__(self, folder: Path, store: str = EMBEDDED) -> None:
        try:
            self._client = _client(folder, store)
            self._collection = self._client.get_or_create_collection(
                "passages" if store == EMBEDDED else _collection(folder), embedding_function=None, configuration=_GRAPH
            )
        except Exception as error:  # chromadb raises whatever its Rust core or its server raises
            raise IndexUnusable(_trouble(folder, store, error)) from None

    def count(self) -> int:
        return int(self._collection.count())

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        size = min(self._client.get_max_batch_size(), _AT_ONCE)
        for at in range(0, len(ids), size):
            self._collection.upsert(list(ids[at : at + size]), np.asarray(vectors[at : at + size]))

    def drop(self, ids: Sequence[str]) -> None:
        for at in range(0, len(ids), _AT_ONCE):
            self._collection.delete(list(ids[at : at + _AT_ONCE]))

    def widen(self) -> None:
        """Sets how widely the graph is searched, by how many vectors it holds; that holds from its next opening on."""
        held = self.count()
        width = next(width for size, width in reversed(_WIDTHS.items()) if held >= size)
        self._collection.modify(configuration={"hnsw": {"ef_search": width}})

    def near(self, vectors: Vectors, k: int) -> list[dict[str, float]]:
        """The k nearest ids to each of the vectors, with their cosine."""
        if not len(vectors):
            return []
        found = self._collection.query(query_embeddings=np.asarray(vectors), n_results=k, include=["distances"])
        distances = found["distances"] or ()
        return [
            {one: 1 - far for one, far in zip(ids, row, strict=True)}
            for ids, row in zip(found["ids"], distances, strict=True)
        ]

    def close(self) -> None:
        client: Any = self._client  # both clients have it, their interface does not say so
        client.close()


def discard(folder: Path, store: str) -> None:
    """Deletes an index's folder, and its collection where that is on a server."""
    if store != EMBEDDED and (folder / _NAME).is_file():
        try:
            _client(folder, store).delete_collection(_collection(folder))
        except Exception as error:  # as above; what cannot be deleted is left, not trusted
            raise IndexUnusable(_trouble(folder, store, error)) from None
    shutil.rmtree(folder, ignore_errors=True)


def _client(folder: Path, store: str) -> Any:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if store == EMBEDDED:
        (folder / CHROMA).mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(folder / CHROMA), settings)
    address = urlsplit(store)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise IndexUnusable(
            f"vector store '{store}': is to be 'embedded' or http://HOST:PORT; set TESSERA_VECTOR_STORE"
        )
    secure = address.scheme == "https"
    return chromadb.HttpClient(address.hostname, address.port or (443 if secure else 8000), secure, settings=settings)


def _collection(folder: Path) -> str:
    """The name of the folder's collection on a server, made up when it is first asked for."""
    file = folder / _NAME
    if not file.is_file():
        file.write_text(f"tessera-{uuid.uuid4().hex}", encoding="utf-8")
    return file.read_text(encoding="utf-8")


def _trouble(folder: Path, store: str, error: Exception) -> str:
    if isinstance(error, IndexUnusable):
        return str(error)
    if store == EMBEDDED:
        return f"index {folder}: Chroma cannot open it ({type(error).__name__}); run: tessera build --full"
    return f"vector store {store}: no Chroma server answers ({type(error).__name__}); run: chroma run --path FOLDER"
