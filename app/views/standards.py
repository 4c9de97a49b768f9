"""The view Standards: a number in any series → the family of adoptions around the international standard, as a graph and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from app.views.elements import field_html, form_html, refs_html, scroll_html, short, told, w
from app.views.family import family_svg
from app.views.ways import path
from app.views.words import ui
from kb.adoptions import Family, Looked, look_up
from kb.base import Kb
from kb.issuers import issuers
from kb.language import DEGREE, STANDARD_STATUS, join
from kb.library import Library
from kb.model import Language
from kb.records import Equivalence
from kb.statements import numbered

_COLUMNS = ("market", "edition", "adopts", "degree", "status", "effective", "differences", "sources")
EXAMPLES = ("IEC 62368-1", "GB 4943.1", "EN ISO 14971", "AS/NZS 62368.1", "YY 9706.102")


def main_html(kb: Kb, language: Language, chosen: Mapping[str, str]) -> str:
    """The families in which the number stands; where it is not recorded, those whose numbers are near."""
    number = " ".join(chosen.get("number", "").split())[:80]
    form = form_html(
        "standards",
        language,
        field_html("number", ui("number", language), number, hint="GB 4943.1"),
        ui("look_up", language),
    )
    head = f'<h1>{w("view_standards", language)}</h1><p class="lead">{w("standards_lead", language)}</p>{form}'
    if not number:
        return f"{head}{_ways(EXAMPLES, 'examples', language)}"
    looked = look_up(kb.library, number)
    if not looked.families:
        return f"{head}{_unknown(looked, language)}"
    said = "" if looked.exact else f'<p class="notice">{_taken(looked, language)}</p>'
    return f"{head}{said}{''.join(_family(kb.library, one, language) for one in looked.families)}"


def _unknown(looked: Looked, language: Language) -> str:
    """No adoption is recorded; near numbers, or where to look instead."""
    said = w("number_unknown", language).format(escape(short(looked.asked)))
    if not looked.near:
        return f'<p class="notice" role="alert">{said} {w("number_none_near", language)}</p>{_ways(EXAMPLES, "examples", language)}'
    return f'<p class="notice" role="alert">{said}</p>{_ways(looked.near, "near_numbers", language)}'


def _taken(looked: Looked, language: Language) -> str:
    centres = ", ".join(escape(one.centre) for one in looked.families)
    return w("number_taken", language).format(escape(short(looked.asked)), centres)


def _ways(numbers: Iterable[str], word: str, language: Language) -> str:
    items = "".join(
        f'<li><a href="{escape(path("standards", language, number=one))}">{escape(one)}</a></li>' for one in numbers
    )
    return f'<div class="near"><h2>{w(word, language)}</h2><ul>{items}</ul></div>'


def _family(library: Library, family: Family, language: Language) -> str:
    title = told(family.rows[0].title, language)
    graph = family_svg(family, language)
    return (
        f'<section class="rows"><h2>{escape(family.centre)}</h2><p class="soft">{title}</p>'
        f"{scroll_html(graph, f'{family.centre}: ' + ui('graph', language))}{_degrees(language)}{_table(library, family, language)}</section>"
    )


def _degrees(language: Language) -> str:
    """What the degrees mean."""
    items = "".join(f"<li><b>{degree.sign}</b> {w(f'degree_{degree.value}', language)}</li>" for degree in DEGREE)
    return f'<div class="legend"><ul aria-label="{w("degree", language)}">{items}</ul></div>'


def _table(library: Library, family: Family, language: Language) -> str:
    heads = "".join(f'<th scope="col">{w(name, language)}</th>' for name in ("standard", *_COLUMNS))
    body = "".join(_row(library, row, language) for row in family.rows)
    return scroll_html(
        f'<table class="adoptions"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>',
        f"{family.centre}: {ui('family_table', language)}",
    )


def _row(library: Library, row: Equivalence, language: Language) -> str:
    status = told(STANDARD_STATUS[row.status], language)
    if row.successor:
        status += f'<p class="soft">{w("replaced_by", language)} {_link(row.successor, language)}</p>'
    markets = [told(library.economies[code].names, language) for code in issuers(row.standard)]
    cells: Sequence[str] = (
        join(markets, language),
        escape(row.edition),
        escape(numbered(row.adopts, row.adopted_edition)),
        f'<span class="sign degree-{row.degree.value}">{told(DEGREE[row.degree], language)}</span>',
        status,
        f"<time>{escape(row.effective or '–')}</time>",
        told(row.differences, language) if row.differences else "–",
        refs_html(row.sources, library, language) + _notes(row),
    )
    inner = "".join(
        f'<td data-label="{w(name, language)}">{one}</td>' for name, one in zip(_COLUMNS, cells, strict=True)
    )
    return f'<tr><th scope="row" title="{told(row.title, language)}">{escape(row.standard)}</th>{inner}</tr>'


def _notes(row: Equivalence) -> str:
    notes = [ref.note for ref in row.sources if ref.note]
    return f'<p class="soft" lang="en">{escape(" ".join(notes))}</p>' if notes else ""


def _link(number: str, language: Language) -> str:
    return f'<a href="{escape(path("standards", language, number=number))}">{escape(number)}</a>'
