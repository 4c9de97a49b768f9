"""A conversation: its turns, each with its own sources, and how one question makes the next turn. Plain data."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from html import escape

from app.asked import Asked, answered, before_of, understood
from app.asked import kept as kept_corrections
from app.feedback import Vote
from app.kept import Kept
from app.readable import readable
from app.views.turn import problem_html, turn_html
from app.views.words import LONGEST_QUESTION, ui
from kb.around import around
from kb.base import Kb
from kb.errors import KbError
from kb.model import Answer, Language

LONGEST = 20  # turns kept on the page; the oldest goes first
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, or with what went wrong. `html` is made once."""

    number: int  # of the conversation, never used twice
    question: str
    answer: Answer | None
    html: str
    sent: str = "{}"  # what the page sends to ask it again
    address: str = ""  # the query of an address that asks it again
    after: tuple[str, ...] = ()  # the questions before it
    vote: Vote | None = None


def asked(
    turns: tuple[Turn, ...], sent: Asked, kb: Kb, language: Language, *, kept: Kept | None = None
) -> tuple[Turn, ...]:
    """The conversation with one more turn, in place of the last one where it was asked again; never raises: what cannot be
    answered is a turn that says so. The answer is kept for who takes it away."""
    number = turns[-1].number + 1 if turns else 1
    before = turns[:-1] if turns and sent.replaces == turns[-1].number else turns
    return (*before, _turn(number, before, sent, kb, language, kept))[-LONGEST:]


def voted(turns: tuple[Turn, ...], number: object, vote: Vote) -> tuple[tuple[Turn, ...], Turn | None]:
    """The conversation with the vote on that turn, and the turn; nothing changes where there is no such answer."""
    for place, turn in enumerate(turns):
        if turn.number == number and turn.answer is not None:
            changed = replace(turn, vote=vote)
            return (*turns[:place], changed, *turns[place + 1 :]), changed
    return turns, None


def conversation_html(turns: tuple[Turn, ...]) -> str:
    """Every turn in order; each element's id begins with its turn's number, so that no citation ever goes dead."""
    return "".join(_article(turn) for turn in turns)


def _article(turn: Turn) -> str:
    vote = turn.vote.vote if turn.vote else ""
    return (
        f'<article class="turn" id="t{turn.number}" data-turn="{turn.number}" data-voted="{vote}" '
        f'data-asked="{escape(turn.sent)}" data-address="{escape(turn.address)}">{turn.html}</article>'
    )


def _turn(number: int, before: tuple[Turn, ...], sent: Asked, kb: Kb, language: Language, kept: Kept | None) -> Turn:
    question = readable(sent.question)
    note = ui("clipped", language) if len(question) > LONGEST_QUESTION else ""
    question = question[:LONGEST_QUESTION]
    sent = replace(sent, question=question, before=_before(before, sent))
    again = _again(sent)
    try:
        earlier = tuple(turn.answer.query for turn in before if turn.answer is not None) or before_of(sent, kb)
        sent = kept_corrections(sent, kb, earlier)
        again = _again(sent)
        answer = answered(sent, kb, earlier, language)
    except KbError as error:
        return Turn(number, question, None, problem_html(question, _told(str(error), language), language), again)
    except Exception:
        _log.exception("a question could not be answered")  # the trace; never the question
        return Turn(number, question, None, problem_html(question, escape(ui("failed", language)), language), again)
    one = kept.keep(answer) if kept else ""
    asked_again = understood(sent, answer.query)
    address = asked_again.address(sent.before, one)
    tables = {one.id: table for one in answer.citations if one.kind == "passage" and (table := around(one.id, kb))}
    html = turn_html(number, question, answer, kb.library, language, address=address, note=note, tables=tables)
    return Turn(number, question, answer, html, again, asked_again.address(sent.before), sent.before)


def _before(turns: tuple[Turn, ...], sent: Asked) -> tuple[str, ...]:
    """The questions that a turn after those follows: theirs, and what an address named before the first of them."""
    told = [turn for turn in turns if turn.answer is not None]
    return (*told[0].after, *(turn.question for turn in told)) if told else sent.before


def _again(sent: Asked) -> str:
    """What the page sends to ask the same again, as JSON."""
    told = {
        "question": sent.question, "market": sent.market, "product": sent.product, "chosen": dict(sent.chosen),
        "before": list(sent.before),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def _told(message: str, language: Language) -> str:
    return f"<strong>{escape(ui('unreadable', language))}</strong> {escape(message)}"
