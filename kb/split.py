"""Document → Passages: prose by section within a budget of tokens, a table row by row and as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.documents import Document, Row, Section, Table
from kb.passages import BUDGET, Count, Passage, pieces, script


def split(document: Document, *, budget: int = BUDGET, count: Count) -> tuple[Passage, ...]:
    """Every word of the document as passages of at most `budget` tokens, in reading order.

    Prose keeps to its section; a heading stands before the first words under it. A table row is a passage of its own,
    and more than one where it is too wide; each then repeats the row's context and first cell. Before its rows a table
    of three rows or more is told as a whole: what it is, its columns, how many rows, and what they are about.
    """
    return tuple(_split(document, budget, count))


def _split(document: Document, budget: int, count: Count) -> Iterator[Passage]:
    n = tables = 0
    waiting: list[Section] = []  # headings whose first words are still to come
    before: tuple[str, ...] = ()  # the heading path of the block before
    for block in (*document.blocks, Section((), "")):
        if waiting and block.headings[: len(waiting[-1].headings)] != waiting[-1].headings:
            for piece in pieces(_titles(waiting), budget=budget, count=count):
                n += 1
                yield _passage(document, str(n), piece, _place(document, waiting[-1].headings, waiting[-1].page))
            waiting = []
        if isinstance(block, Table):
            tables, waiting = tables + 1, []
            for suffix, text, at in _table(document, block, tables, budget, count):
                yield _passage(document, suffix, text, at)
        elif not block.text.strip():
            waiting += [block] if block.headings and block.headings != before else []
        else:
            head = _titles(waiting if block.headings == before else [*waiting, block])
            waiting = []
            for piece in pieces(f"{head}\n\n{block.text}" if head else block.text, budget=budget, count=count):
                n += 1
                yield _passage(document, str(n), piece, _place(document, block.headings, block.page))
        before = block.headings


def _titles(sections: list[Section]) -> str:
    return "\n".join(dict.fromkeys(section.headings[-1] for section in sections if section.headings))


def _table(document: Document, table: Table, number: int, budget: int, count: Count) -> Iterator[tuple[str, str, str]]:
    """Suffix of the id, words and place: of the table as a whole, of each row, then of what belongs to no row."""
    loose = [note.text for note in table.notes if not any(row for row, _ in note.cells)]
    if len(table.rows) > 2:
        yield (
            f"t{number}",
            _overview(table, budget, count),
            _place(document, table.headings, table.page, f"table {number}"),
        )
    if not table.rows:
        loose = [table.caption, *table.headings[-1:], "; ".join(filter(None, table.header)), *loose]
    contexts = {band: _context(table, band, budget, count) for band in {row.band for row in table.rows}}
    for r, row in enumerate(table.rows, 1):
        context, too_long = contexts[row.band]
        loose = [*(part for part in too_long if part not in loose), *loose]
        cells = _named(table, row)
        cells += [("", note.text) for note in table.notes if any(r == at for at, _ in note.cells)]
        at = _place(document, table.headings, table.page, f"table {number}, row {r}")
        for part, text in enumerate(_row(context, cells, budget, count), 1):
            yield f"t{number}r{r}" + (f"-{part}" if part > 1 else ""), text, at
    at = _place(document, table.headings, table.page, f"table {number}, notes")
    for part, text in enumerate(pieces("\n".join(filter(None, loose)), budget=budget, count=count), 1):
        yield f"t{number}n{part}", text, at


def _overview(table: Table, budget: int, count: Count) -> str:
    """Caption, headings, columns and number of rows, then the first cells of as many rows as fit."""
    parts = [*dict.fromkeys(filter(None, (table.caption, *table.headings[-2:])))]
    parts.append(f"{len(table.rows)} rows" + (f": {'; '.join(filter(None, table.header))}" if table.header else ""))
    text = pieces("\n".join(parts), budget=budget, count=count)[0]
    subjects = dict.fromkeys(filter(None, (_subject(row) for row in table.rows)))
    listed = ""
    for one in subjects:
        longer = f"{listed}; {one}" if listed else one
        if count(f"{text}\n{longer}") > budget:
            break
        listed = longer
    return f"{text}\n{listed}" if listed else text


def _subject(row: Row) -> str:
    """The first cell in words, which is what a row is about."""
    return next((" ".join(c.split()) for c in row.cells if len(re.findall(r"[^\W\d_]", c)) > 2), "")


def _named(table: Table, row: Row) -> list[tuple[str, str]]:
    """The row's words with their headers; in two columns without, the first cell is the label of the second."""
    if not table.header and len(row.cells) == 2 and all(row.cells) and len(row.cells[0]) <= 80:
        return [(row.cells[0], row.cells[1])]
    if not table.header:  # a merged cell is told once
        return [
            ("", cell) for cell, before in zip(row.cells, ("", *row.cells), strict=False) if cell and cell != before
        ]
    return [(head, cell) for head, cell in zip(table.header, row.cells, strict=True) if cell]


def _context(table: Table, band: str, budget: int, count: Count) -> tuple[str, list[str]]:
    """Caption, nearest heading and band as one line of at most half the budget, and those that are too long for it."""
    line, too_long = "", []
    for part in dict.fromkeys(filter(None, (table.caption, *table.headings[-1:], band))):
        longer = f"{line} / {part}" if line else part
        if count(longer) <= budget // 2:
            line = longer
        else:
            too_long.append(part)
    return line, too_long


def _row(context: str, cells: list[tuple[str, str]], budget: int, count: Count) -> Iterator[str]:
    """One row's words; where they exceed the budget, in parts that each repeat what the row is about."""
    if not cells:
        return
    prefix = f"{context}\n" if context else ""
    told = [_cell(head, cell) for head, cell in cells]
    whole = prefix + "; ".join(told)
    if count(whole) <= budget:
        yield whole
        return
    for n in _telling(cells):
        if count(longer := f"{prefix}{told[n]}; ") <= budget // 2:
            prefix, cells = longer, [cell for cell in cells if _cell(*cell) != told[n]]
    held: list[str] = []
    room = budget - count(prefix)
    for cell, tokens in _cells(cells, max(room, 1), count):
        if held and tokens + 1 > room:  # the mark between two cells is a token
            yield prefix + "; ".join(held)
            held, room = [], budget - count(prefix)
        held.append(cell)
        room -= tokens + 1
    if held:
        yield prefix + "; ".join(held)


def _telling(cells: list[tuple[str, str]]) -> list[int]:
    """Which cells say what a row is about: the first, and the first in words."""
    in_words = [n for n, (_, cell) in enumerate(cells) if len(re.findall(r"[^\W\d_]", cell)) > 2]
    return sorted({0, *in_words[:1]})


def _cells(cells: list[tuple[str, str]], room: int, count: Count) -> Iterator[tuple[str, int]]:
    """Cells told with their header, and their tokens; those longer than the room in parts that each repeat the header."""
    for head, cell in cells:
        told = _cell(head, cell)
        if (tokens := count(told)) <= room:
            yield told, tokens
        elif head and (label := count(f"{head}: ")) <= room // 2:
            for piece in pieces(cell, budget=room - label, count=count):
                yield (part := _cell(head, piece)), count(part)
        else:
            for piece in pieces(told, budget=room, count=count):
                yield piece, count(piece)


def _cell(head: str, cell: str) -> str:
    return f"{head.rstrip(':：')}: {cell}" if head else cell


def _place(document: Document, headings: tuple[str, ...], page: int | None, table: str = "") -> str:
    path = " › ".join(headings[1:] if headings[:1] == (document.title,) else headings)
    return ", ".join(filter(None, (path, f"page {page}" if page else "", table)))


def _passage(document: Document, suffix: str, text: str, at: str) -> Passage:
    return Passage(
        id=f"{document.id}#{suffix}",
        text=text,
        kind="passage",
        title=document.title,
        url=document.url,
        at=at,
        language=script(text) or _latin(text, document),
        publisher=document.publisher,
        tier=document.tier,
        published=document.published,
        fetched=document.fetched,
        document=document.id,
    )


def _latin(text: str, document: Document) -> str:
    """Of words without Han, kana or hangul: English in an East Asian document, else the document's language."""
    if document.language not in ("zh", "ja", "ko") or len(re.findall(r"[A-Za-z]{2,}", text)) < 4:
        return document.language
    return "en"
