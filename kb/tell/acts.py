"""An act named by its number of which the base holds no record of its own: the paragraphs of guides that name it."""

from __future__ import annotations

import re

from kb.base import label
from kb.model import Statement
from kb.tell.draft import Draft
from kb.tell.laws import OF_ITSELF
from kb.tell.openly import shared
from kb.terms import Intent
from kb.words import index_terms

# Recommendation 2020/403, Decree 43/2017; the month of 12/2025 is no act.
_NUMBER = re.compile(r"(?<![\d./-])(?:(?:19|20)\d\d/\d{2,4}|\d{1,4}/(?:19|20)\d\d)(?![\d/.-]*\d)")
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])/\d{4}|\d{4}/(?:0[1-9]|1[0-2])")
_NEVER = frozenset({Intent.outside})
_MOST = 2  # paragraphs


def answers(draft: Draft) -> bool:
    """Tells the paragraphs where the question is of the act itself; whether that is all that was asked."""
    query = draft.query
    if query.evidence or query.products or query.intent not in OF_ITSELF or not leads(draft):
        return False
    draft.as_of()
    return True


def leads(draft: Draft) -> bool:
    """Tells the paragraphs that hold every number of an act in the question, those headed by it and those that share most with the
    question first; whether any was told."""
    numbers = {one for one in _NUMBER.findall(draft.query.text) if not _MONTH.fullmatch(one)}
    if not numbers or draft.query.laws or draft.query.intent in _NEVER:
        return False
    asked = set(index_terms(draft.query.text))
    found = sorted(
        _naming(draft, numbers),
        key=lambda one: (not numbers <= {*_NUMBER.findall(label(one))}, -shared(draft, asked, one.parts[0].text)),
    )
    for one in found[:_MOST]:
        draft.line("claim", draft.say(one.parts[0].text), one.id)
    return bool(found)


def _naming(draft: Draft, numbers: set[str]) -> list[Statement]:
    guides = (one for key, one in draft.kb.statements.items() if key.startswith("guides/"))
    return [one for one in guides if numbers <= set(_NUMBER.findall(one.parts[0].text.en))]
