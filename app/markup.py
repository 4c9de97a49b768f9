"""Answer → pieces of safe HTML: every text escaped, links http(s) only. Our own tiny Markdown, never anybody's HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType
from urllib.parse import quote

from app.blocks import Block, Run, blocks, kind_of, rows, runs
from app.render import checked_words, place, safe_url, source_tier, verdict_words
from app.tone import tiles, tone
from app.views.words import ui
from kb.around import Around, said
from kb.citations import FOLD
from kb.model import Answer, Citation, Language

_NONE: Mapping[str, Around] = MappingProxyType({})
_SHOWN = 8  # sources that are not folded away
_BADGE = re.compile(r"\*\*(?P<verdict>[^*]+)\*\* · ")
_TELLING = frozenset({"p", "ul", "ol", "table"})


def markdown_html(markdown: str, turn: int, cited: dict[int, str]) -> str:
    """Paragraphs, lists, bold and [n] marks of a Markdown text; everything else stands as it was typed.

    `cited` gives the title of each source number; a mark without a source stays text. Ids are those of the turn.
    """
    return "".join(_block(block, turn, cited) for block in blocks(markdown))


def text_html(answer: Answer, turn: int, cited: dict[int, str]) -> str:
    """What the answer says besides its badge; what is below its first screen is folded."""
    told, _, folded = untold(answer).partition(FOLD)
    if not folded:
        return markdown_html(told, turn, cited)
    more = escape(ui("more", answer.language).format(sum(kind_of(line) in _TELLING for line in folded.splitlines())))
    return (
        f'{markdown_html(told, turn, cited)}<details class="more"><summary>{more}</summary>'
        f"{markdown_html(folded, turn, cited)}</details>"
    )


def verdict_html(answer: Answer, turn: int, cited: dict[int, str]) -> str:
    """The badge: tiles, the verdict and whom it concerns, its legal tier and the day it holds for."""
    language = answer.language
    verdict, tier = verdict_words(answer, language)
    facts = [("partial", "")] if answer.status == "partial" else []
    facts += [("tier", tier)] if tier else []
    facts += [("as_of", answer.as_of.isoformat())]
    told = "".join(_fact(ui(key, language), value) for key, value in facts)
    if not verdict:
        return f'<p class="facts bare">{told}</p>'
    subject = _subject(answer)
    about = f'<p class="subject">{_inline(subject, turn, cited)}</p>' if subject else ""
    return (
        f'<div class="verdict tone-{tone(answer.verdict)}">{tile_svg(tiles(answer.verdict))}'
        f'<div><h3>{escape(verdict)}</h3>{about}<p class="facts">{told}</p></div></div>'
    )


def untold(answer: Answer) -> str:
    """The answer's Markdown without the line and the day that the badge tells already."""
    day = answer.as_of.isoformat()
    said = {f"As of {day}.", f"截至{day}。", _badge_line(answer)}
    return "\n".join(line for line in answer.markdown.splitlines() if not line or line not in said)


def _badge_line(answer: Answer) -> str:
    """The answer's first line where it repeats the verdict for its only subject; otherwise nothing."""
    first = answer.markdown.split("\n", 1)[0]
    badge = _BADGE.match(first)
    alone = sum(1 for line in answer.markdown.splitlines() if _BADGE.match(line)) == 1
    same = badge is not None and badge["verdict"] == verdict_words(answer, answer.language)[0]
    return first if same and alone else ""


def _subject(answer: Answer) -> str:
    """Whom the verdict concerns, with its citations: the badge line without what the badge shows."""
    tier = verdict_words(answer, answer.language)[1]
    subject = _BADGE.sub("", _badge_line(answer), count=1)
    return subject.replace(f" (legal tier: {tier})", "").replace(f"（法律层级：{tier}）", "")


def sources_html(answer: Answer, turn: int, language: Language, *, tables: Mapping[str, Around] = _NONE) -> str:
    """The sources panel of one turn; its cards are numbered within the turn, those beyond the first few folded away.

    `tables`: of citations of a table's row, by their id, the table around it.
    """
    title = escape(ui("sources", language))
    cards = [_card(one, turn, _quoted(one, answer, tables.get(one.id), language), language) for one in answer.citations]
    if not cards:
        body = f'<p class="soft">{escape(ui("no_sources", language))}</p>'
    elif len(cards) <= _SHOWN + 2:
        body = f"<ol>{''.join(cards)}</ol>"
    else:
        more = escape(ui("more_sources", language).format(len(cards) - _SHOWN))
        body = (
            f'<ol>{"".join(cards[:_SHOWN])}</ol><details class="more"><summary>{more}</summary>'
            f'<ol start="{_SHOWN + 1}">{"".join(cards[_SHOWN:])}</ol></details>'
        )
    count = f" <span>{len(cards)}</span>" if cards else ""
    return f'<aside class="sources" aria-label="{title}"><h3>{title}{count}</h3>{body}</aside>'


def link_html(url: str, text: str, language: Language) -> str:
    """A link that leaves the page without telling where from, or the bare text where the address is not http(s)."""
    address = safe_url(url)
    if address is None:
        return escape(text)
    return (
        f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow" '
        f'title="{escape(ui("new_tab", language))}">{escape(text)}</a>'
    )


def tile_svg(laid: int) -> str:
    """Four tiles of which so many are laid; decoration, hidden from screen readers."""
    places = ((1, 1), (13, 1), (1, 13), (13, 13))
    tiles_ = "".join(
        f'<rect x="{x}" y="{y}" width="10" height="10" rx="1.5" class="{"laid" if n < laid else "open"}"/>'
        for n, (x, y) in enumerate(places)
    )
    return f'<svg class="tiles" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{tiles_}</svg>'


def _fact(label: str, value: str) -> str:
    if not value:
        return f'<span class="chip">{escape(label)}</span>'
    return f'<span><span class="label">{escape(label)}</span> {escape(value)}</span>'


def _block(block: Block, turn: int, cited: dict[int, str]) -> str:
    if block.kind == "table":
        return _table(block, turn, cited)
    if block.kind in ("p", "head"):
        tag = "p" if block.kind == "p" else "h3"
        return "".join(f"<{tag}>{_inline(line, turn, cited)}</{tag}>" for line in block.lines)
    start = f' start="{block.start}"' if block.kind == "ol" else ""
    told = "".join(f"<li>{_inline(line, turn, cited)}</li>" for line in block.lines)
    return f"<{block.kind}{start}>{told}</{block.kind}>"


def _table(block: Block, turn: int, cited: dict[int, str]) -> str:
    """A table whose first row and first column are heads; it scrolls within itself where it is wide."""
    head, *body = rows(block)
    top = "".join(f'<th scope="col">{_inline(cell, turn, cited)}</th>' for cell in head)
    told = "".join(
        f'<tr><th scope="row">{_inline(row[0].replace("**", ""), turn, cited)}</th>'
        + "".join(f"<td>{_inline(cell, turn, cited)}</td>" for cell in row[1:])
        + "</tr>"
        for row in body
    )
    return f'<div class="wide" tabindex="0" role="region"><table><thead><tr>{top}</tr></thead><tbody>{told}</tbody></table></div>'


def _inline(text: str, turn: int, cited: dict[int, str]) -> str:
    return "".join(_piece(run, turn, cited) for run in runs(text))


def _piece(run: Run, turn: int, cited: dict[int, str]) -> str:
    if run.marks:
        return _marks(run.marks, turn, cited)
    return f"<strong>{escape(run.text)}</strong>" if run.bold else escape(run.text)


def _marks(numbers: Sequence[int], turn: int, cited: dict[int, str]) -> str:
    """Marks that stand together; a few of them are kept on one line."""
    told = " ".join(_mark(n, turn, cited[n]) if n in cited else f"[{n}]" for n in numbers)
    return f'<span class="cites">{told}</span>' if 1 < len(numbers) <= 4 else told


def _mark(n: int, turn: int, title: str) -> str:
    return f'<a class="cite" href="#t{turn}-s{n}" aria-label="[{n}] {escape(title)}">{n}</a>'


def _card(citation: Citation, turn: int, quoted: str, language: Language) -> str:
    where = " · ".join(escape(word) for word in (citation.publisher, place(citation, language)) if word)
    published = f" · {escape(ui('published', language))} {escape(citation.published)}" if citation.published else ""
    seen = "unseen" if citation.checked is None else "seen"
    marks = (
        f'<span class="chip">{escape(source_tier(citation.tier, language))}</span>'
        f'<span class="chip {seen}">{escape(checked_words(citation, language))}</span>'
    )
    told = [("note", "; ".join(citation.cautions)), ("note_source", citation.note or "")]
    more = (
        f'<p><a href="/{language}/record?id={quote(citation.id)}" target="_blank" rel="noopener">{escape(ui("open_record", language))}</a></p>'
        if citation.kind == "record"
        else ""
    )
    note = "".join(_note(word, text, language) for word, text in told if text)
    return (
        f'<li class="source" id="t{turn}-s{citation.n}" tabindex="-1">'
        f'<button type="button" class="n" data-back title="{escape(ui("back", language))}" '
        f'aria-label="{citation.n}: {escape(ui("back", language))}">{citation.n}</button>'
        f'<div><p class="title">{link_html(citation.url, citation.title, language)}</p>'
        f'<p class="place">{where}{published}</p><p class="marks">{marks}</p>'
        f"<details><summary>{escape(ui('quote_ours' if citation.kind == 'record' else 'quote', language))}</summary>"
        f"{quoted}{note}{more}</details></div></li>"
    )


def _note(word: str, text: str, language: Language) -> str:
    """What became of the source since, in the reader's language; or what was noted of it, which is English."""
    spoken = ' lang="en"' if word == "note_source" else ""
    return f"<p><strong>{escape(ui(word, language))}</strong> <span{spoken}>{escape(text)}</span></p>"


def _quoted(citation: Citation, answer: Answer, table: Around | None, language: Language) -> str:
    """A record's own sentences, whose bold is ours; a document's words exactly as they stand, those said marked; a table's row
    in its table."""
    if citation.kind == "record":
        return f"<blockquote>{_inline(citation.quote, 0, {})}</blockquote>"
    if table is not None:
        return _rows(table, citation.at, language)
    told = (f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in said(citation, answer))
    return f"<blockquote>{''.join(told)}</blockquote>"


def _rows(table: Around, place: str, language: Language) -> str:
    """A part of a table; the row that is cited is marked, in words too."""
    row = escape(ui("row", language))
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in (ui("row", language), *table.heads))
    body = "".join(
        f'<tr{" class=cited" if cited else ""}><th scope="row">{f"<mark>{row} {n}</mark>" if cited else n}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for n, cited, cells in table.rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(place)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
