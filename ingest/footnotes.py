"""Notes under a table, and the cells whose marks point to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.grid import Line, is_alone, is_band, word
from kb.documents import Note

Place = tuple[int, int]  # row and column from 1; row 0 is the header
Mark = tuple[str, str]  # how it is written, and its number, letter or sign
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_PLAIN = str.maketrans(_RAISED + "０１２３４５６７８９", "0123456789abcdefghijklmnoprstuvwxyz" + "0123456789")
_STARTS = re.compile(
    rf"(?P<raised>[{_RAISED}]+)|(?P<star>\*+)|(?P<dagger>[†‡§]+|#+(?!\d))|(?P<circle>[①-⑳])|[\[［](?P<square>\w{{1,3}})[\]］]"
    r"|[(（](?P<round>\d{1,2}|[a-z]|[ivx]{1,4})[)）]|(?:[注註]|备注|備考)\s?[(（]?(?P<remark>[\d０-９]{1,2}|[一二三四五六七八九十])"
    r"|(?i:notes?)\s(?P<note>\d{1,2}|[a-z])\b|(?P<number>\d{1,2}|[a-z])(?:[.)．、]|\s)"
)
_WORDED = re.compile(
    r"(?i:notes?|sources?|remarks?|n\.b\.)(?=[\s.:：]|$)"
    r"|[（(]?(?:[注註]|备注|備考|说明|說明|资料来源|資料來源)(?=[\s\d０-９.:：、（(）)]|$)"
)
_FIRST = ("1", "a", "i", "①", "一")  # a list of notes begins with one of these; a row that goes on need not
_UNIT_BEFORE = re.compile(r"(?:^|[\s\d(（/.·])(?:[kcdmµμn]?m|ft|in|s|[㎜㎝㎞])$")  # m², not note 2 of "m"
_IN_CELL = re.compile(
    rf"(?P<raised>[{_RAISED}]+)|(?<!\*)(?P<star>\*{{1,4}})(?!\*)|(?P<dagger>[†‡]+|[#§]+(?=\s*$)|^#)"
    r"|(?P<circle>[①-⑳])(?=\s*$)|[\[［](?P<square>\w{1,3})[\]］]|(?<=\S)\s*[(（](?P<round>\d{1,2}|[a-z]|[ivx]{1,4})[)）](?=\s*$|\s*[,，、]\s*[(（])"
    r"|[注註]\s?(?P<remark>[\d０-９]{1,2}|[一二三四五六七八九十])(?![\d０-９])|(?i:\bnote\s(?P<note>\d{1,2}|[a-z])\b)",
    re.M,
)
_MEANS = {  # how a note begins → how the cells that point to it may be marked
    "raised": ("raised",),
    "star": ("star",),
    "dagger": ("dagger",),
    "circle": ("circle",),
    "square": ("square", "raised"),
    "round": ("round", "raised"),
    "remark": ("remark", "raised"),
    "note": ("note", "raised"),
    "number": ("raised",),
}


def foot(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """The notes at the end of the table, and the lines above.

    They are full-width rows; or lone cells, from the first that begins as a note does.
    """
    start = len(lines)
    while start > 1 and (is_band(lines[start - 1]) or is_alone(lines[start - 1])):
        start -= 1
    if start == 1 and is_alone(lines[-1]) and not is_band(lines[-1]):  # nothing but labels: a form to fill in
        return [], lines
    plain = [n for n in range(start, len(lines)) if not is_band(lines[n]) and not _is_note(lines[n])]
    start = plain[-1] + 1 if plain else start  # a band above a lone row that is no note is a band
    while start < len(lines) and not _is_note(lines[start]):
        start += 1
    return [word(line) for line in lines[start:]], lines[:start]


def _is_note(line: Line) -> bool:
    if is_band(line) or line.kind == "foot":
        return True
    match = _STARTS.match(word(line))
    if match is None or match.lastgroup == "number":
        return bool(_WORDED.match(word(line)))
    kind, number = _mark(match)
    return kind in ("raised", "star", "dagger", "remark", "note") or number in _FIRST


def bound(notes: Iterable[str], cells: Iterable[tuple[Place, str]]) -> tuple[Note, ...]:
    """Each note with the places of the cells marked for it; a note none points to belongs to the table as a whole.

    Marks are ¹, *, †, ①, [1], (a), 注1, "Note 1"; a note that begins "1." or "a)" is meant by a raised figure or letter.
    """
    texts = [one for text in notes for one in _parted(text)]
    starts = [_mark(match) if (match := _STARTS.match(text)) else None for text in texts]
    places = _places(cells) if any(starts) else {}
    return tuple(_note(text, start, places) for text, start in zip(texts, starts, strict=True))


def _parted(text: str) -> Iterator[str]:
    """Notes written below each other in one cell; a line that begins without such a mark goes on with the one above."""
    first = _STARTS.match(text)
    held: list[str] = []
    for line in text.split("\n"):
        match = _STARTS.match(line)
        if held and first and match and match.lastgroup == first.lastgroup:
            yield "\n".join(held)
            held = []
        held.append(line)
    yield "\n".join(held)


def _mark(match: re.Match[str]) -> Mark:
    kind = match.lastgroup or ""
    return kind, match[kind].translate(_PLAIN)


def _places(cells: Iterable[tuple[Place, str]]) -> dict[Mark, tuple[str, list[Place]]]:
    """Where each mark stands, and how it is written in the first of these cells."""
    found: defaultdict[Mark, list[Place]] = defaultdict(list)
    written: dict[Mark, str] = {}
    for place, text in cells:
        for match in _IN_CELL.finditer(text):
            if match.lastgroup == "raised" and _UNIT_BEFORE.search(text[: match.start()]):
                continue
            mark = _mark(match)
            written.setdefault(mark, match[0].strip())
            if place not in found[mark][-1:]:
                found[mark].append(place)
    return {mark: (written[mark], places) for mark, places in found.items()}


def _note(text: str, start: Mark | None, places: dict[Mark, tuple[str, list[Place]]]) -> Note:
    if start is None:
        return Note(text)
    marks: Sequence[Mark] = [(kind, start[1]) for kind in _MEANS[start[0]] if (kind, start[1]) in places]
    cells = tuple(sorted({place for mark in marks for place in places[mark][1]}))
    return Note(text, places[marks[0]][0] if marks else "", cells)
