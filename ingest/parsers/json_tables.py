"""Lists of JSON objects → tables, with what spreadsheets leave behind when they are saved as JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.parsers.json_values import Value, clean, fields, is_scalar, scalar
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.documents import Link, Table
from kb.errors import InputError

_PROSE = 1500  # characters; a list with such values holds texts, not rows
_TEXT = 100  # characters; a list of lists of which most hold a longer value holds texts, too
_DATED = re.compile(r"日期|时间|時間|date|time|_at$", re.I)
_ADDRESS = re.compile(r"https?://\S+")


def is_tabular(records: Sequence[Value]) -> bool:
    """Whether a list is a table: objects of much the same fields, none of them a long text."""
    if not records or not all(isinstance(one, dict) for one in records):
        return False
    names: dict[str, int] = {}
    longest = 0
    for one in records:
        for name, words in fields(one):
            names[name] = names.get(name, 0) + 1
            longest = max(longest, len(words))
    filled = sum(names.values())
    return longest <= _PROSE and len(names) > 0 and filled * 5 >= len(names) * len(records)


def record_table(records: Sequence[dict[str, Value]], *, headings: tuple[str, ...], caption: str = "") -> Table | None:
    """One row for each object; the header is their names, in the order in which they first appear."""
    rows = [_row(one) for one in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) * len(rows) > MAX_CELLS:
        raise InputError(f"a table of {len(rows):,} × {len(names):,} cells; split the file and ingest the parts")
    header = [name.partition("\0")[0] for name in names]
    body = [tuple(_cell(row.get(name, "")) for name in names) for row in rows]
    return _made(header, body, headings, caption)


def _made(header: list[str], body: list[tuple[Cell, ...]], headings: tuple[str, ...], caption: str) -> Table | None:
    top = tuple(map(Cell, header))
    if sum(not name for name in header) * 2 > len(header):  # the names are a title; the header is a row below
        return table([Part((top, *body))], headings=headings, caption=caption)
    under = 1 if body and _is_second_header(header, [cell.text for cell in body[0]]) else 0
    parts = [Part((top, *body[:under]), "head"), Part(tuple(body[under:]))]
    return table(parts, headings=headings, caption=caption)


def _row(record: dict[str, Value]) -> dict[str, str]:
    """The fields of an object by column. A column without a name is told from others by the name its tool gave it."""
    if all(isinstance(value, str) and clean(name) for name, value in record.items()):
        row = {clean(name): value for name, value in record.items()}
        if len(row) == len(record):
            return row
    row = {}
    for name, value in record.items():
        for path, words in fields({name: value}):
            column = path if clean(name) else f"{path}\0{name}"
            row[column] = "; ".join(filter(None, (row.get(column), words)))
    return row


def _cell(words: str) -> Cell:
    words = words.strip()
    if "\n" in words or "\r" in words:
        words = "\n".join(line.strip() for line in words.splitlines() if line.strip())
    links = (Link(words, words),) if words.startswith("http") and _ADDRESS.fullmatch(words) else ()
    return Cell(words, links=links)


def _is_second_header(header: list[str], first: list[str]) -> bool:
    """Whether the first record is a second row of the header: no figures, and a value that is the name of its column."""
    told = [(name, value) for name, value in zip(header, first, strict=True) if value]
    short = all(len(value) <= 30 and not re.search(r"\d", value) for _, value in told)
    return len(told) > 1 and short and any(name == value for name, value in told)


def row_table(rows: Sequence[list[Value]], *, headings: tuple[str, ...], caption: str = "") -> Table | None:
    """A list of lists: its first row is the header if it looks like one."""
    return table(
        [Part(tuple(tuple(_cell(scalar(one)) for one in row) for row in rows))], headings=headings, caption=caption
    )


def is_grid(rows: Sequence[Value]) -> bool:
    """Whether a list is a grid: two lists or more, of short values, much of one width."""
    if len(rows) < 2 or not all(isinstance(row, list) and all(map(is_scalar, row)) for row in rows):
        return False
    widths = [len(row) for row in rows]
    common = max(set(widths), key=widths.count)
    texts = sum(any(len(scalar(one)) > _TEXT for one in row) for row in rows)
    return common > 1 and widths.count(common) * 2 > len(rows) and texts * 2 < len(rows)


def milliseconds(made: Table) -> list[str]:
    """What the dates of a column mean that are told as milliseconds since 1970; a remark for each such column."""
    remarks = []
    for column, name in enumerate(made.header):
        values = [row.cells[column] for row in made.rows if row.cells[column]]
        if _DATED.search(name) and values and all(re.fullmatch(r"\d{12,13}(\.0)?", value) for value in values):
            day = datetime.fromtimestamp(int(values[0].partition(".")[0]) // 1000, UTC).date()
            remarks.append(f"column {name!r} gives dates in milliseconds since 1970: {values[0]} is {day}")
    return remarks
