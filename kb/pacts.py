"""The agreement that two economies, a subject and the word "MRA" stand for, where it was not named itself."""

from __future__ import annotations

import re

from kb.law import within
from kb.library import Library
from kb.model import Query
from kb.questions import MIXED
from kb.reading import OF_A_BODY
from kb.records import Agreement
from kb.terms import AgreementKind, BodyRole, Stage, Tier

_ONE = re.compile(
    r"\bMRA\b|\b(?:mutual recognition|agreement|arrangement|deal|thing|treaty|pact|protocol|equivalen(?:ce|cy))\b(?!s)|互认|协定|协议|安排|等效|\brecognition\b|\bFTA\b|自贸|议定书|\bcustoms union\b|关税同盟",
    re.I,
)
_SEVERAL = re.compile(
    r"\bMRAs\b|\b(?:agreements|arrangements|deals|treaties|which (?:mra|agreement))\b|(?<!管)(?<!包括)(?<!覆盖)哪些(?!产品|设备|领域|行业|机构|范围|部门|内容)|有没有|有(?:什么|几个|几份)|有.{0,4}吗",
    re.I,
)

_PARTNERSHIP = re.compile(r"\bC?EPA\b")
_TRADE = re.compile(
    r"\bFTA\b|\bfree trade\b|\btrade (?:agreement|deal)\b|\bcustoms union\b|关税同盟|自贸|自由贸易|贸易协定", re.I
)
_EQUIVALENCE = re.compile(r"\bequivalen|\borganic\b|等效|有机", re.I)
_GMP = re.compile(r"(?<![A-Za-z])GMP(?![A-Za-z])")
_RECOGNISING = re.compile(r"\bMRA\b|\bmutual(?:ly)? recogni|\brecogni[sz]|互认|相互承认", re.I)
_AN_MRA = re.compile(r"\bMRA\b|\bmutual recognition agreement\b|互认协[定议]", re.I)


_FEW = 4  # parties of an agreement that is told of two of them: the US and the three EEA EFTA states


def pact(query: Query, pairs: tuple[frozenset[str], ...], library: Library) -> tuple[str, ...]:
    """The one agreement of two economies that speaks of the subject, or of each of several pairs; () where many may be meant."""
    text = MIXED.sub(" ", query.text)
    if len(pairs) > 1 and _SEVERAL.search(text):  # "compare the EU–US and EU–Canada agreements"
        found = [key for pair in pairs for key in _of_pair(query, pair, library)]
        return tuple(dict.fromkeys(library.agreements[key].replaced_by or key for key in found))
    partnership = _PARTNERSHIP.search(text) and "us-epa" not in query.bodies
    if not partnership and (not _ONE.search(text) or _SEVERAL.search(query.text)):
        return ()
    pairs = (frozenset(query.economies),) if len(query.economies) == 2 else pairs
    groups = [code for code in query.economies if library.economies[code].members]
    found = [key for pair in pairs for key in _of_pair(query, pair, library)]
    return tuple(dict.fromkeys((*found, *(key for group in groups for key in _within(query, group, library)))))


def _within(query: Query, group: str, library: Library) -> tuple[str, ...]:
    """The agreement among the members of a group that speaks of the subject."""
    members = {group, *(member.economy for member in library.economies[group].members)}
    if not set(query.economies) <= members:
        return ()
    found = [a for a in library.agreements.values() if len(members) <= 2 * len(a.parties) and set(a.parties) <= members]
    return _fittest(query, [a for a in found if a.tier is not Tier.accreditation], library, of_all=False)


_OPERATORS = re.compile(r"authorised economic operators")
_CUSTOMS = re.compile(r"\bAEO|economic operators?\b|\bcustoms\b|trusted trader|海关|认证的?经营者|高级认证", re.I)


_TRUSTED = re.compile(r"(?<![A-Za-z])AEO(?![A-Za-z])|\beconomic operators?\b|\btrusted traders?\b|认证的?经营者", re.I)


def asks_of_operators(text: str) -> bool:
    """Whether a question is of customs' trusted operators, to which no agreement on goods speaks: "AEO 中国 沙特 互认"."""
    return bool(_TRUSTED.search(text))


def of_operators(agreement: Agreement) -> bool:
    """Whether an agreement is one of customs on each other's trusted operators, which takes no proof of goods."""
    return bool(_OPERATORS.search(agreement.names.en))


def _of_pair(query: Query, asked: frozenset[str], library: Library) -> tuple[str, ...]:
    found = [a for a in library.agreements.values() if _between(a, asked) and a.tier is not Tier.accreditation]
    if (query.evidence or query.products) and not _CUSTOMS.search(
        query.text
    ):  # "mutual recognition, so our CCC will do"
        found = [a for a in found if not of_operators(a)]
    if asks_of_operators(query.text):
        found = [a for a in found if of_operators(a)]
    return _fittest(query, [a for a in found if runs(query, a, library)], library)


def runs(query: Query, agreement: Agreement, library: Library) -> bool:
    """Whether one of its rows runs from where the goods or papers come to a market asked about, where both are told: Switzerland
    takes EU certificates of devices, which says nothing of Swiss ones in the EU."""
    if not (query.origins and query.markets):
        return True

    def under(codes: tuple[str, ...]) -> set[str]:
        return {one for code in codes for one in within(library, code, query.as_of)}

    sources, targets, parties = under(query.origins), under(query.markets), agreement.parties
    if sources.isdisjoint(parties):
        return True  # made elsewhere, tested by one side: "phones of Vietnam, tested in Maryland, for Mexico"
    return any(
        sources & {*(r.exporters or parties)} and targets & {*(r.markets or parties)} for r in agreement.coverage
    )


def _fittest(query: Query, found: list[Agreement], library: Library, *, of_all: bool = True) -> tuple[str, ...]:
    """The agreement that speaks of the subject, or of most. `of_all`: one that does not is better than none."""
    found = [a for a in found if _of_organics(a) == bool(_EQUIVALENCE.search(query.text))] or found
    wanted = {*query.sectors, *(s for key in query.products for s in library.products[key].sectors)}
    stages = {library.evidence[key].stage for key in query.evidence}
    stages |= {Stage.gmp_inspection} if _GMP.search(query.text) else set()
    speaking = [a for a in found if any(wanted & set(row.sectors) or stages & set(row.stages) for row in a.coverage)]
    of_trade = _TRADE.search(query.text) or (
        _PARTNERSHIP.search(MIXED.sub(" ", query.text)) and "us-epa" not in query.bodies
    )
    if wanted and not speaking and not (_RECOGNISING.search(query.text) or of_trade):
        return ()  # "the equivalency route under the June agreement" of devices is no agreement on telephones
    found = found if of_all else speaking
    kind = AgreementKind.trade_agreement if of_trade else AgreementKind.mra
    usual = [a for a in speaking or found if a.kind in (kind, AgreementKind.equivalence)]
    if kind is AgreementKind.trade_agreement or not _AN_MRA.search(
        query.text
    ):  # "the MRA" of two that have none is none
        usual = usual or speaking or found

    def fit(agreement: Agreement) -> tuple[float, int, int]:
        told = [bool(wanted & set(row.sectors) or stages & set(row.stages)) for row in agreement.coverage]
        both = any(wanted & set(row.sectors) and stages & set(row.stages) for row in agreement.coverage)
        return sum(told) / max(1, len(told)), both, len(told)

    return (max(usual, key=fit).key,) if usual else ()


def _of_organics(agreement: Agreement) -> bool:
    return any("organic" in row.sectors for row in agreement.coverage)


def operated(query: Query, library: Library) -> tuple[str, ...]:
    """The arrangements of the cooperations named, unless these are meant themselves: "under IAAC" is its multilateral arrangement."""
    found = []
    for body in () if OF_A_BODY.search(query.text) else query.bodies:
        if BodyRole.regulator in library.bodies[body].roles:
            continue
        own = [key for key, one in library.agreements.items() if one.operator == body]
        found += own if len(own) == 1 else []
    return tuple(found)


def _between(agreement: Agreement, asked: frozenset[str]) -> bool:
    return asked <= set(agreement.parties) and len(agreement.parties) <= _FEW
