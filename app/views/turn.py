"""One turn of the conversation as HTML: the question, the verdict, the answer, its sources, and what can be done next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from app.asked import EDITABLE
from app.away import ENDINGS
from app.markup import sources_html, text_html, verdict_html
from app.render import answer_json, answer_markdown, corrected_words
from app.views.ways import path
from app.views.words import LONGEST_REASON, ui
from kb.around import Around
from kb.chips import Chip, chips
from kb.library import Library
from kb.model import Answer, Language, Query


def turn_html(
    number: int,
    question: str,
    answer: Answer,
    library: Library,
    language: Language,
    *,
    address: str = "",
    note: str = "",
    tables: Mapping[str, Around] = MappingProxyType({}),
) -> str:
    """A turn with its own sources panel; the question as it was typed. The answer's words are in its language, the buttons in the page's.

    `address`: the query under which the answer's files are; `tables`: of citations of a table's row the table around it.
    """
    cited = {citation.n: citation.title for citation in answer.citations}
    spoken = "zh-CN" if answer.language == "zh" else "en"
    told = f'<p class="notice">{escape(note)}</p>' if note else ""
    return (
        f'<h2 class="asked">{escape(" ".join(question.split()))}</h2>{told}{understood_html(answer.query, library, language)}'
        f'<div class="cols"><div class="reply"><div lang="{spoken}">{verdict_html(answer, number, cited)}'
        f'<div class="text">{text_html(answer, number, cited)}</div>{_family(answer, language)}</div>'
        f"{_tools(number, answer, library, address, language)}{_next(answer, language)}</div>"
        f'<div class="beside" lang="{spoken}">{sources_html(answer, number, answer.language, tables=tables)}</div></div>'
    )


def problem_html(question: str, told: str, language: Language) -> str:
    """A turn that could not be answered; `told` is safe HTML."""
    asked = escape(question.strip()[:200] or ui("box", language))
    return f'<h2 class="asked">{asked}</h2><p class="notice" role="alert">{told}</p><div class="tools">{_again(language)}</div>'


def understood_html(query: Query, library: Library, language: Language) -> str:
    """What was read from the question, chip by chip; a chip that can be corrected is a button, one taken over is marked."""
    told, corrected = chips(query, library), corrected_html(query, library, language)
    if not told:
        return corrected
    held = {role: list(getattr(query, role)) for role in EDITABLE if getattr(query, role)}
    shown = "".join(_chip(chip, language) for chip in told)
    return (
        f'<p class="understood" data-roles="{escape(json.dumps(held))}" data-question="{escape(query.text)}">'
        f'<span class="label">{_w("understood", language)}</span> {shown}</p>{corrected}'
    )


def corrected_html(query: Query, library: Library, language: Language) -> str:
    """That the answer is not to the question as its words stand, but as the reader corrected it."""
    told = corrected_words(query, library, language)
    return f'<p class="corrected">{escape(told)}</p>' if told else ""


def _chip(chip: Chip, language: Language) -> str:
    whence = "by_hand" if chip.corrected else "before" if chip.inherited else ""
    before = f' <span class="soft">({_w(whence, language)})</span>' if whence else ""
    taken = " taken" if chip.inherited else ""
    label = f"{escape(chip.label)}{before}"
    if chip.role not in EDITABLE:
        return f'<span class="chip{taken}">{label}</span>'
    return (
        f'<button type="button" class="chip edit{taken}" data-edit="{EDITABLE[chip.role]}" data-role="{chip.role}" '
        f'data-key="{escape(chip.key)}" aria-label="{_w("correct", language)}: {escape(chip.label)}" title="{_w("correct", language)}">{label}</button>'
    )


def _tools(number: int, answer: Answer, library: Library, address: str, language: Language) -> str:
    """Copy, save, ask again, like, dislike with a reason; take away."""
    copy, watched = escape(answer_markdown(answer, library)), address.partition("&id=")[0]
    kept = escape(json.dumps(answer_json(answer), ensure_ascii=False))
    return (
        f'<div class="tools"><button type="button" data-copy="{copy}">{_icon("copy")}<span>{_w("copy", language)}</span></button>'
        f'<button type="button" data-json="{kept}">{_icon("save")}<span>{_w("json", language)}</span></button>'
        f'{_again(language)}<button type="button" data-watch="/{language}/?{escape(watched)}" aria-pressed="false" hidden>{_icon("watch")}'
        f'<span>{_w("watch", language)}</span></button><span class="gap"></span>'
        f'<button type="button" data-vote="up" aria-pressed="false" aria-label="{_w("like", language)}" title="{_w("like", language)}">'
        f"{_icon('up')}</button>"
        f'<button type="button" data-vote="down" aria-pressed="false" aria-expanded="false" aria-controls="t{number}-why" '
        f'aria-label="{_w("dislike", language)}" title="{_w("dislike", language)}">{_icon("down")}</button>'
        f'<span class="said" role="status"></span></div>'
        f'<form class="why" id="t{number}-why" hidden><label for="t{number}-reason">{_w("why", language)}</label>'
        f'<div><input id="t{number}-reason" name="reason" maxlength="{LONGEST_REASON}" autocomplete="off">'
        f'<button type="submit">{_w("send", language)}</button></div></form>{_away(address, language)}'
    )


def _family(answer: Answer, language: Language) -> str:
    """The way to every adoption around the first standard asked about, where the answer rests on adoptions."""
    if not answer.query.standards or not any(one.id.startswith("equivalences/") for one in answer.citations):
        return ""
    one = answer.query.standards[0].split(":")[0]
    words, where = escape(ui("whole_family", language).format(one)), escape(path("standards", language, number=one))
    return f'<p class="whole-family" lang="{"zh-CN" if language == "zh" else "en"}"><a href="{where}" target="_blank" rel="noopener">{words}</a></p>'


def _again(language: Language) -> str:
    """Asking the last question again, as it was or changed; the style sheet shows it under the last turn only."""
    return (
        f'<button type="button" data-again>{_icon("again")}<span>{_w("again", language)}</span></button>'
        f'<button type="button" data-revise>{_icon("revise")}<span>{_w("revise", language)}</span></button>'
    )


def _away(address: str, language: Language) -> str:
    """The answer's files, fetched by the script, so that one that cannot be made costs no conversation."""
    links = "".join(
        f'<li><a href="/{language}/answer.{ending}?{escape(address)}" target="_blank" rel="noopener">{_w(f"away_{ending}", language)}</a></li>'
        for ending in ENDINGS
    )
    return f'<nav class="away" aria-label="{_w("away", language)}"><span class="label">{_w("away", language)}</span><ul>{links}</ul></nav>'


def _next(answer: Answer, language: Language) -> str:
    if not answer.follow_ups:
        return ""
    buttons = "".join(
        f'<button type="button" class="ask-this" data-ask="{escape(one)}">{escape(one)}</button>'
        for one in answer.follow_ups
    )
    title = _w("next", language)
    return f'<nav class="next" aria-label="{title}"><span class="label">{title}</span>{buttons}</nav>'


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))


_PATHS = {
    "copy": '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M4 16V6a2 2 0 0 1 2-2h10"/>',
    "save": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "again": '<path d="M4 12a8 8 0 1 1 2.5 5.8M4 12V6m0 6h6"/>',
    "revise": '<path d="m4 20 1-5L16 4l4 4L9 19l-5 1Zm10-14 4 4"/>',
    "watch": '<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Z"/><path d="M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z"/>',
    "up": '<path d="M7 11v9H4v-9h3Zm0 0 4-8c1.7 0 2.6 1 2.3 2.7L12.7 9H18a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 16.8 20H7"/>',
    "down": '<path d="M17 13V4h3v9h-3Zm0 0-4 8c-1.7 0-2.6-1-2.3-2.7l.6-3.3H6a2 2 0 0 1-2-2.3l1.2-7A2 2 0 0 1 7.2 4H17"/>',
}


def _icon(name: str) -> str:
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{_PATHS[name]}</svg>'
