"""Texts → the words the lexical index counts, and the units names are matched by; English and Chinese alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNIT = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:[.'’&+-][^\W_{_CJK}]+)*", re.UNICODE)
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[.'’&+-][^\W_{_CJK}]+)*", re.UNICODE)
_STOP = frozenset(
    "a an and are as at be by can do does for from has have how i if in is it its my of on or our that the their "
    "there this to was we what when where which who will with you your".split()
)
_stem = lru_cache(maxsize=65536)(Stemmer.Stemmer("english").stemWord)


def normal(text: str) -> str:
    """One form for every way of writing the same: NFKC, so that full-width letters and digits are plain ones."""
    return unicodedata.normalize("NFKC", text)


def is_chinese(text: str) -> bool:
    return any("\u3400" <= c <= "\u9fff" for c in text)


def units(text: str) -> list[str]:
    """Words of an alphabet as they stand, Chinese characters one by one."""
    return _UNIT.findall(normal(text))


def index_terms(text: str) -> list[str]:
    """What BM25 counts: English stems, codes and their parts ("62368-1" and "62368"), Chinese character pairs."""
    terms: list[str] = []
    for run in _RUN.findall(normal(text).lower()):
        if "\u3400" <= run[0] <= "\u9fff" or "\uf900" <= run[0] <= "\ufaff":
            terms += [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
            continue
        if run in _STOP:
            continue
        terms.append(_stem(run))
        if any(c in run for c in ".-+&"):
            terms += [_stem(part) for part in re.split(r"[.+&-]", run) if len(part) > 1]
    return terms
