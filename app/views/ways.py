"""The views, and the addresses that lead to them."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from app.views.words import ui
from kb.model import Language

VIEWS = ("ask", "coverage", "route", "compare", "standards", "sources")


def views_html(view: str, language: Language) -> str:
    """The way to every view; the one shown is marked."""
    links = "".join(
        f'<li><a href="{path(one, language)}"{" aria-current=page" if one == view else ""}>{_w(f"view_{one}", language)}</a></li>'
        for one in VIEWS
    )
    return f'<nav class="views" aria-label="{_w("views", language)}"><ul>{links}</ul></nav>'


def path(view: str, language: Language, /, **query: str) -> str:
    """The address of a view, with what is chosen in it: deep-linkable."""
    named = {key: value for key, value in query.items() if value}
    return f"/{language}/{'' if view == 'ask' else view}" + (f"?{urlencode(named)}" if named else "")


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))
