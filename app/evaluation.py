"""`tessera eval`: scores, reports, comparisons, the gate and the judge, told on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evals.run import Result
    from kb.base import Kb
    from kb.settings import Settings


def evaluate(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Names of evals/datasets, or paths of JSONL files; by default gold.")
    ] = None,
    dataset: Annotated[list[str] | None, typer.Option("--dataset", help="The same, as an option.")] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(
            "--system",
            help="Who answers: tessera (the default), tessera+model, bm25, dense, fusion, llama-index, majority, "
            "nothing, or all of them. May be given again.",
        ),
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Score these answers (JSONL, one object a line) instead.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Folder for the report: HTML, Markdown, JSON and JUnit.")
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            "--compare", metavar="OLD.json NEW.json", help="Tell what changed between two reports; asks nothing."
        ),
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 where a score is below its floor in evals/baseline.json.")
    ] = False,
    higher: Annotated[bool, typer.Option("--raise", help="With --gate: keep what is better as the new floor.")] = False,
    lower: Annotated[
        str | None,
        typer.Option(
            "--lower", metavar="REASON", help="With --gate: lower floors, too; the reason goes into CHANGELOG.md."
        ),
    ] = None,
    judge: Annotated[
        bool, typer.Option("--judge", help="Ask the model of TESSERA_LLM_URL as well, and tell how far it agrees.")
    ] = False,
) -> None:
    """Score answers against questions whose right answer is known, several systems side by side."""
    if compare is not None:
        _compare(*compare)
        return
    if (higher or lower is not None) and not gate:
        raise typer.BadParameter("--raise and --lower go with --gate", param_hint="--gate")
    if gate and (answers is not None or system):
        raise typer.BadParameter("--gate scores Tessera alone; leave --answers and --system", param_hint="--gate")
    from app.commands import read_settings
    from kb.base import open_base

    settings = read_settings()
    kb = open_base(settings)
    names = [*(datasets or []), *(dataset or [])] or (_held() if gate else ["gold"])
    results = _given(names, answers, kb) if answers is not None else _run(names, system or ["tessera"], kb)
    told = _fingerprints(names, settings)
    _show(results)
    if report is not None:
        from evals.report import write

        print(f"Report: {', '.join(str(one) for one in write(results, report, told))}", file=sys.stderr)
    if judge:
        _judge(results, settings)
    if gate:
        _gate(results, told, higher=higher, lower=lower)


def _held() -> list[str]:
    """The data sets that have floors."""
    from evals.gate import read

    return list(read().floors) or ["gold"]


def _run(names: Sequence[str], systems: Sequence[str], kb: Kb) -> tuple[Result, ...]:
    from app.progress import bar
    from evals.run import run

    with bar("Scoring") as progress:
        return run(names, kb=kb, names=systems, progress=progress)


def _given(names: Sequence[str], answers: Path, kb: Kb) -> tuple[Result, ...]:
    from evals.answers import read
    from evals.dataset import read as read_questions
    from evals.run import located, scored

    if len(names) != 1:
        raise typer.BadParameter("--answers takes one data set", param_hint="--dataset")
    path = located(names[0])
    questions = read_questions(path)
    return (scored(path, answers.stem, questions, read(answers, questions), kb),)


def _fingerprints(names: Sequence[str], settings: Settings) -> dict[str, str]:
    from evals.run import located
    from evals.saved import fingerprint

    paths = [located(name) for name in names]
    return {"corpus": fingerprint(settings.corpus_dir), **{path.stem: fingerprint(path) for path in paths}}


def _show(results: Sequence[Result]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from evals.report import by_dataset, table

    for group in by_dataset(results):
        head, rows = table(group)
        shown = Table(box=None, pad_edge=False, show_edge=False)
        for title in head:
            shown.add_column(escape(title), overflow="fold")
        for row in rows:
            shown.add_row(*(escape(cell) for cell in row))
        Console(soft_wrap=False, highlight=False, emoji=False).print(shown)


def _compare(old: Path, new: Path) -> None:
    from evals.compare import compare
    from evals.saved import read

    for line in compare(read(old), read(new)):
        print(line)


def _judge(results: Sequence[Result], settings: Settings) -> None:
    from evals.judge import agreement
    from kb.errors import InputError
    from kb.llm import open_model

    model = open_model(settings)
    if model is None:
        raise InputError("--judge: no model is set; set TESSERA_LLM_URL and TESSERA_LLM_MODEL")
    for one in results:
        print(agreement(one, model))


def _gate(results: Sequence[Result], fingerprints: dict[str, str], *, higher: bool, lower: str | None) -> None:
    from evals import gate

    base, now = gate.read(), gate.measured(results, fingerprints)
    if base.fingerprints.get("corpus") not in (None, fingerprints["corpus"]):
        print("tessera: the corpus has changed since the floors were measured; they hold all the same", file=sys.stderr)
    for name in () if higher or lower is not None else now.floors.keys() - base.floors.keys():
        print(f"tessera: {name}: has no floors; set them with: tessera eval {name} --gate --raise", file=sys.stderr)
    failed = list(gate.below(base, now))
    if lower is not None:
        if failed:
            gate.tell(lower, failed)
        gate.write(gate.lowered(base, now))
    elif higher:
        gate.write(base := gate.raised(base, now))
        failed = list(gate.below(base, now))
    if lower is None and failed:
        for line in failed:
            print(f"tessera: {line}", file=sys.stderr)
        raise typer.Exit(1)
