"""The gold questions hold the floors that the README names, and the runner tells what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.dataset import HOME, read
from evals.report import write
from evals.run import run
from kb.base import Kb
from kb.errors import InputError


def test_the_gold_questions_hold_their_floors(kb: Kb, tmp_path: Path) -> None:
    (result,) = run(["gold"], kb=kb, report=tmp_path)
    means = {name: value or 0.0 for name, value in result.means.items()}
    assert means["facts"] >= 0.88
    assert means["verdict"] >= 0.74
    assert means["harm"] == 0
    assert means["cited"] == 1
    assert means["supported"] == 1
    assert means["abstention recall"] >= 0.95
    assert means["abstention precision"] >= 0.85
    assert "| gold | tessera | 350 |" in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "<script" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_gold_questions_are_many_and_a_third_of_them_chinese() -> None:
    questions = read(HOME / "gold.jsonl")
    assert len(questions) >= 100
    assert sum(q.lang == "zh" for q in questions) * 3 >= len(questions)
    assert len({q.id for q in questions}) == len(questions)


def test_relevant_ids_are_statements_of_the_base(kb: Kb) -> None:
    named = {one for question in read(HOME / "gold.jsonl") for one in question.relevant}
    assert named <= kb.statements.keys()


def test_simple_systems_are_scored_beside_it(kb: Kb, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text(
        '{"id": "1", "question": "Is CE accepted in Japan for toys?", "must": [["CE"]], "more": 1}\n', encoding="utf-8"
    )
    results = run([str(path)], kb=kb, systems=("tessera", "passages", "silent"))
    assert [(r.system, r.means["facts"]) for r in results] == [("tessera", 1.0), ("passages", 1.0), ("silent", 0.0)]
    assert write(results, tmp_path / "report")[0].is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "line 1"),
        ('{"question": "x"}', "line 1: .*id"),
        ('{"id": "1", "question": "x", "verdict": "yes"}', "verdict"),
    ],
)
def test_a_data_set_that_cannot_be_read_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read(path)
    with pytest.raises(InputError, match="no such data set; one of agreements, gold"):
        read(tmp_path / "none.jsonl")
