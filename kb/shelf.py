"""Passages on the disk, read one by one when they are asked for: only their names and places are held in memory.

<folder>/passages.jsonl   one passage a line: id, text, metadata
<folder>/ids.txt          the ids in the same order
<folder>/places.npy       where each line begins, in bytes
<folder>/records          for each a byte: 1 for a record of the corpus, 0 for a passage of a document
"""

from __future__ import annotations

import json
import mmap
from array import array
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

_LINES, _IDS, _PLACES, _RECORDS = "passages.jsonl", "ids.txt", "places.npy", "records"


class ShelfWriter:
    """Puts passages on a new shelf, one after another; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = (folder / _LINES).open("wb")
        self._ids = (folder / _IDS).open("w", encoding="utf-8")
        self._places = array("Q")
        self._records = bytearray()

    def put(self, one: str, text: str, metadata: Mapping[str, Any]) -> None:
        self._places.append(self._lines.tell())
        line = json.dumps({"id": one, "text": text, "metadata": metadata}, ensure_ascii=False)
        self._lines.write(line.encode("utf-8", "surrogatepass") + b"\n")
        self._ids.write(one + "\n")
        self._records.append(metadata.get("kind") == "record")

    def __enter__(self) -> ShelfWriter:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._lines.close()
        self._ids.close()
        np.save(self._folder / _PLACES, np.array(self._places, np.uint64))
        (self._folder / _RECORDS).write_bytes(self._records)


class Shelf:
    """What a ShelfWriter left, open for reading. Raises OSError or ValueError where it is not whole."""

    def __init__(self, folder: Path) -> None:
        self.ids = (folder / _IDS).read_text(encoding="utf-8").splitlines()
        self.place = {one: n for n, one in enumerate(self.ids)}
        self._starts = np.load(folder / _PLACES, mmap_mode="r") if self.ids else np.zeros(0, np.uint64)
        self._records = (folder / _RECORDS).read_bytes()
        if not len(self._records) == len(self._starts) == len(self.ids) or len(self.place) != len(self.ids):
            raise ValueError(f"{len(self.ids)} names for {len(self._starts)} passages")
        with (folder / _LINES).open("rb") as file:
            size = file.seek(0, 2)
            if bool(size) != bool(self.ids) or (size and size <= int(self._starts[-1])):
                raise ValueError("passages are missing")
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else None

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, one: object) -> bool:
        return one in self.place

    def is_record(self, one: str) -> bool:
        return bool(self._records[self.place[one]])

    def text(self, one: str) -> str:
        return str(self._row(one)["text"])

    def metadata(self, one: str) -> dict[str, Any]:
        """KeyError where no passage has this id."""
        metadata: dict[str, Any] = self._row(one)["metadata"]
        return metadata

    def _row(self, one: str) -> dict[str, Any]:
        n = self.place[one]
        assert self._lines is not None
        end = int(self._starts[n + 1]) if n + 1 < len(self.ids) else len(self._lines)
        row: dict[str, Any] = json.loads(self._lines[int(self._starts[n]) : end].decode("utf-8", "surrogatepass"))
        return row
