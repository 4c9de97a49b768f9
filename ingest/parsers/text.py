"""Plain text → blocks: hard-wrapped lines joined, headings only where they are beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page

_BEGINS = re.compile(
    r"\s*([-•·▪◦*●○■□–—]\s|\(?[0-9]{1,3}[.)、．]|\(?[a-zA-Z][.)]\s|\(?[ivxIVX]{1,5}[.)]\s|[（(][一二三四五六七八九十0-9]+[)）]"
    r"|第[一二三四五六七八九十百零〇0-9]+[条章节編条款項编]|[一二三四五六七八九十]+、|§|[①-⑳]|[가나다라마바사아자차카타파하]\.)"
)
_ENDS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；", "…")
_CHAPTER = re.compile(
    r"\s*(第[一二三四五六七八九十百零〇0-9]+[章编編节節]|(?:CHAPTER|Chapter|ANNEX|Annex|PART|Part|附件|附录)\b)"
)
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def read(text: str) -> Page:
    """Paragraphs in order; a chapter's short line of its own is a heading."""
    outline = Outline()
    for block in re.split(r"\n[ \t\u3000]*\n", text):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        if len(lines) == 1 and len(lines[0].strip()) <= 60 and _CHAPTER.match(lines[0]) and not _is_ended(lines[0]):
            outline.heading(1, lines[0])
        else:
            outline.paragraph("\n".join(reflow(lines)))
    return Page(outline.blocks())


def reflow(lines: Iterable[str]) -> list[str]:
    """Lines of one block with those joined that only the width of the page had parted.

    A line goes on in the next where it is nearly as long as the longest, does not end a sentence, and the next begins
    no item. Short lines, such as those of tables without rules, stay lines.
    """
    lines = [line.strip() for line in lines if line.strip()]
    longest = max((_width(line) for line in lines), default=0)
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and not _BEGINS.match(line):
            joined[-1] = join(joined[-1], line)
        else:
            joined.append(line)
        goes_on = _width(line) >= 30 and _width(line) * 4 >= longest * 3 and not _is_ended(line)
    return joined


def join(first: str, second: str) -> str:
    """Two halves of a line: nothing between Chinese characters, a word cut by a hyphen made whole, else a space."""
    if _EAST.match(first[-1]) and _EAST.match(second[0]):
        return first + second
    return f"{first} {second}"


def _is_ended(line: str) -> bool:
    return line.rstrip(" ”\"')）」』").endswith(_ENDS) or re.search(r"… ?\d+$", line) is not None


def _width(line: str) -> int:
    return len(line) + len(_EAST.findall(line))
