"""corpus/ on disk → Library: every record read, typed and ready to be looked up by key."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kb.errors import CorpusError
from kb.records import (
    Accreditation,
    Agreement,
    Body,
    ClassCode,
    Coverage,
    Economy,
    Equivalence,
    EvidenceKind,
    Guide,
    Law,
    Market,
    Member,
    Paragraph,
    Product,
    Scheme,
    Sector,
    Source,
    SourceRef,
    Term,
    Text,
    Transition,
)

R = TypeVar("R", bound=BaseModel)
_CLOSED = re.compile(r"Input should be (.*)")
_MARK = re.compile(r"\s*\[\^([a-z0-9._-]+)\]")


class Library(BaseModel):
    """Everything recorded, by key, in the order of the files. One plain value: it can be written as JSON and read back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    economies: dict[str, Economy] = {}
    sectors: dict[str, Sector] = {}
    products: dict[str, Product] = {}
    codes: dict[str, ClassCode] = {}
    schemes: dict[str, Scheme] = {}
    bodies: dict[str, Body] = {}
    evidence: dict[str, EvidenceKind] = {}
    laws: dict[str, Law] = {}
    glossary: dict[str, Term] = {}
    agreements: dict[str, Agreement] = {}
    markets: dict[str, Market] = {}
    equivalences: dict[str, Equivalence] = {}
    accreditation: dict[str, Accreditation] = {}
    transitions: dict[str, Transition] = {}
    guides: dict[str, Guide] = {}
    sources: dict[str, Source] = {}
    files: dict[str, str] = {}  # "<kind>/<key>" → the file it stands in, for messages

    @cached_property
    def spelt(self) -> tuple[tuple[str, Equivalence], ...]:
        """The numbers in each row of equivalences, without spaces, and the row."""
        rows = self.equivalences.values()
        return tuple((f"{r.standard}|{r.adopts}|{r.successor or ''}".replace(" ", ""), r) for r in rows)

    @cached_property
    def memberships(self) -> dict[str, tuple[tuple[str, Member], ...]]:
        """The groups of each economy, with the dates of its membership."""
        found: dict[str, tuple[tuple[str, Member], ...]] = {}
        for group in self.economies.values():
            for member in group.members:
                found[member.economy] = (*found.get(member.economy, ()), (group.code, member))
        return found

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every row of every agreement with its two sides."""
        return tuple(
            Row(
                agreement,
                row,
                frozenset(row.exporters or agreement.parties),
                frozenset(row.markets or agreement.parties),
            )
            for agreement in self.agreements.values()
            for row in agreement.coverage
        )


class Row(NamedTuple):
    """One row of an agreement: whose results count, and where; both all its parties where the row names none."""

    agreement: Agreement
    coverage: Coverage
    exporters: frozenset[str]
    markets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier reading without problems found, and the names of the files that are as they were then."""

    library: Library
    unchanged: frozenset[str]


class _Reading:
    """Collects records and every problem met, so that one run tells all of them. Of files that are as they were, the
    records of the reading before are taken over."""

    def __init__(self, root: Path, before: Before | None) -> None:
        self.root = root
        self.problems: list[str] = []
        self.kinds: dict[str, dict[str, Any]] = {}
        self.files: dict[str, str] = {}
        self._before = before
        self._known: dict[str, list[tuple[str, str]]] = {}  # of the reading before: the kinds and keys in each file
        for one, where in before.library.files.items() if before else ():
            kind, _, key = one.partition("/")
            self._known.setdefault(where, []).append((kind, key))

    def taken(self, path: Path) -> bool:
        """Whether the file is as it was: then its records are here already."""
        name = self._name(path)
        if self._before is None or name not in self._before.unchanged:
            return False
        for kind, key in self._known.get(name, ()):
            self.add(kind, key, getattr(self._before.library, kind)[key], path)
        return True

    def new(self, folder: str, *patterns: str) -> Iterator[Path]:
        """The files to be read, in order; those as they were are taken over when their turn comes."""
        found = (path for pattern in patterns for path in (self.root / folder).glob(pattern))
        yield from (path for path in sorted(found) if not self.taken(path))

    def add(self, kind: str, key: str, record: BaseModel, path: Path) -> None:
        where = self._name(path)
        known = self.kinds.setdefault(kind, {})
        if key in known:
            self.problems.append(
                f"{where}: {kind} key '{key}' stands in {self.files[f'{kind}/{key}']} already; keep one"
            )
            return
        known[key] = record
        self.files[f"{kind}/{key}"] = where

    def record(self, model: type[R], data: object, path: Path, place: str = "") -> R | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for one in error.errors():
                self.problems.append(
                    f"{self._name(path)}: {_place(place, one['loc'])} {_remedy(one['msg'], one['input'])}"
                )
            return None

    def yaml(self, path: Path) -> Any:
        try:
            return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        except (YAMLError, UnicodeDecodeError) as error:
            self.problems.append(f"{self._name(path)}: not readable YAML: {' '.join(str(error).split())}")
            return None

    def rows(self, path: Path) -> Iterator[tuple[int, Any]]:
        data = self.yaml(path)
        if data is not None and not isinstance(data, list):
            self.problems.append(f"{self._name(path)}: is to be a list of records, each beginning with '- '")
            return
        yield from enumerate(data or ())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def load(corpus: Path, before: Before | None = None) -> Library:
    """The records of a corpus folder; raises CorpusError that names every problem, with file and place.

    Of files that are as they were before, the records read then are taken over.
    """
    library, problems = read(corpus, before)
    if problems:
        raise CorpusError(problems)
    return library


def read(corpus: Path, before: Before | None = None) -> tuple[Library, tuple[str, ...]]:
    """The records that could be read, and a line for each that could not."""
    if not (corpus / "vocabulary").is_dir():
        raise CorpusError((f"{corpus}: no corpus here (no vocabulary/); set TESSERA_CORPUS_DIR to the folder",))
    reading = _Reading(corpus, before)
    _vocabulary(reading)
    _one_per_file(reading, "agreements", Agreement, "key")
    _one_per_file(reading, "accreditation", Accreditation, "body")
    _one_per_file(reading, "sources", Source, "key")
    for path in reading.new("requirements", "*.yaml"):
        market = reading.record(Market, reading.yaml(path), path)
        if market is not None:
            reading.add("markets", market.market, market, path)
    for path in reading.new("equivalences", "*.csv"):
        _equivalences(reading, path)
    for path in reading.new("transitions", "*.yaml"):
        _rows(reading, "transitions", Transition, lambda r: str(r.key), path)
    for path in reading.new("guides", "*.md"):
        _guide(reading, path)
    return Library(**reading.kinds, files=reading.files), tuple(reading.problems)


def _vocabulary(reading: _Reading) -> None:
    kinds: tuple[tuple[str, type[BaseModel], Callable[[Any], str]], ...] = (
        ("economies", Economy, lambda r: str(r.code)),
        ("sectors", Sector, lambda r: str(r.key)),
        ("products", Product, lambda r: str(r.key)),
        ("codes", ClassCode, lambda r: str(r.key)),
        ("schemes", Scheme, lambda r: str(r.key)),
        ("bodies", Body, lambda r: str(r.key)),
        ("evidence", EvidenceKind, lambda r: str(r.key)),
        ("laws", Law, lambda r: str(r.key)),
        ("glossary", Term, lambda r: str(r.key)),
    )
    for kind, model, key_of in kinds:
        for path in reading.new("vocabulary", f"{kind}.yaml", f"{kind}/*.yaml"):
            _rows(reading, kind, model, key_of, path)


def _rows(reading: _Reading, kind: str, model: type[BaseModel], key_of: Callable[[Any], str], path: Path) -> None:
    for n, row in reading.rows(path):
        record = reading.record(model, row, path, f"[{n}]")
        if record is not None:
            reading.add(kind, key_of(record), record, path)


def _one_per_file(reading: _Reading, kind: str, model: type[BaseModel], key: str) -> None:
    for path in reading.new(kind, "*.yaml"):
        data = reading.yaml(path)
        if isinstance(data, dict):
            data = {**data, key: data.get(key, path.stem)}
            if data[key] != path.stem:
                reading.problems.append(
                    f"{kind}/{path.name}: {key} '{data[key]}' is not the file's stem; drop the line"
                )
        record = reading.record(model, data, path)
        if record is not None:
            reading.add(kind, path.stem, record, path)


_PLAIN = ("standard", "edition", "adopts", "adopted_edition", "degree", "status", "effective", "successor")
_COLUMNS = (
    "key", *_PLAIN, "title_en", "title_zh", "differences_en", "differences_zh", "products",
    "source", "url", "at", "checked", "published", "note",
)  # fmt: skip
_UNTIL = "until"  # a last column, in the files that know of any row until when it counts


def _equivalences(reading: _Reading, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        columns = tuple(rows.fieldnames or ())
        if columns not in (_COLUMNS, (*_COLUMNS, _UNTIL)):
            reading.problems.append(f"equivalences/{path.name}: line 1: columns are to be {','.join(_COLUMNS)}")
            return
        for row in rows:
            place = f"line {rows.line_num}:"
            if None in row or None in row.values():
                reading.problems.append(
                    f"equivalences/{path.name}: {place} not {len(columns)} cells; quote cells with commas"
                )
                continue
            data = {name: row[name] or None for name in ("key", *_PLAIN)}
            data |= {
                "adopted_edition": row["adopted_edition"],
                "until": row.get(_UNTIL) or None,
                "title": {"en": row["title_en"], "zh": row["title_zh"]},
                "differences": {"en": row["differences_en"], "zh": row["differences_zh"]}
                if row["differences_en"]
                else None,
                "products": row["products"].split(),
                "sources": [
                    {name: row[name] or None for name in ("source", "url", "at", "checked", "published", "note")}
                ],
            }
            record = reading.record(Equivalence, data, path, place)
            if record is not None:
                reading.add("equivalences", record.key, record, path)


def _guide(reading: _Reading, path: Path) -> None:
    """Front matter (title, topics, sources by mark), then `# English` and `# 中文`: paragraph n of one is paragraph n of the other."""
    name = f"guides/{path.name}"
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        reading.problems.append(f"{name}: is to begin with front matter between two lines of '---'")
        return
    try:
        head = YAML(typ="safe").load(parts[1]) or {}
    except YAMLError as error:
        reading.problems.append(f"{name}: front matter is not readable YAML: {' '.join(str(error).split())}")
        return
    languages = re.split(r"^# (?:English|中文)\s*$", parts[2], flags=re.M)
    paragraphs = [[p.strip() for p in part.strip().split("\n\n") if p.strip()] for part in languages[1:]]
    if len(paragraphs) != 2 or len(paragraphs[0]) != len(paragraphs[1]):
        reading.problems.append(f"{name}: needs '# English' and '# 中文' with the same number of paragraphs")
        return
    refs: dict[str, SourceRef] = {}
    for mark, ref in (head.pop("sources", None) or {}).items():
        if (one := reading.record(SourceRef, ref, path, f"sources.{mark}")) is not None:
            refs[mark] = one
    built = []
    for n, (en, zh) in enumerate(zip(*paragraphs, strict=True), 1):
        marks = dict.fromkeys(_MARK.findall(en) + _MARK.findall(zh))
        unknown = [m for m in marks if m not in refs]
        if unknown or not marks:
            reading.problems.append(
                f"{name}: paragraph {n} cites {unknown or 'nothing'}; end it with [^mark] of a source above"
            )
            continue
        if "\n" in en or "\n" in zh:
            reading.problems.append(
                f"{name}: paragraph {n} has several lines; write it on one, or apart by an empty line"
            )
            continue
        text = Text(en=_MARK.sub("", en), zh=_MARK.sub("", zh))
        built.append(Paragraph(key=f"p{n}", text=text, sources=tuple(refs[m] for m in marks)))
    for mark in refs.keys() - {*_MARK.findall(parts[2])}:
        reading.problems.append(f"{name}: no paragraph cites source '{mark}'; cite it or take it out")
    guide = reading.record(Guide, {**head, "key": path.stem, "paragraphs": built}, path)
    if guide is not None:
        reading.add("guides", guide.key, guide, path)


def _place(place: str, loc: tuple[int | str, ...]) -> str:
    for part in loc:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place or "top"


def _remedy(message: str, value: object) -> str:
    if message.startswith("Value error, "):
        return message.removeprefix("Value error, ")
    if message == "Field required":
        return "is missing; write it"
    if message.startswith("Extra inputs"):
        return "is not a field of this record; see corpus/README.md"
    shown = repr(value) if len(repr(value)) < 60 else repr(value)[:57] + "…"
    if closed := _CLOSED.match(message):
        return f"{shown}: one of {closed[1].replace(chr(39), '')}"
    return f"{shown}: {message}"
