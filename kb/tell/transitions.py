"""Does proof on the older edition still count? What became of the standard that the proof is on, and until when it may be used."""

from __future__ import annotations

import re

from kb.statements import numbered
from kb.tell.draft import Draft
from kb.terms import Intent, Verdict
from kb.transitions import Older, instead, older

_ASKED = frozenset(
    {
        Intent.accepted,
        Intent.accreditation,
        Intent.change,
        Intent.route,
        Intent.standards,
        Intent.status,
        Intent.steps,
        Intent.validity,
    }
)
_COUNTS = re.compile(
    r"\bstill\b|\bcounts?\b|\bvalid\b|\bvoid\b|\bdead\b|\bany ?more\b|\bgood enough\b|\b(?:can|may|could) (?:i|we|they|it|you)\b|\buse(?:d|able)?\b|\bok\b"
    r"|还|有效|作废|失效|能用|可用|可以|能不能|行不行|行吗|认不认|认吗|收不收|收吗|要换|换证",
    re.I,
)
_THEN = re.compile(r"\bat (?:that|the) (?:moment|time)\b|\bback then\b|当时|那时", re.I)
_MOST = 3


def answers(draft: Draft) -> bool:
    """Tells what became of the editions held, with a verdict where it is asked whether proof on them counts. False, and nothing
    told, where none is recorded as replaced, or where one still counts and a rule of the market decides the rest."""
    query, library = draft.query, draft.kb.library
    asked = query.intent in _ASKED or (query.intent is Intent.required and _COUNTS.search(query.text))
    if not asked or not (found := older(query, library)[:_MOST]):
        return False
    counted = query.intent in (Intent.accepted, Intent.route) or _COUNTS.search(query.text)
    if _THEN.search(query.text) and not query.dated:
        counted = None  # of a day that was not read
    if query.intent is Intent.standards and not counted:
        return False
    ended = [one for one in found if one.has_ended(query.as_of)]
    ruled = query.products and any(route.matches for route in draft.found)
    if ruled and (len(query.markets) > 1 or (counted and not ended)):
        return False  # the keys of each market tell it
    verdicts = {one.verdict(query, library) for one in found}
    silent = [code for code in query.markets if not any(one.is_of(code, query, library) for one in found)]
    if counted and not silent and len(verdicts) == 1 and (verdict := verdicts.pop()) is not None:
        draft.verdict = verdict
        _badge(draft, found, verdict)
    for one in found:
        draft.part(draft.kb.statements[one.id], "statement")
    _instead(draft, ended)
    draft.is_whole = draft.verdict is not None
    draft.as_of()
    return True


def _badge(draft: Draft, found: tuple[Older, ...], verdict: Verdict) -> None:
    """The verdict, the markets, and the editions that it is of."""
    several = draft.words(", ", "、")
    codes = draft.query.markets or [code for one in found for code in one.transition.markets]
    markets = dict.fromkeys(draft.name("economies", code, bare=True) for code in codes)
    told = " ".join(draft.say(one.transition.statement) for one in found)
    named = dict.fromkeys(name for one in found for name in one.names(draft.query))
    written = (numbered(*name.split(":", 1)) if ":" in name else name for name in named)
    editions = [name for name in written if name in told]
    draft.badge(verdict, None, several.join(markets), several.join(editions), evidence=tuple(one.id for one in found))


def _instead(draft: Draft, ended: list[Older]) -> None:
    """What counts in place of the editions that ended."""
    named: dict[str, str] = {}
    for one in ended:
        named |= instead(one, draft.kb.library, draft.query.as_of)
    draft.head(draft.phrase("instead"))
    for name, by in named.items():
        draft.line("gap", name, by)
    draft.head("")
