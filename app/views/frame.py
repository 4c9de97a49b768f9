"""The frame of the views that are plain pages: head, header with the way to every view, main part, foot. No script is needed to read them."""

from __future__ import annotations

from html import escape

from app.markup import tile_svg
from app.views.page import MOON, file, head_html
from app.views.ways import path, views_html
from app.views.words import ui
from kb.model import Language


def frame_html(view: str, language: Language, body: str, *, query: str = "") -> str:
    """A whole page. `body` is safe HTML that begins with an h1; `query` is the page's own, kept when the language is switched."""
    title = f"{ui(f'view_{view}', language)} · Tessera"
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>{head_html(language)}'
        f"<style>{file('plain.css')}</style></head><body>"
        f'<div class="tessera plain">{_header(view, language, query)}<main id="main">{body}</main>'
        f'<footer class="foot">{_w("foot", language)} {_w("private", language)}</footer></div><script>{file("plain.js")}</script></body></html>'
    )


def _header(view: str, language: Language, query: str) -> str:
    other: Language = "en" if language == "zh" else "zh"
    spoken = "zh-CN" if other == "zh" else "en"
    there = path(view, other) + (f"?{query}" if query else "")
    return (
        f'<a class="skip" href="#main">{_w("skip_main", language)}</a>'
        f'<header class="top"><a class="brand" href="/{language}/">{tile_svg(3)}<span>Tessera</span></a>'
        f'{views_html(view, language)}<div class="doors">'
        f'<a class="quiet" href="{escape(there)}" lang="{spoken}" hreflang="{spoken}" '
        f'aria-label="{_w("switch_language", language)}">{_w("other_language", language)}</a>'
        f'<button type="button" class="quiet round" data-theme-switch aria-label="{_w("theme", language)}" '
        f'title="{_w("theme", language)}">{MOON}</button></div></header>'
    )


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))
