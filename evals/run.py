"""Data sets × systems → scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals import metrics
from evals.dataset import HOME, Question, read
from evals.systems import SYSTEMS, retrieved
from kb.base import Kb
from kb.errors import InputError, QuestionError


@dataclass(frozen=True, slots=True)
class Row:
    """One question, answered and scored; a score is None where it was not asked for."""

    question: Question
    answer: dict[str, Any]
    scores: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one data set. `means` holds each score's mean, `intervals` its 95 % bootstrap interval."""

    dataset: str
    system: str
    rows: tuple[Row, ...]
    means: dict[str, float | None]
    intervals: dict[str, tuple[float, float] | None]


def run(
    datasets: Sequence[str],
    *,
    kb: Kb,
    systems: Sequence[str] = ("tessera",),
    report: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Result, ...]:
    """Scores every system on every data set (names of evals/datasets, or paths; none: gold)."""
    unknown = [one for one in systems if one not in SYSTEMS]
    if unknown:
        raise InputError(f"system '{unknown[0]}': not known; one of {', '.join(SYSTEMS)}")
    paths = [_path(name) for name in datasets] or [HOME / "gold.jsonl"]
    sets = [(path.stem, read(path)) for path in paths]
    total, done = len(systems) * sum(len(q) for _, q in sets), 0
    results = []
    for name, questions in sets:
        for system in systems:
            rows = []
            for question in questions:
                rows.append(_row(question, system, kb))
                done += 1
                if progress:
                    progress(done, total)
            results.append(_result(name, system, tuple(rows)))
    if report is not None:
        from evals.report import write

        write(tuple(results), report)
    return tuple(results)


def _path(name: str) -> Path:
    return HOME / f"{name}.jsonl" if "/" not in name and not name.endswith(".jsonl") else Path(name)


def _row(question: Question, system: str, kb: Kb) -> Row:
    try:
        answer = SYSTEMS[system](question, kb)
    except QuestionError as error:
        answer = {
            "answer": str(error), "status": "abstained", "verdict": None, "claims": [], "gaps": [], "citations": [],
            "took_ms": 0.0, "intent": "error",
        }  # fmt: skip
    scores: dict[str, float | None] = {
        "facts": metrics.facts(question, answer),
        "harm": metrics.harm(question, answer),
        "verdict": metrics.verdict(question, answer),
        "cited": metrics.cited(answer),
        "supported": metrics.supported(answer),
        "corrected": metrics.corrected(question, answer),
    }
    if question.relevant and system == "tessera":
        found = retrieved(question, kb)
        scores["recall@10"] = metrics.recall_at(10, question.relevant, found)
        scores["nDCG@10"] = metrics.ndcg_at(10, question.relevant, found)
    return Row(question, answer, scores)


def _twins(rows: tuple[Row, ...]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    by_id = {row.question.id: row.answer for row in rows}
    pairs = ((row.question, by_id.get(row.question.twin)) for row in rows)
    return [(by_id[one.id], other) for one, other in pairs if other is not None and one.id < one.twin]


def _result(dataset: str, system: str, rows: tuple[Row, ...]) -> Result:
    names = dict.fromkeys(name for row in rows for name in row.scores)
    values = {name: [s for row in rows if (s := row.scores.get(name)) is not None] for name in names}
    means = {name: metrics.mean(one) for name, one in values.items()}
    truth = [row.question.abstain for row in rows]
    precision, recall = metrics.precision_recall(truth, [metrics.abstained(row.answer) for row in rows])
    took = [float(row.answer["took_ms"]) for row in rows]
    means |= {
        "abstention precision": precision,
        "abstention recall": recall,
        "twins agree": metrics.agreement(_twins(rows)),
        "p50 ms": metrics.percentile(took, 0.5),
        "p95 ms": metrics.percentile(took, 0.95),
    }
    return Result(dataset, system, rows, means, {name: metrics.interval(one) for name, one in values.items()})
