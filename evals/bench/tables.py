"""How faithfully tables are read: cells at their place, header paths, shapes, against datasets/tables.jsonl.

    python -m evals.bench.tables --files DIR [--system NAME …] [--format NAME …] [--misses]

A table that is not found counts all its cells wrong. datasets/tables.md tells how the set was made and its conventions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.bench.measure import Figures, table
from evals.bench.table_systems import SYSTEMS, Grid, System
from evals.dataset import HOME
from kb.errors import InputError, KbError

FILES = Path(__file__).parents[3] / "shared" / "realdocs"
FORMATS = {".md": "markdown"}
_NARROW = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", "\u00ad\u200b\ufeff\ufffe")
_MARKS = re.compile(r"<br\s*/?>|\*\*|^[ \t]*[-–—•●▪◦·*\uf0b7\uf0a7][ \t]+(?=\S)", re.M | re.I)

Told = (
    str | tuple[str, ...]
)  # a text, or those that would be right; "first words…last words" stands for what begins and ends so


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Find(_Line):
    """Which table of the file is meant: the n-th whose header tells these words, and in which this cell stands."""

    header_has: tuple[str, ...] = ()
    cell: str = ""
    n: int = 1


class Expected(_Line):
    """One table as it stands in its source. None: not asserted."""

    id: str
    path: str  # below the folder of files
    sha256: str
    find: Find
    rows: int | None
    columns: int | None
    header: tuple[Told | None, ...]  # () where the table has none
    cells: tuple[tuple[int, int, Told], ...]  # row and column from 1
    carried: tuple[tuple[int, int], ...] = ()
    notes: tuple[tuple[int, int, str], ...] = ()  # row, column, first words of the note bound to it
    tests: tuple[str, ...] = ()

    @property
    def format(self) -> str:
        suffix = Path(self.path).suffix
        return FORMATS.get(suffix, suffix[1:])


@dataclass(frozen=True, slots=True)
class Score:
    """What one system made of one table; each pair is how many are right, and of how many."""

    expected: Expected
    found: bool
    cells: tuple[int, int]
    header: tuple[int, int]
    shape: bool
    bound: tuple[int, int]  # carried cells and notes told as such
    misses: tuple[str, ...]


def read_set(path: Path = HOME / "tables.jsonl") -> tuple[Expected, ...]:
    """The asserted tables; InputError names file and line of what cannot be read."""
    found = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(Expected.model_validate_json(line))
        except ValidationError as error:
            raise InputError(f"{path}: line {n}: {' '.join(str(error).split())[:200]}") from None
    return tuple(found)


def plain(text: str) -> str:
    """A text as it is compared: no white space, no list and emphasis marks, raised and lowered digits as plain ones."""
    return "".join(_MARKS.sub(" ", text).translate(_NARROW).split())


def same(told: Told, found: str) -> bool:
    """Whether a found text is one of those that would be right."""
    return any(_fits(one, plain(found)) for one in ((told,) if isinstance(told, str) else told))


def _fits(told: str, found: str) -> bool:
    start, dots, end = told.partition("…")
    if not dots or not start.strip("…"):
        return plain(told) == found
    return found.startswith(plain(start)) and found.endswith(plain(end))


def meant(find: Find, grids: Iterable[Grid]) -> Grid | None:
    """The grid of a file that is asked about, wherever the system put its header."""
    matching = [grid for grid in grids if _tells(grid, find.header_has) and _holds(grid, find.cell)]
    return matching[find.n - 1] if len(matching) >= find.n else None


def _tells(grid: Grid, words: Sequence[str]) -> bool:
    top = "\n".join(plain(cell) for row in (grid.header, *grid.rows[:4]) for cell in row)
    return all(plain(word) in top for word in words)


def _holds(grid: Grid, cell: str) -> bool:
    return not cell or any(same(cell, found) for row in (grid.header, *grid.rows) for found in row)


def score(expected: Expected, grids: Iterable[Grid]) -> Score:
    """One table of the set against what a system read of its file."""
    grid = meant(expected.find, grids)
    if grid is None:
        names, bound = len(_asked(expected)), len(expected.carried) + len(expected.notes)
        return Score(expected, False, (0, len(expected.cells)), (0, names), False, (0, bound), ("table not found",))
    cells = [_cell(grid, *one) for one in expected.cells]
    header = [_column(grid, at, told) for at, told in _asked(expected)]
    bound_ = [*(_carried(grid, *one) for one in expected.carried), *(_note(grid, *one) for one in expected.notes)]
    shape = _shape(grid, expected)
    return Score(
        expected,
        True,
        _right(cells),
        _right(header),
        not shape,
        _right(bound_),
        tuple(filter(None, (shape, *header, *cells, *bound_))),
    )


def _right(misses: Sequence[str]) -> tuple[int, int]:
    return sum(not miss for miss in misses), len(misses)


def _asked(expected: Expected) -> list[tuple[int, Told | None]]:
    """The columns whose name is asserted; of a table without a header, that each has none."""
    if not expected.header:
        return [(at, None) for at in range(1, (expected.columns or 1) + 1)]
    return [(at, told) for at, told in enumerate(expected.header, 1) if told is not None]


def _width(grid: Grid) -> int:
    return max((len(row) for row in (grid.header, *grid.rows)), default=0)


def _shape(grid: Grid, expected: Expected) -> str:
    found = (len(grid.rows), _width(grid))
    asked = (expected.rows or found[0], expected.columns or found[1])
    return "" if found == asked else f"shape {asked[0]} × {asked[1]}, found {found[0]} × {found[1]}"


def _column(grid: Grid, at: int, told: Told | None) -> str:
    found = grid.header[at - 1] if at <= len(grid.header) else ""
    if told is None:
        return f"column {at} has no name, found {found!r}" if grid.header else ""
    right = same(told, found) and bool(grid.header)
    return "" if right else f"column {at} is {told!r}, found {found[:80]!r}"


def _cell(grid: Grid, row: int, column: int, told: Told) -> str:
    if row > len(grid.rows) or column > _width(grid):
        return f"cell {row}, {column} is {told!r}, there is none"
    line = grid.rows[row - 1]
    found = line[column - 1] if column <= len(line) else ""
    return "" if same(told, found) else f"cell {row}, {column} is {told!r}, found {found[:80]!r}"


def _carried(grid: Grid, row: int, column: int) -> str:
    return "" if (row, column) in grid.carried else f"cell {row}, {column} is not told as carried"


def _note(grid: Grid, row: int, column: int, words: str) -> str:
    bound = any((row, column) == (r, c) and plain(words) in plain(text) for r, c, text in grid.notes)
    return "" if bound else f"note {words!r} is not bound to cell {row}, {column}"


def judge(expected: Sequence[Expected], files: Path, system: System) -> list[Score]:
    """Every table of the set that lies in the folder; each file is read once."""
    scores, read = [], dict[str, Sequence[Grid]]()
    for one in expected:
        if one.path not in read:
            read = {one.path: system(_checked(files / one.path, one.sha256))}
        scores.append(score(one, read[one.path]))
    return scores


def _checked(path: Path, sha256: str) -> Path:
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError(f"{path}: no such file; name the folder of the documents with --files") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(
            f"{path}: another version than the set was written for; give the folder that INDEX.csv describes"
        )
    return path


def figures(name: str, scores: Sequence[Score]) -> list[Figures]:
    """A row for each format, and one for all."""
    formats = sorted({one.expected.format for one in scores})
    parts = [(kind, [one for one in scores if one.expected.format == kind]) for kind in formats]
    return [_row(name, kind, part) for kind, part in [*parts, ("all", list(scores))]]


def _row(name: str, kind: str, scores: Sequence[Score]) -> Figures:
    return {
        "system": name,
        "format": kind,
        "tables": str(len(scores)),
        "found": str(sum(one.found for one in scores)),
        "cells": _share([one.cells for one in scores]),
        "header paths": _share([one.header for one in scores]),
        "shapes": _share([(one.shape, 1) for one in scores]),
        "carried, notes": _share([one.bound for one in scores]),
    }


def _share(pairs: Sequence[tuple[int, int]]) -> str:
    right, asked = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return f"{right / asked:.3f} of {asked}" if asked else "—"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.tables", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--files", type=Path, default=FILES, help="folder of the documents that INDEX.csv describes")
    parser.add_argument("--system", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    parser.add_argument("--format", nargs="+", help="only these: html, pdf, xml … or part of an id or path")
    parser.add_argument("--misses", action="store_true", help="list what is wrong")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args(arguments)
    try:
        _print(options)
    except KbError as error:
        sys.exit(f"{parser.prog}: {error}")


def _print(options: argparse.Namespace) -> None:
    expected = [one for one in read_set() if _wanted(one, options.format)]
    rows, misses = list[Figures](), list[str]()
    for name in options.system:
        scores = judge(expected, options.files, SYSTEMS[name])
        rows += figures(name, scores)
        misses += [f"{name}: {one.expected.id} ({one.expected.path}): {miss}" for one in scores for miss in one.misses]
    print(json.dumps(rows, indent=2) if options.json else table(rows))
    if options.misses:
        print("\n".join(["", *misses]))


def _wanted(one: Expected, parts: Sequence[str] | None) -> bool:
    return not parts or any(part in one.format or part in one.id or part in one.path for part in parts)


if __name__ == "__main__":
    main()
