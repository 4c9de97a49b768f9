"""The Markdown of answers → blocks and runs, which every door sets in its own type. Our own tiny Markdown, never anybody's HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["p", "head", "ul", "ol", "table"]
_INLINE = re.compile(r"\*\*(?P<bold>[^*]+(?:\*[^*]+)*)\*\*|(?P<marks>\[\d{1,3}\](?: \[\d{1,3}\])*)")
_ITEM = re.compile(r"(?P<mark>-|\d{1,3}\.) +(?P<text>.+)")
_CELL = re.compile(r"(?<!\\)\|")
_HEAD = re.compile(r"\*\*[^*]+\*\*[:：]?")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: paragraphs, headings, items without their marks, or rows of a table as they stand."""

    kind: Kind
    lines: tuple[str, ...]
    start: int = 1  # the number of the first item of an ordered list


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: words, bold or not, or the source numbers of marks that stand together."""

    text: str
    bold: bool = False
    marks: tuple[int, ...] = ()


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a text, in order; empty lines part them."""
    lines = [line.strip() for line in markdown.splitlines()]
    return (_block(kind, list(group)) for kind, group in groupby(lines, kind_of) if kind)


def kind_of(line: str) -> Kind | None:
    """What a stripped line is part of; None of an empty one."""
    if line.startswith("|") and line.endswith("|"):
        return "table"
    item = _ITEM.fullmatch(line)
    if item:
        return "ul" if item["mark"] == "-" else "ol"
    return "head" if _HEAD.fullmatch(line) else "p" if line else None


def runs(text: str) -> Iterator[Run]:
    """The stretches of a line, in order; marks stay together as they stand."""
    at = 0
    for match in _INLINE.finditer(text):
        if text[at : match.start()]:
            yield Run(text[at : match.start()])
        if match["bold"] is not None:
            yield Run(match["bold"], bold=True)
        else:
            yield Run(match["marks"], marks=tuple(int(n) for n in re.findall(r"\d+", match["marks"])))
        at = match.end()
    if text[at:]:
        yield Run(text[at:])


def rows(block: Block) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, its head first, without the rule below the head; as many cells as each was written with."""
    told = [tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(line[1:-1])) for line in block.lines]
    return (told[0], *(row for row in told[1:] if any(cell.strip("-") for cell in row)))


def _block(kind: Kind, lines: Sequence[str]) -> Block:
    if kind == "head":
        return Block(kind, tuple(line.replace("**", "") for line in lines))
    items = [match for line in lines if (match := _ITEM.fullmatch(line))] if kind in ("ul", "ol") else []
    start = int(items[0]["mark"][:-1]) if kind == "ol" else 1
    return Block(kind, tuple(item["text"] for item in items) or tuple(lines), start)
