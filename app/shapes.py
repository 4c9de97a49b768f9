"""The shapes of what the REST API and the MCP tools take and give, for their schemas; `app/service.py` fills them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ingest.changes import Change, Dated, Held
from ingest.freshness import DueRecord, Stale
from kb.history import Said
from kb.records import Condition, Exclusion, Text
from kb.terms import AgreementKind, Degree, Key, KeyState, Stage, StandardStatus, Status, Tier, Verdict

Name = Annotated[str, Field(min_length=1, max_length=200)]  # a key, a code or a name in English or Chinese
Question = Annotated[str, Field(description="what you want to know, in English or Chinese")]
Holdings = Annotated[tuple[Name, ...], Field(min_length=1, max_length=10, description="evidence held: keys or names, e.g. cb-test-certificate")]  # fmt: skip
Markets = Annotated[tuple[Name, ...], Field(min_length=1, max_length=12, description="where it is to count: codes or names, e.g. SA")]  # fmt: skip
Few = Annotated[tuple[Name, ...], Field(max_length=10)]
Day = Annotated[dt.date | None, Field(description="what held on that day; by default today")]
AnswerLanguage = Literal["en", "zh"]

WatchedAddresses = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=4000)], ...],
    Field(
        min_length=1,
        max_length=50,
        description="such as /en/?q=…, /zh/route?held=…&to=…, /en/record?id=agreements/eu-au",
    ),
]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# ---- what is sent --------------------------------------------------------------------------------------------


class AskRequest(BaseModel):
    """The body of POST /api/ask; unknown keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: Question
    id: str | None = Field(None, max_length=200)
    lang: AnswerLanguage | None = Field(None, description="of the answer; by default the question's")
    as_of: Day = None
    history: tuple[Said, ...] = Field((), max_length=100, description="what was said before, oldest first")


class RouteRequest(BaseModel):
    """The body of POST /api/route: keys, codes or names of the vocabulary; unknown keys of the body are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    held: Holdings
    markets: Markets
    made_in: Few = Field((), description="where the goods or the evidence come from: codes or names")
    products: Few = Field((), description="product families: keys or names, e.g. led-lamp")
    bodies: Few = Field((), description="bodies that issued the evidence or accredited its issuer")
    standards: Few = Field((), description="standards the evidence is to, e.g. IEC 62368-1:2018")
    as_of: Day = None
    lang: AnswerLanguage = "en"


class WatchRequest(BaseModel):
    """The body of POST /api/watch: addresses of this site, each of an answer, a route or a record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: WatchedAddresses


# ---- what comes back -----------------------------------------------------------------------------------------


class Problem(Shape):
    code: str
    message: str


class Failed(Shape):
    """Any error: what, where, what to do."""

    error: Problem


class Sentence(Shape):
    text: str
    citations: list[int] = Field(description="numbers of `citations`")


class Cited(Shape):
    n: int
    id: str = Field(description="of the record's statement, or of the passage")
    kind: Literal["record", "passage"]
    title: str
    publisher: str
    url: str
    at: str
    tier: str = Field(description="how far the source is trusted")
    published: str | None
    checked: str | None = Field(description="the day a person read it there; null: not yet verified")
    quote: str
    note: str | None
    cautions: list[str]


class Stands(Shape):
    """The verdict of a market, or of the whole (`market` is empty)."""

    market: str
    verdict: Verdict
    tier: Tier | None
    words: str = Field(description="the same in the language of the address")


class Stated(Shape):
    id: str
    text: str


class WatchedOne(Shape):
    """An entry as it stands today."""

    address: str
    title: str
    fingerprint: str = Field(description="the same as long as verdicts and statements are")
    standings: list[Stands]
    statements: list[Stated]


class WatchedNot(Shape):
    """An entry that could not be read."""

    address: str
    error: Problem


class WatchedAll(Shape):
    as_of: dt.date
    built: dt.datetime = Field(description="when the base was built")
    entries: list[WatchedOne | WatchedNot]


class FeedItem(Shape):
    id: str
    title: str
    url: str
    content_html: str
    date_modified: dt.datetime


class JsonFeed(Shape):
    """A JSON Feed, version 1.1."""

    version: str
    title: str
    items: list[FeedItem]


class KeyFound(Shape):
    key: Key
    state: KeyState
    text: str
    citations: list[int]


class MarketFound(Shape):
    """One market: its verdict, its legal tier, the keys behind it, and the steps still missing."""

    market: str
    verdict: Verdict
    tier: Tier | None
    keys: list[KeyFound]
    gaps: list[Sentence]


class Understood(BaseModel):
    """What a question was understood to ask, in keys and codes."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    language: AnswerLanguage
    from_: list[str] = Field(alias="from")
    to: list[str]
    products: list[str]
    evidence: list[str]
    standards: list[str]
    intent: str


class Answered(Shape):
    id: str
    question: str
    language: AnswerLanguage
    as_of: dt.date
    status: Literal["answered", "partial", "abstained"]
    verdict: Verdict | None
    tier: Tier | None
    answer: str = Field(description="Markdown with marks [1] [2]")
    claims: list[Sentence]
    gaps: list[Sentence]
    citations: list[Cited]
    markets: list[MarketFound]
    query: Understood
    follow_ups: list[str]
    reason: str | None = Field(description="why it abstained: not_in_base, outside, ambiguous")
    composed: bool = Field(description="whether a model worded it")
    took_ms: float


class Routed(Shape):
    as_of: dt.date
    language: AnswerLanguage
    held: list[str]
    made_in: list[str]
    products: list[str]
    bodies: list[str]
    standards: list[str]
    status: Literal["answered", "partial", "abstained"]
    verdict: Verdict | None
    tier: Tier | None
    markets: list[MarketFound]
    citations: list[Cited]
    answer: str = Field(description="the same in words: Markdown with marks [1] [2]")


class FoundOne(Shape):
    id: str
    kind: Literal["record", "passage"]
    title: str
    text: str
    url: str
    at: str
    score: float
    signals: dict[str, float]


class FoundAll(Shape):
    """Search results as an MCP tool gives them."""

    results: list[FoundOne]


class Ref(Shape):
    """Where a fact is stated."""

    source: str
    url: str
    at: str
    checked: dt.date | None
    published: str | None
    note: str | None
    publisher: str | None
    tier: str | None


class CoveredRow(Shape):
    id: str
    agreement: str
    name: Text
    kind: AgreementKind
    tier: Tier
    exporters: list[str]
    markets: list[str]
    sectors: list[str]
    products: list[str]
    stages: list[Stage]
    status: Status
    status_date: str
    since: str | None
    until: str | None
    statement: Text
    conditions: list[Condition]
    exclusions: list[Exclusion]
    sources: list[Ref]


class CoveredPair(BaseModel):
    """Rows of agreements from one economy into another, those that apply first; none is no proof that there are none."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    sector: str | None
    as_of: dt.date
    rows: list[CoveredRow]


class Adoption(Shape):
    id: str
    key: str
    standard: str
    edition: str
    adopts: str
    adopted_edition: str
    degree: Degree
    title: Text
    differences: Text | None
    status: StandardStatus
    effective: str | None
    until: str | None
    successor: str | None
    products: list[str]
    sources: list[Ref]


class StandardFamily(Shape):
    number: str
    exact: bool = Field(description="false where the number alone was found, its series being another or mistyped")
    international: list[str] = Field(description="those that adopt no other")
    adoptions: list[Adoption]


class Told(Shape):
    id: str
    en: str
    zh: str


class RecordFound(Shape):
    kind: str
    key: str
    file: str
    statement: Told | None = Field(description="what answers cite of it, in words")
    record: dict[str, Any] = Field(description="the record as its file has it; corpus/README.md tells its fields")
    sources: list[Ref]


class Changed(Shape):
    since: dt.date
    until: dt.date
    documents: list[Change]
    records: list[Dated]
    due: list[DueRecord]
    stale: list[Stale]
    held: list[Held]


class Health(Shape):
    status: Literal["ok"]
    statements: int
    markets: int
    passages: int
