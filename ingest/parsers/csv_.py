"""CSV and TSV → one table; every value stays text, ragged rows keep all their cells."""

from __future__ import annotations

import csv
import io
from typing import Literal

from ingest.parsers.page import Page
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.errors import InputError

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 30  # lines looked at to tell delimiter and quotes


def read(text: str) -> Page:
    """One table, or none where there are no words; its first full row is the header."""
    rows = rows_of(text, delimiter(text) or ",")
    width = max(map(len, rows), default=0)
    if len(rows) * width > MAX_CELLS:
        raise InputError(f"a table of {len(rows):,} × {width:,} cells; split the file and ingest the parts")
    cells = tuple(tuple(Cell(_value(value)) for value in row) for row in rows)
    made = table([Part(cells)], first_row_is_header=len(rows) > 1 and not _is_data(rows))
    return Page((made,) if made else ())


def rows_of(text: str, mark: str) -> list[list[str]]:
    """The rows that hold anything, as the file has them."""
    text = text.lstrip("\ufeff").replace("\x00", "")
    quote = _quote(text, mark)
    rows = _read(text, mark, quote)
    swallowed = rows[-1][-1].count("\n") if rows else 0
    if swallowed * 2 > len(rows) + swallowed and not text.rstrip().endswith(quote):  # a quote that is never closed
        return _read(text, mark, None)
    return rows


def _read(text: str, mark: str, quote: str | None) -> list[list[str]]:
    csv.field_size_limit(10_000_000)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    source = io.StringIO(text, newline="")
    try:
        reader = csv.reader(source, delimiter=mark, quotechar=quote, quoting=quoting, skipinitialspace=True)
        return [row for row in reader if any(value.strip() for value in row)]
    except csv.Error as error:
        raise InputError(f"broken CSV ({error}); save it as CSV in UTF-8 and ingest it again") from None


def _quote(text: str, mark: str) -> str:
    """The apostrophe where it makes more of the first rows as wide as the header than the quotation mark does."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])
    if f"{mark}'" not in sample:
        return '"'
    fitting = {quote: _even(_read(sample, mark, quote)) for quote in "\"'"}
    return "'" if fitting["'"] > fitting['"'] or _wrapped(_read(sample, mark, '"')) else '"'


def _even(rows: list[list[str]]) -> float:
    return sum(len(row) == len(rows[0]) for row in rows) / max(len(rows), 1)


def _wrapped(rows: list[list[str]]) -> bool:
    """Whether at least five values begin and end with an apostrophe: they are quoted."""
    return sum(len(v) > 1 and v[0] == v[-1] == "'" for row in rows for v in row) > 5


def delimiter(text: str) -> str | None:
    """The mark that parts the first lines most evenly into two columns or more; None where none does."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])
    best: tuple[float, int] = (0.0, 0)
    found = None
    for mark in DELIMITERS:
        widths = [len(row) for row in rows_of(sample, mark)]
        common = max(set(widths), key=widths.count, default=0)
        if common > 1 and (score := (widths.count(common) / len(widths), common)) > best:
            best, found = score, mark
    return found if best[0] >= 0.6 else None


def _value(value: str) -> str:
    if "\n" not in value and "\r" not in value:
        return " ".join(value.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in value.splitlines())))


def _is_data(rows: list[list[str]]) -> bool:
    """Whether the first row is no header: most of its cells are figures."""
    told = [value.strip() for value in rows[0] if value.strip()]
    figures = sum(value.replace(".", "", 1).replace(",", "").isdigit() for value in told)
    return figures * 2 > len(told)
