"""A table of questions as people save it → one question or one error for each row. Pure: bytes in, values out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process

from kb.errors import Refused
from kb.language import join
from kb.lexicon import Lexicon
from kb.library import Library
from kb.routed import Wanted, proved
from kb.words import normal, units

MOST_ROWS = 2000
LONGEST_CELL = 200  # characters
COLUMNS = ("id", "held", "made_in", "by", "product", "market", "as_of")
_HEADS = {  # what a column may be called; small letters, no spaces
    "id": ("id", "row", "no", "no.", "#", "ref", "reference", "sku", "编号", "序号"),
    "held": ("held", "evidence", "certificate", "ihold", "持有", "持有证书", "持有的证书", "证书", "证明", "证据"),
    "made_in": ("made_in", "madein", "origin", "from", "产地", "原产地", "制造地", "原产国"),
    "by": ("by", "body", "机构", "认可机构", "发证机构"),
    "product": ("product", "goods", "产品", "商品", "品名"),
    "market": ("market", "to", "destination", "target", "targetmarket", "市场", "目标市场", "目的地", "出口市场", "目的国"),
    "as_of": ("as_of", "asof", "date", "day", "onthe", "日期", "截至", "时间"),
}  # fmt: skip
_NEAR = 75  # of 100: below, a name is no better than a guess
_NEEDED = ("held", "market")
_SEVERAL = re.compile(r"\s*[;；|、+]\s*")
_KINDS = {
    "held": ("evidence", "evidence"), "product": ("product", "products"), "place": ("economy", "economies"), "by": ("body", "bodies"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells as they were written, and what they ask; or why they cannot be read."""

    cells: Mapping[str, str]
    wanted: Wanted | None
    error: Refused | None = None


def lines_of(data: bytes, library: Library, lexicon: Lexicon) -> tuple[Line, ...]:
    """The rows of a CSV file in their order; a row that cannot be read has an error instead of a question.

    Raises Refused where the whole cannot be read: no text, no header, none or more than MOST_ROWS rows.
    """
    rows = list(_rows(_text(data)))
    if not rows:
        raise Refused(
            "the file has no row below its header; write one row for each question",
            "表头下没有数据行，请每个问题写一行",
        )
    if len(rows) > MOST_ROWS:
        raise Refused(
            f"the file has {len(rows):,} rows; give {MOST_ROWS:,} at most, and the rest in a second file",
            f"文件有{len(rows):,}行，最多{MOST_ROWS:,}行，其余请放入第二个文件",
        )
    return tuple(_line(cells, library, lexicon) for cells in rows)


def key_of(role: str, text: str, library: Library, lexicon: Lexicon) -> str:
    """The key of what a cell says, given as a key or a name in either language. `role`: held, product, place or by.

    Raises Refused for a name that is unknown, or that means several.
    """
    kind, vocabulary = _KINDS[role]
    known = getattr(library, vocabulary)
    if text in known:
        return text
    if (bare := text.casefold()) in known or (bare := text.upper()) in known:
        return bare
    words = units(normal(text))
    hits = [hit for hit in lexicon.find(words) if (hit.start, hit.end) == (0, len(words))]
    keys = [key for hit in hits for key in hit.keys(kind)]
    if len(keys) == 1:
        return keys[0]
    if keys:
        raise Refused(
            f"'{text}' means {join(keys, 'en').replace(' and ', ' or ')}; write one of these",
            f"“{text}”有多种含义：{'、'.join(keys)}；请写其中之一",
        )
    raise _unknown(text, vocabulary, library)


def _unknown(text: str, vocabulary: str, library: Library) -> Refused:
    """That a name is not known, with the names nearest to it as advice."""
    names = {name: key for key, one in getattr(library, vocabulary).items() for name in (one.names.en, one.names.zh)}
    near = [f"{name} ({names[name]})" for name, *_ in process.extract(text, list(names), limit=2, score_cutoff=_NEAR)]
    en = f"did you mean {' or '.join(near)}?" if near else "write a key or a name of the lists on the page"
    zh = f"是否指{'或'.join(near)}？" if near else "请写页面列表中的键或名称"
    return Refused(f"'{text}' is not known; {en}", f"无法识别“{text}”；{zh}")


def _line(cells: Mapping[str, str], library: Library, lexicon: Lexicon) -> Line:
    try:
        if long := next((name for name, text in cells.items() if len(text) > LONGEST_CELL), ""):
            raise Refused(f"{long}: longer than {LONGEST_CELL} characters", f"{long}：超过{LONGEST_CELL}个字符")
        wrong = [error for name in COLUMNS if (error := _wrong(name, cells, library, lexicon))]
        if wrong:
            raise Refused("; ".join(one.en for one in wrong), "；".join(one.zh for one in wrong))
        wanted = _wanted(cells, library, lexicon)
        proved(wanted, library)
        _is_one(wanted, library)
    except Refused as error:
        return Line(cells, None, error)
    return Line(cells, wanted)


def _wanted(cells: Mapping[str, str], library: Library, lexicon: Lexicon) -> Wanted:
    """What the cells ask. Raises Refused for the first that cannot be read."""
    held = tuple(dict.fromkeys(_read("held", "held", one, library, lexicon) for one in _several(cells["held"])))
    market = _read("market", "place", cells["market"], library, lexicon)
    return Wanted(
        held, (market,) if market else (),
        product=_read("product", "product", cells["product"], library, lexicon),
        made=_read("made_in", "place", cells["made_in"], library, lexicon),
        by=_read("by", "by", cells["by"], library, lexicon),
        day=_day(cells["as_of"]),
    )  # fmt: skip


def _wrong(column: str, cells: Mapping[str, str], library: Library, lexicon: Lexicon) -> Refused | None:
    """Why the cell of a column cannot be read; None where it can."""
    alone = {name: text if name == column else "" for name, text in cells.items()}
    try:
        _wanted(alone, library, lexicon)
    except Refused as error:
        return error
    return None


def _read(column: str, role: str, text: str, library: Library, lexicon: Lexicon) -> str:
    try:
        return key_of(role, text, library, lexicon) if text else ""
    except Refused as error:
        raise Refused(f"{column}: {error.en}", f"{column}：{error.zh}") from None


def _is_one(wanted: Wanted, library: Library) -> None:
    """A row answers for one market: of a group without rules of its own its members are to be named."""
    code = wanted.markets[0]
    members = [one.economy for one in library.economies[code].members if one.economy in library.markets]
    if members and code not in library.markets:
        raise Refused(
            f"market: '{code}' is a group whose members rule for themselves; write a row for each: {', '.join(members)}",
            f"market：“{code}”是集团，各成员自有规定；请每个成员写一行：{'、'.join(members)}",
        )


def _several(text: str) -> list[str]:
    return [one for one in _SEVERAL.split(text) if one]


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Refused(
            f"as_of: '{text}' is not a day; write 2026-06-30", f"as_of：“{text}”不是日期，请写成2026-06-30"
        ) from None


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Refused(
        "the file is not text in UTF-8 or GB 18030; save it as CSV UTF-8",
        "文件不是UTF-8或GB 18030文本，请另存为CSV UTF-8",
    )


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    """The rows below the header, blank ones left out, each with every column of COLUMNS."""
    head, _, _ = text.lstrip("\r\n").partition("\n")
    mark = max(",;\t", key=head.count)
    try:
        table = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        filled = (row for row in table if any(cell.strip() for cell in row))
        places = _places(next(filled, []))
        for row in filled:
            yield {name: row[n].strip() if (n := places.get(name, -1)) in range(len(row)) else "" for name in COLUMNS}
    except csv.Error as error:
        raise Refused(
            f"the file is not readable CSV: {error}; quote cells that hold a comma or a line break",
            "无法读取CSV；含逗号或换行的单元格请加引号",
        ) from None


def _places(header: list[str]) -> dict[str, int]:
    """Where each column stands. Raises Refused where one that is needed is missing."""
    called = [re.sub(r"\s", "", normal(cell)).lower() for cell in header]
    places = {name: called.index(one) for name, heads in _HEADS.items() for one in reversed(heads) if one in called}
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        raise Refused(
            f"the first row has no column '{missing[0]}'; name the columns {', '.join(COLUMNS)} (held and market are needed)",
            f"首行缺少列“{missing[0]}”；列名为{'、'.join(COLUMNS)}（held和market必填）",
        )
    return places
