"""Running heads and feet: lines at the edges of pages that many pages repeat, but for the number of the page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2 as pdfium

from ingest.parsers.pdf_lines import Line

_EDGE = 0.14  # of the height of a page
_SHARE = 0.3  # of all pages
_FEW = 5  # pages: two of so few that repeat a line are enough
_MAX_PAGES = 500  # looked at; more tell no more
_PAGE = re.compile(r"(?i)page#((of|/)#)?|#of#|[-–|]#[-–|]|第#[页頁](共#[页頁])?")
_HEADING = re.compile(
    r"(?i)(annex|appendix|schedule|part|chapter|section|article|clause|table|figure|form|附[件录錄表]|第)#?"
)
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_Seen = tuple[int, tuple[int, ...]]  # a page, and the numbers that the line tells there


def running(document: pdfium.PdfDocument) -> dict[str, int]:
    """The shapes of such lines, and the page on which each stands first."""
    looked = min(len(document), _MAX_PAGES)
    seen: dict[str, list[_Seen]] = {}
    for n in range(looked):
        for shape, numbers in _at_edges(document, n):
            seen.setdefault(shape, []).append((n + 1, numbers))
    least = 2 if looked <= _FEW else max(3, _SHARE * looked)
    return {
        shape: pages[0][0]
        for shape, pages in seen.items()
        if len(pages) >= least and _is_repeated(pages, is_heading=_HEADING.match(shape) is not None)
    }


def _is_repeated(pages: Sequence[_Seen], *, is_heading: bool) -> bool:
    """Whether its numbers are the same on most pages, or count the pages: the rows of a table do neither."""
    for place in range(len(pages[0][1])):
        same = Counter(numbers[place] for _, numbers in pages).most_common(1)[0][1]
        counts = Counter(numbers[place] - page for page, numbers in pages).most_common(1)[0][1]
        if max(same, 0 if is_heading else counts) * 5 < 4 * len(pages):
            return False
    return True


def _at_edges(document: pdfium.PdfDocument, n: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each shape at the edges of a page once."""
    try:
        page = document[n]
        text = page.get_textpage()
        left, bottom, right, top = page.get_bbox()
        edge = _EDGE * (top - bottom)
        words = text.get_text_bounded(left, top - edge, right, top)
        words += "\n" + text.get_text_bounded(left, bottom, right, bottom + edge)
    except pdfium.PdfiumError:
        return
    lines = {_shape(line): line for line in reversed(words.splitlines())}
    yield from ((shape, _numbers(line)) for shape, line in lines.items() if shape)


def is_running(line: Line, height: float, shapes: Mapping[str, int]) -> bool:
    """Whether many pages have the line at this edge, or it tells the page only."""
    if _EDGE * height < line.base < (1 - _EDGE) * height:
        return False
    if _PAGE.fullmatch(_shape(line.text)) or _shape(line.text) in shapes:
        return True
    return len(line.segments) > 1 and all(_shape(segment.text) in shapes for segment in line.segments)


def once(line: Line, page: int, shapes: Mapping[str, int]) -> Line | None:
    """What of a running line is to be read where it stands first: one that tells a year, without the number of the page."""
    if shapes.get(_shape(line.text)) != page or not _YEAR.search(line.text):
        return None
    segments = tuple(segment for segment in line.segments if not _PAGE.fullmatch(_shape(segment.text)))
    return Line(segments) if segments else None


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", _plain(line))


def _plain(line: str) -> str:
    return re.sub(r"[\s\x00-\x1f\ufffe\ufffd\xad]+", "", unicodedata.normalize("NFKC", line))


def _numbers(line: str) -> tuple[int, ...]:
    return tuple(int(number[:9]) for number in re.findall(r"\d+", _plain(line)))
