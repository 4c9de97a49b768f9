"""A record by the id under which answers cite it: its sentences, its sources, and the way to watch it."""

from __future__ import annotations

from html import escape

from app.chosen import Chosen
from app.render import say
from app.views.elements import field_html, form_html, links_html, refs_html, w
from app.views.watching import watch_html
from app.views.words import ui
from kb.base import Kb
from kb.errors import UnknownKey
from kb.model import Language, Statement
from kb.named import near, unknown


def main_html(kb: Kb, language: Language, chosen: Chosen) -> str:
    """The record with its sources; without an id the field to give one. Raises UnknownKey, which names near ones."""
    one = chosen.get("id", "").strip()[:300]
    if not one:
        form = form_html(
            "record",
            language,
            field_html("id", ui("record_id", language), "", hint="agreements/eu-au"),
            ui("look_up", language),
        )
        return f'<h1>{w("view_record", language)}</h1><p class="lead">{w("record_lead", language)}</p>{form}'
    if one not in kb.statements:
        raise UnknownKey(unknown("record", one, near(one, kb.statements)))
    return _record(kb.statements[one], kb, language)


def _record(statement: Statement, kb: Kb, language: Language) -> str:
    sentences = "".join(f"<p>{_bold(say(part.text, language))}</p>" for part in statement.parts)
    kind, _, key = statement.id.partition("/")
    api = f"/api/records/{kind}/{key.replace('#', '%23')}"
    whole = f"/{language}/record?id={statement.id.partition('#')[0]}"
    ways = [(api, ui("json_record", language))]
    ways += (
        [(whole, ui("whole_record", language))]
        if statement.id.partition("#")[0] in kb.statements and "#" in key
        else []
    )
    return (
        f'<h1>{escape(say(statement.title, language))}</h1><p class="soft"><code>{escape(statement.id)}</code></p>'
        f'<div class="record">{sentences}</div>{watch_html(f"/{language}/record?id={key_of(statement.id)}", language)}'
        f"<h2>{w('sources', language)}</h2>{refs_html(statement.sources, kb.library, language)}{links_html(ways, ui('ways', language))}"
    )


def key_of(one: str) -> str:
    """An id as an address holds it."""
    return one.replace("%", "%25").replace("#", "%23").replace("&", "%26").replace("+", "%2B")


def _bold(text: str) -> str:
    """Our own sentences: the bold in them is ours."""
    parts = escape(text).split("**")
    return "".join(f"<strong>{part}</strong>" if n % 2 else part for n, part in enumerate(parts))
