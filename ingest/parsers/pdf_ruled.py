"""Ruling lines → the boxes of tables: which cells they enclose, and which characters stand in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.parsers.pdf_paths import Box, Strokes
from ingest.parsers.pdf_sheet import Glyph

_SNAP = 3.0  # points: rules nearer than this are one
_THIN = 6.0  # no column or row of words is so thin
_MAX_EDGES = 1_200  # in each direction, after merging
MAX_CROSSINGS = 2_000  # of rules on a page; finding cells takes time with their square


@dataclass(frozen=True, slots=True)
class Frame:
    """A ruled table: its cells, and the smallest box around them."""

    box: Box
    cells: tuple[Box, ...]


def frames(strokes: Strokes, width: float, height: float) -> list[Frame]:
    """Ruled tables of two columns or more, tables within cells of others among them.

    One of a single row may be the rest of a table from the page before.
    """
    level = _edges((box for box in strokes.level if -_SNAP <= box[1] <= height + _SNAP), "h")
    upright = _edges((box for box in strokes.upright if -_SNAP <= box[0] <= width + _SNAP), "v")
    if not level or not upright or max(len(level), len(upright)) > 4 * _MAX_EDGES:
        return []
    edges = merge_edges([*level, *upright], _SNAP, _SNAP, _SNAP, _SNAP)
    edges = [edge for edge in edges if edge["x1"] - edge["x0"] > _THIN or edge["bottom"] - edge["top"] > _THIN]
    if sum(edge["orientation"] == "h" for edge in edges) > _MAX_EDGES or len(edges) > 2 * _MAX_EDGES:
        return []
    edges += _closing(edges)
    crossings = edges_to_intersections(edges, _SNAP, _SNAP)
    if len(crossings) > MAX_CROSSINGS:
        return []
    return [frame for cells in cells_to_tables(intersections_to_cells(crossings)) if (frame := _frame(cells))]


def _edges(boxes: Iterable[Box], orientation: str) -> list[dict[str, Any]]:
    return [_edge(*box, orientation) for box in boxes]


def _edge(left: float, top: float, right: float, bottom: float, orientation: str) -> dict[str, Any]:
    return {
        "x0": left,
        "top": top,
        "x1": right,
        "bottom": bottom,
        "doctop": top,
        "width": right - left,
        "height": bottom - top,
        "orientation": orientation,
    }


def _closing(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sides that a table leaves open: where two inner lines or more end together and nothing crosses their ends."""
    level = [edge for edge in edges if edge["orientation"] == "h"]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    added: list[dict[str, Any]] = []
    for left, right, members in _bundles(level, "x0", "x1"):
        top, bottom = min(e["top"] for e in members), max(e["top"] for e in members)
        inner = [v for v in upright if left + _SNAP < v["x0"] < right - _SNAP and v["top"] <= top + _SNAP]
        if any(v["bottom"] >= bottom - _SNAP for v in inner):
            added += [
                _edge(x, top, x, bottom, "v")
                for x in (left, right)
                if sum(v["height"] for v in upright if abs(v["x0"] - x) <= _SNAP) < bottom - top - 2 * _SNAP
            ]
    for top, bottom, members in _bundles(upright, "top", "bottom"):
        left, right = min(e["x0"] for e in members), max(e["x0"] for e in members)
        inner = [h for h in level if top + _SNAP < h["top"] < bottom - _SNAP and h["x0"] <= left + _SNAP]
        if any(h["x1"] >= right - _SNAP for h in inner):
            added += [
                _edge(left, y, right, y, "h")
                for y in (top, bottom)
                if sum(h["width"] for h in level if abs(h["top"] - y) <= _SNAP) < right - left - 2 * _SNAP
            ]
    return added


def _bundles(edges: list[dict[str, Any]], start: str, end: str) -> list[tuple[float, float, list[dict[str, Any]]]]:
    """Lines of one direction, three or more, that begin together and end together."""
    bundles: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for edge in edges:
        bundles.setdefault((round(edge[start] / _SNAP), round(edge[end] / _SNAP)), []).append(edge)
    return [(found[0][start], found[0][end], found) for found in bundles.values() if len(found) > 2]


def _frame(cells: Sequence[Box]) -> Frame | None:
    cells = [(c[0], c[1], c[2], c[3]) for c in cells if c[2] - c[0] > _THIN and c[3] - c[1] > _THIN]
    if len(levels(c[0] for c in cells)) < 2:
        return None
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return Frame(box, tuple(cells))


def levels(values: Iterable[float], apart: float = _THIN) -> list[float]:
    """Distinct places, those nearer than `apart` to the one before taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > apart:
            found.append(value)
    return found


def placed(found: Sequence[Frame], glyphs: Iterable[Glyph]) -> tuple[list[dict[Box, list[Glyph]]], list[Glyph]]:
    """For each frame the characters of each cell, and the characters outside; a table in a cell keeps its own."""
    inside: list[dict[Box, list[Glyph]]] = [{cell: [] for cell in frame.cells} for frame in found]
    order = sorted(range(len(found)), key=lambda n: _area(found[n].box))
    free: list[Glyph] = []
    for glyph in glyphs:
        cell = _cell(glyph, found, order)
        if cell is None:
            free.append(glyph)
        else:
            inside[cell[0]][cell[1]].append(glyph)
    return inside, free


def _cell(glyph: Glyph, found: Sequence[Frame], order: Sequence[int]) -> tuple[int, Box] | None:
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    for n in order:
        if _holds(found[n].box, x, y):
            for cell in found[n].cells:
                if _holds(cell, x, y):
                    return n, cell
    return None


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
