"""The gold questions hold the floors that the README names, and the runner tells what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import gate
from evals.dataset import HOME, read
from evals.run import run
from evals.saved import fingerprint
from kb.base import Kb
from kb.errors import InputError

_SLACK = 0.01  # answers move with the day


def test_the_data_sets_hold_their_floors_and_no_answer_loses_a_line(kb: Kb, caplog: pytest.LogCaptureFixture) -> None:
    base = gate.read()
    results = run(sorted(base.floors), kb=kb)
    now = gate.measured(results, {one: fingerprint(HOME / f"{one}.jsonl") for one in base.floors})
    assert list(gate.below(base, now, slack=_SLACK)) == []
    assert [one.getMessage() for one in caplog.records if one.name == "kb.answer"] == []
    assert all(row.scores["facts"] in (None, 1.0) for one in results for row in one.rows if not row.cause)


def test_the_gold_questions_are_many_and_a_third_of_them_chinese() -> None:
    questions = read(HOME / "gold.jsonl")
    assert len(questions) >= 100
    assert sum(q.lang == "zh" for q in questions) * 3 >= len(questions)
    assert len({q.id for q in questions}) == len(questions)


def test_relevant_ids_are_statements_of_the_base(kb: Kb) -> None:
    named = {one for question in read(HOME / "gold.jsonl") for one in question.relevant}
    assert named <= kb.statements.keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "line 1"),
        ('{"question": "x"}', "line 1: .*id"),
        ('{"id": "1", "question": "x", "verdict": "yes"}', "verdict"),
        ("", "holds no question"),
    ],
)
def test_a_data_set_that_cannot_be_read_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read(path)
    with pytest.raises(InputError, match=r"no such data set; one of access, .*gold"):
        read(tmp_path / "none.jsonl")
