"""What each system makes of the tables of a file: Tessera, and three libraries in their most favourable settings.

The libraries are no dependency of the project: each is imported where it is used, and its absence told with the remedy.
What gives flat text only gives no grid. A file at which a library fails holds no table for it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from ingest.parsers import parse
from kb.documents import Snapshot, Table
from kb.errors import InputError

UNIT, FIELD = "\x1f", "\x1e"  # separators that no cell holds
_FAILURES = (ValueError, TypeError, LookupError, AttributeError, OSError, SyntaxError, AssertionError)
_HTML_TABLE = re.compile(r"<table\b.*?</table>", re.I | re.S)
_DOUBLE = re.compile(r"\.\d+$")
_UNNAMED = re.compile(r"Unnamed: \d+(_level_\d+)?")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells. `notes`: row, column (each from 1, row 0 the header) and text of what is bound to a cell."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    carried: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[tuple[int, int, str], ...] = ()


System = Callable[[Path], Sequence[Grid]]


def tessera(path: Path) -> list[Grid]:
    """The tables that this project's parsers read; none where they refuse the file."""
    snapshot = Snapshot(content=path.read_bytes(), address=str(path), name=path.name, url="", fetched="")
    try:
        document = parse(snapshot)
    except InputError:
        return []
    return [_grid(block) for block in document.blocks if isinstance(block, Table)]


def _grid(table: Table) -> Grid:
    return Grid(
        header=table.header,
        rows=tuple(row.cells for row in table.rows),
        carried=frozenset((at, column) for at, row in enumerate(table.rows, 1) for column in row.carried),
        notes=tuple((row, column, note.text) for note in table.notes for row, column in note.cells),
    )


def pandas(path: Path) -> list[Grid]:
    """read_html (also of HTML inside Markdown), read_csv, read_excel, read_json and read_xml, kept as text where they can."""
    pd = _library("pandas")
    as_text: dict[str, Any] = {"keep_default_na": False}
    readers: dict[str, Callable[[], Any]] = {
        ".csv": lambda: [pd.read_csv(path, dtype=str, **as_text)],
        ".xlsx": lambda: pd.read_excel(path, sheet_name=None, dtype=str, **as_text).values(),
        ".json": lambda: [pd.read_json(path, dtype=False, convert_dates=False)],
        ".xml": lambda: [pd.read_xml(path, dtype=str)],
        ".html": lambda: pd.read_html(path, flavor="lxml", thousands=None, **as_text),
        ".md": lambda: pd.read_html(path, flavor="lxml", thousands=None, encoding="utf-8", **as_text),
    }
    return [_frame(frame) for frame in _tried(readers[path.suffix])] if path.suffix in readers else []


def trafilatura(path: Path) -> list[Grid]:
    """The tables of its XML output, for HTML and for HTML inside Markdown; it reads no other format."""
    library = _library("trafilatura")
    if path.suffix not in (".html", ".md"):
        return []
    found = library.extract(path.read_bytes(), output_format="xml", include_tables=True, favor_recall=True)
    if not found:
        return []
    root = _library("lxml.etree").fromstring(found)
    return [_rows_of_xml(table) for table in root.iter("table")]


def _rows_of_xml(table: Any) -> Grid:
    rows = [list(row.iter("cell", "td", "th")) for row in table.iter("row", "tr")]
    header = rows[0] if rows and rows[0] and all(_is_head(cell) for cell in rows[0]) else []
    texts = [tuple("".join(cell.itertext()) for cell in row) for row in rows]
    return Grid(texts[0] if header else (), tuple(texts[1 if header else 0 :]))


def _is_head(cell: Any) -> bool:
    return bool(cell.tag == "th" or cell.get("role") == "head")


def llamaindex(path: Path) -> list[Grid]:
    """What its readers and element parsers give as a table without a language model. No grid of PDF, DOCX, JSON, XML."""
    readers: dict[str, Callable[[], Any]] = {
        ".csv": lambda: _llama_csv(path),
        ".xlsx": lambda: _llama_xlsx(path),
        ".md": lambda: _llama_markdown(path.read_text(encoding="utf-8")),
        ".html": lambda: _llama_html(path.read_text(encoding="utf-8", errors="ignore")),
    }
    if path.suffix in readers:
        return list(_tried(readers[path.suffix]))
    text = "\n".join(_tried(lambda: [one.text for one in _reader(path).load_data()]))
    return _llama_markdown(text)


def _reader(path: Path) -> Any:
    _library("llama_index.readers.file")
    return _library("llama_index.core").SimpleDirectoryReader(input_files=[path])


def _llama_csv(path: Path) -> list[Grid]:
    """PagedCSVReader tells a row as lines of "name: value"."""
    rows = _library("llama_index.readers.file").PagedCSVReader().load_data(path)
    told = [[line.partition(": ")[::2] for line in row.text.split("\n")] for row in rows]
    return [Grid(tuple(name for name, _ in told[0]), tuple(tuple(value for _, value in row) for row in told))]


def _llama_xlsx(path: Path) -> list[Grid]:
    reader = _library("llama_index.readers.file").PandasExcelReader
    sheets = reader(field_separator=FIELD, key_value_separator=UNIT).load_data(path)
    return [_told(sheet.text) for sheet in sheets if sheet.text]


def _told(sheet: str) -> Grid:
    """A sheet told as name, UNIT, value, FIELD, name …; a row begins where the first name comes again."""
    first = sheet.partition(UNIT)[0]
    rows = [
        [pair.partition(UNIT)[::2] for pair in row.split(FIELD)]
        for row in re.split(f"\n(?={re.escape(first)}{UNIT})", sheet)
    ]
    header = tuple(_unnamed(name) for name, _ in rows[0])
    return Grid(header, tuple(tuple(value for _, value in row) for row in rows))


def _llama_markdown(text: str) -> list[Grid]:
    parser = _library("llama_index.core.node_parser.relational.markdown_element").MarkdownElementNodeParser(llm=None)
    elements = parser.extract_html_tables(parser.extract_elements(text, table_filters=[parser.filter_table]))
    frames = [_frame(one.table) for one in elements if one.type == "table" and one.table is not None]
    return (
        frames
        + [_pipes(one.element) for one in elements if one.type == "table_text" and "<table" not in one.element]
        + (_llama_html(text) if "<table" in text else [])
    )


def _pipes(text: str) -> Grid:
    """A pipe table that the element parser keeps as text because its rows differ in length."""
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in text.split("\n")]
    ruled = len(rows) > 1 and all(set(cell) <= set(":-") for cell in rows[1])
    return Grid(rows[0], tuple(rows[2:])) if ruled else Grid((), tuple(rows))


def _llama_html(text: str) -> list[Grid]:
    frame = _library("llama_index.core.node_parser.relational.utils").html_to_df
    found = [_tried(partial(map, frame, [one])) for one in _HTML_TABLE.findall(text)]
    return [_frame(one) for frames in found for one in frames if one is not None]


def _frame(frame: Any) -> Grid:
    """A DataFrame; columns that are only numbered are no header, and names told twice lose the number they were given."""
    names = [] if all(isinstance(name, int) for name in frame.columns) else [_path(name) for name in frame.columns]
    header = tuple(
        _DOUBLE.sub("", name) if _DOUBLE.sub("", name) in names[:at] else name for at, name in enumerate(names)
    )
    rows = frame.astype(object).where(frame.notna(), "").astype(str).itertuples(index=False, name=None)
    return Grid(header, tuple(tuple(row) for row in rows))


def _path(name: Any) -> str:
    levels = name if isinstance(name, tuple) else (name,)
    return " / ".join(dict.fromkeys(filter(None, (_unnamed(str(level)) for level in levels))))


def _unnamed(name: str) -> str:
    return "" if _UNNAMED.fullmatch(name) else name


def _tried(read: Callable[[], Any]) -> list[Any]:
    """What is read, or nothing where the library fails at the file."""
    try:
        return list(read())
    except _FAILURES:
        return []


@cache
def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise InputError(
            f"{' '.join(str(error).split())}; run: pip install 'tessera[bench]', or choose with --system"
        ) from None


SYSTEMS: dict[str, System] = {
    "tessera": tessera,
    "llamaindex": llamaindex,
    "pandas": pandas,
    "trafilatura": trafilatura,
}
