"""One question, warm, end to end, beside the time of encoding that question alone; over the gold questions."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial

from evals.bench.measure import Figures, gold_questions, interleaved, run
from evals.metrics import percentile
from kb.answer import ask
from kb.base import open_base
from kb.settings import Settings


def compare(
    answer: Callable[[str], object], encode: Callable[[str], object], questions: Sequence[str], *, rounds: int
) -> list[Figures]:
    """Milliseconds of both, and of their ratio at each percentile, each question's best of the rounds."""
    answer(questions[0])
    encode(questions[0])
    took: dict[str, list[float]] = {"answer": [], "encode": []}
    for question in questions:
        works = {"answer": partial(answer, question), "encode": partial(encode, question)}
        for name, times in interleaved(works, rounds).items():
            took[name].append(1000 * min(times))
    rows = {name: spread(times) for name, times in took.items()}
    ratio: Figures = {name: rows["answer"][name] / rows["encode"][name] for name in rows["answer"]}
    return [
        {"ms": "answer"} | rows["answer"],
        {"ms": "encoding the question"} | rows["encode"],
        {"ms": "ratio"} | ratio,
    ]


def spread(times: Sequence[float]) -> dict[str, float]:
    return {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95), "max": max(times)}


def _measured(options: argparse.Namespace) -> list[Figures]:
    kb = open_base(Settings())
    return compare(
        lambda question: ask(question, kb),
        lambda question: kb.index.encoder.encode([question]),
        gold_questions()[:: options.every],
        rounds=options.rounds,
    )


if __name__ == "__main__":
    run(_measured, __doc__, rounds=3)
