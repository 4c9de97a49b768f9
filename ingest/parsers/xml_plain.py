"""XML of no known vocabulary: titles make headings, records of one shape a table, all else paragraphs in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.xml_tables import any_table
from ingest.parsers.xml_walk import Element, Walk, attribute, attributes, local, tidy, told
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.errors import InputError

_TITLES = frozenset(
    "title heading head header caption titre titel titulo título titolo rubrik rubric 标题 名称".split()
)
_NUMBERS = frozenset("num number no enum label numero número nummer 条号".split())
_HEADS = frozenset("info articleinfo bookinfo header head meta metadata front".split())
_DATES = frozenset("date pubdate published issued".split())
_PROSE = 400  # characters; a record that says more in one field is read as text
_NAMELESS = frozenset(("id", "lang", "space", "schemaLocation", "noNamespaceSchemaLocation", "base", "type"))


def read(root: Element) -> Page:
    """Headings, paragraphs and tables as the structure of the file suggests; no word of an element is left out."""
    walk = _Plain(Outline())
    title = _title(root)
    walk.element(root)
    walk.close()
    return Page(walk.outline.blocks(), title=title, published=_published(root))


def _published(root: Element) -> str | None:
    """The day that the head of the file gives as its own, if it is a whole day."""
    for head in (one for one in root if local(one).lower() in _HEADS):
        for one in head.iter():
            if local(one).lower() in _DATES and (match := re.match(r"\d{4}-\d\d-\d\d", told(one))):
                return match[0]
    return None


def _title(element: Element) -> str:
    """Number and title of an element, from its first children or its attributes; "" where it has no title."""
    numbers = [told(one) for one in element if local(one).lower() in _NUMBERS][:1]
    titles = [told(one) for one in element if local(one).lower() in _TITLES][:1]
    titles = (
        titles or [attribute(element, name) for name in ("title", "heading", "name") if attribute(element, name)][:1]
    )
    numbers = numbers or [attribute(element, name) for name in ("number", "num", "n") if attribute(element, name)][:1]
    return " ".join(filter(None, (*numbers, *titles))) if titles else ""


def _is_mixed(element: Element) -> bool:
    """Whether words stand directly in it, beside or without elements."""
    return bool((element.text or "").strip()) or any((one.tail or "").strip() for one in element)


def _elements(element: Element) -> list[Element]:
    return [one for one in element if local(one)]


def _fields(record: Element, deep: bool = True) -> Iterator[tuple[str, str]]:
    """Name and value of each field of a record: its attributes, its leaves, and the leaves of its groups as "a / b"."""
    for name, value in attributes(record):
        if name not in _NAMELESS and value:
            yield name, tidy(value)
    for one in _elements(record):
        parts = [] if _is_mixed(one) or not deep else list(_fields(one, deep=False))
        if parts and len(one):
            yield from ((f"{local(one)} / {name}", value) for name, value in parts)
        else:
            yield local(one), told(one) or "; ".join(value for _, value in parts)


def _is_record(element: Element) -> bool:
    """Whether it is a few short named values and no text: children without structure of their own, or attributes."""
    if _is_mixed(element):
        return False
    if not len(element):
        return sum(name not in _NAMELESS for name, _ in attributes(element)) > 1
    children = _elements(element)
    if any(len(inner) for one in children if not _is_mixed(one) for inner in _elements(one)):
        return False
    values = [value for _, value in _fields(element)]
    return len(values) > 1 and max(map(len, values)) <= _PROSE


def _is_card(element: Element, titled: bool) -> bool:
    """Whether an element is one record of fields with different names, to be told as "name: value"."""
    names = [local(one) for one in _elements(element)]
    if not _is_record(element) or len(set(names)) < len(names):
        return False
    others = [name for name in names if name.lower() not in _TITLES | _NUMBERS]
    return not titled or (len(others) > 1 and all(len(value) <= 100 for _, value in _fields(element)))


class _Plain(Walk):
    """One pass over a file of unknown structure."""

    def __init__(self, outline: Outline) -> None:
        super().__init__(outline)
        self.level = 0
        self.inline = False  # within running words

    def other(self, element: Element) -> None:
        if self.quiet or self.inline:
            self.children(element)
        elif _is_mixed(element):
            self.close()
            self.inline = True
            self.children(element)
            self.inline = False
            self.close()
        elif len(element):
            self.structure(element)
        elif _is_record(element):
            self.lines += [f"{name}: {value}" for name, value in _fields(element)]
            self.close()

    def structure(self, element: Element) -> None:
        """An element of elements: its title above, then its children, those of one shape together."""
        self.close()
        title = _title(element)
        self.level += 1
        if title and self.outline.headings[-1:] != (title,):
            self.heading(self.level, title)
        if _is_card(element, bool(title)):
            self.lines += [f"{name}: {value}" for name, value in _fields(element) if value and value != title]
            self.close()
        else:
            self.parts(element, bool(title))
        self.level -= 1

    def parts(self, element: Element, titled: bool) -> None:
        told_above = _TITLES | _NUMBERS if titled else frozenset()
        children = [one for one in _elements(element) if local(one).lower() not in told_above]
        for _, group in groupby(children, key=local):
            same = list(group)
            if len(same) > 1 and all(map(_is_record, same)):
                self.records(same)
            else:
                for one in same:
                    self.below(one)

    def below(self, element: Element) -> None:
        if self._depth >= 100:
            raise InputError("XML nested deeper than 100 elements; save it flatter and ingest it again")
        self._depth += 1
        self.element(element)
        self._depth -= 1

    def records(self, same: list[Element]) -> None:
        """Records of one name: a table with the names of their fields as header."""
        rows = [_joined(record) for record in same]
        names = list(dict.fromkeys(name for row in rows for name in row))
        if len(names) * len(rows) > MAX_CELLS:
            raise InputError(f"a table of {len(rows):,} × {len(names):,} cells; split the file and ingest the parts")
        body = tuple(tuple(Cell(row.get(name, "")) for name in names) for row in rows)
        self.close()
        parts = [Part((tuple(map(Cell, names)),), "head"), Part(body)]
        self.outline.table(table(parts, headings=self.outline.headings))

    def item(self, element: Element) -> None:
        """An item of a list."""
        kept, self.inline = self.inline, True
        self.bullet(element)
        self.inline = kept

    on: ClassVar = {
        "table": any_table,
        "TABLE": any_table,
        "informaltable": any_table,
        "sup": Walk.superscript,
        "superscript": Walk.superscript,
        "sub": Walk.subscript,
        "subscript": Walk.subscript,
        "br": Walk.line,
        "li": item,
        "listitem": item,
        "script": Walk.nothing,
        "style": Walk.nothing,
    }


def _joined(record: Element) -> dict[str, str]:
    """The fields of a record; values of one name are joined."""
    row: dict[str, str] = {}
    for name, value in _fields(record):
        row[name] = f"{row[name]}; {value}" if row.get(name) and value else row.get(name) or value
    return row
