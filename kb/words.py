"""Texts → the words the lexical index counts, and the units names are matched by; English and Chinese alike."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

import Stemmer

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_EAST = _CJK + "\u3041-\u30ff\uac00-\ud7a3"  # with kana and hangul, which run on like Chinese
_UNIT = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:[.'’&+-][^\W_{_CJK}]+)*", re.UNICODE)
_RUN = re.compile(rf"[{_EAST}]+|[^\W_{_EAST}]+(?:[.'’&+-][^\W_{_EAST}]+)*", re.UNICODE)
_IS_EAST = re.compile(rf"[{_EAST}]")
_STOP = frozenset(
    "a an and are as at be by can do does for from has have how i if in is it its my of on or our that the their "
    "there this to was we what when where which who will with you your "
    "about after all also any been before being could had into long may more most much must no not one only other out "
    "shall should so such than under up were within would "
    # German and French: rare in such a base, they would outweigh what a question is about
    "der die das und den dem des ein eine einer eines einem einen von zu zum zur mit ist im für nicht auf als auch es "
    "bei nach aus durch wird werden oder sich muss müssen kann können darf welche welcher welches wie viele hoch wer was "
    "wann wo ab le la les du de et une un est dans pour que qui par sur au aux ce ces cette se sont ne pas ou il elle en "
    "quel quelle quels quelles combien doit peut être".split()
)
# Of a Chinese question: what asks, and what joins. No passage that answers holds them, and beside every one of them stand
# pairs that no word makes, rare and so of great weight.
_ASKS = re.compile(
    "为什么|什么|甚么|多少|多[大高久长]|哪[些个位里种年一]|几[个月日]|如何|怎么|怎样|是否|有没有|"
    "请问|何[时地]|[谁吗呢是]|(?<!目)的(?![士确])|了(?!解)|(?<![存现])在(?!线)|(?<![共饱])和(?![平谐])|(?<!参)与"
)
_JOINED = re.compile(r"[.+&-]")
_TARIFF = re.compile(r"(?<![\d.])\d{4}(?:\.\d{2})+(?:\.\d{1,4})*(?![\d.])")
_STANDARD = re.compile(r"\b([A-Z]{2,4}(?:/[A-Z]{1,3})?)\s?(\d{2,6}(?:[.-]\d{1,4})*)(?::\s?(\d{4}))?")
_ARTICLE = re.compile(r"\b(\d{1,3})\((\d{1,2})\)")
_stem = Stemmer.Stemmer("english").stemWord


def normal(text: str) -> str:
    """One form for every way of writing the same: NFKC, so that full-width letters and digits are plain ones."""
    return unicodedata.normalize("NFKC", text)


def simplified(text: str) -> str:
    """The text with traditional Chinese characters in their simplified form, character by character."""
    return text.translate(_table()) if _IS_EAST.search(text) else text


@cache
def _table() -> dict[int, str]:
    from opencc import OpenCC

    every = [
        chr(n) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)) for n in range(first, last + 1)
    ]
    folded = OpenCC("t2s").convert("\n".join(every)).split("\n")
    return {ord(one): other for one, other in zip(every, folded, strict=True) if one != other}


def is_chinese(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" for c in text)


def is_east_asian(text: str) -> bool:
    """Whether a text holds Chinese characters, kana or hangul."""
    return _IS_EAST.search(text) is not None


def is_mostly_east_asian(text: str) -> bool:
    """Whether a text is in Chinese, Japanese or Korean, rather than names something so."""
    return 4 * len(_IS_EAST.findall(text)) > len(text)


def units(text: str) -> list[str]:
    """Words of an alphabet as they stand, Chinese characters one by one."""
    return _UNIT.findall(normal(text))


def index_pairs(text: str) -> list[str]:
    """Each two words of an alphabet that stand together, as stems, stop words left out."""
    return list(map(" ".join, pairwise(stems(text))))


def stems(text: str) -> list[str]:
    """The words of an alphabet, in their order, as stems, stop words left out."""
    words = (_of_run(run) for run in _RUN.findall(normal(text).lower()))
    return [terms[0] for terms in words if terms and not _IS_EAST.match(terms[0])]


def asked_terms(text: str) -> list[str]:
    """The terms by which a question finds passages: those of a passage, but for the words of Chinese that ask or join."""
    told = asked(text)
    return [*index_terms(told), *index_pairs(told)]


def asked(text: str) -> str:
    """A question without the words of Chinese that ask or join, its characters simplified."""
    return _ASKS.sub(" ", simplified(normal(text)))


def index_terms(text: str) -> list[str]:
    """What BM25 counts: English stems, codes, their parts and joined forms ("62368-1", "62368", "iec62368-1"), and pairs of
    Chinese, Japanese and Korean characters."""
    plain = simplified(normal(text))
    terms = _codes(plain)
    for run in _RUN.findall(plain.lower()):
        terms += _of_run(run)
    return terms


@lru_cache(maxsize=65536)
def _of_run(run: str) -> tuple[str, ...]:
    """The terms of letters that stand together."""
    if _IS_EAST.match(run):
        return (run,) if len(run) == 1 else tuple(run[i : i + 2] for i in range(len(run) - 1))
    if run in _STOP:
        return ()
    parts = _JOINED.split(run)
    return (_stem(run), *(_stem(part) for part in parts if len(part) > 1)) if len(parts) > 1 else (_stem(run),)


def _codes(text: str) -> list[str]:
    """Tariff lines, standards and articles as one word each, however they are written: 8704.21.00, ISO 13485:2016, 14(3)."""
    terms = [code.replace(".", "") for code in _TARIFF.findall(text)]
    for issued, number, year in _STANDARD.findall(text):
        body = issued.lower()
        for name in dict.fromkeys((body, body.partition("/")[0])):  # ISO/IEC 27001 is also ISO 27001
            terms += [f"{name}{number}", *([f"{name}{number}:{year}"] if year else [])]
    return terms + [f"{article}({paragraph})" for article, paragraph in _ARTICLE.findall(text)]
