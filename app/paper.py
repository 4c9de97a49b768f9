"""Answer → what a document of it says, part by part; app/word.py and app/pdf.py set it in type. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.blocks import Block, blocks
from app.markup import untold
from app.render import checked_words, corrected_words, place, safe_url, say, source_tier, verdict_words
from app.views.words import ui
from kb.chips import titled
from kb.citations import FOLD
from kb.language import STATE
from kb.library import Library
from kb.model import Answer, Citation, Language, MarketVerdict

# What no document may hold: controls, lone surrogates, non-characters, and marks that turn the reading direction around.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the Markdown of answers, the head first; `widths` are shares of the page's width."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    parts: tuple[Block | Table, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source: its title, where it is and how far it is trusted; `url` is empty where it cannot be followed."""

    n: int
    title: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: clean text throughout, sources under the numbers that marks name."""

    language: Language
    title: str
    facts: tuple[tuple[str, str], ...]  # verdict, legal tier, day: label and value
    sections: tuple[Section, ...]
    sources_title: str
    sources: tuple[Source, ...]
    note: str
    name: str  # for the foot of each page


def paper(answer: Answer, library: Library) -> Paper:
    """The whole answer: question, verdict with its tier and day, text, keys, steps, sources, and once that it is no legal advice."""
    language = answer.language
    return Paper(
        language=language,
        title=clean(titled(answer, library)),
        facts=_facts(answer, library),
        sections=tuple(section for section in _sections(answer, library) if section.parts),
        sources_title=ui("sources", language),
        sources=tuple(_source(citation, language) for citation in answer.citations),
        note=ui("foot", language),
        name=f"Tessera · {answer.as_of.isoformat()}",
    )


def clean(text: str) -> str:
    """Text that any document can hold, in one line."""
    return " ".join(_UNFIT.sub("", text).split())


def _facts(answer: Answer, library: Library) -> tuple[tuple[str, str], ...]:
    language = answer.language
    verdict, tier = verdict_words(answer, language)
    told = (("verdict", verdict), ("tier", tier), ("as_of", answer.as_of.isoformat()))
    facts = tuple((ui(key, language), value) for key, value in told if value)
    corrected = corrected_words(answer.query, library, language)
    facts = (*facts, (corrected, "")) if corrected else facts
    return (*facts, (ui("partial", language), "")) if answer.status == "partial" else facts


def _sections(answer: Answer, library: Library) -> Iterator[Section]:
    language = answer.language
    first, _, folded = untold(answer).partition(FOLD)
    yield Section(ui("answer", language), _clean(first))
    for market in answer.markets:
        if market.keys:
            name = say(library.economies[market.market].names, language) if market.market in library.economies else market.market  # fmt: skip
            yield Section(f"{ui('keys_of', language)}: {clean(name)}", (_keys(market, language),))
    yield Section(ui("still_missing", language), _steps(answer))
    yield Section(ui("further", language), _clean(folded))


def _clean(markdown: str) -> tuple[Block, ...]:
    return tuple(blocks("\n".join(clean(line) for line in markdown.splitlines())))


def _keys(market: MarketVerdict, language: Language) -> Table:
    head = (ui("state", language), ui("condition", language))
    rows = (
        (say(STATE[key.state], language), clean(f"{key.text} {_marks(key.citations)}").strip()) for key in market.keys
    )
    return Table((head, *rows), (0.2, 0.8))


def _steps(answer: Answer) -> tuple[Block, ...]:
    """What is still missing, where the text does not number it already."""
    steps = tuple(
        clean(f"{gap.text} {_marks(gap.citations)}") for gap in answer.gaps if gap.text not in answer.markdown
    )
    return (Block("ol", steps),) if steps else ()


def _marks(numbers: tuple[int, ...]) -> str:
    return " ".join(f"[{n}]" for n in numbers)


def _source(citation: Citation, language: Language) -> Source:
    words = (
        citation.publisher, place(citation, language), source_tier(citation.tier, language),
        checked_words(citation, language), *citation.cautions, citation.note or "",
    )  # fmt: skip
    about = " · ".join(filter(None, (clean(word) for word in words)))
    return Source(citation.n, clean(citation.title), about, clean(safe_url(citation.url) or ""))
