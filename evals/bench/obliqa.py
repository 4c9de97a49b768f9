"""Retrieval on ObliQA, passages as units: recall@10 and MAP@10 through the index that answers use, beside each signal alone.

The data are not carried here: `--data` names a folder with ObliQA_dev.json, ObliQA_test.json and StructuredRegulatoryDocuments/
(github.com/RegNLP/ObliQADataset, Apache-2.0). `--set multipassage` asks the questions that several passages answer
(github.com/RegNLP/MultiPassage-RegulatoryRAG), of which `--questions` names the folder with QADataset/ and the qrels_*.txt.
Parameters were fixed on the development part.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.bench.measure import Figures, table
from evals.metrics import ap_at, mean, ndcg_at, percentile, recall_at
from kb.encoder import open_encoder
from kb.errors import KbError
from kb.index import Hit, Index
from kb.settings import Settings

K = 10
Passage = tuple[str, str, Mapping[str, Any]]
Asked = tuple[str, Mapping[str, int]]  # a question, and the passages that answer it


def passages(folder: Path) -> Iterator[Passage]:
    """Every passage of the regulations, its id "<document>#<passage>"; those that repeat an id or are empty are left out."""
    met = set()
    files = sorted((folder / "StructuredRegulatoryDocuments").glob("*.json"), key=lambda path: int(path.stem))
    if not files:
        raise KbError(f"{folder}: no StructuredRegulatoryDocuments here; get github.com/RegNLP/ObliQADataset")
    for file in files:
        for one in json.loads(file.read_text(encoding="utf-8")):
            name = f"{one['DocumentID']}#{one['PassageID']}"
            if one["Passage"].strip() and name not in met:
                met.add(name)
                yield name, one["Passage"], {}


def questions(folder: Path, part: str) -> list[Asked]:
    rows = json.loads((folder / f"ObliQA_{part}.json").read_text(encoding="utf-8"))
    return [
        (row["Question"], {f"{one['DocumentID']}#{one['PassageID']}": 1 for one in row["Passages"]}) for row in rows
    ]


def multipassage(folder: Path, questions: Path, part: str) -> list[Asked]:
    """The questions of ObliQA-MultiPassage and the passages that answer each by its qrels, by the ids of `passages`."""
    part = {"dev": "val"}.get(part, part)
    judged: dict[str, dict[str, int]] = {}
    names = _names(folder)
    for line in (questions / f"qrels_{part}.txt").read_text(encoding="utf-8").splitlines():
        question, _, passage, grade = line.split()
        if int(grade) > 0:
            judged.setdefault(question, {})[names[passage]] = int(grade)
    rows = json.loads((questions / "QADataset" / f"ObliQA_MultiPassage_{part}.json").read_text(encoding="utf-8"))
    return [(row["Question"], judged[row["QuestionID"]]) for row in rows]


def _names(folder: Path) -> dict[str, str]:
    """The id of each passage of the regulations by the number that the qrels know it by."""
    files = sorted((folder / "StructuredRegulatoryDocuments").glob("*.json"))
    rows = (one for file in files for one in json.loads(file.read_text(encoding="utf-8")))
    return {row["ID"]: f"{row['DocumentID']}#{row['PassageID']}" for row in rows}


def score(asked: Sequence[Asked], search: Callable[[str], Sequence[str]]) -> Figures:
    """Means over the questions of what a search finds; milliseconds of one search."""
    recalls, precisions, gains, took = [], [], [], []
    for question, relevant in asked:
        started = time.perf_counter()
        found = search(question)
        took.append((time.perf_counter() - started) * 1000)
        recalls.append(recall_at(K, relevant, found))
        precisions.append(ap_at(K, relevant, found))
        gains.append(ndcg_at(K, relevant, found))
    return {
        "recall@10": mean(recalls) or 0.0, "MAP@10": mean(precisions) or 0.0, "nDCG@10": mean(gains) or 0.0,
        "p95 ms": percentile(took, 0.95),
    }  # fmt: skip


def systems(index: Index) -> dict[str, Callable[[str], Sequence[str]]]:
    """The index as answers use it, and the order by each of its signals over the same candidates."""

    def by(signal: Callable[[Hit], float]) -> Callable[[str], Sequence[str]]:
        return lambda text: [hit.id for hit in sorted(index.hits(text, k=200), key=lambda hit: -signal(hit))[:K]]

    return {
        "as answers use it": lambda text: [one for one, _ in index.search(text, K)],
        "dense alone": by(lambda hit: hit.dense),
        "lexical alone": by(lambda hit: hit.lexical),
    }


def _measured(options: argparse.Namespace) -> list[Figures]:
    asked = _asked(options)[:: options.every]
    with tempfile.TemporaryDirectory() as folder:
        index = Index.build(passages(options.data), Path(folder, "index"), encoder=open_encoder(Settings()))
        rows: list[Figures] = [{"system": name, **score(asked, search)} for name, search in systems(index).items()]
        index.close()
        return rows


def _asked(options: argparse.Namespace) -> list[Asked]:
    if options.set == "obliqa":
        return questions(options.data, options.part)
    return multipassage(options.data, options.questions or options.data, options.part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data set")
    parser.add_argument("--set", choices=("obliqa", "multipassage"), default="obliqa")
    parser.add_argument("--questions", type=Path, help="folder of the questions of ObliQA-MultiPassage, where another")
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--every", type=int, default=1, help="ask every n-th question only")
    options = parser.parse_args()
    try:
        print(table(_measured(options)))
    except (KbError, OSError, ValueError, KeyError) as error:
        sys.exit(f"obliqa: {error}")


if __name__ == "__main__":
    main()
