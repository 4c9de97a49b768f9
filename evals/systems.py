"""What is scored: Tessera, and simple systems to hold it against. Each turns a question into an answer's JSON.

An answer may hold besides what CONTRACTS.md asks: `found`, the ids its retrieval found, best first.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evals import baselines
from evals.baselines import Search, searches
from evals.dataset import Question
from kb.answer import ask
from kb.base import Kb
from kb.errors import InputError, QuestionError
from kb.history import earlier_queries
from kb.model import Answer, Claim, Query
from kb.retrieve import search

System = Callable[[Question], dict[str, Any]]
NAMES = ("tessera", "tessera+model", *baselines.NAMES, "majority", "nothing")
_DEPTH = 10  # ranks of which retrieval is scored
_TOLD = 3  # passages that a plain search answers with; llama-index's own default is two


def systems(names: Sequence[str], kb: Kb, questions: Sequence[Question]) -> dict[str, System]:
    """The systems by name, "all" for every one that the settings allow. InputError: one that is not known or has no model."""
    wanted = [one for one in NAMES if one != "tessera+model" or kb.settings.llm_url] if "all" in names else list(names)
    for name in wanted:
        if name not in NAMES:
            raise InputError(f"system '{name}': not known; one of all, {', '.join(NAMES)}")
    if "tessera+model" in wanted and not kb.settings.llm_url:
        raise InputError("system 'tessera+model': no model is set; set TESSERA_LLM_URL and TESSERA_LLM_MODEL")
    plain = set(wanted) & set(baselines.NAMES)
    built = searches(plain, kb, _vectors(questions, kb) if plain - {"bm25"} else {})
    return {name: _system(name, kb, questions, built) for name in wanted}


def _vectors(questions: Sequence[Question], kb: Kb) -> dict[str, Any]:
    """The vector of each question's words, made once for all systems that need it."""
    texts = list(dict.fromkeys(one.question for one in questions))
    return dict(zip(texts, kb.index.encoder.encode(texts), strict=True))


def _system(name: str, kb: Kb, questions: Sequence[Question], built: Mapping[str, Search]) -> System:
    if name == "tessera":
        alone = replace(kb, settings=kb.settings.model_copy(update={"llm_url": "", "llm_model": ""}))
        return lambda question: tessera(question, alone)
    if name == "tessera+model":
        return lambda question: tessera(question, kb)
    if name == "nothing":
        return lambda _: {**blank(), "verdict": "not_in_base"}
    if name == "majority":
        verdict = majority(questions)
        return lambda _: {**blank(), "status": "answered", "verdict": verdict}
    told = 2 if name == "llama-index" else _TOLD
    return lambda question: passages(question, kb, built[name], told)


def tessera(question: Question, kb: Kb) -> dict[str, Any]:
    """The product itself, asked as the command line asks; a question that it refuses is an abstention."""
    as_of = dt.date.fromisoformat(question.as_of) if question.as_of else None
    try:
        answer = ask(question.question, kb, as_of=as_of, earlier=earlier_queries(question.history, kb))
    except QuestionError as error:
        return {**blank(), "answer": str(error)}
    return answer_json(answer) | {"found": [one.evidence.id for one in search(question.question, kb, k=_DEPTH)]}


def answer_json(answer: Answer) -> dict[str, Any]:
    """What of an answer is scored, under the names of CONTRACTS.md section 3."""
    return {
        "answer": answer.markdown,
        "status": answer.status,
        "verdict": answer.verdict.value if answer.verdict else None,
        "claims": _told(answer.claims),
        "gaps": _told(answer.gaps),
        "citations": [
            {"n": c.n, "id": c.id, "quote": c.quote, "title": c.title, "url": c.url, "checked": c.checked}
            for c in answer.citations
        ],
        "query": _understood(answer.query),
        "took_ms": answer.took_ms,
    }


def _told(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    return [{"text": one.text, "citations": list(one.citations)} for one in claims]


def _understood(query: Query) -> dict[str, Any]:
    roles = {
        "from": query.origins,
        "to": query.markets,
        "products": query.products,
        "evidence": query.evidence,
        "standards": query.standards,
        "agreements": query.agreements,
        "schemes": query.schemes,
        "bodies": query.bodies,
        "laws": query.laws,
    }
    return {"intent": query.intent.value, **{name: list(keys) for name, keys in roles.items() if keys}}


def passages(question: Question, kb: Kb, found: Search, told: int = _TOLD) -> dict[str, Any]:
    """Plain retrieval: the best passages as they stand, never abstaining, no verdict. Its time is without encoding."""
    started = time.perf_counter()
    ids = found(question.question, _DEPTH)
    took = (time.perf_counter() - started) * 1000
    cited = [(n, one, kb.index.shelf.text(one)) for n, one in enumerate(ids[:told], 1)]
    return {
        **blank(),
        "answer": "\n\n".join(text for _, _, text in cited),
        "status": "answered",
        "claims": [{"text": text, "citations": [n]} for n, _, text in cited],
        "citations": [
            {"n": n, "id": one, "quote": text, "url": first.url, "checked": first.checked}
            for n, one, text in cited
            for first in kb.evidence(one)[:1]
        ],
        "took_ms": took,
        "found": ids,
    }


def blank() -> dict[str, Any]:
    """An answer that says nothing: the floor of facts, and of abstention the ceiling."""
    nothing: dict[str, Any] = {"answer": "", "status": "abstained", "verdict": None, "took_ms": 0.0}
    return {**nothing, "claims": [], "gaps": [], "citations": []}


def majority(questions: Sequence[Question]) -> str | None:
    """The verdict that is right most often; of equals the first by name. None where no question asks for one."""
    often = Counter(one.value for question in questions for one in question.verdict)
    return min(often, key=lambda one: (-often[one], one)) if often else None
