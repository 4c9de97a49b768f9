"""A family of adoptions as a small graph: the standard adopted in the middle, those that adopt it left and right."""

from __future__ import annotations

from html import escape

from app.render import say
from app.views.words import ui
from kb.adoptions import Family
from kb.language import STANDARD_STATUS
from kb.model import Language
from kb.records import Equivalence

_MOST = 14  # nodes drawn; the table holds all
_WIDE, _BOX, _TALL, _GAP = 860, 220, 46, 16  # pixels of the drawing: width, a node's width and height, space between


def family_svg(family: Family, language: Language) -> str:
    """An inline SVG; its title says that the table tells the same."""
    drawn = family.rows[:_MOST]
    left, right = drawn[0::2], drawn[1::2]
    height = max(len(left), 1) * (_TALL + _GAP) + _GAP
    middle = height / 2
    inner = "".join(
        _node(row, n, len(column), at, height, language)
        for column, at in ((left, "left"), (right, "right"))
        for n, row in enumerate(column)
    )
    title = ui("graph_title", language).format(family.centre, len(family.rows))
    more = len(family.rows) - len(drawn)
    rest = (
        f'<text x="{_WIDE / 2}" y="{height + 18}" class="note">{escape(ui("graph_more", language).format(more))}</text>'
        if more
        else ""
    )
    return (
        f'<svg class="family" viewBox="0 0 {_WIDE} {height + (28 if more else 0)}" role="img" aria-label="{escape(title)}">'
        f'<title>{escape(title)}</title>{inner}<rect class="centre" x="{_WIDE / 2 - 95}" y="{middle - 27}" width="190" height="54" rx="12"/>'
        f'<text class="centre" x="{_WIDE / 2}" y="{middle + 6}">{escape(_cut(family.centre, 20))}</text>{rest}</svg>'
    )


def _node(row: Equivalence, n: int, of: int, at: str, height: float, language: Language) -> str:
    """A box, the edge to the middle and on the edge the degree with the edition adopted."""
    y = (height - of * (_TALL + _GAP) + _GAP) / 2 + n * (_TALL + _GAP)
    x = 0 if at == "left" else _WIDE - _BOX
    start = (x + _BOX if at == "left" else x, y + _TALL / 2)
    end = (_WIDE / 2 - 95 if at == "left" else _WIDE / 2 + 95, height / 2)
    label = (start[0] * 0.55 + end[0] * 0.45, start[1] * 0.55 + end[1] * 0.45)
    status = say(STANDARD_STATUS[row.status], language)
    return (
        f'<g class="degree-{row.degree.value} is-{row.status.value}"><line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"/>'
        f'<rect x="{x + 1}" y="{y}" width="{_BOX - 2}" height="{_TALL}" rx="8"/>'
        f'<text x="{x + _BOX / 2}" y="{y + 19}">{escape(_cut(row.standard, 24))}</text>'
        f'<text class="note" x="{x + _BOX / 2}" y="{y + 37}">{escape(_cut(f"{row.edition} · {status}", 32))}</text>'
        f'<text class="edge" x="{label[0]}" y="{label[1] + 4}">{row.degree.sign} {escape(_cut(row.adopted_edition, 9))}</text></g>'
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
