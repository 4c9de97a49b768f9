"""The kind of value a question asks for, a length of time or a sum of money, and whether a text states one."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = (  # the look ahead at its first letter makes the search three times as fast
    r"(?=[\dacdefhnoqstuvz])(?:\d+(?:[.,]\d+)*"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|ninety"
    r"|ein(?:e[mnrs]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf"
    r"|un|deux|trois|quatre|cinq|sept|huit|neuf|dix|quinze|trente)"
)
_EAST_NUMBER = r"[\d〇一二三四五六七八九十百千两]+"
_TIME = r"years?|months?|weeks?|days?|hours?|jahren?|monaten?|wochen?|tagen?|ans?|années?|mois|semaines?|jours?|heures?"
_EAST_TIME = r"年|个月|個月|[か箇ヶ]?月|[个個]?工作日|日|天|周|小[时時]|時間|개월|년|일"


class Kind(NamedTuple):
    """How a value of one kind is asked for, and how it is stated, in small letters."""

    asked: re.Pattern[str]
    stated: re.Pattern[str]


def _kind(asked: tuple[str, ...], stated: tuple[str, ...]) -> Kind:
    return Kind(re.compile("|".join(asked)), re.compile("|".join(stated)))


KINDS = (
    _kind(  # a length of time
        (
            r"how (?:long|soon|often|quickly|fast)|how many (?:\w+ )?(?:years|months|weeks|days|hours)",
            r"how much (?:time|notice)|deadline|time limit",
            r"多久|多[长長]时间|多長時間|[几幾多少]+\s*(?:年|[个個]?月|天|日|[个個]?工作日|小[时時])|期限|有效期",
            r"wie lange|wie viele (?:jahre|monate|wochen|tage)|frist",
            r"combien de (?:temps|jours|semaines|mois|ans|années)|délai",
            r"何(?:年|日|[か箇ヶ]月)|期間|몇\s?(?:년|개월|일)|며칠|기간|얼마\s?동안",
        ),
        (
            rf"\b{_NUMBER}(?:\s*\(\w+\))?[\s-]+(?:\w+\s)?(?:{_TIME})\b",
            rf"{_EAST_NUMBER}\s*(?:{_EAST_TIME})",
        ),
    ),
    _kind(  # a sum of money
        (
            r"\b(?:fees?|fines?|lev(?:y|ies)|penalt(?:y|ies)|costs?|prices?|pays?|charges?|charged)\b",
            r"费|費|罚款|罰|多少[钱錢]|手数料|수수료|벌금|과태료",
            r"bußgeld|geldbuße|gebühr|amende|\bfrais\b",
        ),
        (
            r"[$€£¥￥₩]\s?\d|\d\s*(?:[$€£¥￥₩]|dollars?\b|euros?\b|yen\b|won\b)|\b(?:eur|usd|sgd|cad|nzd|aud|hkd|cny|rmb)\b",
            r"[\d〇一二三四五六七八九十百千万萬億亿]\s*(?:元|円|圓|원|倍)",
        ),
    ),
)


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds of value a question asks for; most ask for none."""
    small = question.lower()
    return tuple(kind for kind in KINDS if kind.asked.search(small))


def stated(text: str, kinds: tuple[Kind, ...]) -> float:
    """The share of these kinds of which the text states a value."""
    small = text.lower()
    return sum(kind.stated.search(small) is not None for kind in kinds) / len(kinds) if kinds else 1.0
