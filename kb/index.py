"""Passages ↔ vector and word index.

A build is made aside in a folder of its own, proved, and then named in `current`: a killed build leaves the one before
it serving, and everything in it can be made again.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb import wordbook
from kb.embeddings import Known, VectorWriter, distinct, marks, stored_vectors, twins
from kb.encoder import Encoder, Vectors, open_encoder
from kb.errors import IndexUnusable
from kb.lexical import Lexical, LexicalWriter
from kb.ranking import Pool, forest, order
from kb.settings import Settings
from kb.shelf import Ids, Shelf, ShelfWriter
from kb.signs import Signs
from kb.surroundings import Surroundings
from kb.values import asked, stated
from kb.vectors import CHROMA, EMBEDDED, VectorStore
from kb.words import is_east_asian, is_mostly_east_asian

Scores = NDArray[np.float32]
Places = NDArray[np.bool_]  # of every passage, whether it is one of them
FORMAT = 7  # raised when older indexes can no longer be read
DENSE_WEIGHT = 0.55  # of the convex combination; the lexical score has the rest
EAST_WEIGHT = 0.1  # for passages, where the question is in Chinese, Japanese or Korean: the encoder is English
ABROAD = 0.9  # of its score, for a passage in another language than the question's, met by what its words mean
UNSTATED = 0.8  # of its score, for a passage that states no value of the kind the question asks for
DOCUMENT = 0.5  # weight of the best passage of the same document, beside a passage's own score
_CANDIDATES = 64
_EXACT = (
    20_000  # passages; of no more than these every vector is looked at, which is quicker than the graph and misses none
)
_GRAPH = 50_000  # passages; of more the signs are searched: at 100,000 quicker than Chroma's graph, which at a million finds 0.81
_FIRST = 5  # passages of documents that a question in another script is widened by
_ORDERED = 40  # of the passages of documents the best, whose order is looked at again
_SAMPLE = 500  # vectors whose neighbours are proved; of a large graph some in a thousand cannot be reached
_LITTLE = 0.1  # of the vectors: where more have changed, the graph is made anew
_ROW = re.compile(r"#t\d")  # of a table, in a passage's id
_AT_ONCE = 4096  # passages in memory while an index is built


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found: `score` is the convex combination of the two signals, each between 0 and 1, weighed by the best
    passage of its document, by whether it states the kind of value asked for, and by whether it is in the question's
    language. Passages of documents trade their scores where the trees of kb/ranking.py order them otherwise: the best score
    is of the best place."""

    id: str
    score: float
    dense: float
    lexical: float

    @property
    def document(self) -> str:
        """The document, or the file of the corpus, that the passage is a part of."""
        return self.id.partition("#")[0]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as passages are compared with it."""

    vectors: Vectors  # of its words, and of what else it is told by
    words: Scores  # of every passage


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
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise IndexUnusable(f"index {folder}: damaged ({error}); run: tessera build --full") from None

    def _open(self, manifest: Mapping[str, Any], store: str) -> None:
        self.shelf = Shelf(self.folder)
        self.ids = self.shelf.ids
        if len(self.ids) != manifest["passages"]:
            raise ValueError(f"{len(self.ids)} passages, {manifest['passages']} expected")
        self._foreign = bool(manifest["foreign"])  # passages of documents, in whatever language they came
        self._eastern = bool(manifest.get("eastern"))  # some of them in Chinese, Japanese or Korean
        self._store = VectorStore(self.folder, store) if manifest.get("graph", True) else None
        if self._store and self._store.count() != manifest["vectors"]:
            raise ValueError(f"{self._store.count()} vectors, {manifest['vectors']} expected")
        self._held = int(manifest["vectors"])
        self._twins = twins(self.folder) if manifest["vectors"] < len(self.ids) else {}
        self._again = [n for row in self._twins.values() for n in row[1:]]  # passages whose text stands before
        self._vectors = stored_vectors(self.folder, self.encoder.dimension)
        if len(self._vectors) != len(self.ids):
            raise ValueError(f"{len(self._vectors)} vectors on the disk for {len(self.ids)} passages")
        self._lexical = Lexical(self.folder) if self.ids else None
        self._surroundings = Surroundings(self.shelf, self._vectors, self._lexical, DENSE_WEIGHT)

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
        reuse = _of_same_encoder(reuse, encoder)
        lexical, known, done = LexicalWriter(path, reuse=reuse), Known(reuse, encoder), 0
        foreign = eastern = False
        with ShelfWriter(path) as shelf, VectorWriter(path) as vectors:
            for rows in _batches(passages, _AT_ONCE):
                step = (lambda n, at=done: progress(at + n, max(total, at + n))) if progress else None
                known.put([str(m.get("embed", text)) for _, text, m in rows], vectors, step)
                for one, text, metadata in rows:
                    shelf.put(one, text, metadata)
                    told = "\n".join((*(str(metadata.get(name) or "") for name in ("title", "at")), text))
                    # A record says the same in two languages, and its pairs would outweigh what it is about.
                    lexical.add(told, pairs=metadata.get("kind") != "record")
                    foreign = foreign or metadata.get("kind") != "record"
                    eastern = eastern or (metadata.get("kind") != "record" and is_mostly_east_asian(text))
                done += len(rows)
        lexical.close()
        if in_graph := _in_graph(done, store):
            _prove(_filled(path, store, encoder, reuse), path, encoder)
        manifest = {
            "format": FORMAT,
            "encoder": encoder.name,
            "dimension": encoder.dimension,
            "passages": done,
            "vectors": len(distinct(path)),
            "graph": in_graph,
            "foreign": foreign,
            "eastern": eastern,
            "store": store,
        }
        _write(path / "manifest.json", json.dumps(manifest))
        return cls(path, encoder, store=store)

    @cached_property
    def _signs(self) -> Signs:
        """Of an index whose vectors are in no graph."""
        return Signs(self._vectors, self._again)

    def search(self, text: str, k: int = 10) -> list[tuple[str, float]]:
        """The k best passages with their scores, best first: the same retrieval that answers use."""
        return [(hit.id, hit.score) for hit in self.hits(text, k=k)]

    def hits(self, text: str, *, k: int = 10, dense_text: str | None = None, within: str = "") -> list[Hit]:
        """As search, with both signals. `dense_text` is embedded in place of the text (a Chinese question in English), and
        besides it where documents were ingested, which are embedded as they came; by its words the passages of documents in
        other languages than Chinese, Japanese and Korean are found too, and by what the question's own words mean, as those in
        Chinese are of a question in English (kb/wordbook.py). `within` is the part of the base looked through:
        "records", "documents", or what ids begin with ("requirements/sa")."""
        if self._lexical is None or not text.strip():
            return []
        only = self.shelf.within(within) if within else None
        if only is not None and not only.any():
            return []
        own, abroad = self._asked(text, dense_text, only)
        found = self._fused(text, own, abroad, only)
        if (seats := self._seats(found)) and not is_east_asian(text):
            hits = [found[n] for n in seats]
            placed = order(self._surroundings.pool(text, hits, own.vectors, own.words), forest())
            for seat, n in zip(seats, placed, strict=True):  # the scores stay where they are
                found[seat] = replace(hits[n], score=found[seat].score)
        return found[:k]

    def pool(self, text: str) -> tuple[list[str], Pool] | None:
        """The passages of documents whose order a question has weighed, before it is; None where there are none."""
        vectors = self.encoder.encode([text])
        words = self._lexical.scores(text) if self._lexical else np.zeros(0, np.float32)
        both = _Asked(vectors, words)
        found = self._fused(text, both, both) if len(words) else []
        hits = [found[n] for n in self._seats(found)]
        return ([hit.id for hit in hits], self._surroundings.pool(text, hits, vectors, words)) if hits else None

    def _asked(self, text: str, dense_text: str | None, only: Places | None) -> tuple[_Asked, _Asked]:
        """A question as it is compared with passages, and with those of documents in another language; the same where it can
        meet none."""
        lexical, east = self._lexical, is_east_asian(text)
        assert lexical is not None
        terms, meant = wordbook.english(text) if self._foreign and east else ({}, "")
        if self._eastern and not east:
            terms = wordbook.chinese(text)
        spoken = [text] if self._foreign or not dense_text else []
        own = [*spoken, *([dense_text] if dense_text else [])]
        vectors, words = self.encoder.encode([*own, *([meant] if meant else [])]), self._words(text, only)
        if not terms and not (dense_text and self._foreign):
            return (both := _Asked(vectors, words)), both
        more = lexical.weighed(terms) + (lexical.scores(dense_text) if dense_text else 0)
        return _Asked(vectors[: len(own)], words), _Asked(vectors, words + _in(only, more))

    def _words(self, text: str, only: Places | None) -> Scores:
        """The lexical scores; for a question in Chinese, Japanese or Korean, of which the encoder knows nothing, documents'
        passages are also found by what the first of them say."""
        lexical = self._lexical
        assert lexical is not None
        scores = _in(only, lexical.scores(text))
        if not self._foreign or not is_east_asian(text):
            return scores
        prose = np.where(self.shelf.records, 0, scores)
        first = sorted(_best(prose).tolist(), key=lambda n: (-prose[n], n))[:_FIRST]
        best = [(float(prose[n]), self.shelf.text(self.ids[n])) for n in first if prose[n] > 0]
        return np.where(self.shelf.records, scores, _in(only, lexical.widened(prose, best))) if best else scores

    def _seats(self, found: list[Hit]) -> list[int]:
        """Where among the hits the best passages of documents' prose are: the trees have learned nothing of tables, nor of
        Chinese, Japanese or Korean."""
        if not self._foreign:
            return []
        prose = (n for n, hit in enumerate(found) if not self.shelf.is_record(hit.id) and not _ROW.search(hit.id))
        read = (n for n in prose if not (self._eastern and self._is_abroad(found[n].id, east=False)))
        return list(islice(read, _ORDERED))

    def _fused(self, text: str, own: _Asked, abroad: _Asked, only: Places | None = None) -> list[Hit]:
        """What either signal finds near, by both, best first."""
        firsts = {n for row in self.nearest(abroad.vectors, _CANDIDATES, only) for n in row}
        best = {int(n) for one in ((own,) if abroad is own else (own, abroad)) for n in _best(one.words)}
        candidates = {n for first in firsts for n in self._twins.get(first, [first])[:_CANDIDATES]}
        candidates = candidates if only is None else {n for n in candidates | firsts if only[n]}
        places = sorted(candidates | {n for n in best if abroad.words[n] > 0})
        cosines = (self._vectors[places] @ abroad.vectors.T).clip(min=0)
        top, high = float(own.words.max()) or 1.0, float(abroad.words.max()) or 1.0
        east = is_east_asian(text)
        found = []
        for n, row in zip(places, cosines, strict=True):
            one = self.ids[n]
            if abroad is not own and self._is_abroad(one, east=east):
                found.append(_hit(one, float(row.max()), float(abroad.words[n]) / high, DENSE_WEIGHT, share=ABROAD))
            else:
                weight = EAST_WEIGHT if east and not self.shelf.is_record(one) else DENSE_WEIGHT
                dense = float(row[: len(own.vectors)].max())
                found.append(_hit(one, dense, float(own.words[n]) / top, weight))
        return sorted(self._weighed(found, text), key=lambda hit: (-hit.score, hit.id))

    def nearest(self, vectors: Vectors, k: int, only: Places | None = None) -> list[list[int]]:
        """For each vector the places of the k passages nearest to it, of equal texts the first, in no order: every vector looked
        at in a small index, Chroma's graph asked of a larger one, signs and then vectors compared in a very large one. Of those
        in `only` every vector is looked at where they are no more than in a small index."""
        if only is not None and (self._store or np.count_nonzero(only) <= _EXACT):
            places = np.flatnonzero(only)
            return [places[_best(row, k)].tolist() for row in vectors @ self._vectors[places].T]
        if self._store is None:
            return [self._signs.near(one, k, only).tolist() for one in vectors]
        if len(self.ids) > _EXACT:
            return [[self.ids.place(one) for one in row] for row in self._store.near(vectors, min(k, self._held))]
        cosines = vectors @ self._vectors.T
        cosines[:, self._again] = -1
        return [_best(row, k).tolist() for row in cosines]

    def _is_abroad(self, one: str, *, east: bool) -> bool:
        """Whether a passage is of a document that is not in Chinese, Japanese or Korean, where the question is; or is, where it
        is not."""
        return not self.shelf.is_record(one) and is_mostly_east_asian(self.shelf.text(one)) != east

    def _weighed(self, found: list[Hit], question: str) -> list[Hit]:
        """The hits, each nearer to the best of its document, and lower where the value asked for is not stated.

        Only the best are read for a value; those behind them count as stating none.
        """
        best: dict[str, float] = {}
        for hit in found:
            best[hit.document] = max(best.get(hit.document, 0.0), hit.score)
        raised = [replace(hit, score=(hit.score + DOCUMENT * best[hit.document]) / (1 + DOCUMENT)) for hit in found]
        if not (kinds := asked(question)):
            return raised
        raised.sort(key=lambda hit: (-hit.score, hit.id))
        told = [stated(self.shelf.text(hit.id), kinds) for hit in raised[:_CANDIDATES]] + [0.0] * len(
            raised[_CANDIDATES:]
        )
        return [
            replace(hit, score=hit.score * (UNSTATED + (1 - UNSTATED) * share))
            for hit, share in zip(raised, told, strict=True)
        ]

    def close(self) -> None:
        if self._store:
            self._store.close()


def _in_graph(passages: int, store: str) -> bool:
    """Whether vectors go into Chroma's graph: always on a server; embedded, as long as it finds the nearest."""
    return store != EMBEDDED or passages <= _GRAPH


def _hit(one: str, dense: float, lexical: float, weight: float, *, share: float = 1.0) -> Hit:
    return Hit(one, share * (weight * dense + (1 - weight) * lexical), dense, lexical)


def _in(only: Places | None, scores: Scores) -> Scores:
    """The scores, 0 of passages that are not among those looked through."""
    return scores if only is None else np.asarray(np.where(only, scores, 0), np.float32)


def _best(scores: Scores, k: int = _CANDIDATES) -> NDArray[np.intp]:
    """The places of the highest scores, in no order."""
    return np.argpartition(-scores, min(k, len(scores) - 1))[:k]


def _batches(
    passages: Iterable[tuple[str, str, Mapping[str, Any]]], size: int
) -> Iterator[list[tuple[str, str, Mapping[str, Any]]]]:
    waiting = iter(passages)
    while rows := list(islice(waiting, size)):
        yield rows


def _of_same_encoder(folder: Path | None, encoder: Encoder) -> Path | None:
    try:
        return folder if folder and _manifest(folder).get("encoder") == encoder.name else None
    except IndexUnusable:
        return None


def _filled(path: Path, store: str, encoder: Encoder, reuse: Path | None) -> VectorStore:
    """The store of an index's vectors, of equal texts the first: many equal points would cut the graph into parts that
    cannot be reached. Where little has changed, the graph before is taken over and changed."""
    ids, vectors, places = Ids(path), stored_vectors(path, encoder.dimension), distinct(path)
    gone: list[str] = []
    if reuse and store == EMBEDDED and (reuse / CHROMA).is_dir():
        now, before, once = marks(path, ids)[places], Ids(reuse), distinct(reuse)
        then = marks(reuse, before)[once]
        old, new = once[~np.isin(then, now)], places[~np.isin(now, then)]
        if len(old) + len(new) <= _LITTLE * len(places):
            shutil.copytree(reuse / CHROMA, path / CHROMA)
            gone, places = [before[n] for n in old], new
    filled = VectorStore(path, store)
    filled.drop(gone)
    for at in range(0, len(places), _AT_ONCE):
        part = places[at : at + _AT_ONCE]
        filled.add([ids[n] for n in part], vectors[part])
    filled.widen()
    filled.close()
    return VectorStore(path, store)


def _prove(store: VectorStore, folder: Path, encoder: Encoder) -> None:
    """Count, and exact neighbours on a sample: recall of the graph at least 0.99, or the build has failed."""
    vectors = stored_vectors(folder, encoder.dimension)
    places = distinct(folder)
    if store.count() != len(places):
        raise IndexUnusable(f"index: {store.count()} vectors stored of {len(places)}; run: tessera build --full")
    sample = np.array(vectors[places[:: max(1, len(places) // _SAMPLE)]])
    k = min(10, len(places))
    best = np.zeros((len(sample), 0), np.float32)
    for at in range(0, len(places), _AT_ONCE):
        scores = sample @ vectors[places[at : at + _AT_ONCE]].T
        best = np.sort(np.hstack([best, scores]), axis=1)[:, -k:]
    found, total = 0, k * len(sample)
    for near, exact in zip(store.near(sample, k) if k else (), best, strict=True):
        found += sum(1 for one in near.values() if one >= exact[0] - 1e-5)
    if total and found / total < 0.99:
        raise IndexUnusable(
            f"index: recall of the vector graph is {found / total:.3f}, below 0.99; run: tessera build --full"
        )


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
