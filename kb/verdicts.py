"""Rows of verdicts as a table of texts, for a file: the form's rows, or one for each line of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from kb.base import Kb
from kb.language import STATE, TIER, VERDICT
from kb.model import Citation, Language
from kb.records import Text
from kb.routed import Row, Wanted, routed, without_search
from kb.sheet import COLUMNS, Line
from kb.terms import Key

RESULT = (
    "verdict",
    "verdict_words",
    "tier",
    "instrument",
    "conditions",
    "missing",
    "next_step",
    "sources",
    "checked",
    "error",
)
HEADER = (*COLUMNS, *RESULT)


def answered(lines: Iterable[Line], kb: Kb, language: Language, today: dt.date) -> Iterator[tuple[str, ...]]:
    """One row of HEADER for each line, in their order; what was asked before is not worked out again."""
    quick = without_search(kb)
    known: dict[Wanted, Mapping[str, str]] = {}
    for line in lines:
        if line.wanted is None:
            error = line.error.zh if line.error and language == "zh" else str(line.error)
            yield _row({**line.cells, "error": error})
            continue
        if line.wanted not in known:
            known[line.wanted] = result(routed(line.wanted, quick, language, today)[0], language)
        yield _row({**known[line.wanted], **{name: text for name, text in line.cells.items() if text}})


def rows_of(wanted: Wanted, rows: Iterable[Row], language: Language) -> Iterator[tuple[str, ...]]:
    """The rows of a form as rows of HEADER."""
    asked = {"held": "; ".join(wanted.held), "made_in": wanted.made, "by": wanted.by, "product": wanted.product}
    for n, row in enumerate(rows, 1):
        yield _row({**result(row, language), **asked, "id": str(n), "market": row.market})


def result(row: Row, language: Language) -> dict[str, str]:
    """What is told of one market, by column; the first words of each cell are the ones that decide."""
    told = used(row)
    stop = "；" if language == "zh" else "; "
    return {
        "as_of": row.answer.as_of.isoformat(),
        "verdict": row.verdict.value,
        "verdict_words": _say(VERDICT[row.verdict], language),
        "tier": _say(TIER[row.tier], language) if row.tier else "",
        "instrument": _say(row.instrument.title, language) if row.instrument else "",
        "conditions": " | ".join(
            f"{_say(STATE[k.state], language)}: {k.text}" for k in row.keys if k.key is not Key.acceptance
        ),
        "missing": " | ".join(gap.text for gap in row.gaps),
        "next_step": row.next_step,
        "sources": " ".join(dict.fromkeys(one.url for one in told)),
        "checked": stop.join(dict.fromkeys(one.checked or "–" for one in told)),
    }


def used(row: Row) -> tuple[Citation, ...]:
    """The citations that the keys and steps of a row rest on; all of its answer's where it has neither."""
    mine = {n for told in (row.keys, row.gaps) for one in told for n in one.citations}
    return tuple(one for one in row.answer.citations if one.n in mine) or row.answer.citations


def _row(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in HEADER)


def _say(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en
