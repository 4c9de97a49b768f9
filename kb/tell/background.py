"""The paragraph of a guide that speaks of the question itself: a date, a count, a rule of the field, told in two or three
sentences. A guide answers what rows cannot: why, since when, how many, what does not exist."""

from __future__ import annotations

from kb.model import Statement
from kb.tell.draft import Draft
from kb.tell.openly import speaks_of_all
from kb.terms import Intent
from kb.words import index_terms

# Asked of a market's rules or of what is held, a row answers; the guide stands behind it. Of all else the guide leads.
_BEHIND = frozenset(
    {
        Intent.accepted,
        Intent.required,
        Intent.route,
        Intent.steps,
        Intent.standards,
        Intent.marking,
        Intent.representative,
    }
)
_NEVER = frozenset({Intent.not_recorded, Intent.outside})
_NEAR = 0.5  # score of a paragraph that is the very best of what search finds
_VERY_NEAR = 0.65  # of one that is among the best
_SHARED = 0.3  # of the question's words that it must hold


def leads(draft: Draft) -> bool:
    """Tells the paragraph before anything else, where the question is of a kind that guides answer; whether it was told."""
    return draft.query.intent not in _BEHIND and _tell(draft)


def follows(draft: Draft) -> bool:
    """Tells the paragraph after the rows, where they were what was asked for."""
    draft.head(draft.phrase("background"))
    told = draft.query.intent in _BEHIND and _tell(draft)
    draft.head("")
    return told


def _tell(draft: Draft) -> bool:
    paragraph = None if draft.query.intent in _NEVER else _nearest(draft)
    if paragraph is not None:
        draft.part(paragraph, "statement")
    return paragraph is not None


def _nearest(draft: Draft) -> Statement | None:
    """The guide's paragraph among the best of what search finds, if it is near enough and speaks of what was named."""
    asked = set(index_terms(f"{draft.query.before} {draft.query.text}"))
    for rank, hit in enumerate(draft.hits[:6]):
        if not hit.id.startswith("guides/") or hit.score < (_NEAR if rank == 0 else _VERY_NEAR):
            continue
        statement = draft.kb.statements[hit.id]
        held = set(
            index_terms(f"{statement.told('en')} {statement.told('zh')} {statement.title.en} {statement.title.zh}")
        )
        if len(asked & held) >= _SHARED * len(asked) and speaks_of_all(draft, statement):
            return statement
    return None
