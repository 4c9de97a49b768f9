"""Scores of several systems as bars with their intervals, costs as curves: SVG that stands in a page by itself, without a script."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

from evals.metrics import Estimate

_CURVE = 150  # pixels: height of a curve
_ROW, _NAME, _WIDE, _END = 26, 170, 420, 130  # pixels: of a row, and of name, bar and value beside each other


def bars(title: str, values: Sequence[tuple[str, Estimate]]) -> str:
    """One bar for each name, from 0 to 1, its value in words beside it and its 95 % interval as a line across its end."""
    height, width = _ROW * (len(values) + 1), _NAME + _WIDE + _END
    parts = [
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{html.escape(title)}</title>",
        f'<text x="{_NAME}" y="16" class="head">{html.escape(title)}</text>',
    ]
    for n, (name, one) in enumerate(values, 1):
        parts += _bar(name, one, n * _ROW)
    return "".join([*parts, "</svg>"])


def _bar(name: str, one: Estimate, y: int) -> list[str]:
    end = _NAME + one.value * _WIDE
    low, high = (_NAME + edge * _WIDE for edge in one.interval or (one.value, one.value))
    middle = y + 12
    return [
        f'<text x="{_NAME - 8}" y="{y + 17}" text-anchor="end">{html.escape(name)}</text>',
        f'<rect x="{_NAME}" y="{y + 4}" width="{end - _NAME:.1f}" height="16"/>',
        f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {y + 7}v10M{high:.1f} {y + 7}v10"/>',
        f'<text x="{max(end, high) + 8:.1f}" y="{y + 17}">{one.value:.3f}</text>',
    ]


def curves(over: str, rows: Sequence[Mapping[str, float | str]]) -> str:
    """For each figure of the rows a curve over the figure `over`, both on logarithmic scales, with the values at its points."""
    told = [{name: value for name, value in row.items() if not isinstance(value, str)} for row in rows]
    names = [name for name in told[0] if name != over]
    height, width = (_CURVE + 2 * _ROW) * len(names), _NAME + _WIDE + _END
    style = "<style>text{font:13px sans-serif}path{fill:none;stroke:#0b5a5e;stroke-width:2}</style>"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        style,
    ]
    across = _scale([row[over] for row in told], _NAME, _NAME + _WIDE)
    for n, name in enumerate(names):
        top = n * (_CURVE + 2 * _ROW) + 2 * _ROW
        up = _scale([row[name] for row in told], top + _CURVE - _ROW, top + _ROW)
        points = list(zip(across, up, strict=True))
        parts.append(f'<text x="{_NAME}" y="{top - 4}">{html.escape(f"{name} over {over}")}</text>')
        parts.append(f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>')
        for (x, y), row in zip(points, told, strict=True):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#0b5a5e"/>')
            parts.append(f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{row[name]:,.4g}</text>')
            parts.append(f'<text x="{x:.1f}" y="{top + _CURVE}" text-anchor="middle">{row[over]:,.0f}</text>')
    return "".join([*parts, "</svg>"])


def _scale(values: Sequence[float], low: float, high: float) -> list[float]:
    """Where each value lies between two ends, the least and the greatest at the ends; in the middle where all are alike."""
    logs = [math.log(max(value, 1e-9)) for value in values]
    least, span = min(logs), max(logs) - min(logs)
    return [low + (high - low) * ((one - least) / span if span else 0.5) for one in logs]
