"""Side by side: what differs from the first column is known by what it means, not by its words."""

from __future__ import annotations

import pytest

from kb.base import Kb
from kb.beside import MARKET_ROWS, Cell, Said, markets_beside, standards_beside
from kb.model import Language
from kb.naming import adoptions
from tests.conftest import TODAY


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_cell_of_a_market_has_its_record(language: Language, kb: Kb) -> None:
    columns = markets_beside(kb.library, kb.statements, "led-lamp", ("EU", "SA", "JP"), TODAY, language)
    assert [column.key for column in columns] == ["EU", "SA", "JP"]
    assert all(set(column.cells) <= set(MARKET_ROWS) for column in columns)
    said = [one for column in columns for cell in column.cells.values() for one in cell.said]
    assert said
    assert all(one.text and one.evidence in kb.statements for one in said)


def test_a_market_without_a_rule_has_no_cell(kb: Kb) -> None:
    ruled, empty = markets_beside(kb.library, kb.statements, "led-lamp", ("EU", "VA"), TODAY, "en")
    assert ruled.cells
    assert not empty.cells


def test_the_first_rule_is_not_told_again_among_the_others(kb: Kb) -> None:
    for column in markets_beside(kb.library, kb.statements, "led-lamp", tuple(kb.library.markets), TODAY, "en"):
        if column.cells:
            first = column.cells["scheme"].said[0].evidence
            assert first not in {one.evidence for one in column.cells["also"].said}


def test_a_market_does_not_differ_from_itself_and_what_is_not_recorded_differs_from_nothing(kb: Kb) -> None:
    (one, two) = markets_beside(kb.library, kb.statements, "led-lamp", ("EU", "DE"), TODAY, "en")
    assert not any(two.cells[name].differs(cell) for name, cell in one.cells.items())
    yes, no = Cell((Said("yes", "a"),), "yes"), Cell((Said("no", "b"),), "no")
    assert yes.differs(no)
    assert not yes.differs(Cell())
    assert not Cell().differs(yes)


def test_standards_stand_side_by_side(kb: Kb) -> None:
    rows = adoptions(("GB 4943.1",), kb.library)
    columns = standards_beside(rows, "en")
    assert {column.title for column in columns} >= {"GB 4943.1-2022"}
    assert all(
        one.evidence in kb.statements for column in columns for cell in column.cells.values() for one in cell.said
    )
