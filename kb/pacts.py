"""The agreement that two economies, a subject and the word "MRA" stand for, where it was not named itself."""

from __future__ import annotations

import re

from kb.library import Library
from kb.model import Query
from kb.records import Agreement
from kb.terms import AgreementKind, Tier

_ONE = re.compile(
    r"\bMRA\b|\b(?:mutual recognition|agreement|arrangement|deal|treaty|pact|protocol|equivalen(?:ce|cy))\b(?!s)|互认|协定|协议|安排|等效|\brecognition\b|\bFTA\b|自贸",
    re.I,
)
_SEVERAL = re.compile(
    r"\bMRAs\b|\b(?:agreements|arrangements|deals|treaties|which (?:mra|agreement))\b|哪些(?!产品|领域|行业|机构|范围|部门)|有没有|有(?:什么|几个|几份)|有.{0,4}吗",
    re.I,
)

_TRADE = re.compile(r"\bFTA\b|\bfree trade\b|\btrade (?:agreement|deal)\b|自贸|自由贸易|贸易协定", re.I)
_EQUIVALENCE = re.compile(r"\bequivalen|\borganic\b|等效|有机", re.I)
_AN_MRA = re.compile(r"\bMRA\b|\bmutual recognition agreement\b|互认协[定议]", re.I)


def pact(query: Query, pairs: tuple[frozenset[str], ...], library: Library) -> tuple[str, ...]:
    """The one agreement of two economies that speaks of the subject, or of each of several pairs; () where many may be meant."""
    if not _ONE.search(query.text) or _SEVERAL.search(query.text):
        return ()
    pairs = (frozenset(query.economies),) if len(query.economies) == 2 else pairs
    return tuple(dict.fromkeys(key for pair in pairs for key in _of_pair(query, pair, library)))


def _of_pair(query: Query, asked: frozenset[str], library: Library) -> tuple[str, ...]:
    found = [a for a in library.agreements.values() if _between(a, asked) and a.tier is not Tier.accreditation]
    found = [a for a in found if _of_organics(a) == bool(_EQUIVALENCE.search(query.text))] or found
    wanted = {*query.sectors, *(s for key in query.products for s in library.products[key].sectors)}
    stages = {library.evidence[key].stage for key in query.evidence}
    speaking = [a for a in found if any(wanted & set(row.sectors) or stages & set(row.stages) for row in a.coverage)]
    kind = AgreementKind.trade_agreement if _TRADE.search(query.text) else AgreementKind.mra
    usual = [a for a in speaking or found if a.kind in (kind, AgreementKind.equivalence)]
    if kind is AgreementKind.trade_agreement or not _AN_MRA.search(
        query.text
    ):  # "the MRA" of two that have none is none
        usual = usual or speaking or found

    def fit(agreement: Agreement) -> tuple[float, int]:
        told = [bool(wanted & set(row.sectors) or stages & set(row.stages)) for row in agreement.coverage]
        return sum(told) / max(1, len(told)), len(told)

    return (max(usual, key=fit).key,) if usual else ()


def _of_organics(agreement: Agreement) -> bool:
    return any("organic" in row.sectors for row in agreement.coverage)


def operated(query: Query, library: Library) -> tuple[str, ...]:
    """The arrangements of the cooperations named: "under IAAC" is its multilateral arrangement."""
    found = []
    for body in query.bodies:
        own = [key for key, one in library.agreements.items() if one.operator == body]
        found += own if len(own) == 1 else []
    return tuple(found)


def _between(agreement: Agreement, asked: frozenset[str]) -> bool:
    return asked <= set(agreement.parties) and len(agreement.parties) <= 3
