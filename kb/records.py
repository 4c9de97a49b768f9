"""The records of `corpus/`: what a file may say, field by field. Frozen, and unknown fields are errors.

`corpus/README.md` is the same contract in prose, with an example of each kind.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kb.terms import (
    AgreementKind,
    Aspect,
    BodyRole,
    Degree,
    Earlier,
    Key,
    Need,
    Obligation,
    Route,
    Scope,
    SourceTier,
    Stage,
    StandardStatus,
    Status,
    System,
    Tier,
    Verdict,
)

_WHEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_STEM = re.compile(r"[a-z0-9]+([-_.][a-z0-9]+)*")
_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")
_FORMS = {
    System.hs: (re.compile(r"(?!00|77|9[89])\d\d(?:\d\d(?:\.\d\d)?)?"), "61, 8516 or 8516.60"),
    System.ccc: (re.compile(r"[0-2]\d{3}"), "0701"),
    System.ics: (re.compile(r"\d\d(?:\.\d{3}(?:\.\d\d)?)?"), "97, 97.040 or 97.040.20"),
}


def _when(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, int) else value


def _is_when(value: str) -> str:
    if not _WHEN.fullmatch(value):
        raise ValueError(f"{value!r} is not a date; write 2025, 2025-06 or 2025-06-30, as exactly as the source says")
    try:
        dt.date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        raise ValueError(f"{value!r} is not a day of the calendar") from None
    return value


def _is_stem(value: str) -> str:
    if not _STEM.fullmatch(value):
        raise ValueError(f"{value!r} is not a key; use small letters, digits, '-', '_' and '.'")
    return value


def _is_code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise ValueError(f'{value!r} is not an economy or group code; quote codes ("NO"), write them in capitals')
    return value


When = Annotated[str, BeforeValidator(_when), AfterValidator(_is_when)]  # a date as exactly as it is known
Stem = Annotated[str, AfterValidator(_is_stem)]
Code = Annotated[str, AfterValidator(_is_code)]  # ISO 3166-1 alpha-2, or a group: EU, EEA, GCC …


def _is_class(system: System) -> Callable[[str], str]:
    """The check of a code's form in its classification."""
    form, example = _FORMS[system]

    def checked(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"{value!r} is no {system.upper()} code; write {example}, quoted")
        return value

    return checked


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(Record):
    """The same words for readers of English and of Chinese."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)


class Words(Record):
    """Other words people use for a thing, by language; matched, never shown as its name."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class SourceRef(Record):
    """Where a fact is stated, so that a person can check it."""

    source: Stem  # stem of corpus/sources/<source>.yaml
    url: str
    at: str = Field(min_length=1)  # place in it: "Annex II, section I"
    checked: dt.date | None  # the day the page was read for this fact; None: not yet verified, and shown so
    published: When | None = None  # the day the page itself gives, where it does
    note: str | None = None  # disagreement between sources, oddities of the page


Sources = Annotated[tuple[SourceRef, ...], Field(min_length=1)]


class Basis(Record):
    """A legal text: treaty, law, regulation, decision, scheme rules."""

    title: str = Field(min_length=1)
    sources: Sources


class Condition(Record):
    """One key of the lock, in words."""

    key: Key
    text: Text
    excludes: tuple[str, ...] = ()  # names that a question may say, in either language, of what the key shuts out
    decides: tuple[str, ...] = ()  # likewise, of what counts on this condition alone
    markets: tuple[str, ...] = ()  # of a union's members, where it holds; none: in all
    months: int | None = Field(default=None, gt=0)  # since its issue, that the evidence may be old at most


class Exclusion(Text):
    """What a row of an agreement leaves out, in words."""

    excludes: tuple[str, ...] = ()  # names that a question may say, in either language, of what is left out


class Point(Record):
    """Yes, no or depends, with the words that say on what."""

    need: Need
    text: Text | None = None


class Event(Record):
    """Something that happened, or is announced, on a day."""

    date: When
    text: Text
    sources: Sources


# ---- vocabulary ----------------------------------------------------------------------------------------------


class Member(Record):
    economy: Code
    since: When | None = None
    until: When | None = None


class Followed(Member):
    under: Stem  # the agreement by which its rules hold


class Economy(Record):
    code: Code
    names: Text
    official: Text | None = None  # the name it uses in international organisations, where it differs
    aliases: Words = Words()
    members: tuple[Member, ...] = ()  # of a group, dated
    follows: tuple[Followed, ...] = ()  # whose product rules hold here though it is no member of theirs
    part_of: Code | None = None  # the economy it is a part of, whose law is not the whole of its own
    ask: tuple[Stem, ...] = ()  # bodies to ask when the base holds nothing
    sources: tuple[SourceRef, ...] = ()  # required of groups


class Sector(Record):
    key: Stem
    names: Text
    synonyms: Words = Words()


HsCode = Annotated[str, AfterValidator(_is_class(System.hs))]
CccClass = Annotated[str, AfterValidator(_is_class(System.ccc))]
IcsField = Annotated[str, AfterValidator(_is_class(System.ics))]


class ClassCode(Record):
    """A code of a classification of goods, and what the classification puts under it."""

    system: System
    code: str
    covers: Text  # the goods, as the end of "HS 8516.60 covers …"
    notes: tuple[Text, ...] = ()  # what became of the class: moved to another procedure, taken out
    sources: Sources

    @model_validator(mode="after")
    def _of_its_form(self) -> ClassCode:
        _is_class(self.system)(self.code)
        return self

    @property
    def key(self) -> str:
        """Its system and the code: hs-8516.60."""
        return f"{self.system}-{self.code}"


class Product(Record):
    """A product family, or a kind within one (parent). What holds for the parent holds for the kind."""

    key: Stem
    sectors: tuple[Stem, ...] = Field(min_length=1)
    names: Text
    parent: Stem | None = None
    synonyms: Words = Words()
    # Its codes, each of which stands in vocabulary/codes/ with its source. One that its kinds have too says that it is of all of them.
    hs: tuple[HsCode, ...] = ()
    ccc: tuple[CccClass, ...] = ()
    ics: tuple[IcsField, ...] = ()


class Scheme(Record):
    """A conformity scheme or a mark, as people name it."""

    key: Stem
    names: Text
    synonyms: Words = Words()
    market: Code | None = None
    owner: Stem | None = None  # a body
    about: Text
    sources: Sources


class Body(Record):
    key: Stem
    names: Text
    synonyms: Words = Words()
    economy: Code | None = None  # None: international
    roles: tuple[BodyRole, ...] = Field(min_length=1)
    url: str | None = None
    about: Text | None = None
    sources: Sources


class EvidenceKind(Record):
    """A kind of evidence a person can hold."""

    key: Stem
    names: Text
    synonyms: Words = Words()
    stage: Stage
    tier: Tier  # the tier under which this evidence travels of itself
    issued_in: tuple[Code, ...] = ()  # where it comes from, if only from there
    own_of: tuple[
        Code, ...
    ] = ()  # the markets whose own proof it is: named for such a market, it is asked for, not held
    carried_by: Stem | None = None  # the agreement or scheme under which it travels
    implies: tuple[Stem, ...] = ()  # evidence that comes with it: a CB certificate brings its test report
    products: tuple[
        Stem, ...
    ] = ()  # what it is always proof of, whatever the goods are: organic food, of an organic certificate
    stronger: tuple[
        Stem, ...
    ] = ()  # kinds that are this and more: what refuses an accredited report refuses any report
    about: Text
    sources: Sources


class Law(Record):
    """An act, regulation or decree of one market by its number, and what became of it."""

    key: Stem
    market: Code
    names: Text
    synonyms: Words = Words()
    about: Text  # what it governs
    issued: When | None = None
    applies: When | None = None  # first day
    ended: When | None = None  # first day on which it no longer applies; may lie ahead
    status: Status
    status_date: When
    replaced_by: tuple[Stem, ...] = ()  # laws
    statement: Text  # what became of it, with its dates
    notes: tuple[Text, ...] = ()  # transition, postponements
    products: tuple[Stem, ...] = ()
    sources: Sources


class Term(Record):
    key: Stem
    names: Text
    synonyms: Words = Words()
    definition: Text
    sources: Sources


# ---- agreements ----------------------------------------------------------------------------------------------


class Coverage(Record):
    """One row of what an agreement covers."""

    key: Stem
    sectors: tuple[Stem, ...] = ()
    products: tuple[Stem, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    exporters: tuple[Code, ...] = ()  # economies whose results are accepted; none: every party
    markets: tuple[Code, ...] = ()  # economies that accept them; none: every party
    status: Status
    status_date: When
    since: When | None = None
    until: When | None = None
    statement: Text
    conditions: tuple[Condition, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    sources: Sources


class Designation(Record):
    economy: Code
    body: Stem
    sources: Sources


class BodyList(Record):
    """An official list of recognised or designated bodies."""

    title: Text
    format: str
    sources: Sources


class Agreement(Record):
    key: Stem  # the file's stem
    names: Text
    synonyms: Words = Words()
    kind: AgreementKind
    tier: Tier
    parties: tuple[Code, ...] = ()  # none only where signatories stand in accreditation/ or members are bodies
    summary: Text
    basis: tuple[Basis, ...] = Field(min_length=1)
    signed: When | None = None
    in_force: When | None = None
    ended: When | None = None
    status: Status
    status_date: When  # the day on which the status is known to hold
    replaces: tuple[Stem, ...] = ()
    replaced_by: Stem | None = None
    operator: Stem | None = None  # secretariat or scheme owner, a body
    designating: tuple[Designation, ...] = ()
    lists: tuple[BodyList, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    history: tuple[Event, ...] = ()
    notes: tuple[Text, ...] = ()
    sources: Sources


# ---- requirements --------------------------------------------------------------------------------------------


class ForeignEvidence(Record):
    """What one kind of foreign evidence is worth in this market for these products."""

    evidence: Stem
    verdict: Verdict
    tier: Tier
    statement: Text
    instrument: Stem | None = None  # an agreement, where one carries it; None: the market's own rule
    exporters: tuple[Code, ...] = ()  # only evidence issued in these economies; none: any
    products: tuple[Stem, ...] = ()  # a part of the requirement's products; none: all
    conditions: tuple[Condition, ...] = ()
    gaps: tuple[Text, ...] = ()  # what is still missing after this evidence, as steps
    since: When | None = None
    until: When | None = None
    sources: Sources


class Requirement(Record):
    """What one market asks of one or more product families."""

    key: Stem
    products: tuple[Stem, ...] = Field(min_length=1)
    scheme: Stem | None = None
    title: Text
    aspect: Aspect | None = None  # None: what lets the goods onto the market, or all of it
    obligation: Obligation
    regulator: Stem
    statement: Text
    route: tuple[Route, ...] = Field(min_length=1)
    basis: tuple[Basis, ...] = Field(min_length=1)
    standards: tuple[str, ...] = ()
    foreign_evidence: tuple[ForeignEvidence, ...] = ()
    representative: Point = Point(need=Need.unknown)
    in_country_testing: Point = Point(need=Need.unknown)
    factory_inspection: Point = Point(need=Need.unknown)
    marking: Text | None = None
    validity: Text | None = None
    effective: When | None = None
    until: When | None = None
    exemptions: tuple[Text, ...] = ()
    next: tuple[Event, ...] = ()  # what changes next; a proposal says that it is one
    sources: Sources


class Market(Record):
    """One file of requirements/."""

    market: Code
    requirements: tuple[Requirement, ...] = Field(min_length=1)


# ---- equivalences, accreditation, sources, guides ------------------------------------------------------------


class Equivalence(Record):
    """A national or regional standard beside the international one it adopts, edition by edition."""

    key: Stem
    standard: str  # "GB 4943.1"
    edition: str  # "2022"; as issued
    adopts: str  # "IEC 62368-1"
    adopted_edition: str = ""  # none where no source read names it
    degree: Degree
    title: Text
    differences: Text | None = None  # those that matter; required of MOD
    status: StandardStatus
    effective: When | None = None
    until: When | None = None  # the last day on which it counts, such as CENELEC's date of withdrawal
    successor: str | None = None
    products: tuple[Stem, ...] = ()
    sources: Sources


class OlderEdition(Record):
    """An edition, or a standard, that another replaced: how long new proof may rest on it, and what of proof issued before."""

    standards: tuple[str, ...] = ()  # each with its edition: "IEC 62368-1:2014"; without one, every edition
    named: tuple[str, ...] = ()  # what else a question calls it by: "22.05", "V2.1.1", "附表第九"
    instead: tuple[str, ...] = ()  # what counts in its place
    until: When | None = None  # the last day on which new proof may rest on it; None: no end is told
    issued: Earlier = Earlier.unknown
    issued_until: When | None = None

    @model_validator(mode="after")
    def _is_told(self) -> OlderEdition:
        if not (self.standards or self.named):
            raise ValueError("names no older edition; fill 'standards' or 'named'")
        if (self.issued is Earlier.until) != (self.issued_until is not None):
            raise ValueError("'issued: until' and 'issued_until' go together")
        return self


class Transition(Record):
    """From which editions of a standard, or standards, to which, and until when."""

    key: Stem
    markets: tuple[Code, ...] = ()  # none: wherever the standard is used
    products: tuple[Stem, ...] = ()  # the goods it is for; none: all that the standard is for
    editions: tuple[OlderEdition, ...] = Field(min_length=1)
    statement: Text
    sources: Sources


class AccreditedScope(Record):
    scope: Scope
    arrangement: Stem  # an agreement of tier accreditation
    status: Status
    status_date: When
    since: When | None = None
    sources: Sources


class Accreditation(Record):
    """What one accreditation body is recognised for."""

    body: Stem  # the file's stem; stands in vocabulary/bodies
    scopes: tuple[AccreditedScope, ...] = Field(min_length=1)
    notes: tuple[Text, ...] = ()


class Publisher(Record):
    name: str
    zh: str | None = None
    economy: Code | None = None
    official: bool


Format = Literal["html", "pdf", "xlsx", "xls", "docx", "csv", "json", "xml", "markdown", "text"]


class SourceDocument(Record):
    """One document to be fetched as it is."""

    id: Stem
    url: str
    format: Format
    checked: dt.date | None  # the day the address was seen in a public page; None: from memory
    note: str | None = None  # an oddity of the document that its reader should know


class StartPage(Record):
    """Where a crawl begins; it follows links to addresses that match `allow` and none of `deny`."""

    id: Stem
    url: str
    kind: Literal["page", "sitemap"] = "page"
    allow: tuple[str, ...] = Field(min_length=1)  # shell patterns of whole addresses: "https://www.nist.gov/mra/*"
    deny: tuple[str, ...] = ()
    depth: int = Field(2, ge=1, le=6)  # links away from the start
    limit: int = Field(200, ge=1, le=20_000)  # pages fetched at most
    checked: dt.date | None
    note: str | None = None


class Licence(Record):
    name: str
    url: str | None = None


class Source(Record):
    key: Stem  # the file's stem
    title: str
    publisher: Publisher
    tier: SourceTier
    about: str  # a page for a person
    hosts: tuple[str, ...] = Field(min_length=1)  # hosts whose addresses belong to this source
    documents: tuple[SourceDocument, ...] = ()
    start: tuple[StartPage, ...] = ()
    licence: Licence
    language: tuple[str, ...] = Field(min_length=1)
    parser: Literal["auto"] | Format = "auto"  # auto: told from the bytes
    refresh: Literal["daily", "weekly", "monthly", "quarterly", "yearly"] = "monthly"
    delay: float = Field(2.0, ge=0.0, le=60.0)  # seconds between two requests to one host, at least
    expect: dict[Literal["documents", "tables", "rows"], tuple[int, int]] = {}  # fewest and most of a whole crawl
    oddities: tuple[str, ...] = ()  # known ones, each told in a sentence
    checked: dt.date | None  # the day the address was seen in a public page

    @property
    def crawled(self) -> bool:
        return bool(self.documents or self.start)


class Paragraph(Record):
    """One cited paragraph of a guide."""

    key: Stem
    text: Text
    sources: Sources


class Guide(Record):
    """A short guide in our own words: a Markdown file, its front matter here, its paragraphs cited."""

    key: Stem
    title: Text
    topics: tuple[Stem, ...] = ()
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
