"""Plain searches over the passages of a base, to hold its own retrieval against. Nothing is encoded that the base has a vector of.

Each takes the base and the questions' vectors, and gives a search: a question's words and k → the ids of the k best.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from kb.base import Kb
from kb.embeddings import stored_vectors
from kb.words import index_terms

Search = Callable[[str, int], list[str]]
Vectors = Mapping[str, NDArray[np.float32]]  # by the question's words
NAMES = ("bm25", "dense", "fusion", "llama-index")
_RANK = 60  # the constant of reciprocal rank fusion, as its authors have it
_DEEP = 100  # ranks that are fused


def searches(names: Collection[str], kb: Kb, vectors: Vectors) -> dict[str, Search]:
    """Those of NAMES that are asked for, each built once; fusion is of BM25 and the nearest vectors."""
    wanted = {"bm25", "dense", *names} if "fusion" in names else set(names)
    build = {"bm25": bm25, "dense": dense, "llama-index": llama_index}
    built = {name: make(kb, vectors) for name, make in build.items() if name in wanted}
    return built | ({"fusion": fused(built["bm25"], built["dense"])} if "fusion" in names else {})


def bm25(kb: Kb, vectors: Vectors) -> Search:  # noqa: ARG001 - one shape for every search
    """BM25 (Robertson & Zaragoza 2009) at the defaults of bm25s, over the same terms as our own index: stems, and Chinese
    characters in pairs. None that shares no term with the question is found."""
    from bm25s import BM25

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
    ids = list(kb.index.ids)
    scorer = BM25()
    scorer.index([index_terms(kb.index.shelf.text(one)) for one in ids], show_progress=False)
    known = frozenset(scorer.vocab_dict)

    def found(question: str, k: int) -> list[str]:
        terms = [one for one in index_terms(question) if one in known]
        if not terms:
            return []
        scores = scorer.get_scores(terms)
        return [ids[n] for n in _best(scores, k) if scores[n] > 0]

    return found


def dense(kb: Kb, vectors: Vectors) -> Search:
    """The nearest vectors of the bundled encoder, exactly; a Chinese question is encoded as it stands."""
    ids, held = list(kb.index.ids), np.array(_held(kb))
    return lambda question, k: [ids[n] for n in _best(held @ vectors[question], k)]


def fused(one: Search, other: Search) -> Search:
    """Two searches by reciprocal rank fusion with equal weights (Cormack, Clarke & Büttcher 2009)."""

    def found(question: str, k: int) -> list[str]:
        scores: dict[str, float] = {}
        for search in (one, other):
            for rank, name in enumerate(search(question, _DEEP), 1):
                scores[name] = scores.get(name, 0.0) + 1 / (_RANK + rank)
        return sorted(scores, key=lambda name: (-scores[name], name))[:k]

    return found


def llama_index(kb: Kb, vectors: Vectors) -> Search:
    """llama-index's VectorStoreIndex over the same texts, cut by its own default splitter, with the bundled encoder.

    What its MockLLM would only say back, the two best passages, is the answer. A chunk that is a whole passage has the
    vector of the passage.
    """
    from evals.pipeline import retriever

    texts = {one: kb.index.shelf.text(one) for one in kb.index.ids}
    nearest = retriever(texts, dict(zip(kb.index.ids, _held(kb), strict=True)), kb.index.encoder)
    return lambda question, k: nearest(question, vectors[question], k)


def _held(kb: Kb) -> NDArray[np.float32]:
    return stored_vectors(kb.index.folder, kb.index.encoder.dimension)


def _best(scores: NDArray[np.float32], k: int) -> list[int]:
    """The places of the k highest, of equals the first."""
    return [int(n) for n in np.argsort(-scores, kind="stable")[:k]]
