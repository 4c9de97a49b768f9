"""How the cells of an XLSX are shown: the format of their numbers, and raised figures in their words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ingest.parsers import number_format

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


@dataclass(frozen=True, slots=True)
class Styles:
    codes: tuple[str, ...]  # the number format of each style, "" for none
    from_1904: bool

    def shown(self, value: str, style: str) -> str:
        """The number in the file as its style shows it; ValueError where it is none."""
        at = int(style)
        code = self.codes[at] if 0 <= at < len(self.codes) else ""
        if not code and len(value) < 15 and value.isdecimal() and value.isascii():  # most numbers
            return str(int(value))
        return number_format.shown(float(value), code, from_1904=self.from_1904)


def styles(tree: etree._Element | None, from_1904: bool) -> Styles:
    if tree is None:
        return Styles((), from_1904)
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in tree.iterfind("{*}numFmts/{*}numFmt")}
    codes = []
    for style in tree.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId", "0")
        codes.append(own.get(number) or (number_format.BUILT_IN.get(int(number), "") if number.isdecimal() else ""))
    return Styles(tuple(codes), from_1904)


def rich_text(item: etree._Element) -> str:
    """The words of a string without its readings (furigana), raised and lowered figures as such."""
    found = []
    for part in item:
        name = etree.QName(part).localname if isinstance(part.tag, str) else ""
        if name == "t":
            found.append(part.text or "")
        elif name == "r":
            found.append(_run(part))
    return _ESCAPE.sub(_unescaped, "".join(found)) if found else ""


def _run(run: etree._Element) -> str:
    text = run.findtext("{*}t") or ""
    place = run.find("{*}rPr/{*}vertAlign")
    letters = {"superscript": _RAISED, "subscript": _LOWERED}.get(place.get("val", "") if place is not None else "")
    return text.translate(letters) if letters and all(ord(c) in letters for c in text.strip()) else text


def _unescaped(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return "\n" if letter in "\r\n" else letter if letter.isprintable() else " "
