"""The word index: BM25 over the terms of each passage, in the files of bm25s, which searches them.

Terms are spooled to the disk in sorted runs, and the runs merged into the index: in memory are the vocabulary, four bytes
a passage, and one run.
"""

from __future__ import annotations

import json
import logging
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from kb.words import index_terms

_FOLDER = "bm25"
_K1, _B = 1.2, 0.75
_AT_ONCE = 1 << 19  # terms of a run, and about as many postings merged at once
_POSTING = np.dtype([("key", "<i8"), ("count", "<u4")])  # key: term in the upper half, passage in the lower


class LexicalWriter:
    """Takes passages one after another; their word index is made when it is closed."""

    def __init__(self, folder: Path, *, at_once: int = _AT_ONCE) -> None:
        self._folder = folder / _FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._at_once = at_once
        self._vocabulary: dict[str, int] = {}
        self._lengths = array("I")  # of every passage, in terms
        self._run = array("I")  # the terms of the last passages
        self._runs = Runs(self._folder)

    def add(self, text: str) -> None:
        known, terms = self._vocabulary, index_terms(text)
        self._run.extend([known.setdefault(term, len(known)) for term in terms])
        self._lengths.append(len(terms))
        if len(self._run) >= self._at_once:
            self._spool()

    def close(self) -> None:
        """Makes the index of all that was added; nothing where nothing was."""
        if self._lengths:
            self._spool()
            self._write(np.array(self._lengths))
        self._runs.close()

    def _spool(self) -> None:
        self._runs.put(np.array(self._run, np.int64), np.array(self._lengths[self._runs.passages :]))
        del self._run[:]

    def _write(self, lengths: NDArray[np.uint32]) -> None:
        """The files of bm25s: by term, each passage that has it with its score (as Lucene's BM25)."""
        found = self._runs.frequencies
        rarity = np.log1p((len(lengths) - found + 0.5) / (found + 0.5))
        damping = _K1 * (1 - _B + _B * lengths / (float(lengths.mean()) or 1.0))
        total = int(found.sum())
        with (
            _column(self._folder / "data", "<f4", total) as data,
            _column(self._folder / "indices", "<i4", total) as at,
        ):
            for terms, passages, counts in self._runs.merged(self._at_once):
                (rarity[terms] * counts / (counts + damping[passages])).astype("<f4").tofile(data)
                passages.astype("<i4").tofile(at)
        np.save(self._folder / "indptr.csc.index", np.append(0, np.cumsum(found)))
        told = {"k1": _K1, "b": _B, "method": "lucene", "num_docs": len(lengths)}
        (self._folder / "params.index.json").write_text(json.dumps(told), encoding="utf-8")
        with (self._folder / "vocab.index.json").open("w", encoding="utf-8") as file:
            json.dump(self._vocabulary, file, ensure_ascii=False)


class Runs:
    """Postings on the disk: runs of passages, each sorted by term and then by passage. Gone when it is closed."""

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - open until close()
        self._ends = [0]
        self.passages = 0
        self.frequencies = np.zeros(0, np.int64)  # in how many passages each term is

    def put(self, terms: NDArray[np.int64], lengths: NDArray[np.uint32]) -> None:
        """A run: the terms of the next passages, one after another, and how many each passage has."""
        passages = np.repeat(np.arange(self.passages, self.passages + len(lengths)), lengths)
        keys, counts = np.unique(terms << 32 | passages, return_counts=True)
        run = np.empty(len(keys), _POSTING)
        run["key"], run["count"] = keys, counts
        run.tofile(self._file)
        before, self.frequencies = self.frequencies, np.bincount(keys >> 32, minlength=len(self.frequencies))
        self.frequencies[: len(before)] += before
        self.passages += len(lengths)
        self._ends.append(self._ends[-1] + len(run))

    def merged(self, at_once: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]]:
        """Terms, passages and counts, sorted by term and then by passage: about `at_once` postings, and whole terms."""
        groups = np.cumsum(self.frequencies) // at_once
        first = np.append(np.flatnonzero(np.diff(groups, prepend=-1)), len(groups))
        cuts = [
            start + np.searchsorted(self._read(start, end)["key"], first << 32) for start, end in pairwise(self._ends)
        ]
        for n in range(len(first) - 1):
            part = np.concatenate([self._read(cut[n], cut[n + 1]) for cut in cuts])
            part = part[np.argsort(part["key"], kind="stable")]
            yield part["key"] >> 32, part["key"] & 0xFFFFFFFF, part["count"]

    def _read(self, start: int, end: int) -> NDArray[Any]:
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


def open_lexical(folder: Path) -> Any:
    """The word index of an index's folder, its arrays mapped from the disk."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
    return bm25s.BM25.load(str(folder / _FOLDER), mmap=True)
