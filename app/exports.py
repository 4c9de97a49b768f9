"""Rows → the bytes of a CSV file or a workbook that a spreadsheet opens as text, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.covered import Covered
from kb.model import Language

COVERAGE = (
    "agreement", "row", "sectors", "stages", "tier", "status", "status_date", "statement", "conditions", "source", "place", "checked",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def coverage_row(one: Covered, language: Language = "en") -> dict[str, Any]:
    """A row of an agreement under the names of COVERAGE, with its first source."""
    ref = one.row.sources[0]
    return {
        "agreement": getattr(one.agreement.names, language),
        "row": one.id,
        "sectors": ", ".join(one.row.sectors),
        "stages": ", ".join(stage.value for stage in one.row.stages),
        "tier": one.agreement.tier.value,
        "status": one.row.status.value,
        "status_date": one.row.status_date,
        "statement": getattr(one.row.statement, language),
        "conditions": " ".join(getattr(condition.text, language) for condition in one.row.conditions),
        "source": ref.url,
        "place": ref.at,
        "checked": str(ref.checked or ""),
    }


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with a byte order mark, which spreadsheets need for Chinese."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows({name: harmless(row[name]) for name in columns} for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def workbook(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], title: str) -> bytes:
    """An XLSX workbook of one sheet whose head stays in sight."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        values = [harmless(row[name]) for name in columns]
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", one) if isinstance(one, str) else one for one in values])
    sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
