"""My body: what an accreditation body is recognised for, under which arrangement, and what that does and does not mean."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from html import escape

from app.markup import link_html
from app.render import say
from app.tone import tone
from app.views.chosen import Reading
from app.views.elements import (
    field_html,
    form_html,
    grouped_select_html,
    notices_html,
    refs_html,
    scroll_html,
    select_html,
    told,
    w,
)
from app.views.ways import path
from app.views.words import ui
from kb.base import Kb
from kb.language import SCOPE, STATUS, VERDICT
from kb.library import Library
from kb.model import Language
from kb.recognised import Recognised, Recognition, recognised, taken
from kb.records import Body
from kb.terms import Scope, Verdict

_ASKED = ("show", "economy", "body", "scope")


def asks_for_a_body(chosen: Mapping[str, str]) -> bool:
    """Whether an address names a body, its economy or its scope, or the tab itself."""
    return any(chosen.get(name) for name in _ASKED)


def my_body(kb: Kb, language: Language, chosen: Mapping[str, str]) -> str:
    """The form, and the body chosen or the bodies of the economy chosen."""
    library, read = kb.library, Reading(kb.library, language, chosen)
    economy, body = read.economy("economy"), read.key("body", library.accreditation)
    scope, day = read.member("scope", Scope), read.day("as_of")
    form = _form(library, language, economy, body, scope, day)
    head = f'<p class="lead">{w("body_lead", language)}</p>{notices_html(read.problems)}{form}'
    if not (economy or body or scope):
        return head
    found = recognised(library, economy="" if body else economy, body=body, scope=scope, day=day or dt.date.today())
    if not body:
        found = tuple(one for one in found if one.scopes)
    if not found:
        return f'{head}<p class="empty-state">{w("no_body", language)}</p>'
    return f"{head}{_meaning(language)}{''.join(_body(kb, one, language, day, alone=len(found) == 1) for one in found)}"


def _form(
    library: Library, language: Language, economy: str, body: str, scope: Scope | None, day: dt.date | None
) -> str:
    bodies: dict[str, list[tuple[str, str]]] = {}
    for key in library.accreditation:
        one = library.bodies[key]
        where = say(library.economies[one.economy].names, language) if one.economy else ui("international", language)
        if not economy or one.economy == economy or key == body:
            bodies.setdefault(where, []).append((key, say(one.names, language)))
    codes = {library.bodies[key].economy for key in library.accreditation}
    economies = sorted((say(library.economies[code].names, language), code) for code in codes if code)
    scopes = [(one.value, say(SCOPE[one], language)) for one in Scope]
    inner = (
        select_html("economy", ui("economy", language), [(code, name) for name, code in economies], economy,
                    every=ui("all_economies", language))
        + grouped_select_html("body", ui("body", language), dict(sorted(bodies.items())), body, every=ui("any_body", language))
        + select_html("scope", ui("scope", language), scopes, scope or "", every=ui("any_scope", language))
        + field_html("as_of", ui("as_of", language), day.isoformat() if day else "", kind="date")
    )  # fmt: skip
    return form_html("coverage", language, inner, ui("show", language), kept={"show": "body"})


def _meaning(language: Language) -> str:
    """What recognition among accreditation bodies means, and what it does not: side by side."""
    return (
        f'<div class="meaning"><section><h2>{w("means", language)}</h2><p>{w("means_this", language)}</p></section>'
        f"<section><h2>{w('means_not', language)}</h2><p>{w('means_not_this', language)}</p></section></div>"
    )


def _body(kb: Kb, one: Recognised, language: Language, day: dt.date | None, *, alone: bool) -> str:
    name = told(one.body.names, language)
    here = (
        told(kb.library.economies[one.body.economy].names, language)
        if one.body.economy
        else w("international", language)
    )
    site = f" · {link_html(one.body.url, ui('website', language), language)}" if one.body.url else ""
    title = name if alone else f'<a href="{escape(path("coverage", language, body=one.body.key))}">{name}</a>'
    notes = "".join(f'<p class="notice">{told(note, language)}</p>' for note in one.record.notes)
    scopes = (
        _scopes(kb.library, one, language) if one.scopes else f'<p class="empty-state">{w("no_scope", language)}</p>'
    )
    law = _laws(kb.library, one, language, day or dt.date.today()) if alone else ""
    return f'<section class="rows"><h2>{title}</h2><p class="soft">{here}{site}</p>{scopes}{notes}{law}</section>'


def _scopes(library: Library, one: Recognised, language: Language) -> str:
    names = ("scope", "arrangement", "status", "since", "sources")
    heads = "".join(f'<th scope="col">{w(name, language)}</th>' for name in names)
    body = "".join(_scope(library, row, language) for row in one.scopes)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return scroll_html(table, say(one.body.names, language))


def _scope(library: Library, one: Recognition, language: Language) -> str:
    """A scope; an arrangement that another one replaced is told with its successor."""
    arrangement = told(one.arrangement.names, language)
    if one.successor:
        after = told(one.successor.names, language)
        ended = escape(one.arrangement.ended or one.arrangement.status_date)
        arrangement += f'<p class="soft">{w("arrangement_replaced", language).format(day=ended, name=after)}</p>'
    status = f"{told(STATUS[one.row.status], language)} (<time>{escape(one.row.status_date)}</time>)"
    cells = (
        arrangement,
        status,
        f"<time>{escape(one.row.since or '–')}</time>",
        refs_html(one.row.sources, library, language),
    )
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{told(SCOPE[one.row.scope], language)}</th>{inner}</tr>'


def _laws(library: Library, one: Recognised, language: Language, day: dt.date) -> str:
    """What the markets' own rules say of documents issued under each scope."""
    scopes = dict.fromkeys(row.row.scope for row in one.scopes)
    inner = "".join(_law(library, one.body, scope, language, day) for scope in scopes)
    return f"<h3>{w('laws_on', language)}</h3><p>{w('laws_lead', language)}</p>{inner}" if inner else ""


def _law(library: Library, body: Body, scope: Scope, language: Language, day: dt.date) -> str:
    rows = taken(library, body, scope, day)
    if not rows:
        return ""
    items = "".join(
        f'<tr><th scope="row">{told(library.economies[code].names, language)}</th><td>{_verdicts(verdicts, language)}</td></tr>'
        for code, verdicts in rows
    )
    heads = f'<th scope="col">{w("market", language)}</th><th scope="col">{w("verdicts", language)}</th>'
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{items}</tbody></table>"
    name = say(SCOPE[scope], language)
    return f"<details><summary>{escape(name)} · {len(rows)} {w('markets_count', language)}</summary>{scroll_html(table, name)}</details>"


def _verdicts(verdicts: Counter[Verdict], language: Language) -> str:
    return " ".join(
        f'<span class="sign tone-{tone(one)}">{told(VERDICT[one], language)}: {times}</span>'
        for one, times in sorted(verdicts.items(), key=lambda item: list(Verdict).index(item[0]))
    )
