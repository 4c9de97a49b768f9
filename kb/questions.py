"""A text → the single questions in it, and the intents whose cues stand in each."""

from __future__ import annotations

import re

from kb import cues
from kb.terms import Intent

# Where English words and Chinese characters meet, which no \b sees.
MIXED = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z\d])|(?<=[A-Za-z\d])(?=[\u3400-\u9fff])")
_APART = re.compile(
    r"(?<=[?？])|[!！;；。]+|\.\s+|[,，](?!\d)|\band (?=(?:how|what|which|who|when|where|is|are|do|does|can|must|will|should)\b)"
)
_ASKS = re.compile(
    r"\b(?:how|what|which|who|whom|whose|when|where|why|is|are|was|were|do|does|did|can|could|must|may|will|would|should|need)\b"
    r"|什么|吗|哪|怎么|怎样|如何|多少|多久|多长|多大|几|谁|呢|是否|要不要|能不能|可不可以|需不需|有没有|认不认|还是",
    re.I,
)


def named(text: str) -> frozenset[Intent]:
    """Every intent whose cues stand in a text."""
    apart = MIXED.sub(" ", text)
    return frozenset(intent for intent, pattern in cues.INTENTS if pattern.search(text) or pattern.search(apart))


def questions(text: str) -> tuple[tuple[str, frozenset[Intent]], ...]:
    """Each clause that asks something, in its own words, with the intents whose cues stand in it."""
    clauses = (part.strip() for part in _APART.split(text))
    asking = ((part, named(part)) for part in clauses if part.endswith(("?", "？")) or _ASKS.search(part))
    return tuple((part, cued) for part, cued in asking if cued)
