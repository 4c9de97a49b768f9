"""The word index: BM25 over the terms of each passage, built and searched by bm25s, in the folder of an index."""

from __future__ import annotations

import logging
from array import array
from pathlib import Path
from typing import Any

from kb.words import index_terms

_FOLDER = "bm25"


class LexicalWriter:
    """Gathers the terms of passages, each as a number of four bytes, until the word index is made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER
        self._vocabulary: dict[str, int] = {}
        self._rows: list[array[int]] = []

    def add(self, text: str) -> None:
        known = self._vocabulary
        self._rows.append(array("I", (known.setdefault(term, len(known)) for term in index_terms(text))))

    def close(self) -> None:
        """Makes the index of all that was added; nothing where nothing was."""
        import bm25s

        if not self._rows:
            return
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
        lexical = bm25s.BM25(k1=1.2, b=0.75)
        lexical.index((self._rows, self._vocabulary), show_progress=False)
        lexical.save(str(self._folder))


def open_lexical(folder: Path) -> Any:
    """The word index of an index's folder, its arrays mapped from the disk."""
    import bm25s

    return bm25s.BM25.load(str(folder / _FOLDER), mmap=True)
