"""The keys of the lock, on a small library and over every row of the base."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.answer import told
from kb.base import Kb
from kb.citations import unsupported
from kb.held import markets_of
from kb.keys import findings, instead, refusals
from kb.law import row_of
from kb.library import Library
from kb.model import Answer, Language, Query
from kb.recognition import carriers_for, routes
from kb.terms import Intent, Key, KeyState, Tier, Verdict
from tests.conftest import TODAY
from tests.kb.test_recognition import _asked, _library, _requirement, _row, _text


def _condition(key: str, text: str) -> dict[str, object]:
    return {"key": key, "text": _text(text)}


def _keys(query: Query, library: Library) -> dict[Key, KeyState]:
    (route,) = routes(query, library)
    return {one.key: one.state for one in findings(query, library, route.matches[0])}


def test_a_row_that_refuses_the_evidence_leaves_one_key_not_met(library: Library) -> None:
    row = _row("ce-declaration", "not_accepted", conditions=[_condition("method", "IEC 60598-1 applies.")])
    small = _library(library, _requirement("lamps", ["lighting"], [row]))
    assert _keys(_asked("ce-declaration"), small) == {Key.acceptance: KeyState.not_met}


def test_evidence_of_certain_economies_only_turns_on_its_origin(library: Library) -> None:
    row = _row("ilac-mra-report", "accepted_as_test_evidence", exporters=["CN"])
    small = _library(library, _requirement("lamps", ["lighting"], [row]))
    assert _keys(_asked("ilac-mra-report", origins=("CN",)), small)[Key.origin] is KeyState.met
    assert _keys(_asked("ilac-mra-report"), small)[Key.origin] is KeyState.open


def test_a_row_meant_for_others_is_told_as_why_not(library: Library) -> None:
    row = _row("ilac-mra-report", "accepted_as_test_evidence", exporters=["CN"])
    small = _library(library, _requirement("lamps", ["lighting"], [row]))
    (route,) = routes(_asked("ilac-mra-report", origins=("VN",)), small)
    assert (route.verdict, route.matches) == (Verdict.not_in_base, ())
    assert [(one.key, one.state) for _, one in refusals(small, route)] == [(Key.origin, KeyState.not_met)]


@pytest.mark.parametrize(
    ("named", "state"),
    [(("IEC 60598-1:2020",), "met"), (("IEC 60598-1:2014",), "not_met"), (("IEC 60598-1",), "open"), ((), "open")],
)
def test_the_edition_named_turns_the_key_of_the_edition(library: Library, named: tuple[str, ...], state: str) -> None:
    row = _row("cb-test-certificate", "conditional", conditions=[_condition("edition", "To IEC 60598-1:2020.")])
    small = _library(library, _requirement("lamps", ["lighting"], [row]))
    assert _keys(replace(_asked("cb-test-certificate"), standards=named), small)[Key.edition] == state


def test_accreditation_meets_a_key_that_asks_for_accreditation_and_none_that_asks_for_designation(
    library: Library,
) -> None:
    for text, tier, state in (
        ("The laboratory is accredited by an ILAC MRA signatory.", "unilateral", KeyState.met),
        ("The laboratory is designated by its government.", "government", KeyState.open),
        ("The laboratory is accredited and designated under the agreement.", "unilateral", KeyState.open),
    ):
        row = _row("ilac-mra-report", "conditional", tier=tier, conditions=[_condition("recognition", text)])
        small = _library(library, _requirement("lamps", ["lighting"], [row]))
        asked = replace(_asked("ilac-mra-report"), bodies=("cn-cnas",))
        assert _keys(asked, small)[Key.recognition] is state, text


def test_what_would_count_instead_is_the_best_of_the_same_rule(library: Library) -> None:
    rows = [
        _row("ce-declaration", "not_accepted"),
        _row("ilac-mra-report", "conditional"),
        _row("cb-test-certificate", "accepted_as_test_evidence"),
        _row("gs-certificate", "voluntary_only"),
    ]
    small = _library(library, _requirement("lamps", ["lighting"], rows))
    (route,) = routes(_asked("ce-declaration"), small)
    assert [one.row.evidence for one in instead(route)] == ["cb-test-certificate", "ilac-mra-report"]


def _every_row(kb: Kb, language: Language) -> list[Query]:
    """One question about acceptance for each row of foreign evidence in the base."""
    return [
        Query(
            "q", language, Intent.accepted, TODAY, markets=(market.market,), products=(row.products or requirement.products)[:1],
            evidence=(row.evidence,), origins=row.exporters[:1],
        )
        for market in kb.library.markets.values()
        for requirement in market.requirements
        for row in requirement.foreign_evidence
    ]  # fmt: skip


def _proved(answer: Answer) -> None:
    quotes = {c.n: f"{c.quote} {c.title} {c.url}" for c in answer.citations}
    for claim in (*answer.claims, *answer.gaps):
        assert claim.citations, (answer.query, claim.text)
        assert not unsupported(claim.text, " ".join(quotes[n] for n in claim.citations)), (answer.query, claim.text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_over_the_whole_base_every_claim_is_proved_and_no_tier_is_inferred(records: Kb, language: Language) -> None:
    kb = records
    for query in _every_row(kb, language):
        answer = told(query, kb)
        _proved(answer)
        for market in answer.markets:
            tiers = {
                row_of(kb.library, c.id).tier
                for c in answer.citations
                if c.id.startswith("requirements/") and "/" in c.id.partition("#")[2]
            }
            carried = {c.agreement.tier for c in carriers_for(query, kb.library, market.market)}
            if any(market.market in markets_of(key, kb.library) for key in query.evidence):
                tiers.add(Tier.unilateral)  # the market's own proof, by its own law
            assert market.tier is None or market.tier in tiers | carried, query


def test_over_the_whole_base_accreditation_alone_never_gives_government(kb: Kb) -> None:
    for query in _every_row(kb, "en"):
        for route in routes(query, kb.library):
            for match in route.matches:
                for one in findings(replace(query, bodies=("cn-cnas",)), kb.library, match):
                    shown = one.key is Key.recognition and one.state is KeyState.met
                    assert not (shown and match.row.tier is Tier.government), match.id
