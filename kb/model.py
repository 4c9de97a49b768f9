"""The values that flow: question → Query → Evidence → Answer. Plain data, frozen; nothing here reads or writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from kb.records import SourceRef, Text
from kb.terms import Intent, Key, KeyState, Tier, Verdict

Language = Literal["en", "zh"]
PROSE = ("guides/", "transitions/")  # ids of paragraphs told as a whole, each headed by what it is about


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of a record; `name` says which field it tells: statement, condition, gap, validity …"""

    name: str
    text: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of a record as it can be told and cited: its sentences, its sources, and what it is about."""

    id: str  # "agreements/eu-au#telecom"
    kind: str  # agreement, coverage, requirement, foreign_evidence, equivalence, accreditation, guide, term …
    title: Text
    parts: tuple[Part, ...]
    sources: tuple[SourceRef, ...]
    about: frozenset[str] = frozenset()  # "product:lighting", "market:SA", "evidence:cb-test-certificate" …

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph told as a whole, of a guide or on a transition."""
        return self.id.startswith(PROSE)

    def told(self, language: Language) -> str:
        return " ".join(getattr(part.text, language) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a question that cannot be taken as it stands; the answer says so."""

    kind: Literal["impossible_date", "contradictory_roles", "too_many_markets", "unknown_code", "third_language"]
    words: str  # as they stand in the question; of a third language its code


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A word with several readings that lead to different answers, to be asked back."""

    word: str
    role: str
    readings: tuple[str, ...]  # keys of the role's vocabulary


@dataclass(frozen=True, slots=True)
class Query:
    """What a question was understood to ask. Codes and keys are those of the library's vocabulary."""

    text: str
    language: Language  # of the answer
    intent: Intent
    as_of: dt.date
    markets: tuple[str, ...] = ()  # where it is to count, as named: economies or groups
    origins: tuple[str, ...] = ()  # where evidence or goods come from
    products: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()  # held
    absent: tuple[str, ...] = ()  # evidence that the asker says not to have
    schemes: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()  # acts, regulations, decrees
    bodies: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # words for which the library has no name
    inherited: tuple[str, ...] = ()  # roles taken over from earlier questions
    corrected: tuple[str, ...] = ()  # roles in which the reader chose something else than was read
    issued: dt.date | None = None  # the last day on which what is held may have been tested or issued, by the question
    dated: bool = False  # whether the question, or the reader, named the day `as_of`
    and_now: bool = False  # whether today is asked about besides
    since: dt.date | None = None  # where the span asked about begins: "since 2023"
    spoken: str = "en"  # ISO 639-1 code of the question's own language
    problems: tuple[Problem, ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()
    before: str = ""  # the question before it, where something was taken over from it

    @property
    def economies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.origins, *self.markets)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something an answer may rest on: a statement of a record, or a passage of an ingested document."""

    id: str
    kind: Literal["record", "passage"]
    title: str
    text: str  # as it stands in the source, or as the record states it
    publisher: str
    url: str
    at: str
    tier: str
    published: str | None
    checked: str | None
    note: str | None = None
    cautions: tuple[str, ...] = ()  # what became of the page or text since, in the reader's language
    parts: tuple[str, ...] = ()  # of a record: its sentences one by one


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an answer and the ids it rests on. `role` says where it stands on the page."""

    role: str  # verdict, correction, claim, key, held, side, condition, gap, item, cell, next, note, titles …
    text: str
    evidence: tuple[str, ...] = ()
    head: str = ""  # the heading it stands under, where it begins one
    label: str = ""  # what it is about, in our words, shown before it
    market: str = ""  # of a key, a gap or a verdict: whose route it belongs to
    key: Key | None = None
    state: KeyState | None = None
    cell: tuple[str, str] = ("", "")  # of a cell: the names of its row and its column
    folded: bool = False  # whether it stands below the first screen


@dataclass(frozen=True, slots=True)
class Citation:
    n: int
    id: str
    kind: Literal["record", "passage"]
    title: str
    publisher: str
    url: str
    at: str
    tier: str
    published: str | None
    checked: str | None
    quote: str
    note: str | None = None
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """One key of the lock, and whether what is held turns it."""

    key: Key
    state: KeyState
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarketVerdict:
    """One market of an answer about acceptance: the verdict, the keys behind it, and the steps still missing."""

    market: str
    verdict: Verdict
    tier: Tier | None
    keys: tuple[KeyClaim, ...] = ()
    gaps: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as plain data; `app/render.py` turns it into Markdown, HTML or JSON and decides nothing."""

    question: str
    language: Language
    as_of: dt.date
    status: Literal["answered", "partial", "abstained"]
    verdict: Verdict | None
    tier: Tier | None
    markdown: str  # what a screen holds, and below a line "---" what is folded
    claims: tuple[Claim, ...]
    gaps: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    query: Query
    follow_ups: tuple[str, ...] = ()
    took_ms: float = 0.0
    reason: str = ""  # why it abstained: not_in_base, outside, ambiguous
    markets: tuple[MarketVerdict, ...] = ()
    composed: bool = False  # whether a model worded its prose


@dataclass(frozen=True, slots=True)
class Found:
    """One search result: what was found and with which signals."""

    evidence: Evidence
    score: float
    signals: dict[str, float] = field(default_factory=dict)
