"""The day a question asks about, as people name it: "in 2020", "as of March 2023", "2025年6月以前", "去年", "before Brexit"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb import numbers

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_Y = r"(?:19|20)\d\d"
# A number beyond 31 by which an act is told is no day: "Bill 96 June 2025".
_ACTS = "Bill Law Act Decree Order Circular Notice Directive Regulation Resolution Rule Part Annex No. Decision".split()
_NO_ACT = "".join(rf"(?<!\b{word} )" for word in _ACTS)
_DAY = rf"(?:{_NO_ACT}|(?=(?:[0-2]?\d|3[01])(?!\d)))\d{{1,2}}"
_WRITTEN = (
    re.compile(rf"(?<![\d/-])(?P<y>{_Y})[-/.](?P<m>\d{{1,2}})(?:[-/.](?P<d>\d{{1,2}}))?(?![\d/]|-\d|\.\d)"),
    re.compile(rf"(?P<y>{_Y})\s*年\s*(?:(?P<m>\d{{1,2}})\s*月\s*(?:(?P<d>\d{{1,2}})\s*[日号])?)?"),
    re.compile(rf"(?:\b(?P<d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?|\b)(?P<m>{_MONTH}),?\s+(?P<y>{_Y})\b(?!-\d)", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>{_Y})\b", re.I),
    re.compile(rf"(?<![\w./:-])(?P<y>{_Y})(?![\w/.:]|-\d|\s?年)"),
)
_LEAP = 2024
_DAY_ALONE = (  # without a year
    re.compile(r"(?<![\d年])(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"),
    re.compile(rf"\b(?P<d>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b(?!,?\s+{_Y})", re.I),
)
_ASKS_WHEN = re.compile(
    r"\bwhen\b(?!\s+(?:i|we|you)\b)|\bwhich year\b|\bwhat (?:date|year)\b|什么时候|何时|哪(?:一)?年|哪(?:一)?天|几月",
    re.I,
)
_NOW = re.compile(
    r"\b(?:now|currently|today|nowadays|at present|these days|still)\b|现在|目前|如今|当前|眼下|今天|还能|还有效|仍",
    re.I,
)
_AND_NOW = re.compile(
    r"[,;?.]\s*(?:and|but|or)?\s*(?:what about |how about )?(?:now|today)\s*\??$|\b(?:and|versus|vs\.?) (?:now|today)\b|(?:现在|目前|如今)(?:又|还)?(?:呢|怎么样|如何|行吗|可以吗|还行吗|怎样)",
    re.I,
)
_STILL_THEN = re.compile(r"年(?:\d{1,2}月)?(?:底|末|初)?(?:的?时候?|那时)?[,，]?(?:还能|还有效|仍)")  # of that year
# What makes a year the day asked about, and not the year of a thing.
_AT = re.compile(
    r"\b(?:in|during|back in|as of|as at|on|at|by|until|till|before|prior to|after|since|from|starting|for|"
    r"(?:the )?(?:end|start|beginning|middle) of|end|early|late|mid)[\s-]+(?:the )?(?:year )?$",
    re.I,
)
_OF_A_THING = re.compile(
    r"\b(?:sign(?:ed)?|issue[d]?|date[d]?|publish(?:ed)?|certified|tested|granted|adopted|agreements?|mras?|edition|version|reports?|law)"
    r"(?:\s+(?:in|on|of|from|during|by))?\s+$|(?:版本?|签发于|签于|颁发于|出具于)$"
    r"|\b(?:left|shipped|sailed|loaded|departed|produced|manufactured|ordered|landed)\b[^,.;?]{0,30}\s$",  # goods on their way
    re.I,
)
_THING_AFTER = re.compile(
    r"^\s*(?:edition|version|parts?|amendment|list|agreement|mra|report|certificate|law|regulation|directive|guide|treaty|world cup)\b|^(?:的)?(?:协定|协议|法|互认|指南|法规|指令|条例|规则)|^\S{0,8}(?:签|约定|订立|发布|颁布|出台)的|^\s*(?:底|初|起)?(?:就)?(?:到期|过期|失效|生效|实施|推迟|开始|取消)|^[^\d\s,，。;；?？]{0,12}第?\d{1,4}号(?=公告|令|通告|通知|文|决定)|^的\s*(?:[?？吗么]|$)|^(?:版|签|发的|出的|的(?:证书|报告|标准))|^\s*[初中底]?(?:就)?(?:生产|装船|出运|发货|入库|到港|下单|出厂)(?:的|了|完)",
    re.I,
)
_BEFORE = re.compile(r"\b(?:before|prior to|until|till|up to|pre)[\s-]+(?:the )?(?:year )?$", re.I)
_SINCE = re.compile(r"\b(?:since|starting(?: from| in)?)\s+$|(?:自从?|从)$", re.I)
_BEFORE_AFTER = re.compile(r"^\s*(?:之前|以前|前(?!后))")
_SINCE_AFTER = re.compile(r"^\s*(?:以来|至今|到现在|以后|之后|起)")
_START = re.compile(r"^\s*(?:年)?初|^\s*初")
_BREXIT = re.compile(r"\b(?:before|prior to|pre)[\s-]+(?:the )?brexit\b|脱欧(?:之|以)?前", re.I)
_BREXIT_DAY = dt.date(2020, 1, 31)  # the United Kingdom left at the end of this day
RELATIVE: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\blast year\b|去年", re.I), -1),
    (re.compile(r"\bthe year before last\b|前年", re.I), -2),
    (re.compile(r"\bnext year\b|明年", re.I), 1),
    (re.compile(r"\bthe year after next\b|后年", re.I), 2),
)
# When something was tested or issued is not the day asked about.
OF_A_TEST = re.compile(
    r"(?:去年|前年|上个?月|[\d一两二三四五六七八九十]+\s?年前)[^,，。;；?？]{0,10}(?:测|发|出|做|办|拿|签|生产|买)(?:的|过)|"
    r"(?:报告|证书?|测试)(?:还|就|都)?是?(?:去年|前年|[\d一两二三四五六七八九十]+\s?年前)的?|"
    r"\b(?:tested|inspected|audited|issued|certified|made|bought|got|obtained|granted|done|ran|run|reports?|certificates?)\b[^,.;?]{0,30}\b"
    r"(?:last month|last year|the year before last|(?:\d{1,2}|two|three|four|five|six|ten) years? ago)\b", re.I
)  # fmt: skip
_AGO = re.compile(
    r"\b(?P<n>\d{1,2}|a|one|two|three|four|five|six|ten) years? ago\b|(?P<zh>\d{1,2}|[一两二三四五六七八九十])\s?年前",
    re.I,
)
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10} | {
    digit: n for n, digit in enumerate("一二三四五六七八九十", 1)
} | {"两": 2}  # fmt: skip
_SINCE_YEAR = re.compile(
    r"\bsince last year\b|(?:自|从)?去年(?:以来|至今|到现在|起|到今年)|去年(?:和|跟|与|同|比)(?:现在|今年)|\b(?:compared (?:to|with)|versus|vs\.?) last year\b",
    re.I,
)
_THIS_YEAR = re.compile(
    r"\b(?:so far )?this year\b(?=.*\b(?:chang|new|news|updat))|\b(?:chang|new|updat)\w*\b.*\bthis year\b|今年(?:以来|有|的变|[^,，。?？]{0,10}(?:变|改|更新|调整|新规))",
    re.I,
)
_LAST = re.compile(
    r"\b(?:in|over|within|during|for|since) (?:the )?(?:last|past)\s+(?:(?P<n>\d{1,2}|two|three|four|five|six|ten)\s+)?(?P<unit>day|week|month|year)s?\b|"
    r"(?:最近|近|过去)(?:这)?(?P<zh>\d{1,2}|[半一两二三四五六七八九十])\s?个?(?P<zh_unit>天|周|星期|月|年)", re.I
)  # fmt: skip
_UNITS = {"day": "d", "week": "w", "month": "m", "year": "y", "天": "d", "周": "w", "星期": "w", "月": "m", "年": "y"}
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+(?P<y>{_Y})\s+(?:and|to|until|till)\s+(?:now|today)\b|(?P<zh>{_Y})年?(?:到|和|与|至)(?:现在|今|目前)",
    re.I,
)
_LAST_MONTH = re.compile(r"\blast month\b|上个?月", re.I)


@dataclass(frozen=True, slots=True)
class Day:
    """`as_of`: the day asked about, None for today. `since`: where a span begins. `impossible`: dates there are not."""

    as_of: dt.date | None = None
    since: dt.date | None = None
    impossible: tuple[str, ...] = ()
    and_now: bool = False  # whether today is asked about besides: "in 2020, and now?"


def day_of(text: str, today: dt.date) -> Day:
    """The day a question names; a year stands for its last day, a month for its last day, never past today's own year."""
    text = without_standards(text)
    if _BREXIT.search(text):
        return Day(_BREXIT_DAY - dt.timedelta(days=1))
    impossible: list[str] = []
    since = None
    days: dict[dt.date | None, None] = {}
    between = _BETWEEN.search(text)
    if between:
        return Day(since=dt.date(int(between["y"] or between["zh"]), 1, 1))
    for match, at in written(text):
        said = span(match)
        if said is None:
            impossible.append(match[0].strip())
            continue
        kind = _kind(text, match, exact=at)
        since = said[0] if kind == "since" else since
        if kind in ("at", "before", "start"):
            days[_meant(said, kind, today)] = None
    as_of = next(iter(days)) if len(days) == 1 else None  # two days: they are compared, or doubted
    if not days and since is None:
        since = _span_of(text, today)
        as_of = None if since else _relative(text, today)
    if as_of is not None and as_of < today and _AND_NOW.search(text):
        return Day(as_of, since, (*impossible, *_not_in_any_year(text)), and_now=True)
    if _ASKS_WHEN.search(text) or (
        _NOW.search(_STILL_THEN.sub(" ", text)) and as_of is not None and as_of < today and not _first_person(text)
    ):
        as_of = None
    return Day(as_of, since, (*impossible, *_not_in_any_year(text)))


def _first_person(text: str) -> bool:
    """ "still" of a past day: "was it still accepted in 2020"."""
    return bool(re.search(r"\b(?:was|were|did|had)\b", text, re.I)) and not re.search(r"\bnow\b|现在|目前", text, re.I)


def without_standards(text: str) -> str:
    """The text with standards and legal texts blanked out: their years are editions."""
    for start, end in numbers.spans(text):
        if text[start:end].lower().startswith("part"):  # which holds no year, and may follow that of an edition
            continue
        text = text[:start] + "§" * (end - start) + text[end:]
    return text


def written(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Each date written out, in order, with whether it says more than a bare year."""
    taken: list[tuple[int, int]] = []
    found = []
    for n, pattern in enumerate(_WRITTEN):
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                found.append((match, n < len(_WRITTEN) - 1))
    yield from sorted(found, key=lambda one: one[0].start())


def _kind(text: str, match: re.Match[str], *, exact: bool) -> str:
    """What a date is to the question: at, before, start, since, or "" for the date of a thing."""
    before, after = text[: match.start()], text[match.end() :]
    if _SINCE_AFTER.match(after) or (_SINCE.search(before) and not re.match(r"\s*(?:起|开始|年起)", after)):
        return "since"
    if _OF_A_THING.search(before) or _THING_AFTER.match(after):
        return ""
    if _BEFORE.search(before) or _BEFORE_AFTER.match(after):
        return "before"
    if _START.match(after) or re.search(r"\b(?:start|beginning) of (?:the year )?$", before, re.I):
        return "start"
    return "at" if exact or _AT.search(before) else ""


def span(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """First and last day of what is written; None where the calendar has no such day."""
    parts = match.groupdict()
    year, month, day = int(parts["y"]), _month(parts.get("m")), parts.get("d")
    try:
        if day:
            exact = dt.date(year, month, int(day))
            return exact, exact
        first, last = dt.date(year, month or 1, 1), month or 12
        after = dt.date(year + last // 12, last % 12 + 1, 1)
    except ValueError:
        return None
    return first, after - dt.timedelta(days=1)


def _not_in_any_year(text: str) -> Iterator[str]:
    """The days told without a year that no calendar has: 2月30日."""
    for match in (match for pattern in _DAY_ALONE for match in pattern.finditer(text)):
        try:
            dt.date(_LEAP, _month(match["m"]), int(match["d"]))
        except ValueError:
            yield match[0].strip()


def _month(written: str | None) -> int:
    """1 to 12, 0 where none is written; a number beyond is left for the calendar to refuse."""
    if not written:
        return 0
    if written.isdigit():
        return int(written) or 13
    return _MONTHS.index(written[:3].lower()) + 1


def _meant(days: tuple[dt.date, dt.date], kind: str, today: dt.date) -> dt.date | None:
    first, last = days
    if kind == "before":
        return first - dt.timedelta(days=1)
    if kind == "start":
        return first
    return None if first <= today <= last else last


def _span_of(text: str, today: dt.date) -> dt.date | None:
    """The first day of a span that ends today: "since last year", "in the last month", 今年以来, 最近三个月."""
    if _SINCE_YEAR.search(text):
        return dt.date(today.year - 1, 1, 1)
    if _THIS_YEAR.search(text):
        return dt.date(today.year, 1, 1)
    ago = _LAST.search(text)
    if ago is None:
        return None
    told = (ago["n"] or ago["zh"] or "1").lower()
    days = {"d": 1, "w": 7, "m": 30.44, "y": 365.25}[_UNITS[(ago["unit"] or ago["zh_unit"]).lower()]]
    count = 0.5 if told == "半" else int(told) if told.isdigit() else COUNTS.get(told, 1)
    if days == 30.44 and count == int(count):
        return months_before(today, int(count))
    return today - dt.timedelta(days=round(count * days))


def months_before(today: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or its last day where it is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)
    return last.replace(day=min(today.day, last.day))


def _relative(text: str, today: dt.date) -> dt.date | None:
    text = OF_A_TEST.sub(" ", text)
    for pattern, years in RELATIVE:
        if pattern.search(text):
            return dt.date(today.year + years, 12, 31)
    if _LAST_MONTH.search(text):
        return today.replace(day=1) - dt.timedelta(days=1)
    ago = _AGO.search(text)
    if ago is None:
        return None
    told = (ago["n"] or ago["zh"]).lower()
    years = int(told) if told.isdigit() else COUNTS[told]
    return today - dt.timedelta(days=round(365.25 * years))
