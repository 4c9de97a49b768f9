"""What an answer, a route or a record says, as far as a change of it matters: verdicts and statements, never the wording. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.base import Kb
from kb.errors import UnknownKey
from kb.model import Answer, Language
from kb.named import near, unknown
from kb.routed import Row
from kb.terms import Tier, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict of one market, or of the whole where none is told by market (then `market` is empty)."""

    market: str
    verdict: Verdict
    tier: Tier | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Verdicts by market and statements by id, each in the order of their names: the same facts in another order are the same."""

    standings: tuple[Standing, ...]
    statements: tuple[tuple[str, str], ...]  # id, words

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits, the same as long as nothing that matters has changed."""
        told = [f"{one.market}\0{one.verdict.value}\0{one.tier.value if one.tier else ''}" for one in self.standings]
        told += [f"{one}\0{words}" for one, words in self.statements]
        return hashlib.sha256("\1".join(told).encode("utf-8", "replace")).hexdigest()[:16]


def of_answer(answer: Answer, kb: Kb) -> Watched:
    """Of an answer in its language."""
    standings = [Standing(one.market, one.verdict, one.tier) for one in answer.markets]
    if not standings and answer.verdict:
        standings = [Standing("", answer.verdict, answer.tier)]
    return _watched(standings, (citation.id for citation in answer.citations), kb, answer.language)


def of_rows(rows: Iterable[Row], kb: Kb, language: Language) -> Watched:
    """Of the table of a route: each market's verdict, and what its own answer rests on."""
    told = tuple(rows)
    ids = (citation.id for row in told for citation in row.answer.citations)
    return _watched((Standing(row.market, row.verdict, row.tier) for row in told), ids, kb, language)


def of_record(one: str, kb: Kb, language: Language) -> Watched:
    """Of a record by the id under which answers cite it. Raises UnknownKey, which names near ones."""
    if one not in kb.statements:
        raise UnknownKey(unknown("record", one, near(one, kb.statements)))
    return _watched((), (one,), kb, language)


def unworded(kb: Kb) -> Kb:
    """The base whose answers no model words: what they rest on is the same, and costs no call."""
    return replace(kb, settings=kb.settings.model_copy(update={"llm_url": "", "llm_model": ""}))


def _watched(standings: Iterable[Standing], ids: Iterable[str], kb: Kb, language: Language) -> Watched:
    told = {one: kb.evidence(one, language)[0].text for one in dict.fromkeys(ids)}
    return Watched(
        tuple(sorted(set(standings), key=lambda one: (one.market, one.verdict))), tuple(sorted(told.items()))
    )
