"""Retrieval on RGB, news snippets as units: of each question the documents that hold its answer, among those of all questions.

The corpus is every document, positive or negative, of every question of the set, each text once. recall@10 is the share of a
question's positive documents that are among the first ten found (a question with more than ten cannot reach 1: `best` is
the mean that a perfect order reaches); hit@k is 1 where at least one of the first k is positive. The data are not carried
here: `--data` names a folder with zh_refine.json and the like (github.com/chen700564/RGB, CC BY-NC-SA 4.0: measured on,
never shipped).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.bench.measure import Figures
from evals.bench.obliqa import Asked, K, Passage
from evals.bench.retrieval import HITS, measured, run

SETS = ("zh_refine", "en_refine", "zh_int", "zh_fact", "en_fact")


def rows_of(folder: Path, name: str) -> list[Mapping[str, Any]]:
    """The questions of a set as the file has them, one JSON object a line."""
    told = (folder / f"{name}.json").read_text(encoding="utf-8")
    return [json.loads(line) for line in told.split("\n") if line.strip()]


def texts(documents: Sequence[Any]) -> Iterator[str]:
    """The documents of a question; a question of several parts has a list for each."""
    for one in documents:
        if isinstance(one, str):
            yield one.strip()
        else:
            yield from texts(one)


def corpus(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Each text of the set once, with its id."""
    every = (text for row in rows for side in ("positive", "negative") for text in texts(row[side]))
    return {text: f"d{n}#1" for n, text in enumerate(dict.fromkeys(filter(None, every)))}


def units(ids: Mapping[str, str]) -> Iterator[Passage]:
    for text, one in ids.items():
        yield one, text, {}


def questions(rows: Sequence[Mapping[str, Any]], ids: Mapping[str, str]) -> list[Asked]:
    """Each question with its positive documents; one without any is left out."""
    asked = [(row["query"], {ids[text]: 1 for text in texts(row["positive"]) if text}) for row in rows]
    return [(question, positive) for question, positive in asked if positive]


def best(relevant: Mapping[str, int], _: Sequence[str]) -> float:
    """The recall@10 that a perfect order reaches."""
    return min(K, len(relevant)) / len(relevant)


def _rows(options: argparse.Namespace) -> list[Figures]:
    rows = rows_of(options.data, options.set)
    ids = corpus(rows)
    asked = questions(rows, ids)[:: options.every]
    return measured(units(ids), {options.set: asked}, {**HITS, "best": best})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=SETS, default="zh_refine")
    run(_rows, parser, "github.com/chen700564/RGB (data/)")
