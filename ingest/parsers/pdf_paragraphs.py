"""Lines → paragraphs, told from the room that was left at the ends of lines, from gaps, type and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.parsers.pdf_lines import Line
from ingest.parsers.text import join

_STOPS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；")
_OPEN = re.compile(r"(,|&|/|\b(the|an?|of|and|or|by|for|to|in|on|at|with|under))$")
_PRIVATE = re.compile(
    r"(?<!\S)[\uf06c\uf06e\uf071\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf02d](?!\S)"
)  # bullets of Wingdings and Symbol
_SYMBOLS = dict(  # other letters of the font Symbol, which stand at U+F000 and the code of the font
    zip(
        (
            0xF000 + code
            for code in (
                *range(65, 91),
                *range(97, 123),
                *b"\xa3\xb0\xb1\xb2\xb3\xb4\xb7\xb8\xb9\xbb\xa5\x2d\xfc\xfe\xfb",
            )
        ),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ≤°±″≥×•÷≠≈∞−✓☑✗",
        strict=True,
    )
)
_ITEM = re.compile(
    r"([-•·▪◦●○■□–—\uf0b7\uf0a7\uf0a8\uf0d8\uf02d◆♦➢✓]\s|\(?[0-9]{1,3}[.)、．]\s|\(?[a-zA-Z][.)]\s|\(?[ivxIVX]{1,5}[.)]\s"
    r"|[（(][一二三四五六七八九十0-9]+[)）]|第[一二三四五六七八九十百零〇0-9]+[条章节編条款項编]|[一二三四五六七八九十]+、|§|[①-⑳]"
    r"|[A-Z][a-z]?[0-9]?[.:]\s|\d+(\.\d+)+\.?\s)"
)
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]")
_PARTED = "\x02\ufffe\u00ad"  # what pdfium and some programs put for a hyphen at the end of a line


def flow(lines: Sequence[Line], right: float | None = None) -> list[str]:
    """The paragraphs of these lines, each as one text."""
    return [told(paragraph) for paragraph in paragraphs(lines, right)]


def paragraphs(lines: Sequence[Line], right: float | None = None) -> list[list[Line]]:
    """Lines put together where the next word had no room left before `right`, the end of the longest line if None.

    A new paragraph begins with an item, after a line that had room left, after a wider gap, and where bold type ends.
    """
    if not lines:
        return []
    edge = max(line.right for line in lines) if right is None else right
    pitch = leading(lines)
    found = [[lines[0]]]
    for above, line in pairwise(lines):
        if _is_parted(above, line, edge, pitch):
            found.append([line])
        else:
            found[-1].append(line)
    return found


def told(paragraph: Sequence[Line]) -> str:
    text = paragraph[0].text
    for line in paragraph[1:]:
        text = joined(text, line.text)
    return _tidy(text)


def leading(lines: Sequence[Line]) -> float:
    """The distance of two lines of one paragraph: the smallest that is met more than by chance."""
    steps = sorted(b.base - a.base for a, b in pairwise(lines) if b.base - a.base > 0.5 * b.size)
    return max(steps[len(steps) // 5] if steps else 0.0, 0.8 * min(line.size for line in lines))


def is_close(above: Line, line: Line) -> bool:
    """Whether no empty space stands between two lines."""
    return 0 < line.base - above.base < 1.4 * max(above.size, line.size)


def _is_parted(above: Line, line: Line, edge: float, pitch: float) -> bool:
    step = line.base - above.base
    if _ITEM.match(line.text) or not -2 * line.size < step < min(1.45 * max(pitch, 0.9 * line.size), 2.3 * line.size):
        return True
    if (above.bold and not line.bold and not line.text[0].islower()) or not 0.8 < line.size / above.size < 1.25:
        return True
    if above.left - line.left > 6 * line.size or _is_entry(above):  # from the right or the middle to the left
        return True
    if step < 0 or _is_told_on(above, line, step):
        return step < 0
    first = line.segments[0].words[0]
    if _EAST.match(first.text):
        return edge - above.right > 2.5 * line.size
    return edge - above.right > (first.right - first.left) + 0.5 * line.size


def _is_entry(line: Line) -> bool:
    """Of a list of contents: a page stands at its end, or dots lead there."""
    return (len(line.segments) > 1 and line.segments[-1].text.isdecimal()) or re.search(
        r"\.{5,}\s*\d+$", line.text
    ) is not None


def _is_told_on(above: Line, line: Line, step: float) -> bool:
    """By its words, though the line above had room: in a narrow box, or in a heading of several lines."""
    if above.bold and line.bold and step < 1.3 * line.size and not above.text.endswith(_STOPS):
        return True
    if len(line.segments) > 1:
        return False
    begins = line.text[0].islower() or _OPEN.search(above.text) is not None
    return begins and step < 1.3 * line.size and not above.text.endswith(_STOPS)


def joined(first: str, second: str) -> str:
    """Two lines of a paragraph as one. A word parted at the end of a line is left with a soft hyphen, to be mended."""
    if re.search(rf"[^\W\d_][-{_PARTED}]$", first) and second[0].islower():
        return f"{first[:-1]}\xad{second}"
    if first[-1] in _PARTED or (re.search(r"[^\W_]-$", first) and second[0].isalnum()):
        return first.rstrip(_PARTED + "-") + "-" + second
    if re.search(r"\S/$", first) or (re.search(r"(://|www\.)\S+$", first) and re.match(r"[\w/?=&.%#-]+$", second)):
        return first + second
    return join(first, second)


def _tidy(text: str) -> str:
    text = re.sub(r"[\x02\ufffe]", "-", text)
    text = re.sub(r"\s*(?:\.\s?){5,}\s*", " … ", text)  # the dots of a list of contents
    text = _PRIVATE.sub("•", text).translate(_SYMBOLS)
    return " ".join(text.split())
