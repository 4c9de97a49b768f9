"""Results → a report in Markdown and in HTML, failures told one by one."""

from __future__ import annotations

import html
from collections import defaultdict
from pathlib import Path

from evals import metrics
from evals.run import Result, Row


def write(results: tuple[Result, ...], folder: Path) -> tuple[Path, Path]:
    """report.md and report.html in the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    text, page = folder / "report.md", folder / "report.html"
    text.write_text(markdown(results), encoding="utf-8")
    page.write_text(_html(results), encoding="utf-8")
    return text, page


def table(results: tuple[Result, ...]) -> tuple[list[str], list[list[str]]]:
    """The head and rows of the summary: one row a data set and system, a score with its 95 % interval in each cell."""
    names = list(dict.fromkeys(name for result in results for name in result.means))
    rows = []
    for result in results:
        cells = [result.dataset, result.system, str(len(result.rows))]
        for name in names:
            cells.append(_cell(result.means.get(name), result.intervals.get(name), name))
        rows.append(cells)
    return ["data set", "system", "n", *names], rows


def _cell(value: float | None, interval: tuple[float, float] | None, name: str) -> str:
    if value is None:
        return "–"
    if name.endswith("ms"):
        return f"{value:.1f}"
    return f"{value:.3f}" + (f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else "")


def by_type(result: Result) -> tuple[list[str], list[list[str]]]:
    """Facts, verdicts and abstentions for each type of question."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in result.rows:
        groups[row.question.type].append(row)
    rows = []
    for kind, members in groups.items():
        cells = [kind, str(len(members))]
        for score in ("facts", "verdict", "harm"):
            value = metrics.mean([s for row in members if (s := row.scores.get(score)) is not None])
            cells.append("–" if value is None else f"{value:.3f}")
        cells.append(f"{sum(metrics.abstained(row.answer) for row in members)}")
        rows.append(cells)
    return ["type", "n", "facts", "verdict", "harm", "abstained"], rows


def failures(result: Result) -> list[Row]:
    """Rows with a fact missing, a wrong verdict, a wrong claim, an unsupported claim, or a wrong choice to abstain."""
    return [
        row
        for row in result.rows
        if ((row.scores["facts"] or 0) < 1 and row.question.must)
        or row.scores["verdict"] == 0
        or row.scores["harm"]
        or (row.scores["supported"] or 1) < 1
        or (row.scores["cited"] or 1) < 1
        or metrics.abstained(row.answer) != row.question.abstain
    ]  # fmt: skip


def markdown(results: tuple[Result, ...]) -> str:
    head, rows = table(results)
    out = ["# Evaluation", "", *_rows(head, rows)]
    for result in results:
        out += ["", f"## {result.dataset} · {result.system}", "", *_rows(*by_type(result)), "", "### Failures", ""]
        for row in failures(result):
            wanted = " / ".join(v.value for v in row.question.verdict) or "–"
            missing = [
                f[0]
                for f in row.question.must
                if metrics.facts(row.question.model_copy(update={"must": (f,)}), row.answer) == 0
            ]
            out.append(
                f"- `{row.question.id}` ({row.question.type}, {row.answer['intent']}, {row.answer['status']}) {row.question.question}  \n"
                f"  verdict {row.answer['verdict']} (gold {wanted}); missing: {', '.join(missing) or '–'}"
            )
    return "\n".join(out) + "\n"


def _rows(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:left}"
    "details{margin:.5rem 0}pre{white-space:pre-wrap}@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}"
)


def _html(results: tuple[Result, ...]) -> str:
    parts = [
        f"<!doctype html><meta charset=utf-8><title>Tessera evaluation</title><style>{_STYLE}</style><h1>Evaluation</h1>"
    ]
    parts.append(_table(*table(results)))
    for result in results:
        parts.append(
            f"<h2>{html.escape(result.dataset)} · {html.escape(result.system)}</h2>{_table(*by_type(result))}<h3>Failures</h3>"
        )
        for row in failures(result):
            title = html.escape(f"{row.question.id} ({row.question.type}) {row.question.question}")
            gold = html.escape(
                f"gold: {row.question.answer}\nmust: {row.question.must}\nverdict: {row.question.verdict}"
            )
            parts.append(
                f"<details><summary>{title}</summary><pre>{gold}</pre><pre>{html.escape(row.answer['answer'])}</pre></details>"
            )
    return "\n".join(parts)


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
