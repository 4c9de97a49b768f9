"""Passages ↔ vector and word index.

A build is made aside in a folder of its own, proved, and then named in `current`: a killed build leaves the one before
it serving, and everything in it can be made again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.encoder import Encoder, Vectors, open_encoder
from kb.errors import IndexUnusable
from kb.settings import Settings
from kb.vectors import EMBEDDED, VectorStore
from kb.words import index_terms

FORMAT = 3  # raised when older indexes can no longer be read
DENSE_WEIGHT = 0.55  # of the convex combination; the lexical score has the rest
_CANDIDATES = 64
_EMBEDDED_AT_ONCE = 128  # texts between two steps of the progress bar


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found: `score` is the convex combination of the two signals, each between 0 and 1."""

    id: str
    score: float
    dense: float
    lexical: float


class Index:
    """A built index, open for search. `metadata[id]` is what was given for the passage, `texts[id]` its words."""

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
        self.ids: list[str] = []
        self.texts: dict[str, str] = {}
        self.metadata: dict[str, dict[str, Any]] = {}
        with (self.folder / "passages.jsonl").open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                self.ids.append(row["id"])
                self.texts[row["id"]] = row["text"]
                self.metadata[row["id"]] = row["metadata"]
        if len(self.ids) != manifest["passages"]:
            raise ValueError(f"{len(self.ids)} passages, {manifest['passages']} expected")
        self._foreign = any(m.get("kind") == "passage" for m in self.metadata.values())  # in whatever language it came
        self._place = {one: n for n, one in enumerate(self.ids)}
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
        progress: Callable[[int, int], None] | None = None,
    ) -> Index:
        """An index of (id, text, metadata) in the folder `path`, which is made new.

        A passage whose metadata holds `embed` is embedded by that text instead of its own (a bilingual record by its
        English words). `reuse` names an older index whose vectors of unchanged texts are taken over. `store` is
        "embedded", or the address of a Chroma server.
        """
        encoder = encoder or open_encoder(Settings())
        rows = [(one, text, dict(metadata)) for one, text, metadata in passages]
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        vectors = _vectors([str(m.get("embed", text)) for _, text, m in rows], path, encoder, reuse, progress)
        with (path / "passages.jsonl").open("w", encoding="utf-8") as file:
            for one, text, metadata in rows:
                file.write(json.dumps({"id": one, "text": text, "metadata": metadata}, ensure_ascii=False) + "\n")
        vector_store = VectorStore(path, store)
        vector_store.add([one for one, _, _ in rows], vectors)
        if rows:
            _save_lexical([index_terms(text) for _, text, _ in rows], path / "bm25")
        _prove(vector_store, [one for one, _, _ in rows], vectors)
        manifest = {
            "format": FORMAT,
            "encoder": encoder.name,
            "dimension": encoder.dimension,
            "passages": len(rows),
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
            dense, lexical = max(near.get(one, 0.0), 0.0), float(words[self._place[one]]) / top
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


def _vectors(
    texts: Sequence[str], path: Path, encoder: Encoder, reuse: Path | None, progress: Callable[[int, int], None] | None
) -> Vectors:
    """Vectors of the texts, those of unchanged texts taken over; kept beside the index for the next build."""
    known = _known(reuse, encoder) if reuse else {}
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    fresh = [n for n, one in enumerate(hashes) if one not in known]
    done = len(texts) - len(fresh)
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    for n, one in enumerate(hashes):
        if one in known:
            vectors[n] = known[one]
    for at in range(0, len(fresh), _EMBEDDED_AT_ONCE):
        part = fresh[at : at + _EMBEDDED_AT_ONCE]
        vectors[part] = encoder.encode([texts[n] for n in part])
        done += len(part)
        if progress:
            progress(done, len(texts))
    np.save(path / "vectors.npy", vectors)
    _write(path / "hashes.json", json.dumps(hashes))
    return vectors


def _known(folder: Path, encoder: Encoder) -> dict[str, Vectors]:
    try:
        if _manifest(folder).get("encoder") != encoder.name:
            return {}
        hashes = json.loads((folder / "hashes.json").read_text())
        vectors = np.load(folder / "vectors.npy")
    except (OSError, ValueError, IndexUnusable):
        return {}
    return dict(zip(hashes, vectors, strict=True)) if len(hashes) == len(vectors) else {}


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


def _save_lexical(terms: list[list[str]], folder: Path) -> None:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
    lexical = bm25s.BM25(k1=1.2, b=0.75)
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in row] for row in terms]
    lexical.index((ids, vocabulary), show_progress=False)
    lexical.save(str(folder))


def _load_lexical(folder: Path) -> Any:
    import bm25s

    return bm25s.BM25.load(str(folder))


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
