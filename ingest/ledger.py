"""The receipts of every request ever made, run by run, in one SQLite file; a killed process loses none.

<data_dir>/ledger.sqlite   runs (one crawl of one source, or one `tessera ingest`), visits (one request each),
                           contents (what the parsers made of the bytes with a digest)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from kb.errors import InputError

FORMAT = 1
KEPT = ("new", "changed", "unchanged")  # outcomes after which the bytes of an address are known
_SCHEMA = """
create table runs (id integer primary key, source text not null, started text not null, finished text,
                   complete integer not null default 0, accepted integer not null default 0, held text not null default '');
create table visits (id integer primary key, run integer not null references runs, address text not null,
                     final text not null, fetched text not null, status integer not null, outcome text not null,
                     reason text not null, media_type text not null, sha256 text not null, size integer not null,
                     etag text not null, last_modified text not null, parser text not null, depth integer not null,
                     start text not null, links text not null);
create index visits_by_address on visits (address, id);
create index visits_by_run on visits (run, id);
create index visits_by_final on visits (final, id);
create table contents (sha256 text not null, address text not null, parser text not null, digest text not null,
                       title text not null, tables integer not null, rows integer not null, withdrawn text not null,
                       primary key (sha256, address, parser));
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """The receipt of one request."""

    address: str  # as asked for, canonical
    final: str  # the address that answered, after redirects
    fetched: str  # ISO 8601, UTC
    status: int  # of HTTP; 0: no answer
    outcome: str  # new, changed, unchanged, gone, refused, failed
    reason: str = ""  # of what was refused or failed, in one line
    media_type: str = ""
    sha256: str = ""  # of the bytes known after this visit, also where the server said "not modified"
    size: int = 0
    etag: str = ""
    last_modified: str = ""
    parser: str = ""
    depth: int = 0  # links away from its start
    start: str = ""  # id of the document or start page in the source
    links: tuple[str, ...] = ()  # what it leads to, so that a killed crawl goes on


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one source. `held`: why it was not taken in; `accepted`: it was."""

    id: int
    source: str
    started: str
    finished: str | None
    complete: bool
    accepted: bool
    held: str


@dataclass(frozen=True, slots=True)
class Content:
    """What the parsers made of some bytes: the same digest, the same words and tables, whatever else changed."""

    sha256: str
    address: str
    parser: str
    digest: str
    title: str
    tables: int
    rows: int
    withdrawn: str


class Ledger:
    """Open for one process at a time to write, any number to read; a context manager."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "ledger.sqlite"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")  # over a power cut the last visits may be made again
            self._open()
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"ledger {self.path}: cannot be read ({error}); move it away and crawl again, the snapshots stay"
            ) from None

    def _open(self) -> None:
        (version,) = self._db.execute("pragma user_version").fetchone()
        if version == 0:
            self._db.executescript(f"begin immediate; {_SCHEMA} pragma user_version = {FORMAT}; commit;")
        elif version != FORMAT:
            raise sqlite3.DatabaseError(f"format {version}, this Tessera reads {FORMAT}")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    # ---- runs ------------------------------------------------------------------------------------------------

    def begin(self, source: str, now: str) -> int:
        """The id of the unfinished run of a source, to be gone on with, or else of a new one."""
        found = self._db.execute(
            "select id from runs where source = ? and finished is null order by id desc", (source,)
        ).fetchone()
        if found:
            return int(found[0])
        cursor = self._db.execute("insert into runs (source, started) values (?, ?)", (source, now))
        return int(cursor.lastrowid or 0)

    def finish(self, run: int, now: str, *, complete: bool) -> None:
        self._db.execute("update runs set finished = ?, complete = ? where id = ?", (now, complete, run))

    def accept(self, run: int) -> None:
        self._db.execute("update runs set accepted = 1, held = '' where id = ?", (run,))

    def hold(self, run: int, reason: str) -> None:
        self._db.execute("update runs set accepted = 0, held = ? where id = ?", (reason, run))

    def runs(self, source: str | None = None) -> tuple[Run, ...]:
        """Newest first."""
        rows = self._db.execute(
            "select id, source, started, finished, complete, accepted, held from runs "
            "where ? is null or source = ? order by id desc",
            (source, source),
        )
        return tuple(Run(i, s, b, f, bool(c), bool(a), h) for i, s, b, f, c, a, h in rows)

    # ---- visits ----------------------------------------------------------------------------------------------

    def record(self, run: int, visit: Visit) -> None:
        """A process killed the moment this returns has lost nothing."""
        values = {**asdict(visit), "links": json.dumps(visit.links), "run": run}
        names = ", ".join(values)
        self._db.execute(f"insert into visits ({names}) values ({', '.join('?' * len(values))})", [*values.values()])

    def visited(self, run: int) -> set[str]:
        """The addresses done in a run."""
        return {one for (one,) in self._db.execute("select distinct address from visits where run = ?", (run,))}

    def of_run(self, run: int) -> Iterator[Visit]:
        """The visits of a run, in the order they were made."""
        yield from self._visits("run = ? order by id", run)

    def last(self, address: str) -> Visit | None:
        """The newest visit after which the bytes of an address are known."""
        return next(self._visits("address = ? and sha256 != '' order by id desc limit 1", address), None)

    def history(self, address: str, *, accepted: bool = False) -> tuple[Visit, ...]:
        """Every visit to an address, or that ended there, oldest first; `accepted`: those of runs that were taken in."""
        of_runs = "and run in (select id from runs where accepted)" if accepted else ""
        return tuple(self._visits(f"(address = ?1 or final = ?1) {of_runs} order by id", address))

    def addresses(self, *, since: str = "") -> tuple[str, ...]:
        """Every address visited since a moment, in order."""
        rows = self._db.execute("select distinct address from visits where fetched >= ? order by address", (since,))
        return tuple(one for (one,) in rows)

    def holding(self, sha256: str) -> tuple[Visit, ...]:
        """Every visit that met these bytes, newest first; a shortened digest will do."""
        return tuple(self._visits("substr(sha256, 1, ?2) = ?1 order by id desc", sha256, len(sha256)))

    def digests(self) -> set[str]:
        """The SHA-256 of all bytes that any visit met."""
        return {one for (one,) in self._db.execute("select distinct sha256 from visits where sha256 != ''")}

    def _visits(self, where: str, *values: object) -> Iterator[Visit]:
        names = [one.name for one in fields(Visit)]
        for row in self._db.execute(f"select {', '.join(names)} from visits where {where}", values).fetchall():
            value = dict(zip(names, row, strict=True))
            yield Visit(**{**value, "links": tuple(json.loads(value["links"]))})

    # ---- contents --------------------------------------------------------------------------------------------

    def describe(self, content: Content) -> None:
        names = [one.name for one in fields(Content)]
        marks = ", ".join("?" * len(names))
        self._db.execute(
            f"insert or replace into contents ({', '.join(names)}) values ({marks})", [*asdict(content).values()]
        )

    def content(self, sha256: str, address: str) -> Content | None:
        """What the newest parsers made of these bytes under this address, or None where they have not met them."""
        names = ", ".join(one.name for one in fields(Content))
        row = self._db.execute(
            f"select {names} from contents where sha256 = ? and address = ? order by rowid desc limit 1",
            (sha256, address),
        ).fetchone()
        return Content(*row) if row else None
