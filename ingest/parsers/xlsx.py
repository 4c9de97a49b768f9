"""XLSX → tables, one or more a sheet, with the words a person sees there; streamed, so that no sheet can exhaust memory."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from ingest.parsers import office, workbook
from ingest.parsers.links import unwrap
from ingest.parsers.page import Page
from ingest.parsers.workbook import Place, Sheet, tidy
from ingest.parsers.xlsx_styles import Styles, rich_text, styles
from ingest.tables import MAX_CELLS
from kb.errors import InputError

_ROWS, _COLUMNS = 1_048_576, 16_384  # of a sheet, by the format
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ROOM = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BROKEN = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError, EOFError, OSError, RuntimeError)


def read(content: bytes) -> Page:
    """The visible sheets of a workbook, each under its name as a heading. InputError where it cannot be opened."""
    title, updated = office.properties(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return workbook.page(list(_sheets(_Parts(archive))), title=title, updated=updated)
    except _BROKEN as error:
        raise InputError(
            f"broken workbook ({office.one_line(error)}); open and save it again, then ingest it"
        ) from None


class _Parts:
    """The parts of the archive by name; writers differ in the case of letters."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower().lstrip("/"): name for name in archive.namelist()}

    def read(self, name: str) -> bytes | None:
        found = self._names.get(name.lower().lstrip("/"))
        return None if found is None else self._archive.read(found)

    def tree(self, name: str) -> etree._Element | None:
        content = self.read(name)
        return None if content is None else etree.fromstring(content, office.parser())

    def targets(self, name: str) -> dict[str, str]:
        """What the part refers to, by the ids it uses: addresses as they are, parts by their full names."""
        folder, _, last = name.rpartition("/")
        tree = self.tree(f"{folder}/_rels/{last}.rels")
        found = {}
        for one in tree if tree is not None else ():
            target = one.get("Target", "")
            outside = one.get("TargetMode") == "External"
            found[one.get("Id", "")] = target if outside else _joined(folder, target)
        return found


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    while target.startswith("../"):
        folder, target = folder.rpartition("/")[0], target[3:]
    return f"{folder}/{target}" if folder else target


def _sheets(parts: _Parts) -> Iterator[Sheet]:
    """All sheets of cells in their order; those of charts and macros hold no words."""
    book = parts.tree("xl/workbook.xml")
    if book is None:
        raise KeyError("xl/workbook.xml")
    targets = parts.targets("xl/workbook.xml")
    settings = book.find("{*}workbookPr")
    from_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    looks = styles(parts.tree("xl/styles.xml"), from_1904)
    strings = _strings(parts.read("xl/sharedStrings.xml"))
    for one in book.iterfind("{*}sheets/{*}sheet"):
        name = targets.get(one.get(_ROOM) or one.get(_STRICT) or "", "")
        content = parts.read(name) if "/worksheets/" in f"/{name}".lower() else None
        if content is not None:
            sheet = Sheet(one.get("name", ""), visible=one.get("state", "visible") == "visible")
            yield _read(sheet, content, strings, looks, parts.targets(name))


def _strings(content: bytes | None) -> list[str]:
    found: list[str] = []
    if content is None:
        return found
    for _, item in etree.iterparse(io.BytesIO(content), tag="{*}si", **office.SAFE):
        found.append(tidy(rich_text(item)))
        _forget(item)
    return found


def _forget(element: etree._Element) -> None:
    """Free what has been read, and what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


# ---- one sheet -----------------------------------------------------------------------------------------------


def _read(sheet: Sheet, content: bytes, strings: list[str], looks: Styles, targets: dict[str, str]) -> Sheet:
    """The sheet with its cells; InputError where it holds more of them than any table may."""
    count, at = 0, -1
    pass_over = etree.iterparse(io.BytesIO(content), tag=("{*}row", "{*}cols"), **office.SAFE)
    for _, element in pass_over:
        if element.tag.endswith("}cols"):
            sheet.hidden_columns = _hidden_columns(element)
            continue
        at = _index(element.get("r"), at, _ROWS)
        if element.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(at)
        row = dict(_cells(element, strings, looks))
        if row:
            sheet.cells[at] = row
        count += len(row)
        if count > MAX_CELLS:
            raise InputError(f"sheet '{sheet.name}' holds more than {MAX_CELLS:,} cells; split it and ingest the parts")
        _forget(element)
    _read_end(sheet, pass_over.root, targets)
    return sheet


def _index(number: str | None, before: int, most: int) -> int:
    at = before + 1 if number is None else int(number) - 1
    if not 0 <= at < most:
        raise ValueError(f"row or column {at + 1}")
    return at


def _cells(row: etree._Element, strings: list[str], looks: Styles) -> Iterator[tuple[int, str]]:
    at = -1
    space = row.tag[: row.tag.rfind("}") + 1]
    for cell in row:
        reference = cell.get("r")
        at = at + 1 if reference is None else _column(reference.rstrip("0123456789"))
        if at >= _COLUMNS:
            raise ValueError(f"column {at + 1}")
        if len(cell) and (text := _text(cell, space, strings, looks)):
            yield at, text


@lru_cache(maxsize=_COLUMNS)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"column {letters[:20]}")
        number = min(number * 26 + ord(letter) - 64, 1_000_000)
    return number - 1


def _text(cell: etree._Element, space: str, strings: list[str], looks: Styles) -> str:
    """The words of a cell: text as it stands, figures by the format of their number."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = next(cell.iterchildren(f"{space}is"), None)
        return tidy(rich_text(inside)) if inside is not None else ""
    told = next(cell.iterchildren(f"{space}v"), None)
    value = told.text if told is not None else None
    if not value:
        return ""
    if kind == "s":
        at = int(value)
        return strings[at] if 0 <= at < len(strings) else ""
    if kind == "b":
        return "TRUE" if value.strip() in ("1", "true") else "FALSE"
    if kind == "n":
        return looks.shown(value, cell.get("s", "0"))
    return tidy(value.removesuffix("T00:00:00") if kind == "d" else value)


def _read_end(sheet: Sheet, root: etree._Element, targets: dict[str, str]) -> None:
    """Merged cells and links, which a sheet tells after its rows."""
    for merge in root.iterfind("{*}mergeCells/{*}mergeCell"):
        sheet.merged.append(_area(merge.get("ref", "")))
    for link in root.iterfind("{*}hyperlinks/{*}hyperlink"):
        url = unwrap(targets.get(link.get(_ROOM) or link.get(_STRICT) or "", ""))
        if url.startswith(("http://", "https://")):
            sheet.links[_area(link.get("ref", ""))[0]] = url


def _hidden_columns(element: etree._Element) -> list[tuple[int, int]]:
    hidden = [one for one in element if one.get("hidden") in ("1", "true")]
    return [(_index(one.get("min"), 0, _COLUMNS), _index(one.get("max"), 0, _COLUMNS)) for one in hidden]


def _area(reference: str) -> tuple[Place, Place]:
    """First and last place of "A1:C3"; a single place is both."""
    first, _, last = reference.partition(":")
    return _place(first), _place(last or first)


def _place(reference: str) -> Place:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"reference {reference[:20]}")
    return _index(match[2], 0, _ROWS), _column(match[1])
