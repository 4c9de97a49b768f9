"""What was said before a question (CONTRACTS.md section 2) → the queries a follow-up inherits from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from kb.base import Kb
from kb.errors import QuestionError
from kb.model import Query
from kb.understand import understand


class Said(BaseModel):
    """One turn of a history; only what the user said counts."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: str
    content: str


def earlier_queries(history: Iterable[Said], kb: Kb) -> tuple[Query, ...]:
    """Each question of the history as it was understood, in order; those that hold no words are passed over."""
    earlier: tuple[Query, ...] = ()
    for said in history:
        if said.role != "user":
            continue
        try:
            query = understand(_readable(said.content), kb.library, earlier, lexicon=kb.lexicon, today=dt.date.today())
        except QuestionError:
            continue
        earlier = (*earlier, query)
    return earlier


def _readable(text: str) -> str:
    """The text with lone surrogates, which no encoding has, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
