"""What is scored: Tessera, and simple systems to hold it against. Each turns a question into an answer's JSON."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from evals.dataset import Question
from kb.answer import ask
from kb.base import Kb
from kb.history import earlier_queries
from kb.retrieve import search

System = Callable[[Question, Kb], dict[str, Any]]


def tessera(question: Question, kb: Kb) -> dict[str, Any]:
    """The product itself, asked as the command line asks."""
    as_of = dt.date.fromisoformat(question.as_of) if question.as_of else None
    answer = ask(question.question, kb, as_of=as_of, earlier=earlier_queries(question.history, kb))
    return {
        "answer": answer.markdown,
        "status": answer.status,
        "verdict": answer.verdict.value if answer.verdict else None,
        "claims": [{"text": c.text, "citations": list(c.citations)} for c in answer.claims],
        "gaps": [{"text": c.text, "citations": list(c.citations)} for c in answer.gaps],
        "citations": [
            {"n": c.n, "id": c.id, "quote": c.quote, "title": c.title, "url": c.url} for c in answer.citations
        ],
        "took_ms": answer.took_ms,
        "intent": answer.query.intent,
    }


def passages(question: Question, kb: Kb) -> dict[str, Any]:
    """Plain retrieval: the three best passages as they stand, never abstaining, no verdict."""
    started = time.perf_counter()
    hits = kb.index.hits(question.question, k=3)
    texts = [kb.index.shelf.text(hit.id) for hit in hits]
    return {
        "answer": "\n\n".join(texts),
        "status": "answered",
        "verdict": None,
        "claims": [{"text": text, "citations": [n]} for n, text in enumerate(texts, 1)],
        "gaps": [],
        "citations": [
            {"n": n, "id": hit.id, "quote": kb.index.shelf.text(hit.id), "title": "", "url": ""}
            for n, hit in enumerate(hits, 1)
        ],
        "took_ms": (time.perf_counter() - started) * 1000,
        "intent": "",
    }


def silent(question: Question, kb: Kb) -> dict[str, Any]:  # noqa: ARG001 - one shape for every system
    """Says nothing of anything: the floor of facts and the ceiling of abstention."""
    nothing: dict[str, Any] = {
        "answer": "",
        "status": "abstained",
        "verdict": "not_in_base",
        "took_ms": 0.0,
        "intent": "",
    }
    return {**nothing, "claims": [], "gaps": [], "citations": []}


def retrieved(question: Question, kb: Kb, k: int = 10) -> list[str]:
    """The ids that retrieval finds, best first."""
    return [found.evidence.id for found in search(question.question, kb, k=k)]


SYSTEMS: dict[str, System] = {"tessera": tessera, "passages": passages, "silent": silent}
