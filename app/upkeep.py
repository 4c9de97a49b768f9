"""Commands that keep the base fresh and safe: crawl, changes, backup, restore, snapshot show."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.printing import print_json

if TYPE_CHECKING:
    from ingest.changes import Changes
    from ingest.refresh import Refreshed
    from ingest.trail import Trail

AsJson = Annotated[bool, typer.Option("--json", help="One JSON value on stdout and nothing else.")]
Day = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"])]
snapshot = typer.Typer(no_args_is_help=True, help="The bytes behind every citation, with their receipts.")


def crawl(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE…]", help="By default all that are due.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Only sources that were not read since that day."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--accept", help="Take in what is thinner than expected, also what the last crawl held.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch the sources politely, take in what is new, and build."""
    from app.commands import read_settings
    from ingest.build import build
    from ingest.crawl import told
    from ingest.refresh import refresh
    from kb.library import load

    settings = read_settings()
    library = load(settings.corpus_dir)
    day = since.date() if since else None

    def step(one: Any) -> None:
        print(f"{one.source} {one.done}: {one.outcome} {one.address} {one.reason}".rstrip(), file=sys.stderr)

    done = refresh(library, settings, names=sources or (), since=day, force=force, progress=None if as_json else step)
    if any(one.accepted and not one.accepted.held for one in done):
        build(settings)
    if as_json:
        print_json([one.as_json() for one in done])
    else:
        for one in done:
            print("\n".join(filter(None, (told(one.crawl) if one.crawl else "", _taken(one)))))
        if not done:
            print("No source is due; name one to crawl it now.")
    if any(not (one.accepted and not one.accepted.held) for one in done):
        raise typer.Exit(1)


def changes(
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="By default 30 days ago.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="By default today.")] = None,
    feed: Annotated[Path | None, typer.Option("--feed", help="Write an Atom feed to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what changed: documents, rows of lists, records due for re-checking, sources gone stale."""
    from app.commands import read_settings
    from app.progress import bar
    from ingest.changes import changes as changes_of
    from ingest.changes import feed as feed_of
    from ingest.snapshots import write_whole
    from kb.library import load

    settings = read_settings()
    last = until.date() if until else date.today()
    first = since.date() if since else last - timedelta(days=30)
    if first > last:
        raise typer.BadParameter(f"{first} lies after {last}", param_hint="--since")
    with bar("Comparing") as progress:
        found = changes_of(settings, load(settings.corpus_dir), since=first, until=last, progress=progress)
    if feed is not None:
        write_whole(feed, feed_of(found))
    if as_json:
        print_json(found.as_json())
    else:
        print("\n".join(_lines(found)))


def backup(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write: tessera.tar.gz.")],
    as_json: AsJson = False,
) -> None:
    """Write what cannot be rebuilt (snapshots, ingested files, feedback, settings without secrets) to one archive."""
    from app.commands import read_settings
    from app.progress import bar
    from ingest.backup import backup as back_up

    with bar("Backing up") as progress:
        made = back_up(read_settings(), archive, progress=progress)
    size = sum(one.size for one in made.files)
    if as_json:
        print_json({"archive": str(archive), "files": len(made.files), "bytes": size})
    else:
        print(f"{archive}: {len(made.files):,} files, {size:,} bytes")


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="An archive of `tessera backup`.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what the data folder holds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put an archive of `tessera backup` back into the data folder; then run: tessera build."""
    from app.commands import read_settings
    from ingest.restore import restore as put_back

    settings = read_settings()
    done = put_back(archive, settings, force=force)
    if as_json:
        print_json({"data_dir": str(settings.data_dir), "files": len(done.manifest.files), "made": done.manifest.made})
        return
    print(f"{settings.data_dir}: {len(done.manifest.files):,} files of {done.manifest.made}; now run: tessera build")
    for name, then, now in done.differing:
        print(f"{name} was {then}, now it is {now}")


@snapshot.command("show")
def show(
    one: Annotated[str, typer.Argument(metavar="ID", help="Of a citation or document, an address, or a SHA-256.")],
    content: Annotated[
        Path | None, typer.Option("--content", help="Write the bytes to this file; - is stdout.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show where a citation's bytes came from and whether they are whole."""
    from app.commands import read_settings
    from ingest.snapshots import write_whole
    from ingest.trail import content as content_of
    from ingest.trail import trail

    data_dir = read_settings().data_dir.resolve()
    found = trail(one, data_dir)
    if content is not None:
        held = content_of(found, data_dir).content
        if str(content) == "-":
            sys.stdout.buffer.write(held)
            return
        write_whole(content, held)
    if as_json:
        print_json(found.as_json())
    else:
        print("\n".join(_receipt(found)))


def _taken(one: Refreshed) -> str:
    taken = one.accepted
    if taken is None:
        return f"{one.source}: the crawl did not end; run the same command again, it goes on where it stopped"
    lines = [f"{one.source}: {address}: {reason}" for address, reason in taken.refused]
    counts = f"{taken.counts.documents} documents, {taken.counts.tables} tables, {taken.counts.rows} rows"
    if taken.held:
        lines.append(f"{one.source}: held, {taken.held}; look, then run: tessera crawl {one.source} --accept")
    else:
        lines.append(f"{one.source}: taken in, {counts}; {taken.parsed} parsed now")
    return "\n".join(lines)


def _lines(found: Changes) -> list[str]:
    """The changes for people, part by part; a part without anything is left out."""
    from ingest.changes import told

    lines = [f"From {found.since} to {found.until}"]
    for one in found.documents:
        lines.append(f"\n{one.on} {one.kind}: {one.title or one.address}\n  {one.address}")
        lines += [f"  {told(r.kind, r.row, [(c.column, c.old, c.new) for c in r.cells])}" for r in one.difference.rows]
        lines += [f"  + {text}" for text in one.difference.added] + [f"  - {text}" for text in one.difference.removed]
        lines += [f"  {one.note}"] if one.note else []
    parts = (
        ("In effect by the records", [f"{one.date} {one.record}: {one.text}" for one in found.records]),
        ("Due for re-checking", [
            f"{one.record}: {one.url} {'went' if one.gone else 'changed'} {one.since}, checked {one.checked}" for one in found.due
        ]),
        ("Stale sources", [f"{one.source}: last read {one.since or 'never'}; {one.reason}" for one in found.stale]),
        ("Crawls held", [f"{one.finished} {one.source}: {one.reason}" for one in found.held]),
    )  # fmt: skip
    for title, entries in parts:
        lines += ["", title, *(f"  {entry}" for entry in entries)] if entries else []
    return lines if len(lines) > 1 else [*lines, "Nothing that the base knows of has changed."]


def _receipt(found: Trail) -> list[str]:
    lines = []
    if found.passage:
        lines += [
            f"{found.passage.title}",
            f"{found.passage.at}",
            f"“{found.passage.text}”",
            *([found.cell] if found.cell else []),
            "",
        ]
    lines += [
        f"sha256      {found.sha256}",
        f"size        {found.size:,} bytes" + ("" if found.whole else "; MISSING OR CHANGED ON THE DISK"),
        f"file        {found.file}",
        *([f"document    {found.document}"] if found.document else []),
    ]
    for visit in found.visits[:20]:
        lines += [
            "",
            f"fetched     {visit.fetched} ({visit.outcome})",
            f"address     {visit.address}",
            *([f"answered    {visit.final}"] if visit.final != visit.address else []),
            *([f"status      {visit.status} {visit.media_type}".rstrip()] if visit.status else []),
            *([f"parser      {visit.parser}"] if visit.parser else []),
        ]
    return lines
