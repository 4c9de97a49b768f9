"""A conversation: its turns, each with its own sources, and how one question makes the next turn. Plain data."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

from app.feedback import Vote
from app.readable import readable
from app.views.turn import EDITABLE, problem_html, turn_html
from app.views.words import LONGEST_QUESTION, ui
from kb.answer import ask
from kb.base import Kb
from kb.errors import KbError
from kb.model import Answer, Language

LONGEST = 20  # turns kept on the page; the oldest goes first
_MOST_KEYS = 12  # of one corrected role
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, or with what went wrong. `html` is made once."""

    number: int  # of the conversation, never used twice
    question: str
    answer: Answer | None
    html: str
    vote: Vote | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page sent: a question and the filters chosen, not yet trusted."""

    question: str
    market: str = ""
    product: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # roles the reader corrected

    @classmethod
    def of(cls, data: object) -> Asked:
        """What came from the browser, whatever it is."""
        sent = data if isinstance(data, dict) else {}
        question, market, product = (sent.get(key, "") for key in ("question", "market", "product"))
        words = [one if isinstance(one, str) else "" for one in (question, market, product)]
        return cls(words[0], words[1], words[2], _chosen(sent.get("chosen")))


def _chosen(sent: object) -> dict[str, tuple[str, ...]]:
    """The corrected roles among those the page offers, whatever came; what is not a list of words is left out."""
    roles = sent if isinstance(sent, dict) else {}
    return {
        role: tuple(key for key in keys if isinstance(key, str))[:_MOST_KEYS]
        for role, keys in roles.items()
        if role in EDITABLE and isinstance(keys, list)
    }


def asked(turns: tuple[Turn, ...], sent: Asked, kb: Kb, language: Language) -> tuple[Turn, ...]:
    """The conversation with one more turn; never raises: what cannot be answered is a turn that says so."""
    number = turns[-1].number + 1 if turns else 1
    question = readable(sent.question)
    turn = _turn(number, question[:LONGEST_QUESTION], len(question) > LONGEST_QUESTION, turns, sent, kb, language)
    return (*turns, turn)[-LONGEST:]


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
        f'<article class="turn" id="t{turn.number}" data-turn="{turn.number}" data-voted="{vote}">{turn.html}</article>'
    )


def _turn(
    number: int, question: str, clipped: bool, turns: tuple[Turn, ...], sent: Asked, kb: Kb, language: Language
) -> Turn:
    earlier = tuple(turn.answer.query for turn in turns if turn.answer is not None)
    markets = (sent.market,) if sent.market in kb.library.economies else ()
    products = (sent.product,) if sent.product in kb.library.products else ()
    try:
        answer = ask(question, kb, earlier=earlier, markets=markets, products=products, chosen=sent.chosen)
    except KbError as error:
        return Turn(number, question, None, problem_html(question, _told(str(error), language), language))
    except Exception:
        _log.exception("a question could not be answered")  # the trace; never the question
        return Turn(number, question, None, problem_html(question, escape(ui("failed", language)), language))
    note = ui("clipped", language) if clipped else ""
    return Turn(number, question, answer, turn_html(number, question, answer, kb.library, language, note=note))


def _told(message: str, language: Language) -> str:
    return f"<strong>{escape(ui('unreadable', language))}</strong> {escape(message)}"
