"""XLS, the workbook of Excel 95 to 2003, as xlrd opens it → the same tables as an XLSX."""

from __future__ import annotations

import io
import struct

import xlrd

from ingest.parsers import number_format, office, workbook
from ingest.parsers.links import unwrap
from ingest.parsers.page import Page
from ingest.parsers.workbook import Sheet, tidy
from ingest.tables import MAX_CELLS
from kb.errors import InputError

_BROKEN = (  # what xlrd raises on files cut off or changed at will
    *(xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, AssertionError, ArithmeticError, AttributeError),
    *(EOFError, LookupError, MemoryError, NotImplementedError, TypeError, ValueError),
)


def read(content: bytes) -> Page:
    """The visible sheets of a workbook, each under its name as a heading. InputError where it cannot be opened."""
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO(), on_demand=True
        )
        return workbook.page([_sheet(book, n) for n in range(book.nsheets)])
    except _BROKEN as error:
        reason = office.one_line(error)
        raise InputError(f"broken workbook (.xls: {reason}); open it, save it as XLSX and ingest it again") from None


def _sheet(book: xlrd.Book, n: int) -> Sheet:
    given = book.sheet_by_index(n)
    sheet = Sheet(given.name, visible=given.visibility == 0)
    count = 0
    for r in range(given.nrows):
        told = ((c, _text(book, given, r, c)) for c in range(given.row_len(r)))
        row = {c: text for c, text in told if text}
        if row:
            sheet.cells[r] = row
        count += len(row)
        if count > MAX_CELLS:
            raise InputError(f"sheet '{sheet.name}' holds more than {MAX_CELLS:,} cells; split it and ingest the parts")
    sheet.merged = [((top, left), (below - 1, right - 1)) for top, below, left, right in given.merged_cells]
    sheet.hidden_rows = {r for r, look in given.rowinfo_map.items() if look.hidden}
    sheet.hidden_columns = [(c, c) for c, look in given.colinfo_map.items() if look.hidden]
    for place, link in given.hyperlink_map.items():
        url = unwrap(str(link.url_or_path or ""))
        if url.startswith(("http://", "https://")):
            sheet.links[place] = url
    return sheet


def _text(book: xlrd.Book, sheet: xlrd.sheet.Sheet, r: int, c: int) -> str:
    kind, value = sheet.cell_type(r, c), sheet.cell_value(r, c)
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = book.xf_list[sheet.cell_xf_index(r, c)]
        code = book.format_map[style.format_key].format_str
        return number_format.shown(float(value), code, from_1904=book.datemode == 1)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, ""))
    return tidy(str(value)) if kind == xlrd.XL_CELL_TEXT else ""
