"""Which lines of a PDF are headings: told from numbering, type and place, only where it is beyond doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsers.pdf_lines import Line

_LONGEST = 160  # characters; a longer one is no heading
_DEEPEST = 6  # level of a heading in bold type without number
_UNFINISHED = re.compile(r"[.,;:。；，：]$|[:：]\s*[-–]$|…|\b(the|an?|of|and|or|by|for|to|in|on|at|with|under|is|be)$")
_ENTRY = re.compile(r"\s\d+$")  # of a list of contents
_ANNEX = re.compile(r"(?i:annex|appendix|schedule|part|chapter|section|attachment|form)\s+[0-9A-Z]+[a-z]?\b")
_NUMBERED = re.compile(r"((?:\d{1,2}\.){0,3}\d{1,2}\.?|[A-Z]\.)\s+\S")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零〇0-9]+[章编編节節]\s*\S")
_WORD = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]{2}")
_BULLET = re.compile(r"[-•·▪◦●○■□–—*\uf0b7\uf0a7]\s|\(?([a-z]|[ivx]+)[.)]\s")


@dataclass(frozen=True, slots=True)
class Typography:
    """How the prose of a document looks, taken together."""

    size: float  # of most letters
    longest: int  # characters of its longest line
    is_bold_rare: bool
    shows_numbers: bool  # numbered headings are in bold or large type: other numbered lines are items of lists


def typography(lines: Sequence[Line], letters_in_tables: int = 0) -> Typography:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    bold = sum(len(line.text) for line in lines if line.bold)
    is_bold_rare = bold * 5 < 2 * (sizes.total() + letters_in_tables)
    shown = sum(
        bool(_NUMBERED.match(line.text)) for line in lines if (is_bold_rare and line.bold) or line.size > 1.2 * size
    )
    return Typography(size, max((len(line.text) for line in lines), default=0), is_bold_rare, shown > 1)


def level(text: str, lines: Sequence[Line], type_: Typography) -> int:
    """Of a heading, from 1; 0 where it is none."""
    is_annex = _ANNEX.match(text) is not None
    if len(text) > _LONGEST or _UNFINISHED.search(text) or not (is_annex or _WORD.search(text)) or _BULLET.match(text):
        return 0
    if text[0].islower():
        return 0
    is_bold = type_.is_bold_rare and all(line.bold for line in lines)
    is_large = min(line.size for line in lines) > 1.2 * type_.size
    if _ENTRY.search(text) and not (is_annex or is_bold or is_large):
        return 0
    if not (is_bold or is_large) and (len(lines) > 1 or len(text) > min(90, 0.65 * type_.longest)):
        return 0
    numbered = _numbered(text, is_annex=is_annex, is_shown=is_bold or is_large)
    if numbered == 1 and type_.shows_numbers and not (is_annex or is_bold or is_large):
        return 0
    return numbered or _shown(text, is_bold, is_large)


def _numbered(text: str, *, is_annex: bool, is_shown: bool) -> int:
    if _CHAPTER.match(text) or (
        is_annex and (is_shown or text.split()[0] in ("ANNEX", "Annex", "APPENDIX", "Appendix"))
    ):
        return 1
    match = _NUMBERED.match(text)
    if not match:
        return 0
    letter = text[match.end() - 1]
    if not letter.isupper() and letter < "\u2e80":
        return 0
    parts = [part for part in match[1].split(".") if part]
    return len(parts) - (len(parts) == 2 and parts[1] == "0")  # "5.0" is a chapter


def _shown(text: str, is_bold: bool, is_large: bool) -> int:
    """Without a number: by its type alone."""
    if is_large or (is_bold and text.isupper()):
        return 1
    return _DEEPEST if is_bold else 0


def title(lines: Sequence[Line], type_: Typography) -> str:
    """The largest type of a first page, where it is much larger than that of the text."""
    worded = [line for line in lines if _WORD.search(line.text)]
    largest = max((line.size for line in worded), default=0.0)
    if largest < 1.25 * type_.size:
        return ""
    parts = [line.text for line in worded if line.size > 0.95 * largest]
    text = " ".join(" ".join(parts).split())
    return text if len(text) <= _LONGEST else ""
