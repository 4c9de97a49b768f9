"""The corpus → a reproducible random sample of its facts with their sources, for a person to check."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from ingest.check import every_record, walk
from kb.library import Library
from kb.records import SourceRef, Text

_TELLING = ("statement", "text", "summary", "definition", "about", "names", "title")


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a record: the file and place it stands in, its words, and where it is from."""

    file: str
    place: str
    text: str
    sources: tuple[SourceRef, ...]


def facts(library: Library) -> Iterator[Fact]:
    """Every part of every record that carries sources and says something, in the order of the files."""
    for kind, key, record in every_record(library):
        file = library.files.get(f"{kind}/{key}", kind)
        for place, part in walk(record):
            sources = getattr(part, "sources", None)
            text = _text(part)
            if text and isinstance(sources, tuple) and sources:
                yield Fact(file, place or key, text, sources)


def sample(library: Library, *, size: int, seed: int) -> tuple[Fact, ...]:
    """As many facts, drawn by Python's random.Random(seed).sample; all of them where there are fewer."""
    every = list(facts(library))
    return tuple(random.Random(seed).sample(every, min(size, len(every))))


def _text(part: BaseModel) -> str:
    for name in _TELLING:
        value = getattr(part, name, None)
        if isinstance(value, Text):
            return value.en
        if isinstance(value, str):
            return value
    return ""
