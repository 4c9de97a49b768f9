"""A score of several systems as bars with their intervals: SVG that stands in a page by itself, without a script."""

from __future__ import annotations

import html
from collections.abc import Sequence

from evals.metrics import Estimate

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
