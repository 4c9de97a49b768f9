"""Document → Passages: prose by section within a budget of tokens, a table row by row and as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.documents import Document, Row, Section, Table
from kb.passages import BUDGET, Count, Passage, Span, pieces, script
from kb.rows import named, row_texts


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
            yield from _table(document, block, tables, budget, count)
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


def _table(document: Document, table: Table, number: int, budget: int, count: Count) -> Iterator[Passage]:
    """The table as a whole, each row, then what belongs to no row."""

    def told(suffix: str, text: str, place: str, cells: tuple[Span, ...] = ()) -> Passage:
        at = _place(document, table.headings, table.page, f"table {number}{place}")
        return _passage(document, f"t{number}{suffix}", text, at, cells)

    loose = [note.text for note in table.notes if not any(row for row, _ in note.cells)]
    if len(table.rows) > 2:
        yield told("", _overview(table, budget, count), "")
    if not table.rows:
        loose = [table.caption, *table.headings[-1:], "; ".join(filter(None, table.header)), *loose]
    contexts = {band: _context(table, band, budget, count) for band in {row.band for row in table.rows}}
    for r, row in enumerate(table.rows, 1):
        context, too_long = contexts[row.band]
        loose = [*(part for part in too_long if part not in loose), *loose]
        notes = [note.text for note in table.notes if any(r == at for at, _ in note.cells)]
        parts = [*row_texts(context, named(table, row, notes), budget, count)]
        for part, (text, cells) in enumerate(parts, 1):
            columns = f", columns {_ranges([column for column, _, _ in cells])}" if len(parts) > 1 else ""
            yield told(f"r{r}" + (f"-{part}" if part > 1 else ""), text, f", row {r}{columns}", cells)
    for part, text in enumerate(pieces("\n".join(filter(None, loose)), budget=budget, count=count), 1):
        yield told(f"n{part}", text, ", notes")


def _ranges(numbers: list[int]) -> str:
    """ "1, 4–6" of 1, 4, 5, 6."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


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


def _place(document: Document, headings: tuple[str, ...], page: int | None, table: str = "") -> str:
    path = " › ".join(headings[1:] if headings[:1] == (document.title,) else headings)
    return ", ".join(filter(None, (path, f"page {page}" if page else "", table)))


def _passage(document: Document, suffix: str, text: str, at: str, cells: tuple[Span, ...] = ()) -> Passage:
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
        cells=cells,
    )


def _latin(text: str, document: Document) -> str:
    """Of words without Han, kana or hangul: English in an East Asian document, else the document's language."""
    if document.language not in ("zh", "ja", "ko") or len(re.findall(r"[A-Za-z]{2,}", text)) < 4:
        return document.language
    return "en"
