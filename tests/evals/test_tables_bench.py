"""The table bench measures what it says; how well the parsers read the real documents stays out of the tests."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.bench.table_systems import Grid, _library, tessera
from evals.bench.tables import Expected, Find, figures, judge, meant, read_set, same, score
from kb.errors import InputError

REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"
FEES = Grid(("Step", "Fee / S$"), (("Apply", "1,000"), ("Audit ¹", "2,000"), ("", "500")), frozenset({(3, 1)}))


def _expected(**changed: Any) -> Expected:
    told: dict[str, Any] = {
        "id": "fees",
        "path": "fees.csv",
        "sha256": "",
        "find": {"header_has": ["Step"]},
        "rows": 3,
        "columns": 2,
        "header": ["Step", "Fee / S$"],
        "cells": [[1, 1, "Apply"], [2, 1, "Audit1"], [2, 2, "2,000"], [3, 1, ""]],
    }
    return Expected.model_validate(told | changed)


@pytest.mark.parametrize(
    ("told", "found", "right"),
    [
        ("Toys¹", "Toys  1", True),
        ("1,234", "1234", False),
        ("0101.90", "101.9", False),
        ("Lamps, which are…", "Lamps, which\nare electrical", True),
        ("Bodies…Ltd", "Bodies / One Ltd", True),
        ("Bodies…Ltd", "Bodies / One Inc", False),
        ("…", "…", True),
        ("…", "anything", False),
        ("", "anything", False),
        ("first second", "- first\n- second", True),
        ("-", "-", True),
        (("7", "7.0"), "7.0", True),
    ],
)
def test_a_cell_is_compared_without_white_space_but_as_written(told: Any, found: str, right: bool) -> None:
    assert same(told, found) is right


def test_a_faithful_grid_has_no_misses() -> None:
    found = score(_expected(carried=[[3, 1]]), [FEES])
    assert (found.cells, found.header, found.shape, found.bound, found.misses) == ((4, 4), (2, 2), True, (1, 1), ())


def test_a_header_read_as_a_row_costs_names_shape_and_every_cell_below() -> None:
    found = score(_expected(), [Grid((), (FEES.header, *FEES.rows))])
    assert (found.found, found.cells, found.header, found.shape) == (True, (0, 4), (0, 2), False)


def test_a_row_read_as_a_header_costs_the_names_of_a_table_that_has_none() -> None:
    nameless = _expected(find={"cell": "Apply"}, header=[], cells=[[1, 1, "Apply"]])
    assert score(nameless, [Grid((), FEES.rows)]).header == (2, 2)
    assert score(nameless, [Grid(FEES.rows[0], FEES.rows[1:])]).header == (0, 2)


def test_a_table_that_is_not_found_counts_all_its_cells_wrong() -> None:
    found = score(_expected(), [Grid(("Other",), (("x",),))])
    assert (found.found, found.cells, found.header, found.misses) == (False, (0, 4), (0, 2), ("table not found",))


def test_what_is_not_asserted_is_not_counted() -> None:
    found = score(_expected(rows=None, columns=None, header=[None, "Fee / S$"]), [FEES])
    assert (found.header, found.shape) == ((1, 1), True)


def test_the_table_meant_is_told_by_its_words_not_by_its_place() -> None:
    other = Grid(("Step",), (("Appeal",),))
    assert meant(Find(header_has=("Step",), cell="Apply"), [other, FEES]) is FEES
    assert meant(Find(header_has=("Step",), n=2), [other, FEES]) is FEES
    assert meant(Find(header_has=("Step",), n=3), [other, FEES]) is None
    assert meant(Find(cell="Step"), [Grid((), (FEES.header, *FEES.rows))]) is not None


def test_a_note_counts_only_where_it_is_bound_to_its_cell() -> None:
    noted = Grid(FEES.header, FEES.rows, notes=((2, 1, "per man-day, plus tax"),))
    asked = _expected(notes=[[2, 1, "per man-day"], [1, 1, "per man-day"]])
    assert score(asked, [noted]).bound == (1, 2)


def test_a_file_is_read_once_and_must_be_the_version_the_set_was_written_for(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text('Step,Fee / S$\nApply,"1,000"\nAudit ¹,"2,000"\n,500\n', encoding="utf-8")
    sha256 = hashlib.sha256((tmp_path / "fees.csv").read_bytes()).hexdigest()
    read: list[Path] = []

    def system(path: Path) -> list[Grid]:
        read.append(path)
        return tessera(path)

    scores = judge([_expected(sha256=sha256), _expected(id="again", sha256=sha256)], tmp_path, system)
    assert len(read) == 1
    assert [one.cells[1] for one in scores] == [4, 4]
    assert scores[0].found
    with pytest.raises(InputError, match="another version"):
        judge([_expected(sha256="0")], tmp_path, system)
    with pytest.raises(InputError, match="--files"):
        judge([_expected(path="none.csv")], tmp_path, system)


def test_the_figures_have_a_row_for_each_format_and_one_for_all() -> None:
    rows = figures("ours", [score(_expected(), [FEES]), score(_expected(path="fees.pdf"), [])])
    assert [(row["format"], row["found"], row["cells"]) for row in rows] == [
        ("csv", "1", "1.000 of 4"),
        ("pdf", "0", "0.000 of 4"),
        ("all", "1", "0.500 of 8"),
    ]


def test_an_absent_library_is_told_with_the_remedy() -> None:
    with pytest.raises(InputError, match=r"pip install 'tessera\[bench\]'"):
        _library("no_such_library")


def _lengths(one: Expected) -> list[int]:
    return [len(text) for *_, told in one.cells for text in ([told] if isinstance(told, str) else told)]


@pytest.mark.parametrize(
    "sound",
    [
        lambda one: one.cells and one.find.n > 0 and bool(one.find.cell or one.find.header_has),
        lambda one: max(_lengths(one)) <= 60,
        lambda one: all(row <= (one.rows or 10_000) for row, *_ in one.cells),
        lambda one: all(column <= (one.columns or 1_000) for _, column, _ in one.cells),
        lambda one: one.columns is None or len(one.header) in (0, one.columns),
        lambda one: len({(row, column) for row, column, _ in one.cells}) == len(one.cells),
    ],
)
def test_the_shipped_set_is_sound(sound: Callable[[Expected], bool]) -> None:
    assert not [one.id for one in read_set() if not sound(one)]


def test_the_shipped_set_has_sixty_tables_and_more_each_with_its_own_name() -> None:
    ids = [one.id for one in read_set()]
    assert len(ids) == len(set(ids)) >= 60


@pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")
def test_the_set_was_written_for_the_documents_that_the_index_describes() -> None:
    with (REALDOCS / "INDEX.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["path"]: row["sha256"] for row in csv.DictReader(file)}
    assert not [one.id for one in read_set() if listed.get(one.path) != one.sha256]
