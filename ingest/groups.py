"""A group's value given once is said on each of its rows; and so is what a ditto mark stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kb.documents import Row

_DITTO = re.compile(r"〃|″|”|\"|''|同上|-?\s?do\.?\s?-|do\.|(?i:ditto|idem)\.?")
_COUNT = re.compile(r"(\d{1,6})(?:\.0|[.)])?")
_ROWS = 3  # fewer are no pattern, unless they are counted
_LONG = 300  # characters; a longer cell is prose that runs on, not the name of a group
_SHARE = 0.25  # of the rows left empty: below, a cell is missing rather than merged
_SHARE_BEHIND = 0.5  # the same for a column behind one that counts every row


def carried(rows: Sequence[Row], merged: frozenset[int]) -> tuple[Row, ...]:
    """The rows with the values of their groups, and with `carried` naming the columns in which they were not written.

    A column holds groups where all of this is true of the whole table (`merged`: columns, from 0, in which the source
    merges cells itself; an empty cell there is meant to be empty):
    - it is the first column, or the next behind such a column, or behind a first column that counts all rows;
    - it is told on the first row, and on the first below each band;
    - every row it is empty on says something in one and the same column further right;
    - it is empty on a quarter of the rows (half, behind a counting column), or counts 1, 2, 3 on those it is told on;
    - its values do not follow each other twice: a table that writes a value again does not leave it out either.
    Or it is one of two columns side by side there, code and name, which say what the row above says on half of the rows
    and are empty only together. So an empty fee, remark or "replaces" is never filled. A ditto mark means the cell above
    it, in any column.
    """
    told = _pair_filled(_without_ditto(rows), merged)
    parent: int | None = None
    for column in _candidates(told):
        if column in merged or not _holds_groups(told, column, parent):
            break
        told = _filled(told, column)
        parent = column
    return tuple(told)


def _without_ditto(rows: Sequence[Row]) -> list[Row]:
    signs = {text for text in set().union(*(row.cells for row in rows)) if 0 < len(text) < 7 and _DITTO.fullmatch(text)}
    if not signs:
        return list(rows)
    found: list[Row] = []
    for row in rows:
        above = found[-1] if found and found[-1].band == row.band else None
        marks = [c for c, text in enumerate(row.cells) if text in signs] if above else []
        values = {c: above.cells[c] for c in marks if above and above.cells[c]}
        found.append(_with(row, values) if values else row)
    return found


def _with(row: Row, values: dict[int, str]) -> Row:
    cells = tuple(values.get(c, text) for c, text in enumerate(row.cells))
    return replace(row, cells=cells, carried=tuple(sorted({*row.carried, *(c + 1 for c in values)})))


def _candidates(rows: Sequence[Row]) -> range:
    width = len(rows[0].cells) if rows else 0
    return range(1 if _counts_all(rows) else 0, width - 1)


def _counts_all(rows: Sequence[Row]) -> bool:
    return len(rows) > 1 and all(row.cells and row.cells[0] for row in rows) and _counts([r.cells[0] for r in rows])


def _counts(values: Sequence[str]) -> bool:
    """Whether the values are numbers that rise by one."""
    last = None
    for value in values:
        match = _COUNT.fullmatch(value)
        if match is None or (last is not None and int(match[1]) != last + 1):
            return False
        last = int(match[1])
    return len(values) > 1


def _holds_groups(rows: Sequence[Row], column: int, parent: int | None) -> bool:
    values = [row.cells[column] for row in rows]
    gaps = [n for n, value in enumerate(values) if not value]
    if not gaps or any(n == 0 or rows[n].band != rows[n - 1].band for n in gaps):
        return False
    if not any(all(rows[n].cells[c] for n in gaps) for c in range(column + 1, len(rows[0].cells))):
        return False
    if parent is not None and any(parent + 1 not in rows[n].carried for n in gaps):
        return False
    told = [value for value in values if value]
    if any(a and a == b for a, b in pairwise(values)) or max(map(len, told)) > _LONG:
        return False
    share = _SHARE_BEHIND if column and parent is None else _SHARE
    if len(rows) >= _ROWS and len(gaps) >= share * len(rows):
        return True
    return _counts(told) and all(sum(map(bool, rows[n].cells)) > 1 or len(rows[n].cells) == 2 for n in gaps)


def _pair_filled(rows: list[Row], merged: frozenset[int]) -> list[Row]:
    """The rows with what is left out of code and name together, where both are mostly written again on each row."""
    one = 1 if rows and _counts([row.cells[0] for row in rows if row.cells[0]]) else 0
    two = one + 1
    if len(rows) < 2 * _ROWS or two + 1 >= len(rows[0].cells) or merged & {one, two}:
        return rows
    pairs = [row.cells[one : two + 1] for row in rows]
    again = sum(a == b and all(a) for a, b in pairwise(pairs))
    gaps = [n for n, pair in enumerate(pairs) if not any(pair)]
    if again * 2 < len(rows) or any(any(pair) and not all(pair) for pair in pairs):
        return rows
    if not gaps or gaps[0] == 0 or not all(any(rows[n].cells[two + 1 :]) for n in gaps):
        return rows
    return _filled(_filled(rows, one), two)


def _filled(rows: Sequence[Row], column: int) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        empty = not row.cells[column] and found
        found.append(_with(row, {column: found[-1].cells[column]}) if empty else row)
    return found
