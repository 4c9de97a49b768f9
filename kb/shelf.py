"""Passages on the disk, and their ids: both are read one by one when they are asked for.

<folder>/passages.jsonl   one passage a line: id, text, metadata
<folder>/ids.txt          the ids in the same order
<folder>/places.npy       where the line of each begins in these two files, in bytes
<folder>/keys.npy         numbers made of the ids, sorted, and in
<folder>/order.npy        the passage of each
<folder>/records          for each a byte: 1 for a record of the corpus, 0 for a passage of a document
"""

from __future__ import annotations

import json
import mmap
import re
from array import array
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

RECORDS, DOCUMENTS = "records", "documents"
_LINES, _IDS, _PLACES, _RECORDS = "passages.jsonl", "ids.txt", "places.npy", "records"
_KEYS, _ORDER = "keys.npy", "order.npy"
_KEPT = 4096  # places of ids in memory


def _key(one: str) -> int:
    return int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), "little")


class ShelfWriter:
    """Puts passages on a new shelf, one after another; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = (folder / _LINES).open("wb")
        self._ids = (folder / _IDS).open("wb")
        self._places = array("Q")
        self._keys = array("Q")
        self._records = bytearray()

    def put(self, one: str, text: str, metadata: Mapping[str, Any]) -> None:
        self._places.extend((self._lines.tell(), self._ids.tell()))
        self._keys.append(_key(one))
        line = json.dumps({"id": one, "text": text, "metadata": metadata}, ensure_ascii=False)
        self._lines.write(line.encode("utf-8", "surrogatepass") + b"\n")
        self._ids.write(one.encode() + b"\n")
        self._records.append(metadata.get("kind") == "record")

    def __enter__(self) -> ShelfWriter:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._lines.close()
        self._ids.close()
        keys = np.array(self._keys)
        order = np.argsort(keys)
        np.save(self._folder / _PLACES, np.array(self._places).reshape(-1, 2))
        np.save(self._folder / _KEYS, keys[order])
        np.save(self._folder / _ORDER, order.astype(np.uint32))
        (self._folder / _RECORDS).write_bytes(self._records)


class Ids:
    """The ids of passages in their order, and the place of each. Raises OSError or ValueError where they are not whole."""

    def __init__(self, folder: Path) -> None:
        self._starts = _array(folder / _PLACES)[:, 1]
        self._keys = _array(folder / _KEYS)
        self._order = _array(folder / _ORDER)
        self._names = _mapped(folder / _IDS)
        if not len(self._starts) == len(self._keys) == len(self._order) or not _whole(self._names, self._starts):
            raise ValueError(f"{len(self._starts)} passages, and not as many ids")
        alike = np.flatnonzero(self._keys[1:] == self._keys[:-1])
        if any(self[self._order[n]] == self[self._order[n + 1]] for n in alike):
            raise ValueError("two passages have one id")
        self._found = lru_cache(_KEPT)(self._sought)  # one search asks for the place of a passage several times

    @property
    def numbers(self) -> NDArray[np.uint64]:
        """A number made of each id, in their order."""
        numbers = np.empty(len(self._order), np.uint64)
        numbers[self._order] = self._keys
        return numbers

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        return (self[n] for n in range(len(self)))

    def __getitem__(self, n: int) -> str:
        start = int(self._starts[n])
        return self._names[start : self._names.find(b"\n", start)].decode()

    def __contains__(self, one: object) -> bool:
        return isinstance(one, str) and self._found(one) is not None

    def place(self, one: str) -> int:
        """KeyError where no passage has this id."""
        if (place := self._found(one)) is None:
            raise KeyError(one)
        return place

    def beginning(self, start: str) -> NDArray[np.bool_]:
        """Of each passage, whether its id begins so."""
        found = [one.start() for one in re.finditer(rb"(?m)^" + re.escape(start.encode()), self._names)]
        told = np.zeros(len(self), np.bool_)
        told[np.searchsorted(self._starts, np.array(found, np.int64))] = True
        return told

    def _sought(self, one: str) -> int | None:
        key = np.uint64(_key(one))
        at = int(np.searchsorted(self._keys, key))
        while at < len(self) and self._keys[at] == key:
            if self[place := int(self._order[at])] == one:
                return place
            at += 1
        return None


class Shelf:
    """What a ShelfWriter left, open for reading. Raises OSError or ValueError where it is not whole."""

    def __init__(self, folder: Path) -> None:
        self.ids = Ids(folder)
        self._starts = _array(folder / _PLACES)[:, 0]
        self.records = np.frombuffer(
            (folder / _RECORDS).read_bytes(), np.bool_
        )  # of each passage, whether it is a record's
        self._lines = _mapped(folder / _LINES)
        if len(self.records) != len(self.ids) or not _whole(self._lines, self._starts):
            raise ValueError("passages are missing")

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, one: object) -> bool:
        return one in self.ids

    def is_record(self, one: str) -> bool:
        return bool(self.records[self.ids.place(one)])

    def within(self, part: str) -> NDArray[np.bool_]:
        """Of each passage, whether it is in a part of the base: "records", "documents", or what its id begins with."""
        if part in (RECORDS, DOCUMENTS):
            return self.records if part == RECORDS else ~self.records
        return self.ids.beginning(part)

    def text(self, one: str) -> str:
        return str(self._row(one)["text"])

    def metadata(self, one: str) -> dict[str, Any]:
        """KeyError where no passage has this id."""
        metadata: dict[str, Any] = self._row(one)["metadata"]
        return metadata

    def _row(self, one: str) -> dict[str, Any]:
        n = self.ids.place(one)
        end = int(self._starts[n + 1]) if n + 1 < len(self) else len(self._lines)
        row: dict[str, Any] = json.loads(self._lines[int(self._starts[n]) : end].decode("utf-8", "surrogatepass"))
        return row


def _mapped(path: Path) -> mmap.mmap | bytes:
    """The bytes of a file, from the disk as they are needed."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.seek(0, 2) else b""


def _array(path: Path) -> NDArray[Any]:
    """An array from the disk as it is needed."""
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r")
    except EOFError as error:
        raise ValueError(f"{path.name}: {error}") from None
    return array


def _whole(lines: mmap.mmap | bytes, starts: NDArray[Any]) -> bool:
    """Whether the last line begins where it should, and ends."""
    if not len(starts):
        return not len(lines)
    return lines.find(b"\n", int(starts[-1])) == len(lines) - 1 > int(starts[-1])
