"""Figures of a sentence, in one form however they are written: dates, numbers and units, classes, standards. Pure."""

from __future__ import annotations

import re

from kb.citations import facts
from kb.words import normal

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DMY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\.?,? (\d{{4}})\b", re.I)
_MDY = re.compile(rf"\b{_MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.I)
_MY = re.compile(rf"\b{_MONTH},? (\d{{4}})\b", re.I)
_ZH_DATE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")

_UNIT = r"years?|months?|weeks?|days?|hours?|percent|%|lumens?|k?W\b|k?V\b|[kMG]?Hz\b|kg\b|mm\b|年|个月|月|周|天|日|小时|岁|元|项|份|次|台|条|款|号|部分|级|类|批|国|种"
_EN_NUMBERS = {
    word: n
    for n, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split(), 2
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "twice": 2, "dozen": 12}  # fmt: skip
_EN_NUMBER = re.compile(rf"\b({'|'.join(_EN_NUMBERS)})\b", re.I)
_ONE = re.compile(rf"\b(?:one|an?) (?={_UNIT}\b)", re.I)
_ZH_DIGITS = "零一二三四五六七八九十"
_ZH_NUMBER = re.compile(
    r"([一二三四五六七八九两]?)(十?)([一二三四五六七八九]?)(?=[年月周天日项份次种类级个国批台套]|小时|阶段)"
)
_QUANTITY = re.compile(rf"(\d+(?:\.\d+)?)[ -]?({_UNIT})", re.I)
_CLASS = re.compile(
    r"\b(?i:class|type|phase|annex|module|category|part|article|chapter|section|level|tier|mode) (?:[IVXLC]+|[A-Z])\d*[a-z]?\b"
    r"|(?:[IVX]+|[A-D])[a-z]?(?:类|型|级|阶段)|(?:模式|附件|附录)(?:[IVX]+|[A-Z])\d*"
)
_SERIES = re.compile(r"\b([A-Z]{2,}(?:/[A-Z]+)*) ?(\d{2,6}(?:[-.]\d{1,4})*)")


def canonical(text: str) -> str:
    """One form for figures however they are written: ISO dates, digits for number words, no commas in thousands."""
    text = _THOUSANDS.sub("", normal(text))
    text = _DMY.sub(lambda m: f"{m[3]}-{_month(m[2])}-{int(m[1]):02}", text)
    text = _MDY.sub(lambda m: f"{m[3]}-{_month(m[1])}-{int(m[2]):02}", text)
    text = _MY.sub(lambda m: f"{m[2]}-{_month(m[1])}", text)
    text = _ZH_DATE.sub(lambda m: f"{m[1]}-{int(m[2]):02}" + (f"-{int(m[3]):02}" if m[3] else ""), text)
    text = _ONE.sub("1 ", _EN_NUMBER.sub(lambda m: str(_EN_NUMBERS[m[1].lower()]), text))
    return _ZH_NUMBER.sub(_zh_number, text)


def figures(text: str) -> frozenset[str]:
    """Numbers, dates and codes; numbers with their unit, and standards with their series."""
    measured = {f"{n} {unit.lower().rstrip('s')}" for n, unit in _QUANTITY.findall(text)}
    measured |= {one.lower() for one in _CLASS.findall(text)}
    return facts(text) | measured | {f"{series} {number}".lower() for series, number in _SERIES.findall(text)}


def _month(name: str) -> str:
    return f"{next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3].lower())):02}"


def _zh_number(found: re.Match[str]) -> str:
    tens, ten, ones = found.groups()
    if not (tens or ten or ones) or (ones and not ten):
        return found[0]
    first = 2 if tens == "两" else _ZH_DIGITS.find(tens) if tens else 1
    return str(first * 10 + (_ZH_DIGITS.find(ones) if ones else 0)) if ten else str(first)
