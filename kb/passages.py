"""A passage, the unit that is embedded, found and cited, and how long prose is cut into pieces that fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Count = Callable[[str], int]  # words of a text in encoder tokens
Span = tuple[int, int, int]  # column of a cell from 1, and where in a passage's text it begins and ends

BUDGET = 200  # encoder tokens a passage; the bundled encoder cuts silently at 256

# Where prose may be cut, the best places first. Each matches the empty place, or the white space, between two pieces.
_CUTS = (
    re.compile(r"[ \t]*\n[ \t]*\n\s*"),
    re.compile(r"[ \t]*\n\s*"),
    re.compile(r"(?<=[。；！？])(?![」』”’）)])\s*|(?<![ (]No)(?<!\bArt)(?<!\bNr)(?<!\bvs)(?<=[.!?;])\s+(?=\S)"),
    re.compile(r"(?<=[，、：])\s*|(?<=[,:])\s+"),
    re.compile(r"\s+"),
)
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of one ingested document, with all that a citation of them needs."""

    id: str  # "<document id>#3" for prose, "<document id>#t2r5" for row 5 of table 2; the same at every run
    text: str  # what is embedded and shown; of a table row "caption / heading" and then "header: value; header: value"
    kind: str  # always "passage"
    title: str  # of the document
    url: str  # of the document; "" where it is a file of the user's own
    at: str  # heading path, page, "table 2, row 5"
    language: str  # en, zh, or another ISO 639-1 code
    publisher: str  # "" where unknown
    tier: str  # "official" where the host belongs to an official source of the corpus, else "unverified"
    published: str | None  # the day the document itself gives
    fetched: str | None  # when it was fetched or read, ISO 8601, UTC
    document: str  # id of the document
    cells: tuple[Span, ...] = ()  # of a table row: where each cell stands in the text


def pieces(text: str, *, budget: int, count: Count) -> tuple[str, ...]:
    """The text in order, cut into pieces of at most `budget` tokens; nothing is lost but white space where it is cut.

    Cut at paragraphs, then lines, sentences (also Chinese), clauses, words; inside a word only if nothing else fits.
    Only a single character that alone exceeds the budget makes a longer piece.
    """
    packed: list[str] = []
    held = 0  # tokens of the piece at the end, at most
    for gap, atom, tokens in _atoms("", text.strip(), 0, budget, count):
        if packed and held + tokens + 1 > budget:  # a gap is a token at most; where the sum is too much, it is counted
            held = count(packed[-1] + gap + atom) - tokens - 1
        if packed and held + tokens + 1 <= budget:
            packed[-1] += gap + atom
            held += tokens + 1
        else:
            packed.append(atom)
            held = tokens
    return tuple(filter(None, packed))


def script(text: str) -> str | None:
    """The language a text's script tells (ko, ja, zh), or None where it is Latin or another script.

    Kana or hangul in any number worth mentioning decide against Chinese; kanji-only Japanese cannot be told.
    """
    letters = len(_LETTER.findall(text))
    if not letters:
        return None
    share = {code: len(pattern.findall(text)) / letters for code, pattern in _SCRIPTS}
    if sum(share.values()) < 0.25:
        return None
    return "ko" if share["ko"] > 0.2 else "ja" if share["ja"] > 0.08 else "zh"


def _atoms(gap: str, text: str, level: int, budget: int, count: Count) -> Iterator[tuple[str, str, int]]:
    """The largest parts that fit, each with the white space before it and its tokens."""
    # A word is a token at least, so that a long text is known to be too long without being counted.
    tokens = budget + 1 if len(text) > 4 * budget and len(text.split()) > budget else count(text)
    if tokens <= budget:
        yield gap, text, tokens
    elif level == len(_CUTS):
        for n, part in enumerate(_by_character(text, budget, count)):
            yield "" if n else gap, part, count(part)
    else:
        for n, (between, part) in enumerate(_parts(_CUTS[level], text)):
            yield from _atoms(between if n else gap, part, level + 1, budget, count)


def _parts(cut: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Each part with the white space before it: gap and part, joined in order, are the text."""
    start, gap = 0, ""
    for match in cut.finditer(text):
        if match.start() > start:
            yield gap, text[start : match.start()]
            start, gap = match.end(), match.group()
    if start < len(text):
        yield gap, text[start:]


def _by_character(text: str, budget: int, count: Count) -> Iterator[str]:
    start = 0
    while start < len(text):
        low, high = 1, min(len(text) - start, 8 * budget)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if count(text[start : start + middle]) <= budget else (low, middle - 1)
        yield text[start : start + low]
        start += low
