"""Tables in XML: CALS, HTML's own and Formex, all made into cells with spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ingest.parsers.xml_walk import Element, Walk, attribute, child, inside, local, tidy, told
from ingest.tables import MAX_CELLS, Cell, Part, table
from kb.errors import InputError

_NO_CAPTIONS = ("", "table", "tableau")
_ROWS: dict[str, Any] = {"row": {"entry": {}, "entrytbl": {}}, "colspec": {}}
_CALS: dict[str, Any] = {
    "title": {},
    "tgroup": {"colspec": {}, "spanspec": {}, "thead": _ROWS, "tbody": _ROWS, "tfoot": _ROWS},
}
_LINES: dict[str, Any] = {"tr": {"td": {}, "th": {}}}
_MARKUP: dict[str, Any] = {
    **{name: {} for name in ("caption", "title", "colgroup", "col")},
    **dict.fromkeys(("thead", "tbody", "tfoot"), _LINES),
    **_LINES,
}
Place = tuple[int | None, Cell]  # the column from 0 in which a cell begins, where the source tells it


def emit(walk: Walk, parts: Sequence[Part], caption: str, notes: Iterable[str] = ()) -> None:
    """The table of these parts into the outline, and after it the tables met within its cells."""
    inner, walk.tables = walk.tables, []
    own, walk.notes = walk.notes, []
    below = [*notes, *own]
    made = table(parts, headings=walk.outline.headings, caption=caption, notes=below)
    walk.outline.table(made)
    for words in () if made else (caption, *below):  # what is said of a table whose cells are empty
        walk.outline.paragraph(words)
    for one in inner:
        walk.element(one)


def _is_markup(element: Element) -> bool:
    """Whether an element called a table is one of HTML, with a cell at least."""
    rows = (one for one in element.iter() if local(one) == "tr")
    return any(local(cell) in ("td", "th") for row in rows for cell in row)


def _cell(walk: Walk, element: Element, rows: int, columns: int, head: bool = False) -> Cell:
    """A cell with the links in it."""
    kept, walk.links = walk.links, []
    text = walk.within(element)
    links, walk.links = walk.links, kept
    return Cell(text, rows, columns, head, tuple(links))


def any_table(walk: Walk, element: Element) -> None:
    """A table of CALS or of HTML, whichever it is; anything else gives its words."""
    if walk.quiet:
        walk.tables.append(element)
    elif child(element, "tgroup") is not None:
        cals(walk, element)
    elif _is_markup(element):
        markup(walk, element)
    else:
        walk.paragraph(element)


def _strays(element: Element, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Words that stand in a table but in none of its cells: they are told as notes, so that none is lost."""
    for words in (element.text, *(one.tail for one in element)):
        if words and words.strip():
            yield tidy(words)
    for one in element:
        if (within := known.get(local(one))) is None:
            yield from filter(None, (told(one),) if local(one) else ())
        elif within:
            yield from _strays(one, within)


# ---- CALS ----------------------------------------------------------------------------------------------------


def cals(walk: Walk, element: Element, caption: str = "", notes: Iterable[str] = ()) -> None:
    """A CALS table: each tgroup a grid, with the title of the table as its caption."""
    walk.close()
    titles = (caption, told(child(element, "title")))
    title = " / ".join(words for words in titles if words.casefold() not in _NO_CAPTIONS)
    groups = [one for one in element if local(one) == "tgroup"]
    notes = [*notes, *_strays(element, _CALS)]
    for number, group in enumerate(groups):
        emit(walk, _parts_of(walk, group), title, notes if number == len(groups) - 1 else ())


def _parts_of(walk: Walk, group: Element) -> list[Part]:
    columns = _columns(group)
    parts = []
    for kind in ("thead", "tbody", "tfoot"):
        for one in group:
            if local(one) == kind:
                own = {**columns, **_columns(one)}
                rows = [[_entry(walk, cell, own) for cell in row if local(cell)] for row in one if local(row) == "row"]
                parts.append(Part(placed(rows), {"thead": "head", "tfoot": "foot"}.get(kind, "body")))
    return parts


def _columns(group: Element) -> dict[str, tuple[int, int]]:
    """First column and width of each name: of columns, and of spans that join them."""
    found: dict[str, tuple[int, int]] = {}
    position = 0
    for one in group:
        if local(one) == "colspec":
            position = _number(attribute(one, "colnum"), position + 1)
            found[attribute(one, "colname") or str(position)] = (position - 1, 1)
        elif local(one) == "spanspec":
            start, end = found.get(attribute(one, "namest")), found.get(attribute(one, "nameend"))
            if start and end:
                found[attribute(one, "spanname")] = (start[0], max(1, end[0] - start[0] + 1))
    return found


def _entry(walk: Walk, entry: Element, columns: dict[str, tuple[int, int]]) -> Place:
    start, width = columns.get(attribute(entry, "spanname")) or columns.get(attribute(entry, "colname")) or (None, 1)
    first, last = columns.get(attribute(entry, "namest")), columns.get(attribute(entry, "nameend"))
    if first:
        start, width = first[0], max(1, last[0] - first[0] + 1) if last else 1
    return start, _cell(walk, entry, _number(attribute(entry, "morerows"), 0) + 1, width)


def placed(rows: Sequence[Sequence[Place]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells without gaps: where a cell begins further to the right than its turn, empty cells stand before it."""
    made: list[tuple[Cell, ...]] = []
    covered: dict[int, int] = {}  # column → rows still covered from above
    total = 0
    for row in rows:
        cells: list[Cell] = []
        now = {column: left for column, left in covered.items() if left > 0}
        covered = {column: left - 1 for column, left in now.items()}
        column = 0
        for start, cell in row:
            while now.get(column):
                column += 1
            while start is not None and column < start:
                if not now.get(column):
                    cells.append(Cell(""))
                column += 1
                total += 1
            while now.get(column):
                column += 1
            cells.append(cell)
            total += cell.colspan
            if total > MAX_CELLS:
                raise InputError(f"a table of more than {MAX_CELLS:,} cells; split the file and ingest the parts")
            for one in range(column, column + cell.colspan):
                covered[one] = cell.rowspan - 1
            column += cell.colspan
        made.append(tuple(cells))
    return tuple(made)


# ---- HTML's own ----------------------------------------------------------------------------------------------


def markup(walk: Walk, element: Element) -> None:
    """A table of rows (tr) of cells (td, th), as HTML has it, in any namespace."""
    walk.close()
    parts: list[Part] = []
    loose: list[tuple[Cell, ...]] = []
    for one in element:
        if local(one) == "tr":
            loose.append(_cells(walk, one))
        elif local(one) in ("thead", "tbody", "tfoot"):
            rows = tuple(_cells(walk, row) for row in one if local(row) == "tr")
            parts.append(Part(rows, {"thead": "head", "tfoot": "foot"}.get(local(one), "body")))
    parts += [Part(tuple(loose))] if loose else []
    order = {"head": 0, "body": 1, "foot": 2}
    titles = dict.fromkeys(told(one) for one in element if local(one) in ("caption", "title"))
    emit(walk, sorted(parts, key=lambda part: order[part.kind]), " / ".join(titles), _strays(element, _MARKUP))


def _cells(walk: Walk, row: Element) -> tuple[Cell, ...]:
    return tuple(
        _cell(
            walk,
            one,
            _number(attribute(one, "rowspan"), 1),
            max(1, _number(attribute(one, "colspan"), 1)),
            local(one) == "th",
        )
        for one in row
        if local(one) in ("td", "th")
    )


# ---- Formex --------------------------------------------------------------------------------------------------


def formex(walk: Walk, element: Element) -> None:
    """A table of the Official Journal (TBL): its title is the caption, GR.NOTES below it are its notes."""
    if walk.quiet:
        walk.tables.append(element)
        return
    walk.close()
    title, groups = child(element, "TITLE"), child(element, "GR.NOTES")
    caption = walk.within(title) if title is not None else ""
    if groups is not None:
        walk.within(groups)  # leaves its notes with the walk
    corpus = inside(element, "CORPUS")
    rows = list(_rows(walk, corpus, _number(attribute(element, "COLS"), 1))) if corpus is not None else []
    head = 0
    while head < len(rows) and rows[head][0] == "HEADER":
        head += 1
    heads, bodies = placed([cells for _, cells in rows[:head]]), placed([cells for _, cells in rows[head:]])
    parts = [Part(part, kind) for part, kind in ((heads, "head"), (bodies, "body")) if part]
    emit(walk, parts, " ".join(caption.split()))


def _rows(walk: Walk, corpus: Element, width: int) -> Iterable[tuple[str, list[Place]]]:
    """Each row's kind and cells; the title of a block of rows is a row across the table."""
    for one in corpus:
        name = local(one)
        if name == "ROW":
            cells = [_placed_cell(walk, cell) for cell in one if local(cell) == "CELL"]
            yield attribute(one, "TYPE"), cells
        elif name == "BLK":
            yield from _rows(walk, one, width)
        elif name in ("TI.BLK", "STI.BLK"):
            yield "", [(0, Cell(walk.within(one), 1, width))]


def _placed_cell(walk: Walk, cell: Element) -> Place:
    start = _number(attribute(cell, "COL"), 0) - 1
    return (
        start if start >= 0 else None,
        _cell(
            walk,
            cell,
            max(1, _number(attribute(cell, "ROWSPAN"), 1)),
            max(1, _number(attribute(cell, "COLSPAN"), 1)),
            attribute(cell, "TYPE") == "HEADER",
        ),
    )


def _number(value: str, default: int) -> int:
    """A count of an attribute, bounded: what is absurd is cut by the grid."""
    return min(int(value), 100_000) if re.fullmatch(r"\d{1,9}", value, re.ASCII) else default
