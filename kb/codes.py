"""Codes of goods as people write them (HS, CCC class, ICS), or the standard goods fall under → the product families they find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb import numbers
from kb.library import Library
from kb.numbers import STANDARD, Span
from kb.records import ClassCode
from kb.terms import System
from kb.words import index_terms

_IS = r"\s*(?:is|are|为|是)?\s*[:：]?\s*"
_WORDS: dict[System, str] = {
    System.hs: r"(?<![A-Za-z])(?:HTS|HSN?)(?![A-Za-z])(?:[ -]?(?:codes?|(?:sub)?headings?|numbers?|chapters?|编码))?"
    r"|\b(?:tariff|customs|commodity) (?:codes?|lines?|(?:sub)?headings?)|(?:海关|报关)(?:商品)?(?:编码|编号|代码)|税则(?:号列?|编号)|税号|商品编[码号]",
    System.ccc: r"(?<![A-Za-z\d])(?:CCC|3C)(?![A-Za-z\d])\s*(?:认证|目录|产品|catalog(?:ue)?|certification|product)*\s*"
    r"(?:class(?:es)?|categor(?:y|ies)|codes?|(?:产品)?(?:类别|种类|代码|编码|类))",
    System.ics: r"(?<![A-Za-z])ICS(?![A-Za-z])(?:[ -]?(?:codes?|fields?|groups?|numbers?|分类号?|代码|号))?|国际标准分类号?",
}
_CODES: dict[System, str] = {
    System.hs: r"(?P<code>\d[\d.]*\d)",
    System.ccc: r"(?P<code>[0-2]\d{3})(?!\d)",
    System.ics: r"(?P<code>\d\d(?:\.\d{3}(?:\.\d\d)?)?)(?!\.?\d)",
}
_SAID = [(system, re.compile(rf"(?:{_WORDS[system]}){_IS}{_CODES[system]}", re.I)) for system in System]
# A tariff line by its dots alone, and a class after the mark: "3C 0701类", "CCC 0701", but no year.
_SAID += [
    (System.hs, re.compile(r"(?<![A-Za-z\d.])(?!19|20)(?P<code>\d{4}\.\d{2}(?:\.?\d{2}){0,2})(?![A-Za-z\d.])")),
    (
        System.ccc,
        re.compile(
            r"(?<![A-Za-z\d])(?:CCC|3C)(?:认证|目录)?\s*(?P<code>0[1-9]\d\d(?!\d)(?:\s?类)?|[12]\d{3}(?=\s?(?:类(?!似)|class\b)))",
            re.I,
        ),
    ),
]
_ASKED = {system: re.compile(words, re.I) for system, words in _WORDS.items()}
_ASKED[System.ccc] = re.compile(
    rf"{_WORDS[System.ccc]}|(?<![A-Za-z\d])(?:CCC|3C)(?![A-Za-z\d])[^,，。?？]{{0,6}}(?:产品)?类别", re.I
)
_PLACED: dict[System, tuple[int, ...]] = {System.hs: (4, 6, 8, 10), System.ccc: (4,), System.ics: (2, 5, 7)}  # digits
_UNDER = re.compile(
    r"\b(?:goods|products?|articles?|equipment|appliances?|devices?|items?|anything)\s+(?:(?:that|which) (?:are|is|falls?|comes?) )?"
    r"(?:under|covered by|(?:with)?in(?: the scope of)?|falling under|certified to|tested (?:to|against)|of)\s+(?:the )?(?:standard )?$",
    re.I,
)
_GOODS = re.compile(
    r"\s*(?:标准)?(?:的?(?:适用)?范围)?(?:之?内|所?涵盖|覆盖|涉及|适用|管辖)?的?(?:产品|货物|商品|设备|器具)"
)


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that stands in a text."""

    system: System
    written: str
    digits: str
    span: Span  # with the words that say what it is

    @property
    def is_possible(self) -> bool:
        """Whether the classification can hold such a code: its length, and of HS its chapter."""
        of_goods = self.system is not System.hs or 1 <= int(self.digits[:2]) <= 97
        return of_goods and len(self.digits) in _PLACED[self.system]


def coded(text: str) -> tuple[Coded, ...]:
    """The codes of a text, in its order, each once; a bare number without dots is none."""
    found: dict[tuple[System, str], Coded] = {}
    taken: list[Span] = list(numbers.spans(text, STANDARD))  # the digits after a standard's series are no tariff line
    for system, pattern in _SAID:
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match["code"])
            if not any(a < match.end("code") and match.start("code") < b for a, b in taken):
                taken.append(match.span())
                found.setdefault((system, digits), Coded(system, match["code"].rstrip("类 "), digits, match.span()))
    return tuple(sorted(found.values(), key=lambda one: one.span))


def spans(text: str) -> tuple[Span, ...]:
    """Where codes stand with the words before them: the CCC of "CCC class 0701" is no certificate that somebody holds."""
    return tuple(one.span for one in coded(text))


def masked(text: str) -> str:
    """The text with its codes blanked, so that their digits are read as nothing else."""
    for start, end in spans(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def systems_asked(text: str) -> tuple[System, ...]:
    """The classifications that a text speaks of."""
    return tuple(system for system in System if _ASKED[system].search(text))


def records_of(one: Coded, library: Library) -> tuple[ClassCode, ...]:
    """What is recorded of a code: the narrowest that holds it, else those that lie under it."""
    mine = [(re.sub(r"\D", "", code.code), code) for code in library.codes.values() if code.system is one.system]
    holding = [(len(digits), code) for digits, code in mine if one.digits.startswith(digits)]
    if holding:
        return (max(holding, key=lambda pair: pair[0])[1],)
    return tuple(code for digits, code in mine if digits.startswith(one.digits))


def products_of(one: Coded, library: Library) -> tuple[str, ...]:
    """The product or family that a code finds; several where they share no family, none where the code is not recorded."""
    codes = {code.code for code in records_of(one, library)}
    return shared_family(
        (key for key, product in library.products.items() if codes & set(getattr(product, one.system))), library
    )


def products_under(text: str, library: Library) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of each standard that goods are said to fall under: its name, and the products of its adoptions, as `products_of` tells them."""
    found = []
    for match in STANDARD.finditer(text):
        if _UNDER.search(text[: match.start()]) or _GOODS.match(text, match.end()):
            name = _plain(f"{match['series']} {match['number']}")
            rows = [row for row in library.equivalences.values() if name in (_plain(row.standard), _plain(row.adopts))]
            found.append((name, shared_family((key for row in rows for key in row.products), library)))
    return tuple(found)


def shared_family(keys: Iterable[str], library: Library) -> tuple[str, ...]:
    """Of products the one that all others are kinds of, or the nearest family that all belong to; where there is none, the widest of them."""
    found = tuple(dict.fromkeys(keys))
    widest = tuple(key for key in found if not set(found) & set(_line(key, library)[1:]))
    if len(widest) < 2:
        return widest
    lines = [_line(key, library) for key in widest]
    return next(((one,) for one in lines[0] if all(one in line for line in lines)), widest)


def covering(text: str, system: System, library: Library) -> tuple[ClassCode, ...]:
    """The codes of a classification whose goods a text names word by word: 2941 of "HS code for antibiotics"."""
    words = set(index_terms(text))
    codes = (code for code in library.codes.values() if code.system is system)
    return tuple(code for code in codes if any(goods and goods <= words for goods in _goods(code)))


def shared_words(text: str, code: ClassCode) -> int:
    """How many words of a text stand among the goods of a code."""
    return len(set(index_terms(text)) & {*index_terms(code.covers.en), *index_terms(code.covers.zh)})


def _goods(code: ClassCode) -> tuple[set[str], ...]:
    """The words of the goods of a code, in both languages."""
    return tuple(set(index_terms(one)) for one in (code.covers.en, code.covers.zh))


def codes_of(product: str, system: System, library: Library) -> tuple[tuple[ClassCode, ...], str]:
    """The codes of a product in a classification, and whose they are: its own, else those of the nearest family that has some."""
    for key in _line(product, library):
        if codes := getattr(library.products[key], system):
            return tuple(library.codes[f"{system}-{code}"] for code in codes), key
    return (), product


def _line(product: str, library: Library) -> tuple[str, ...]:
    """The product and what it is a kind of."""
    return tuple(_upward(product, library))


def _upward(product: str | None, library: Library) -> Iterator[str]:
    while product is not None:
        yield product
        product = library.products[product].parent


def _plain(standard: str) -> str:
    return re.sub(r"/T(?= )", "", standard.split(":")[0].upper())
