"""Rows → the bytes of a CSV or XLSX file that opens in a spreadsheet and runs nothing there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 32_000  # characters of a cell that a spreadsheet takes
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it."""
    clean = _CONTROL.sub("", text)[:_LONGEST]
    return f"'{clean}" if _FORMULA.match(clean) else clean


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with the mark by which spreadsheets know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet whose cells are all text, its header kept in sight."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(header)
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
