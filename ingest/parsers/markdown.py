"""Markdown → HTML → blocks: GitHub's tables, kramdown's marks and headless tables, HTML tables with blank lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt

from ingest.parsers import html
from ingest.parsers.page import Page

_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^[ \t]*([A-Za-z_]+):[ \t]*(\S.*?)[ \t]*$", re.M)
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_KRAMDOWN = re.compile(r"\{::?/?[a-z]*\s*/?\}|\{:(?!:)[^{}\n]*\}|\{::[a-z]+\s[^{}\n]*\}")
_STARS = re.compile(r"\*\*[ \t]+\*\*(?!\S)")  # bold white space
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.S | re.I)
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)")
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_PIPED = re.compile(r"^\s{0,3}\|.*\|\s*$")


@dataclass(frozen=True, slots=True)
class Front:
    title: str = ""
    published: str | None = None


def read(text: str, *, base: str = "") -> Page:
    """The page of a Markdown text; what its front matter says of it goes before what the text says."""
    front = Front()
    if match := _FRONT.match(text):
        front, text = _front(match[1]), text[match.end() :]
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table").disable("code")
    page = html.read(markdown.render(_prepared(text)), base=base)
    return replace(page, title=front.title or page.title, published=front.published)


def _front(head: str) -> Front:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(head):
        fields.setdefault(name.lower(), value.strip("\"'"))
    day = next((m[0] for key in ("published", "date", "issued") if (m := _DATED.search(fields.get(key, "")))), None)
    return Front(fields.get("title", ""), day)


def _prepared(text: str) -> str:
    """What CommonMark would tear apart, made whole: tables in HTML, kramdown's marks, tables without a header."""
    text = _HTML_TABLE.sub(lambda match: re.sub(r"\n\s*\n+", "\n", match[0]) + "\n\n", text)
    out: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if not fence:
            line = _STARS.sub(" ", _KRAMDOWN.sub("", line))
            if _PIPED.match(line) and not _RULE.match(line):
                _headless(out, line)
        out.append(line)
    return "\n".join(_without_lost_headers(out))


def _headless(out: list[str], line: str) -> None:
    """Before the first row of a piped table, an empty header to be taken away again if the table has its own."""
    if not out or "|" not in out[-1]:
        columns = len(re.findall(r"(?<!\\)\|", line)) - 1
        out += ["", "|" + "   |" * columns, "|" + "---|" * columns]


def _without_lost_headers(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for n, line in enumerate(lines):
        kept.append(line)
        if n > 3 and _RULE.match(line) and "|" in line and re.fullmatch(r"\|(---\|)+", lines[n - 2]):
            header = lines[n - 1]
            del kept[-4:]  # our empty header, our rule, the header, its rule
            kept += [header, line]
    return kept
