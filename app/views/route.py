"""The view Route: what is held, made and aimed at, as a form; a verdict for each market; and the same for a whole sheet."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from app.asked import day_of
from app.chosen import Chosen
from app.markup import link_html, tile_svg
from app.render import checked_words, citation_json, place, say, source_tier
from app.reply import Reply
from app.sheets import CSV, XLSX, csv_bytes, xlsx_bytes
from app.tone import tiles, tone
from app.views.fields import aliases, markets, one_of, options, place_options, product_options, some_of
from app.views.page import file
from app.views.watching import watch_html
from app.views.ways import path
from app.views.words import ui
from kb.base import Kb
from kb.errors import KbError, Refused
from kb.language import STATE, TIER, VERDICT
from kb.library import Library
from kb.model import Citation, Claim, KeyClaim, Language
from kb.records import Text
from kb.routed import MOST_MARKETS, Row, Wanted, question, routed
from kb.sheet import COLUMNS, MOST_ROWS, Line, key_of, lines_of
from kb.terms import KeyState
from kb.verdicts import HEADER, answered, rows_of, used

_SIGNS = {KeyState.met: "✓", KeyState.not_met: "✕", KeyState.open: "○"}
_ONE_SHEET = threading.Semaphore(1)  # worked on at a time, so that questions asked meanwhile are answered
_NAMED = 20  # rows that could not be read, and characters of the id of each, that a header holds
_EXAMPLE = (
    ("1", "CB certificate", "CN", "", "LED lamp", "SA", ""),
    ("2", "CCC证书", "中国", "", "电饭煲", "新西兰", ""),
    ("3", "cb-test-certificate; laboratory-report", "CN", "CNAS", "led-lamp", "JP", ""),
)


def main_html(kb: Kb, language: Language, chosen: Chosen) -> str:
    """The form, the table where something is chosen, and the form for a sheet."""
    return _page(kb, language, chosen)


def sent(kb: Kb, language: Language, fields: Mapping[str, str], data: bytes) -> Reply | str:
    """The verdicts of a sheet as a file; or the page, with what is wrong with the sheet and what was pasted."""
    pasted = fields.get("rows", "")
    try:
        return _sheet(kb, language, data or pasted.encode("utf-8", "replace"), fields.get("as") == "xlsx")
    except Refused as error:
        return _page(kb, language, Chosen(()), refused=_told(error, language), pasted=pasted)


def _sheet(kb: Kb, language: Language, data: bytes, as_xlsx: bool) -> Reply:
    if not data.strip():
        raise Refused("nothing was sent; choose a file or paste rows", "没有收到内容，请选择文件或粘贴数据行")
    lines = lines_of(data, kb.library, kb.lexicon)
    if not _ONE_SHEET.acquire(blocking=False):
        raise Refused(
            "another sheet is being worked on; send yours again in a minute", "正在处理另一份表格，请一分钟后再提交"
        )
    try:
        reply = _file("tessera-verdicts", as_xlsx, answered(lines, kb, language, dt.date.today()), _unread(lines))
        return replace(reply, told={**reply.told, "x-read": str(sum(one.wanted is not None for one in lines))})
    finally:
        _ONE_SHEET.release()


def _unread(lines: Sequence[Line]) -> list[str]:
    """The rows that could not be read, by their id or, where they have none, their number."""
    return [one.cells["id"][:_NAMED] or str(n) for n, one in enumerate(lines, 1) if one.wanted is None]


def _file(name: str, as_xlsx: bool, rows: Any, unread: Sequence[str] | None = None) -> Reply:
    """`unread`: of a sheet the rows that could not be read, which are told beside the file."""
    told = (
        {"x-unread": ",".join(map(quote, unread[:_NAMED])), "x-unread-count": str(len(unread))}
        if unread is not None
        else {}
    )
    if as_xlsx:
        return Reply(xlsx_bytes("Verdicts", HEADER, rows), XLSX, f"{name}.xlsx", told)
    return Reply(csv_bytes(HEADER, rows), CSV, f"{name}.csv", told)


def wanted_of(chosen: Chosen, kb: Kb) -> Wanted:
    """What the address asks, by keys or names. Raises Refused for what nobody knows."""

    def key(role: str, text: str) -> str:
        return key_of(role, text.strip(), kb.library, kb.lexicon) if text.strip() else ""

    def every(role: str, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (key(role, one) for one in chosen.all(name)))))

    return Wanted(
        held=every("held", "held"),
        markets=every("place", "to"),
        product=key("product", chosen.get("product", "")),
        made=key("place", chosen.get("made", "")),
        by=key("by", chosen.get("by", "")),
        day=day_of(chosen.get("on", "")),
    )


# ---- downloads -----------------------------------------------------------------------------------------------


def _rows(kb: Kb, language: Language, chosen: Chosen) -> tuple[Wanted, tuple[Row, ...]]:
    wanted = wanted_of(chosen, kb)
    return wanted, routed(wanted, kb, language, dt.date.today())


def _as(as_xlsx: bool) -> Callable[[Kb, Language, Chosen], Reply]:
    def make(kb: Kb, language: Language, chosen: Chosen) -> Reply:
        return _file("tessera-route", as_xlsx, rows_of(*_rows(kb, language, chosen), language))

    return make


def _as_json(kb: Kb, language: Language, chosen: Chosen) -> Reply:
    wanted, rows = _rows(kb, language, chosen)
    told = {
        "question": question(wanted, kb.library, language),
        "language": language,
        "rows": [row_json(row) for row in rows],
    }
    return Reply(json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json", "tessera-route.json")


def _example(_: Kb, __: Language, ___: Chosen) -> Reply:
    return Reply(csv_bytes(COLUMNS, _EXAMPLE), CSV, "tessera-example.csv")


FILES: dict[str, Callable[[Kb, Language, Chosen], Reply]] = {
    "route.csv": _as(False),
    "route.xlsx": _as(True),
    "route.json": _as_json,
    "route-example.csv": _example,
}


def row_json(row: Row) -> dict[str, Any]:
    """One market as plain data; the numbers of keys and gaps are those of its citations."""
    instrument = row.instrument
    return {
        "market": row.market,
        "verdict": row.verdict.value,
        "tier": row.tier.value if row.tier else None,
        "as_of": row.answer.as_of.isoformat(),
        "instrument": {
            "name": instrument.title.en,
            "id": instrument.id,
            "url": instrument.source.url,
            "at": instrument.source.at,
        }
        if instrument
        else None,
        "keys": [
            {"key": k.key.value, "state": k.state.value, "text": k.text, "citations": list(k.citations)}
            for k in row.keys
        ],
        "gaps": [{"text": gap.text, "citations": list(gap.citations)} for gap in row.gaps],
        "next_step": row.next_step or None,
        "citations": [citation_json(one) for one in row.answer.citations],
    }


# ---- the page ------------------------------------------------------------------------------------------------


def _page(kb: Kb, language: Language, chosen: Chosen, *, refused: str = "", pasted: str = "") -> str:
    asked = any(chosen.all(name) for name in ("held", "to")) or {"product", "made", "by", "on"} <= set(
        chosen
    )  # pressed
    wanted, table = Wanted(chosen.all("held"), chosen.all("to"), product=chosen.get("product", "")), ""
    if asked:
        try:
            wanted = wanted_of(chosen, kb)
            table = _table(wanted, routed(wanted, kb, language, dt.date.today()), kb.library, language)
        except KbError as error:
            table = _notice(_told(error, language))
    return (
        f"<style>{file('plain_route.css')}</style><h1>{_w('route_title', language)}</h1>"
        f'<p class="lead">{_w("route_lead", language)}</p>{_form(wanted, chosen, kb.library, language, folded="<table" in table)}'
        f'<div id="result">{table}</div>{_batch(language, refused, pasted)}'
    )


def _form(wanted: Wanted, chosen: Chosen, library: Library, language: Language, *, folded: bool) -> str:
    evidence = {key: one.names for key, one in library.evidence.items()}
    bodies = {key: library.bodies[key].names for key in (*library.accreditation, wanted.by) if key in library.bodies}
    places = [code for code, one in library.economies.items() if not one.members or code in library.markets]
    synonyms = {key: one.synonyms for key, one in library.evidence.items()}
    any_, most = ui("unsaid", language), ui("route_to", language).format(MOST_MARKETS)
    inner = (
        some_of("held", ui("route_held", language), evidence, wanted.held, language, synonyms)
        + some_of("to", most, markets(library, wanted.markets), wanted.markets, language, aliases(library))
        + '<div class="pair">'
        + one_of("product", ui("product", language), product_options(library, wanted.product, language), none=any_)
        + one_of("made", ui("route_made", language), place_options(library, places, wanted.made, language), none=any_)
        + one_of("by", ui("route_by", language), options(bodies, wanted.by, language), none=any_)
        + f'<label>{_w("route_on", language)}<input type="date" name="on" value="{escape(chosen.get("on", "")[:10])}"></label></div>'
        + f'<button class="go" type="submit">{_w("route_go", language)}</button>'
    )
    form = f'<form class="ask-for stacked" method="get" action="{path("route", language)}#result">{inner}</form>'
    if not folded:
        return form
    return f'<details class="again"><summary>{_w("change_choice", language)}</summary>{form}</details>'


def _table(wanted: Wanted, rows: Sequence[Row], library: Library, language: Language) -> str:
    heads = "".join(
        f'<th scope="col" role="columnheader">{_w(name, language)}</th>'
        for name in ("market", "verdict", "tier", "instrument", "conditions_", "next_step")
    )
    query = _query(wanted)
    files = "".join(
        f'<li><a href="{escape(path(f"route.{kind}", language))}?{escape(query)}" download>{kind.upper()}</a></li>'
        for kind in ("csv", "xlsx", "json")
    )
    words, view = question(wanted, library, language), path("route", language)
    day = rows[0].answer.as_of.isoformat()
    return (
        f'<h2>{escape(words)}</h2><p class="soft">{_w("as_of", language)} {day}</p>'
        f'<table class="verdicts" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f"{''.join(_row(row, wanted, library, language) for row in rows)}</table>"
        f'<ul class="links"><li><a href="{escape(path("ask", language, q=words))}">{_w("in_words", language)}</a></li>'
        f'<li class="soft">{_w("save_as", language)}</li>{files}</ul>{watch_html(f"{view}?{query}", language)}'
    )


def _query(wanted: Wanted) -> str:
    pairs = [("held", key) for key in wanted.held] + [("to", code) for code in wanted.markets]
    pairs += [("product", wanted.product), ("made", wanted.made), ("by", wanted.by), ("on", str(wanted.day or ""))]
    return urlencode([pair for pair in pairs if pair[1]])


def _row(row: Row, wanted: Wanted, library: Library, language: Language) -> str:
    """One market: what decides, and below it, unfolded, why."""
    name = say(library.economies[row.market].names, language)
    cells = (
        ("verdict", f'<span class="badge tone-{tone(row.verdict)}">{tile_svg(tiles(row.verdict))}<b>{_s(VERDICT[row.verdict], language)}</b></span>'),
        ("tier", _s(TIER[row.tier], language) if row.tier else _nothing(language)),
        ("instrument", _instrument(row, language)),
        ("conditions_", str(row.conditions) if row.keys else _w("see_why", language)),
        ("next_step", escape(row.next_step) or _w("nothing_missing" if row.keys else "see_why", language)),
    )  # fmt: skip
    told = "".join(f'<td role="cell" data-label="{_w(label, language)}">{cell}</td>' for label, cell in cells)
    return (
        f'<tbody role="rowgroup" id="to-{row.market}"><tr role="row"><th scope="row" role="rowheader">{escape(name)}</th>{told}</tr>'
        f'<tr role="row" class="unfold"><td role="cell" colspan="6"><details><summary>{_w("why_so", language)}'
        f'<span class="hidden"> {escape(name)}</span></summary>{_why(row, wanted, library, language)}</details></td></tr></tbody>'
    )


def _instrument(row: Row, language: Language) -> str:
    if row.instrument is None:
        return _nothing(language)
    name = say(row.instrument.title, language)
    return link_html(row.instrument.source.url, name, language)


def _why(row: Row, wanted: Wanted, library: Library, language: Language) -> str:
    """Keys with their evidence, steps, sources, and the way to the whole answer."""
    cited = used(row)
    numbers = {one.n: n for n, one in enumerate(cited, 1)}
    alone = Wanted(wanted.held, (row.market,), wanted.product, wanted.made, wanted.by, wanted.day)
    whole = path("ask", language, q=question(alone, library, language))
    keys = "".join(_key(key, row.market, numbers, language) for key in row.keys)
    gaps = "".join(f"<li>{escape(gap.text)} {_marks(gap, row.market, numbers)}</li>" for gap in row.gaps)
    parts = (
        f'<h3>{_w("keys_of", language)}</h3><ul class="keys-of">{keys}</ul>' if keys else "",
        f"<h3>{_w('still_missing', language)}</h3><ol>{gaps}</ol>" if gaps else "",
        f'<h3>{_w("sources", language)}</h3><ol class="cited">{"".join(_source(one, n, row.market, language) for n, one in enumerate(cited, 1))}</ol>'
        if cited
        else f'<p class="soft">{_w("no_sources", language)}</p>',
        f'<p><a href="{escape(whole)}">{_w("whole_answer", language)}</a></p>',
    )
    return f'<div class="why-so">{"".join(parts)}</div>'


def _key(key: KeyClaim, market: str, numbers: Mapping[int, int], language: Language) -> str:
    return (
        f'<li class="{key.state}"><span class="sign" aria-hidden="true">{_SIGNS[key.state]}</span>'
        f"<span><b>{_s(STATE[key.state], language)}</b> · {escape(key.text)} {_marks(key, market, numbers)}</span></li>"
    )


def _marks(told: KeyClaim | Claim, market: str, numbers: Mapping[int, int]) -> str:
    return " ".join(
        f'<a class="cite" href="#{market}-s{numbers[n]}">{numbers[n]}</a>' for n in told.citations if n in numbers
    )


def _source(one: Citation, n: int, market: str, language: Language) -> str:
    where = " · ".join(filter(None, (one.publisher, place(one, language))))
    seen = "unseen" if one.checked is None else "seen"
    cautions = "".join(f'<span class="chip unseen">{escape(word)}</span>' for word in one.cautions)
    return (
        f'<li id="{market}-s{n}" class="source-line">{link_html(one.url, one.title, language)}<br><span class="soft">{escape(where)}</span> '
        f'<span class="chip">{escape(source_tier(one.tier, language))}</span> '
        f'<span class="chip {seen}">{escape(checked_words(one, language))}</span>{cautions}</li>'
    )


def _batch(language: Language, refused: str, pasted: str) -> str:
    most = ui("batch_lead", language).format(f"{MOST_ROWS:,}")
    example = path("route-example.csv", language)
    words = {name: ui(f"batch_{name}", language) for name in ("large", "busy", "done", "unread", "failed")}
    data = " ".join(f'data-{name}="{escape(told)}"' for name, told in words.items())
    return (
        f'<section id="batch"><h2>{_w("batch_title", language)}</h2><p class="lead">{escape(most)} '
        f'<a href="{example}" download>{_w("batch_example", language)}</a></p>{_notice(refused) if refused else ""}'
        f'<form class="ask-for stacked" method="post" enctype="multipart/form-data" action="{path("route", language)}" data-sheet {data}>'
        f'<label>{_w("batch_file", language)}<input type="file" name="file" accept=".csv,.txt,text/csv,text/plain"></label>'
        f'<label>{_w("batch_paste", language)}<textarea name="rows" rows="5" spellcheck="false" placeholder="{escape(_placeholder())}">'
        f"{escape(pasted)}</textarea></label>"
        f'<div class="pair">{one_of("as", ui("save_as", language), "<option>csv</option><option>xlsx</option>")}'
        f'<button class="go" type="submit">{_w("batch_go", language)}</button></div>'
        f'<p class="said" role="status"></p></form></section><script>{file("sheet.js")}{file("narrow.js")}</script>'
    )


def _placeholder() -> str:
    return "\n".join([",".join(COLUMNS), *(",".join(row) for row in _EXAMPLE[:2])])


def _notice(told: str) -> str:
    return f'<p class="notice" role="alert">{escape(told)}</p>'


def _told(error: KbError, language: Language) -> str:
    return error.zh if isinstance(error, Refused) and language == "zh" else str(error)


def _nothing(language: Language) -> str:
    return f'<span class="soft">{_w("no_record", language)}</span>'


def _s(text: Text, language: Language) -> str:
    return escape(say(text, language))


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))
