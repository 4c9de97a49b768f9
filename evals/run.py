"""Data sets × systems → scores."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals import metrics
from evals.causes import Causes
from evals.dataset import HOME, Question, is_locked, read
from evals.metrics import Estimate
from evals.systems import System, systems
from kb.base import Kb

BY_TYPE = ("facts", "verdict", "harm", "right when answering", "coverage")
Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One question, answered and scored; a score is None where it was not asked for. `cause`: why it failed, or ""."""

    question: Question
    answer: dict[str, Any]
    scores: Scores
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One system on one data set. `means` holds each score's mean with its 95 % bootstrap interval, None where no question
    asks for it; `types` the number of questions and the means by type of question. Of a locked set there are no `rows`."""

    dataset: str
    system: str
    n: int
    rows: tuple[Row, ...]
    means: dict[str, Estimate | None]
    types: dict[str, dict[str, float | None]]
    locked: bool = False


def run(
    datasets: Sequence[str],
    *,
    kb: Kb,
    names: Sequence[str] = ("tessera",),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Result, ...]:
    """Scores every system on every data set (names of evals/datasets, or paths; none: gold)."""
    sets = {path: read(path) for path in [located(name) for name in datasets] or [HOME / "gold.jsonl"]}
    every = [question for questions in sets.values() for question in questions]
    built = systems(names, kb, every)
    total, done = len(built) * len(every), 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    def answered(system: System, questions: Iterable[Question]) -> Iterator[dict[str, Any]]:
        for question in questions:
            yield system(question)
            step()

    return tuple(
        scored(path, name, questions, tuple(answered(system, questions)), kb)
        for path, questions in sets.items()
        for name, system in built.items()
    )


def located(name: str) -> Path:
    """The path of a data set: a name of evals/datasets, or a path as it is."""
    return HOME / f"{name}.jsonl" if "/" not in name and not name.endswith(".jsonl") else Path(name)


def scored(
    path: Path, system: str, questions: Sequence[Question], answers: Sequence[Mapping[str, Any]], kb: Kb
) -> Result:
    """A system's answers, one for each question, against the gold of the data set at `path`."""
    refs = (ref for statement in kb.statements.values() for ref in statement.sources)
    refresh = {ref.url: kb.library.sources[ref.source].refresh for ref in refs}
    causes, pairs = Causes(kb), zip(questions, answers, strict=True)
    rows = tuple(_row(question, dict(answer), refresh, causes) for question, answer in pairs)
    return result(path.stem, system, rows, locked=is_locked(path))


def _row(question: Question, answer: dict[str, Any], refresh: Mapping[str, str], causes: Causes) -> Row:
    scores: Scores = {
        "facts": metrics.facts(question, answer),
        "harm": metrics.harm(question, answer),
        "verdict": metrics.verdict(question, answer),
        "citation correctness": metrics.proven(question, answer, causes.kb.lexicon),
        "citation completeness": metrics.cited(answer),
        "corrected": metrics.corrected(question, answer),
        "right when answering": metrics.right(question, answer),
        "coverage": metrics.answered(answer),
        "stale": metrics.stale(answer, refresh, dt.date.today()),
    }
    found = answer.get("found")
    if question.relevant and found is not None:
        scores["recall@10"] = metrics.recall_at(10, question.relevant, found)
        scores["MAP@10"] = metrics.ap_at(10, question.relevant, found)
        scores["nDCG@10"] = metrics.ndcg_at(10, question.relevant, found)
    return Row(question, answer, scores, causes.of(question, answer, scores))


def result(dataset: str, system: str, rows: tuple[Row, ...], *, locked: bool = False) -> Result:
    """The rows with their means."""
    names = dict.fromkeys(name for row in rows for name in row.scores)
    means = {name: metrics.estimate(_values(rows, name)) for name in names}
    truth = [row.question.abstain for row in rows]
    means |= metrics.abstention(truth, [metrics.abstained(row.answer) for row in rows])
    means["twins agree"] = metrics.estimate([metrics.agree(*pair) for pair in _twins(rows)])
    took = [float(row.answer.get("took_ms") or 0.0) for row in rows]
    means |= {f"p{p} ms": Estimate(metrics.percentile(took, p / 100)) for p in (50, 95)}
    return Result(dataset, system, len(rows), () if locked else rows, means, _by_type(rows), locked)


def _values(rows: Iterable[Row], name: str) -> list[float]:
    return [score for row in rows if (score := row.scores.get(name)) is not None]


def _by_type(rows: Iterable[Row]) -> dict[str, dict[str, float | None]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.question.type].append(row)
    return {
        kind: {"n": float(len(members)), **{name: metrics.mean(_values(members, name)) for name in BY_TYPE}}
        for kind, members in sorted(groups.items())
    }


def _twins(rows: tuple[Row, ...]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    by_id = {row.question.id: row.answer for row in rows}
    pairs = ((row.question, by_id.get(row.question.twin)) for row in rows)
    return [(by_id[one.id], other) for one, other in pairs if other is not None and one.id < one.twin]
