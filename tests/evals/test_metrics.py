from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from evals import metrics
from evals.dataset import Question
from kb.lexicon import Lexicon


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


def test_a_claim_is_proven_when_its_figures_and_names_stand_in_what_it_cites(lexicon: Lexicon) -> None:
    claims = [
        {"text": "valid 3 years", "citations": [1]},
        {"text": "valid 5 years", "citations": [1]},
        {"text": "free", "citations": []},
        {"text": "valid in Japan", "citations": [1]},
        {"text": "valid in Korea", "citations": [1]},
    ]
    answer = _answer("", claims=claims, citations=[{"n": 1, "quote": "valid 3 years", "title": "", "url": ""}])
    question = _question(question="And in Japan?")
    assert metrics.proven(question, answer, lexicon) == pytest.approx(3 / 5)
    assert metrics.cited(answer) == pytest.approx(4 / 5)
    assert metrics.proven(question, _answer(""), lexicon) is None


def test_an_answer_is_stale_when_a_record_it_cites_was_checked_too_long_ago_or_never() -> None:
    refresh, today = {"a": "weekly", "b": "yearly"}, dt.date(2026, 11, 21)

    def stale(*cited: tuple[str, str | None]) -> float | None:
        citations = [{"n": 1, "url": one, "checked": day} for one, day in cited]
        return metrics.stale(_answer("", citations=citations), refresh, today)

    assert stale(("a", "2026-08-01"), ("b", "2026-11-01")) == 1
    assert stale(("b", "2026-08-01")) == 0
    assert stale(("b", None)) == 1
    assert stale(("passage of a document", None)) is None


def test_precision_counts_the_answers_given_and_coverage_all() -> None:
    question = _question(must=[["SABER"]], verdict=["conditional"])
    assert metrics.right(question, _answer("Saber", verdict="conditional")) == 1
    assert metrics.right(question, _answer("Saber", verdict="not_accepted")) == 0
    assert metrics.right(_question(abstain=True), _answer("Saber")) == 0
    assert metrics.right(question, _answer("", status="abstained")) is None
    assert (metrics.answered(_answer("")), metrics.answered(_answer("", status="abstained"))) == (1, 0)


def test_retrieval_scores() -> None:
    assert metrics.recall_at(2, {"a": 1, "b": 1}, ["a", "x", "b"]) == 0.5
    assert metrics.ndcg_at(10, {"a": 2, "b": 1}, ["a", "b"]) == pytest.approx(1.0)
    assert 0 < metrics.ndcg_at(10, {"a": 2, "b": 1}, ["b", "a"]) < 1
    assert metrics.ap_at(10, {"a": 1, "b": 1}, ["a", "x", "b"]) == pytest.approx((1 + 2 / 3) / 2)
    assert metrics.ap_at(2, {"a": 1, "b": 1}, ["x", "y", "a"]) == 0


def test_abstention_precision_recall_and_f1() -> None:
    told = metrics.abstention([True, True, False], [True, False, False])
    assert [one.value for one in told.values()] == pytest.approx([1.0, 0.5, 2 / 3])
    assert [one.value for one in metrics.abstention([False], [False]).values()] == [1.0, 1.0, 1.0]
    low, high = told["abstention F1"].interval or (2, 2)
    assert 0 <= low <= 2 / 3 <= high <= 1


def test_the_bootstrap_interval_is_reproducible_and_holds_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0]
    first = metrics.estimate(values)
    assert first == metrics.estimate(values)
    assert first is not None
    assert first.interval is not None
    assert first.interval[0] <= first.value == 4 / 6 <= first.interval[1]
    assert metrics.estimate([]) is None
