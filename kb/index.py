"""Passages ↔ vector and word index.

A build is made aside in a folder of its own, proved, and then named in `current`: a killed build leaves the one before
it serving, and everything in it can be made again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from kb.encoder import Encoder, Vectors, open_encoder
from kb.errors import IndexUnusable
from kb.settings import Settings
from kb.shelf import Shelf, ShelfWriter
from kb.vectors import EMBEDDED, VectorStore
from kb.words import index_terms

FORMAT = 4  # raised when older indexes can no longer be read
DENSE_WEIGHT = 0.55  # of the convex combination; the lexical score has the rest
_CANDIDATES = 64
_VECTORS, _HASHES = "vectors.f32", "hashes.sha256"  # of the texts that were embedded, in the order of the passages
_EMBEDDED_AT_ONCE = 128  # texts between two steps of the progress bar
_AT_ONCE = 4096  # passages in memory while an index is built


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found: `score` is the convex combination of the two signals, each between 0 and 1."""

    id: str
    score: float
    dense: float
    lexical: float


class Index:
    """A built index, open for search. `shelf` has the words of each passage and what was given for it."""

    def __init__(self, folder: Path, encoder: Encoder, *, store: str = EMBEDDED) -> None:
        self.folder = folder
        self.encoder = encoder
        manifest = _manifest(folder)
        if manifest.get("encoder") != encoder.name:
            raise IndexUnusable(
                f"index {folder}: made with {manifest.get('encoder')}, not {encoder.name}; run: tessera build"
            )
        if manifest.get("store", EMBEDDED) != store:
            raise IndexUnusable(
                f"index {folder}: its vectors are in {manifest['store']}, not {store}; run: tessera build"
            )
        try:
            self._open(manifest, store)
        except (OSError, ValueError, KeyError) as error:
            raise IndexUnusable(f"index {folder}: damaged ({error}); run: tessera build --full") from None

    def _open(self, manifest: Mapping[str, Any], store: str) -> None:
        self.shelf = Shelf(self.folder)
        self.ids = self.shelf.ids
        if len(self.ids) != manifest["passages"]:
            raise ValueError(f"{len(self.ids)} passages, {manifest['passages']} expected")
        self._foreign = bool(manifest["foreign"])  # passages of documents, in whatever language they came
        self._store = VectorStore(self.folder, store)
        if self._store.count() != len(self.ids):
            raise ValueError(f"{self._store.count()} vectors for {len(self.ids)} passages")
        self._lexical = _load_lexical(self.folder / "bm25") if self.ids else None

    @classmethod
    def build(
        cls,
        passages: Iterable[tuple[str, str, Mapping[str, Any]]],
        path: Path,
        *,
        encoder: Encoder | None = None,
        reuse: Path | None = None,
        store: str = EMBEDDED,
        total: int = 0,
        progress: Callable[[int, int], None] | None = None,
    ) -> Index:
        """An index of (id, text, metadata) in the folder `path`, which is made new.

        A passage whose metadata holds `embed` is embedded by that text instead of its own (a bilingual record by its
        English words). `reuse` names an older index whose vectors of unchanged texts are taken over. `store` is
        "embedded", or the address of a Chroma server. `total` is how many passages will come, for `progress`. Of the
        passages only some thousands are in memory at once.
        """
        encoder = encoder or open_encoder(Settings())
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        vector_store, lexical = VectorStore(path, store), _Lexical()
        known, foreign, done = _Known(reuse, encoder), False, 0
        with ShelfWriter(path) as shelf, _Vectors(path) as vectors:
            for rows in _batches(passages, _AT_ONCE):
                step = (lambda n, at=done: progress(at + n, max(total, at + n))) if progress else None
                made = known.vectors([str(m.get("embed", text)) for _, text, m in rows], vectors, step)
                vector_store.add([one for one, _, _ in rows], made)
                for one, text, metadata in rows:
                    shelf.put(one, text, metadata)
                    lexical.add(text)
                    foreign = foreign or metadata.get("kind") == "passage"
                done += len(rows)
        lexical.save(path / "bm25")
        _prove(vector_store, Shelf(path).ids, _stored_vectors(path, encoder.dimension))
        manifest = {
            "format": FORMAT,
            "encoder": encoder.name,
            "dimension": encoder.dimension,
            "passages": done,
            "foreign": foreign,
            "store": store,
        }
        _write(path / "manifest.json", json.dumps(manifest))
        return cls(path, encoder, store=store)

    def search(self, text: str, k: int = 10) -> list[tuple[str, float]]:
        """The k best passages with their scores, best first: the same retrieval that answers use."""
        return [(hit.id, hit.score) for hit in self.hits(text, k=k)]

    def hits(self, text: str, *, k: int = 10, dense_text: str | None = None) -> list[Hit]:
        """As search, with both signals. `dense_text` is embedded in place of the text (a Chinese question in English), and
        besides it where documents were ingested, which are embedded as they came."""
        if not self.ids or not text.strip():
            return []
        near: dict[str, float] = {}
        spoken = [text] if self._foreign or not dense_text else []
        for vector in self.encoder.encode([*spoken, *([dense_text] if dense_text else [])]):
            for one, cosine in self._store.near(vector, min(_CANDIDATES, len(self.ids))).items():
                near[one] = max(cosine, near.get(one, 0.0))
        words = self._words(text)
        best = np.argpartition(-words, min(_CANDIDATES, len(words) - 1))[:_CANDIDATES]
        top = float(words.max()) or 1.0
        candidates = set(near) | {self.ids[n] for n in best if words[n] > 0}
        found = []
        for one in candidates:
            dense, lexical = max(near.get(one, 0.0), 0.0), float(words[self.shelf.place[one]]) / top
            found.append(Hit(one, DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical, dense, lexical))
        return sorted(found, key=lambda hit: (-hit.score, hit.id))[:k]

    def _words(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        assert self._lexical is not None
        known = [t for t in index_terms(text) if t in self._lexical.vocab_dict]
        if not known:
            return np.zeros(len(self.ids), np.float32)
        return np.asarray(self._lexical.get_scores(known), np.float32)

    def close(self) -> None:
        self._store.close()


def _batches(
    passages: Iterable[tuple[str, str, Mapping[str, Any]]], size: int
) -> Iterator[list[tuple[str, str, Mapping[str, Any]]]]:
    waiting = iter(passages)
    while rows := list(islice(waiting, size)):
        yield rows


class _Vectors:
    """The vectors of an index with the hashes of their texts, written one after another, for the next build to reuse."""

    def __init__(self, folder: Path) -> None:
        self._vectors, self._hashes = (folder / _VECTORS).open("wb"), (folder / _HASHES).open("wb")

    def __enter__(self) -> _Vectors:
        return self

    def __exit__(self, *_: object) -> None:
        self._vectors.close()
        self._hashes.close()

    def put(self, vectors: Vectors, hashes: Sequence[bytes]) -> None:
        self._vectors.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        self._hashes.write(b"".join(hashes))


class _Known:
    """The vectors of an older index by the hashes of their texts; none where there is no such index."""

    def __init__(self, folder: Path | None, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[bytes, int] = {}
        self._old: Vectors = np.zeros((0, encoder.dimension), np.float32)
        try:
            if folder is None or _manifest(folder).get("encoder") != encoder.name:
                return
            hashes, old = (folder / _HASHES).read_bytes(), _stored_vectors(folder, encoder.dimension)
        except (OSError, ValueError, IndexUnusable):
            return
        if len(hashes) == 32 * len(old):
            self._rows, self._old = {hashes[32 * n : 32 * n + 32]: n for n in range(len(old))}, old

    def vectors(self, texts: Sequence[str], kept: _Vectors, progress: Callable[[int], None] | None) -> Vectors:
        """Vectors of the texts, those of unchanged texts taken over; what is made is kept for the next build."""
        hashes = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        vectors = np.zeros((len(texts), self._encoder.dimension), np.float32)
        fresh = []
        for n, one in enumerate(hashes):
            if (row := self._rows.get(one)) is not None:
                vectors[n] = self._old[row]
            else:
                fresh.append(n)
        done = len(texts) - len(fresh)
        for at in range(0, len(fresh), _EMBEDDED_AT_ONCE):
            part = fresh[at : at + _EMBEDDED_AT_ONCE]
            vectors[part] = self._encoder.encode([texts[n] for n in part])
            done += len(part)
            if progress:
                progress(done)
        kept.put(vectors, hashes)
        return vectors


def _stored_vectors(folder: Path, dimension: int) -> Vectors:
    """The vectors of an index, from the disk as they are needed."""
    path = folder / _VECTORS
    if not path.stat().st_size:
        return np.zeros((0, dimension), np.float32)
    return np.asarray(np.memmap(path, np.float32, "r").reshape(-1, dimension))


def _prove(store: VectorStore, ids: Sequence[str], vectors: Vectors) -> None:
    """Count, and exact neighbours on a sample: recall of the graph at least 0.99, or the build has failed."""
    if store.count() != len(ids):
        raise IndexUnusable(f"index: {store.count()} vectors stored of {len(ids)}; run: tessera build --full")
    sample = range(0, len(ids), max(1, len(ids) // 50))
    k = min(10, len(ids))
    found = total = 0
    for n in sample:
        scores = vectors @ vectors[n]
        floor = np.sort(scores)[-k] - 1e-5
        near = store.near(vectors[n], k)
        found += sum(1 for one in near.values() if one >= floor)
        total += k
    if total and found / total < 0.99:
        raise IndexUnusable(
            f"index: recall of the vector graph is {found / total:.3f}, below 0.99; run: tessera build --full"
        )


class _Lexical:
    """Gathers the terms of passages, each as a number of four bytes, until the word index is made."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._rows: list[array[int]] = []

    def add(self, text: str) -> None:
        known = self._vocabulary
        self._rows.append(array("I", (known.setdefault(term, len(known)) for term in index_terms(text))))

    def save(self, folder: Path) -> None:
        import bm25s

        if not self._rows:
            return
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        lexical = bm25s.BM25(k1=1.2, b=0.75)
        lexical.index((self._rows, self._vocabulary), show_progress=False)
        lexical.save(str(folder))


def _load_lexical(folder: Path) -> Any:
    import bm25s

    return bm25s.BM25.load(str(folder), mmap=True)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    except OSError:
        raise IndexUnusable(f"index {folder}: none here; run: tessera build") from None
    except ValueError:
        raise IndexUnusable(f"index {folder}: its manifest is damaged; run: tessera build --full") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise IndexUnusable(f"index {folder}: written by another version of Tessera; run: tessera build")
    return manifest


def _write(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
