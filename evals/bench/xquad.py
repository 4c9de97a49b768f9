"""Retrieval on XQuAD, paragraphs as units: Chinese and English questions, asked of the paragraphs in either language.

A question has one paragraph that answers it: recall@10 is the share of questions whose paragraph is among the first ten,
MAP@10 the mean of one through its rank. The data are not carried here: `--data` names a folder with xquad.en.json and
xquad.zh.json (github.com/google-deepmind/xquad, CC BY-SA 4.0), paragraph by paragraph translations of each other. There is
one part only; the weights of kb/wordbook.py were fixed on the questions of every other article, whose figures are 0.954 (Chinese
question of English paragraphs) and 0.873 (the other way round) where those of the articles left out are 0.967 and 0.907.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.bench.measure import Figures
from evals.bench.obliqa import Asked, Passage
from evals.bench.retrieval import measured, run

LANGUAGES = ("zh", "en")


def paragraphs(folder: Path, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every paragraph as the file has it, with an id of its own that its translations share."""
    told = json.loads((folder / f"xquad.{language}.json").read_text(encoding="utf-8"))
    for a, article in enumerate(told["data"]):
        for p, paragraph in enumerate(article["paragraphs"]):
            yield f"{a}-{p}#1", paragraph  # each a document of its own: what its neighbours say tells nothing here


def units(folder: Path, language: str) -> Iterator[Passage]:
    for name, paragraph in paragraphs(folder, language):
        yield name, paragraph["context"].strip("\ufeff \n"), {}


def questions(folder: Path, language: str) -> list[Asked]:
    return [
        (qa["question"].strip("\ufeff \n"), {name: 1})
        for name, one in paragraphs(folder, language)
        for qa in one["qas"]
    ]


def _rows(options: argparse.Namespace) -> list[Figures]:
    asked = {one: questions(options.data, one)[:: options.every] for one in LANGUAGES}
    return [
        row
        for of in LANGUAGES
        for row in measured(units(options.data, of), {f"{one} of {of} paragraphs": asked[one] for one in LANGUAGES})
    ]


if __name__ == "__main__":
    run(_rows, argparse.ArgumentParser(description=__doc__), "github.com/google-deepmind/xquad")
