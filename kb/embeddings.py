"""The vectors of an index on the disk, with the hashes of the texts they were made from: what a next build reuses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.encoder import Encoder, Vectors
from kb.shelf import Ids

_VECTORS, _HASHES = "vectors.f32", "hashes.sha256"  # in the order of the passages
_AT_ONCE = 128  # texts embedded between two steps of the progress bar
_HASH = 32  # bytes


class VectorWriter:
    """The vectors of an index with the hashes of their texts, written one after another, for the next build to reuse."""

    def __init__(self, folder: Path) -> None:
        self._vectors, self._hashes = (folder / _VECTORS).open("wb"), (folder / _HASHES).open("wb")

    def __enter__(self) -> VectorWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._vectors.close()
        self._hashes.close()

    def put(self, vectors: Vectors, hashes: Sequence[bytes]) -> None:
        self._vectors.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        self._hashes.write(b"".join(hashes))


class Known:
    """The vectors of an older index by the hashes of their texts; none where there is no such index.

    In memory are sixteen bytes a text: the beginnings of the hashes, sorted, and where each lies on the disk.
    """

    def __init__(self, folder: Path | None, encoder: Encoder) -> None:
        self._encoder = encoder
        self._hashes, self._old = _stored(folder, encoder.dimension)
        keys = _keys(self._hashes)
        self._rows = np.argsort(keys)
        self._keys = keys[self._rows]

    def _found(self, hashes: Sequence[bytes]) -> NDArray[np.int64]:
        """The row of each hash, -1 where there is none."""
        if not len(self._keys):
            return np.full(len(hashes), -1)
        asked = _rows(hashes)
        rows = self._rows[np.searchsorted(self._keys, _keys(asked)).clip(max=len(self._keys) - 1)]
        return np.where((self._hashes[rows] == asked).all(axis=1), rows, -1)

    def put(self, texts: Sequence[str], kept: VectorWriter, progress: Callable[[int], None] | None = None) -> None:
        """Puts the vectors of the texts with their hashes, those of unchanged texts taken over."""
        hashes = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        rows = self._found(hashes)
        vectors = np.zeros((len(texts), self._encoder.dimension), np.float32)
        vectors[rows >= 0] = self._old[rows[rows >= 0]]
        fresh = np.flatnonzero(rows < 0)
        done = len(texts) - len(fresh)
        for at in range(0, len(fresh), _AT_ONCE):
            part = fresh[at : at + _AT_ONCE]
            vectors[part] = self._encoder.encode([texts[n] for n in part])
            done += len(part)
            if progress:
                progress(done)
        kept.put(vectors, hashes)


def _stored(folder: Path | None, dimension: int) -> tuple[NDArray[np.uint8], Vectors]:
    """The hashes and vectors of an index, row by row and from the disk; none where it is empty or not whole."""
    none = np.zeros((0, _HASH), np.uint8), np.zeros((0, dimension), np.float32)
    if folder is None:
        return none
    try:
        hashes, vectors = stored_hashes(folder), stored_vectors(folder, dimension)
    except (OSError, ValueError):
        return none
    return (hashes, vectors) if len(hashes) == len(vectors) else none


def stored_hashes(folder: Path) -> NDArray[np.uint8]:
    """The hashes of an index's texts in the order of the passages, a row each, from the disk as they are needed."""
    path = folder / _HASHES
    told = np.asarray(np.memmap(path, np.uint8, "r")) if path.stat().st_size else np.zeros(0, np.uint8)
    return told.reshape(-1, _HASH)


def _rows(hashes: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, _HASH)


def _keys(hashes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The first eight bytes of each hash, as a number."""
    return np.ascontiguousarray(hashes[:, :8]).view(np.uint64)[:, 0]


def stored_vectors(folder: Path, dimension: int) -> Vectors:
    """The vectors of an index, from the disk as they are needed."""
    path = folder / _VECTORS
    if not path.stat().st_size:
        return np.zeros((0, dimension), np.float32)
    return np.asarray(np.memmap(path, np.float32, "r").reshape(-1, dimension))


def distinct(folder: Path) -> NDArray[np.int64]:
    """The places of an index's texts in order, of equal ones the first."""
    return np.sort(np.unique(_keys(stored_hashes(folder)), return_index=True)[1])


def marks(folder: Path, ids: Ids) -> NDArray[np.uint64]:
    """A number for each passage of an index, made of its id and of the text it was embedded by."""
    return ids.numbers * np.uint64(0x9E3779B97F4A7C15) ^ _keys(stored_hashes(folder))


def twins(folder: Path) -> dict[int, list[int]]:
    """The places of equal texts, all of them by the first."""
    keys = _keys(stored_hashes(folder))
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=~keys[order][:1]))
    lengths = np.diff(starts, append=len(keys))
    several = zip(starts[lengths > 1].tolist(), lengths[lengths > 1].tolist(), strict=True)
    return {int(order[at]): order[at : at + length].tolist() for at, length in several}
