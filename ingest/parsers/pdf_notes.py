"""Captions above tables and notes below them, given to the tables they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsers.pdf_grid import Grid
from ingest.parsers.pdf_lines import Line
from ingest.parsers.pdf_page import Item, Prose
from ingest.parsers.pdf_paragraphs import paragraphs, told

_CAPTION = re.compile(
    r"(Table|TABLE|Tab\.|Tableau|Tabelle|Tabla|Tabella|Tabela|表|附表|別表|표)\s*"
    r"([A-Z]?\d[\d.]*[a-z]?|[IVX]+|[一二三四五六七八九十]+)(?![\w])"
)
_MENTION = re.compile(r"\b(below|above|shows?|lists?|sets? out|gives?|following)\b|[.。]$")
_MARK = re.compile(r"(\*+|[¹²³⁴-⁹]+|[†‡§]|\([*+†‡#^]+\)|\(\d{1,2}\)|\[\d{1,2}\])\s*\S")
_FOOT = re.compile(r"([¹²³⁴-⁹]+|[†‡])\s*\S")
_NOTES = re.compile(
    r"(?i:(note|remark|source|n\.b\.)s?)\s*(\d{0,2}\s*[:.]|\d{1,2}\b|$)|[注註]\s*[\d一二三]*\s*[:：]|備考|备注[:：]|资料来源"
)
_BARE = re.compile(r"(?i:(note|remark)s?)\s*[:.]?|[注註備备考]+[:：]?")
_ITEM = re.compile(r"\(?([0-9]{1,2}|[a-z]|[ivx]{1,4})[.)]\s|[-•*]\s|\*|\([0-9]{1,2}\)")
_CLOSE = 3.5  # lines: captions and notes stand no farther from their table


def bound(items: Sequence[Item]) -> list[Item]:
    """The items, with each caption and note moved from the prose to its table."""
    found = list(items)
    for n, item in enumerate(found):
        if not isinstance(item, Grid):
            continue
        caption = ""
        notes: list[str] = []
        above, below = (found[n - 1] if n else None), (found[n + 1] if n + 1 < len(found) else None)
        if isinstance(above, Prose):
            caption, found[n - 1] = _caption(above, item)
        if isinstance(below, Prose) and below.page == item.last_page:
            notes, found[n + 1] = _below(below, item)
        for m in range(n + 1, len(found)):
            foot = found[m]
            if foot.page > item.last_page:
                break
            if isinstance(foot, Prose):
                more, found[m] = _at_foot(foot, item)
                notes += more
        found[n] = replace(item, caption=caption, notes=(*item.notes, *notes))
    return found


def is_foot(prose: Prose) -> bool:
    """Nothing but footnotes, smaller than other lines or not."""
    return all(_FOOT.match(told(lines)) for lines in paragraphs(prose.lines, prose.right))


def _caption(prose: Prose, grid: Grid) -> tuple[str, Prose]:
    parts = paragraphs(prose.lines, prose.right)
    text = told(parts[-1]) if parts else ""
    match = _CAPTION.match(text)
    if not match or (text[match.end() : match.end() + 1] not in (":", "：") and _MENTION.search(text)):
        return "", prose
    if prose.page == grid.page and not _is_close(parts[-1][-1].base, grid, 0, parts[-1][-1]):
        return "", prose
    return text, replace(prose, lines=_lines(parts[:-1]))


def _below(prose: Prose, grid: Grid) -> tuple[list[str], Prose]:
    """Notes that follow at once; below a bare "Notes:" all items of the list are notes."""
    parts = paragraphs(prose.lines, prose.right)
    notes: list[str] = []
    listed = False
    for part in parts:
        text = told(part)
        if not notes and not _is_close(part[0].base, grid, -1, part[0]):
            break
        if not (_NOTES.match(text) or _is_marked(text, grid) or (listed and _goes_on(text, part, len(notes)))):
            break
        listed = listed or bool(_BARE.fullmatch(text))
        notes.append(text)
    return _without_bare(notes), replace(prose, lines=_lines(parts[len(notes) :]))


def _goes_on(text: str, part: Sequence[Line], count: int) -> bool:
    return bool(_ITEM.match(text)) or (count == 1 and not all(line.bold for line in part))


def _without_bare(notes: list[str]) -> list[str]:
    return [note for note in notes if not _BARE.fullmatch(note)] or notes


def _is_marked(text: str, grid: Grid) -> bool:
    mark = _MARK.match(text)
    return mark is not None and any(mark[1] in words for words in grid.words)


def _at_foot(prose: Prose, grid: Grid) -> tuple[list[str], Prose]:
    """Footnotes of the page whose mark stands in the table, and in none of the lines beside it."""
    parts = paragraphs(prose.lines, prose.right)
    notes: list[str] = []
    kept: list[list[Line]] = []
    for n, part in enumerate(parts):
        text = told(part)
        mark = _FOOT.match(text)
        if (
            mark
            and any(mark[1] in words for words in grid.words)
            and not any(mark[1] in told(other) for m, other in enumerate(parts) if m != n)
        ):
            notes.append(text)
        else:
            kept.append(part)
    return notes, replace(prose, lines=_lines(kept)) if notes else prose


def _is_close(base: float, grid: Grid, part: int, line: Line) -> bool:
    boxes = [cell.box for cell in grid.parts[part]]
    gap = base - max(box[3] for box in boxes) if part else min(box[1] for box in boxes) - base
    return -line.size < gap < _CLOSE * 1.2 * line.size + line.size


def _lines(parts: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    return tuple(line for part in parts for line in part)
