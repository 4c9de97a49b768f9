"""The command line. Exit 0 good, 1 an error told in one line, 2 wrong usage; heavy imports wait for their command."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from app import audit, evaluation, upkeep
from app.printing import print_json

if TYPE_CHECKING:
    from kb.model import Language
    from kb.settings import Settings


class Door(TyperGroup):
    """Turns an error that a person can act on into exit 1 and one line on stderr."""

    def invoke(self, ctx: Any) -> Any:
        from kb.errors import KbError

        try:
            return super().invoke(ctx)
        except KbError as error:
            reason = str(error)
        except OSError as error:
            reason = f"{error.filename or 'system'}: {error.strerror or error}"
        print(f"tessera: {' '.join(reason.split())}", file=sys.stderr)
        raise typer.Exit(1)


app = typer.Typer(
    cls=Door, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="What you hold, joined to where it counts: answers on mutual recognition and market access, with their sources.",
)  # fmt: skip
app.command()(upkeep.crawl)
app.command()(upkeep.changes)
app.command()(upkeep.backup)
app.command()(upkeep.restore)
app.command()(audit.check)
app.command()(audit.coverage)
app.command("eval")(evaluation.evaluate)
app.add_typer(upkeep.snapshot, name="snapshot")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on stdout and nothing else.")]
_LANGUAGES = ("en", "zh")


def main() -> None:
    """The entry of the console script `tessera`."""
    app(prog_name="tessera")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know, in English or Chinese.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="What held on that day.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="en or zh; by default the question's.")] = None,
    batch: Annotated[Path | None, typer.Option("--batch", help="A JSONL file of questions.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the answers of --batch go.")] = None,
    export: Annotated[
        Path | None, typer.Option("--export", help="Save it too: FILE.docx, .pdf, .md or .json (the evidence pack).")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="All of it, not only what fits a screen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or with --batch many."""
    language = _language(lang)
    day = as_of.date() if as_of else None
    if batch is not None:
        if question is not None or out is None or export is not None:
            raise typer.BadParameter("--batch takes --out, and neither QUESTION nor --export", param_hint="--batch")
        _batch(batch, out, language, day, as_json)
        return
    if question is None:
        raise typer.BadParameter("give a QUESTION, or --batch IN.jsonl --out OUT.jsonl", param_hint="QUESTION")
    from app.away import ending_of, export_to
    from app.readable import readable
    from app.render import answer_json
    from kb.answer import ask as answer_to
    from kb.base import open_base

    if export is not None:
        ending_of(export)
    kb = open_base(_settings())
    answer = answer_to(readable(question), kb, as_of=day, language=language)
    if export is not None:
        export_to(export, answer, kb)
        print(f"Saved: {export}", file=sys.stderr)
    if as_json:
        print_json(answer_json(answer))
        return
    from app.terminal import answer_text

    _show(answer_text(answer, full=full))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many results.")] = 10,
    within: Annotated[
        str, typer.Option("--in", help="A part of the base: records, documents, or how ids begin: requirements/sa.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the evidence found, with scores."""
    from app.readable import readable
    from app.render import found_json
    from kb.base import open_base
    from kb.retrieve import search as find

    found = find(readable(query), open_base(_settings()), k=k, within=within)
    if as_json:
        print_json([found_json(one) for one in found])
        return
    from app.terminal import found_text

    _show(found_text(found))


@app.command()
def build(
    full: Annotated[bool, typer.Option("--full", help="Make everything anew.")] = False, as_json: AsJson = False
) -> None:
    """Build the knowledge base from corpus/ and ingested documents; only what has changed."""
    from app.progress import bar
    from ingest.build import build as build_index

    with bar("Building the knowledge base") as progress:
        report = build_index(_settings(), full=full, progress=progress)
    if as_json:
        print_json({name: getattr(report, name) for name in ("records", "passages", "seconds", "unchanged", "rebuilt")})
    elif report.unchanged:
        print(f"Nothing has changed: {report.passages:,} statements and passages serve already.")
    else:
        if report.rebuilt:
            print(f"The index before could not be used and was made anew: {report.rebuilt}", file=sys.stderr)
        print(
            f"Built {report.passages:,} statements and passages ({report.records:,} of records) in {report.seconds:.1f} s."
        )


@app.command()
def ingest(
    targets: Annotated[list[str], typer.Argument(metavar="PATH|URL…", help="Files, folders or pages.")],
    ray: Annotated[
        str | None, typer.Option("--ray", help="Parse on a Ray cluster at this address; 'local': one of this machine.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take own files or pages into the base, then build."""
    from app.commands import run_ingest

    report = run_ingest(targets, _settings(), ray=ray)
    if as_json:
        print_json(report)
    else:
        print(
            "Parsed {parsed}, unchanged {unchanged}; {passages} passages, {tables} tables; {seconds:.1f} s.".format(
                **report
            )
        )
    for one in report["refused"]:
        print(f"tessera: {one['path']}: {one['reason']}", file=sys.stderr)
    if report["refused"]:
        raise typer.Exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Serve the web app and the REST API. Builds nothing."""
    from app.commands import run_serve

    settings = _settings()
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run_serve(settings.model_copy(update=chosen))


@app.command()
def passwd(name: Annotated[str, typer.Argument(help="Of the user.")]) -> None:
    """Ask for a password (or read a line of stdin) and print the line that TESSERA_AUTH takes; nothing is kept."""
    from app.users import line

    if sys.stdin.isatty():
        word = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        word = sys.stdin.readline().rstrip("\r\n")
    print(line(name, word))


@app.command()
def config(as_json: AsJson = False) -> None:
    """List the settings: environment variable, default, current value, meaning."""
    from app.commands import settings_rows, settings_table

    rows = settings_rows(_settings())
    if as_json:
        print_json(rows)
    else:
        _show(settings_table(rows))


def _settings() -> Settings:
    from app.commands import read_settings

    return read_settings()


def _batch(batch: Path, out: Path, language: Language | None, day: Any, as_json: bool) -> None:
    from app.batch import answer_all
    from kb.base import open_base

    answered, failed = answer_all(batch, out, open_base(_settings()), language=language, as_of=day)
    if as_json:
        print_json({"answered": answered, "failed": failed, "out": str(out)})
    else:
        print(f"{answered} answered, {failed} failed: {out}", file=sys.stderr)


def _language(lang: str | None) -> Language | None:
    if lang is None:
        return None
    if lang == "en":
        return "en"
    if lang == "zh":
        return "zh"
    raise typer.BadParameter(f"'{lang}' is not one of {', '.join(_LANGUAGES)}", param_hint="--lang")


def _show(what: Any) -> None:
    from rich.console import Console

    Console(soft_wrap=False, highlight=False, emoji=False, markup=False).print(what)
