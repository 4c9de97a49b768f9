"""The view Coverage: which economy's results count in which other, as a matrix, a list, or the agreements of one pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from app.exports import COVERAGE, coverage_row, coverage_rows
from app.render import say
from app.reply import Reply
from app.sheets import CSV, XLSX, csv_bytes, xlsx_bytes
from app.views.between import between_html
from app.views.chosen import Coverings, coverings
from app.views.elements import (
    field_html,
    form_html,
    grouped_select_html,
    links_html,
    notices_html,
    scroll_html,
    select_html,
    told,
    w,
)
from app.views.fields import grouped_places
from app.views.mybody import asks_for_a_body, my_body
from app.views.standing import LETTER, SYMBOL, standing_words, tone_of
from app.views.ways import path
from app.views.words import ui
from kb.base import Kb
from kb.language import STAGE, TIER
from kb.library import Library
from kb.matrix import WEIGHT, Cell, Standing, busiest, cell, matrix
from kb.model import Language
from kb.terms import Stage

_USUAL = 16  # economies side by side where none are named
_PAIR = ("from", "to", "standing", *COVERAGE)


def main_html(kb: Kb, language: Language, chosen: Mapping[str, str]) -> str:
    """The matrix, or with both sides named their agreements, or what an accreditation body is recognised for."""
    head = f"<h1>{w('view_coverage', language)}</h1>"
    if asks_for_a_body(chosen):
        return f"{head}{_tabs(language, bodies=True)}{my_body(kb, language, chosen)}"
    asked = coverings(kb.library, language, chosen)
    pair = asked.exporter and asked.market
    shown = between_html(kb, language, asked) if pair else _matrix_html(kb.library, language, asked)
    form = _form(kb.library, language, asked)
    note = f'<p class="soft">{w("coverage_day", language)}</p>' if asked.dated else ""
    return (
        f'{head}<p class="lead">{w("coverage_lead", language)}</p>{_tabs(language, bodies=False)}'
        f"{notices_html(asked.problems)}{_folded(form, language) if pair else form}{note}{shown}{_ways(language, asked)}"
    )


def _csv(kb: Kb, language: Language, chosen: Mapping[str, str]) -> Reply:
    """What the view shows, row by row; what cannot be taken is left open, as the view leaves it."""
    rows = _rows(kb.library, language, coverings(kb.library, language, chosen))
    return Reply(csv_bytes(_PAIR, coverage_rows(_PAIR, rows)), CSV, "coverage.csv")


def _xlsx(kb: Kb, language: Language, chosen: Mapping[str, str]) -> Reply:
    rows = _rows(kb.library, language, coverings(kb.library, language, chosen))
    return Reply(xlsx_bytes("Coverage", _PAIR, coverage_rows(_PAIR, rows)), XLSX, "coverage.xlsx")


FILES = {"coverage.csv": _csv, "coverage.xlsx": _xlsx}


def _rows(library: Library, language: Language, asked: Coverings) -> Iterator[dict[str, str]]:
    for one in _cells(library, asked):
        for row in one.rows:
            sides = {"from": one.exporter, "to": one.market, "standing": row.standing.value}
            yield sides | coverage_row(row.covered, language)


def _cells(library: Library, asked: Coverings) -> Iterator[Cell]:
    if asked.exporter and asked.market:
        yield cell(library, asked.exporter, asked.market, asked.day, sector=asked.sector, stage=asked.stage)
        return
    for line in _lines(library, asked):
        yield from line


def _lines(library: Library, asked: Coverings) -> tuple[tuple[Cell, ...], ...]:
    """The matrix; with one side named only its line, or its column."""
    named = tuple(code for code in (asked.exporter, asked.market) if code)
    codes = tuple(dict.fromkeys((*named, *(asked.economies or busiest(library, _USUAL)))))
    lines = matrix(library, codes, asked.day, sector=asked.sector, stage=asked.stage)
    if asked.exporter:
        return tuple(line for line in lines if line[0].exporter == asked.exporter)
    if asked.market:
        return tuple(tuple(one for one in line if one.market == asked.market) for line in lines)
    return lines


def _tabs(language: Language, *, bodies: bool) -> str:
    links = (
        (path("coverage", language), "tab_economies", not bodies),
        (path("coverage", language, show="body"), "tab_body", bodies),
    )
    items = "".join(
        f'<a href="{escape(url)}"{" aria-current=page" if here else ""}>{w(word, language)}</a>'
        for url, word, here in links
    )
    return f'<nav class="tabs" aria-label="{w("view_coverage", language)}">{items}</nav>'


def _folded(form: str, language: Language) -> str:
    """A form that a phone folds away, so that what was asked for comes first; wider screens show it as it is."""
    return f'<details class="again on-phone"><summary>{w("change_choice", language)}</summary>{form}</details>'


def _form(library: Library, language: Language, asked: Coverings) -> str:
    sides = grouped_places(library, library.economies, language)
    sectors = [(key, say(one.names, language)) for key, one in library.sectors.items()]
    stages = [(stage.value, say(STAGE[stage], language)) for stage in Stage]
    inner = (
        grouped_select_html("from", ui("from", language), sides, asked.exporter, every=ui("all_economies", language))
        + grouped_select_html("to", ui("to", language), sides, asked.market, every=ui("all_economies", language))
        + select_html("sector", ui("sector", language), sectors, asked.sector, every=ui("any_sector", language))
        + select_html("stage", ui("stage", language), stages, asked.stage or "", every=ui("any_stage", language))
        + field_html("as_of", ui("as_of", language), asked.day.isoformat() if asked.dated else "", kind="date")
        + field_html("economies", ui("economies", language), ",".join(asked.economies), hint="CN,EU,JP,US")
    )
    kept = {"view": "list"} if asked.as_list else {}
    return form_html("coverage", language, inner, ui("show", language), kept=kept)


def _matrix_html(library: Library, language: Language, asked: Coverings) -> str:
    lines = _lines(library, asked)
    if asked.as_list:
        return _list(library, language, asked, [one for line in lines for one in line if one.rows])
    corner = f'<td class="corner"><span>{w("from", language)} ↓</span> <span>{w("to", language)} →</span></td>'
    head = "".join(_side(library, one.market, language) for one in lines[0])
    body = "".join(
        f'<tr><th scope="row">{_name(library, line[0].exporter, language)} '
        f'<span class="soft">{escape(line[0].exporter)}</span></th>'
        f"{''.join(_square(library, one, language, asked) for one in line)}</tr>"
        for line in lines
    )
    table = f'<table class="matrix"><thead><tr>{corner}{head}</tr></thead><tbody>{body}</tbody></table>'
    return f"{_legend(language)}{scroll_html(table, ui('matrix', language))}"


def _side(library: Library, code: str, language: Language) -> str:
    name = _name(library, code, language)
    return f'<th scope="col"><abbr title="{name}">{escape(code)}</abbr></th>'


def _square(library: Library, one: Cell, language: Language, asked: Coverings) -> str:
    """One direction: letter of the best tier, sign of its standing, how many rows stand like it."""
    if one.exporter == one.market:
        return '<td class="self"></td>'
    sides = f"{_name(library, one.exporter, language)} → {_name(library, one.market, language)}"
    best = one.best
    if best is None:
        return f'<td class="empty"><span title="{sides}: {w("nothing_recorded", language)}">–</span></td>'
    said = f"{sides}: {told(TIER[best.tier], language)}, {standing_words(best.standing, language)}, {one.like_best}"
    return (
        f'<td class="{tone_of(best)}"><a href="{escape(_address(language, asked, one.exporter, one.market))}" '
        f'aria-label="{said}" title="{said}"><b>{say(LETTER[best.tier], language)}</b>'
        f"<span>{SYMBOL[best.standing]}</span><small>{one.like_best}</small></a></td>"
    )


def _list(library: Library, language: Language, asked: Coverings, cells: Iterable[Cell]) -> str:
    heads = "".join(
        f'<th scope="col">{w(one, language)}</th>' for one in ("from", "to", "tier", "standing", "rows", "agreements")
    )
    body = "".join(_line(library, one, language, asked) for one in cells)
    if not body:
        return f'<p class="empty-state">{w("no_rows", language)}</p>'
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return scroll_html(table, ui("matrix", language))


def _line(library: Library, one: Cell, language: Language, asked: Coverings) -> str:
    best = one.rows[0]
    like = [row.covered.agreement for row in one.rows if row.standing is best.standing]
    names = dict.fromkeys(say(agreement.names, language) for agreement in like)
    link = f'<a href="{escape(_address(language, asked, one.exporter, one.market))}">{one.like_best}</a>'
    shown = "; ".join(list(names)[:4]) + (" …" if len(names) > 4 else "")
    return (
        f'<tr><th scope="row">{_name(library, one.exporter, language)}</th><td>{_name(library, one.market, language)}</td>'
        f'<td>{told(TIER[best.tier], language)}</td><td><span class="sign {tone_of(best)}">{SYMBOL[best.standing]} '
        f"{standing_words(best.standing, language)}</span></td><td>{link}</td><td>{escape(shown)}</td></tr>"
    )


def _legend(language: Language) -> str:
    """What letters, signs and colours mean."""
    tiers = "".join(f"<li><b>{say(LETTER[tier], language)}</b> {told(TIER[tier], language)}</li>" for tier in WEIGHT)
    signs = "".join(f"<li><b>{SYMBOL[one]}</b> {standing_words(one, language)}</li>" for one in Standing)
    return (
        f'<div class="legend"><ul aria-label="{w("tier", language)}">{tiers}</ul>'
        f'<ul aria-label="{w("standing", language)}">{signs}<li><b>–</b> {w("nothing_recorded", language)}</li></ul>'
        f"<p>{w('legend_note', language)}</p></div>"
    )


def _ways(language: Language, asked: Coverings) -> str:
    """The other way of showing the same, and the files."""
    own = _chosen(asked)
    other = path("coverage", language, **(own | {"view": "" if asked.as_list else "list"}))
    word = "as_table" if asked.as_list else "as_list"
    files = [
        (path(f"coverage.{kind}", language, **own), ui("save_file", language).format(kind.upper()))
        for kind in ("csv", "xlsx")
    ]
    return links_html([(other, ui(word, language)), *files], ui("ways", language))


def _address(language: Language, asked: Coverings, exporter: str, market: str) -> str:
    return path("coverage", language, **(_chosen(asked) | {"from": exporter, "to": market, "economies": ""}))


def _chosen(asked: Coverings) -> dict[str, str]:
    """What is chosen, as an address has it, but for how it is shown."""
    return {
        "from": asked.exporter,
        "to": asked.market,
        "sector": asked.sector,
        "stage": asked.stage or "",
        "as_of": asked.day.isoformat() if asked.dated else "",
        "economies": ",".join(asked.economies),
    }


def _name(library: Library, code: str, language: Language) -> str:
    return told(library.economies[code].names, language)
