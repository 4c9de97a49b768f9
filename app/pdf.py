"""Paper → PDF: A4, text that can be selected, links that can be followed, tables, page numbers. The home of fpdf2."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from logging import ERROR, getLogger

from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.blocks import Block, Run, rows, runs
from app.fonts import Fonts, found, needed
from app.paper import Paper, Section, Source, Table

PDF = "application/pdf"
_INK, _SOFT, _ACCENT, _LINE = (26, 35, 45), (76, 87, 99), (11, 90, 94), (200, 198, 190)
_BODY, _SMALL, _HEAD, _SUBHEAD, _TITLE = 10.0, 8.5, 13.0, 10.5, 17.0  # points
_MARGIN, _PAD = 18.0, 1.5  # mm
_MOST_LINES = 40  # of a cell on one page
_HAN = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]")
_WORD = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]|\\s+|[^\\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]+"
)
_CLOSING = frozenset("，。、；：？！）》」』”’％")  # which begin no line


@dataclass(frozen=True, slots=True)
class _Bit:
    """Words set in one type; `link` is an address, or the number of a place in the document."""

    text: str
    bold: bool = False
    colour: tuple[int, int, int] = _INK
    link: str | int = ""
    font: str = ""  # of those of the document; chosen when it is laid


_Line = tuple[_Bit, ...]


def pdf_bytes(paper: Paper, fonts: Fonts | None = None) -> bytes:
    """The document as a file. Raises Refused where the machine has no font for it."""
    getLogger("fpdf").setLevel(ERROR)  # which tells each character that no font has
    getLogger("fontTools").setLevel(ERROR)
    chinese = paper.language == "zh" or bool(_HAN.search(repr(paper)))
    sheet = _Sheet(paper, needed(fonts or _here(), chinese=chinese))
    sheet.told()
    return bytes(sheet.output())


@lru_cache(maxsize=1)
def _here() -> Fonts:
    return found()


class _Sheet(FPDF):
    """A4 in millimetres, written from top to bottom."""

    def __init__(self, paper: Paper, fonts: Fonts) -> None:
        super().__init__()
        self.paper = paper
        self._typed(fonts)
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(False)
        self.c_margin = 0.0
        self.set_title(paper.title[:200])
        self.set_author("Tessera")
        self.set_lang("zh-CN" if paper.language == "zh" else "en")
        self.alias_nb_pages()
        self.add_page()
        self.places = {source.n: self.add_link() for source in paper.sources}

    def _typed(self, fonts: Fonts) -> None:
        """The font of the document's language, and the other one where it holds characters that the first has not."""
        files = {"han": fonts.han, "latin": fonts.latin}
        order = [
            name for name in (("han", "latin") if self.paper.language == "zh" else ("latin", "han")) if files[name]
        ]
        self.order: list[str] = []
        for name in order:
            if not self.order or not all(map(self._has, set(repr(self.paper)))):
                self.add_font(name, "", files[name])
                self.order.append(name)
        if "latin" in self.order and fonts.bold:
            self.add_font("latin", "B", fonts.bold)

    def _letters(self, name: str) -> Container[int]:
        font = self.fonts[name]
        assert isinstance(font, TTFFont)
        return font.cmap

    def _has(self, letter: str) -> bool:
        return letter.isspace() or any(ord(letter) in self._letters(name) for name in self.order)

    # ---- what is told ---------------------------------------------------------------------------------------

    def told(self) -> None:
        paper = self.paper
        self._set([_Bit(paper.title, bold=True)], _TITLE)
        self._set(list(_fact_bits(paper.facts)), _BODY, before=2)
        for section in paper.sections:
            self._section(section)
        if paper.sources:
            self._heading(paper.sources_title, _HEAD, 5)
        for source in paper.sources:
            self._source(source)
        self._set([_Bit(paper.note, colour=_SOFT)], _SMALL, before=5)

    def footer(self) -> None:
        self.set_y(-_MARGIN + 4)
        self.set_font(self.order[0], "", _SMALL)
        self.set_text_color(*_SOFT)
        self.cell(0, 4, f"{self.paper.name} · {self.page_no()} / {{nb}}", align="C")

    def _section(self, section: Section) -> None:
        self._heading(section.title, _HEAD, 5)
        for part in section.parts:
            if isinstance(part, Table):
                self._table(part)
            elif part.kind == "table":
                told = rows(part)
                self._table(Table(told, (1 / len(told[0]),) * len(told[0])))
            else:
                self._block(part)

    def _block(self, block: Block) -> None:
        for n, line in enumerate(block.lines, block.start):
            if block.kind == "head":
                self._heading(line, _SUBHEAD, 3)
            elif block.kind == "p":
                self._set(self._bits(line), _BODY, before=1.5)
            else:
                self._set(self._bits(line), _BODY, before=1, mark="·" if block.kind == "ul" else f"{n}.")

    def _source(self, source: Source) -> None:
        self._room(_height(_BODY) * 3)
        self.set_link(self.places[source.n], y=self.get_y(), page=self.page_no())
        self._set([_Bit(source.title, bold=True)], _BODY, before=2, mark=f"{source.n}.")
        self._set([_Bit(source.about, colour=_SOFT)], _SMALL, indent=7)
        if source.url:
            self._set([_Bit(source.url, colour=_ACCENT, link=source.url)], _SMALL, indent=7)

    def _table(self, table: Table) -> None:
        """Row by row, each whole on its page where a page can hold it; the head again on each page."""
        self.ln(1.5)
        widths = [share * self.epw for share in table.widths]
        told = [
            [self._laid(self._bits(text), width - 2 * _PAD, _SMALL) for text, width in zip(row, widths, strict=False)]
            for row in table.rows
        ]
        head = [[tuple(replace(bit, bold=True) for bit in line) for line in cell] for cell in told[0]]
        self._room(self._deep(head) + _height(_SMALL) * 2)
        self._row(head, widths)
        for row in (part for whole in told[1:] for part in _cut(whole)):
            if self._room(self._deep(row)):
                self._row(head, widths)
            self._row(row, widths)

    # ---- how it is set --------------------------------------------------------------------------------------

    def _bits(self, text: str) -> list[_Bit]:
        return [bit for run in runs(text) for bit in self._of_run(run)]

    def _of_run(self, run: Run) -> Iterator[_Bit]:
        if not run.marks:
            yield _Bit(run.text, run.bold)
        for n, mark in enumerate(run.marks):
            yield _Bit(f"{' ' if n else ''}[{mark}]", colour=_ACCENT, link=self.places.get(mark, ""))

    def _heading(self, text: str, size: float, before: float) -> None:
        self._room(before + _height(size) + 2 * _height(_BODY))
        self._set([_Bit(text, bold=True, colour=_ACCENT)], size, before=before)

    def _set(self, bits: Sequence[_Bit], size: float, *, before: float = 0, indent: float = 0, mark: str = "") -> None:
        """A paragraph at the left margin, or hanging behind a mark; goes on to the next page where it must."""
        self.ln(before)
        left = 7.0 if mark else indent
        for n, line in enumerate(self._laid(bits, self.epw - left, size)):
            self._room(_height(size))
            if mark and not n:
                self._put((_Bit(mark, font=self._font_of(mark[0])),), self.l_margin, size)
            self._put(line, self.l_margin + left, size)
            self.ln(_height(size))

    def _put(self, line: _Line, x: float, size: float) -> None:
        """One line of bits from x on, at the height where the pen is."""
        y = self.get_y()
        for bit in line:
            width = self._wide(bit, size)
            self.set_xy(x, y)
            self.set_text_color(*bit.colour)
            self.cell(width, _height(size), bit.text, link=bit.link)
            x += width

    def _row(self, row: Sequence[Sequence[_Line]], widths: Sequence[float]) -> None:
        top, deep, x = self.get_y(), self._deep(row), self.l_margin
        self.set_draw_color(*_LINE)
        for cell, width in zip(row, widths, strict=False):
            self.rect(x, top, width, deep)
            for n, line in enumerate(cell):
                self.set_y(top + _PAD + n * _height(_SMALL))
                self._put(line, x + _PAD, _SMALL)
            x += width
        self.set_y(top + deep)

    def _deep(self, row: Sequence[Sequence[_Line]]) -> float:
        return max((len(cell) for cell in row), default=0) * _height(_SMALL) + 2 * _PAD

    def _room(self, deep: float) -> bool:
        """Turns to a new page where so many millimetres do not fit on this one; whether it did."""
        full = self.get_y() + deep > self.h - _MARGIN and self.get_y() > self.t_margin
        if full:
            self.add_page()
        return full

    def _laid(self, bits: Sequence[_Bit], width: float, size: float) -> list[_Line]:
        """The lines of a paragraph: broken between words, and between Chinese characters but before a closing mark."""
        lines: list[list[_Bit]] = [[]]
        used = 0.0
        for bit in self._pieces(bits, width, size):
            wide = self._wide(bit, size)
            if used + wide > width and used and bit.text not in _CLOSING:
                lines.append([])
                used = 0.0
                if bit.text.isspace():
                    continue
            lines[-1].append(bit)
            used += wide
        return [tuple(_joined(line)) for line in lines]

    def _pieces(self, bits: Iterable[_Bit], width: float, size: float) -> Iterator[_Bit]:
        """Words, spaces and Chinese characters one by one, each in its font; of a word wider than the line, its letters."""
        for bit in bits:
            for word in _WORD.findall(bit.text):
                for font, letters in groupby(word, self._font_of):
                    piece = replace(bit, text="".join(letters), font=font)
                    whole = self._wide(piece, size) <= width
                    yield from (piece,) if whole else (replace(piece, text=letter) for letter in piece.text)

    def _font_of(self, letter: str) -> str:
        """The first font that has a character; the first of all where none has it."""
        return next((name for name in self.order if ord(letter) in self._letters(name)), self.order[0])

    def _wide(self, bit: _Bit, size: float) -> float:
        """The width of words, whose type is set by it."""
        bold = "B" if bit.bold and f"{bit.font}B" in self.fonts else ""
        self.set_font(bit.font or self.order[0], bold, size)
        return float(self.get_string_width(bit.text))


def _fact_bits(facts: Iterable[tuple[str, str]]) -> Iterator[_Bit]:
    for n, (label, value) in enumerate(facts):
        yield _Bit(f"{' · ' if n else ''}{label} ", colour=_SOFT)
        yield _Bit(value, bold=True)


def _cut(row: Sequence[list[_Line]]) -> Iterator[list[list[_Line]]]:
    """A row in parts that a page holds."""
    for at in range(0, max(map(len, row), default=0), _MOST_LINES):
        yield [cell[at : at + _MOST_LINES] for cell in row]


def _joined(line: Iterable[_Bit]) -> Iterator[_Bit]:
    """Neighbours of the same type as one bit, so that text can be searched across them."""
    last: _Bit | None = None
    for bit in line:
        if last and replace(last, text="") == replace(bit, text=""):
            last = replace(last, text=last.text + bit.text)
        else:
            if last:
                yield last
            last = bit
    if last:
        yield last


def _height(size: float) -> float:
    """Of a line, in mm, for type of so many points."""
    return size * 0.3528 * 1.45
