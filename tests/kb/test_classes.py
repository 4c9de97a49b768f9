"""Classes that standards give to products: as they are typed, and side by side."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.classes import classes, without


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ffp 2 or KN-95, types II and IIR", ("FFP2", "KN95", "type II", "type IIR")),
        ("Level 1, 2 and 3 (United States, ASTM F2100)", ("level 1", "level 2", "level 3")),
        ("N95口罩和P2", ("N95", "P2")),
        ("EN 60335-1, P2P and N95-2020", ()),
        ("vehicles of categories N1 and N2", ()),
    ],
)
def test_a_class_is_read_however_it_is_typed(text: str, named: tuple[str, ...]) -> None:
    assert classes(text) == named


def test_what_is_left_without_classes() -> None:
    assert without("KF94 breathing, level 2").split() == ["breathing,"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("KF94 vs N95 filtration", ["at least 94% and 99% of particles of 0.4 µm", "95%, 99% and 99.97%"]),
        ("EN 14683 type IIR vs ASTM F2100 level 2", ["16.0 kPa", "120 and 160 mmHg"]),
        ("GB 19083和N95哪个要求高", ["GB 19083-2023医用防护口罩", "N95、N99、N100"]),
        ("FFP2 vs KN95, same?", ["paraffin oil", "GB 2626-2019 has filter classes"]),
    ],
)
def test_each_class_compared_is_told_by_its_own_standard(question: str, told: list[str], kb: Kb) -> None:
    lines = [line for line in ask(question, kb).markdown.splitlines() if line][:4]
    assert all(any(one in line for line in lines) for one in told), lines


def test_of_classes_of_which_one_is_not_recorded_that_is_said(kb: Kb) -> None:
    answer = ask("N95 vs KN95, and KP99?", kb)
    assert answer.status == "partial"
    assert "the class KP99" in answer.markdown


def test_where_a_market_is_to_decide_what_counts_its_row_answers(kb: Kb) -> None:
    assert ask("KN95 report, US buyer wants N95, ok?", kb).verdict == "not_accepted"


def test_levels_without_their_standard_are_of_anything(kb: Kb) -> None:
    assert "F2100" not in ask("level 2 vs level 3 EV charger", kb).markdown
