"""Answer and Found → what a terminal shows. Text objects only: nothing a source says is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from app.render import SOURCES, checked_words, place, say, source_tier, verdict_words
from app.tone import Tone, tone
from kb.citations import FOLD
from kb.language import PHRASE
from kb.model import Answer, Citation, Found, Language
from kb.records import Text as Text_

_STYLE = {Tone.good: "bold green", Tone.part: "bold yellow", Tone.bad: "bold red", Tone.none: "bold"}
MORE = Text_(en="{} more lines: ask with --full", zh="另有{}行：加 --full 显示")
_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|(?P<mark>\[\d+\])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def answer_text(answer: Answer, *, full: bool = False) -> RenderableType:
    """Verdict, tier and day; the answer's first screen, or in full; the sources of what is shown."""
    told, _, folded = answer.markdown.partition(FOLD)
    told, folded = (answer.markdown.replace(FOLD, "\n\n"), "") if full else (told, folded)
    parts: list[RenderableType] = [_head(answer), Text(), *_body(told)]
    if folded:
        lines = sum(line.strip() != "" for line in folded.splitlines())
        parts += [Text(), Text(say(MORE, answer.language).format(lines), style="dim")]
    if cited := [one for one in answer.citations if not folded or f"[{one.n}]" in told]:
        parts += [Text(), Text(say(SOURCES, answer.language), style="bold")]
        parts += [_source(citation, answer.language) for citation in cited]
    return Group(*parts)


def found_text(found: tuple[Found, ...]) -> RenderableType:
    """One block for each result: rank, score, title, where it stands, its words."""
    return Group(*[part for rank, one in enumerate(found, 1) for part in _found(rank, one)])


def plain(text: str) -> str:
    """Without control characters, so that no source can drive a terminal."""
    return _CONTROL.sub(" ", text)


def _head(answer: Answer) -> Text:
    verdict, tier = verdict_words(answer, answer.language)
    as_of = f"{say(PHRASE['as_of'], answer.language)} {answer.as_of.isoformat()}"
    head = Text(verdict, style=_STYLE[tone(answer.verdict)])
    for word in filter(None, (tier, as_of)):
        head.append(f" · {word}" if head.plain else word, style="dim")
    return head


def _body(markdown: str) -> Iterator[Text]:
    for line in markdown.splitlines():
        yield _inline(plain(line))


def _inline(line: str) -> Text:
    text, at = Text(), 0
    for match in _INLINE.finditer(line):
        text.append(line[at : match.start()])
        if match["bold"]:
            text.append(match["bold"], style="bold")
        else:
            text.append(match["mark"], style="cyan")
        at = match.end()
    text.append(line[at:])
    return text


def _source(citation: Citation, language: Language) -> RenderableType:
    first = Text(f"[{citation.n}] ", style="cyan")
    first.append(plain(citation.title), style="default")
    where = " · ".join(
        filter(
            None, (plain(citation.publisher), plain(place(citation, language)), source_tier(citation.tier, language))
        )
    )
    second = Text(where, style="dim")
    missing = citation.checked is None
    second.append(f" · {checked_words(citation, language)}", style="yellow" if missing else "dim")
    block: list[RenderableType] = [first, Padding(second, (0, 0, 0, 4))]
    if citation.url:
        block.append(Padding(Text(plain(citation.url), style="dim", overflow="fold"), (0, 0, 0, 4)))
    return Group(*block)


def _found(rank: int, found: Found) -> Iterator[RenderableType]:
    head = Text(f"{rank:>2}. ", style="cyan")
    head.append(plain(found.evidence.title), style="bold")
    head.append(f"  {found.score:.3f}", style="dim")
    yield head
    signals = " ".join(f"{name} {value:.2f}" for name, value in found.signals.items())
    yield Padding(
        Text(" · ".join(filter(None, (found.evidence.id, found.evidence.at, signals))), style="dim"), (0, 0, 0, 4)
    )
    yield Padding(Text(plain(found.evidence.text)), (0, 0, 1, 4))
