"""Query → Evidence: the same hybrid search that answers rest on, records and ingested passages together."""

from __future__ import annotations

import datetime as dt

from kb.base import Kb
from kb.model import Evidence, Found, Query
from kb.understand import clean, understand

ROLE_WEIGHT = 0.25  # of the share of a query's roles that a record is about
RELEVANT = 0.45  # below: nothing in the base speaks of the question (calibrated on evals/datasets)


def search(query: str, kb: Kb, *, k: int = 10) -> tuple[Found, ...]:
    """The k best statements and passages with their signals, best first. Raises QuestionError for an empty query."""
    understood = understand(clean(query), kb.library, lexicon=kb.lexicon, today=dt.date.today())
    return retrieve(understood, kb, k=k)


def retrieve(query: Query, kb: Kb, *, k: int = 10) -> tuple[Found, ...]:
    """The k best for a query: convex combination of the dense and the lexical score, raised where roles agree."""
    wanted = roles(query)
    found = []
    for hit in kb.index.hits(query.text, k=max(50, 3 * k), dense_text=in_english(query, kb)):
        statement = kb.statements.get(hit.id)
        shared = len(wanted & statement.about) / len(wanted) if statement and wanted else 0.0
        score = (hit.score + ROLE_WEIGHT * shared) / (1 + ROLE_WEIGHT) if wanted else hit.score
        found.append((score, hit, shared))
    found.sort(key=lambda one: (-one[0], one[1].id))
    return tuple(
        Found(first(kb, hit.id, query.language), score, {"dense": hit.dense, "lexical": hit.lexical, "record": shared})
        for score, hit, shared in found[:k]
    )


def first(kb: Kb, one: str, language: str) -> Evidence:
    return kb.evidence(one, language)[0]


def roles(query: Query) -> frozenset[str]:
    """What a statement has to be about to be about the query."""
    return frozenset(
        [f"market:{m}" for m in query.markets]
        + [f"party:{m}" for m in query.economies]
        + [f"product:{p}" for p in query.products]
        + [f"evidence:{e}" for e in query.evidence]
        + [f"agreement:{a}" for a in query.agreements]
        + [f"scheme:{s}" for s in query.schemes]
        + [f"body:{b}" for b in query.bodies]
        + [f"term:{t}" for t in query.terms]
    )


def in_english(query: Query, kb: Kb) -> str | None:
    """For the English encoder: a Chinese question told by the English names of what it speaks of."""
    if query.language != "zh":
        return None
    library = kb.library
    names = [library.economies[c].names.en for c in query.economies]
    names += [library.products[p].names.en for p in query.products]
    names += [library.evidence[e].names.en for e in query.evidence]
    names += [library.schemes[s].names.en for s in query.schemes]
    names += [library.agreements[a].names.en for a in query.agreements]
    names += [library.bodies[b].names.en for b in query.bodies]
    names += [library.glossary[t].names.en for t in query.terms]
    names += query.standards
    return " ".join([*names, query.intent]) if names else None
