"""When what is held was tested or issued, as people say it: "report of March 2021", "tested three years ago", 2020年初测的."""

from __future__ import annotations

import datetime as dt
import re

from kb.dates import COUNTS, OF_A_TEST, RELATIVE, months_before, span, without_standards, written

_N = rf"\d{{1,2}}|{'|'.join(COUNTS)}"
_PAPER = r"(?:reports?|certificates?|certs?)"
# What stands before a date, or after it, where it is that of a test or of a paper.
_BEFORE = re.compile(
    rf"\b(?:tested|issued|dated|certified|granted|obtained|test(?:ing)? (?:done|date)|{_PAPER})"
    r"(?:\s+(?:is|was|were|in|on|of|from|back|date|dated|done|issued|only|year|early|late|mid|the (?:start|end|beginning) of))*\s*[:(]?\s*$|"
    rf"\b{_PAPER}\b[^,.;?]{{0,40}}\b(?:is|are|was|were)(?: (?:dated|issued|made))?(?: back)? (?:from|of|in|on)\s+(?:the )?$|"
    r"(?:测试|检测|报告|证书?|出具|签发|颁发|发证)(?:日期|时间)?(?:还|就|都|只)?(?:是|为|于|在|:|：)*$",
    re.I,
)
_AFTER_THE = re.compile(r"\b(?:an?|the|our|my|with|this|that|old)\s+$", re.I)
_PAPER_AFTER = re.compile(rf"^\s+(?:[\w-]+\s+){{0,3}}?{_PAPER}\b", re.I)
_AFTER_ZH = re.compile(
    r"^\s*[初底]?(?:[上下]半年)?[^,，。;；?？的]{0,8}?(?:测|出具?|签发?|颁?发|做|办|拿)(?:的|过|到的|出的|下来的)|^[初底]?的[^,，。;；?？的]{0,12}?(?:报告|证)"
)
_AGO = (
    re.compile(rf"\b(?:tested|issued|certified|done|got|obtained|granted|{_PAPER})\b[^,.;?]{{0,30}}\b(?P<n>{_N}) (?P<unit>year|month)s? ago\b", re.I),
    re.compile(rf"\b{_PAPER}\b[^,.;?]{{0,30}}\b(?P<n>{_N}) (?P<unit>year|month)s? old\b", re.I),
    re.compile(rf"\b(?P<n>{_N})[ -](?P<unit>year|month)s?[ -]old (?:[\w-]+ ){{0,3}}{_PAPER}\b", re.I),
    re.compile(rf"(?P<n>{_N})\s?个?(?P<unit>年|月)(?:多)?(?:以)?前(?:[^,，。;；?？]{{0,10}}?(?:测|出|签|发|做|办|拿)(?:的|过)|的[^,，。;；?？]{{0,12}}?(?:报告|证))"),
    re.compile(rf"(?:报告|证书?)[^,，。;；?？]{{0,6}}?(?P<n>{_N})\s?个?(?P<unit>年|月)(?:多)?(?:前|了)"),
)  # fmt: skip
_MONTHS = {"year": 12, "年": 12, "month": 1, "月": 1}


def issued(text: str, today: dt.date) -> dt.date | None:
    """The last day that a test or a paper in a question may be of; None where none is told, or several are."""
    days = {days[1] for match in _papers(text) if (days := span(match))}
    days |= {months_before(today, _months(match)) for one in _AGO for match in one.finditer(text)}
    days |= {
        dt.date(today.year + years, 12, 31)
        for test in OF_A_TEST.finditer(text)
        for pattern, years in RELATIVE
        if pattern.search(test[0])
    }
    return min(days.pop(), today) if len(days) == 1 else None


def without_issue(text: str) -> str:
    """A question without the days of tests and papers, which are not the day it asks about."""
    for match in reversed(_papers(text)):
        text = text[: match.start()] + "§" * len(match[0]) + text[match.end() :]
    return text


def _papers(text: str) -> list[re.Match[str]]:
    """The dates written out that are of a test or a paper, in order."""
    text = without_standards(text)
    return [match for match, _ in written(text) if _is_of_a_paper(text, match)]


def _months(match: re.Match[str]) -> int:
    told = match["n"].lower()
    return (int(told) if told.isdigit() else COUNTS[told]) * _MONTHS[match["unit"].lower()]


def _is_of_a_paper(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    named = _AFTER_THE.search(before) and _PAPER_AFTER.match(after)
    return bool(_BEFORE.search(before) or named or _AFTER_ZH.match(after))
