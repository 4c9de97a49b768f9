"""What every XML vocabulary shares: one pass over the tree that gathers words into lines and lines into paragraphs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias

from lxml import etree
from lxml.etree import _Element

from ingest.parsers.outline import Outline
from kb.documents import Link
from kb.errors import InputError

Element: TypeAlias = _Element
MAX_ATTRIBUTES = 1000
MAX_DEPTH = 120  # of elements within elements

_WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_ENTITY = re.compile(r"&\w+;")  # a reference that is not resolved comes as a text of its own
_SUPER = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment, an instruction or an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def tidy(text: str) -> str:
    """White space as one space; a line break between Chinese characters is nothing at all."""
    return " ".join((_WRAP.sub("", text) if "\n" in text else text).split())


def told(element: Element | None) -> str:
    """All words of an element on one line, whatever its children are; "" for None."""
    if element is None:
        return ""
    return tidy("".join(html.unescape(one) if _ENTITY.fullmatch(one) else one for one in element.itertext()))


def child(element: Element, name: str) -> Element | None:
    """The first child of that local name."""
    return next((one for one in element if local(one) == name), None)


def inside(element: Element, name: str) -> Element | None:
    """The first descendant of that local name."""
    return next(element.iter("{*}" + name), None)


def attribute(element: Element, name: str) -> str:
    """The value of an attribute by its local name; "" where it has none."""
    value = element.get(name)
    if value is None:
        key = next((key for key in element.attrib if key.rpartition("}")[2] == name), None)
        value = element.get(key) if key else None
    return value.strip() if value else ""


def attributes(element: Element) -> list[tuple[str, str]]:
    """Local names and values of all attributes. InputError for more than any element has."""
    keys = element.keys()
    if len(keys) > MAX_ATTRIBUTES:
        raise InputError(f"XML with {len(keys):,} attributes on one element; save it from its source again")
    return [(key.rpartition("}")[2], (element.get(key) or "").strip()) for key in keys]


def raised(text: str) -> str:
    """A raised figure, kept apart from the figure before it: "10" with note 1 is not 101."""
    if text and all(ord(letter) in _SUPER for letter in text):
        return text.translate(_SUPER)
    return f"^{text}" if re.fullmatch(r"[-+−–]?[\d.,/]*\d[\d.,/]*", text) else text


def lowered(text: str) -> str:
    """A lowered figure: CO₂. Lowered letters stay letters."""
    return text.translate(_SUB) if text and all(ord(letter) in _SUB for letter in text) else text


def mark(text: str) -> str:
    """The mark of a note as it stands after a word: ¹, *, [a]."""
    return f"[{text}]" if text.isalpha() else raised(text)


class Walk:
    """One pass over a tree. `on` says what each element does; one that is not named there gives its words as they are.

    Words make a line, lines a paragraph; a label waits for the words it belongs to. Within a cell, a note or a quotation
    everything is lines, also what would be a heading elsewhere.
    """

    on: ClassVar[Mapping[str, Callable[[Any, Element], None]]] = {}

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.quiet = False
        self.words: list[str] = []
        self.lines: list[str] = []
        self.links: list[Link] = []
        self.label = ""
        self.notes: list[str] = []  # to be told below the paragraph or the table they belong to
        self.tables: list[Element] = []  # met within a cell, to be told after their table
        self._depth = 0
        self._known: dict[object, Callable[[Any, Element], None]] = {}

    def children(self, element: Element) -> None:
        """The words of an element and of all within it."""
        if self._depth >= MAX_DEPTH:
            raise InputError(f"XML nested deeper than {MAX_DEPTH} elements; save it flatter and ingest it again")
        self._depth += 1
        if element.text:
            self.words.append(element.text)
        for one in element:
            self.element(one)
            if one.tail:
                self.words.append(one.tail)
        self._depth -= 1

    def element(self, element: Element) -> None:
        action = self._known.get(element.tag)
        if action is None:
            action = self._known[element.tag] = self._action(element)
        action(self, element)

    def _action(self, element: Element) -> Callable[[Any, Element], None]:
        if element.tag is etree.Entity:
            return type(self).entity
        if not isinstance(element.tag, str):
            return type(self).nothing
        return self.on.get(local(element), type(self).other)

    # ---- what an element may do ------------------------------------------------------------------------------

    def other(self, element: Element) -> None:
        """An element of which nothing is known: its words, in place."""
        self.children(element)

    def nothing(self, _: Element) -> None:
        """Left out."""

    def entity(self, element: Element) -> None:
        self.words.append(html.unescape(element.text or ""))

    def line(self, element: Element) -> None:
        self.end()
        self.children(element)
        self.end()

    def paragraph(self, element: Element) -> None:
        self.close()
        self.children(element)
        self.close()

    def labelled(self, element: Element) -> None:
        """A label: it stands before the next words."""
        self.end()
        self.label = f"{self.label} {self.within(element)}".strip()

    def superscript(self, element: Element) -> None:
        self.words.append(raised(told(element)))

    def subscript(self, element: Element) -> None:
        self.words.append(lowered(told(element)))

    def bullet(self, element: Element) -> None:
        """An item of a list, on a line of its own; its own label wins over the dash."""
        self.end()
        self.label = self.label or ("" if self.quiet else "-")
        before = len(self.lines)
        self.children(element)
        self.end()
        self.label = ""
        if len(self.lines) > before and re.match(r"- (?:\(?\w{1,4}[.)]|[-–—•·])(?:\s|$)", self.lines[before]):
            self.lines[before] = self.lines[before][2:]

    def quoted(self, element: Element) -> None:
        """A passage of another text: its headings are words here."""
        self.end()
        kept, self.quiet = self.quiet, True
        self.children(element)
        self.end()
        self.quiet = kept

    # ---- lines and paragraphs --------------------------------------------------------------------------------

    def end(self) -> None:
        """The words so far are a line."""
        text = tidy("".join(self.words))
        self.words = []
        if text:
            self.lines.append(f"{self.label} {text}" if self.label else text)
            self.label = ""

    def close(self) -> None:
        """The lines so far are a paragraph, with its notes below it."""
        self.end()
        if self.quiet:
            return
        if self.label:
            self.lines, self.label = [*self.lines, self.label], ""
        self.outline.paragraph("\n".join(self.lines), self.links)
        for note in self.notes:
            self.outline.paragraph(note)
        self.lines, self.links, self.notes = [], [], []

    def heading(self, level: int, text: str) -> None:
        """A heading, or a line where headings are words."""
        self.close()
        if self.quiet:
            self.words.append(text)
            self.end()
        elif text:
            self.outline.heading(level, text)

    def within(self, element: Element) -> str:
        """The words of an element as a cell has them: lines, no headings. Notes and tables in it are kept for later."""
        if not len(element):
            return tidy(element.text or "")
        kept = self.words, self.lines, self.label, self.quiet
        self.words, self.lines, self.label, self.quiet = [], [], "", True
        self.children(element)
        self.end()
        text = "\n".join([*self.lines, *filter(None, (self.label,))])
        self.words, self.lines, self.label, self.quiet = kept
        return text

    def link(self, text: str, url: str) -> None:
        if text and url.startswith(("http://", "https://")):
            self.links.append(Link(text, url))
