"""The knowledge base, open: library, statements, lexicon and index, read from what the last build left."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from kb import cautions
from kb.encoder import open_encoder
from kb.errors import IndexUnusable
from kb.freshness import Freshness
from kb.freshness import read as read_freshness
from kb.index import Index
from kb.lexicon import Lexicon
from kb.library import Library
from kb.model import PROSE, Answer, Evidence, Statement
from kb.numbers import standards
from kb.records import Text
from kb.settings import Settings
from kb.statements import statements

_LABEL = re.compile(r"(?:[^:?]|:(?=\d)){4,200}[:?] ")  # a colon within a number, ISO 9001:2015, ends none
LIBRARY_FILE = "library.json"


def _nobody(_: Answer) -> None:
    """Hears nothing."""


@dataclass(frozen=True)
class Kb:
    """Everything an answer is made from; opened once, never changed."""

    settings: Settings
    library: Library
    statements: dict[str, Statement]
    lexicon: Lexicon
    index: Index
    freshness: Freshness
    heard: Callable[[Answer], None] = field(default=_nobody, compare=False)  # is told of every answer that is made

    @cached_property
    def on_standards(self) -> tuple[tuple[Statement, tuple[str, ...]], ...]:
        """The paragraphs of guides whose label names standards; with these."""
        guides = (one for key, one in self.statements.items() if key.startswith(PROSE))
        return tuple((one, named) for one in guides if (named := standards(label(one))))

    def evidence(self, one: str, language: str = "en") -> tuple[Evidence, ...]:
        """What an id stands for: a statement once for each of its sources, or the passage of a document."""
        statement = self.statements.get(one)
        if statement is not None:
            return tuple(self._of_record(statement, n, language) for n in range(len(statement.sources)))
        if one in self.index.shelf:
            return (self._of_passage(one, language),)
        row, column = cell_of(one)
        if column and row in self.index.shelf:
            return (self._of_cell(row, column, language),)
        raise KeyError(one)

    def cells(self, one: str) -> dict[int, str]:
        """The cells of a table row's passage by their column, each with its header; {} of any other passage."""
        data, text = self.index.shelf.metadata(one), self.index.shelf.text(one)
        return {column: text[start:end] for column, start, end in data.get("cells", ())}

    def _of_cell(self, row: str, column: int, language: str) -> Evidence:
        """The row as evidence, whose place names the cell. KeyError where the row has no such column."""
        told = self.cells(row)[column]
        head = told.partition(": ")[0] if ": " in told else ""
        found = self._of_passage(row, language)
        return replace(found, id=f"{row}c{column}", at=f"{found.at}, column {column}" + (f" “{head}”" if head else ""))

    def _of_record(self, statement: Statement, n: int, language: str) -> Evidence:
        ref = statement.sources[n]
        source = self.library.sources[ref.source]
        checked = ref.checked.isoformat() if ref.checked else None
        return Evidence(
            id=statement.id,
            kind="record",
            title=_told(statement.title, language),
            text=statement.told("zh" if language == "zh" else "en"),
            publisher=(source.publisher.zh or source.publisher.name) if language == "zh" else source.publisher.name,
            url=ref.url,
            at=ref.at,
            tier=source.tier.value,
            published=ref.published,
            checked=checked,
            note=ref.note,
            parts=tuple(_told(part.text, language) for part in statement.parts),
            cautions=tuple(
                _told(one, language)
                for one in cautions.of_record(
                    ref.url, checked, self.freshness, refresh=source.refresh, today=dt.date.today()
                )
            ),
        )

    def _of_passage(self, one: str, language: str) -> Evidence:
        data = self.index.shelf.metadata(one)
        page = self.freshness.pages.get(data["url"])
        return Evidence(
            id=one,
            kind="passage",
            title=data["title"],
            text=self.index.shelf.text(one),
            publisher=data["publisher"],
            url=data["url"],
            at=data["at"],
            tier=data["tier"],
            published=data.get("published"),
            checked=page.confirmed if page else data.get("fetched"),
            note="; ".join(_told(text, language) for text in cautions.beside(data)) or None,
            cautions=tuple(_told(text, language) for text in cautions.of_passage(data, self.freshness)),
        )


def cell_of(one: str) -> tuple[str, int]:
    """The row and the column of a cell's id: "rules-0123456789#t2r5c3" is column 3 of row 5. Column 0 of any other id."""
    row, mark, column = one.rpartition("c")
    return (row, int(column)) if mark and column.isdigit() and "#t" in row else (one, 0)


def _told(text: Text, language: str) -> str:
    return text.zh if language == "zh" else text.en


def current(settings: Settings) -> Path:
    """The folder of the index that serves now; raises IndexUnusable where there is none."""
    pointer = settings.data_dir / "index" / "current"
    try:
        folder = settings.data_dir / "index" / pointer.read_text(encoding="utf-8").strip()
    except OSError:
        raise IndexUnusable(f"index {settings.data_dir / 'index'}: none built yet; run: tessera build") from None
    if not (folder / LIBRARY_FILE).is_file():
        raise IndexUnusable(f"index {folder}: incomplete; run: tessera build --full")
    return folder


def label(paragraph: Statement) -> str:
    """What a guide's paragraph is headed by, in English: what stands before a colon, or the question it begins with; "" without."""
    match = _LABEL.match(paragraph.parts[0].text.en)
    return match[0] if match else ""


def open_base(settings: Settings) -> Kb:
    """Opens what the last build left; raises IndexUnusable, or ModelError when the encoder's weights are not trusted."""
    folder = current(settings)
    try:
        library = Library.model_validate_json((folder / LIBRARY_FILE).read_bytes())
    except (OSError, ValidationError, json.JSONDecodeError):
        raise IndexUnusable(
            f"index {folder}: its records are damaged or of another version; run: tessera build --full"
        ) from None
    index = Index(folder, open_encoder(settings), store=settings.vector_store)
    return Kb(settings, library, statements(library), Lexicon(library), index, read_freshness(settings.data_dir))
