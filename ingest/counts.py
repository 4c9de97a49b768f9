"""The corpus → what is in it, counted, and which product families each market has a record of. As Markdown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from kb.law import kin, separate_markets
from kb.library import Library
from kb.records import Point
from kb.terms import Need, Obligation

RECORD, NONE, SILENT = "●", "○", "·"


def counts(library: Library) -> str:
    """Agreements by tier and kind, the other kinds of record, how full requirements are, and the matrix of markets and families."""
    return "\n".join((*_agreements(library), "", *_others(library), "", *_fields(library), "", *_matrix(library)))


def families(library: Library) -> tuple[str, ...]:
    """The product families: the products that are a kind of no other."""
    return tuple(key for key, product in library.products.items() if product.parent is None)


def cell(library: Library, market: str, family: str) -> str:
    """● a rule is recorded; ○ recorded that there is none; · no record."""
    rules = [
        rule
        for rule in library.markets[market].requirements
        if any(family in kin(library, product) for product in rule.products)
    ]
    if not rules:
        return SILENT
    return NONE if all(rule.obligation is Obligation.none for rule in rules) else RECORD


def _agreements(library: Library) -> Iterator[str]:
    found = Counter((one.tier.value, one.kind.value) for one in library.agreements.values())
    rows = sum(len(one.coverage) for one in library.agreements.values())
    yield f"{len(library.agreements):,} agreements, arrangements and schemes with {rows:,} rows of coverage:"
    yield ""
    yield "| tier | kind | number |"
    yield "| --- | --- | ---: |"
    yield from (f"| {tier} | {kind} | {number} |" for (tier, kind), number in sorted(found.items()))


def _others(library: Library) -> Iterator[str]:
    rules = [rule for market in library.markets.values() for rule in market.requirements]
    scopes = sum(len(one.scopes) for one in library.accreditation.values())
    told = {
        "markets": len(separate_markets(library, dt.date.today())),
        "requirements": len(rules),
        "rows of foreign evidence": sum(len(rule.foreign_evidence) for rule in rules),
        "laws": len(library.laws),
        "equivalences of standards": len(library.equivalences),
        "transitions of standards": len(library.transitions),
        f"accreditation bodies ({scopes} scopes)": len(library.accreditation),
        "guides": len(library.guides),
        "glossary terms": len(library.glossary),
        "sources": len(library.sources),
    }
    yield "| kind | number |"
    yield "| --- | ---: |"
    yield from (f"| {name} | {number:,} |" for name, number in told.items())


def _fields(library: Library) -> Iterator[str]:
    """How many of the requirements that let goods onto a market, or are all of what it asks, record each field that they may have."""
    rules = [rule for market in library.markets.values() for rule in market.requirements if rule.aspect is None]
    yield f"| of {len(rules):,} requirements record | number | share |"
    yield "| --- | ---: | ---: |"
    for field in _FIELDS:
        known = sum(_is_known(getattr(rule, field)) for rule in rules)
        yield f"| {field.replace('_', ' ')} | {known:,} | {known / len(rules):.0%} |"


_FIELDS = (
    "foreign_evidence", "representative", "in_country_testing", "factory_inspection", "marking", "validity", "standards",
    "effective", "exemptions", "next",
)  # fmt: skip


def _is_known(value: object) -> bool:
    return value.need is not Need.unknown if isinstance(value, Point) else bool(value)


def _matrix(library: Library) -> Iterator[str]:
    markets, rows = sorted(separate_markets(library, dt.date.today())), families(library)
    cells = {(market, family): cell(library, market, family) for market in markets for family in rows}
    decided = sum(one != SILENT for one in cells.values())
    yield f"Markets by product families: {RECORD} a rule is recorded, {NONE} recorded that there is none, {SILENT} no record."
    yield f"{decided:,} of {len(cells):,} are decided."
    yield ""
    yield "| | " + " | ".join(markets) + " |"
    yield "| --- |" + " :-: |" * len(markets)
    for family in rows:
        yield f"| {family} | " + " | ".join(cells[market, family] for market in markets) + " |"
