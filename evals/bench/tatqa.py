"""Retrieval on TAT-QA: questions about financial tables, asked of all tables and paragraphs of a part at once.

A unit is a whole table, read by ingest's tables (its first row taken for the header, as it is) and told row by row, each
value after its header, or a paragraph; a table and the paragraphs beside it are one document. `table`: the questions
answered from a table, which is what they have to find. `context`: every question, and any unit of its own document will do,
so that hit@k is the figure to read. The questions were written with the table in view, and many name no company: no system
can tell their tables apart. The data are not carried here: `--data` names a folder with tatqa_dataset_dev.json
(github.com/NExTplusplus/TAT-QA, dataset_raw/).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.bench.measure import Figures
from evals.bench.obliqa import Asked, Passage
from evals.bench.retrieval import HITS, RECALLS, measured, run
from ingest.tables import Cell, Part, table
from kb.documents import Table
from kb.rows import named

PARTS = {"dev": "tatqa_dataset_dev.json", "test": "tatqa_dataset_test_gold.json"}
Context = Mapping[str, Any]  # a table, the paragraphs beside it and the questions about both, as the file has them


def told(cells: Sequence[Sequence[str]]) -> str:
    """The table in words: a row a line, each value after its header; "" where it says nothing."""
    made = table([Part(tuple(tuple(Cell(text) for text in row) for row in cells))], first_row_is_header=True)
    return "" if made is None else "\n".join(filter(None, (made.caption, *_lines(made))))


def _lines(made: Table) -> Iterator[str]:
    for row in made.rows:
        line = "; ".join(cell.told for cell in named(made, row, []))
        yield f"{row.band} / {line}" if row.band else line
    yield from (note.text for note in made.notes)


def units(contexts: Sequence[Context]) -> Iterator[Passage]:
    """Every table "<uid>#table" and every paragraph "<uid of its table>#<order>" that says something."""
    for one in contexts:
        uid = one["table"]["uid"]
        yield f"{uid}#table", told(one["table"]["table"]), {}
        for paragraph in one["paragraphs"]:
            if paragraph["text"].strip():
                yield f"{uid}#{paragraph['order']}", paragraph["text"], {}


def of_tables(contexts: Sequence[Context]) -> list[Asked]:
    """The questions that a table answers, alone or with the text, each with that table."""
    return [
        (asked["question"], {f"{one['table']['uid']}#table": 1})
        for one in contexts
        for asked in one["questions"]
        if asked["answer_from"] != "text"
    ]


def of_contexts(contexts: Sequence[Context]) -> list[Asked]:
    """Every question, with all units of its document."""
    return [
        (asked["question"], {name: 1 for name, _, _ in units([one])}) for one in contexts for asked in one["questions"]
    ]


def _rows(options: argparse.Namespace) -> list[Figures]:
    contexts = json.loads((options.data / PARTS[options.part]).read_text(encoding="utf-8"))
    sets = {"table": of_tables(contexts)[:: options.every], "context": of_contexts(contexts)[:: options.every]}
    return measured(units(contexts), sets, {**RECALLS, **HITS})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=sorted(PARTS), default="dev")
    run(_rows, parser, "github.com/NExTplusplus/TAT-QA (dataset_raw/)")
