"""Anyone's answers can be scored; what cannot be read is told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.answers import read
from evals.dataset import Question
from evals.systems import blank
from kb.errors import InputError

QUESTIONS = (Question(id="1", question="a"), Question(id="2", question="b"), Question(id="3", question="c"))


def test_answers_come_in_the_order_of_the_questions_and_what_is_missing_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(
        '{"id": "2", "answer": "Yes", "status": "answered", "verdict": "conditional", "more": 1}\n\n{"id": "1", "error": "x"}\n',
        encoding="utf-8",
    )
    first, second, third = read(path, QUESTIONS)
    assert (second["answer"], second["verdict"], second["citations"]) == ("Yes", "conditional", [])
    assert first == third == blank()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1"),
        ("[]", "line 1"),
        ('{"id": "1", "answer": "x"}', "line 1: .*status"),
        ('{"id": "1", "answer": "x", "status": "answered", "verdict": "yes"}', "verdict"),
        ('\n{"id": "9", "answer": "x", "status": "answered"}', "line 2: no question of the data set has the id '9'"),
        ('{"id": "1", "error": "x"}\n{"id": "1", "error": "x"}', "line 2: a second answer to '1'"),
    ],
)
def test_a_bad_row_is_told_by_its_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read(path, QUESTIONS)
    with pytest.raises(InputError, match=r"none\.jsonl: cannot be read"):
        read(tmp_path / "none.jsonl", QUESTIONS)
