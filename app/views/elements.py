"""The pieces that plain pages are made of, as safe HTML: fields of a form, notices, lists of sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from app.markup import link_html
from app.render import CHECKED, say, source_tier
from app.views.words import ui
from kb.language import PHRASE
from kb.library import Library
from kb.model import Language
from kb.records import SourceRef, Text

Options = Iterable[tuple[str, str]]  # value, name


def w(key: str, language: Language) -> str:
    """A word of the page, escaped."""
    return escape(ui(key, language))


def told(text: Text, language: Language) -> str:
    """A text of a record, escaped."""
    return escape(say(text, language))


def select_html(name: str, label: str, options: Options, chosen: str, *, every: str = "") -> str:
    """A labelled choice; `every` names what choosing nothing means."""
    first = f'<option value="">{escape(every)}</option>' if every else ""
    return f'<label>{escape(label)}<select name="{name}">{first}{_options(options, chosen)}</select></label>'


def grouped_select_html(name: str, label: str, groups: Mapping[str, Options], chosen: str, *, every: str) -> str:
    """A labelled choice whose options stand under headings."""
    inner = "".join(
        f'<optgroup label="{escape(head)}">{_options(options, chosen)}</optgroup>' for head, options in groups.items()
    )
    return (
        f'<label>{escape(label)}<select name="{name}"><option value="">{escape(every)}</option>{inner}</select></label>'
    )


def field_html(name: str, label: str, value: str, *, kind: str = "text", hint: str = "") -> str:
    """A labelled field of one line; `hint` shows while it is empty."""
    shown = f' placeholder="{escape(hint)}"' if hint else ""
    return (
        f'<label>{escape(label)}<input name="{name}" type="{kind}" value="{escape(value)}"{shown} '
        'maxlength="200" autocomplete="off" spellcheck="false"></label>'
    )


def form_html(view: str, language: Language, inner: str, button: str, *, kept: Mapping[str, str] | None = None) -> str:
    """A form that leads to the same view with what is chosen in its address; `kept` travels along unseen."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in (kept or {}).items()
        if value
    )
    return (
        f'<form class="ask-for" method="get" action="/{language}/{view}">{hidden}{inner}'
        f'<button type="submit" class="go">{escape(button)}</button></form>'
    )


def notices_html(problems: Iterable[str]) -> str:
    """What could not be taken as it was given, each in one line."""
    return "".join(f'<p class="notice" role="alert">{escape(one)}</p>' for one in problems)


def scroll_html(inner: str, label: str) -> str:
    """Something wide that scrolls within itself, also by keyboard."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{inner}</div>'


def links_html(links: Iterable[tuple[str, str]], label: str) -> str:
    """Ways from here: address and words."""
    items = "".join(f'<a href="{escape(url)}">{escape(words)}</a>' for url, words in links)
    return f'<nav class="links" aria-label="{escape(label)}">{items}</nav>'


def refs_html(refs: Iterable[SourceRef], library: Library, language: Language) -> str:
    """Sources as a list: title with its link, place, tier, and when the fact was checked there."""
    return f'<ul class="refs">{"".join(_ref(ref, library, language) for ref in refs)}</ul>'


def short(value: str) -> str:
    """A value as it is named in a notice."""
    one = " ".join(value.split())
    return one if len(one) <= 60 else f"{one[:59]}…"


def _ref(ref: SourceRef, library: Library, language: Language) -> str:
    source = library.sources[ref.source]
    seen = "unseen" if ref.checked is None else "seen"
    checked = say(CHECKED, language).format(ref.checked) if ref.checked else say(PHRASE["unverified"], language)
    return (
        f'<li>{link_html(ref.url, source.title, language)} <span class="soft">{escape(ref.at)}</span> '
        f'<span class="chip">{escape(source_tier(source.tier.value, language))}</span> '
        f'<span class="chip {seen}">{escape(checked)}</span></li>'
    )


def _options(options: Options, chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for value, name in options
    )
