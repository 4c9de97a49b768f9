"""corpus/ and ingested documents → index: made aside, proved, then named current. One writer at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ingest.stored import stored_passages, survey
from kb.base import LIBRARY_FILE, current
from kb.encoder import Encoder, open_encoder
from kb.errors import IndexUnusable, InputError
from kb.index import FORMAT, Index
from kb.library import Before, Library, load
from kb.settings import Settings
from kb.statements import found_by_likeness
from kb.vectors import discard

_READ_FILE = "read.json"  # which files of the corpus an index was made from, and by what code
_KEPT = 2  # indexes: the one that serves and the one before it


@dataclass(frozen=True, slots=True)
class BuildReport:
    records: int
    passages: int
    seconds: float
    unchanged: bool
    rebuilt: str = ""  # why the index before could not be used, where it could not


def build(
    settings: Settings, *, full: bool = False, progress: Callable[[int, int], None] | None = None, encoder: Encoder | None = None,
) -> BuildReport:  # fmt: skip
    """Builds what has changed. Raises CorpusError, ModelError, or InputError when another build is running."""
    started = time.perf_counter()
    home = settings.data_dir / "index"
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        encoder = encoder or open_encoder(settings)
        before, trouble = _before(settings, encoder)
        files = {folder: digests(folder) for folder in (settings.corpus_dir, settings.data_dir / "documents")}
        version = _version(settings, encoder, files.values())
        if before is not None and before.name.startswith(version) and not full:
            rows = sum(1 for _ in (before / "ids.txt").open(encoding="utf-8"))
            return BuildReport(rows, rows, time.perf_counter() - started, unchanged=True)
        library = load(settings.corpus_dir, None if full else _read_before(before, files[settings.corpus_dir]))
        records, documents = [*of_records(library)], survey(settings.data_dir)
        aside = home / f".building-{uuid.uuid4().hex[:12]}"  # Chroma keeps clients by path: never the same one twice
        index = Index.build(
            chain(records, of_documents(settings, library, documents.standing)),
            aside,
            total=len(records) + documents.passages,
            encoder=encoder,
            reuse=None if full else before,
            store=settings.vector_store,
            progress=progress,
        )
        count = len(index.ids)
        index.close()
        (aside / LIBRARY_FILE).write_text(library.model_dump_json(), encoding="utf-8")
        (aside / _READ_FILE).write_text(
            json.dumps({"by": _code(), "files": files[settings.corpus_dir]}), encoding="utf-8"
        )
        _swap(home, aside, version, settings.vector_store)
        return BuildReport(len(records), count, time.perf_counter() - started, unchanged=False, rebuilt=trouble)


def of_records(library: Library) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every statement as the index takes it: both languages to be found by, English to be embedded."""
    for one in found_by_likeness(library):
        en, zh = one.told("en"), one.told("zh")
        yield (
            one.id,
            f"{one.title.en}\n{en}\n{one.title.zh}\n{zh}",
            {"kind": "record", "embed": f"{one.title.en}. {one.parts[0].text.en}"},
        )


def of_documents(
    settings: Settings, library: Library, standing: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The passages of ingested documents, each with how its document stands to the others."""
    for passage in stored_passages(settings.data_dir, library):
        yield (
            passage.id,
            passage.text,
            {
                "kind": "passage", "title": passage.title, "url": passage.url, "at": passage.at, "tier": passage.tier,
                "publisher": passage.publisher, "published": passage.published, "fetched": passage.fetched, "document": passage.document,
                **({"cells": passage.cells} if passage.cells else {}),
                **standing.get(passage.document, {}),
            },
        )  # fmt: skip


def _before(settings: Settings, encoder: Encoder) -> tuple[Path | None, str]:
    """The index that serves, if it opens and is ours; otherwise why not, for the user to be told."""
    if not (settings.data_dir / "index" / "current").exists():
        return None, ""
    try:
        folder = current(settings)
        Index(folder, encoder, store=settings.vector_store).close()
    except IndexUnusable as error:
        return None, str(error)
    return folder, ""


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a folder that can hold records or documents, by its name in it; {} where there is none."""
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".csv", ".md", ".json") and p.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _read_before(folder: Path | None, files: Mapping[str, str]) -> Before | None:
    """The records as the last build read them, where the code that reads them is the same."""
    if folder is None:
        return None
    try:
        told = json.loads((folder / _READ_FILE).read_text(encoding="utf-8"))
        if told["by"] != _code():
            return None
        library = Library.model_validate_json((folder / LIBRARY_FILE).read_bytes())
        return Before(library, frozenset(name for name, _ in told["files"].items() & files.items()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # then everything is read


def _version(settings: Settings, encoder: Encoder, files: Iterable[Mapping[str, str]]) -> str:
    """A name for all that goes into an index: same name, same index."""
    told = [FORMAT, encoder.name, settings.vector_store, _code(), *files]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:20]


def _code() -> str:
    """The modules that decide how a record is read and what a statement says: when they change, so does the index."""
    import kb.language
    import kb.library
    import kb.records
    import kb.statements
    import kb.words

    modules = (kb.language, kb.library, kb.records, kb.statements, kb.words)
    files = [Path(str(module.__file__)) for module in modules]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _swap(home: Path, aside: Path, version: str, store: str) -> None:
    target = home / version
    if target.exists():
        target = home / f"{version}-{int(time.time())}"
    aside.rename(target)
    pointer = home / "current.new"
    pointer.write_text(target.name, encoding="utf-8")
    pointer.replace(home / "current")
    folders = sorted((p for p in home.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in [p for p in folders if p != target and not p.name.startswith(".building-")][_KEPT - 1 :]:
        discard(old, store)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(f"index {home}: another build is running; wait for it to end") from None
        for left in home.glob(".building-*"):  # what a killed build left
            shutil.rmtree(left, ignore_errors=True)
        yield
