"""The classes that standards give to products, as text names them: FFP2 of EN 149, type IIR of EN 14683, level 2 of ASTM F2100."""

from __future__ import annotations

import re

_SERIES = re.compile(
    r"(?<![A-Za-z0-9.])(KF|KN|KP|FFP|PFF|DS|DL|RS|RL|TN|[NRP](?=[- ]?(?:9|100))|P(?=[- ]?[123]))[- ]?(100|80|9[0459]|[123])(?![\d.-]*[A-Za-z0-9])",
    re.I,
)
_AND = r"(?:[\s,/、，和或]|and\b|or\b)*"
_TYPES = re.compile(rf"\btypes? ((?:I{{1,2}}R?\b{_AND})+)|(?<![A-Za-z])(IIR)(?![A-Za-z])", re.I)
_LEVELS = re.compile(rf"\blevels? ?((?:[1-4]\b{_AND})+)|(?<![A-Za-z])(?:l|lv|lvl)\.? ?([1-4])(?![\dA-Za-z])", re.I)
_ONE = re.compile(r"\bI{1,2}R?\b|\b[1-4]\b", re.I)


def classes(text: str) -> tuple[str, ...]:
    """The classes named, once each, in one spelling: "ffp 2 or KN-95, types II and IIR" → FFP2, KN95, type II, type IIR."""
    found = [f"{series}{grade}".upper() for series, grade in _SERIES.findall(text)]
    for kind, listed in (("type", _TYPES), ("level", _LEVELS)):
        runs = " ".join(several or one for several, one in listed.findall(text))
        found += [f"{kind} {one.upper()}" for one in _ONE.findall(runs)]
    return tuple(dict.fromkeys(found))


def without(text: str) -> str:
    """A text without the classes that it names."""
    for one in (_SERIES, _TYPES, _LEVELS):
        text = one.sub(" ", text)
    return text
