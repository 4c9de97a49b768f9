"""The tables of a page: which only place things, and the cells of the others with what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from ingest.parsers.html_sight import words_of
from ingest.parsers.html_tags import SKIPPED, WATCHED, blank, number, tidy
from ingest.tables import Cell, Part, table
from kb.documents import Link

if TYPE_CHECKING:
    from ingest.parsers.html_walk import Walk

_GROUPS = {"thead": "head", "tbody": "body", "tfoot": "foot"}
_DEEPER = 4  # a table within a table weighs as much as so many elements on the stack
_ORDER = ("head", "body", "foot")
_HEADINGS = ("h1", "h2", "h3")
_WRAPPERS = frozenset("a b strong p span div font i em u small center".split())


@dataclass(slots=True)
class Gathered:
    """What one cell holds: its lines, and the tables within, which are told after their table."""

    lines: list[str] = field(default_factory=list)
    inner: list[etree._Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    element: etree._Element
    kind: str  # head, body or foot
    group: etree._Element  # the rows of one group share it: spans end with it
    cells: list[etree._Element]


def tell(walk: Walk, element: etree._Element) -> None:
    """The table into the outline of the walk; what stands in it but in no cell goes before it."""
    walk.depth += _DEEPER
    _tell(walk, element)
    walk.depth -= _DEEPER


def _tell(walk: Walk, element: etree._Element) -> None:
    rows = list(_rows(walk, element, "body", element))
    caption = next(element.iterchildren("caption"), None)
    if not _is_layout(element, rows, caption is not None):
        _data(walk, rows, walk.gathered(caption) if caption is not None else "")
        return
    if caption is not None:
        walk.say(walk.gathered(caption))
    for row in rows:
        for cell in row.cells:
            _place(walk, row, cell)


def _place(walk: Walk, row: _Row, cell: etree._Element) -> None:
    """A cell of a table for layout is a block like any other."""
    sight = walk.sight
    shade, muted = sight.shade, sight.muted
    sight.enter(row.element, "tr", row.element.items())
    sight.enter(cell, cell.tag, cell.items())
    walk.end()
    walk.children(cell)
    walk.end()
    sight.leave(shade, muted)


def _rows(walk: Walk, element: etree._Element, kind: str, group: etree._Element) -> Iterator[_Row]:
    """The rows in order, also within forms and the like that broken pages put around them."""
    _stray(walk, element.text)
    cells: list[etree._Element] = []  # without a row of their own
    for child in element:
        tag = child.tag
        if tag in ("td", "th"):
            cells.append(child)
        elif tag == "tr":
            if cells:
                yield _Row(element, kind, group, cells)
                cells = []
            if _is_shown(walk, child):
                yield _Row(child, kind, group, list(_cells(walk, child)))
        elif tag in _GROUPS:
            if _is_shown(walk, child):
                yield from _rows(walk, child, _GROUPS[tag], child)
        elif tag is etree.Comment:
            walk.comment(child)
        elif isinstance(tag, str) and tag not in SKIPPED and tag not in ("caption", "col", "colgroup"):
            if tag != "table" and next(child.iter("tr"), None) is not None and _is_shown(walk, child):
                yield from _rows(walk, child, kind, group)
            else:
                walk.one(child)
        if tail := child.tail:
            _stray(walk, tail)
    if cells:
        yield _Row(element, kind, group, cells)


def _cells(walk: Walk, row: etree._Element) -> Iterator[etree._Element]:
    _stray(walk, row.text)
    plain = not walk.sight.sheet.by_tag
    for child in row:
        tag = child.tag
        if tag in ("td", "th"):
            if (plain and not child.keys()) or _is_shown(walk, child):
                yield child
        elif tag is etree.Comment:
            walk.comment(child)
        elif isinstance(tag, str) and tag not in SKIPPED:
            if next(child.iter("td", "th"), None) is not None:
                yield from _cells(walk, child)
            else:
                walk.one(child)
        if tail := child.tail:
            _stray(walk, tail)


def _stray(walk: Walk, text: str | None) -> None:
    if text and not text.isspace():
        walk.say(text)
        walk.end()


def _is_shown(walk: Walk, element: etree._Element) -> bool:
    items = element.items()
    if not items and not walk.sight.sheet.by_tag:
        return True
    shade, muted = walk.sight.shade, walk.sight.muted
    shown = walk.sight.enter(element, element.tag, items)
    walk.sight.leave(shade, muted)
    return shown


def _is_layout(element: etree._Element, rows: list[_Row], has_caption: bool) -> bool:
    """A table that only places things: one column, or headings or tables inside but no heading cells of its own."""
    if element.get("role") in ("presentation", "none"):
        return True
    has_heads = any(cell.tag == "th" for row in rows for cell in row.cells)
    if len(rows) < 2 or max(len(row.cells) for row in rows) < 2:
        return not has_heads
    if has_caption or has_heads:
        return False
    if next(element.iter(*_HEADINGS), None) is not None:
        return any(next(cell.iter(*_HEADINGS), None) is not None for row in rows for cell in row.cells)
    nested = [one for one in element.iter("table") if one is not element]
    return bool(nested) and 2 * _length(n for n in nested if _is_within(n, element)) > _length([element])


def is_frame(element: etree._Element) -> bool:
    """A table in a cell that only frames its words: one cell a row."""
    return sum(1 for _ in element.iter("td", "th")) <= sum(1 for _ in element.iter("tr"))


def _is_within(nested: etree._Element, element: etree._Element) -> bool:
    return next(nested.iterancestors("table")) is element


def _length(elements: Iterator[etree._Element] | list[etree._Element]) -> int:
    return sum(len(text.strip()) for element in elements for text in words_of(element))


def _data(walk: Walk, rows: list[_Row], caption: str) -> None:
    parts, inner = _parts(walk, rows)
    empty_head = bool(parts) and parts[0].kind == "head" and not any(c.text for r in parts[0].rows for c in r)
    made = table(
        parts,
        headings=walk.outline.headings,
        caption=caption,
        page=walk.outline.page,
        first_row_is_header=False if empty_head else None,
    )
    walk.outline.table(made)
    for nested, around in inner:
        _nested(walk, nested, " / ".join(filter(None, (caption, around))))


def _nested(walk: Walk, element: etree._Element, caption: str) -> None:
    """A table in a cell comes after the table of that cell, captioned by the first words of its row."""
    if walk.depth > walk.deepest:
        walk.say(" ".join(words_of(element)))
        walk.end()
        return
    walk.depth += _DEEPER
    rows = list(_rows(walk, element, "body", element))
    own = next(element.iterchildren("caption"), None)
    words = walk.gathered(own) if own is not None else ""
    _data(walk, rows, " / ".join(dict.fromkeys(filter(None, (caption, words)))))
    walk.depth -= _DEEPER


def _parts(walk: Walk, rows: list[_Row]) -> tuple[list[Part], list[tuple[etree._Element, str]]]:
    """The cells part by part, and the tables within them, each with the first words of its row."""
    found: list[tuple[str, etree._Element, list[tuple[Cell, ...]]]] = []
    inner: list[tuple[etree._Element, str]] = []
    sight = walk.sight
    for row in rows:
        shade, muted = sight.shade, sight.muted
        if items := row.element.items():
            sight.enter(row.element, "tr", items)
        nested: list[etree._Element] = []
        cells = tuple([_cell(walk, one, nested) for one in row.cells])
        sight.leave(shade, muted)
        if not found or found[-1][1] is not row.group:
            found.append((row.kind, row.group, []))
        found[-1][2].append(cells)
        if nested:
            around = next((cell.text for cell in cells if cell.text), "")
            inner += [(one, around) for one in nested]
    found.sort(key=lambda part: _ORDER.index(part[0]))
    return [Part(tuple(cells), kind) for kind, _, cells in found], inner


def _cell(walk: Walk, element: etree._Element, nested: list[etree._Element]) -> Cell:
    sight = walk.sight
    items = element.items()
    if not items and not sight.muted and not len(element):  # most cells: plain words
        return Cell(_plain(walk, element.text), 1, 1, element.tag == "th")
    shade, muted = sight.shade, sight.muted
    rows = columns = 1
    if items:
        sight.enter(element, element.tag, items)
        rows, columns = number(element.get("rowspan"), 1), max(1, number(element.get("colspan"), 1))
    head = element.tag == "th"
    links: tuple[Link, ...] = ()
    if len(element):
        text, links = _wrapped(walk, element) or _words(walk, element, nested)
        head = head or (bool(text) and _is_bold(element))
    elif sight.muted:
        sight.count(element.text or "")
        text = ""
    else:
        text = _plain(walk, element.text)
    sight.leave(shade, muted)
    return Cell(text, rows, columns, head, links)


def _plain(walk: Walk, text: str | None) -> str:
    if text is None:
        return ""
    words = " ".join(text.split()) if text.isascii() else tidy(walk.sight.seen(text))
    return blank(words) if words[:1] == "*" else words


def _wrapped(walk: Walk, element: etree._Element) -> tuple[str, tuple[Link, ...]] | None:
    """Text and link of a cell that holds one plain element around all its words, as most cells do; None of any other."""
    if len(element) > 1 or walk.sight.muted or walk.sight.sheet.by_tag:
        return None
    child = element[0]
    if child.tag not in _WRAPPERS or len(child) or not WATCHED.isdisjoint(child.keys()):
        return None
    if (element.text and not element.text.isspace()) or (child.tail and not child.tail.isspace()):
        return None
    text = _plain(walk, child.text)
    address = walk.address(child.get("href") or "") if child.tag == "a" and text else ""
    return text, (Link(text, address),) if address else ()


def _words(walk: Walk, element: etree._Element, nested: list[etree._Element]) -> tuple[str, tuple[Link, ...]]:
    """Text and links of a cell; a picture tells only where the cell holds nothing else."""
    cell = Gathered()
    before = walk.cell, walk.links, walk.lists
    walk.cell, walk.links, walk.lists = cell, [], []
    walk.children(element)
    walk.end()
    links = tuple(walk.links)
    walk.cell, walk.links, walk.lists = before
    nested += cell.inner
    text = blank("\n".join(cell.lines))
    if not text and not cell.inner:
        text = next((alt for image in element.iter("img") if (alt := (image.get("alt") or "").strip())), "")[:80]
    return text, links


def _is_bold(element: etree._Element) -> bool:
    """Whether the cell is bold from its first word to its last."""
    first = next(element.iter("b", "strong"), None)
    return first is not None and _letters(first) == _letters(element)


def _letters(element: etree._Element) -> str:
    return "".join("".join(words_of(element)).split())
