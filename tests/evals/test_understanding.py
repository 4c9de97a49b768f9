"""The understanding set is read, scored role by role, and its figures do not fall."""

from __future__ import annotations

import pytest

from evals.dataset import HOME
from evals.understanding import ALWAYS, TODAY, Asked, Row, halves, read, run, score, summary
from kb.lexicon import Lexicon
from kb.library import Library
from kb.understand import understand

FLOORS = {
    "markets": 0.94,
    "origins": 0.97,
    "products": 0.97,
    "evidence": 0.96,
    "absent": 0.99,
    "as_of": 0.98,
    "intent": 0.9,
}


@pytest.fixture(scope="module")
def rows(library: Library) -> tuple[Row, ...]:
    return run(read(HOME / "understanding.jsonl"), library)


def test_the_halves_share_no_question_and_hold_all() -> None:
    asked = read(HOME / "understanding.jsonl")
    first, second = ({one.id for one in halves(asked, half)} for half in (1, 2))
    assert not first & second
    assert first | second == {one.id for one in asked}
    assert len(asked) >= 300


@pytest.mark.parametrize("role", FLOORS)
def test_a_role_is_read_as_well_as_it_was(role: str, rows: tuple[Row, ...]) -> None:
    right = [one.right for row in rows for one in row.scores if one.role == role]
    assert sum(right) / len(right) >= FLOORS[role]


def test_what_may_be_read_as_well_costs_nothing_and_what_is_missing_does(library: Library) -> None:
    query = understand("CCC证书的电饭煲出口日本行吗", library, today=TODAY)
    asked = Asked(
        id="x",
        lang="zh",
        question=query.text,
        expect={"intent": ["accepted", "route"], "markets": ["JP"], "products": ["rice-cooker"]},
        also={"evidence": ("ccc-certificate",)},
    )
    assert {one.role: one.right for one in score(asked, query, Lexicon(library))} == dict.fromkeys(ALWAYS, True)
    strict = asked.model_copy(update={"expect": asked.expect | {"markets": ["JP", "KR"]}})
    [markets] = [one for one in score(strict, query, Lexicon(library)) if one.role == "markets"]
    assert (markets.right, round(markets.f1, 2)) == (False, 0.67)


def test_the_summary_names_every_role_and_the_time(rows: tuple[Row, ...]) -> None:
    told = summary(rows[:40])
    assert all(role in told for role in (*ALWAYS, "mean of roles", "all roles right", "p95"))
