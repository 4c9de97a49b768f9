"""The vectors of an index on the disk, with the hashes of the texts they were made from: what a next build reuses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from kb.encoder import Encoder, Vectors

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
    """The vectors of an older index by the hashes of their texts; none where there is no such index."""

    def __init__(self, folder: Path | None, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[bytes, int] = {}
        self._old: Vectors = np.zeros((0, encoder.dimension), np.float32)
        try:
            if folder is not None:
                hashes, old = stored_hashes(folder), stored_vectors(folder, encoder.dimension)
                if len(hashes) == len(old):
                    self._rows, self._old = {one: n for n, one in enumerate(hashes)}, old
        except (OSError, ValueError):
            return

    def vectors(
        self, texts: Sequence[str], kept: VectorWriter, progress: Callable[[int], None] | None
    ) -> tuple[Vectors, list[bytes]]:
        """Vectors of the texts with their hashes, those of unchanged texts taken over; all are kept for the next build."""
        hashes = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        vectors = np.zeros((len(texts), self._encoder.dimension), np.float32)
        fresh = []
        for n, one in enumerate(hashes):
            if (row := self._rows.get(one)) is not None:
                vectors[n] = self._old[row]
            else:
                fresh.append(n)
        done = len(texts) - len(fresh)
        for at in range(0, len(fresh), _AT_ONCE):
            part = fresh[at : at + _AT_ONCE]
            vectors[part] = self._encoder.encode([texts[n] for n in part])
            done += len(part)
            if progress:
                progress(done)
        kept.put(vectors, hashes)
        return vectors, hashes


def stored_vectors(folder: Path, dimension: int) -> Vectors:
    """The vectors of an index, from the disk as they are needed."""
    path = folder / _VECTORS
    if not path.stat().st_size:
        return np.zeros((0, dimension), np.float32)
    return np.asarray(np.memmap(path, np.float32, "r").reshape(-1, dimension))


def stored_hashes(folder: Path) -> list[bytes]:
    """The hashes of an index's texts, in the order of the passages."""
    told = (folder / _HASHES).read_bytes()
    return [told[at : at + _HASH] for at in range(0, len(told), _HASH)]
