"""JSON → blocks: lists of objects are tables, objects give headings, long texts are read as the texts they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.parsers import html, json_laws, markdown
from ingest.parsers.json_tables import is_grid, is_tabular, milliseconds, record_table, row_table
from ingest.parsers.json_values import Value, clean, fields, flat, is_scalar, scalar, values_of
from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.running import stretches
from ingest.parsers.text import reflow
from kb.documents import Section, Table

_LONG = 300  # characters; a longer text is told as paragraphs, not as "name: value"
_READABLE = 100_000  # characters; a longer one is no page within a value
_TITLES = ("title", "name", "heading", "标题", "標題", "名称", "名稱", "题目", "label", "headline", "subject")
_DATES = {
    "published": ("published", "publication_date", "date_published", "datePublished", "issued", "发布日期", "公布日期"),
    "updated": ("updated", "last_updated", "dateModified", "modified", "last_modified", "更新日期"),
    "effective": ("effective_date", "effective", "in_force", "施行日期", "生效日期", "实施日期"),
    "until": ("expiry_date", "valid_until", "失效日期"),
}
_HTML = re.compile(r"</(?:p|div|table|ul|ol|h[1-6]|li|span|td|a|strong|b)>|<br\s*/?>", re.I)
_MARKDOWN = re.compile(r"^#{1,6} \S|^\|[ :|-]*---|^[-*] \S.*\n[-*] \S|\]\(https?://", re.M)
_CHROME = re.compile(
    r"(?:浏览次数|瀏覽次數|阅读次数)[:：\d次\s]*(?:打印本页|列印本頁)?\s?(?:关闭(?:窗口|本页)?|關閉)?\s*\Z"
)
_DOWNLOADS = re.compile(r"(?:公告|规章|规范性文件)?(?:正文|文本)?下载链接[:：]")
_NUMBERED = re.compile(r".{0,12}[〔\[（(]\d{4}[〕\]）)]\s*第?\d+号")
_NAMED = re.compile(r"下载链接[:：]\s*(.{4,90}?)\.(?:docx?|pdf|wps|xlsx?|zip|rar)")


def read(text: str) -> Page:
    """The page of a JSON text, of JSON Lines, or of values that follow each other without commas.

    InputError where it is broken, too large or nested too deep.
    """
    values = values_of(text)
    walk = _Walk()
    if len(values) == 1 and json_laws.is_law(values[0]):
        return json_laws.read(values[0])
    if len(values) == 1 and isinstance(values[0], dict):
        walk.head = True
    walk.value(walk.distinct(values) if len(values) > 1 else values[0] if values else None, 1)
    facts = _facts(values[0]) if len(values) == 1 and isinstance(values[0], dict) else Page(())
    return replace(facts, blocks=walk.outline.blocks(), remarks=tuple(walk.remarks()))


def _facts(record: dict[str, Value]) -> Page:
    """What the outermost object says of the file."""
    language = re.match(r"[a-z]{2}(?=$|[-_])", scalar(record.get("language") or record.get("lang")).lower())
    return Page(
        (),
        title=_title(record),
        language=language[0] if language else None,
        version=_version(record),
        published=_dated(record, "published"),
        updated=_dated(record, "updated"),
        effective=_dated(record, "effective"),
        until=_dated(record, "until"),
    )


def _dated(record: dict[str, Value], what: str) -> str | None:
    return next(filter(None, (_day(record.get(name)) for name in _DATES[what])), None)


def _version(record: dict[str, Value]) -> str:
    words = scalar(record.get("version") or record.get("版本")).strip()
    return words if len(words) <= 40 else ""


def _day(value: Value) -> str | None:
    match = re.match(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?(?!\d)", scalar(value).strip())
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else None


def _title(record: dict[str, Value]) -> str:
    """The title of an object, from the field that says so; in two languages where it says both."""
    for name, value in record.items():
        if name.strip().lower() in _TITLES:
            words = " / ".join(map(scalar, value.values())) if isinstance(value, dict) else scalar(value)
            if words.strip(" /") and len(words) <= _LONG:
                return " ".join(words.strip(" /").split())
    return ""


class _Walk:
    """One pass over the values of a file."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.head = False  # whether the next object is the file itself, whose title is the title of the document
        self.repeated = self.chrome = 0
        self.notes: list[str] = []

    def remarks(self) -> Iterable[str]:
        if self.repeated:
            yield f"{self.repeated} entries that repeat another word for word were left out"
        if self.chrome:
            yield f"buttons of a web page at the end of {self.chrome} texts were left out"
        yield from self.notes

    def distinct(self, values: Sequence[Value]) -> list[Value]:
        """The values without those that are empty or repeat another word for word."""
        told = [value for value in values if value not in (None, "", [], {})]
        kept: dict[str, Value] = {}
        for value in told:
            words = _words(value)
            if words not in kept or len(repr(value)) > len(repr(kept[words])):  # with its attachments named
                kept[words] = value
        self.repeated += len(told) - len(kept)
        return list(kept.values())

    def value(self, value: Value, level: int) -> None:
        if isinstance(value, dict):
            self.record(value, level)
        elif isinstance(value, list):
            self.listed(value, level)
        else:
            self.text(scalar(value), level)

    # ---- lists -----------------------------------------------------------------------------------------------

    def listed(self, values: list[Value], level: int) -> None:
        if is_tabular(values):
            self.table(record_table(values, headings=self.outline.headings))
        elif is_grid(values):
            self.table(row_table(values, headings=self.outline.headings))
        elif values and all(map(is_scalar, values)) and level > 1 and self.positional(values, level):
            return
        elif all(is_scalar(one) and len(scalar(one)) <= _LONG for one in values):
            self.outline.paragraph("\n".join(f"- {scalar(one)}" for one in values if scalar(one).strip()))
        else:
            for one in values:
                self.value(one, level + 1)

    def table(self, made: Table | None) -> None:
        self.outline.table(made)
        self.notes += milliseconds(made) if made else ()

    def positional(self, values: list[Value], level: int) -> bool:
        """A record without names, whose last and longest value is a text: the others say what it is."""
        words = [scalar(one).strip() for one in values]
        longest = max(words, key=len)
        others = [one for one in words if one and one is not longest]
        if len(longest) <= 100 or not others or max(map(len, others)) > 200:
            return False
        number = next((one for one in others if _NUMBERED.fullmatch(one)), "")
        named = _NAMED.search(longest)
        self.outline.heading(level, " ".join(filter(None, (number or others[0], named[1] if named else ""))))
        self.outline.paragraph("；".join(others))
        self.text(longest, level + 1)
        return True

    # ---- objects ---------------------------------------------------------------------------------------------

    def record(self, record: dict[str, Value], level: int) -> None:
        """An object: its title is a heading, its short fields are lines, its lists and objects stand under their names."""
        if json_laws.is_law(record):
            self.law(record, level)
            return
        title, head = _title(record), self.head
        self.head = False
        if title and not head:
            self.outline.heading(level, title)
        if _is_map(record):
            rows = [{"": name, **value} for name, value in record.items()]
            self.table(record_table(rows, headings=self.outline.headings))
            return
        self.outline.paragraph("\n".join(self.short(record, title)))
        long = [(name, value) for name, value in record.items() if not _is_short(value)]
        for name, value in long:
            if len(long) > 1 or not is_scalar(value) or (head and not title):
                self.outline.heading(level + 1, clean(name) or "—")
            self.value(value, level + 2)

    def short(self, record: dict[str, Value], title: str) -> Iterable[str]:
        """The fields that are told in a line each: "name: value"; not the one that gave the title."""
        for name, value in record.items():
            if not _is_short(value) or (title and title == _title({name: value})):
                continue
            told = fields(value, clean(name)) if isinstance(value, dict) else [(clean(name), flat(value))]
            yield from (f"{path}: {' '.join(words.split())}" for path, words in told if words.strip())

    def law(self, record: dict[str, Value], level: int) -> None:
        """A law among others: its blocks under its name."""
        page = json_laws.read(record)
        self.outline.heading(level, page.title)
        self.blocks(page.blocks, level)

    # ---- texts -----------------------------------------------------------------------------------------------

    def text(self, words: str, level: int) -> None:
        """A text as what it plainly is: HTML, Markdown, a law in one line, or lines."""
        if 20 < len(words) <= _READABLE and _HTML.search(words):
            self.blocks(html.read(words).blocks, level)
        elif 20 < len(words) <= _READABLE and _MARKDOWN.search(words):
            self.blocks(markdown.read(words).blocks, level)
        else:
            self.running(words, level)

    def running(self, words: str, level: int) -> None:
        body = words[:-200] + _CHROME.sub("", words[-200:])
        self.chrome += body != words
        body = _DOWNLOADS.sub(r"\n\n\g<0>", body)
        for block in re.split(r"\n[ \t\u3000]*\n", body):
            lines = [" ".join(line.split()) for line in reflow(block.split("\n"))]
            for stretch in stretches(block) if len(lines) < 2 else []:
                if stretch.level:
                    self.outline.heading(level + stretch.level, stretch.heading)
                self.outline.paragraph("\n\n".join(" ".join(part.split()) for part in stretch.text.split("\n\n")))
            if len(lines) > 1:
                self.outline.paragraph("\n".join(lines))

    def blocks(self, blocks: Sequence[Section | Table], level: int) -> None:
        """Blocks of another page under the present heading."""
        above = self.outline.headings
        before: tuple[str, ...] = ()
        for block in blocks:
            for depth, heading in enumerate(block.headings):
                if block.headings[: depth + 1] != before[: depth + 1]:
                    self.outline.heading(level + depth + 1, heading)
            before = block.headings
            if isinstance(block, Table):
                self.outline.table(replace(block, headings=(*above, *block.headings)))
            else:
                self.outline.paragraph(block.text, block.links)


def _words(value: Value) -> str:
    """What a value says, without what its web page put below it: two that say the same are one entry."""
    if isinstance(value, list):
        return repr([_words(one) if isinstance(one, str) else one for one in value])
    return _DOWNLOADS.split(_CHROME.sub("", value))[0].strip() if isinstance(value, str) else repr(value)


def _is_short(value: Value) -> bool:
    """Whether a value can be told in one line beside its name."""
    if isinstance(value, dict):
        return len(value) <= 8 and all(is_scalar(one) and len(scalar(one)) <= _LONG for one in value.values())
    if isinstance(value, list):
        return all(map(is_scalar, value)) and len(flat(value)) <= _LONG
    words = scalar(value)
    return len(words) <= _LONG and not _HTML.search(words) and not _MARKDOWN.search(words)


def _is_map(record: dict[str, Value]) -> bool:
    """Whether an object is a table by key: three objects or more, all of the same flat fields."""
    values = list(record.values())
    if len(values) < 3 or not all(isinstance(one, dict) and one for one in values):
        return False
    first = set(values[0])
    return all(set(one) == first and all(map(is_scalar, one.values())) for one in values) and is_tabular(values)
