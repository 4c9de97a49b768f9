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
    assert "under Phase II of the APEC TEL MRA, Singapore (IMDA) accepts" in first.markdown
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
    section = answer.markdown.split("**What would count instead**")[1].split("\n**")[0]
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


def test_of_an_arrangement_by_pairs_no_other_pair_answers(kb: Kb) -> None:
    answer = ask("新加坡和中国的 TEL MRA 第几阶段?指定机关是谁?", kb)
    assert "未收录新加坡、中国之间依该安排的互认" in answer.markdown
    assert answer.verdict is None
    assert "韩国（RRA）接受" not in answer.markdown


def test_an_agreement_said_to_have_lapsed_is_told_to_be_in_force(kb: Kb) -> None:
    answer = ask("Our customer says the UK–Australia MRA lapsed. Can an automotive body still be designated?", kb)
    assert answer.markdown.startswith("First: UK–Australia mutual recognition agreement")
    assert "in force since 2021-01-01" in answer.markdown.splitlines()[0]


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Is Vietnam's Decree 108/2019/ND-CP still the law on designating testing bodies?", "108/2019/ND-CP"),
        ("Which part of 16 CFR 1112 says who recognises laboratories?", "16 CFR 1112"),
    ],
)
def test_a_law_that_is_not_held_is_said_first(question: str, number: str, kb: Kb) -> None:
    first = ask(question, kb).markdown.splitlines()[0]
    assert first == f"**Not in the base** · {number}: nothing is recorded under this name."


def test_agreements_of_several_pairs_stand_side_by_side(kb: Kb) -> None:
    answer = ask("Compare the EU–US and the EU–Canada mutual recognition agreements: sectors and status", kb)
    assert answer.query.agreements == ("eu-us", "eu-ca-ceta")


def test_a_price_does_not_swallow_what_else_is_asked(kb: Kb) -> None:
    both = ask("南非 插座 LOA怎么办 多久 多少钱", kb)
    assert "NRCS" in both.markdown
    assert "不收录价格" in both.markdown
    assert ask("KC认证多少钱?", kb).status == "abstained"


def test_a_certificate_of_a_body_elsewhere_is_no_notified_bodys(kb: Kb) -> None:
    answer = ask("挪威接受中国机构发的EU-type examination证书吗?", kb)
    assert answer.query.evidence == ("mra-cab-certificate",)
    assert answer.verdict is not None
    assert answer.verdict.value not in ("accepted_as_final", "conditional")


def test_goods_nobody_recorded_are_said_before_others_are_told(kb: Kb) -> None:
    answer = ask("Quokka saddles to Saudi Arabia with a laboratory test report, does SABER take it?", kb)
    assert "is no product of the base" in answer.markdown.splitlines()[0]


def test_great_britain_and_northern_ireland_are_two_markets(kb: Kb) -> None:
    answer = ask(
        "CE marked Bluetooth speakers: Great Britain, Northern Ireland, UAE and Mexico, where does it count?", kb
    )
    rows = [line for line in answer.markdown.splitlines() if line.startswith("| **")]
    assert len(rows) == 4


def test_of_several_markets_what_was_not_answered_is_named(kb: Kb) -> None:
    answer = ask("CE for toys in the EU and the Quokka mark in Brazil?", kb)
    assert "**Not answered here** · the European Union" in answer.markdown


def test_how_long_the_certificates_of_two_markets_last(kb: Kb) -> None:
    first = ask("印度BIS CRS注册和中国3C证书,有效期各多久?", kb).markdown.partition("---")[0]
    assert "首次五年，续期再五年" in first
    assert "CCC证书一般有效期五年" in first


def test_how_long_is_told_of_each_market_where_no_goods_are_named(kb: Kb) -> None:
    answer = ask("欧盟和巴西的CE、INMETRO证书,有效期各多久?", kb)
    assert "模式5证书周期六年" in answer.markdown


def test_the_same_goods_are_those_of_before_and_the_same_rules_are_not(kb: Kb) -> None:
    first = "What do I need to sell a Bluetooth speaker in Saudi Arabia?"
    assert _asked(kb, first, "And the same speaker in UAE?").products == ("bluetooth-headset",)
    assert _asked(kb, first, "Do the same rules apply to toys?").products == ("toy",)
    assert _asked(kb, first, "同样的要求也适用于玩具吗?").products == ("toy",)


def test_whether_an_agreement_is_in_force_is_answered_by_its_record_and_no_other_guide(kb: Kb) -> None:
    answer = ask("中国和新西兰的电子电器互认协定现在还有效吗?", kb)
    assert answer.verdict is None  # whether it lasts is no question of acceptance
    assert "2008-10-01生效" in answer.markdown.split("**覆盖范围**")[0]
    assert "呼吸器" not in answer.markdown
