"""The articles of a law as headings of their own, so that a citation can name them: "第二章 › 第十条"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.parsers.dates import numeral
from kb.documents import Section, Table

_MARK = re.compile(
    r"(?P<east>第(?P<n>[一二三四五六七八九十百千零〇○\d]{1,7})[条條](?:[之の][一二三四五六七八九十\d]{1,3}){0,2})(?:[\s\u3000]+|(?=[（(]))"
    r"|(?P<korean>제(?P<k>\d{1,4})조(?:의\d{1,3})?(?:\s?\([^()\n]{1,60}\))?)\s*"
)
_CAPTION = re.compile(r"[（(〔\[][^（()）〔〕\[\]\n]{1,40}[）)〕\]]")
_FEWEST = 3  # articles in order; fewer are mentioned, not enacted


def under_headings(blocks: tuple[Section | Table, ...]) -> tuple[Section | Table, ...]:
    """The blocks of a law with a section for each article; those of any other document as they are.

    An article's number becomes the innermost heading and is taken from its text; a Japanese caption in brackets
    on the line before goes with it. Tables stand under the article they follow.
    """
    return tuple(_parted(blocks)) if _enacts(blocks) else blocks


def _enacts(blocks: tuple[Section | Table, ...]) -> bool:
    """Whether articles begin lines in order: 1, 2, 3 …"""
    last = run = 0
    for block in blocks:
        for line in block.text.split("\n") if isinstance(block, Section) else ():
            if mark := _MARK.match(line):
                count = numeral(mark["n"] or mark["k"])
                run = run + 1 if count == last + 1 else 1
                last = count
                if run >= _FEWEST:
                    return True
    return False


def _parted(blocks: tuple[Section | Table, ...]) -> Iterator[Section | Table]:
    around: tuple[str, ...] = ()
    article = ""  # the article that holds, and the headings under which it began
    for block in blocks:
        if block.headings != around:
            article, around = "", block.headings
        if isinstance(block, Table):
            yield replace(block, headings=(*around, article)) if article else block
            continue
        links = block.links
        for heading, text in _articles(block.text):
            article = heading or article
            held = tuple(link for link in links if link.text in text)
            links = tuple(link for link in links if link not in held)
            yield Section((*around, article) if article else around, text, block.page, held)
        if links:
            yield Section((*around, article) if article else around, "", block.page, links)


def _articles(text: str) -> list[tuple[str, str]]:
    """The lines of each article with its heading; those before the first have none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if mark := _MARK.match(line):
            heading = " ".join((mark["east"] or mark["korean"]).split())
            before = found[-1][1]
            while before and not before[-1]:
                before.pop()
            if before and _CAPTION.fullmatch(before[-1]):
                heading += before.pop()
            found.append((heading, [line[mark.end() :]]))
        else:
            found[-1][1].append(line)
    told = [(heading, "\n".join(lines).strip()) for heading, lines in found]
    return [one for one in told if one[0] or one[1]] or [("", text)]
