from __future__ import annotations

from typing import Any

import pytest

from evals import metrics
from evals.dataset import Question


def _answer(text: str, **more: Any) -> dict[str, Any]:
    return {
        "answer": text,
        "status": "answered",
        "verdict": None,
        "claims": [],
        "gaps": [],
        "citations": [],
        "took_ms": 1.0,
        **more,
    }


def _question(**more: Any) -> Question:
    return Question.model_validate({"id": "1", "question": "?", **more})


def test_a_fact_is_found_in_any_of_its_variants() -> None:
    question = _question(must=[["1 January 1999", "1999-01-01"], ["SABER"]])
    assert metrics.facts(question, _answer("In force since 1999-01-01; register in Saber")) == 1.0
    assert metrics.facts(question, _answer("In force since １９９９-01-01")) == 0.5
    assert metrics.facts(_question(), _answer("anything")) is None


def test_harm_and_verdict() -> None:
    question = _question(must_not=["no re-test"], verdict=["conditional", "not_accepted"])
    assert metrics.harm(question, _answer("No re-test is needed")) == 1.0
    assert metrics.verdict(question, _answer("", verdict="not_accepted")) == 1.0
    assert metrics.verdict(question, _answer("", verdict="accepted_as_final")) == 0.0
    assert metrics.verdict(_question(), _answer("")) is None


def test_a_claim_is_supported_when_its_numbers_stand_in_what_it_cites() -> None:
    claims = [
        {"text": "valid 3 years", "citations": [1]},
        {"text": "valid 5 years", "citations": [1]},
        {"text": "free", "citations": []},
    ]
    answer = _answer("", claims=claims, citations=[{"n": 1, "quote": "valid 3 years", "title": "", "url": ""}])
    assert metrics.supported(answer) == pytest.approx(2 / 3)
    assert metrics.cited(answer) == pytest.approx(2 / 3)


def test_retrieval_scores() -> None:
    assert metrics.recall_at(2, {"a": 1, "b": 1}, ["a", "x", "b"]) == 0.5
    assert metrics.ndcg_at(10, {"a": 2, "b": 1}, ["a", "b"]) == pytest.approx(1.0)
    assert 0 < metrics.ndcg_at(10, {"a": 2, "b": 1}, ["b", "a"]) < 1


def test_abstention_precision_and_recall() -> None:
    assert metrics.precision_recall([True, True, False], [True, False, False]) == (1.0, 0.5)
    assert metrics.precision_recall([False], [False]) == (1.0, 1.0)


def test_the_bootstrap_interval_is_reproducible_and_holds_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0]
    first = metrics.interval(values)
    assert first == metrics.interval(values)
    assert first is not None
    assert first[0] <= 4 / 6 <= first[1]
