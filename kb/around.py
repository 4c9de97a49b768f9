"""What stands around the words that a citation of a document quotes: the rows beside a table's row; which sentences were said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.base import Kb, cell_of
from kb.model import Answer, Citation

SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\d“\"])|(?<=[。！？；])|\n+")
_ROW = re.compile(r"(?P<table>.+#t\d+)r(?P<row>\d+)(?:-\d+)?")
_LONGEST = 300  # characters of a cell beside the row that is cited


@dataclass(frozen=True, slots=True)
class Around:
    """A part of a table: its headers, and for each of its rows its number, whether it is the cited one, and its cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, bool, tuple[str, ...]], ...]


def around(one: str, kb: Kb) -> Around | None:
    """The row of a citation's id in its table, with the row before it and the row behind; None where it is no table row."""
    row, _ = cell_of(one)
    found = _ROW.fullmatch(row)
    if found is None or row not in kb.index.shelf:
        return None
    number = int(found["row"])
    near = {n: _cells(f"{found['table']}r{n}", kb) for n in (number - 1, number, number + 1)}
    heads: dict[int, str] = {}
    for cells in near.values():
        heads |= {column: head for column, (head, _) in cells.items() if not heads.get(column)}
    columns = sorted(near[number])
    if len(columns) < 2:  # a list, or words beside one label: the quotation says it better
        return None
    rows = tuple((n, n == number, _line(cells, columns, n == number)) for n, cells in near.items() if cells)
    return Around(tuple(heads.get(column, "") for column in columns), rows)


def _cells(row: str, kb: Kb) -> dict[int, tuple[str, str]]:
    """Header and value of a row's cells by their column, of all the parts that the row was cut into."""
    told: dict[int, str] = {}
    for part in _parts(row, kb):
        told |= kb.cells(part)
    split = {column: text.partition(": ") for column, text in told.items()}
    return {column: (head, value) if mark else ("", head) for column, (head, mark, value) in split.items()}


def _parts(row: str, kb: Kb) -> Iterator[str]:
    part, n = row, 1
    while part in kb.index.shelf:
        yield part
        n += 1
        part = f"{row}-{n}"


def _line(cells: dict[int, tuple[str, str]], columns: Sequence[int], cited: bool) -> tuple[str, ...]:
    told = (cells.get(column, ("", ""))[1] for column in columns)
    return tuple(text if cited or len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …" for text in told)


def said(citation: Citation, answer: Answer) -> tuple[tuple[str, bool], ...]:
    """The quotation in pieces that together are all of it, each with whether the answer says it for this citation."""
    told = [claim.text.replace("**", "") for claim in answer.claims if citation.n in claim.citations]
    pieces: list[tuple[str, bool]] = []
    start = 0
    for gap in [*SENTENCE.finditer(citation.quote), None]:
        end, after = (gap.start(), gap.end()) if gap else (len(citation.quote), len(citation.quote))
        sentence = citation.quote[start:end]
        pieces.append((sentence, bool(sentence.strip()) and any(sentence.strip() in one for one in told)))
        pieces.append((citation.quote[end:after], False))
        start = after
    return tuple((text, marked) for text, marked in pieces if text)
