"""As what a question is answered: as what it asks for, unless what it names can only be answered as something else."""

from __future__ import annotations

from kb import cues
from kb.questions import questions
from kb.tell.draft import Draft
from kb.terms import Intent, Tier

_OF_PROOF = frozenset({Intent.accepted, Intent.route})
_ASIDE = frozenset(
    {Intent.accreditation, Intent.coverage, Intent.open, Intent.standards, Intent.required, Intent.validity}
)  # fmt: skip


def told_as(draft: Draft) -> Intent:
    """The intent whose teller answers."""
    query = draft.query
    if len(query.agreements) > 1 and query.intent in (Intent.coverage, Intent.list):
        return Intent.compare
    if len(query.standards) > 1 and query.intent is Intent.standards:
        return Intent.compare
    if _is_held_there(draft):
        return Intent.accepted
    if query.intent in _OF_PROOF and not query.evidence:
        return _without_proof(draft)
    if query.intent is Intent.list and query.products and query.markets and not _asks_of_pacts(draft):
        return Intent.required  # "which halal rules has Malaysia for gelatin"
    if query.intent is Intent.accreditation and _names_a_treaty(draft):
        return Intent.coverage
    if query.intent is Intent.required and not (query.markets or query.ambiguous):
        return Intent.open
    if query.intent is Intent.accepted and cues.WHEN.search(query.text):
        return Intent.status  # "until when may we place them on the market"
    if query.intent is Intent.status and query.standards and not (query.agreements or query.laws or query.evidence):
        return Intent.standards
    return query.intent


def _is_held_there(draft: Draft) -> bool:
    """Whether something is held of which a market's rules speak, though the words ask of a body, a treaty or a standard."""
    query = draft.query
    if not (query.intent in _ASIDE and query.evidence and query.markets):
        return False
    also = any(Intent.accepted in cued and query.intent not in cued for _, cued in questions(query.text))
    asked = query.products or also or query.intent is Intent.required
    return bool(asked) and any(route.matches for route in draft.found)


def _without_proof(draft: Draft) -> Intent:
    """What counts is asked, and nothing that could count is named: a treaty that carries results, or what the rules ask."""
    query = draft.query
    if query.agreements:
        return Intent.coverage
    if not (query.markets or query.origins or query.ambiguous):
        return Intent.open
    carried = query.origins and (cues.ACCEPTED.search(query.text) or cues.MRA.search(query.text))
    if query.products and query.markets and not carried and any(route.rules for route in draft.found):
        return Intent.required
    return query.intent


def _names_a_treaty(draft: Draft) -> bool:
    """Whether agreements are named, none of them one of accreditation bodies."""
    tiers = {draft.kb.library.agreements[key].tier for key in draft.query.agreements}
    return bool(tiers) and Tier.accreditation not in tiers


def _asks_of_pacts(draft: Draft) -> bool:
    query = draft.query
    return bool(query.agreements or cues.MRA.search(query.text) or not any(route.rules for route in draft.found))
