"""HTML → blocks in reading order: headings, paragraphs, lists, tables; scripts, menus and hidden text are left out."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ingest.parsers.html_tags import (
    BLOCK,
    blank,
    cells_of,
    is_layout,
    left_out,
    number,
    raised,
    rows_of,
    text_of,
    tidy,
    words_of,
)
from ingest.parsers.links import unwrap
from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.tables import Cell, Part, table
from kb.documents import Link, Section

_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DATE_NAMES = re.compile(
    r"article:published_time|dcterms\.issued|dcterms\.date|dc\.date|dc\.date\.issued|date|pubdate|"
    r"publishdate|publish_date|datepublished|citation_publication_date"
)


def read(markup: str, *, base: str = "") -> Page:
    """The page of decoded markup; `base` is the address its links start from ("" keeps absolute links only)."""
    soup = BeautifulSoup(markup, "lxml")
    outline = Outline()
    _Walk(outline, base).children(_root(soup))
    blocks = outline.blocks()
    heading = soup.find("h1")
    title = text_of(soup.title) or (text_of(heading) if isinstance(heading, Tag) else "")
    return Page(blocks, title, _language(soup), _published(soup))


def _root(soup: BeautifulSoup) -> Tag:
    for found in [*soup.find_all("main"), *soup.find_all(True, attrs={"role": "main"})]:
        if len(found.get_text(strip=True)) >= 200:
            return found
    return soup.body or soup


class _Walk:
    """One pass over the tree. Words of inline elements gather until a block begins or ends."""

    def __init__(self, outline: Outline, base: str) -> None:
        self.outline = outline
        self.base = base
        self.words: list[str] = []
        self.links: list[Link] = []
        self.bullet = ""  # of the list item that begins
        self.quiet = False  # within a cell: headings are words there
        self.inner: list[Tag] = []  # tables met within a cell, told after their table

    def children(self, tag: Tag) -> None:
        for child in tag.children:
            self.node(child)
        self.end()

    def node(self, node: PageElement) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):  # comments, declarations
                self.words.append(words_of(node))
        elif isinstance(node, Tag) and not left_out(node):
            self.tag(node)

    def tag(self, tag: Tag) -> None:
        name = tag.name
        if name == "table":
            self.table(tag)
        elif name == "br":
            self.words.append("\n")
        elif name in ("sup", "sub"):
            self.words.append(raised(tag))
        elif name == "img":
            alt = str(tag.get("alt") or "").strip()
            self.words.append(f" {alt} " if alt and not self.quiet and len(alt) > 30 else " ")
        elif re.fullmatch("h[1-6]", name) and not self.quiet:
            self.end()
            self.outline.heading(int(name[1]), text_of(tag))
            self.take_links(tag)
        elif name == "pre":
            self.end()
            self.outline.paragraph(tag.get_text().strip("\n"))
        elif name == "li":
            self.item(tag)
        elif BLOCK.fullmatch(name):
            self.end()
            self.children(tag)
        else:
            if name == "a":
                self.link(tag)
            for child in tag.children:
                self.node(child)

    def item(self, tag: Tag) -> None:
        """A list item on a line of its own, with its number where the list counts."""
        self.end()
        parent = tag.parent
        if isinstance(parent, Tag) and parent.name == "ol":
            first = number(parent.get("start"), 1)
            self.bullet = f"{first + len(tag.find_previous_siblings('li'))}. "
        elif not self.quiet:
            self.bullet = "- "
        self.children(tag)
        self.bullet = ""

    def link(self, tag: Tag) -> None:
        address = unwrap(urljoin(self.base, str(tag.get("href") or "").strip()))
        if address.startswith(("http://", "https://")) and (text := text_of(tag)):
            self.links.append(Link(text, address))

    def take_links(self, tag: Tag) -> None:
        for found in tag.find_all("a"):
            self.link(found)

    def end(self) -> None:
        """The words so far are a paragraph."""
        text = tidy("".join(self.words))
        self.words = []
        if text:
            self.outline.paragraph(self.bullet + text, self.links)
            self.bullet, self.links = "", []

    # ---- tables ----------------------------------------------------------------------------------------------

    def table(self, tag: Tag) -> None:
        self.end()
        if self.quiet:
            self.inner.append(tag)
            return
        if is_layout(tag):
            for row in rows_of(tag):
                for cell in cells_of(row):
                    self.children(cell)
            return
        caption = tag.find("caption", recursive=False)
        self.data(tag, text_of(caption) if isinstance(caption, Tag) else "")

    def data(self, tag: Tag, caption: str) -> None:
        parts, inner = self.parts(tag)
        empty_head = bool(parts) and parts[0].kind == "head" and not any(c.text for r in parts[0].rows for c in r)
        made = table(
            parts,
            headings=self.outline.headings,
            caption=caption,
            page=self.outline.page,
            first_row_is_header=False if empty_head else None,
        )
        self.outline.table(made)
        for nested, around in inner:
            self.data(nested, " / ".join(filter(None, (caption, around))))

    def parts(self, tag: Tag) -> tuple[list[Part], list[tuple[Tag, str]]]:
        """The cells part by part, and the tables within them, each with the first words of its row."""
        found: list[tuple[str, list[Tag]]] = []
        last: tuple[str, int] | None = None
        for row in rows_of(tag):
            parent = row.parent
            kind = {"thead": "head", "tfoot": "foot"}.get(parent.name if isinstance(parent, Tag) else "", "body")
            key = (kind, id(parent))
            if not found or last != key:
                found.append((kind, []))
            found[-1][1].append(row)
            last = key
        parts: list[Part] = []
        inner: list[tuple[Tag, str]] = []
        for kind, tags in sorted(found, key=lambda part: ("head", "body", "foot").index(part[0])):
            rows = []
            for row in tags:
                cells = []
                nested: list[Tag] = []
                for one in cells_of(row):
                    cell, within = self.cell(one)
                    cells.append(cell)
                    nested += within
                rows.append(tuple(cells))
                around = next((cell.text for cell in cells if cell.text), "")
                inner += [(table_, around) for table_ in nested]
            parts.append(Part(tuple(rows), kind))
        return parts, inner

    def cell(self, tag: Tag) -> tuple[Cell, list[Tag]]:
        outline = Outline()
        walk = _Walk(outline, self.base)
        walk.quiet = True
        walk.children(tag)
        sections = [block for block in outline.blocks() if isinstance(block, Section)]
        text = blank("\n".join(section.text for section in sections).replace("\n\n", "\n"))
        links = [link for section in sections for link in section.links]
        bold = tag.find(["strong", "b"])
        head = tag.name == "th" or (isinstance(bold, Tag) and bool(text) and text_of(bold) == text_of(tag))
        rows, columns = number(tag.get("rowspan"), 1), max(1, number(tag.get("colspan"), 1))
        return Cell(text, rows, columns, head, tuple(links)), walk.inner


def _language(soup: BeautifulSoup) -> str | None:
    for value in (soup.html.get("lang") if soup.html else None, soup.html.get("xml:lang") if soup.html else None):
        if match := re.match(r"[a-zA-Z]{2,3}(?=$|[-_])", str(value or "").strip()):
            return match[0].lower()
    return None


def _published(soup: BeautifulSoup) -> str | None:
    for meta in soup.find_all("meta"):
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if _DATE_NAMES.fullmatch(name) and (match := _DATE.search(str(meta.get("content") or ""))):
            return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
    return None
