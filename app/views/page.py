"""The frame of the page as HTML: header, greeting, question box. Made once for each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from app.markup import tile_svg
from app.views.fields import place_options
from app.views.watching import words_html
from app.views.ways import path, views_html
from app.views.words import EXAMPLES, LONGEST_QUESTION, ui
from kb.base import Kb
from kb.law import separate_markets
from kb.library import Library
from kb.model import Language
from kb.records import Text

_HERE = Path(__file__).parent
MOON = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3v18M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18"/><path class="half" d="M12 3a9 9 0 0 1 0 18Z"/></svg>'


def file(name: str) -> str:
    """The text of a style sheet or script beside this module."""
    return (_HERE / name).read_text(encoding="utf-8")


def header_html(language: Language) -> str:
    other: Language = "en" if language == "zh" else "zh"
    spoken = "zh-CN" if other == "zh" else "en"
    return (
        f'<a class="skip" href="#question">{_w("skip", language)}</a>'
        f'<header class="top"><a class="brand" href="./" data-home>{tile_svg(3)}<span>Tessera</span></a>'
        f'{views_html("ask", language)}<div class="doors">'
        f'<button type="button" class="quiet" data-new>{_w("new", language)}</button>'
        f'<a class="quiet" href="../{other}/" data-switch lang="{spoken}" hreflang="{spoken}" '
        f'aria-label="{_w("switch_language", language)}">{_w("other_language", language)}</a>'
        f'<button type="button" class="quiet round" data-theme-switch aria-label="{_w("theme", language)}" '
        f'title="{_w("theme", language)}">{MOON}</button></div></header>'
    )


def conversation_frame(inner: str, kb: Kb, language: Language) -> str:
    """The conversation, or the greeting where nothing has been asked yet."""
    if not inner:
        return _hero(kb, language)
    title = _w("conversation", language)
    return f'<h1 class="hidden">{title}</h1><section class="turns" aria-label="{title}">{inner}</section>{_choices(kb.library, language)}'


def _choices(library: Library, language: Language) -> str:
    """The keys a chip can be changed to, once for all chips: their lists, hidden."""
    lists = {
        "economies": place_options(library, library.economies, "", language),
        "products": _ordered({key: one.names for key, one in library.products.items()}, language),
        "evidence": _ordered({key: one.names for key, one in library.evidence.items()}, language),
    }
    return "".join(
        f'<select hidden data-choices="{name}" aria-hidden="true" tabindex="-1"><option value="">{_w("remove", language)}</option>{told}</select>'
        for name, told in lists.items()
    )


def _ordered(names: Mapping[str, Text], language: Language) -> str:
    told = sorted((str(getattr(text, language)), key) for key, text in names.items())
    return "".join(f'<option value="{escape(key)}">{escape(name)}</option>' for name, key in told)


def composer_html(library: Library, language: Language, *, wait: int = 30, model: bool = False) -> str:
    """The question box with its filters, and the examples; `wait`: seconds after which no answer is expected any more; `model`:
    whether one words answers, and so reads questions."""
    return (
        f'<p class="pending" aria-hidden="true" hidden><span class="dots"></span><span>{_w("busy", language)}: <q></q> '
        f'<span class="soft">{_w("stop_hint", language)}</span></span></p>'
        f'<form class="composer" role="search" data-busy="{_w("busy", language)}" data-stop="{_w("stop", language)}" '
        f'data-stopped="{_w("stopped", language)}" data-wait="{wait}">'
        f'<label class="hidden" for="question">{_w("box", language)}</label>'
        f'<div class="box"><textarea id="question" name="question" rows="1" maxlength="{LONGEST_QUESTION}" '
        f'placeholder="{_w("hint", language)}" aria-describedby="keys" enterkeyhint="send" spellcheck="false"></textarea>'
        f'<button type="submit" class="go">{_w("ask", language)}</button></div>'
        f'<div class="filters" role="group" aria-label="{_w("filters", language)}" title="{_w("filters", language)}">'
        f"{_select('market', 'any_market', _markets(library, language), language)}"
        f"{_select('product', 'any_product', _products(library, language), language)}"
        f'<span class="keys" id="keys">{_w("keys", language)}</span></div>'
        f'<p class="hidden" role="status" data-status></p></form>{_examples(language)}'
        f'<p class="foot">{_w("foot", language)} {_w("private_model" if model else "private", language)}</p>'
    )


def revise_html(language: Language) -> str:
    """The box in which the last question is changed, once for the page; it stands in the question's place while it is used."""
    return (
        f'<form class="revise" data-revising hidden><textarea name="question" rows="1" maxlength="{LONGEST_QUESTION}" '
        f'aria-label="{_w("revise", language)}" spellcheck="false"></textarea>'
        f'<button type="submit" class="go">{_w("again", language)}</button>'
        f'<button type="button" class="quiet" data-cancel>{_w("cancel", language)}</button></form>'
    )


def head_html(language: Language) -> str:
    """What stands in the page's head: its language, colours before the first paint, its mark."""
    spoken = "zh-CN" if language == "zh" else "en"
    return (
        f'<script>document.documentElement.lang="{spoken}";{file("theme.js")}</script>'
        f"<style>{file('page.css')}</style>"  # not as Gradio's `css`, which it would prefix until half the rules miss
        '<link rel="icon" type="image/svg+xml" href="/favicon.svg">'
        f'<meta name="description" content="{_w("tagline", language)}">'
        f"{words_html(language)}<script>{file('watch.js')}</script>"
    )


def favicon_svg() -> str:
    rects = "".join(
        f'<rect x="{x}" y="{y}" width="10" height="10" rx="1.5" fill="{fill}"/>'
        for x, y, fill in ((1, 1, "#0b5a5e"), (13, 1, "#0b5a5e"), (1, 13, "#0b5a5e"), (13, 13, "#c8881c"))
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{rects}</svg>'


def _hero(kb: Kb, language: Language) -> str:
    stock = ui("stock", language).format(
        markets=len(separate_markets(kb.library, dt.date.today())),
        agreements=len(kb.library.agreements),
        statements=f"{len(kb.statements):,}",
    )
    return (
        f'<section class="hero"><h1>{_w("promise", language)}</h1><p>{_w("explain", language)}</p>'
        f'<p class="stock">{escape(stock)} · <a href="{path("route", language)}#batch">{_w("many", language)}</a></p></section>'
    )


def _examples(language: Language) -> str:
    buttons = "".join(
        f'<li><button type="button" class="ask-this" data-ask="{escape(one)}">{escape(one)}</button></li>'
        for one in EXAMPLES[language]
    )
    return f'<div class="examples"><h2>{_w("examples", language)}</h2><ul>{buttons}</ul></div>'


def _select(name: str, every: str, options: str, language: Language) -> str:
    return (
        f'<label class="pick"><span class="hidden">{_w(name, language)}</span><select name="{name}">'
        f'<option value="">{_w(every, language)}</option>{options}</select></label>'
    )


def _markets(library: Library, language: Language) -> str:
    """Markets that have requirements on file, by name."""
    named = [
        (str(getattr(library.economies[code].names, language)), code)
        for code in library.markets
        if code in library.economies
    ]
    return "".join(_option(code, name) for name, code in sorted(named))


def _products(library: Library, language: Language) -> str:
    """Families, and the products of each under it."""
    return "".join(_families(library, language))


def _families(library: Library, language: Language) -> Iterator[str]:
    children: dict[str, list[str]] = {}
    for key, product in library.products.items():
        if product.parent is not None:
            children.setdefault(product.parent, []).append(key)
    for key, product in library.products.items():
        if product.parent is None:
            name = str(getattr(product.names, language))
            below = "".join(
                _option(k, str(getattr(library.products[k].names, language))) for k in children.get(key, ())
            )
            yield f'<optgroup label="{escape(name)}">{_option(key, name)}{below}</optgroup>'


def _option(value: str, name: str) -> str:
    return f'<option value="{escape(value)}">{escape(name)}</option>'


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))
