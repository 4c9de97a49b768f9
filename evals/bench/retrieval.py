"""What the benchmarks of retrieval share: units indexed, every system asked every question, a row of figures each."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from evals.bench.measure import Figures, table
from evals.bench.obliqa import Asked, Passage, score, systems
from evals.metrics import mean, recall_at
from kb.encoder import open_encoder
from kb.errors import KbError
from kb.index import Index
from kb.settings import Settings

Score = Callable[[Mapping[str, int], Sequence[str]], float]  # of what is relevant, and what was found


def hit_at(k: int, relevant: Mapping[str, int], found: Sequence[str]) -> float:
    """1 where any of the first k found is relevant, 0 where none is."""
    return float(any(one in relevant for one in found[:k]))


HITS: Mapping[str, Score] = {f"hit@{k}": partial(hit_at, k) for k in (1, 5, 10)}
RECALLS: Mapping[str, Score] = {f"recall@{k}": partial(recall_at, k) for k in (1, 5)}


def measured(
    units: Iterable[Passage], sets: Mapping[str, Sequence[Asked]], more: Mapping[str, Score] | None = None
) -> list[Figures]:
    """Of each set of questions and each system a row: what `score` says, and the mean of each score in `more`."""
    rows: list[Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        index = Index.build(units, Path(folder, "index"), encoder=open_encoder(Settings()))
        for name, asked in sets.items():
            for system, search in systems(index).items():
                once = cache(search)
                told = score(asked, once)
                extra = {
                    one: mean([rate(good, once(q)) for q, good in asked]) or 0.0 for one, rate in (more or {}).items()
                }
                rows.append({"questions": name, "n": float(len(asked)), "system": system, **told, **extra})
        index.close()
    return rows


def run(rows: Callable[[argparse.Namespace], Sequence[Figures]], parser: argparse.ArgumentParser, get: str) -> None:
    """The command line: --data and --every beside what the parser has; exit 1 and one line on an error, with where to `get`
    the data."""
    parser.add_argument("--data", type=Path, required=True, help=f"folder of the data set: {get}")
    parser.add_argument("--every", type=int, default=1, help="ask every n-th question only")
    options = parser.parse_args()
    try:
        print(table(rows(options)))
    except OSError as error:
        sys.exit(f"{error}; get {get}")
    except (KbError, ValueError, KeyError) as error:
        sys.exit(f"{options.data}: {error}")
