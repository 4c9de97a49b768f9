"""The rules of the field, on a small library and over the whole base."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.keys import findings
from kb.law import holds, rules_for, separate_markets
from kb.library import Library
from kb.model import Query
from kb.recognition import routes
from kb.records import Agreement, Market
from kb.terms import Intent, Key, KeyState, Tier, Verdict
from tests.conftest import TODAY

REF = {"source": "wto", "url": "https://www.wto.org/x", "at": "p. 1", "checked": None}


def _text(en: str) -> dict[str, str]:
    return {"en": en, "zh": f"中文：{en}"}


def _row(evidence: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {
        "evidence": evidence,
        "verdict": verdict,
        "tier": "unilateral",
        "statement": _text(verdict),
        "sources": [REF],
        **more,
    }


def _requirement(key: str, products: list[str], rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "key": key, "products": products, "title": _text(key), "obligation": "mandatory", "regulator": "r",
        "statement": _text(key), "route": ["certificate"], "basis": [{"title": "Law", "sources": [REF]}],
        "foreign_evidence": rows, "sources": [REF], **more,
    }  # fmt: skip


def _library(real: Library, *requirements: dict[str, Any], agreements: tuple[dict[str, Any], ...] = ()) -> Library:
    """A market that is nowhere ("NZ") with these requirements, and the real vocabulary."""
    market = Market.model_validate({"market": "NZ", "requirements": list(requirements)})
    found = {a["key"]: Agreement.model_validate(a) for a in agreements}
    return real.model_copy(update={"markets": {"NZ": market}, "agreements": found})


def _asked(
    *evidence: str, products: tuple[str, ...] = ("led-lamp",), origins: tuple[str, ...] = (), day: dt.date = TODAY
) -> Query:
    return Query(
        "q", "en", Intent.accepted, day, markets=("NZ",), origins=origins, products=products, evidence=evidence
    )


def _mra(**row: Any) -> dict[str, Any]:
    coverage = {
        "key": "electrical", "sectors": ["electrical-safety"], "stages": ["test_report"], "status": "in_force",
        "status_date": "2025", "statement": _text("accepted"), "sources": [REF], **row,
    }  # fmt: skip
    return {
        "key": "nz-jp", "names": _text("NZ–JP"), "kind": "mra", "tier": "government", "parties": ["NZ", "JP"], "summary": _text("s"),
        "basis": [{"title": "Treaty", "sources": [REF]}], "status": "in_force", "status_date": "2025", "coverage": [coverage], "sources": [REF],
    }  # fmt: skip


def test_the_row_for_the_very_evidence_speaks_before_one_for_what_it_brings(library: Library) -> None:
    small = _library(
        library,
        _requirement(
            "x",
            ["lighting"],
            [_row("cb-test-report", "not_accepted"), _row("cb-test-certificate", "accepted_as_test_evidence")],
        ),
    )
    (route,) = routes(_asked("cb-test-certificate"), small)
    assert (route.verdict, [m.row.evidence for m in route.matches]) == (
        Verdict.accepted_as_test_evidence,
        ["cb-test-certificate"],
    )


def test_evidence_brings_with_it_what_it_implies(library: Library) -> None:
    small = _library(library, _requirement("x", ["lighting"], [_row("cb-test-report", "accepted_as_test_evidence")]))
    (route,) = routes(_asked("cb-test-certificate"), small)
    assert (route.verdict, route.matches[0].exact) == (Verdict.accepted_as_test_evidence, False)
    (route,) = routes(_asked("ccc-certificate"), small)
    assert route.verdict is Verdict.not_in_base


def test_a_rule_for_a_family_holds_for_its_kinds_and_not_for_another_family(library: Library) -> None:
    small = _library(library, _requirement("x", ["lighting"], [_row("ccc-certificate", "not_accepted")]))
    assert routes(_asked("ccc-certificate", products=("led-lamp",)), small)[0].verdict is Verdict.not_accepted
    assert routes(_asked("ccc-certificate", products=("toy",)), small)[0].verdict is Verdict.not_in_base


def test_a_row_speaks_only_for_the_exporters_it_names(library: Library) -> None:
    small = _library(
        library,
        _requirement("x", ["lighting"], [_row("mra-cab-report", "accepted_as_test_evidence", exporters=["EU"])]),
    )
    assert routes(_asked("mra-cab-report", origins=("DE",)), small)[0].verdict is Verdict.accepted_as_test_evidence
    assert routes(_asked("mra-cab-report", origins=("CN",)), small)[0].verdict is Verdict.not_in_base


def test_what_ended_no_longer_speaks_and_what_begins_later_does_not_yet(library: Library) -> None:
    small = _library(
        library,
        _requirement("old", ["lighting"], [_row("ccc-certificate", "accepted_as_final")], until="2024-12-31"),
        _requirement("new", ["lighting"], [_row("ccc-certificate", "not_accepted")], effective="2025-01-01"),
    )
    assert routes(_asked("ccc-certificate"), small)[0].verdict is Verdict.not_accepted
    assert routes(_asked("ccc-certificate", day=dt.date(2024, 6, 1)), small)[0].verdict is Verdict.accepted_as_final


def test_a_government_agreement_carries_only_from_party_to_party_and_only_conditionally(library: Library) -> None:
    small = _library(library, _requirement("x", ["lighting"], []), agreements=(_mra(),))
    japan = routes(_asked("ilac-mra-report", origins=("JP",)), small)[0]
    assert (japan.verdict, japan.tier) == (Verdict.conditional, Tier.government)
    china = routes(_asked("ilac-mra-report", origins=("CN",)), small)[0]
    assert (china.verdict, china.tier) == (Verdict.not_in_base, None)


@pytest.mark.parametrize(
    "row",
    [
        {"status": "superseded"},
        {"status": "proposed"},
        {"status": "not_operational"},
        {"until": "2020"},
        {"exporters": ["NZ"], "markets": ["JP"]},
        {"sectors": ["toys"]},
    ],
)
def test_a_row_that_is_dead_or_runs_the_other_way_or_is_of_another_sector_carries_nothing(
    row: dict[str, Any], library: Library
) -> None:
    small = _library(library, _requirement("x", ["lighting"], []), agreements=(_mra(**row),))
    assert routes(_asked("ilac-mra-report", origins=("JP",)), small)[0].verdict is Verdict.not_in_base


def test_an_accreditation_arrangement_carries_nothing_into_a_market(library: Library) -> None:
    arrangement = {**_mra(), "tier": "accreditation"}
    small = _library(library, _requirement("x", ["lighting"], []), agreements=(arrangement,))
    assert routes(_asked("ilac-mra-report", origins=("JP",)), small)[0].verdict is Verdict.not_in_base


def test_a_member_state_follows_the_law_of_its_union(library: Library) -> None:
    german = rules_for(library, "DE", ("toy",), TODAY)
    assert german
    assert {rule.market for rule in german} == {"EU"}


@pytest.mark.parametrize(
    ("since", "until", "day", "held"),
    [
        ("2020", None, dt.date(2020, 1, 1), True),
        ("2020-06", None, dt.date(2020, 5, 31), False),
        (None, "2020", dt.date(2020, 12, 31), True),
        (None, "2020-06-30", dt.date(2020, 7, 1), False),
        (None, None, dt.date(1900, 1, 1), True),
    ],
)
def test_a_span_of_dates_as_exact_as_known_holds_a_day(
    since: str | None, until: str | None, day: dt.date, held: bool
) -> None:
    assert holds(since, until, day) is held


def test_over_the_whole_base_no_verdict_of_tier_government_rests_on_accreditation_alone(library: Library) -> None:
    accreditation = {k for k, a in library.agreements.items() if a.tier is Tier.accreditation}
    for kind in library.evidence.values():
        for market in library.markets:
            query = Query("q", "en", Intent.accepted, TODAY, markets=(market,), evidence=(kind.key,))
            for route in routes(query, library):
                for match in route.matches:
                    if match.row.tier is Tier.government:
                        assert match.row.instrument not in accreditation, (market, match.id)


def _page(page: str, source: str = "wto", **more: str) -> dict[str, Any]:
    return {
        "sources": [{"source": source, "url": f"https://www.wto.org/{page}", "at": "p. 1", "checked": None, **more}]
    }


def _told(library: Library, *rows: dict[str, Any]) -> tuple[Verdict, int, int]:
    (route,) = routes(_asked("ce-declaration"), _library(library, _requirement("x", ["lighting"], list(rows))))
    return route.verdict, len(route.matches), len(route.aside)


def test_of_two_pages_that_contradict_one_another_the_newer_is_followed_and_the_other_kept(library: Library) -> None:
    older = _row("ce-declaration", "accepted_as_final", **_page("a", published="2023"))
    newer = _row("ce-declaration", "not_accepted", **_page("b", published="2026-03"))
    assert _told(library, older, newer) == _told(library, newer, older) == (Verdict.not_accepted, 1, 1)


def test_pages_that_nothing_weighs_against_one_another_are_a_conflict(library: Library) -> None:
    rows = (_row("ce-declaration", verdict, **_page(verdict)) for verdict in ("accepted_as_final", "not_accepted"))
    assert _told(library, *rows) == (Verdict.sources_conflict, 1, 1)


def test_two_verdicts_of_one_page_or_on_conditions_of_their_own_are_two_routes(library: Library) -> None:
    verdicts = ("accepted_as_final", "not_accepted")
    of_one_page = (_row("ce-declaration", verdict, **_page("a")) for verdict in verdicts)
    assert _told(library, *of_one_page) == (Verdict.conditional, 2, 0)
    condition = {"key": "method", "text": _text("To IEC 60598-1.")}
    conditioned = (
        _row("ce-declaration", verdict, conditions=[condition][:n], **_page(verdict))
        for n, verdict in enumerate(verdicts)
    )
    assert _told(library, *conditioned) == (Verdict.conditional, 2, 0)


def test_without_a_product_most_rows_speak_for_a_refusal_and_never_for_an_acceptance(library: Library) -> None:
    kinds = ("lighting", "toy", "battery", "wifi-router")
    for usual, other, verdict in (
        ("accepted_as_final", "not_accepted", Verdict.conditional),
        ("not_accepted", "accepted_as_final", Verdict.not_accepted),
    ):
        rules = [
            _requirement(kind, [kind], [_row("ce-declaration", other if n == 3 else usual)])
            for n, kind in enumerate(kinds)
        ]
        (route,) = routes(_asked("ce-declaration", products=()), _library(library, *rules))
        assert route.verdict is verdict


def test_a_trade_agreement_that_only_promises_to_consider_carries_nothing(library: Library) -> None:
    row = {"sectors": ["general"], "exporters": ["JP"], "markets": ["NZ"]}
    for kind, carried in (("trade_agreement", 0), ("mra", 1)):
        small = _library(library, _requirement("x", ["lighting"], []), agreements=({**_mra(**row), "kind": kind},))
        (route,) = routes(_asked("ilac-mra-report", origins=("JP",)), small)
        assert len(route.carriers) == carried


def test_a_laboratory_named_that_a_condition_shuts_out_is_refused_by_that_row(library: Library) -> None:
    shut = {"key": "recognition", "text": _text("Withdrawn: Acme Laboratories."), "excludes": ["Acme"]}
    rows = [
        _row("ilac-mra-report", "conditional", conditions=[{"key": "scope", "text": _text("To IEC 60598-1.")}]),
        _row("fcc-test-report", "conditional", conditions=[shut]),
    ]
    small = _library(library, _requirement("x", ["lighting"], rows))
    asked = _asked("ilac-mra-report")
    for text, verdict, evidence in (
        ("our report is from ACME labs", Verdict.not_accepted, "fcc-test-report"),
        ("our report is from Acmeville", Verdict.conditional, "ilac-mra-report"),
    ):
        (route,) = routes(replace(asked, text=text), small)
        assert (route.verdict, route.matches[0].row.evidence) == (verdict, evidence)
    (route,) = routes(replace(asked, text="Acme"), small)
    states = {one.key: one.state for one in findings(replace(asked, text="Acme"), small, route.matches[0])}
    assert states[Key.recognition] is KeyState.not_met


@pytest.mark.parametrize(
    ("held", "taken", "verdict", "expected"),
    [
        ("ilac-mra-report", "test-report", "accepted_as_final", Verdict.accepted_as_final),
        ("ilac-mra-report", "test-report", "not_accepted", Verdict.not_in_base),  # says nothing of an accredited one
        ("laboratory-report", "ilac-mra-report", "accepted_as_final", Verdict.conditional),
        ("test-report", "ilac-mra-report", "accepted_as_final", Verdict.not_in_base),  # will not become accredited
        ("test-report", "ilac-mra-report", "not_accepted", Verdict.not_accepted),
    ],
)
def test_what_a_rule_says_of_one_report_speaks_for_another_as_far_as_it_may(
    library: Library, held: str, taken: str, verdict: str, expected: Verdict
) -> None:
    small = _library(library, _requirement("lamps", ["lighting"], [_row(taken, verdict)]))
    (route,) = routes(_asked(held), small)
    assert route.verdict is expected


def test_a_certificate_more_never_makes_less_of_another(library: Library) -> None:
    rule = _requirement(
        "lamps", ["led-lamp"],
        [_row("cb-test-certificate", "accepted_as_test_evidence"), _row("ccc-certificate", "not_accepted", exporters=["CN"])],
    )  # fmt: skip
    base = _library(library, rule)
    for held in (("cb-test-certificate", "ccc-certificate"), ("ccc-certificate", "cb-test-certificate")):
        (route,) = routes(_asked(*held, origins=("CN",)), base)
        assert (route.verdict, route.held) == (Verdict.accepted_as_test_evidence, ("cb-test-certificate",))
        assert [(one.held, one.verdict) for one in route.beside] == [(("ccc-certificate",), Verdict.not_accepted)]


def test_a_certificate_and_its_report_are_one_thing_held(library: Library) -> None:
    base = _library(library, _requirement("lamps", ["led-lamp"], [_row("cb-test-report", "conditional")]))
    (route,) = routes(_asked("cb-test-certificate", "cb-test-report"), base)
    assert (set(route.held), route.beside) == ({"cb-test-certificate", "cb-test-report"}, ())


def test_what_is_refused_stands_beside_what_counts(kb: Kb) -> None:
    told = ask(
        "I hold a CB certificate and a CCC certificate for LED lamps made in China: what is each worth in Saudi Arabia?",
        kb,
    )
    assert told.verdict is Verdict.accepted_as_test_evidence
    assert "CCC) certificate – Not accepted:" in told.markdown.partition("---")[0]
    assert not [gap.text for gap in told.gaps if "Ask a Chinese NCB for a CB test certificate" in gap.text]


def test_a_member_with_rules_of_its_own_makes_no_market_beside_its_union(library: Library) -> None:
    apart = separate_markets(library, TODAY)
    assert {"DE", "FR", "NO"} <= library.markets.keys()
    assert {"EU", "CH", "GB"} <= {*apart}
    assert not {"DE", "FR", "NO"} & {*apart}


def test_an_agreement_carries_nothing_that_it_leaves_out_by_name(library: Library) -> None:
    left_out = {**_text("Door locks are not covered."), "excludes": ["door lock", "智能门锁"]}
    row = _mra(exclusions=[left_out])
    rests_on_it = _requirement("x", ["lighting"], [_row("ilac-mra-report", "accepted_as_final", instrument="nz-jp")])
    asked = _asked("ilac-mra-report", origins=("JP",))
    for text, carried, barred in (("smart door locks", 0, 1), ("出口智能门锁", 0, 1), ("outdoor lockers", 1, 0)):
        (route,) = routes(
            replace(asked, text=text), _library(library, _requirement("x", ["lighting"], []), agreements=(row,))
        )
        assert (len(route.carriers), len(route.barred)) == (carried, barred)
        assert (route.verdict is Verdict.not_accepted) is bool(barred)
        (route,) = routes(replace(asked, text=text), _library(library, rests_on_it, agreements=(row,)))
        assert (route.verdict is Verdict.not_accepted) is bool(barred)


def test_a_row_of_an_agreement_made_for_certain_goods_carries_their_kinds_and_no_others(library: Library) -> None:
    rule = _requirement("x", ["lighting", "household-appliance"], [])
    small = _library(library, rule, agreements=(_mra(products=["lighting"]),))
    for goods, carried in (("led-lamp", 1), ("refrigerator", 0)):
        (route,) = routes(_asked("ilac-mra-report", products=(goods,), origins=("JP",)), small)
        assert len(route.carriers) == carried


def test_the_rule_made_for_the_goods_speaks_before_the_one_with_more_rows_for_their_family(library: Library) -> None:
    small = _library(
        library,
        _requirement("family", ["lighting"], [_row("cb-test-certificate", "not_accepted"), _row("ccc-certificate", "not_accepted")]),
        _requirement("own", ["led-lamp"], [_row("cb-test-certificate", "accepted_as_test_evidence")]),
    )  # fmt: skip
    (route,) = routes(_asked("cb-test-certificate"), small)
    assert (route.matches[0].rule.requirement.key, route.verdict) == ("own", Verdict.accepted_as_test_evidence)


def test_beef_with_an_organic_certificate_is_asked_about_as_organic_food(kb: Kb) -> None:
    query = ask("USDA organic beef to Japan, does the certificate count?", kb, as_of=TODAY).query
    assert set(query.products) == {"meat", "organic-food"}


def test_the_report_that_comes_with_a_certificate_held_does_not_lessen_it(library: Library) -> None:
    rows = [_row("cb-test-certificate", "accepted_as_test_evidence"), _row("cb-test-report", "not_accepted")]
    small = _library(library, _requirement("x", ["lighting"], rows))
    (route,) = routes(_asked("cb-test-certificate", "cb-test-report"), small)
    assert (route.verdict, [m.row.evidence for m in route.matches]) == (
        Verdict.accepted_as_test_evidence,
        ["cb-test-certificate"],
    )
    assert routes(_asked("cb-test-report"), small)[0].verdict is Verdict.not_accepted


def test_what_an_agreement_leaves_out_stands_right_behind_the_verdict(kb: Kb) -> None:
    for question in (
        "can our own in-house lab test for the US Mexico telecom MRA",
        "smart door lock with Singapore's label of level 4, will the German BSI recognise it?",
    ):
        answer = ask(question, kb, as_of=TODAY)
        assert answer.verdict is Verdict.not_accepted, question
    first = ask("can our own in-house lab test for the US Mexico telecom MRA", kb, as_of=TODAY).markdown.split("\n\n")
    assert "own laboratories are not eligible" in first[1]
