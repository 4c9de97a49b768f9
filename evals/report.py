"""Results → what a person reads (Markdown, and HTML with plots and every trace) and what machines read (JSON, JUnit)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals import saved
from evals.causes import CAUSES
from evals.metrics import Estimate
from evals.plots import bars
from evals.run import BY_TYPE, Result, Row

FILES = ("report.html", "report.md", "results.json", "junit.xml")
_PLOTTED = (
    "facts", "verdict", "citation correctness", "right when answering", "coverage", "abstention F1", "recall@10", "MAP@10",
)  # fmt: skip
_LOCKED = "A locked set: its questions are not shown."


def write(results: Sequence[Result], folder: Path, fingerprints: Mapping[str, str]) -> tuple[Path, ...]:
    """The four files in the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    told = (_html(results), markdown(results), saved.as_json(results, fingerprints), saved.junit(results))
    for name, text in zip(FILES, told, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in FILES)


def table(results: Sequence[Result]) -> tuple[list[str], list[list[str]]]:
    """Of the results of one data set: a row a score, a column a system, in each cell the mean with its 95 % interval."""
    names = list(dict.fromkeys(name for result in results for name in result.means))
    rows = [[name, *(_cell(result.means.get(name), name) for result in results)] for name in names]
    return [f"{results[0].dataset} ({results[0].n})", *(result.system for result in results)], rows


def by_dataset(results: Sequence[Result]) -> list[list[Result]]:
    """The results of each data set together, in their order."""
    return [[one for one in results if one.dataset == name] for name in dict.fromkeys(one.dataset for one in results)]


def _cell(one: Estimate | None, name: str) -> str:
    if one is None:
        return "–"
    if name.endswith("ms"):
        return f"{one.value:.1f}"
    return f"{one.value:.3f}" + (f" [{one.interval[0]:.2f}, {one.interval[1]:.2f}]" if one.interval else "")


def by_type(result: Result) -> tuple[list[str], list[list[str]]]:
    """A row for each type of question: how many, and the means of the scores that differ most between types."""
    rows = [
        [kind, f"{means['n']:.0f}", *("–" if (value := means[name]) is None else f"{value:.3f}" for name in BY_TYPE)]
        for kind, means in result.types.items()
    ]
    return ["type", "n", *BY_TYPE], rows


def failures(result: Result) -> dict[str, list[Row]]:
    """The rows that failed, by cause, the gravest first; of a locked set none."""
    groups = {cause: [row for row in result.rows if row.cause == cause] for cause in CAUSES}
    return {cause: rows for cause, rows in groups.items() if rows}


def markdown(results: Sequence[Result]) -> str:
    out = ["# Evaluation"]
    for group in by_dataset(results):
        out += ["", *_rows(*table(group))]
    for result in results:
        out += ["", f"## {result.dataset} · {result.system}", "", *_rows(*by_type(result))]
        out += ["", _LOCKED] if result.locked else []
        for cause, rows in failures(result).items():
            out += ["", f"### {cause} ({len(rows)}): {CAUSES[cause]}", ""]
            out += [f"- `{row.question.id}` {row.question.question}" for row in rows]
    return "\n".join(out) + "\n"


def _rows(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:80rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:left}"
    "details{margin:.4rem 0}details details{margin-left:1rem}summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere}"
    "svg{max-width:100%;height:auto;display:block;margin:1rem 0}svg text{font:14px system-ui,sans-serif;fill:currentColor}"
    "svg .head{font-weight:600}svg rect{fill:#6a9bd8}svg path{stroke:currentColor;stroke-width:1.5;fill:none}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}svg rect{fill:#3d6ea8}}"
)


def _html(results: Sequence[Result]) -> str:
    head = "<meta charset=utf-8><meta name=viewport content='width=device-width'><title>Tessera evaluation</title>"
    parts = [f"<!doctype html><html lang=en>{head}<style>{_STYLE}</style><h1>Evaluation</h1>"]
    for group in by_dataset(results):
        parts += [f"<h2>{html.escape(group[0].dataset)}</h2>", _table(*table(group)), *_plots(group)]
        for result in group:
            parts += _system(result)
    return "\n".join(parts) + "\n"


def _plots(group: Sequence[Result]) -> Iterator[str]:
    for name in _PLOTTED:
        if told := [(one.system, mean) for one in group if (mean := one.means.get(name)) is not None]:
            yield bars(name, told)


def _system(result: Result) -> Iterator[str]:
    """Types, failures by cause, and all traces, folded; of a locked set the types alone."""
    yield f"<h3>{html.escape(result.system)}</h3>{_table(*by_type(result))}"
    if result.locked:
        yield f"<p>{_LOCKED}</p>"
    for cause, rows in failures(result).items():
        yield f"<details><summary><b>{cause}</b> ({len(rows)}): {CAUSES[cause]}</summary>"
        yield from (_details(row) for row in rows)
        yield "</details>"
    if right := [row for row in result.rows if not row.cause]:
        yield f"<details><summary><b>right</b> ({len(right)})</summary>"
        yield from (_details(row) for row in right)
        yield "</details>"


def _details(row: Row) -> str:
    question, trace = row.question, saved.trace(row)
    gold = {
        "answer": question.answer,
        "must": [" / ".join(fact) for fact in question.must],
        "must not": list(question.must_not),
        "verdict": [one.value for one in question.verdict],
        "abstain": question.abstain,
        "relevant": question.relevant,
    }
    title = f"{question.id} ({question.type}) {question.question}"
    steps = {name: trace[name] for name in ("query", "found", "cited", "status", "verdict", "scores", "took_ms")}
    parts = [f"<h4>{name}</h4><pre>{_lines(told)}</pre>" for name, told in (("Gold", gold), ("Trace", steps))]
    return (
        f"<details><summary>{html.escape(title)}</summary>{parts[0]}{parts[1]}"
        f"<h4>Answer</h4><pre>{html.escape(trace['answer'])}</pre></details>"
    )


def _lines(told: Mapping[str, Any]) -> str:
    """A line for each thing there is."""
    shown = {name: one for name, one in told.items() if one or one == 0}
    texts = {n: one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for n, one in shown.items()}
    return html.escape("\n".join(f"{name}: {text}" for name, text in texts.items()))


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
