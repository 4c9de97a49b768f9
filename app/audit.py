"""Commands for those who answer for the facts: check (with its counts and samples) and coverage."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.printing import print_json

if TYPE_CHECKING:
    from kb.library import Library

AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on stdout and nothing else.")]


def check(
    sample: Annotated[
        int, typer.Option("--sample", min=0, help="Print so many facts drawn at random, with their sources.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Of --sample: the same seed draws the same facts.")] = 0,
    count: Annotated[bool, typer.Option("--counts", help="Print what is in the corpus, as Markdown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove the corpus offline: fields, references, dates, sources; or count it, or draw facts to check by hand."""
    from app.commands import read_settings
    from kb.library import load

    corpus = read_settings().corpus_dir
    if sample:
        _sample(load(corpus), sample, seed, as_json)
    elif count:
        from ingest.counts import counts

        print(counts(load(corpus)))
    else:
        _prove(corpus)


def _prove(corpus: Path) -> None:
    from ingest.check import check as problems_of

    problems = problems_of(corpus, today=date.today())
    for problem in problems:
        print(problem)
    if problems:
        print(
            f"tessera: {corpus}: {len(problems)} problems; mend the files named and run: tessera check", file=sys.stderr
        )
        raise typer.Exit(1)
    print(f"{corpus}: every record keeps its contract.")


def _sample(library: Library, size: int, seed: int, as_json: bool) -> None:
    from ingest.sample import sample as draw

    drawn = draw(library, size=size, seed=seed)
    if as_json:
        print_json(
            [
                {
                    "file": one.file,
                    "place": one.place,
                    "text": one.text,
                    "sources": [ref.model_dump(mode="json") for ref in one.sources],
                }
                for one in drawn
            ]
        )
        return
    for n, one in enumerate(drawn, 1):
        print(f"{n}. {one.file}: {one.place}\n   {one.text}")
        for ref in one.sources:
            print(f"   {ref.url} · {ref.at} · {ref.checked or 'not yet verified'}")


def coverage(
    exporter: Annotated[str, typer.Argument(metavar="FROM", help="Whose results: a code (CN) or a name.")],
    market: Annotated[str, typer.Argument(metavar="TO", help="Where they are to count: a code or a name.")],
    sector: Annotated[str, typer.Option("--sector", help="Only rows of this sector, or of all sectors.")] = "",
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"])] = None,
    to_csv: Annotated[Path | None, typer.Option("--csv", help="Write the rows to this file.")] = None,
    to_xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write the rows to this workbook.")] = None,
    as_json: AsJson = False,
) -> None:
    """The agreements under which results of one economy may count in another: row by row, with status and source."""
    from app.commands import read_settings
    from app.exports import COVERAGE, coverage_row, coverage_rows
    from app.sheets import csv_bytes, xlsx_bytes
    from kb.covered import covered, economy_of
    from kb.library import load

    library = load(read_settings().corpus_dir)
    day = as_of.date() if as_of else date.today()
    sides = economy_of(library, exporter), economy_of(library, market)
    rows = [coverage_row(one) for one in covered(library, *sides, day, sector=sector)]
    if to_csv is not None:
        to_csv.write_bytes(csv_bytes(COVERAGE, coverage_rows(COVERAGE, rows)))
    if to_xlsx is not None:
        to_xlsx.write_bytes(xlsx_bytes("Coverage", COVERAGE, coverage_rows(COVERAGE, rows)))
    if as_json:
        print_json(rows)
    elif not rows:
        print(f"No agreement between {sides[0]} and {sides[1]} is in the base; that is no proof that there is none.")
    else:
        for row in rows:
            print(f"{row['agreement']} · {row['sectors']}: {row['stages']}")
            print(f"   {row['tier']}; {row['status']} ({row['status_date']}). {row['statement']}")
            print(f"   {row['source']} · {row['place']} · {row['checked'] or 'not yet verified'}")
