"""The unit of each column, where its header or the caption of the table tells one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb.documents import Row

_MONEY = (
    r"(?:S|US|NT|HK|A|AU|C|CA|NZ|R|RM|B)?\$|[€£¥￥₩₹]|RM|(?:SGD|USD|EUR|GBP|CNY|RMB|JPY|HKD|TWD|NTD|KRW|MYR|THB|AUD|CAD|NZD|CHF|INR|VND|IDR|PHP)\$?"
    r"|人民币|美元|欧元|歐元|港元|[元円圆圓원]"
)
_MEASURE = (
    r"[kKMGTmµμnpdch]?(?:m|g|V|A|W|Hz|Pa|J|N|[Ll]|s|F|H|Ω|B|bar|eV|mol|VA|VAr|Wh|Ah|Bq|Sv|Gy|lm|lx|cd|K)|cm|mm|km|°\s?[CF]|[℃℉㎜㎝㎞㎏㎎㎡㎥]"
    r"|dB(?:m|i|A|μV|µV)?|(?:dB)?\s?\([mAμµV]+\)|rpm|min|h|d|hr|hrs|ha|[tT]|lbs?|oz|ft|in|gal|qt|pt|[%‰％]|pp[mb]|pH|dpi|lux"
)
_WORDS = (
    r"(?i:(?:cubic|square|fluid)\s(?:(?:milli|centi|deci|kilo)?metres?|yards?|feet|foot|inch(?:es)?|ounces?)|yards?|per\s?cent(?:age)?|degrees?|(?:milli|centi|kilo)?(?:metres?|meters?|grams?|lit(?:re|er)s?)|tonnes?|tons?|kilogrammes?|seconds?|minutes?|hours?|days?|weeks?|months?"
    r"|years?|pieces|pcs|units|items|persons|volts?|amperes?|watts?|kilowatts?|hertz|inch(?:es)?|feet|pounds?|ounces?|dollars?|euros?|cents?)"
    r"|(?i:(?:milli|kilo)?grammes?|(?:milli)?litres?|mètres?(?:\s(?:carrés|cubes))?|onces?(?:\sliquides)?|livres?|verges?(?:\scubes)?"
    r"|pieds?(?:\scarrés)?|pouces?|heures?|jours?|mois|ans|stück|tonnen|stunden|tage|monate|jahre)"
    r"|[千万亿百萬億]?(?:米|克|吨|噸|升|瓦|伏|安)|毫[米克升]|厘米|公[斤里尺分]|千[克瓦]|平方米|立方米|平方公里|[天日年个]|个月|個月|小时|小時|分钟|分鐘|秒|[件台只隻套批次份人户本枚箱个]"
    r"|メートル|ミリメートル|センチメートル|キログラム|グラム|トン|リットル|時間|か月|箇月|ボルト|ワット|アンペア|キロワット"
)
_SCALE = (
    r"(?:(?i:in\s)?(?i:thousands?|millions?|billions?|mln|bn|'000|000)\s?(?:of\s)?|[十百千万萬亿億]{1,2}|백만|천|억)"
)
_ONE = rf"{_SCALE}?\s?(?:{_MONEY}|{_WORDS}|{_MEASURE})(?:[²³]|\^?[23](?!\d))?(?:\s?(?i:thousands?|millions?|billions?|m|bn|'000))?|{_SCALE}"
_UNIT = re.compile(rf"(?:{_ONE})(?:\s?(?:/|·|⋅|(?i:\s(?:per|par|or|ou|and|et)\s)|每)\s?(?:\d+\s?)?(?:{_ONE}))*")
_BRACKET = re.compile(
    r"[(（\[［]\s*(?:in\s|单位\s?[:：]|單位\s?[:：]|単位\s?[:：]|unit\s?[:：])?\s*([^()（）\[\]［］]{1,24}?)\s*[)）\]］]",
    re.I,
)
_BEHIND = re.compile(r"[,，]\s*([^\s,，][^,，]{0,15})$|\bin\s+([^\s,]+(?: [^\s,]+){0,2})$", re.I)
_STATED = re.compile(
    r"(?:单位|單位|単位|計量单位|units?)\s?[:：]\s*([^\s()（）,，;；。]{1,16})|[(（]\s*in\s+([^()（）]{1,20})\s*[)）]",
    re.I,
)
_FIGURE = re.compile(r"[-–+<>≤≥~≈±\s$€£¥]*\d")
_RAISED = re.compile(r"[*†‡#⁰¹²³⁴-⁹ᵃ-ᶻ\s]+$")


def units(header: Sequence[str], caption: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """The unit of each column as it is written, "" where none is told; () where no column has one.

    A header tells it in brackets, behind a comma or "in", or as a row of its own: "Fee (S$)", "Voltage, V", "Length / mm".
    The caption's ("单位：万元") holds for columns of figures without one of their own. A single letter is believed
    above figures only: "Annex (A)" is no current.
    """
    general = _of_caption(caption)
    found = []
    for column, name in enumerate(header):
        unit = _of_header(name)
        if (not unit or len(unit) == 1) and (unit or general) and not _holds_figures(rows, column):
            unit = ""
        elif not unit and general:
            unit = general
        found.append(unit)
    return tuple(found) if any(found) else ()


@lru_cache(maxsize=4096)
def _of_header(name: str) -> str:
    parts = name.split(" / ")
    if len(parts) > 1 and is_unit(parts[-1].strip("()（）[] ")):
        return parts[-1].strip("()（）[] ")
    for part in reversed(parts):
        part = _RAISED.sub("", part) if not part.rstrip().endswith(("²", "³")) else part
        for match in reversed(list(_BRACKET.finditer(part))):
            attached = match.start() and part[match.start() - 1].isascii() and part[match.start() - 1].isalpha()
            if is_unit(match[1]) and not (attached and match[1].isalpha() and len(match[1]) == 1):
                return match[1]
        behind = _BEHIND.search(part)
        if behind and is_unit(behind[1] or behind[2]):
            return behind[1] or behind[2]
    return ""


def _of_caption(caption: str) -> str:
    match = _STATED.search(caption)
    unit = (match[1] or match[2]).strip() if match else ""
    return unit if is_unit(unit) else ""


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether the words are a unit and nothing else."""
    return len(text) <= 24 and _UNIT.fullmatch(text.strip()) is not None


def _holds_figures(rows: Sequence[Row], column: int) -> bool:
    values = [row.cells[column] for row in rows[:200] if row.cells[column]]
    return bool(values) and sum(bool(_FIGURE.match(value)) for value in values) * 2 > len(values)
