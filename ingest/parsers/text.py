"""Plain text → blocks: hard-wrapped lines joined, headings only where they are beyond doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ingest.parsers.invisible import visible
from ingest.parsers.outline import Outline
from ingest.parsers.page import Page

_BEGINS = re.compile(
    r"\s*([-•·▪◦*●○■□–—]\s|\(?[0-9]{1,3}[.)、．]|\(?[a-zA-Z][.)](?:\s|$)|\(?[ivxIVX]{1,5}[.)](?:\s|$)|[（(][一二三四五六七八九十0-9]+[)）]"
    r"|第[一二三四五六七八九十百零〇0-9]+[条章节编條款項编]|[一二三四五六七八九十]+、|§|[①-⑳]|[가나다라마바사아자차카타파하]\.|제\d{1,4}[조장절편]|\[)"
)
_ENDS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；", "…")
_CHAPTER = re.compile(
    r"\s*(第[一二三四五六七八九十百零〇0-9]+[章编編节節]|제\d{1,3}[장편절](?:\s|$)|부칙(?:\s|$)|(?:CHAPTER|Chapter|ANNEX|Annex|PART|Part|附件|附录|附则|附則)\b)"
)
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s?|page\s+|第\s?)?(\d{1,4})(?:\s?[-–—]|\s*(?:/|of)\s*\d{1,4}|\s?页|\s?頁)?\s*", re.I
)
_MARK = re.compile(r"[IVX]{1,5}\.|[A-H]\.|\d{1,2}(?:\.\d{1,2}){1,3}\.?")  # of a section, alone in its block
_NUMBERED = re.compile(r"([IVX]{1,5}\.|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+(?=[A-Z])")
_EDGE = 5  # lines around a page number among which running heads and feet stand
_FEWEST = 3  # pages in order


def read(text: str) -> Page:
    """Paragraphs in order; a chapter's short line of its own is a heading."""
    text, hidden = visible(text)
    outline = Outline()
    mark = ""  # of a heading whose words stand in the next block
    for block in re.split(r"\n[ \t\u3000]*\n", without_running_lines(text)):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        if mark and lines:
            if _is_title(lines[0]):
                outline.heading(_level(mark), f"{mark} {lines.pop(0).strip()}")
            else:
                lines[0] = f"{mark} {lines[0].strip()}"
            mark = ""
        while lines and (level := _heading_level(lines)):
            outline.heading(level, lines.pop(0))
        if len(lines) == 1 and _MARK.fullmatch(lines[0].strip()):
            mark = lines[0].strip()
            continue
        outline.paragraph("\n".join(reflow(lines)))
    outline.paragraph(mark)
    return Page(outline.blocks(), hidden=hidden)


def _heading_level(lines: list[str]) -> int:
    """Of the first line: 0 where it is no heading."""
    line = lines[0].strip()
    if _is_chapter(line):
        return 1
    numbered = _NUMBERED.match(line)
    if numbered and _is_title(line[numbered.end() :]) and not (len(lines) > 1 and lines[1].lstrip()[:1].islower()):
        return _level(numbered[1])
    return 0


def _level(mark: str) -> int:
    """Roman figures stand above letters, 1.2 above 1.2.3."""
    if mark[0].isdigit():
        return 2 + mark.strip(".").count(".")
    return 2 if re.fullmatch(r"[IVX]+\.?", mark) else 3


def _is_title(words: str) -> bool:
    words = words.strip()
    return (
        2 < len(words) <= 90 and words[0].isupper() and not _is_ended(words) and ".." not in words and words[-1] != ","
    )


def _is_chapter(line: str) -> bool:
    return len(line.strip()) <= 60 and bool(_CHAPTER.match(line)) and not _is_ended(line)


def without_running_lines(text: str) -> str:
    """The text without page numbers that count up, and without the lines that stand beside most of them.

    A sentence that a page had cut goes on in its line.
    """
    lines = text.split("\n")
    numbers = _page_numbers(lines)
    if len(numbers) < _FEWEST:
        return text
    near = {at: _around(lines, at) for at in numbers}
    often = Counter(line for around in near.values() for line in {lines[n].strip() for n in around})
    running = {
        line for line, count in often.items() if count >= _FEWEST and count * 2 > len(numbers) and "|" not in line
    }
    dropped = {n for at, around in near.items() for n in around if lines[n].strip() in running} | set(numbers)
    return "\n".join(_mended(lines, dropped))


def _page_numbers(lines: list[str]) -> list[int]:
    """Where numbers stand alone between empty lines, each one more than the one before."""
    found: list[int] = []
    last = None
    for n, line in enumerate(lines):
        alone = len(line) < 30 and not any(one.strip() for one in (*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]))
        match = _PAGE_NUMBER.fullmatch(line) if alone else None
        if match and (last is None or int(match[1]) == last + 1 or (len(found) == 1 and int(match[1]) == 1)):
            found = found if last is None or int(match[1]) == last + 1 else []
            found.append(n)
            last = int(match[1])
    return found


def _around(lines: list[str], at: int) -> list[int]:
    told = [n for n in range(max(0, at - 3 * _EDGE), min(len(lines), at + 3 * _EDGE)) if n != at and lines[n].strip()]
    return [n for n in told if n < at][-_EDGE:] + [n for n in told if n > at][:_EDGE]


def _mended(lines: list[str], dropped: set[int]) -> list[str]:
    """The lines that are kept; no gap where a page had cut a sentence."""
    kept: list[str] = []
    gap = False
    for n, line in enumerate(lines):
        if n in dropped:
            gap = True
        elif gap and not line.strip():
            continue
        elif gap:
            while kept and not kept[-1].strip():
                kept.pop()
            if not (kept and not _is_ended(kept[-1]) and _goes_on(line)):
                kept.append("")
            kept.append(line)
            gap = False
        else:
            kept.append(line)
    return kept


def _goes_on(line: str) -> bool:
    first = line.lstrip()[:1]
    return (
        not _BEGINS.match(line)
        and not _is_chapter(line)
        and (first.islower() or bool(re.match(r"[\u3040-\u9fff\uac00-\ud7a3,，、]", first)))
    )


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
