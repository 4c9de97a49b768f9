"""Classes of products side by side, as their standards have them: "KF94 vs N95", "type IIR or level 2?"."""

from __future__ import annotations

from kb import cues
from kb.base import label
from kb.classes import classes, without
from kb.model import PROSE, Statement
from kb.naming import is_of
from kb.numbers import standards
from kb.tell.background import tells_later
from kb.tell.draft import Draft
from kb.terms import Intent
from kb.words import index_terms

_KINDS = frozenset({Intent.compare, Intent.standards, Intent.definition, Intent.open, Intent.accepted})
_MOST = 4  # paragraphs
_BEGINS = 12  # characters of a heading


def answers(draft: Draft) -> bool:
    """Tells the paragraphs headed by the classes and standards that are compared, first one headed by several of them. False, and
    nothing told, where fewer than two are named or told, rows speak of the standards, or a market is to decide what counts."""
    query = draft.query
    named = [one for one in classes(query.text) if query.standards or not _of_a_standard({one})]
    asked = {*named, *query.standards}
    decided = query.markets and query.evidence and query.intent is not Intent.compare
    compared = query.intent is Intent.compare or cues.COMPARED.search(query.text)
    if query.intent not in _KINDS or decided or query.dated or not compared or len(asked) < 2:
        return False
    if not named and draft.rows:  # standards of which rows speak
        return False
    chosen = _chosen(draft, asked)
    told = {one for _, heads in chosen for one in heads}
    if len(told) < 2 or (named and not told & set(named)):
        return False
    for statement, _ in chosen[:_MOST]:
        draft.line("side", draft.say(statement.parts[0].text), statement.id)
    if missing := ", ".join(one for one in named if one not in told):
        draft.status = "partial"
        draft.note(f"**Not in the base** · the class {missing}.", f"**库中没有** · 级别{missing}。")
    draft.as_of()
    return True


def _chosen(draft: Draft, asked: set[str]) -> list[tuple[Statement, set[str]]]:
    """The paragraph headed by most of what is asked about, where it is several, and the one that speaks of each alone."""
    headed = [
        (one, heads)
        for key, one in draft.kb.statements.items()
        if key.startswith(PROSE) and (heads := _heads(label(one), asked)) and not tells_later(draft, one)
    ]
    joint = [pair for pair in headed if len(pair[1]) > 1]
    first = min(joint, key=lambda pair: (-len(pair[1]), *_aside(draft, pair[0], asked)), default=None)
    chosen = [first] if first else []
    told = first[1] if first else set()
    for name in sorted(asked - told.intersection(_of_a_standard(asked))):
        own = [pair for pair in headed if name in pair[1] and pair != first]
        best = min(own, key=lambda pair: _aside(draft, pair[0], asked), default=None)
        if best and best not in chosen:
            chosen.append(best)
    return chosen


def _of_a_standard(asked: set[str]) -> set[str]:
    """Those that mean nothing without their standard: a level 2 may be of masks, gowns or chargers."""
    return {one for one in asked if one.startswith(("type ", "level "))}


def _heads(head: str, asked: set[str]) -> set[str]:
    """What is asked about among the classes and standards that head a paragraph."""
    own = standards(head)
    return asked & set(classes(head)) | {one for one in asked if any(is_of(other, one) for other in own)}


def _aside(draft: Draft, statement: Statement, asked: set[str]) -> tuple[bool, bool, int, int, int]:
    """How far a paragraph is from speaking of these classes alone: it begins with something else, its heading names goods, classes
    of other series, fewer of the question's words, is longer."""
    head = label(statement)
    rest, wanted = without(head), without(draft.query.text)
    goods = any(hit.keys("product") for hit in draft.kb.lexicon.named_in(rest))
    series = {_series(one) for one in asked}
    strange = sum(_series(one) not in series for one in classes(head))
    shared = len(set(index_terms(wanted)) & set(index_terms(rest)))
    return not classes(head[:_BEGINS]), goods, strange, -shared, len(head)


def _series(one: str) -> str:
    """The letters of a class: FFP of FFP2."""
    return one.rstrip("0123456789")
