"""CSV and TSV → one table; every value stays text, ragged rows keep all their cells."""

from __future__ import annotations

import csv
import io

from ingest.parsers.page import Page
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.errors import InputError

DELIMITERS = (",", "\t", ";", "|")


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
    csv.field_size_limit(10_000_000)
    try:
        quote = "'" if '"' not in text[:20_000] and text[:20_000].count(f"{mark}'") > 5 else '"'
        source = io.StringIO(text.lstrip("\ufeff"), newline="")
        reader = csv.reader(source, delimiter=mark, quotechar=quote, skipinitialspace=True)
        return [row for row in reader if any(value.strip() for value in row)]
    except csv.Error as error:
        raise InputError(f"broken CSV ({error}); save it as CSV in UTF-8 and ingest it again") from None


def delimiter(text: str) -> str | None:
    """The mark that parts the first lines most evenly into two columns or more; None where none does."""
    sample = "\n".join(text.splitlines()[:30])
    best: tuple[float, int] = (0.0, 0)
    found = None
    for mark in DELIMITERS:
        widths = [len(row) for row in rows_of(sample, mark)]
        common = max(set(widths), key=widths.count, default=0)
        if common > 1 and (score := (widths.count(common) / len(widths), common)) > best:
            best, found = score, mark
    return found if best[0] >= 0.6 else None


def _value(value: str) -> str:
    value = " ".join(value.split())
    return "" if value == "(null)" else value  # what databases export for nothing


def _is_data(rows: list[list[str]]) -> bool:
    """Whether the first row is no header: most of its cells are figures."""
    told = [value.strip() for value in rows[0] if value.strip()]
    figures = sum(value.replace(".", "", 1).replace(",", "").isdigit() for value in told)
    return figures * 2 > len(told)
