"""Paper → DOCX: headings, lists and tables of the word processor's own styles, links, page numbers. The home of python-docx."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.blocks import Block, Run, rows, runs
from app.paper import Paper, Section, Source, Table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HAN = "Microsoft YaHei"  # asked for; word processors put their own font for Chinese where they lack it
_ACCENT = RGBColor(0x0B, 0x5A, 0x5E)
_WIDTH = 17.0  # cm between the margins of A4


def docx_bytes(paper: Paper) -> bytes:
    """The document as a file."""
    document = _empty(paper)
    document.add_heading(paper.title, 0)
    _facts(document, paper)
    for section in paper.sections:
        _section(document, section)
    if paper.sources:
        document.add_heading(paper.sources_title, 1)
    for source in paper.sources:
        _source(document, source)
    document.add_paragraph().add_run(paper.note).italic = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _empty(paper: Paper) -> Any:
    """A4 without text, its language and fonts set, its foot with name and page number."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    document.core_properties.title = paper.title[:255]
    document.core_properties.author = "Tessera"
    document.core_properties.language = "zh-CN" if paper.language == "zh" else "en"
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(10.5)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HAN)
    document.styles["Title"].font.size = Pt(18)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{paper.name} · ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    return document


def _facts(document: Any, paper: Paper) -> None:
    told = document.add_paragraph()
    for n, (label, value) in enumerate(paper.facts):
        told.add_run(f"{' · ' if n else ''}{label}{' ' if value else ''}")
        told.add_run(value).bold = True


def _section(document: Any, section: Section) -> None:
    document.add_heading(section.title, 1)
    for part in section.parts:
        if isinstance(part, Table):
            _table(document, part)
        elif part.kind == "table":
            told = rows(part)
            _table(document, Table(told, (1 / len(told[0]),) * len(told[0])))
        else:
            _block(document, part)


def _block(document: Any, block: Block) -> None:
    for n, line in enumerate(block.lines, block.start):
        if block.kind == "head":
            document.add_heading(line, 2)
        elif block.kind == "ol":  # numbered in words: the numbers of one list do not run on into the next
            _inline(_hanging(document.add_paragraph(f"{n}.\t")), line)
        else:
            _inline(document.add_paragraph(style="List Bullet" if block.kind == "ul" else None), line)


def _hanging(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.left_indent = Cm(0.75)
    paragraph.paragraph_format.first_line_indent = Cm(-0.75)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.75))
    return paragraph


def _table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.widths), style="Table Grid")
    for n, row in enumerate(table.rows):
        cells = grid.add_row().cells
        for cell, text, share in zip(cells, row, table.widths, strict=False):
            cell.width = Cm(_WIDTH * share)
            _inline(cell.paragraphs[0], f"**{text}**" if not n and text else text)
    _repeated(grid.rows[0])
    document.add_paragraph()


def _repeated(row: Any) -> None:
    """The head stands again on each page that the table goes on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _source(document: Any, source: Source) -> None:
    told = _hanging(document.add_paragraph())
    _bookmarked(told, source.n)
    told.add_run(f"\t{source.title}").bold = True
    told.add_run(f"\n{source.about}").font.size = Pt(9)
    if source.url:
        told.add_run("\n")
        _link(told, source.url, source.url)


def _inline(paragraph: Paragraph, text: str) -> None:
    for run in runs(text):
        if run.marks:
            _marks(paragraph, run)
        else:
            paragraph.add_run(run.text).bold = run.bold or None


def _marks(paragraph: Paragraph, run: Run) -> None:
    for n, mark in enumerate(run.marks):
        if n:
            paragraph.add_run(" ")
        _anchored(paragraph, mark)


# ---- what python-docx has no word for ------------------------------------------------------------------------


def _anchored(paragraph: Paragraph, mark: int) -> None:
    """A mark that leads to its source in the same document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"source_{mark}")
    _linked(paragraph, link, f"[{mark}]", underlined=False)


def _link(paragraph: Paragraph, url: str, text: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    _linked(paragraph, link, text, underlined=True)


def _linked(paragraph: Paragraph, link: Any, text: str, *, underlined: bool) -> None:
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline, run.font.size = _ACCENT, underlined, Pt(9)
    link.append(run._r)
    paragraph._p.append(link)


def _bookmarked(paragraph: Paragraph, n: int) -> None:
    """The source's number, as the place that its marks lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(n))
    start.set(qn("w:name"), f"source_{n}")
    paragraph._p.append(start)
    paragraph.add_run(f"{n}.")
    paragraph._p.append(end)


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the word processor fills in: PAGE, NUMPAGES."""
    for kind, text in _field_parts(code):
        part = OxmlElement(kind)
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), "begin")
        paragraph.add_run()._r.append(part)
    end = OxmlElement("w:fldChar")
    end.set(qn("w:fldCharType"), "end")
    paragraph.add_run()._r.append(end)


def _field_parts(code: str) -> Iterable[tuple[str, str]]:
    return (("w:fldChar", ""), ("w:instrText", code))
