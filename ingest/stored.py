"""Parsed documents with their passages, one JSON file each, under <data_dir>/documents/<id>.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.snapshots import write_whole
from ingest.versions import Sketched, Standing, sketch, standings
from kb.documents import Document, Link, Note, Row, Section, Table, name_of
from kb.errors import InputError
from kb.library import Library
from kb.passages import Passage
from kb.terms import SourceTier


@dataclass(frozen=True, slots=True)
class Stored:
    """One ingested document as it lies on the disk. `made` names parsers and budget: another name, parse anew."""

    document: Document
    passages: tuple[Passage, ...]
    made: str


def as_json(stored: Stored) -> bytes:
    """The file of a document: one line of JSON."""
    blocks = [
        {"kind": "table" if isinstance(block, Table) else "section", **asdict(block)}
        for block in stored.document.blocks
    ]
    value = {
        "made": stored.made,
        "document": {**asdict(replace(stored.document, blocks=())), "blocks": blocks},
        "passages": [asdict(passage) for passage in stored.passages],
        "sketch": sketch(stored.document),
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def store(document: str, content: bytes, data_dir: Path) -> None:
    """Writes the file of a document whole; one of the same id takes the place of the one before."""
    write_whole(place(document, data_dir), content)


def digest(document: Document) -> str:
    """Of all that a reader sees, wherever it stands on the page: SHA-256 of headings, words and cells in order."""
    seen = hashlib.sha256()
    for block in document.blocks:
        words = (block.text,) if isinstance(block, Section) else (
            block.caption, *block.header, *(cell for row in block.rows for cell in (row.band, *row.cells)),
            *(note.text for note in block.notes),
        )  # fmt: skip
        for word in (*block.headings, *words):
            seen.update(" ".join(word.split()).encode("utf-8", "surrogatepass") + b"\0")
    return seen.hexdigest()


def holds(document: str, sha256: str, made: str, data_dir: Path) -> bool:
    """Whether a document stands there to its end, of these bytes and made so. Only its first and last bytes are read."""
    begins = f'{{"made":{json.dumps(made)},"document":{{"id":"{document}","sha256":"{sha256}"'.encode()
    try:
        with place(document, data_dir).open("rb") as file:
            if file.read(len(begins)) != begins:
                return False
            file.seek(-1, 2)
            return file.read() == b"}"
    except OSError:
        return False


def load(data_dir: Path, document: str) -> Stored | None:
    """The stored document of this id, or None. InputError where its file cannot be read."""
    path = place(document, data_dir)
    return _read(path) if path.is_file() else None


def stored(data_dir: Path) -> Iterator[Stored]:
    """Every stored document, in the order of their ids."""
    for path in sorted((data_dir / "documents").glob("*.json")):
        yield _read(path)


def stored_passages(data_dir: Path, library: Library) -> Iterator[Passage]:
    """Every passage of every stored document, with publisher and tier as the library now has them."""
    for document, passages in _documents(data_dir):
        publisher, tier = authority(document["url"], library)
        for passage in passages:
            yield _passage({**passage, "publisher": publisher, "tier": tier})


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look over all documents tells: how many passages they have, and how each stands to the others.

    `standing` by a document's id, where there is something to say: `since`, `until`: the days between which it holds;
    `successor`, `predecessor`: titles of the versions after and before it; `copies`: titles of its near-copies; `withdrawn`: the words that say so.
    """

    passages: int
    standing: dict[str, dict[str, Any]]


def survey(data_dir: Path) -> Survey:
    told: dict[str, tuple[str, str, int]] = {}
    found = standings(_sketches(data_dir, told))
    titles = {one: title for one, (title, _, _) in told.items()}
    values = {one: _standing(found.get(one, Standing()), titles, withdrawn) for one, (_, withdrawn, _) in told.items()}
    return Survey(sum(count for _, _, count in told.values()), {one: value for one, value in values.items() if value})


def _sketches(data_dir: Path, told: dict[str, tuple[str, str, int]]) -> Iterator[Sketched]:
    for path in sorted((data_dir / "documents").glob("*.json")):
        value = _value(path)
        one = value["document"]
        told[one["id"]] = (one["title"], one["withdrawn"], len(value["passages"]))
        yield Sketched(
            one["id"], one["title"], name_of(one["address"]), one["language"], tuple(value["sketch"]),
            one["effective"] or "", one["published"] or "", one["until"] or "",
        )  # fmt: skip


def _standing(standing: Standing, titles: dict[str, str], withdrawn: str) -> dict[str, Any]:
    value = {
        "since": standing.since,
        "until": standing.until,
        "successor": titles.get(standing.successor, ""),
        "predecessor": titles.get(standing.predecessor, ""),
        "copies": [titles[one] for one in standing.copies],
        "withdrawn": withdrawn,
    }
    return {name: one for name, one in value.items() if one}


def _documents(data_dir: Path) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    for path in sorted((data_dir / "documents").glob("*.json")):
        value = _value(path)
        yield value["document"], value["passages"]


def authority(url: str, library: Library) -> tuple[str, str]:
    """Publisher and tier of the corpus source that an address belongs to: "official" only where that source is."""
    host = (urlsplit(url).hostname or "").lower()
    for source in library.sources.values():
        if host and any(host == one or host.endswith("." + one) for one in source.hosts):
            official = source.tier is SourceTier.official and source.publisher.official
            return source.publisher.name, "official" if official else "unverified"
    return "", "unverified"


def document_from(value: dict[str, Any]) -> Document:
    """A Document from its JSON; the inverse of `dataclasses.asdict` with `kind` in each block."""
    blocks = tuple(_block(block) for block in value["blocks"])
    return Document(**{**value, "blocks": blocks, "remarks": tuple(value["remarks"])})


def _passage(value: dict[str, Any]) -> Passage:
    return Passage(**{**value, "cells": tuple((column, start, end) for column, start, end in value["cells"])})


def _block(value: dict[str, Any]) -> Section | Table:
    links = tuple(Link(**link) for link in value["links"])
    if value["kind"] == "section":
        return Section(tuple(value["headings"]), value["text"], value["page"], links)
    return Table(
        headings=tuple(value["headings"]),
        header=tuple(value["header"]),
        rows=tuple(Row(tuple(row["cells"]), row["band"], tuple(row["carried"])) for row in value["rows"]),
        caption=value["caption"],
        notes=tuple(Note(n["text"], n["marker"], tuple((r, c) for r, c in n["cells"])) for n in value["notes"]),
        links=links,
        page=value["page"],
        units=tuple(value["units"]),
    )


def place(document: str, data_dir: Path) -> Path:
    return data_dir / "documents" / f"{document}.json"


def _read(path: Path) -> Stored:
    value = _value(path)
    try:
        passages = tuple(_passage(passage) for passage in value["passages"])
        return Stored(document_from(value["document"]), passages, value["made"])
    except (KeyError, TypeError) as error:
        raise InputError(f"{path}: not a document of ours ({error}); delete it and ingest its source again") from error


def _value(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot be read ({type(error).__name__}); delete it and ingest its source again"
        ) from error
    if not isinstance(value, dict):
        raise InputError(f"{path}: not a document of ours; delete it and ingest its source again")
    return value
