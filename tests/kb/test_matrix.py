"""Economies side by side: what carries results, in which direction, and how it stands on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.errors import InputError
from kb.library import Library
from kb.matrix import WEIGHT, Standing, busiest, cell, matrix, standing
from kb.terms import Stage, Status, Tier
from tests.conftest import TODAY


def test_every_tier_has_a_weight_and_accreditation_the_least() -> None:
    assert set(WEIGHT) == set(Tier)
    assert WEIGHT[-1] is Tier.accreditation


def test_a_cell_tells_the_best_row_first(library: Library) -> None:
    order = list(Standing)
    for line in matrix(library, ("CN", "NZ", "EU", "GB"), TODAY):
        for one in line:
            keys = [(order.index(row.standing), WEIGHT.index(row.tier)) for row in one.rows]
            assert keys == sorted(keys)
            assert one.exporter != one.market or not one.rows


def test_direction_is_kept(library: Library) -> None:
    there = {row.covered.id for row in cell(library, "CN", "NZ", TODAY).rows}
    back = {row.covered.id for row in cell(library, "NZ", "CN", TODAY).rows}
    assert there - back


def test_sector_and_stage_leave_out_what_is_of_others(library: Library) -> None:
    rows = cell(library, "CH", "EU", TODAY, sector="medical-devices", stage=Stage.product_certificate).rows
    assert rows
    assert all(Stage.product_certificate in row.covered.row.stages for row in rows)
    assert all({"medical-devices", "general"} & set(row.covered.row.sectors) for row in rows)
    with pytest.raises(InputError, match="magic"):
        cell(library, "CH", "EU", TODAY, sector="magic")


def test_a_row_does_not_apply_before_it_began_nor_after_it_ended(library: Library) -> None:
    rows = [(a, row) for a in library.agreements.values() for row in a.coverage]
    began = [(a, row) for a, row in rows if row.since and row.status is Status.in_force and not row.until]
    assert began
    assert {standing(a, row, dt.date(1900, 1, 1)) for a, row in began} == {Standing.not_yet}
    ended = [(a, row) for a, row in rows if row.until and row.until < "2026"]
    assert ended
    assert {standing(a, row, TODAY) for a, row in ended} == {Standing.ended}


def test_a_treaty_on_standards_and_cooperation_alone_is_not_told_as_applied(library: Library) -> None:
    agreement = library.agreements["efta-eg"]
    assert {standing(agreement, row, TODAY) for row in agreement.coverage} == {Standing.talks}


def test_the_busiest_are_economies_or_have_a_law_of_their_own(library: Library) -> None:
    found = busiest(library, 16)
    assert len(found) == len(set(found)) == 16
    assert "EU" in found
    assert "EFTA" not in found
