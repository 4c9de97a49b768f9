"""A kind and a key → the record, with everything that its facts rest on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from kb.errors import UnknownKey
from kb.library import Library
from kb.named import near, unknown
from kb.records import SourceRef

KINDS = tuple(kind for kind in Library.model_fields if kind != "files")
_FILES = {"requirements": "markets"}  # as ids and files name what the library has by market


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record as its file has it. `row` is what an id names of it after "#"; "" for the whole."""

    kind: str
    key: str
    row: str
    file: str  # of the corpus
    record: BaseModel  # the part that has the row, where an id names one: a requirement of a market
    sources: tuple[SourceRef, ...]  # in the order in which they stand, each once

    @property
    def statement(self) -> str:
        """The id under which answers cite it, or its row."""
        kind, key = ("requirements", self.key.lower()) if self.kind == "markets" else (self.kind, self.key)
        return f"{kind}/{key}#{self.row}" if self.row else f"{kind}/{key}"


def record_of(library: Library, kind: str, key: str) -> Recorded:
    """A record by the kind and the key that ids of citations give: agreements eu-au#telecom, requirements sa.

    Raises UnknownKey for a kind or key that is not in the base; it names near ones. The row is not looked for.
    """
    named = _FILES.get(kind, kind)
    if named not in KINDS:
        raise UnknownKey(f"kind '{kind}': there is none; one of {', '.join((*KINDS, *_FILES))}")
    whole, _, row = key.partition("#")
    records = getattr(library, named)
    found = next((one for one in (whole, whole.upper(), whole.lower()) if one in records), None)
    if found is None:
        raise UnknownKey(unknown(named, key, near(whole, records)))
    record = _part(records[found], row.partition("/")[0]) if row else records[found]
    sources = tuple(dict.fromkeys(_sources(record)))
    return Recorded(named, found, row, library.files.get(f"{named}/{found}", ""), record, sources)


def records_of(library: Library, ids: Iterable[str]) -> tuple[tuple[Recorded, tuple[str, ...]], ...]:
    """The records that ids of statements stand for, each part once, with the ids that name it; in the order first named.

    An id that names no record, such as a passage's, is left out.
    """
    found: dict[tuple[str, str, str], tuple[Recorded, tuple[str, ...]]] = {}
    for one in dict.fromkeys(ids):
        kind, _, key = one.partition("/")
        try:
            record = record_of(library, kind, key)
        except UnknownKey:
            continue
        place = (record.kind, record.key, record.row.partition("/")[0])
        first, named = found.get(place, (record, ()))
        found[place] = (first, (*named, one))
    return tuple(found.values())


def _part(record: BaseModel, key: str) -> BaseModel:
    """The record within a record that has a key; the record itself where none has."""
    lists = (getattr(record, name) for name in type(record).model_fields)
    parts = (one for part in lists if isinstance(part, tuple) for one in part if isinstance(one, BaseModel))
    return next((one for one in parts if getattr(one, "key", None) == key), record)


def _sources(value: object) -> Iterator[SourceRef]:
    if isinstance(value, SourceRef):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sources(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _sources(one)
