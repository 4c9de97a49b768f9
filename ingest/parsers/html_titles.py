"""Paragraphs in bold that stand for headings, in pages that have none."""

from __future__ import annotations

import re

from ingest.parsers.html_tags import BREAK

_NUMBERED = re.compile(
    r"(?:(?:section|article|annex|part|chapter|schedule|appendix)\s+[\dA-Z]|\d+(?:\.\d+)*\.?\s|第[一二三四五六七八九十百\d]+[章节節编編条條])",
    re.I,
)
_UNENDED = re.compile(r"[^.。;；,，:：!?！？、]$")
_OF_RECORD = re.compile(r"\d\s?号|(?:1[89]|20)\d\d年\d{1,2}月\d{1,2}日")  # the number or day of a document
_FAKED = 7  # the level of such a heading, below all real ones


def level(text: str) -> int:
    """A number with points stands below one without."""
    numbers = re.match(r"\d+((?:\.\d+)*)", text)
    return _FAKED + (numbers[1].count(".") if numbers else 0)


def is_numbered(text: str) -> bool:
    return bool(_NUMBERED.match(text))


def is_all_bold(words: list[str], bold: list[tuple[int, int]]) -> bool:
    at = 0
    for start, end in (*sorted(bold), (len(words), 0)):
        if start > at and not "".join(words[at:start]).isspace() and any(words[at:start]):
            return False
        at = max(at, end)
    return True


def bold_line(words: list[str], bold: list[tuple[int, int]]) -> int:
    """Where a last line begins that is bold after others that are not; 0 where there is none."""
    end = len(words)
    while end and (words[end - 1] == BREAK or not words[end - 1].strip()):
        end -= 1
    if BREAK not in words[:end]:
        return 0
    at = end - words[:end][::-1].index(BREAK)
    return at if not is_all_bold(words[:at], bold) and is_all_bold([*at * [""], *words[at:]], bold) else 0


def is_title(text: str) -> bool:
    return (
        len(text) <= 120
        and "\n" not in text
        and bool(_UNENDED.search(text))
        and any(map(str.isalpha, text))
        and not _OF_RECORD.search(text)
    )
