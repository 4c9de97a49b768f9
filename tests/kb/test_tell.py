"""What each kind of answer leads with, over the shipped base; questions are given as understood."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from kb import cues
from kb.answer import ask, told
from kb.base import Kb
from kb.citations import strange_names, unsupported
from kb.model import Ambiguity, Answer, Problem, Query
from kb.tell.draft import Draft
from kb.terms import Intent, Tier, Verdict
from tests.conftest import TODAY


def _asked(intent: Intent, kb: Kb, text: str = "q", **roles: Any) -> Answer:
    return told(replace(Query(text, "en", intent, TODAY), **roles), kb)


def test_markets_side_by_side_are_a_table_with_a_citation_in_each_cell(kb: Kb) -> None:
    answer = _asked(Intent.compare, kb, markets=("EU", "BR", "JP"), products=("wifi-router",))
    rows = [line for line in answer.markdown.splitlines() if line.startswith("| **")]
    assert len(rows) >= 4
    for row in rows:
        cells = row.strip("|").split(" | ")[1:]
        assert len(cells) == 3
        assert all(cell.strip(" |") == "–" or re.search(r"\[\d+\]", cell) for cell in cells), row


def test_agreements_and_standards_are_compared_too(kb: Kb) -> None:
    both = _asked(Intent.compare, kb, agreements=("apec-tel", "asean-eee"))
    assert "| **Legal tier** | government agreement" in both.markdown
    numbers = _asked(Intent.compare, kb, standards=("GB 4943.1", "GB 9706.1"))
    assert "| **Degree** | modified (MOD)" in numbers.markdown


def test_an_agreement_that_ended_is_said_to_have_ended_before_anything_else(kb: Kb) -> None:
    answer = _asked(Intent.coverage, kb, agreements=("eu-ca-1998",))
    assert "superseded" in answer.markdown.splitlines()[0]


def test_an_economy_that_is_no_party_is_said_first(kb: Kb) -> None:
    answer = _asked(Intent.coverage, kb, agreements=("mdsap",), markets=("CN",))
    assert answer.markdown.startswith("First: China is not among the parties recorded")


def test_a_sector_that_an_agreement_does_not_cover_is_said_first(kb: Kb) -> None:
    answer = _asked(Intent.coverage, kb, "the EU-Japan MRA", markets=("EU", "JP"), products=("medical-device",))
    assert "does not include: Medical devices" in answer.markdown.splitlines()[0]
    assert "EU–Japan mutual recognition agreement" in answer.markdown


def test_without_an_agreement_between_two_economies_those_of_each_are_named(kb: Kb) -> None:
    answer = _asked(Intent.coverage, kb, "Under the EU-China MRA", markets=("EU", "CN"))
    assert "Mutual recognition agreements recorded of the European Union" in answer.markdown
    assert "agreement between the EU and China? No" in answer.markdown  # as the guide says of this pair
    answer = _asked(Intent.coverage, kb, "Under the EU-Brazil MRA", markets=("EU", "BR"))
    assert "no mutual recognition agreement between" in answer.markdown


@pytest.mark.parametrize(
    ("intent", "market", "said"),
    [
        (Intent.representative, "EU", "Local representative: "),
        (Intent.marking, "JP", "Marking: "),
        (Intent.change, "EU", "2027-12-11"),
    ],
)
def test_one_side_of_a_rule_is_told_first(kb: Kb, intent: Intent, market: str, said: str) -> None:
    answer = _asked(intent, kb, markets=(market,), products=("wifi-router",))
    assert said in answer.markdown[:400]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("must an electric kettle be tested locally in Thailand", "In-country testing: "),
        ("电热水壶必须在泰国当地检测吗", "本地检测："),
        ("do I have to send samples to Brazil for toy testing", "In-country testing: "),
        ("is there a factory audit for helmets in India", "Factory inspection: "),
    ],
)
def test_what_is_asked_of_a_rule_stands_before_the_rule(kb: Kb, question: str, said: str) -> None:
    first, second = ask(question, kb).markdown.split("\n\n", 2)[:2]
    assert first.startswith("**")
    assert second.startswith(said)


def test_samples_that_are_sent_are_no_exemption() -> None:
    assert cues.sides_named("do I have to send samples to Brazil") == ("in_country_testing",)
    assert cues.sides_named("are samples exempt") == ("exemption",)


def test_what_is_not_recorded_of_a_rule_is_said_and_the_rule_told(kb: Kb) -> None:
    answer = _asked(Intent.validity, kb, markets=("US",), products=("household-appliance",))
    assert answer.status == "partial"
    assert "not recorded for this rule" in answer.markdown


def test_what_is_not_recorded_of_a_rule_is_told_of_other_goods_under_its_scheme(kb: Kb) -> None:
    told = ask("台湾BSMI认证燃气灶有效期几年?", kb).markdown
    assert told.index("库中没有") < told.index("同一制度或主管机构对其他商品的规定")
    assert "三年" in told


def test_what_says_nothing_of_how_long_does_not_lead_where_that_is_asked(kb: Kb) -> None:
    told = ask("how long is a TISI licence valid for toys?", kb).markdown
    assert told.startswith("**Not in the base** · Validity")


def test_who_designates_is_told_agreement_by_agreement(kb: Kb) -> None:
    answer = _asked(Intent.designates, kb, "who designates?", markets=("US",), sectors=("radio-telecom",))
    assert "NIST" in answer.markdown


def test_where_evidence_does_not_count_what_would_count_is_told(kb: Kb) -> None:
    answer = _asked(Intent.accepted, kb, markets=("JP",), products=("led-lamp",), evidence=("ce-declaration",))
    assert answer.verdict is Verdict.not_accepted
    assert "**What would count instead**\n- IECEE CB test certificate – Accepted as test evidence" in answer.markdown


def test_every_agreement_and_rule_is_told_with_numbers_and_names_that_its_evidence_holds(
    records: Kb, caplog: pytest.LogCaptureFixture
) -> None:
    """What the asker named may stand in a claim without standing in its evidence: "China is not among the parties"."""
    kb = records
    asked = [
        *(Query("q", lang, Intent.coverage, TODAY, agreements=(key,)) for key in kb.library.agreements for lang in ("en", "zh")),
        *(
            Query("q", lang, Intent.required, TODAY, markets=(market.market,), products=(product,))
            for market in kb.library.markets.values()
            for product in {p for r in market.requirements for p in r.products}
            for lang in ("en", "zh")
        ),
    ]  # fmt: skip
    for query in asked:
        answer = told(query, kb)
        quotes = {c.n: f"{c.quote} {c.title} {c.url}" for c in answer.citations}
        for claim in (*answer.claims, *answer.gaps):
            held = " ".join(quotes[n] for n in claim.citations)
            strange = strange_names(claim.text, held, kb.lexicon)
            assert claim.citations
            assert not unsupported(claim.text, held), (query, claim.text)
            assert claim.text.startswith("**") or not strange, (query, claim.text, strange)
        assert not caplog.records, (query, caplog.text)  # nothing had to be left out


def test_what_its_evidence_does_not_hold_is_left_out_and_logged(
    kb: Kb, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(draft: Draft) -> None:
        draft.line("claim", "It came into force in 1066.", "agreements/eu-au")
        draft.part(draft.kb.statements["agreements/eu-au"], "statement")

    monkeypatch.setattr("kb.answer._told_by_kind", wrong)
    answer = _asked(Intent.coverage, kb, agreements=("eu-au",))
    assert answer.claims
    assert "1066" not in answer.markdown
    assert "1 lines of an answer are left out" in caplog.text


def test_a_markets_own_proof_counts_where_it_rests_on_what_the_rule_asks(kb: Kb) -> None:
    answer = _asked(Intent.accepted, kb, markets=("EU",), products=("toy",), evidence=("ce-declaration",))
    assert answer.verdict is Verdict.conditional
    assert "This is the market's own proof" in answer.markdown


def test_a_name_of_several_markets_is_asked_back(kb: Kb) -> None:
    which = Ambiguity("Congo", "markets", ("CD", "CG"))
    answer = _asked(Intent.accepted, kb, evidence=("ce-declaration",), ambiguous=(which,))
    assert (answer.status, answer.reason, answer.verdict) == ("abstained", "ambiguous", None)
    assert answer.markdown.startswith("**Which one?** · “Congo”: ")
    assert len(answer.follow_ups) == 2


def test_what_could_not_be_taken_as_it_stands_is_said(kb: Kb) -> None:
    problems = (Problem("impossible_date", "2025-02-30"), Problem("third_language", "fr"))
    answer = _asked(
        Intent.accepted, kb, markets=("JP",), products=("toy",), evidence=("ce-declaration",), problems=problems
    )
    assert "“2025-02-30” is not a date of the calendar; this is answered for today." in answer.markdown
    assert "The question seems to be in French" in answer.markdown


def test_a_day_past_is_answered_by_the_rows_that_held_then(kb: Kb) -> None:
    then = Query(
        "q",
        "en",
        Intent.accepted,
        dt.date(2022, 6, 1),
        markets=("GB",),
        products=("led-lamp",),
        evidence=("ce-declaration",),
    )
    assert told(replace(then, as_of=TODAY), kb).verdict is Verdict.accepted_as_final
    assert told(then, kb).verdict is Verdict.not_in_base
    assert "This holds from 2024-10-01." in told(then, kb).markdown


def test_a_sector_for_which_an_agreement_lapsed_is_said_first(kb: Kb) -> None:
    answer = _asked(Intent.representative, kb, markets=("CH",), products=("medical-device",), agreements=("eu-ch",))
    assert answer.markdown.startswith("First: Under chapter 4 of the EU–Switzerland MRA")
    assert "26 May 2021" in answer.markdown.splitlines()[0]


def test_northern_ireland_has_the_rules_of_the_eu_and_says_by_what(kb: Kb) -> None:
    answer = _asked(Intent.accepted, kb, markets=("XI", "GB"), products=("led-lamp",), evidence=("ukca-declaration",))
    assert answer.verdict is Verdict.not_accepted
    assert [one.market for one in answer.markets] == ["XI"]
    assert any(citation.id == "agreements/ni-framework" for citation in answer.citations)


@pytest.mark.parametrize(
    ("law", "day", "verdict"),
    [
        ("cn-gacc-decree-248", dt.date(2026, 11, 21), Verdict.superseded_or_suspended),
        ("cn-gacc-decree-248", dt.date(2025, 6, 1), None),
        ("eu-directive-2006-42-ec", dt.date(2026, 11, 21), None),
        ("eu-directive-2006-42-ec", dt.date(2027, 2, 1), Verdict.superseded_or_suspended),
    ],
)
def test_a_law_is_told_as_it_stood_on_the_day_with_what_took_its_place(
    kb: Kb, law: str, day: dt.date, verdict: Verdict | None
) -> None:
    answer = told(Query("q", "en", Intent.status, day, laws=(law,)), kb)
    assert answer.verdict is verdict
    successors = kb.library.laws[law].replaced_by
    assert {f"laws/{law}", *(f"laws/{one}" for one in successors)} <= {one.id for one in answer.citations}


def test_a_law_that_is_gone_is_said_before_what_its_market_asks(kb: Kb) -> None:
    answer = _asked(Intent.required, kb, markets=("CN",), products=("food",), laws=("cn-gacc-decree-248",))
    assert answer.markdown.startswith("First: ")
    assert "Decree 280" in answer.markdown.splitlines()[0]
    assert len(answer.markdown.splitlines()) > 3


def test_a_law_of_another_market_answers_nothing_about_this_one(kb: Kb) -> None:
    answer = _asked(
        Intent.status, kb, markets=("GB",), products=("medical-device",), evidence=("notified-body-certificate",),
        laws=("eu-regulation-2017-745",),
    )  # fmt: skip
    assert {one.market for one in answer.markets} == {"GB"}


def test_an_agreement_that_ended_since_was_applied_on_a_day_before(kb: Kb) -> None:
    then = Query(
        "q",
        "en",
        Intent.accepted,
        dt.date(2020, 12, 31),
        markets=("EU",),
        origins=("CH",),
        products=("medical-device",),
        dated=True,
    )
    assert "Still applied on 2020-12-31: " in told(then, kb).markdown
    now = told(replace(then, as_of=TODAY), kb)
    assert "Still applied" not in now.markdown
    assert now.verdict is not Verdict.conditional


def test_inspections_are_carried_by_a_treaty_of_equal_rules_whatever_was_named_as_product(kb: Kb) -> None:
    answer = _asked(
        Intent.accepted, kb, "is it accepted?", markets=("EU",), origins=("IL",), evidence=("gmp-certificate",)
    )
    assert (answer.verdict, answer.tier) == (Verdict.accepted_for_inspection, Tier.equivalence)
    many = _asked(Intent.accepted, kb, markets=("EU",), origins=("IN",), evidence=("glp-study",))
    assert many.verdict is Verdict.accepted_as_test_evidence
    assert "India is a party to" in many.markdown


def test_the_rules_that_are_followed_take_their_own_proof_as_where_they_were_made(kb: Kb) -> None:
    answer = _asked(
        Intent.accepted, kb, markets=("NO",), products=("pressure-equipment",), evidence=("ce-declaration",)
    )
    assert answer.verdict is Verdict.accepted_as_final
    assert answer.citations[0].id == "agreements/eea"


def test_what_changed_before_the_day_is_not_told_as_what_changes_next(records: Kb) -> None:
    past, ahead, day = 0, 0, dt.date(2027, 7, 1)  # by when some of what lies ahead today has come
    for market in records.library.markets.values():
        for rule in market.requirements:
            events = {one.date: one.date >= day.isoformat()[: len(one.date)] for one in rule.next}
            if not events:
                continue
            answer = _asked(Intent.required, records, markets=(market.market,), products=rule.products[:1], as_of=day)
            told = set(re.findall(r"changes next: (\d{4}(?:-\d\d){0,2})", answer.markdown))
            assert all(date >= day.isoformat()[: len(date)] for date in told), rule.key
            past, ahead = past + list(events.values()).count(False), ahead + len(told)
    assert past
    assert ahead


def test_what_a_standard_replaced_is_told_with_it(kb: Kb) -> None:
    answer = _asked(Intent.standards, kb, standards=("GB 4943.1:2022",))
    assert "GB 8898-2011" in answer.markdown


def test_that_a_market_must_accept_what_is_accredited_is_corrected_first(kb: Kb) -> None:
    asked = {"markets": ("AU",), "evidence": ("ilac-mra-report",), "agreements": ("ilac-mra",)}
    answer = _asked(Intent.accepted, kb, "ILAC means Australia must accept our report, right?", **asked)
    assert "it binds no government" in answer.markdown.split("**")[0]
    plain = _asked(Intent.accepted, kb, "Must the report be under the ILAC MRA for Australia?", **asked)
    assert "it binds no government" not in plain.markdown.split("**")[0]


def test_no_row_is_dropped_without_being_counted(records: Kb) -> None:
    answer = _asked(Intent.accepted, records, markets=("EU",), evidence=("ccc-certificate",))
    (route,) = (one for one in answer.markets if one.market == "EU")
    assert route.verdict is Verdict.not_accepted
    assert re.search(r"Likewise – Not accepted \(\d+ rules, among them\): ", answer.markdown)


def test_pairs_without_an_agreement_are_named_before_what_there_is(kb: Kb) -> None:
    answer = _asked(Intent.coverage, kb, "Which MRAs are there?", markets=("CN", "TH", "VN"))
    first = answer.markdown.split("\n")[0]
    assert "no mutual recognition agreement is recorded between China and Thailand; China and Vietnam" in first
    assert "Thailand and Vietnam" not in first


def test_where_goods_come_from_is_no_side_of_an_agreement_of_two_others(kb: Kb) -> None:
    between = _asked(Intent.coverage, kb, markets=("EU",), origins=("AU", "CN"), agreements=("eu-au",))
    assert "not among the parties" not in between.markdown
    alone = _asked(Intent.coverage, kb, markets=("CN",), agreements=("eu-au",))
    assert "China is not among" in alone.markdown


def test_northern_ireland_is_within_an_agreement_of_the_united_kingdom(kb: Kb) -> None:
    answer = _asked(Intent.coverage, kb, markets=("XI",), agreements=("ni-framework",))
    assert "not among the parties" not in answer.markdown


def test_rows_that_say_the_same_share_a_line(kb: Kb) -> None:
    answer = _asked(Intent.accepted, kb, markets=("NZ",), evidence=("ccc-certificate",))
    said = [line.partition(" – ")[2] for line in answer.markdown.splitlines() if line.startswith("- ")]
    tails = [line.partition(": ")[2].partition(": ")[2].split(" [")[0] for line in said]
    told = [tail for tail in tails if tail]
    assert len(told) > 3
    assert len(set(told)) == len(told)


def test_a_market_without_a_row_stands_in_the_table(kb: Kb) -> None:
    answer = _asked(Intent.accepted, kb, markets=("BR", "SG", "KE"), evidence=("mdsap-report",))
    assert "| **Kenya** | Not in the base | – |" in answer.markdown


@pytest.mark.parametrize(
    ("text", "unknown", "said"),
    [
        ("QENAS、SANAS、NiNAS是ILAC签署方吗?", ("QENAS", "NiNAS"), "QENAS、NiNAS：未收录此名称"),
        ("巴西INMETRO第170号令还有效吗?", ("170",), "170：未收录此名称"),
        ("From when do LMT and EV batteries need a passport?", ("LMT",), ""),
    ],
)
def test_codes_that_the_base_does_not_know_are_said(kb: Kb, text: str, unknown: tuple[str, ...], said: str) -> None:
    query = Query(text, "zh", Intent.accreditation, TODAY, bodies=("za-sanas",), unknown=unknown)
    answer = told(query, kb)
    assert said in answer.markdown if said else "未收录此名称" not in answer.markdown


def test_a_market_without_a_product_is_an_overview_of_titles(kb: Kb) -> None:
    answer = _asked(Intent.required, kb, markets=("KE",))
    lines = [line for line in answer.markdown.splitlines() if line.startswith("- ")]
    assert len(lines) > 10
    assert all(len(line) < 160 for line in lines)


def test_a_side_that_a_later_rule_records_is_told_and_not_called_missing(kb: Kb) -> None:
    text = "What does the EU require for a wifi router, and which marking must be on it?"
    answer = _asked(Intent.required, kb, text, markets=("EU",), products=("wifi-router",))
    assert "Marking: " in answer.markdown
    assert "Marking: not recorded" not in answer.markdown


def test_a_remark_does_not_stand_for_the_answer_that_there_is_no_agreement(kb: Kb) -> None:
    told_date = Problem("impossible_date", "30 February 2024")
    answer = _asked(Intent.coverage, kb, "q", markets=("KE", "BT"), problems=(told_date,))
    assert "no mutual recognition agreement between Kenya and Bhutan" in answer.markdown


def test_a_cell_that_says_nothing_is_no_claim(kb: Kb) -> None:
    answer = _asked(Intent.accepted, kb, markets=("BR", "SG", "KE"), evidence=("mdsap-report",))
    assert all(claim.citations for claim in answer.claims)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("when did EN 455-4 get into the OJ", "guides/eu-harmonised-medical-ppe#"),
        ("korea toy standard vs ISO 8124-1", "guides/standards-toys-lifts-ex-management#"),
        ("was the end of the transition from ISO/IEC 17025:2005 put off", "transitions/iso-iec-17025-2005"),
        ("until when does ISO/IEC 17043:2010 count", "transitions/iso-iec-17043-2010"),
        ("GB 40165-2021从哪天起实施", "guides/electrical-standards-dates#"),
        ("Which edition of ASTM F963 applies in the US and since when?", "guides/standards-toys-lifts-ex-management#"),
    ],
)
def test_a_paragraph_headed_by_the_standard_asked_about_leads(kb: Kb, question: str, begins: str) -> None:
    answer = ask(question, kb)
    first = answer.claims[0]
    assert first.citations
    assert all(one.id.startswith(begins) for one in answer.citations if one.n in first.citations)


def test_a_paragraph_headed_by_one_economy_answers_nothing_about_another(kb: Kb) -> None:
    assert "Tanzania" not in ask("cargo of toys arrives in Mombasa without CoC what happens", kb).markdown
    assert "15%" in ask("cargo arrives in Dar es Salaam without CoC what happens", kb).markdown


def test_what_is_headed_by_a_standard_keeps_its_heading_and_answers_for_no_other(kb: Kb) -> None:
    first = ask("until when does ISO/IEC 17043:2010 count", kb).claims[0]
    assert "17043" in first.text
    told = ask("since when is GOST IEC 62196-1-2024 in force", kb)
    assert "60601" not in told.markdown


def test_of_an_accreditation_body_no_paragraph_speaks_that_does_not_name_it(kb: Kb) -> None:
    assert "SADCAS" in ask("since when is SADCAS in the IAF MLA", kb).claims[0].text


def test_a_mark_that_is_lacking_is_not_held(kb: Kb) -> None:
    assert not ask("没有G标志的玩具可以卖到海湾吗", kb).query.evidence


def test_what_search_finds_nearest_and_nothing_told_stands_behind_all(kb: Kb) -> None:
    answer = ask("When does YY 0469-2023 come into force?", kb)
    assert "2026-12-01" in answer.markdown or "1 December 2026" in answer.markdown
    told = ask("Does New Zealand accept my CCC certificate for a rice cooker?", kb).markdown
    assert "GS certificate" not in told


def test_a_record_that_speaks_of_all_that_was_asked_is_no_abstention(kb: Kb) -> None:
    assert (
        ask(
            "What did the Kenya Bureau of Standards do in 2020 about socket-outlets without shutters, KS EAS 495-2?", kb
        ).status
        != "abstained"
    )


def test_nothing_is_near_to_a_question_about_something_else(kb: Kb) -> None:
    assert not ask("status of the moon", kb).claims


def test_of_a_national_standard_no_paragraph_of_another_market_leads(kb: Kb) -> None:
    assert "SANS" not in ask("Is GB 4943.1 identical to IEC 62368-1?", kb).claims[0].text
    assert "South Africa" in ask("IEC 62368-1 in South Africa, since when does the NRCS take it?", kb).markdown


def test_a_factory_audit_asked_beside_how_long_is_told(kb: Kb) -> None:
    told = ask("越南玩具CR证书有效期多久，工厂要审核吗", kb).markdown
    assert told.index("三年") < told.index("工厂检查：方式5含工厂评定")


def test_the_rules_tell_since_when_where_none_is_of_all_the_goods_named(kb: Kb) -> None:
    told = ask("When must e-bikes batteries be compliant in New South Wales?", kb).markdown
    assert "since 1 February 2026" in told.partition("---")[0]


def test_what_regulators_rely_on_is_held_without_goods(kb: Kb) -> None:
    answer = ask("韩国MDSAP能免现场审核吗", kb)
    assert answer.verdict == "reliance"
    assert answer.query.evidence == ("mdsap-report",)
