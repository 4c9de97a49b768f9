"""The view Compare: markets side by side for a product, standards side by side; what differs from the first column is marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from app.chosen import Chosen
from app.markup import link_html
from app.render import CHECKED, say
from app.reply import Reply
from app.sheets import CSV, csv_bytes
from app.views.elements import links_html
from app.views.fields import aliases, markets, one_of, product_options, some_of
from app.views.page import file
from app.views.ways import path
from app.views.words import ui
from kb.base import Kb
from kb.beside import MARKET_ROWS, STANDARD_ROWS, Cell, Column, markets_beside, row_name, standards_beside
from kb.errors import KbError, Refused
from kb.language import PHRASE, join
from kb.library import Library
from kb.model import Evidence, Language
from kb.naming import adoptions
from kb.numbers import standards
from kb.sheet import key_of

MOST = 8  # columns
_MARKS = 2  # sources shown of one statement
_LONGEST = 60  # characters of a standard's number
_COMMA = re.compile(r"[,，、;；]")


@dataclass(frozen=True, slots=True)
class Compared:
    """A table: names of rows in their order, columns, and who is chosen."""

    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    title: str
    asked: tuple[tuple[str, str], ...]  # names and values of the address
    missing: tuple[str, ...] = ()  # standards of which nothing is recorded


@dataclass(slots=True)
class _Sources:
    """The sources cited, numbered in the order of their first use."""

    kb: Kb
    language: Language
    told: dict[tuple[str, str], Evidence] = field(default_factory=dict)

    def marks(self, one: str) -> str:
        """The marks of a statement's first sources, as links to the list below."""
        return " ".join(self._mark(found) for found in self.kb.evidence(one, self.language)[:_MARKS])

    def _mark(self, found: Evidence) -> str:
        self.told.setdefault((found.url, found.at), found)
        n = list(self.told).index((found.url, found.at)) + 1
        return f'<a class="cite" href="#s{n}" aria-label="[{n}] {escape(found.title)}" title="{escape(found.title)}">{n}</a>'


def main_html(kb: Kb, language: Language, chosen: Chosen) -> str:
    """The forms, and the table where enough is chosen."""
    table = ""
    if any(chosen.all(name) for name in ("product", "market", "standard")):
        try:
            table = _table(compared(kb, language, chosen), kb, language)
        except KbError as error:
            told = error.zh if isinstance(error, Refused) and language == "zh" else str(error)
            table = f'<p class="notice" role="alert">{escape(told)}</p>{_instead(_named(chosen), language)}'
    forms = _form(chosen, kb.library, language) + _standards_form(chosen, language)
    if "<table" in table:
        forms = f'<details class="again"><summary>{_w("change_choice", language)}</summary>{forms}</details>'
    return (
        f"<style>{file('plain_route.css')}</style><h1>{_w('compare_title', language)}</h1>"
        f'<p class="lead">{_w("compare_lead", language)}</p>{forms}<div id="result">{table}</div><script>{file("narrow.js")}</script>'
    )


def compared(kb: Kb, language: Language, chosen: Chosen) -> Compared:
    """What the address asks to be compared. Raises Refused where that is too little, too much or unknown."""
    named = _named(chosen)
    return _standards(kb, language, named) if named else _markets(kb, language, chosen)


def _named(chosen: Chosen) -> tuple[str, ...]:
    """The standards given, one or several to a field."""
    return tuple(
        one.strip()[:_LONGEST] for given in chosen.all("standard") for one in _COMMA.split(given) if one.strip()
    )[:MOST]


def _markets(kb: Kb, language: Language, chosen: Chosen) -> Compared:
    given = [one for one in chosen.all("market") if one.strip()]
    codes = tuple(dict.fromkeys(key_of("place", one.strip(), kb.library, kb.lexicon) for one in given))
    if not chosen.get("product", "").strip():
        raise Refused("product: none is chosen; choose one", "产品：未选择，请选一个")
    product = key_of("product", chosen["product"].strip(), kb.library, kb.lexicon)
    if not 2 <= len(codes) <= MOST:
        raise Refused(f"market: {len(codes)} chosen; choose 2 to {MOST}", f"市场：选了{len(codes)}个，请选2至{MOST}个")
    columns = markets_beside(kb.library, kb.statements, product, codes, dt.date.today(), language)
    asked = (("product", product), *(("market", code) for code in codes))
    return Compared(MARKET_ROWS, columns, say(kb.library.products[product].names, language), asked)


def _standards(kb: Kb, language: Language, named: Sequence[str]) -> Compared:
    found = {one: adoptions(standards(one)[:1] or (one,), kb.library) for one in named}
    rows = tuple({row.key: row for rows in found.values() for row in rows}.values())
    missing = tuple(one for one, rows_ in found.items() if not rows_)
    if missing and len(rows) < 2:
        en, zh = _unrelated(named)
        raise Refused(f"{join(list(named), 'en')}: {en}", f"{join(list(named), 'zh')}：{zh}")
    asked = tuple(("standard", one) for one in named)
    return Compared(STANDARD_ROWS, standards_beside(rows[:MOST], language), "; ".join(named), asked, missing)


def _unrelated(named: Sequence[str]) -> tuple[str, str]:
    """What is told of standards without adoptions to set side by side."""
    if len(named) == 1:
        return "it is not recorded as adopting another standard", "未收录其采用关系"
    en = (
        "neither is recorded as adopting the other"
        if len(named) == 2
        else "none is recorded as adopting another of them"
    )
    return en, "未收录其相互采用关系"


def _as_csv(kb: Kb, language: Language, chosen: Chosen) -> Reply:
    """Point, column, what it says, whether it differs from the first, sources: one row for each cell."""
    table = compared(kb, language, chosen)
    header = ("point", "column", "says", "differs_from_first", "sources")
    return Reply(csv_bytes(header, _lines(table, kb, language)), CSV, "tessera-compare.csv")


def _lines(table: Compared, kb: Kb, language: Language) -> Iterable[tuple[str, ...]]:
    first = table.columns[0]
    for name in table.rows:
        for column in table.columns:
            cell = column.cells.get(name, Cell())
            urls = dict.fromkeys(kb.evidence(one.evidence, language)[0].url for one in cell.said)
            differs = "yes" if cell.differs(first.cells.get(name, Cell())) else "no"
            text = "; ".join(one.text for one in cell.said)
            yield (
                row_name(name, language),
                column.title,
                text or ui("no_record", language),
                differs if text else "",
                " ".join(urls),
            )


FILES: dict[str, Callable[[Kb, Language, Chosen], Reply]] = {"compare.csv": _as_csv}


# ---- the page ------------------------------------------------------------------------------------------------


def _form(chosen: Chosen, library: Library, language: Language) -> str:
    codes = chosen.all("market")
    return (
        f'<form id="by-product" class="ask-for stacked" method="get" action="{path("compare", language)}#result">'
        + one_of("product", ui("product", language), product_options(library, chosen.get("product", ""), language), none=ui("unsaid", language))
        + some_of("market", ui("compare_to", language).format(MOST), markets(library, codes), codes, language, aliases(library))
        + f'<button class="go" type="submit">{_w("compare_go", language)}</button></form>'
    )  # fmt: skip


def _instead(named: Sequence[str], language: Language) -> str:
    """Where else standards that cannot be set side by side are spoken of: in an answer, or in what markets ask of a product."""
    if not named:
        return ""
    question = join(list(named), language) + ("？" if language == "zh" else "?")
    ways = (
        (path("ask", language, q=question), f"{ui('ask', language)}: {question}"),
        ("#by-product", ui("compare_by_product", language)),
    )
    return links_html(ways, ui("ways", language))


def _standards_form(chosen: Chosen, language: Language) -> str:
    given = (*_named(chosen), "", "", "")
    fields = "".join(
        f'<label>{escape(ui("standard_n", language).format(n + 1))}<input name="standard" maxlength="{_LONGEST * 2}" value="{escape(given[n])}"></label>'
        for n in range(min(max(3, len(given) - 3), MOST))
    )
    return (
        f'<h2>{_w("compare_standards", language)}</h2><form class="ask-for" method="get" action="{path("compare", language)}#result">'
        f'<p class="soft full">{_w("compare_standards_lead", language)}</p>{fields}'
        f'<button class="go" type="submit">{_w("compare_go", language)}</button></form>'
    )


def _table(table: Compared, kb: Kb, language: Language) -> str:
    sources = _Sources(kb, language)
    first = table.columns[0]
    heads = "".join(
        f'<th scope="col">{escape(column.title)}{_lead(column, table, language)}</th>' for column in table.columns
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row_name(name, language))}</th>'
        + "".join(_cell(column.cells.get(name, Cell()), first, name, sources) for column in table.columns)
        + "</tr>"
        for name in table.rows
        if any(column.cells.get(name, Cell()).said for column in table.columns)
    )
    missing = ui("no_record", language) + (": " if language == "en" else "：") + ", ".join(table.missing)
    return (
        f"<h2>{escape(table.title)}</h2>"
        + (f'<p class="notice">{escape(missing)}</p>' if table.missing else "")
        + f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.title)}"><table class="beside-table">'
        f'<thead><tr><th scope="col">{_w("point", language)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<ul class="links"><li><a href="{path("compare.csv", language)}?{escape(urlencode(table.asked))}" download>{_w("save_as", language)} CSV</a></li></ul>'
        f'<h2>{_w("sources", language)}</h2><ol class="cited">{"".join(_source(n, one, language) for n, one in enumerate(sources.told.values(), 1))}</ol>'
    )


def _lead(column: Column, table: Compared, language: Language) -> str:
    """Below a column's name: that it has no rule; or the way to make it the one that others are compared with."""
    if not column.cells:
        return f'<br><span class="soft">{_w("no_rule", language)}</span>'
    mine = ("market", column.key)
    if column is table.columns[0] or mine not in table.asked:
        return ""
    asked = (mine, *(one for one in table.asked if one != mine))
    there = escape(f"{path('compare', language)}?{urlencode(asked)}")
    return f'<br><a class="put" href="{there}">{_w("put_first", language)}<span class="hidden"> {escape(column.title)}</span></a>'


def _cell(cell: Cell, first: Column, name: str, sources: _Sources) -> str:
    language = sources.language
    if not cell.said:
        return f'<td class="none">{_w("no_record", language)}</td>'
    told = [f"<p>{escape(one.text)} {sources.marks(one.evidence)}</p>" for one in cell.said]
    if not cell.differs(first.cells.get(name, Cell())):
        return f"<td>{''.join(told)}</td>"
    words = escape(ui("differs", language).format(first.title))
    return f'<td class="differs"><span class="differs-sign" title="{words}" aria-hidden="true">≠</span><span class="hidden">{words}: </span>{"".join(told)}</td>'


def _source(n: int, one: Evidence, language: Language) -> str:
    seen = (
        say(PHRASE["unverified"], language) if one.checked is None else say(CHECKED, language).format(one.checked[:10])
    )
    mark = "unseen" if one.checked is None else "seen"
    return (
        f'<li id="s{n}" class="source-line">{link_html(one.url, one.title, language)}<br><span class="soft">{escape(one.publisher)} · {escape(one.at)}</span> '
        f'<span class="chip {mark}">{escape(seen)}</span></li>'
    )


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))
