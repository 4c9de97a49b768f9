"""The word index: BM25 over the terms of each passage, in the files of bm25s, which scores them.

Terms are known by numbers made of their letters, so that no vocabulary is held. They are spooled to the disk in sorted
runs, and the runs merged into the index: in memory are four bytes a passage, sixteen a term, and one run.

<folder>/bm25/terms.npy      the numbers of the terms, sorted: the n-th is the n-th column of bm25s
<folder>/bm25/*.index.*      as bm25s writes them
<folder>/bm25/counts...npy   how often each passage has each term, in the order of the scores
<folder>/bm25/marks.npy      a number made of each passage's text, and of the code that finds its terms
"""

from __future__ import annotations

import hashlib
import json
import logging
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

import kb.words
from kb.words import asked_terms, index_pairs, index_terms

_FOLDER, _TERMS, _MARKS = "bm25", "terms.npy", "marks.npy"
_K1, _B = 0.5, 0.6  # fixed on the development part of ObliQA, see evals/bench/obliqa.py
FEEDBACK = 0.3  # of the best score, for a passage that shares most with the first ones found; fixed on RGB's zh_int and zh_fact
_FED = 50  # terms of them that are asked for besides
_AT_ONCE = 1 << 19  # terms of a run, and about as many postings merged at once
_TURNED = 20_000_000  # postings, some 600 MB while they are sorted by passage
_POSTING = np.dtype([("term", "<u8"), ("passage", "<u4"), ("count", "<u4")])

Postings = NDArray[Any]  # of _POSTING


@cache
def common_english() -> frozenset[str]:
    """Words too common to tell English passages apart, as bm25s lists them."""
    from bm25s.stopwords import STOPWORDS_EN_PLUS

    return frozenset(STOPWORDS_EN_PLUS)


_CODE = hashlib.sha256(Path(str(kb.words.__file__)).read_bytes()).digest()


def _mark(text: str, *, pairs: bool) -> int:
    """64 bits of a text and of how its terms are found."""
    made = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=_CODE, person=b"pairs" if pairs else b"")
    return int.from_bytes(made.digest(), "little")


@lru_cache(maxsize=65536)
def _number(term: str) -> int:
    """64 bits: among ten million terms, the odds of any two alike are three in a million."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


class Lexical:
    """A word index, open for search, its arrays mapped from the disk. Raises OSError where there is none."""

    def __init__(self, folder: Path) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        self._terms = np.load(folder / _FOLDER / _TERMS, mmap_mode="r")
        self._columns = bm25s.BM25.load(str(folder / _FOLDER), mmap=True, load_vocab=False)

    def scores(self, text: str) -> NDArray[np.float32]:
        """Of every passage, in their order; 0 where it has none of the terms of a question."""
        known = self._known(asked_terms(text))
        if not known:
            return np.zeros(self._columns.scores["num_docs"], np.float32)
        return np.asarray(self._columns.get_scores_from_ids(known), np.float32)

    def weighed(self, terms: Mapping[str, float]) -> NDArray[np.float32]:
        """As scores, of terms each of which counts for its weight."""
        told = np.zeros(self._columns.scores["num_docs"], np.float32)
        starts, of, data = (self._columns.scores[name] for name in ("indptr", "indices", "data"))
        for n, weight in zip(self._places(terms).tolist(), terms.values(), strict=True):
            if n >= 0:
                column = slice(starts[n], starts[n + 1])
                told[of[column]] += weight * data[column]
        return told

    def widened(self, scores: NDArray[np.float32], best: Iterable[tuple[float, str]]) -> NDArray[np.float32]:
        """The scores, raised where passages share the weightiest terms of those that a question found first, given by score
        and text: pseudo-relevance feedback (Rocchio 1971, in Salton, The SMART Retrieval System)."""
        told: dict[str, float] = {}
        for score, text in best:
            for term, times in Counter(index_terms(text)).items():
                told[term] = told.get(term, 0.0) + score * times / (times + _K1)
        columns = self._places(told)
        known = columns >= 0
        columns, weights = columns[known], np.fromiter(told.values(), np.float32, len(told))[known]
        starts, of, data = (self._columns.scores[name] for name in ("indptr", "indices", "data"))
        weights = weights * self._rarity(starts[columns + 1] - starts[columns])
        more = np.zeros_like(scores)
        for n in np.argsort(-weights, kind="stable")[:_FED]:
            column = slice(starts[columns[n]], starts[columns[n] + 1])
            more[of[column]] += weights[n] * data[column]
        return np.asarray(scores + FEEDBACK * float(scores.max()) / (float(more.max()) or 1.0) * more, np.float32)

    def weights(self, text: str, places: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32], int]:
        """Of each known term of the text, once, the score in these passages, shape (terms, places), and its rarity; how many of
        the terms, at the end, are pairs of words."""
        words, pairs = (self._known(dict.fromkeys(terms)) for terms in (index_terms(text), index_pairs(text)))
        known = [*words, *pairs]
        told = np.zeros((len(known), len(places)), np.float32)
        starts, of, scores = (self._columns.scores[name] for name in ("indptr", "indices", "data"))
        often = np.array([starts[n + 1] - starts[n] for n in known], np.float32)
        for row, n in zip(told, known, strict=True):
            column = of[starts[n] : starts[n + 1]]
            at = np.searchsorted(column, places).clip(max=len(column) - 1)
            row[:] = np.where(column[at] == places, scores[starts[n] : starts[n + 1]][at], 0)
        return told, self._rarity(often), len(pairs)

    def _known(self, terms: Iterable[str]) -> list[int]:
        """The columns of those terms that any passage has."""
        return [n for n in self._places(terms).tolist() if n >= 0]

    def _places(self, terms: Iterable[str]) -> NDArray[np.int64]:
        """The column of each term; −1 of one that no passage has."""
        asked = np.array([_number(term) for term in terms], np.uint64)
        columns = np.searchsorted(self._terms, asked)
        known = columns < len(self._terms)
        known[known] = self._terms[columns[known]] == asked[known]
        return np.where(known, columns, -1)

    def _rarity(self, often: NDArray[Any]) -> NDArray[np.float32]:
        """The weight of terms that so many passages have, as Lucene's BM25."""
        return np.asarray(np.log1p((self._columns.scores["num_docs"] - often + 0.5) / (often + 0.5)), np.float32)


class LexicalWriter:
    """Takes passages one after another; their word index is made when it is closed.

    `reuse` is the folder of an older index: of texts that stand there, the terms are taken over.
    """

    def __init__(self, folder: Path, *, reuse: Path | None = None, at_once: int = _AT_ONCE) -> None:
        self._known = _Known(reuse)
        self._marks = array("Q")
        self._folder = folder / _FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._at_once = at_once
        self._lengths = array("I")  # of every passage, in terms
        self._run = array("Q")  # the terms of the last passages
        self._runs = Runs(self._folder)

    def add(self, text: str, *, pairs: bool = True) -> None:
        """The next passage; with `pairs`, words that stand together are terms too."""
        mark = _mark(text, pairs=pairs)
        terms = self._known.terms(mark)
        if terms is None:
            terms = array("Q", map(_number, [*index_terms(text), *(index_pairs(text) if pairs else ())]))
        self._run.extend(terms)
        self._lengths.append(len(terms))
        self._marks.append(mark)
        if len(self._run) >= self._at_once:
            self._spool()

    def close(self) -> None:
        """Makes the index of all that was added; nothing where nothing was."""
        if self._lengths:
            self._spool()
            self._write(np.array(self._lengths))
        self._runs.close()

    def _spool(self) -> None:
        self._runs.put(np.array(self._run), np.array(self._lengths[self._runs.passages :]))
        del self._run[:]

    def _write(self, lengths: NDArray[np.uint32]) -> None:
        """By term, each passage that has it with its score, as Lucene's BM25."""
        damping = _K1 * (1 - _B + _B * lengths / (float(lengths.mean()) or 1.0))
        terms, found = [np.zeros(0, np.uint64)], [np.zeros(1, np.int64)]
        with (
            _column(self._folder / "data", "<f4", self._runs.size) as data,
            _column(self._folder / "indices", "<i4", self._runs.size) as at,
            _column(self._folder / "counts", "<u4", self._runs.size) as often,
        ):
            for part in self._runs.merged(self._at_once):
                of, column, frequency = np.unique(part["term"], return_inverse=True, return_counts=True)
                rarity = np.log1p((len(lengths) - frequency + 0.5) / (frequency + 0.5))
                counts = part["count"]
                (rarity[column] * counts / (counts + damping[part["passage"]])).astype("<f4").tofile(data)
                part["passage"].astype("<i4").tofile(at)
                counts.tofile(often)
                terms.append(of)
                found.append(frequency)
        np.save(self._folder / _TERMS, np.concatenate(terms))
        np.save(self._folder / _MARKS, np.array(self._marks))
        np.save(self._folder / "indptr.csc.index", np.cumsum(np.concatenate(found)))
        told = {"k1": _K1, "b": _B, "method": "lucene", "num_docs": len(lengths)}
        (self._folder / "params.index.json").write_text(json.dumps(told), encoding="utf-8")


class _Known:
    """The terms of the passages of an older index by their marks; none where it is not whole, or too large to be turned round
    in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._at: dict[int, int] = {}
        if folder is None:
            return
        try:
            terms, marks, starts, passages, counts = (
                np.load(folder / _FOLDER / name, mmap_mode="r")
                for name in (_TERMS, _MARKS, "indptr.csc.index.npy", "indices.csc.index.npy", "counts.csc.index.npy")
            )
        except (OSError, ValueError):
            return
        if len(passages) != len(counts) or len(passages) > _TURNED:
            return
        order = np.argsort(passages, kind="stable")
        self._terms, self._counts = np.repeat(terms, np.diff(starts))[order], counts[order]
        self._starts = np.searchsorted(passages[order], np.arange(len(marks) + 1))
        self._at = {mark: n for n, mark in enumerate(marks.tolist())}

    def terms(self, mark: int) -> array[int] | None:
        """Each as often as the passage has it."""
        if (n := self._at.get(mark)) is None:
            return None
        part = slice(self._starts[n], self._starts[n + 1])
        return array("Q", np.repeat(self._terms[part], self._counts[part]).tobytes())


class Runs:
    """Postings on the disk: runs of passages, each sorted by term and then by passage. Gone when it is closed."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - open until close()
        self._ends = [0]
        self.passages = 0

    @property
    def size(self) -> int:
        """How many postings there are."""
        return self._ends[-1]

    def put(self, terms: NDArray[np.uint64], lengths: NDArray[np.uint32]) -> None:
        """A run: the terms of the next passages, one after another, and how many each passage has."""
        passages = np.repeat(np.arange(self.passages, self.passages + len(lengths)), lengths)
        of, column = np.unique(terms, return_inverse=True)
        keys, counts = np.unique(column << 32 | passages, return_counts=True)
        run = np.empty(len(keys), _POSTING)
        run["term"], run["passage"], run["count"] = of[keys >> 32], keys & 0xFFFFFFFF, counts
        run.tofile(self._file)
        self.passages += len(lengths)
        self._ends.append(self.size + len(run))

    def merged(self, at_once: int) -> Iterator[Postings]:
        """All postings by term and then by passage, about `at_once` at a time, and never a part of a term."""
        step = 1 + at_once // 512
        some = np.sort(np.concatenate([self._read(*ends)["term"][::step] for ends in pairwise(self._ends)]))
        between = np.unique(some[:: max(1, at_once // step)])
        cuts = [
            [start, *(start + np.searchsorted(np.ascontiguousarray(self._read(start, end)["term"]), between)), end]
            for start, end in pairwise(self._ends)
        ]
        for n in range(len(between) + 1):
            part = np.concatenate([self._read(cut[n], cut[n + 1]) for cut in cuts])
            yield part[np.argsort(part["term"], kind="stable")]

    def _read(self, start: int, end: int) -> Postings:
        self._file.seek(start * _POSTING.itemsize)
        return np.fromfile(self._file, _POSTING, int(end - start))

    def close(self) -> None:
        self._file.close()


def _column(stem: Path, kind: str, length: int) -> IO[bytes]:
    """A new array file of numpy, open where its values begin."""
    file = stem.with_name(f"{stem.name}.csc.index.npy").open("wb")
    told = {"descr": kind, "fortran_order": False, "shape": (length,)}
    np.lib.format.write_array_header_1_0(file, told)
    return file
