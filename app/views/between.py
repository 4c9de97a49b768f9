"""Two economies: the agreements under which results of the one may count in the other, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from app.render import say
from app.views.chosen import Coverings
from app.views.elements import links_html, refs_html, scroll_html, told, w
from app.views.standing import LETTER, SYMBOL, standing_words, tone_of
from app.views.ways import path
from app.views.words import ui
from kb.base import Kb
from kb.language import PHRASE, STAGE, STATUS, TIER
from kb.library import Library
from kb.matrix import Cell, Stand, cell
from kb.model import Language
from kb.records import Agreement, Coverage, Text


def between_html(kb: Kb, language: Language, asked: Coverings) -> str:
    """Every row that has the two sides, those that apply first; nothing recorded is said so, and is no proof."""
    library = kb.library
    one = cell(library, asked.exporter, asked.market, asked.day, sector=asked.sector, stage=asked.stage)
    here, there = (library.economies[code].names for code in (asked.exporter, asked.market))
    title = f"<h2>{told(here, language)} → {told(there, language)}</h2>"
    if not one.rows:
        return f'{title}<p class="empty-state">{w("no_agreement", language)}</p>{_back(language, asked)}'
    shown = _table(library, one, language) if asked.as_list else _articles(library, one, language)
    return f'{title}<p class="soft">{_counted(one, language)}</p>{_back(language, asked)}{shown}'


def _back(language: Language, asked: Coverings) -> str:
    """The other direction, and the whole matrix with the same filters."""
    same = {"sector": asked.sector, "stage": asked.stage or "", "as_of": asked.day.isoformat() if asked.dated else ""}
    turned = {"from": asked.market, "to": asked.exporter, "view": "list" if asked.as_list else ""}
    return links_html(
        [
            (
                path("coverage", language, **(turned | same)),
                f"{asked.market} → {asked.exporter}: {ui('turned', language)}",
            ),
            (path("coverage", language, **same), ui("whole_matrix", language)),
        ],
        ui("elsewhere", language),
    )


def _counted(one: Cell, language: Language) -> str:
    groups = groupby(one.rows, key=lambda row: row.standing)
    return " · ".join(f"{SYMBOL[key]} {standing_words(key, language)}: {len(list(rows))}" for key, rows in groups)


def _articles(library: Library, one: Cell, language: Language) -> str:
    return "".join(
        f'<section class="rows"><h3><span aria-hidden="true">{SYMBOL[key]}</span> {_headed(standing_words(key, language))}</h3>'
        f"{''.join(_article(library, row, language) for row in rows)}</section>"
        for key, rows in groupby(one.rows, key=lambda row: row.standing)
    )


def _headed(words: str) -> str:
    return words[:1].upper() + words[1:]


def _article(library: Library, stand: Stand, language: Language) -> str:
    agreement, row = stand.covered.agreement, stand.covered.row
    facts = (
        (w("recognised", language), _what(library, row, language)),
        (w("which_way", language), _way(library, agreement, row, language)),
        (w("dates", language), _dates(agreement, row, language)),
        (_p("conditions", language), _items((one.text for one in row.conditions), language)),
        (_p("exclusions", language), _items(row.exclusions, language)),
        (_p("successor", language), _successor(library, agreement, language)),
        (w("sources", language), refs_html(row.sources, library, language)),
    )
    told_ = "".join(f"<dt>{head}</dt><dd>{value}</dd>" for head, value in facts if value)
    return (
        f'<article class="record {tone_of(stand)}" id="{escape(stand.covered.id)}"><h4>{told(agreement.names, language)}</h4>'
        f'<p class="marks">{_marks(stand, language)}</p><p>{told(row.statement, language)}</p>'
        f"<dl>{told_}</dl>{_history(library, agreement, language)}</article>"
    )


def _marks(stand: Stand, language: Language) -> str:
    row = stand.covered.row
    status = _status(row, language)
    return (
        f'<span class="chip">{say(LETTER[stand.tier], language)} · {told(TIER[stand.tier], language)}</span> '
        f'<span class="chip">{w("status", language)} {status}</span>'
    )


def _status(row: Coverage, language: Language) -> str:
    """A row's status, and the day of the newest source that shows it."""
    return f"{told(STATUS[row.status], language)} ({w('by_source', language)} <time>{escape(row.status_date)}</time>)"


def _what(library: Library, row: Coverage, language: Language) -> str:
    """Stages and sectors, and the products where the row names some."""
    comma = "、" if language == "zh" else ", "
    stages = comma.join(told(STAGE[stage], language) for stage in row.stages)
    sectors = comma.join(told(library.sectors[key].names, language) for key in row.sectors)
    products = comma.join(told(library.products[key].names, language) for key in row.products)
    return " · ".join(filter(None, (stages, sectors, products)))


def _way(library: Library, agreement: Agreement, row: Coverage, language: Language) -> str:
    """Whose results count where; of a row without sides each party's in every other."""
    if not row.exporters and not row.markets:
        return f"{w('every_way', language)} ({_codes(library, agreement.parties, language)})"
    every = w("every_party", language)
    here, there = (_codes(library, side, language) or every for side in (row.exporters, row.markets))
    return f"{here} → {there}"


def _codes(library: Library, codes: Iterable[str], language: Language) -> str:
    comma = "、" if language == "zh" else ", "
    return comma.join(told(library.economies[code].names, language) for code in codes)


def _dates(agreement: Agreement, row: Coverage, language: Language) -> str:
    days = (
        ("signed", agreement.signed),
        ("since", row.since or agreement.in_force),
        ("until", row.until or agreement.ended),
    )
    return " · ".join(f"{w(word, language)} {escape(day)}" for word, day in days if day)


def _items(texts: Iterable[Text], language: Language) -> str:
    items = "".join(f"<li>{told(one, language)}</li>" for one in texts)
    return f"<ul>{items}</ul>" if items else ""


def _successor(library: Library, agreement: Agreement, language: Language) -> str:
    return told(library.agreements[agreement.replaced_by].names, language) if agreement.replaced_by else ""


def _history(library: Library, agreement: Agreement, language: Language) -> str:
    """What the agreement is, what happened to it on which day, its legal texts, its lists of bodies; folded."""
    events = "".join(
        f"<li><time>{escape(one.date)}</time> {told(one.text, language)}{refs_html(one.sources, library, language)}</li>"
        for one in agreement.history
    )
    texts = "".join(
        f"<li>{escape(one.title)}{refs_html(one.sources, library, language)}</li>" for one in agreement.basis
    )
    lists = "".join(
        f"<li>{told(one.title, language)}{refs_html(one.sources, library, language)}</li>" for one in agreement.lists
    )
    parts = ((_p("history", language), events), (w("legal_texts", language), texts), (_p("bodies", language), lists))
    inner = "".join(f"<h5>{head}</h5><ul>{items}</ul>" for head, items in parts if items)
    return f"<details><summary>{w('agreement_more', language)}</summary><p>{told(agreement.summary, language)}</p>{inner}</details>"


def _table(library: Library, one: Cell, language: Language) -> str:
    names = ("agreements", "tier", "standing", "status", "recognised", "which_way", "sources")
    heads = "".join(f'<th scope="col">{w(name, language)}</th>' for name in names)
    body = "".join(_line(library, row, language) for row in one.rows)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return scroll_html(table, ui("agreements", language))


def _line(library: Library, stand: Stand, language: Language) -> str:
    agreement, row = stand.covered.agreement, stand.covered.row
    cells = (
        told(TIER[stand.tier], language),
        f'<span class="sign {tone_of(stand)}">{SYMBOL[stand.standing]} {standing_words(stand.standing, language)}</span>',
        _status(row, language),
        _what(library, row, language),
        _way(library, agreement, row, language),
        refs_html(row.sources[:2], library, language),
    )
    inner = "".join(f"<td>{one}</td>" for one in cells)
    return f'<tr><th scope="row">{told(agreement.names, language)}</th>{inner}</tr>'


def _p(key: str, language: Language) -> str:
    return told(PHRASE[key], language)
