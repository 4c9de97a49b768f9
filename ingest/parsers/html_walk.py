"""One pass over the tree of a page: words gather until a block begins or ends; tables go to their own module."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from lxml import etree

from ingest.parsers import html_tables
from ingest.parsers.html_sight import Sight, words_of
from ingest.parsers.html_tags import BLOCKS, BREAK, SKIPPED, counted, number, raised, tidy
from ingest.parsers.html_titles import bold_line, is_all_bold, is_numbered, is_title, level
from ingest.parsers.links import unwrap
from ingest.parsers.outline import Outline
from kb.documents import Link

_MARKUP = re.compile(r"<(script|style)\b.*?</\1|<[^>]*>|\[if [^\]]*\]>?", re.S | re.I)


class Walk:
    """Writes the blocks of a page into an outline; `within` gives the text of one cell or heading instead."""

    deepest = 220  # elements; what lies deeper is told as plain words

    def __init__(self, outline: Outline, sight: Sight, base: str = "") -> None:
        self.outline = outline
        self.sight = sight
        self.base = base
        self.depth = 0
        self.words: list[str] = []
        self.links: list[Link] = []
        self.ends = 0  # how often words became a paragraph
        self.bullet = ""  # of the list item, or the term of the definition, that begins
        self.is_term = False
        self.lists: list[tuple[str, int]] = []  # type and last number of the lists around
        self.bold: list[tuple[int, int]] = []  # which of the words are bold
        self.pending = ""  # a paragraph in bold, a heading if plain words follow
        self.flat = False  # within a heading: blocks only part words
        self.cell: html_tables.Gathered | None = None  # within a cell: headings and lists are words there

    def walk(self, root: etree._Element) -> None:
        self.children(root)
        self.end()
        self.settle(is_heading=False)
        self.outline.paragraph("", self.links)

    def children(self, element: etree._Element) -> None:
        if self.depth > self.deepest:
            self.say(" ".join(words_of(element)))
            return
        self.depth += 1
        if text := element.text:
            self.say(text)
        for child in element:
            self.one(child)
            if tail := child.tail:
                self.say(tail)
        self.depth -= 1

    def one(self, element: etree._Element) -> None:
        """An element, if it can be seen."""
        how = _HOW.get(element.tag, _inline)
        if how is None:
            return
        items, sight = element.items(), self.sight
        if not items and not sight.sheet.by_tag:
            how(self, element)
            return
        shade, muted = sight.shade, sight.muted
        if sight.enter(element, element.tag, items):
            how(self, element)
            sight.leave(shade, muted)

    def comment(self, element: etree._Element) -> None:
        """A comment is hidden words; markup and scripts in it are none."""
        if text := element.text:
            self.sight.count(_MARKUP.sub(" ", text) if "<" in text else text)

    def say(self, text: str) -> None:
        if self.sight.muted:
            self.sight.count(text)
        else:
            self.words.append(text)

    def end(self) -> None:
        """The words so far are a paragraph."""
        if not self.words:
            return
        if self.flat:
            self.words.append(" ")
            return
        words, bold = self.words, self.bold
        if bold and self.cell is None and (at := bold_line(words, bold)):
            self.words, self.bold = words[:at], []
            self.end()
            words, bold = words[at:], [(0, len(words))]
        self.words, self.bold = [], []
        text = tidy(self.sight.seen("".join(words)))
        if not text:
            return
        self.ends += 1
        if self.cell is not None:
            self.cell.lines.append(self.bullet + text)
        elif bold and not self.bullet and is_all_bold(words, bold) and is_title(text):
            self.settle(is_heading=is_numbered(self.pending))
            self.pending = text
            return  # links wait for the next paragraph
        else:
            self.settle(is_heading=True)
            self.outline.paragraph(self.bullet + text, self.links)
            self.links = []
        self.bullet, self.is_term = "", False

    def settle(self, *, is_heading: bool) -> None:
        """The paragraph in bold before is a heading, or is none."""
        text, self.pending = self.pending, ""
        if text and is_heading:
            self.outline.heading(level(text), text)
        elif text:
            self.outline.paragraph(text)

    def gathered(self, element: etree._Element) -> str:
        """The words of an element as one line; its links wait for the next paragraph."""
        kept, flat, bold = self.words, self.flat, self.bold
        self.words, self.flat, self.bold = [], True, []
        self.children(element)
        text = tidy(self.sight.seen("".join(self.words))).replace("\n", " ")
        self.words, self.flat, self.bold = kept, flat, bold
        return text

    def loose_term(self) -> None:
        """A term without a definition is a paragraph."""
        if self.is_term and self.bullet:
            text, self.bullet, self.is_term = self.bullet.removesuffix(": "), "", False
            self.words.append(text)
            self.end()

    def address(self, href: str) -> str:
        """The absolute address of a link, "" where it has none."""
        href = href.strip()
        try:
            address = unwrap(href if href.startswith(("https://", "http://")) else urljoin(self.base, href))
        except ValueError:  # brackets that are no IPv6 address
            return ""
        return address if address.startswith(("https://", "http://")) else ""


# ---- what each tag means ---------------------------------------------------------------------------------------


def _inline(walk: Walk, element: etree._Element) -> None:
    walk.children(element)


def _block(walk: Walk, element: etree._Element) -> None:
    walk.end()
    walk.children(element)
    walk.end()


def _break(walk: Walk, _: etree._Element) -> None:
    """An empty line ends a paragraph, and so does the end of a first line in bold."""
    words = walk.words
    if walk.cell is None and not walk.flat and words:
        is_empty = words[-1] == BREAK or (len(words) > 1 and words[-2] == BREAK and words[-1].isspace())
        if is_empty or (walk.bold and not walk.bullet and is_all_bold(words, walk.bold)):
            walk.end()
            return
    words.append(BREAK)


def _heading(walk: Walk, element: etree._Element) -> None:
    if walk.flat or walk.cell is not None:
        _block(walk, element)
        return
    walk.end()
    walk.settle(is_heading=False)
    walk.outline.heading(int(element.tag[1]), walk.gathered(element))


def _bold(walk: Walk, element: etree._Element) -> None:
    start, ends = len(walk.words), walk.ends
    walk.children(element)
    if walk.ends == ends:
        walk.bold.append((start, len(walk.words)))


def _anchor(walk: Walk, element: etree._Element) -> None:
    start, ends = len(walk.words), walk.ends
    walk.children(element)
    href = element.get("href")
    if href and (address := walk.address(href)):
        words = walk.words[start:] if walk.ends == ends else words_of(element)
        if text := tidy("".join(words)).replace("\n", " "):
            walk.links.append(Link(text, address))


def _raised(walk: Walk, element: etree._Element) -> None:
    walk.say(raised(walk.gathered(element), below=element.tag == "sub"))


def _image(walk: Walk, element: etree._Element) -> None:
    alt = (element.get("alt") or "").strip()
    walk.say(f" {alt} " if walk.cell is None and len(alt) > 30 else " ")


def _pre(walk: Walk, element: etree._Element) -> None:
    walk.end()
    lines = walk.sight.seen("".join(words_of(element))).strip("\n")
    if walk.cell is not None or walk.flat:
        walk.say(lines)
        walk.end()
        return
    walk.settle(is_heading=True)
    walk.outline.paragraph(lines)


def _list(walk: Walk, element: etree._Element) -> None:
    walk.end()
    style = ""
    if element.tag == "ol" and not re.search(r"list-style(-type)?:\s*none", element.get("style") or ""):
        style = element.get("type") or "1"
    walk.lists.append((style, number(element.get("start"), 1) - 1))
    walk.children(element)
    walk.end()
    walk.lists.pop()


def _item(walk: Walk, element: etree._Element) -> None:
    """A list item on a line of its own, with its number where the list counts."""
    walk.end()
    style, n = walk.lists[-1] if walk.lists else ("", 0)
    if walk.lists:
        n = number(element.get("value"), n + 1)
        walk.lists[-1] = (style, n)
    if not walk.flat:
        walk.bullet = f"{counted(style, n)}. " if style else "" if walk.cell is not None else "- "
    walk.children(element)
    walk.end()
    walk.bullet = ""


def _term(walk: Walk, element: etree._Element) -> None:
    """A term stands before its definition: "Published: 1 May 2024"."""
    walk.end()
    walk.loose_term()
    text = walk.gathered(element)
    if walk.flat or len(text) > 80:
        walk.say(text)
        walk.end()
    elif text:
        walk.bullet, walk.is_term = f"{text} " if text.endswith((":", "：")) else f"{text}: ", True


def _terms(walk: Walk, element: etree._Element) -> None:
    _block(walk, element)
    walk.loose_term()


def _table(walk: Walk, element: etree._Element) -> None:
    if walk.flat:
        _block(walk, element)
        return
    walk.end()
    if walk.cell is not None and html_tables.is_frame(element):
        _block(walk, element)
        return
    if walk.cell is not None:
        walk.cell.inner.append(element)
        return
    walk.settle(is_heading=True)
    html_tables.tell(walk, element)


_HOW: dict[object, Callable[[Walk, etree._Element], None] | None] = {
    etree.Comment: Walk.comment,
    etree.ProcessingInstruction: None,
    etree.Entity: None,
    "br": _break,
    "b": _bold,
    "strong": _bold,
    "a": _anchor,
    "sup": _raised,
    "sub": _raised,
    "img": _image,
    "pre": _pre,
    "ol": _list,
    "ul": _list,
    "li": _item,
    "dl": _terms,
    "dt": _term,
    "dd": _block,
    "table": _table,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(BLOCKS, _block),
    **dict.fromkeys(SKIPPED),
}
