"""Laws as the Ministry of Justice in Taipei publishes them in JSON: chapters and articles as a list."""

from __future__ import annotations

import re

from ingest.parsers.json_values import Value, flat, scalar
from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.running import number
from ingest.parsers.text import reflow
from ingest.tables import Cell, Part, table
from kb.documents import Link, Table

_NAMES = {  # what is meant → its names in the open data of the day
    "title": ("法規名稱", "LawName"),
    "english": ("英文法規名稱", "EngLawName"),
    "chinese": ("中文法規名稱",),
    "articles": ("法規內容", "LawArticles"),
    "history": ("沿革內容", "LawHistories"),
    "foreword": ("前言", "LawForeword"),
    "changed": ("最新異動日期", "最新英文異動日期", "LawModifiedDate"),
    "effective": ("生效日期", "LawEffectiveDate"),
    "effective note": ("生效內容", "LawEffectiveNote"),
    "abandoned": ("廢止註記", "LawAbandonNote"),
    "url": ("法規網址", "LawURL"),
    "files": ("附件", "LawAttachements", "LawAttachments"),
    "kind": ("法規性質", "LawLevel"),
    "category": ("法規類別", "LawCategory"),
}
_LEVELS = (("編", 1), ("章", 2), ("節", 3), ("款", 4), ("目", 5), ("Part", 1), ("Chapter", 2), ("Section", 3))
_ARTICLE = 9
_ROC = r"(?:民國)?([〇零○一二三四五六七八九十百]{1,6})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
_IN_FORCE = re.compile(_ROC + r"起?施行")
_AT_ONCE = re.compile(r"自(?:公布|發布)日起?施行")
_ENTRY = re.compile(r"^\s*\d+\s*\.", re.M)


def is_law(value: Value) -> bool:
    """Whether a value is a law: an object with a list of articles under one of the names of that list."""
    return (
        isinstance(value, dict) and bool(value.get("法規內容") or value.get("LawArticles")) and bool(_of(value, "name"))
    )


def _of(law: dict[str, Value], what: str) -> str:
    if what == "name":
        return _of(law, "title") or _of(law, "english") or _of(law, "chinese")
    return next((words for name in _NAMES[what] if (words := scalar(law.get(name)).strip())), "")


def read(law: dict[str, Value]) -> Page:
    """The articles under their chapters, then the history of the law and its attached files."""
    outline = Outline()
    outline.paragraph("\n".join(_facts(law)), _links(_of(law, "name"), _of(law, "url")))
    outline.paragraph(_lines(_of(law, "foreword")))
    _articles(outline, law)
    history = unwrapped(_of(law, "history"))
    if history:
        outline.heading(1, "沿革" if re.search(r"[\u4e00-\u9fff]", history[0]) else "History")
        outline.paragraph("\n".join(history))
    outline.table(_files(outline, law))
    gone = _of(law, "abandoned")
    changed = _day(_of(law, "changed"))
    return Page(
        outline.blocks(),
        title=_of(law, "name"),
        published=_published(history),
        updated=changed,
        effective=None if gone else _day(_of(law, "effective")) or _effective(history),
        until=changed if gone else None,
        withdrawn=(history[-1] if history and "廢止" in history[-1] else f"廢止註記：{gone}") if gone else "",
    )


def _facts(law: dict[str, Value]) -> list[str]:
    """What the file says of the law, in its own names."""
    told = {name for what in ("articles", "history", "foreword", "files", "url") for name in _NAMES[what]}
    return [f"{name}：{words}" for name, value in law.items() if name not in told and (words := flat(value).strip())]


def _links(text: str, url: str) -> list[Link]:
    return [Link(text, url)] if url.startswith(("http://", "https://")) else []


def _articles(outline: Outline, law: dict[str, Value]) -> None:
    articles = law.get("法規內容") or law.get("LawArticles")
    for one in articles if isinstance(articles, list) else []:
        if not isinstance(one, dict):
            outline.paragraph(scalar(one))
            continue
        chapter, heading = scalar(one.get("編章節")), scalar(one.get("條號")) or scalar(one.get("ArticleNo"))
        words = scalar(one.get("條文內容")) or scalar(one.get("ArticleContent"))
        if chapter or scalar(one.get("ArticleType")) == "C":
            outline.heading(_level(chapter or words), chapter or words)
        else:
            outline.heading(_ARTICLE, heading)
            outline.paragraph(_lines(words))


def _level(chapter: str) -> int:
    words = chapter.strip()
    return next((n for mark, n in _LEVELS if re.match(rf"第[^第]{{1,12}}{mark}|{mark}\b", words)), 2)


def _lines(words: str) -> str:
    return "\n".join(reflow(words.splitlines()))


def unwrapped(history: str) -> list[str]:
    """The entries of a history, whose lines were cut at a width: what is set in goes on, but for a new date."""
    entries: list[str] = []
    for line in history.splitlines():
        goes_on = (
            entries
            and line[:1].isspace()
            and not re.match(r"\s*(中華民國\S{1,8}年\S{1,4}月|（[一二三四五六七八九十]+）)", line)
        )
        if goes_on:
            entries[-1] += line.strip()
        elif line.strip():
            entries.append(line.strip())
    return entries


def _published(history: list[str]) -> str | None:
    """The day on which the law was first issued: the first of its history."""
    first = re.search(_ROC, history[0]) if history else None
    return _western(*first.groups()) if first else None


def _effective(history: list[str]) -> str | None:
    """The day on which the last change took effect, where the last entry tells exactly one for all of it."""
    last = max((n for n, line in enumerate(history) if _ENTRY.match(line)), default=0)
    words = "".join(history[last:])
    days = {_western(*match.groups()) for match in _IN_FORCE.finditer(words)}
    if not days and _AT_ONCE.search(words) and (first := re.search(_ROC, words)):
        days = {_western(*first.groups())}
    return days.pop() if len(days) == 1 else None


def _western(year: str, month: str, day: str) -> str:
    """A day of the calendar of the Republic, whose year 1 is 1912."""
    return f"{number(year) + 1911:04d}-{number(month):02d}-{number(day):02d}"


def _day(digits: str) -> str | None:
    match = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", digits)
    return "-".join(match.groups()) if match and match[1] != "9999" else None


def _files(outline: Outline, law: dict[str, Value]) -> Table | None:
    files = next((law[name] for name in _NAMES["files"] if isinstance(law.get(name), list) and law[name]), None)
    if files is None:
        return None
    outline.heading(1, "附件")
    rows = []
    for one in files:
        name = scalar(one.get("檔案名稱") or one.get("FileName")) if isinstance(one, dict) else flat(one)
        url = scalar(one.get("下載網址") or one.get("FileURL")) if isinstance(one, dict) else ""
        rows.append((Cell(name, links=tuple(_links(name, url))), Cell(url)))
    return table([Part(((Cell("檔案名稱"), Cell("下載網址")),), "head"), Part(tuple(rows))], headings=outline.headings)
