"""The view Sources and changes: what the base rests on, how fresh it is, and what changed since a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from app.changed import changed, last_crawls
from app.markup import link_html
from app.render import say, source_tier
from app.reply import Reply
from app.views.chosen import Reading
from app.views.elements import field_html, form_html, links_html, notices_html, scroll_html, select_html, w
from app.views.record import key_of
from app.views.watching import list_html
from app.views.ways import path
from app.views.words import ui
from ingest.changes import Change, Changes, dated, feed, told
from ingest.ledger import Run
from kb.base import Kb
from kb.errors import InputError
from kb.library import Library
from kb.model import Language
from kb.records import Text
from kb.sourced import Fresh, SourceState, chosen, states
from kb.terms import SourceTier

_PAGE = 50  # sources on a page
_MOST = 200  # entries shown of one kind of change
_USUAL = dt.timedelta(days=30)
_TONE = {Fresh.fresh: "good", Fresh.unused: "none", Fresh.unverified: "none", Fresh.unreachable: "bad"}


def main_html(kb: Kb, language: Language, chosen_: Mapping[str, str]) -> str:
    """The sources that fit the filter, page by page, and what changed; a day given, the changes come first."""
    read, today = Reading(kb.library, language, chosen_), dt.date.today()
    words, tier, fresh = read.text("q"), read.member("tier", SourceTier), read.member("fresh", Fresh)
    since = _since(read, today, language)
    market = read.key("market", kb.library.economies)
    kept = {
        "q": words,
        "tier": tier or "",
        "fresh": fresh or "",
        "since": read.text("since") if since else "",
        "market": market,
    }
    every = states(kb.library, kb.statements.values(), kb.freshness, today)
    found = chosen(every, words=words, tier=tier or "", fresh=fresh or "")
    parts = [
        _sources(kb, found, len(every), _number(read.text("page")), kept, language),
        _changes(kb, since or today - _USUAL, today, market, language),
    ]
    return (
        f'<h1>{w("view_sources", language)}</h1><p class="lead">{w("sources_lead", language)}</p>'
        f"{notices_html(read.problems)}{list_html(language)}{_form(kept, kb.library, language)}{''.join(reversed(parts) if since or market else parts)}"
    )


def _feed(kb: Kb, language: Language, chosen_: Mapping[str, str]) -> Reply:
    """The changes since a day, by default of the last 30, as an Atom feed. InputError where the day is none."""
    read, today = Reading(kb.library, language, chosen_), dt.date.today()
    since = _since(read, today, language)
    if read.problems:
        raise InputError(read.problems[0])
    return Reply(feed(changed(kb, since or today - _USUAL, today)), "application/atom+xml", "changes.xml")


FILES = {"changes.xml": _feed}


def _since(read: Reading, today: dt.date, language: Language) -> dt.date | None:
    since = read.day("since")
    if since and since > today:
        read.problems.append(ui("no_day_ahead", language).format(since))
        return None
    return since


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 and int(value) else 1


def _form(kept: Mapping[str, str], library: Library, language: Language) -> str:
    tiers = [(one.value, source_tier(one.value, language)) for one in SourceTier]
    fresh = [(one.value, ui(f"fresh_{one.value}", language)) for one in Fresh]
    inner = (
        field_html("q", ui("search_sources", language), kept["q"], kind="search")
        + select_html("tier", ui("trust", language), tiers, kept["tier"], every=ui("any_tier", language))
        + select_html("fresh", ui("freshness", language), fresh, kept["fresh"], every=ui("any_fresh", language))
        + field_html("since", ui("changes_since", language), kept["since"], kind="date")
        + select_html(
            "market",
            ui("changes_of", language),
            _markets(library, language),
            kept["market"],
            every=ui("any_market", language),
        )
    )
    return form_html("sources", language, inner, ui("show", language))


def _markets(library: Library, language: Language) -> list[tuple[str, str]]:
    """The markets with rules on file, by name."""
    names = sorted((say(library.economies[code].names, language), code) for code in library.markets)
    return [(code, name) for name, code in names]


def _sources(
    kb: Kb, found: tuple[SourceState, ...], every: int, page: int, kept: Mapping[str, str], language: Language
) -> str:
    last = max(1, -(-len(found) // _PAGE))
    page = min(page, last)
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    count = ui("sources_count", language).format(len(found), every, sum(one.facts for one in found))
    head = f'<h2 id="sources">{w("sources", language)}</h2><p class="soft">{escape(count)}</p>'
    if not found:
        return f'{head}<p class="empty-state">{w("no_source_found", language)}</p>'
    crawls = last_crawls(kb)
    names = ("source", "publisher", "trust", "facts", "newest_check", "freshness", "last_crawl")
    heads = "".join(f'<th scope="col">{w(name, language)}</th>' for name in names)
    body = "".join(_source(one, crawls.get(one.source.key), language) for one in shown)
    table = scroll_html(f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>", ui("sources", language))
    return f"{head}{table}{_paging(page, last, kept, language)}"


def _source(one: SourceState, run: Run | None, language: Language) -> str:
    publisher = one.source.publisher
    name = (publisher.zh or publisher.name) if language == "zh" else publisher.name
    unseen = f'<p class="soft">{w("of_them_unverified", language).format(one.unverified)}</p>' if one.unverified else ""
    cells = (
        escape(name),
        escape(source_tier(one.source.tier.value, language)),
        f"{one.facts}{unseen}",
        f"<time>{escape(one.newest or '–')}</time>",
        _fresh(one, language),
        _crawl(one, run, language),
    )
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{link_html(one.source.about, one.source.title, language)}</th>{inner}</tr>'


def _fresh(one: SourceState, language: Language) -> str:
    """The gravest that is known, with its number or day."""
    said = w(f"fresh_{one.fresh.value}", language)
    more = {Fresh.changed: str(one.changed), Fresh.overdue: str(one.overdue), Fresh.unreachable: one.lost}.get(
        one.fresh
    )
    return f'<span class="sign tone-{_TONE.get(one.fresh, "part")}">{said}{f": {escape(more)}" if more else ""}</span>'


def _crawl(one: SourceState, run: Run | None, language: Language) -> str:
    if run is None:
        return w("never_crawled" if one.source.crawled else "not_crawled", language)
    day = f"<time>{escape((run.finished or run.started)[:10])}</time>"
    held = (
        f'<p class="soft">{w("crawl_held", language)}: <span lang="en">{escape(run.held)}</span></p>'
        if run.held
        else ""
    )
    return f"{day}{'' if run.finished else ' …'}{held}"


def _paging(page: int, last: int, kept: Mapping[str, str], language: Language) -> str:
    if last == 1:
        return ""
    said = ui("page_of", language).format(page, last)
    ways = [(page - 1, "page_before")] * (page > 1) + [(page + 1, "page_after")] * (page < last)
    links = "".join(
        f'<a href="{escape(path("sources", language, **kept, page=str(n)))}#sources">{w(word, language)}</a>'
        for n, word in ways
    )
    return f'<nav class="links" aria-label="{escape(said)}"><span class="soft">{escape(said)}</span>{links}</nav>'


def _changes(kb: Kb, since: dt.date, until: dt.date, market: str, language: Language) -> str:
    """What changed between two days; of one market where it is chosen: its rules, its agreements, and what its authorities publish."""
    found = _of_market(changed(kb, since, until), market, kb.library)
    effects = [one for one in dated(kb.library, since, until, language) if _concerns(one.record, market, kb.library)]
    effects.sort(key=lambda one: one.date, reverse=True)
    parts = (
        ("changes_documents", [_document(one, language) for one in found.documents]),
        ("changes_records", [f"<time>{escape(one.date)}</time> {_record(one.record, kb, language)}: {escape(one.text)}" for one in effects]),
        ("changes_due", [
            f"{_record(one.record, kb, language)} {link_html(one.url, one.url, language)}: "
            f"{w('page_gone' if one.gone else 'page_changed', language)} {escape(one.since)}, {w('checked_on', language)} {escape(one.checked)}"
            for one in found.due
        ]),
        ("changes_stale", [f'{_title(one.source, kb.library)} {escape(one.since or "–")} <span lang="en">{escape(one.reason)}</span>' for one in found.stale]),
        ("changes_held", [f'<time>{escape(one.finished)}</time> {_title(one.source, kb.library)} <span lang="en">{escape(one.reason)}</span>' for one in found.held]),
    )  # fmt: skip
    told_ = "".join(_part(w(word, language), entries, language) for word, entries in parts if entries)
    said = w("changes_from", language).format(found.since, found.until)
    nothing = f'<p class="empty-state">{w("no_changes", language)}</p>'
    feed_ = links_html([(path("changes.xml", language, since=found.since), ui("feed", language))], ui("ways", language))
    return (
        f'<section class="rows"><h2 id="changes">{w("changes", language)}</h2><p class="soft">{said}</p>{feed_}'
        f"{told_ or nothing}</section>"
    )


def _of_market(found: Changes, market: str, library: Library) -> Changes:
    """Of what changed that which concerns a market; all of it where none is chosen."""
    if not market:
        return found

    def own(source: str) -> bool:
        return source in library.sources and library.sources[source].publisher.economy == market

    hosts = {host for key in library.sources if own(key) for host in library.sources[key].hosts}
    return replace(
        found,
        documents=tuple(one for one in found.documents if urlsplit(one.address).hostname in hosts),
        due=tuple(one for one in found.due if _concerns(one.record, market, library)),
        stale=tuple(one for one in found.stale if own(one.source)),
        held=tuple(one for one in found.held if own(one.source)),
    )


def _concerns(record: str, market: str, library: Library) -> bool:
    """Whether a record is a rule of the market, or an agreement that it is a side of; every one does where none is chosen."""
    kind, _, key = statement_of(record).partition("#")[0].partition("/")
    if kind == "agreements" and key in library.agreements:
        agreement = library.agreements[key]
        rows = (code for row in agreement.coverage for code in (*row.exporters, *row.markets))
        return not market or market in agreement.parties or market in rows
    return not market or (kind == "requirements" and key.upper() == market)


def statement_of(record: str) -> str:
    """The id under which answers cite what the list of changes calls "requirements/om: medical-device"."""
    return record.replace(": ", "#", 1)


def _record(record: str, kb: Kb, language: Language) -> str:
    """A record by the name of its market or agreement, linked to its page."""
    one = statement_of(record)
    kind, _, key = one.partition("#")[0].partition("/")
    known: Mapping[str, Text] = (
        {code.lower(): economy.names for code, economy in kb.library.economies.items()}
        if kind == "requirements"
        else {name: agreement.names for name, agreement in kb.library.agreements.items()}
    )
    name = say(known[key], language) if key in known else one
    if one not in kb.statements:
        return escape(name)
    return f'<a href="/{language}/record?id={escape(key_of(one))}">{escape(name)}</a>'


def _title(source: str, library: Library) -> str:
    return escape(library.sources[source].title) if source in library.sources else f"<code>{escape(source)}</code>"


def _part(title: str, entries: Iterable[str], language: Language) -> str:
    every = list(entries)
    items = "".join(f"<li>{one}</li>" for one in every[:_MOST])
    more = f"<li>{w('and_more', language).format(len(every) - _MOST)}</li>" if len(every) > _MOST else ""
    return f'<h3>{title} <span class="soft">{len(every)}</span></h3><ul class="entries">{items}{more}</ul>'


def _document(one: Change, language: Language) -> str:
    """A document that changed, with the rows and paragraphs that did."""
    lines = [told(row.kind, row.row, [(c.column, c.old, c.new) for c in row.cells]) for row in one.difference.rows]
    lines += [f"+ {text}" for text in one.difference.added] + [f"− {text}" for text in one.difference.removed]
    lines += [one.note] if one.note else []
    items = "".join(f"<li>{escape(line)}</li>" for line in lines[:_MOST])
    inner = (
        f"<details><summary>{w('what_changed', language)} ({len(lines)})</summary><ul>{items}</ul></details>"
        if lines
        else ""
    )
    return (
        f'<time>{escape(one.on)}</time> <span class="chip">{w(f"document_{one.kind}", language)}</span> '
        f"{link_html(one.address, one.title or one.address, language)}{inner}"
    )
