"""Which lines on top of a table are its title and its header, and what each column is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, pairwise

from ingest.grid import Line, flat, is_alone, is_band, word
from ingest.units import is_unit

_NUMBER = re.compile(r"[-–−+(<>≤≥~≈±]{0,2}[$€£¥]?\s?\d[\d\s,.']*%?\)?")
_ORDINAL = re.compile(
    r"[（(]?(\d{1,3}|[０-９]{1,3}|[一二三四五六七八九十百]{1,4}|[ivxIVX]{1,5}|[a-z])([.)）．、:]|\s|$)"
)
_IN_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]{1,12}[)）\]]")
_LONG = 160  # characters; a longer cell is no heading
_LEVELS = 5  # rows of a header at most
_LONE = 3  # lone cells on top that may be titles; more of them are a form to fill in
_SAMPLE = 40  # rows looked at to tell a header from values


def titles(lines: list[Line]) -> tuple[list[str], list[Line]]:
    """The names of the table, and the lines below: full-width rows on top, and lone cells above two fuller rows."""
    count = lone = 0
    while count < len(lines) - 1:
        if not is_band(lines[count]):
            if not _is_title(lines, count):
                break
            lone += 1
        count += 1
    if lone > _LONE or (count and all(is_band(line) or is_alone(line) for line in lines)):
        return [], lines
    return [flat(word(line)) for line in lines[:count]], lines[count:]


def _is_title(lines: list[Line], at: int) -> bool:
    line = lines[at]
    if not is_alone(line) or at + 2 >= len(lines) or word(line).endswith((":", "：")):
        return False
    marked = any(other.kind == "head" or _all_heads(other) for other in lines[at + 1 : at + 3])
    return bool(line.texts[0]) or marked or line.kind != "head"


def header_rows(lines: list[Line], first_row_is_header: bool | None) -> int:
    """How many of the lines on top are the header: those that are marked, or look like it, and what continues them."""
    marked = _marked(lines)
    if (marked == 1 and _is_sample(lines)) or (marked < 2 and _is_form(lines)):
        return 0
    if not marked:
        if first_row_is_header is False or len(lines) < 2:
            return 0
        if not (first_row_is_header or _looks_like_header(lines)):
            return 0
    return _extended(lines, marked or 1, bool(marked))


def _marked(lines: list[Line]) -> int:
    count = 0
    while count < len(lines) and lines[count].kind == "head":
        count += 1
    if count:
        return count
    while count < len(lines) and _all_heads(lines[count]):
        count += 1
    if count == len(lines) and count > 1:
        return 1  # everything is a <th>: only the top can be meant
    return count


def _all_heads(line: Line) -> bool:
    told = [cell for cell in line.cells if cell and cell.text]
    return bool(told) and len(line.cells) > 1 and all(cell.head for cell in told) and not is_band(line)


def _is_form(lines: list[Line]) -> bool:
    """Two columns of labels and values: the first value holds a figure, and labels are marked or values left open."""
    if lines[0].kind == "head" or len(lines[0].cells) != 2:
        return False
    labels = [cell.head for line in lines[1:] if (cell := line.cells[0]) and cell.text]
    open_ = sum(not line.texts[1] for line in lines)
    return bool(re.search(r"\d", lines[0].texts[1])) and (sum(labels) * 3 > 2 * len(labels) or open_ * 2 > len(lines))


def _is_sample(lines: list[Line]) -> bool:
    """Whether the one row marked as header is a row like those below: Markdown cannot write a table without header."""
    first = lines[0].texts[0]
    below = [line.texts[0] for line in lines[1:_SAMPLE]]
    if lines[0].kind == "head" and is_alone(lines[0]) and not first:
        return bool(below)
    if lines[0].kind != "head" or not re.search(r"\d", first) or len(below) < 3:
        return False
    return sum(_shape(text) == _shape(first) for text in below) * 2 > len(below)


def _shape(text: str) -> str:
    """Letters as a, figures as 9: "GB 9706.1" → "a 9.9"."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", flat(text)))


# ---- a header nobody marked ----------------------------------------------------------------------------------


def _looks_like_header(lines: list[Line]) -> bool:
    """Distinct short words in every column, none a number, a label with a colon, or a value that returns below."""
    line, below = lines[0], lines[1:_SAMPLE]
    told = [cell.text for cell, fresh in zip(line.cells, line.fresh, strict=True) if cell and fresh and cell.text]
    gaps = sum(not text for text in line.texts)
    if len(told) < 2 or gaps > max(1, len(line.cells) // 4) or any(len(text) > _LONG for text in told):
        return False
    if len(set(told)) < len(told) and not _is_written_out(line.texts):
        return False
    if any(_NUMBER.fullmatch(t) or t.endswith((":", "：", "。", ";")) or (t.endswith(".") and " " in t) for t in told):
        return False
    if _reaches_down(lines) or _returns(line, below):
        return False
    heads = all(cell.head for cell in line.cells if cell)
    return heads or len(line.cells) > 2 or _is_contrast(line, below)


def _is_written_out(texts: tuple[str, ...]) -> bool:
    """Whether what repeats stands side by side, as a merged heading does that was written into each of its columns."""
    return len([text for text, _ in groupby(texts) if text]) == len({text for text in texts if text})


def _reaches_down(lines: list[Line]) -> bool:
    """A cell merged downwards with no heading over several columns beside it: the value of a group."""
    line = lines[0]
    down = any(cell is not None and cell is lines[1].cells[c] for c, cell in enumerate(line.cells))
    return down and not _groups(line)


def _returns(line: Line, below: list[Line]) -> bool:
    """Whether one of its words stands again in its column, in a row that is not the header once more."""
    header = [line.texts, below[0].texts] if below and _groups(line) else [line.texts]
    others = [other for other in below if other.texts not in header]
    for c, text in enumerate(line.texts):
        again = sum(other.texts[c] == text and other.cells[c] is not line.cells[c] for other in others)
        if text and again > len(others) // 20 and line.starts.count(line.starts[c]) == 1:
            return True
    return False


def _is_contrast(line: Line, below: list[Line]) -> bool:
    """Of two columns: figures where it has words, values far longer than the heading, or counted through where it is not."""
    first, last = line.texts[0], line.texts[-1]
    if _share_opening(line, below):
        return False
    labels = [row.texts[0] for row in below if row.texts[0]]
    if sum(bool(_ORDINAL.match(text)) for text in labels) * 5 >= 4 * len(labels) and len(labels) > 1:
        return not _ORDINAL.match(first)
    if len(labels) > 1 and not re.search(r"\d", first) and all(_NUMBER.fullmatch(text) for text in labels):
        return True
    values = [text for row in below for text in row.texts[1:] if text]
    numeric = sum(bool(_NUMBER.fullmatch(text)) for text in values)
    longer = sum(len(text) > 2 * len(last) for text in values)
    return bool(values) and max(numeric, longer) * 2 > len(values)


def _share_opening(line: Line, below: list[Line]) -> bool:
    """Whether a heading in Chinese characters begins as most of the values do: 法第十条 above 法第十一条."""
    for c, text in enumerate(line.texts):
        values = [row.texts[c] for row in below if row.texts[c]]
        if text[:1] >= "\u2e80" and len(values) > 2 and sum(v[:2] == text[:2] for v in values) * 3 > 2 * len(values):
            return True
    return False


# ---- headers of several rows ---------------------------------------------------------------------------------


def _extended(lines: list[Line], count: int, marked: bool) -> int:
    """With the rows below that belong to the header: it reaches into them, or they part what it groups."""
    while count < len(lines) - 1 and count < _LEVELS and _continues(lines, count, marked):
        count += 1
    if count > 1:
        count = _with_stub(lines, count)
    return count


def _continues(lines: list[Line], at: int, marked: bool) -> bool:
    above, line = lines[at - 1], lines[at]
    if _is_units(line, lines[at + 1 :]):
        return True
    if is_band(line) or is_alone(line) or any(len(text) > _LONG for text in line.texts):
        return False
    groups = _groups(above)
    down = {c for c, cell in enumerate(line.cells) if cell is not None and cell is above.cells[c]}
    again = {c for c, text in enumerate(line.texts) if text and text == above.texts[c]} - down
    empty = {c for c, text in enumerate(line.texts) if not text} - down
    beside = set(range(len(line.texts))) - groups - down - again - empty
    if down and groups - down and len(beside) <= len(groups):
        return True
    if _has_stub(above, line, lines[at + 1 :]):
        return True
    if any(_NUMBER.fullmatch(text) for text in line.texts):
        return False
    if again and not beside - {c for c in beside if len(line.texts[c]) <= 20}:
        return 0 in again or 0 in empty
    if not _parts(line, groups) or len(beside) * 3 > len(groups):
        return False
    return bool(0 in empty and not above.texts[0]) or (not marked and _is_told_apart(line, lines[at + 1 : _SAMPLE]))


def _groups(line: Line) -> set[int]:
    """Columns under a heading over several: merged, or written into each of its columns."""
    found = {c for c, start in enumerate(line.starts) if start >= 0 and line.starts.count(start) > 1}
    for c, (one, other) in enumerate(pairwise(line.texts)):
        if one and one == other:
            found |= {c, c + 1}
    return found


def _parts(line: Line, groups: set[int]) -> bool:
    """Whether the line says different things under the groups."""
    return len({line.texts[c] for c in groups if line.texts[c]}) > 1


def _is_told_apart(line: Line, below: list[Line]) -> bool:
    """Whether some column turns from a word to figures or marks after this line, or its words recur within it."""
    told = [text for text in line.texts if text]
    if len(set(told)) * 2 <= len(told):
        return True
    for c, text in enumerate(line.texts):
        values = [row.texts[c] for row in below if row.texts[c]]
        short = sum(bool(_NUMBER.fullmatch(v)) or len(v) <= 3 for v in values)
        if len(text) > 2 and not re.search(r"\d", text) and values and short * 3 > 2 * len(values):
            return True
    return False


def _is_units(line: Line, below: list[Line]) -> bool:
    """A line of nothing but units, in brackets or beside an empty first cell where rows have one: "(mm)", "grams"."""
    told = [text for text in line.texts if text]
    if not below or (line.texts[0] and not _IN_BRACKETS.fullmatch(line.texts[0])):
        return False
    if all(_IN_BRACKETS.fullmatch(text) for text in told):
        return True
    return bool(below[0].texts[0]) and all(_is_plain_unit(text) for text in told)


def _is_plain_unit(text: str) -> bool:
    return is_unit(text.strip("()（）[]")) and not (len(text) == 1 and text.isalpha())


def _has_stub(above: Line, line: Line, below: list[Line]) -> bool:
    """A first cell as wide as the header's own, which no row below has, beside a heading that is parted here."""
    wide = line.starts.count(0)
    if wide < 2 or above.starts.count(0) != wide or not line.fresh[0]:
        return False
    beside = {c for c in _groups(above) if c >= wide}
    return _parts(line, beside) and bool(below) and not any(other.starts.count(0) == wide for other in below[1:])


def _with_stub(lines: list[Line], count: int) -> int:
    """With further rows whose first cell is as wide as the header's own, where no row of the body has such a cell."""
    wide = lines[count - 1].starts.count(0)
    if wide < 2 or not all(line.starts.count(0) == wide for line in lines[:count]):
        return count
    last = count
    while last < len(lines) and lines[last].fresh[0] and lines[last].starts.count(0) == wide:
        last += 1
    if last - count > 1 or any(line.starts.count(0) == wide for line in lines[last:]):
        return count
    return last


# ---- the names of the columns --------------------------------------------------------------------------------


def paths(lines: list[Line]) -> tuple[str, ...]:
    """One name for each column: the rows of the header from the top, joined by " / ", what repeats said once."""
    if not lines:
        return ()
    columns = zip(*(line.texts for line in lines), strict=True)
    return tuple(" / ".join(text for text, _ in groupby(flat(t) for t in column if t)) for column in columns)


def repeats(header: list[Line], names: tuple[str, ...]) -> Callable[[Line], bool]:
    """Tells whether a line says the header, or one row of it, once more: at the top of a page, or where spans were lost."""
    rows = [tuple(map(flat, row.texts)) for row in header]
    known = {names, *(row for row in rows if len(set(filter(None, row))) > 1)}
    firsts = {row[:1] for row in known}

    def says_it_again(line: Line) -> bool:
        return (flat(line.texts[0]),) in firsts and tuple(map(flat, line.texts)) in known

    return says_it_again
