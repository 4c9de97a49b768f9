"""A question as somebody asked it, with filters, corrections and the questions before it: from a page or an address → its answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from app.chosen import Chosen
from app.readable import readable
from app.views.words import LONGEST_QUESTION
from kb.answer import ask
from kb.base import Kb
from kb.errors import Refused
from kb.history import Said, earlier_queries
from kb.model import Answer, Language, Query
from kb.spoken import is_wordless
from kb.understand import understand

# The roles a reader may correct, with the list of their keys that the page holds once.
EDITABLE = {"markets": "economies", "origins": "economies", "products": "products", "evidence": "evidence"}
_MOST_KEYS = 12  # of one corrected role
_EARLIER = 6  # questions before it that an address names


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent, not yet trusted."""

    question: str
    market: str = ""
    product: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # roles the reader corrected
    replaces: int = 0  # the number of the turn that it takes the place of; 0: none
    before: tuple[str, ...] = ()  # the questions before it, of an address
    day: dt.date | None = None  # of an address
    revises: str = ""  # the question that it is the changed form of

    @classmethod
    def of(cls, data: object) -> Asked:
        """What came from the browser, whatever it is."""
        sent = data if isinstance(data, dict) else {}
        words = [_word(sent.get(key)) for key in ("question", "market", "product")]
        replaces = sent.get("replaces")
        number = replaces if isinstance(replaces, int) and not isinstance(replaces, bool) else 0
        told = sent.get("before")
        before = tuple(readable(_word(one)) for one in (told if isinstance(told, list) else [])[-_EARLIER:])
        chosen, revises = _chosen(sent.get("chosen")), readable(_word(sent.get("revises")))
        return cls(words[0], words[1], words[2], chosen, number, before=before, revises=revises)

    @classmethod
    def of_address(cls, named: Chosen) -> Asked:
        """What an address asks. Raises Refused for a day that is none."""
        before = tuple(readable(one) for one in named.all("h")[-_EARLIER:])
        chosen = _chosen(_json(named.get("chosen", "")))
        question = readable(named.get("q", ""))
        return cls(
            question, named.get("market", ""), named.get("product", ""), chosen, 0, before, day_of(named.get("on", ""))
        )

    def address(self, before: Iterable[str], one: str = "") -> str:
        """The query of an address that asks the same again after those questions; `one`: the id of the answer."""
        pairs = [("q", self.question[:LONGEST_QUESTION]), ("market", self.market), ("product", self.product)]
        pairs += [("chosen", json.dumps(dict(self.chosen), ensure_ascii=False))] if self.chosen else []
        pairs += [("h", question) for question in [*before][-_EARLIER:]]
        return urlencode([pair for pair in (*pairs, ("id", one)) if pair[1]], errors="replace")


def kept(sent: Asked, kb: Kb, earlier: tuple[Query, ...]) -> Asked:
    """A changed question with those corrections that its new words say nothing else about. Raises KbError."""
    if not (sent.revises and sent.chosen):
        return replace(sent, revises="")
    was, now = (_read(text, kb, earlier) for text in (sent.revises, sent.question))
    chosen = {role: keys for role, keys in sent.chosen.items() if getattr(was, role) == getattr(now, role)}
    return replace(sent, chosen=chosen, revises="")


def _read(question: str, kb: Kb, earlier: tuple[Query, ...]) -> Query:
    text = readable(question)[:LONGEST_QUESTION]
    return understand(text, kb.library, earlier, lexicon=kb.lexicon, today=dt.date.today())


def understood(sent: Asked, query: Query) -> Asked:
    """The same with the roles that were taken over from the questions before it, so that they need not be told again."""
    taken = {role: getattr(query, role) for role in EDITABLE if role in query.inherited}
    return replace(sent, chosen=taken | dict(sent.chosen))


def before_of(sent: Asked, kb: Kb) -> tuple[Query, ...]:
    """The questions before it, as they were understood."""
    return earlier_queries((Said(role="user", content=one) for one in sent.before), kb)


def answered(sent: Asked, kb: Kb, earlier: tuple[Query, ...], page: Language) -> Answer:
    """The answer, in the question's language, or where it has no words in that of the page; filters that nobody offered are
    ignored. Raises KbError for what cannot be answered."""
    markets = (sent.market,) if sent.market in kb.library.economies else ()
    products = (sent.product,) if sent.product in kb.library.products else ()
    question = readable(sent.question)[:LONGEST_QUESTION]
    language = page if kb.settings.language == "auto" and is_wordless(question) else None
    return ask(
        question, kb, earlier=earlier, as_of=sent.day, language=language, markets=markets, products=products,
        chosen=sent.chosen,
    )  # fmt: skip


def answered_anew(sent: Asked, kb: Kb, page: Language) -> Answer:
    """The answer to what an address of a page asks, after the questions that it names. Raises KbError."""
    return answered(sent, kb, before_of(sent, kb), page)


def _chosen(sent: object) -> dict[str, tuple[str, ...]]:
    """The corrected roles among those the page offers, whatever came; what is not a list of words is left out."""
    roles = sent if isinstance(sent, dict) else {}
    return {
        role: tuple(key for key in keys if isinstance(key, str))[:_MOST_KEYS]
        for role, keys in roles.items()
        if role in EDITABLE and isinstance(keys, list)
    }


def _word(sent: object) -> str:
    return sent if isinstance(sent, str) else ""


def _json(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def day_of(text: str) -> dt.date | None:
    """The day of a form's field, None where it is empty. Refused: it is none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(
            f"day '{text[:20]}': not a day; write 2026-06-30", f"日期“{text[:20]}”无效，请写成2026-06-30"
        ) from None
