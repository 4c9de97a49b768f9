"""A standard of which nothing is recorded by itself: the paragraphs and rules that name it in their text, such as what replaced it."""

from __future__ import annotations

from collections.abc import Iterator

from kb.model import PROSE, Part, Statement
from kb.naming import is_of
from kb.numbers import standards
from kb.tell.background import is_of_the_goods, tells_later
from kb.tell.draft import Draft
from kb.tell.openly import shared, speaks_of_all
from kb.tell.standards import naming, rows_of, unheld
from kb.terms import Intent
from kb.words import index_terms

_KINDS = frozenset({Intent.standards, Intent.status, Intent.change, Intent.validity, Intent.definition, Intent.open})
_FROM = (*PROSE, "requirements/")
_MOST = 2  # paragraphs or rules


def answers(draft: Draft) -> bool:
    """Tells what names the standards asked about, where no adoption speaks of any, no paragraph is headed by one and no rule is to
    be tested by it: "GB 22793.1 还能用吗" is told what replaced it. False, and nothing told, where none names one."""
    query = draft.query
    if (
        query.intent not in _KINDS
        or not query.standards
        or query.evidence
        or len(unheld(draft, rows_of(draft))) < len(query.standards)
    ):
        return False
    if naming(draft) or any(
        is_of(own, one) for _, heads in draft.kb.on_standards for own in heads for one in query.standards
    ):
        return False
    asked = {term for term in index_terms(query.text) if not draft.kb.lexicon.is_common(term)}
    found = sorted(
        _naming(draft), key=lambda pair: (not pair[0].id.startswith(PROSE), -shared(draft, asked, pair[1].text))
    )
    for statement, part in found[:_MOST]:
        draft.line("claim", draft.say(part.text), statement.id)
    if found:
        draft.as_of()
    return bool(found)


def _naming(draft: Draft) -> Iterator[tuple[Statement, Part]]:
    """The parts that name one, of records that speak of the economies, the goods and the day asked about."""
    asked = draft.query.standards
    digits = [one.partition(":")[0].rpartition(" ")[2] for one in asked]
    for key, statement in draft.kb.statements.items():
        if not key.startswith(_FROM) or statement.kind == "foreign_evidence":
            continue
        for part in statement.parts:
            if part.name == "standards" or not any(one in part.text.en for one in digits):
                continue
            named = any(is_of(own, one) for own in standards(part.text.en) for one in asked)
            if (
                named
                and speaks_of_all(draft, statement)
                and is_of_the_goods(draft, statement)
                and not tells_later(draft, statement)
            ):
                yield statement, part
