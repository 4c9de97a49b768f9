"""Markdown → HTML → blocks: GitHub's tables, kramdown's marks and headless tables, HTML tables with blank lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt

from ingest.parsers import html, text
from ingest.parsers.dates import first_day
from ingest.parsers.page import Page

_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^([ \t]*)([A-Za-z_-]+):[ \t]*(\S.*?)[ \t]*$", re.M)
_KRAMDOWN = re.compile(r"\{::?/?[a-z]*\s*/?\}|\{:(?!:)[^{}\n]*\}|\{::[a-z]+\s[^{}\n]*\}")
_BLANK_BOLD = re.compile(r"\*\*[ \t]+\*\*(?![^\s|])")  # bold white space
_STUTTER = re.compile(r"(?<=[^\s*])\*{4,}|\*{4,}(?=[^\s*])")  # bold closed and opened again within a word
_TABLE_TAG = re.compile(r"<table\b|</table\s*>", re.I)
_RUN = re.compile(r"([*_\[\]<>~`!])\1{99,}")  # a rule of signs, over which the reading of emphasis would take hours
_BRACKETS = 1000  # in one paragraph; more are no links, and cost the square of their number
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)")
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_PIPED = re.compile(r"^\s{0,3}\|.*\|\s*$")
_DEFINITION = re.compile(r"^:[ \t]+(?=\S)")
_MARKED = re.compile(
    r"^ {0,3}#{1,6} |^ {0,3}\|?[ :]*-{3,}[ :]*\||</?[a-zA-Z][^<>\n]*>|\*\*\S|__\S|\]\(|^ {0,3}(?:```|~~~|> )|^[=-]{3,}\s*$",
    re.M,
)
_WRAPPED = 45  # characters; a text whose lines mostly end beyond was wrapped by its page
_NAMES = {
    "published": ("published", "date", "issued", "date_published", "publication_date", "datepublished", "pubdate"),
    "updated": ("updated", "last_updated", "modified", "lastmod", "last_modified", "date_modified", "revised"),
    "effective": ("effective", "effective_date", "in_force_from"),
    "until": ("expires", "expiry_date", "valid_until"),
}


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says; the title of a source within it may name more than this text."""

    title: str = ""
    source: str = ""
    language: str | None = None
    version: str = ""
    published: str | None = None
    updated: str | None = None
    effective: str | None = None
    until: str | None = None


def read(words: str, *, base: str = "") -> Page:
    """The page of a Markdown text; what its front matter says of it goes before what the text says."""
    front = Front()
    if match := _FRONT.match(words):
        front, words = _front(match[1]), words[match.end() :]
    page = text.read(words) if _is_plain(words) else html.read(_rendered(words), base=base)
    return replace(
        page,
        title=front.title or _whole_title(front.source, page),
        language=front.language,
        version=front.version,
        published=front.published,
        updated=front.updated,
        effective=front.effective,
        until=front.until,
    )


def _rendered(words: str) -> str:
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table").disable("code")
    rendered: str = markdown.render(_prepared(text.without_running_lines(words)))
    return rendered


def _is_plain(words: str) -> bool:
    """A text taken from pages: no mark of Markdown, and its lines end where the page ended."""
    if _MARKED.search(words):
        return False
    lines = [line for line in words.split("\n") if line.strip()]
    ends = sum(len(line.encode("utf-8")) >= _WRAPPED and not line.endswith((".", "。", "  ")) for line in lines)
    return len(lines) >= 20 and ends * 4 > len(lines)


def _front(head: str) -> Front:
    fields: dict[str, str] = {}
    source = ""
    for indent, name, value in _FIELD.findall(head):
        value = value.strip("\"'")
        if not indent:
            fields.setdefault(name.lower(), value)
        elif name.lower() == "title":
            source = source or value
    days = {
        what: next((day[0] for name in names if (day := first_day(fields.get(name, "")))), None)
        for what, names in _NAMES.items()
    }
    language = re.fullmatch(r"([a-z]{2,3})(?:[-_]\w+)?", fields.get("lang") or fields.get("language") or "", re.I)
    return Front(
        fields.get("title", ""),
        "" if re.fullmatch(r"[\w.-]*_[\w.-]*", source) else source,  # the name of a file
        language[1].lower() if language else None,
        fields.get("version") or fields.get("revision") or "",
        **days,
    )


def _whole_title(source: str, page: Page) -> str:
    """The title of the text; where the front matter names its source, with that before it."""
    if not source or not page.title or page.title in source:
        return source or page.title
    return page.title if source in page.title else f"{source} – {page.title}"


def _prepared(words: str) -> str:
    """What CommonMark would tear apart, made whole: tables in HTML, kramdown's marks, tables without a header."""
    words = _RUN.sub(r"\1\1\1", words)
    if words.count("[") > _BRACKETS:
        words = "".join(
            part.replace("[", "\\[") if part.count("[") > _BRACKETS else part
            for part in re.split(r"(\n[ \t]*\n)", words)
        )
    words = _closed_tables(words)
    out: list[str] = []
    fence = ""
    for line in words.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if not fence:
            line = _cleaned(line)
            if _PIPED.match(line) and not _RULE.match(line):
                _headless(out, line)
            if _DEFINITION.match(line) and out and out[-1].strip() and not out[-1].endswith(":"):
                out[-1] = f"{out[-1].rstrip()}: {_DEFINITION.sub('', line)}"
                continue
        out.append(line)
    return "\n".join(_without_lost_headers(out))


def _closed_tables(words: str) -> str:
    """The text with no empty line within a table in HTML, which would end it, and one after it."""
    parts: list[str] = []
    depth = start = done = 0
    for tag in _TABLE_TAG.finditer(words):
        if tag[0][1] != "/":
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                parts += [words[done:start], re.sub(r"\n\s*\n+", "\n", words[start : tag.end()]), "\n\n"]
                done = tag.end()
    return "".join([*parts, words[done:]])


def _cleaned(line: str) -> str:
    """A line without kramdown's marks and without bold that says nothing; a cell that was only that stays a cell."""
    if "{:" in line:
        line = _KRAMDOWN.sub("", line)
    if "**" not in line:
        return line
    bare = _BLANK_BOLD.sub(" ", line)
    if _STUTTER.search(bare):
        bare = re.sub(r"\*{2,}", "", bare)
    if "|" in bare and bare.lstrip().startswith("|") and not line.lstrip().startswith("|"):
        bare = f"&nbsp;{bare}"
    if bare.rstrip().endswith("|") and not line.rstrip().endswith("|"):
        bare = f"{bare.rstrip()} &nbsp;"
    return bare


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
