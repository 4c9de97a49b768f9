"""Small results made by hand."""

from __future__ import annotations

from typing import Any

from evals.dataset import Question
from evals.run import Result, Row, result
from evals.systems import blank


def row(one: str, facts: float = 1.0, *, cause: str = "", **answer: Any) -> Row:
    """A question of one fact, answered in full or not."""
    question = Question(id=one, type="accepted", question=f"<{one}> asked", answer="Gold", must=(("gold",),))
    told = {**blank(), "status": "answered", "answer": "Said & done", "query": {"to": ["JP"]}, "found": ["a"], **answer}
    return Row(question, told, {"facts": facts, "harm": 0.0, "right when answering": facts, "coverage": 1.0}, cause)


def made(*rows: Row, dataset: str = "set", system: str = "tessera", locked: bool = False) -> Result:
    return result(dataset, system, rows, locked=locked)
