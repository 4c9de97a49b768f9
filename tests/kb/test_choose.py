"""As what a question is answered, and what search adds: each case a class of questions that readers found misanswered."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.lexicon import Lexicon
from kb.model import Query
from kb.terms import Intent, Verdict
from kb.words import units


def _asked(kb: Kb, *questions: str) -> Query:
    earlier: tuple[Query, ...] = ()
    for question in questions:
        earlier = (*earlier, ask(question, kb, earlier=earlier).query)
    return earlier[-1]


def test_a_report_is_known_by_its_standard(kb: Kb) -> None:
    assert _asked(kb, "Is our EN 1078 report good for bicycle helmets in Australia?").evidence == ("laboratory-report",)
    assert _asked(kb, "Does Türkiye take an ILAC accredited EN 1888 report for strollers?").evidence == (
        "ilac-mra-report",
    )


def test_words_of_english_are_no_misspelt_names(lexicon: Lexicon) -> None:
    text = "which level does each reach, what do they charge for gold chains"
    assert not [hit for hit in lexicon.find(units(text)) if hit.keys("product") or hit.keys("sector")]
    assert [hit.keys("product") for hit in lexicon.find(units("our refridgerators"))] == [("refrigerator",)]


def test_a_market_without_a_record_is_named_first(kb: Kb) -> None:
    answer = ask("Do Vietnam, Thailand and Kenya take an MDSAP report?", kb)
    assert answer.status == "partial"
    assert answer.markdown.startswith("**Not in the base** · Vietnam and Thailand")


def test_a_side_without_a_designating_authority_is_named(kb: Kb) -> None:
    answer = ask("Who designates the bodies under the EU-Japan MRA in Japan and in Germany?", kb)
    assert answer.status == "partial"
    assert "the designating authority of Germany under it is not recorded" in answer.markdown


def test_a_trade_agreement_that_only_asks_is_said_to_bind_nobody(kb: Kb) -> None:
    answer = ask("Does RCEP mean Japan must accept our PSE test done in China?", kb)
    assert answer.markdown.startswith("First: RCEP chapter 6")


def test_three_economies_are_answered_pair_by_pair(kb: Kb) -> None:
    answer = ask("Canada's telecom agreements with Mexico and with Israel: which results do they carry?", kb)
    assert "Canada–Israel mutual recognition agreement" in answer.markdown
    assert "Canada–Mexico mutual recognition agreement" in answer.markdown


def test_of_an_arrangement_of_many_the_rows_of_the_pair_are_told_and_kept_in_a_thread(kb: Kb) -> None:
    first = ask("Under the APEC TEL MRA, is Singapore in Phase II with the US?", kb)
    assert "Korea (RRA) accepts" not in first.markdown
    assert "Under Phase II of the APEC TEL MRA, Singapore (IMDA) accepts" in first.markdown
    then = ask("And with Canada?", kb, earlier=(first.query,))
    assert then.query.agreements == ("apec-tel",)
    assert set(then.query.markets) == {"SG", "CA"}


def test_what_came_after_the_day_asked_about_is_not_told(kb: Kb) -> None:
    answer = ask("What did the EU–Australia MRA cover at the end of 2010?", kb)
    assert "2005-11-11" in answer.markdown
    assert "2013-01-01" not in answer.markdown


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is NABL a signatory for product certification (ISO/IEC 17065)?", "no scope ISO/IEC 17065 is recorded"),
        ("Is IS 16102 identical to IEC 62560?", "IS 16102: no adoption"),
        ("Does Law 26 of 2014 of Indonesia require SNI for LED lamps?", "26 of 2014: nothing is recorded"),
    ],
)
def test_what_is_not_held_is_said_though_something_near_is_told(question: str, said: str, kb: Kb) -> None:
    answer = ask(question, kb)
    assert answer.status == "partial"
    assert said in answer.markdown


def test_a_scheme_that_says_nothing_of_what_is_held_shuts_out_no_other(kb: Kb) -> None:
    assert ask("CQC的CB证书印度BIS认不认", kb).verdict is Verdict.not_accepted


def test_the_nearest_sentence_leads_where_nothing_else_answers(kb: Kb) -> None:
    answer = ask("When was the marine equipment deal between Washington and London signed?", kb)
    assert "2019-02-14" in answer.markdown


@pytest.mark.parametrize(
    "question", ["Do the EU and Australia recognise each other's nursing diplomas?", "中国驾照在泰国互认吗"]
)
def test_the_recognition_of_people_is_another_subject(question: str, kb: Kb) -> None:
    assert ask(question, kb).status == "abstained"


def test_proof_told_without_a_market_leans_on_the_question_before(kb: Kb) -> None:
    query = _asked(kb, "印尼对蓝牙模块要什么认证", "新加坡呢", "有CNAS报告行吗")
    assert (query.markets, query.products, query.intent) == (("SG",), ("wireless-device",), Intent.accepted)


def test_goods_are_said_once_under_a_heading(kb: Kb) -> None:
    answer = ask("Is our factory's own test report for kettles accepted in Singapore?", kb)
    section = answer.markdown.split("**What would count instead**")[1].split("**What the market requires**")[0]
    assert section.count("Singapore, SAFETY Mark, household appliances") == 1


def test_a_paragraph_is_told_once(kb: Kb) -> None:
    assert ask("欧盟和日本的互认协定覆盖哪些领域?", kb).markdown.count("中国、韩国、印度、越南和英国不在其中") <= 1


def test_who_is_no_party_has_no_condition_to_meet(kb: Kb) -> None:
    answer = ask("Does Brazil accept certificates under the EU–Japan MRA?", kb)
    assert answer.markdown.startswith("First: Brazil is not among the parties")
    assert answer.verdict is None


def test_when_as_a_conjunction_asks_for_no_date(kb: Kb) -> None:
    answer = ask("Is a CB certificate accepted in Saudi Arabia when the lamp is made in China?", kb)
    assert answer.verdict is Verdict.accepted_as_test_evidence
    assert "**History**" not in answer.markdown


def test_a_row_that_goes_one_way_says_which(kb: Kb) -> None:
    told = ask("EU–Australia MRA: what does it cover?", kb).markdown
    assert "European Union → Australia · Medical devices" in told
    assert "Australia → European Union · Medical devices" in told
