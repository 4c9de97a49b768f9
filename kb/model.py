"""The values that flow: question → Query → Evidence → Answer. Plain data, frozen; nothing here reads or writes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from kb.records import SourceRef, Text
from kb.terms import Tier, Verdict

Language = Literal["en", "zh"]


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

    def told(self, language: Language) -> str:
        return " ".join(getattr(part.text, language) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Query:
    """What a question was understood to ask. Codes and keys are those of the library's vocabulary."""

    text: str
    language: Language
    intent: str
    as_of: dt.date
    markets: tuple[str, ...] = ()  # where it is to count, as named: economies or groups
    origins: tuple[str, ...] = ()  # where evidence or goods come from
    products: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # economies outside the base's markets that were named
    inherited: tuple[str, ...] = ()  # roles taken over from earlier questions

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


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an answer and the ids it rests on. `role` says where it stands on the page."""

    role: str  # verdict, claim, condition, gap, next, note …
    text: str
    evidence: tuple[str, ...] = ()
    head: str = ""  # the heading it stands under, where it begins one


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
class Answer:
    """One answer as plain data; `app/render.py` turns it into Markdown, HTML or JSON and decides nothing."""

    question: str
    language: Language
    as_of: dt.date
    status: Literal["answered", "partial", "abstained"]
    verdict: Verdict | None
    tier: Tier | None
    markdown: str
    claims: tuple[Claim, ...]
    gaps: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    query: Query
    follow_ups: tuple[str, ...] = ()
    took_ms: float = 0.0
    reason: str = ""  # why it abstained: not_in_base, outside, ambiguous


@dataclass(frozen=True, slots=True)
class Found:
    """One search result: what was found and with which signals."""

    evidence: Evidence
    score: float
    signals: dict[str, float] = field(default_factory=dict)
