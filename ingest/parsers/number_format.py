"""A number of a workbook as a person sees it there: 0101 by "0000", 10% by "0%", a day by "d mmm yyyy" (as ISO date)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

BUILT_IN = {  # ECMA-376, part 1, 18.8.30
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<said>[^"]*)"?|\\(?P<one>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?:[hms]+)\]|\[[^\]]*\]'
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)",
    re.S | re.I,
)
_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?![hms]+\])[^\]]*\]', re.I)
_SECTION = re.compile(r'((?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)', re.S)
_MOST = 1e15  # what lies beyond is no longer exact, nor ever a code or a fee
Token = tuple[str, str]


def shown(number: float, code: str, *, from_1904: bool = False) -> str:
    """The number by its format code; by a code that cannot be followed (fractions, conditions), as it was typed."""
    if code in ("", "@") or code.lower() == "general" or abs(number) >= _MOST or number != number:
        return plain(number)
    if _tells_time(code):
        return _moment(number, from_1904) or plain(number)
    value = Decimal(format(number, ".15g"))
    tokens, value = _chosen(code, value)
    if tokens is None:
        return plain(number)
    try:
        return _written(value, tokens)
    except InvalidOperation:
        return plain(number)


def plain(number: float) -> str:
    """Whole numbers without ".0", others with at most 15 figures."""
    if float(number).is_integer() and abs(number) < _MOST:
        return str(int(number))
    return format(number, ".15g")


@lru_cache(maxsize=1024)
def _tells_time(code: str) -> bool:
    bare = _QUOTED.sub("", code.split(";")[0])
    return bool(re.search(r"[ymdhs]", bare, re.I)) and not re.search(
        r"[0#?]\.?[0#?]*(?![0#?])", bare.replace("ss.0", "")
    )


def _moment(number: float, from_1904: bool) -> str:
    """Day, time, or both, as ISO; "" for a number that is none."""
    if not 0 <= number < 2_958_466:  # the end of 9999
        return ""
    start = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 31 if number < 60 else 30)
    moment = start + dt.timedelta(days=int(number), seconds=round((number - int(number)) * 86_400))
    if number < 1:
        return moment.time().isoformat()
    return moment.isoformat(" ") if moment.time() != dt.time() else moment.date().isoformat()


def _chosen(code: str, value: Decimal) -> tuple[tuple[Token, ...] | None, Decimal]:
    """The section for the number's sign, and the number as that section writes it."""
    sections = _sections(code)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[Token, ...] | None, ...]:
    return tuple(_tokens(match[1]) for match in _SECTION.finditer(code) if match[0]) or (None,)


def _tokens(section: str) -> tuple[Token, ...] | None:
    """What the section says, in order; None where it holds what is not followed here."""
    if re.search(r"\[[<>=]", section):
        return None
    found: list[Token] = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup
        if kind == "other" and match[0].isalnum():
            return None  # exponents, fractions with words, General
        if kind == "other" and match[0] == "/":
            return None
        if kind:
            found.append(("said" if kind in ("one", "money", "other") else kind, match[kind]))
    return tuple(found)


def _written(value: Decimal, tokens: tuple[Token, ...]) -> str:
    places = [n for n, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not places:
        return "".join(text for kind, text in tokens if kind in ("said", "percent"))
    point = next((n for n, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole = [n for n in places if n < point]
    value *= 100 ** sum(kind == "percent" for kind, _ in tokens)
    thousands = sum(kind == "comma" for kind, _ in tokens[places[-1] + 1 :])
    value /= 1000**thousands
    decimals = len(places) - len(whole)
    value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    figures, _, rest = format(abs(value), "f").partition(".")
    grouped = any(kind == "comma" for kind, _ in tokens[whole[0] : whole[-1]]) if whole else False
    before = _whole(figures.lstrip("0"), tokens[:point], grouped)
    after = _decimals(rest, tokens[point:])
    return ("-" if value < 0 else "") + before + after


def _whole(figures: str, tokens: tuple[Token, ...], grouped: bool) -> str:
    """The figures before the point, filled in from the right; those left over stand at the first place."""
    places = [n for n, (kind, _) in enumerate(tokens) if kind == "digit"]
    made: list[str] = []
    count = 0
    for n in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[n]
        if kind == "digit":
            taken = figures if places and n == places[0] else figures[-1:]
            figures = figures[: len(figures) - len(taken)]
            for figure in reversed(taken or ("0" if text == "0" else "")):
                made.append("," if grouped and count and count % 3 == 0 else "")
                made.append(figure)
                count += 1
        elif kind in ("said", "percent"):
            made.append(text)
    return "".join(reversed(made))


def _decimals(rest: str, tokens: tuple[Token, ...]) -> str:
    """The point and what follows it; a place marked # or ? is left out where it would only hold a nought."""
    places = [text for kind, text in tokens if kind == "digit"]
    keep = len(places)
    while keep and places[keep - 1] != "0" and rest[keep - 1 : keep] in ("0", ""):
        keep -= 1
    made, at = [], 0
    for kind, text in tokens:
        if kind == "digit":
            made.append(rest[at : at + 1] if at < keep else "")
            at += 1
        elif kind == "point":
            made.append("." if keep else "")
        elif kind in ("said", "percent"):
            made.append(text)
    return "".join(made)
