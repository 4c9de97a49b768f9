"""A text → the single questions in it, and the intents whose cues stand in each."""

from __future__ import annotations

import re
from functools import lru_cache

from kb import cues
from kb.terms import Intent

# Where English words and Chinese characters meet, which no \b sees.
MIXED = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z\d])|(?<=[A-Za-z\d])(?=[\u3400-\u9fff])")
_APART = re.compile(
    r"(?<=[?？])|[!！;；。]+|\.\s+|[,，](?!\d{3}(?!\d))"
    r"|\b(?:and|or|but|while|plus) (?:also )?(?=(?:how|what|which|who|when|where|since when|is|are|do|does|can|must|will|would|should)\b)"
)
_ASKS = re.compile(
    r"\b(?:how|what|which|who|whom|whose|when|where|why|is|are|was|were|do|does|did|can|could|must|may|will|would|should|need)\b"
    r"|什么|吗|哪|怎么|怎样|如何|多少|多久|多长|多大|几|谁|呢|是否|是不是|行不行|要不要|能不能|可不可以|需不需|有没有|认不认|还是",
    re.I,
)
# What is needed, asked in so many words; and what an agreement or an accreditation covers.
_REQUIRES = re.compile(
    r"\bwhat\b[^?]{0,30}\b(?:need|required|requires?|requirements)\b|\b(?:which|what) (?:certif\w+|approvals?|documents?|papers|marks?)\b|\b(?:do|does|must|should) (?:i|we|it|they) (?:still )?(?:need|have)\b"
    r"|要(?:什么|啥|哪些|做什么|做哪些|办什么)|需要(?:什么|哪些|啥)|(?:什么|哪些|啥)(?:认证|证|资料|手续)|要(?!求|是|不|么|紧)[^,，。?？]{0,12}(?:[A-Z]{2,}|认证|证|许可|备案|注册)[^,，。?？]{0,4}[吗么嘛]|要不要(?:做|办)",
    re.I,
)
_COVERS = re.compile(r"\bcover\w*|\bsignator(?:y|ies)\b|覆盖|涵盖|签署方", re.I)
_PROOF = re.compile(
    r"\b(?:reports?|cert\w*|approvals?|registrations?|grants?|marks?|marking|declarations?|licen[cs]es?|test\w*|[A-Z]{2,5})\b|报告|证|认证|声明|批文|[A-Z]{2,5}",
)
_PARTS = frozenset(
    {Intent.validity, Intent.not_recorded, Intent.how_many, Intent.representative, Intent.marking, Intent.status, Intent.compare,
     Intent.definition, Intent.designates}
)  # fmt: skip
_OF_A_RULE = _PARTS - {Intent.designates, Intent.definition, Intent.compare}
_MOVES = frozenset({Intent.steps, Intent.route, Intent.change, Intent.standards, Intent.outside})

# What goods may hold, be or number at most, and whom a rule leaves out; and words that say that a time of validity is meant.
_LIMIT = re.compile(
    r"\blimit(?:s|ed|ation)?\b|\bmax(?:imum|\.)?(?! validity\b)|\bhow old\b(?= (?:can|may|could) (?:an? |the )?\w+)|\bthreshold\b|\b(?:mg/(?:ml|kg|l)|ppm)\b|\bage (?:rules?|restrictions?)\b"
    r"|\b(?:own|personal|private) use\b|\bhow many\b[^?]*\b(?:may|can) (?:i|we|one) (?:bring|carry|import|take)\b"
    r"|限[值量额]|限制|上限|车龄|年限|(?:最多|能|可以?)(?:带|进口?|寄)几|自用|超过多少|(?:含量|浓度|重金属|邻苯|甲醛|铅)[^,，。?？]{0,6}多少",
    re.I,
)
_VALID = re.compile(
    r"\bvalid\w*|\bexpir\w+|\brenew\w*|\btime limits?\b|\blast(?:s|ing)?\b|\b(?:reports?|cert\w*|licen[cs]es?|approvals?)\b|有效|到期|过期|续|证书?(?!明)|报告",
    re.I,
)
_SCOPE = re.compile(r"\bscope\b|适用范围|(?<!认可)(?<!能力)范围", re.I)


def of_a_limit(text: str) -> bool:
    """Whether what a rule lets goods hold, be or number is asked for: "used car age limit", 邻苯限量."""
    return bool(_LIMIT.search(text) and not _VALID.search(text))


def of_a_scope(text: str) -> bool:
    """Whether it is asked what a rule or standard applies to."""
    return bool(_SCOPE.search(text))


@lru_cache(maxsize=512)
def named(text: str) -> frozenset[Intent]:
    """Every intent whose cues stand in a text."""
    apart = MIXED.sub(" ", text)
    texts = {text, apart}
    return frozenset(intent for intent, pattern in cues.INTENTS if any(map(pattern.search, texts)))


def weighed(text: str) -> frozenset[Intent]:
    """The intents of a text, without those of parts that are asked beside what counts, what is required or what is covered."""
    asked = questions(text)
    if len(asked) < 2:
        return named(text)
    main = _counts(asked) or _is_required(asked) or _is_covered(asked)
    if not main:
        return named(text)
    own, beside = _asked_in(main), [cued for one, cued in asked if one != main]
    dropped = _PARTS | ({Intent.route} if Intent.accepted in own else frozenset())
    if Intent.accepted in own and cues.MRA.search(text):  # what an agreement holds, and since when
        dropped -= {Intent.how_many, Intent.status}
    return (named(text) | own) - ((dropped & frozenset().union(*beside)) - own)


_Asked = tuple[tuple[str, frozenset[Intent]], ...]


def _counts(asked: _Asked) -> str:
    """The clause that asks whether proof counts; "" where none does."""
    told = (one for one, cued in asked if Intent.accepted in cued and not cued & _OF_A_RULE)
    return next((one for one in told if _PROOF.search(one)), "")


def _is_required(asked: _Asked) -> str:
    return next((one for one, cued in asked if _REQUIRES.search(one) and not cued & (_PARTS | _MOVES)), "")


def _is_covered(asked: _Asked) -> str:
    of_scope = (one for one, cued in asked if cued & {Intent.coverage, Intent.accreditation} and not cued & _PARTS)
    return next((one for one in of_scope if _COVERS.search(one)), "")


# Short names of what rules are about, whose titles write them out.
_SPELT_OUT = {re.compile(r"\bMEPS\b", re.I): "energy performance"}


def spelt_out(text: str) -> str:
    """The text with what its short names stand for beside them: "MEPS of a fridge" is of energy performance."""
    return " ".join((text, *(words for short, words in _SPELT_OUT.items() if short.search(text))))


def questions(text: str) -> tuple[tuple[str, frozenset[Intent]], ...]:
    """Each clause that asks something, in its own words, with the intents whose cues stand in it."""
    clauses = (part.strip() for part in _APART.split(text))
    asking = ((part, _asked_in(part)) for part in clauses if part.endswith(("?", "？")) or _ASKS.search(part))
    return tuple((part, cued) for part, cued in asking if cued)


_SIDES = (Intent.validity, Intent.representative, Intent.marking)


def sides_asked(text: str) -> tuple[str, ...]:
    """The sides of a rule that a text asks for, in whatever clause: "is there a factory audit, and how long is it valid"."""
    cued = frozenset().union(*(cued for _, cued in questions(text)))
    return (*(intent.value for intent in _SIDES if intent in cued), *cues.sides_named(text))


def _asked_in(clause: str) -> frozenset[Intent]:
    return named(clause) | (frozenset({Intent.required}) if _REQUIRES.search(clause) else frozenset())
