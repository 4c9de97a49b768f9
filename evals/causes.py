"""Why an answer failed, in one word: the first step of question → roles → evidence → words at which it was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evals import metrics
from evals.dataset import Question
from kb.base import Kb
from kb.errors import QuestionError
from kb.history import earlier_queries
from kb.retrieve import roles
from kb.understand import understand

CAUSES = {
    "harm": "says something it must not",
    "abstention": "abstains where an answer is held, or answers where none is",
    "understanding": "was read as being about something else than the statements that answer it",
    "verdict": "another verdict than those that would be right",
    "knowledge": "the base holds no statement with a fact that is missing",
    "retrieval": "the base holds the fact, and what was found and cited does not",
    "telling": "the fact was found and not told, or a claim is not proven by what it cites",
}


@dataclass(frozen=True, eq=False)
class Causes:
    """Tells why answers failed, by what the base holds."""

    kb: Kb

    def of(self, question: Question, answer: Mapping[str, Any], scores: Mapping[str, float | None]) -> str:
        """One of CAUSES, the gravest first; "" of an answer that is right."""
        if scores["harm"]:
            return "harm"
        if metrics.abstained(answer) != question.abstain:
            return "abstention"
        missing, wrong = scores["facts"] not in (None, 1.0), scores["verdict"] == 0
        if (missing or wrong) and self._misread(question, answer):
            return "understanding"
        if wrong:
            return "verdict"
        if missing:
            return self._lost(question, answer)
        unproven = any(scores[name] not in (None, 1.0) for name in ("citation correctness", "citation completeness"))
        return "telling" if unproven else ""

    def _misread(self, question: Question, answer: Mapping[str, Any]) -> bool:
        """Whether nothing that our reading names is what the statements of the gold are about; of others' readings False."""
        kb = self.kb
        about = {one for key in question.relevant if key in kb.statements for one in kb.statements[key].about}
        if not about or "query" not in answer:
            return False
        try:
            earlier = earlier_queries(question.history, kb)
            query = understand(question.question, kb.library, earlier, lexicon=kb.lexicon, today=dt.date.today())
        except QuestionError:
            return True
        named = roles(query, kb)
        return bool(named) and not any(one & about for one in named)

    def _lost(self, question: Question, answer: Mapping[str, Any]) -> str:
        """Where the facts that are missing were lost."""
        missing = [
            fact for fact in question.must if metrics.facts(Question(id="", question="", must=(fact,)), answer) == 0
        ]
        seen = {*(answer.get("found") or ()), *(one["id"] for one in answer["citations"])}
        texts = [self._words(one) for one in seen]
        if all(_held(fact, texts) for fact in missing):
            return "telling"
        return "retrieval" if all(_held(fact, self._all) for fact in missing) else "knowledge"

    def _words(self, one: str) -> str:
        """A statement in both languages, or a passage; "" of an id that the base does not hold."""
        if statement := self.kb.statements.get(one):
            return metrics.plain(f"{statement.told('en')} {statement.told('zh')}")
        return metrics.plain(self.kb.index.shelf.text(one)) if one in self.kb.index.shelf else ""

    @cached_property
    def _all(self) -> list[str]:
        return [self._words(one) for one in self.kb.index.ids]


def _held(fact: Sequence[str], texts: Sequence[str]) -> bool:
    return any(metrics.plain(variant) in text for variant in fact for text in texts)
