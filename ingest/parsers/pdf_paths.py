"""What is drawn on a page of a PDF, as far as it rules tables: straight lines level or upright, and shaded boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

Box = tuple[float, float, float, float]  # left, top, right, bottom; from the top of the page
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

_MAX_SEGMENTS = 30_000  # of a page; a drawing has more, a table never
_MAX_DEPTH = 4  # forms within forms
_WIDE = 3.0  # points: a filled box thinner than this is a line
_FARTHEST = 20_000.0  # points from a corner of the page
_WHITISH = 250


class Strokes(NamedTuple):
    """Lines as boxes without height or without width, and filled boxes that are not white."""

    level: list[Box]
    upright: list[Box]
    shades: list[Box]


class _Path(NamedTuple):
    outlines: list[list[Point]]
    stroked: bool
    filled: bool
    white: bool


def strokes(page: pdfium.PdfPage, place: Callable[[float, float, float, float], Box]) -> Strokes:
    """The lines and shades of a page; none where it holds a drawing too large to be a table."""
    found = Strokes([], [], [])
    segments = 0
    for path in _paths(page):
        segments += sum(len(outline) for outline in path.outlines)
        if segments > _MAX_SEGMENTS:
            return Strokes([], [], [])
        for outline in path.outlines:
            _sort(outline, path, found, place)
    return found


def _sort(
    outline: list[Point], path: _Path, found: Strokes, place: Callable[[float, float, float, float], Box]
) -> None:
    if path.stroked:
        for (x0, y0), (x1, y1) in pairwise(outline):
            _line(place(x0, y0, x1, y1), found)
    elif path.filled:
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        box = place(min(xs), min(ys), max(xs), max(ys))
        if not _line(box, found) and not path.white and _is_rectangle(outline):
            found.shades.append(box)


def _line(box: Box, found: Strokes) -> bool:
    """Whether the box is a line, which is then kept."""
    left, top, right, bottom = box
    if not all(-_FARTHEST < value < _FARTHEST for value in box):
        return True
    if bottom - top < _WIDE and right - left >= _WIDE:
        found.level.append((left, (top + bottom) / 2, right, (top + bottom) / 2))
    elif right - left < _WIDE and bottom - top >= _WIDE:
        found.upright.append(((left + right) / 2, top, (left + right) / 2, bottom))
    else:
        return right - left < _WIDE and bottom - top < _WIDE  # a dot
    return True


def _is_rectangle(outline: list[Point]) -> bool:
    return (
        4 <= len(outline) <= 6 and len({round(x) for x, _ in outline}) <= 3 and len({round(y) for _, y in outline}) <= 3
    )


def _paths(page: pdfium.PdfPage) -> Iterator[_Path]:
    count = raw.FPDFPage_CountObjects(page)
    yield from _among((raw.FPDFPage_GetObject(page, n) for n in range(count)), (1, 0, 0, 1, 0, 0), 0)


def _among(items: Iterator[Any], outer: Matrix, depth: int) -> Iterator[_Path]:
    for item in items:
        if not item:
            continue
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield _path(item, _within(_matrix(item), outer))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = max(0, raw.FPDFFormObj_CountObjects(item))
            inner = (raw.FPDFFormObj_GetObject(item, n) for n in range(count))
            yield from _among(inner, _within(_matrix(item), outer), depth + 1)


def _path(item: Any, matrix: Matrix) -> _Path:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroked)
    filled = mode.value != raw.FPDF_FILLMODE_NONE
    if not (filled or stroked.value):
        return _Path([], False, False, False)
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    white = min(red.value, green.value, blue.value) >= _WHITISH or not alpha.value
    return _Path(_outlines(item, matrix), bool(stroked.value), filled, white)


def _outlines(item: Any, matrix: Matrix) -> list[list[Point]]:
    """Corners of each outline; one with curves is no ruling."""
    outlines: list[list[Point]] = []
    curved: set[int] = set()
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(min(raw.FPDFPath_CountSegments(item), _MAX_SEGMENTS + 1)):
        segment = raw.FPDFPath_GetPathSegment(item, n)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO or not outlines:
            outlines.append([])
        outlines[-1].append(_moved(x.value, y.value, matrix))
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            curved.add(len(outlines) - 1)
        if raw.FPDFPathSegment_GetClose(segment):
            outlines[-1].append(outlines[-1][0])
    return [outline for n, outline in enumerate(outlines) if n not in curved and len(outline) > 1]


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFPageObj_GetMatrix(item, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _within(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    (ta, tb), (tc, td) = _moved(a, b, (*outer[:4], 0, 0)), _moved(c, d, (*outer[:4], 0, 0))
    return (ta, tb, tc, td, *_moved(e, f, outer))
