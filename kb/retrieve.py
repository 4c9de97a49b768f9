"""Query → Evidence: the same hybrid search that answers rest on, records and ingested passages together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from kb.base import Kb
from kb.errors import InputError
from kb.index import DENSE_WEIGHT, Hit
from kb.law import kin, reach
from kb.model import Evidence, Found, Query
from kb.sifting import held
from kb.understand import clean, understand

ROLE_WEIGHT = 0.4  # of the share of a query's roles that a record is about
RELEVANT = 0.45  # below: nothing in the base speaks of the question (calibrated on evals/datasets)
HEADING = 0.7  # of its score, for a passage that is a heading alone
SAME = 97.0  # of 100: two passages of near-copies say the same
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
CLOSE = 0.55  # of the two text signals alone: what is this near speaks of it, whatever its roles


def search(query: str, kb: Kb, *, k: int = 10, within: str = "") -> tuple[Found, ...]:
    """The k best statements and passages with their signals, best first, of the whole base or of a part of it: "records",
    "documents", or what ids begin with. Raises QuestionError for an empty query, InputError for a part that holds nothing."""
    if within and not kb.index.shelf.within(within).any():
        raise InputError(
            f"search: nothing in the base is in '{within[:60]}'; give records, documents, or how ids begin: requirements/sa"
        )
    understood = understand(clean(query), kb.library, lexicon=kb.lexicon, today=dt.date.today())
    hits = kb.index.hits(understood.text, k=max(50, 3 * k), dense_text=in_english(understood, kb), within=within)
    return retrieve(understood, kb, k=k, hits=hits)


def retrieve(query: Query, kb: Kb, *, k: int = 10, hits: Sequence[Hit] | None = None) -> tuple[Found, ...]:
    """The k best for a query: convex combination of the dense and the lexical score, raised where roles agree.

    `hits` are what the index found for its words, where that is known already.
    """
    wanted = roles(query, kb)
    found = []
    if hits is None:
        hits = kb.index.hits(query.text, k=max(50, 3 * k), dense_text=in_english(query, kb))
    for hit in hits:
        statement = kb.statements.get(hit.id)
        bare = False
        if statement is None:
            metadata = kb.index.shelf.metadata(hit.id)
            if not holds(metadata, query):
                continue
            bare = _is_heading(kb.index.shelf.text(hit.id), metadata)
        shared = sum(bool(one & statement.about) for one in wanted) / len(wanted) if statement and wanted else 0.0
        # Only records say what they are about; a passage of a document is judged by its words.
        score = (hit.score + ROLE_WEIGHT * shared) / (1 + ROLE_WEIGHT) if wanted and statement else hit.score
        score *= HEADING if bare else 1.0
        found.append((score, hit, shared))
    found.sort(key=lambda one: (-one[0], one[1].id))
    kept = _apart(found, kb, k)
    return tuple(
        Found(first(kb, hit.id, query.language), score, {"dense": hit.dense, "lexical": hit.lexical, "record": shared})
        for score, hit, shared in kept
    )


def holds(metadata: Mapping[str, Any], query: Query) -> bool:
    """Whether a passage may answer: of two versions of one text the one in effect on the day asked about.

    A version that the question names by its year is asked for as it was.
    """
    day, since, until = query.as_of.isoformat(), metadata.get("since", ""), metadata.get("until", "")
    over = bool(until and until <= day and metadata.get("successor"))
    early = bool(since > day and metadata.get("predecessor"))
    if not (over or early):
        return True
    return bool({*_YEAR.findall(query.text)} & {*_YEAR.findall(f"{metadata['title']} {since}")})


def _is_heading(text: str, metadata: Mapping[str, Any]) -> bool:
    """Whether a passage says no more than the headings it stands under: it names what is asked and does not answer."""
    told = f"{metadata['title']} {metadata['at']}".lower()
    return len(text) < 200 and all(word in told for word in text.lower().split())


def _apart(found: list[tuple[float, Hit, float]], kb: Kb, k: int) -> list[tuple[float, Hit, float]]:
    """The k best of what was found; of passages that say the same in different documents the best alone."""
    kept: list[tuple[float, Hit, float]] = []
    told: dict[str, None] = {}
    for one in found:
        if len(kept) == k:
            break
        if one[1].id not in kb.statements:
            words = "".join(kb.index.shelf.text(one[1].id).split()).lower()
            near = kb.index.shelf.metadata(one[1].id).get("copies")
            if words in told or (near and any(fuzz.ratio(words, other, score_cutoff=SAME) for other in told)):
                continue
            told[words] = None
        kept.append(one)
    return kept


def relevant(found: Found) -> bool:
    """Whether a result speaks of the question at all."""
    text = DENSE_WEIGHT * found.signals["dense"] + (1 - DENSE_WEIGHT) * found.signals["lexical"]
    return found.score >= RELEVANT or text >= CLOSE


def first(kb: Kb, one: str, language: str) -> Evidence:
    return kb.evidence(one, language)[0]


def roles(query: Query, kb: Kb) -> tuple[frozenset[str], ...]:
    """What a statement has to be about, one set for each thing named: any member of a set will do.

    A lamp is met by a rule for lighting, Germany by the law of the European Union.
    """
    library, day = kb.library, query.as_of
    facets = [
        {f"{role}:{one}" for one in reach(library, code, day) for role in ("market", "party")}
        for code in query.economies
    ]
    facets += [{f"product:{one}" for one in kin(library, key)} for key in query.products]
    facets += [{f"evidence:{one}" for one in held(library, [key])} for key in query.evidence]
    facets += [{f"agreement:{key}"} for key in query.agreements]
    facets += [{f"law:{key}"} for key in query.laws]
    facets += [{f"scheme:{key}"} for key in query.schemes]
    facets += [{f"body:{key}"} for key in query.bodies]
    return tuple(frozenset(one) for one in facets)


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
    names += [library.laws[key].names.en for key in query.laws]
    names += [library.bodies[b].names.en for b in query.bodies]
    names += [library.glossary[t].names.en for t in query.terms]
    names += query.standards
    return " ".join([*names, query.intent]) if names else None
