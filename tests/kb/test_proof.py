"""What a sentence may say on the strength of its evidence, and what refuses it."""

from __future__ import annotations

import pytest

from kb.figures import canonical
from kb.lexicon import Lexicon
from kb.proof import Reading, covers, flaw

EN = (
    "Saudi Arabia, LED lamps: a CB test certificate with its report is the required basis, so safety need not be tested again "
    "where Saudi national differences are covered; the CB certificate alone does not clear customs.\n"
    "Lamps under 60 lumens and lamps not meant for lighting are outside the energy efficiency standards since 21 September 2017.\n"
    "The EU accepts test reports from Japan; a factory audit may be done within three years under Annex II."
)
ZH = (
    "欧盟：外科口罩属条例(EU) 2017/745下的I类医疗器械，按EN 14683测试；非无菌口罩由制造商自我声明，无菌口罩须有公告机构参与。\n"
    "民用口罩不得加贴CE标志，自2024年12月13日起须有欧盟境内责任人，有效期三年。"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "In Saudi Arabia, a CB test certificate with its report is the required basis for LED lamps.",
        "For LED lamps in Saudi Arabia, safety need not be tested again where Saudi national differences are covered.",
        "In Saudi Arabia the CB certificate alone does not clear customs, and this also concerns LED lamps.",
        "Since 21 September 2017, lamps under 60 lumens are outside the energy efficiency standards.",
        "The EU accepts test reports from Japan.",
        "Under Annex II, a factory audit may be done within three years in the EU for Japan.",
    ],
)
def test_what_the_evidence_says_may_be_said_in_another_order(sentence: str, lexicon: Lexicon) -> None:
    assert flaw(Reading(sentence, lexicon), Reading(EN, lexicon)) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "在欧盟，外科口罩属条例(EU) 2017/745下的I类医疗器械，按EN 14683测试。",
        "欧盟的外科口罩中，非无菌口罩由制造商自我声明，而无菌口罩须有公告机构参与。",
        "民用口罩自2024年12月13日起须有欧盟境内责任人。",
    ],
)
def test_the_same_holds_in_chinese(sentence: str, lexicon: Lexicon) -> None:
    assert flaw(Reading(sentence, lexicon), Reading(ZH, lexicon)) == ""


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Lamps under 80 lumens are outside the energy efficiency standards.", "figure"),
        ("Lamps under sixty-one lumens are outside the energy efficiency standards.", "figure"),
        ("Since 21 October 2017 lamps under 60 lumens are outside the energy efficiency standards.", "figure"),
        ("The EU accepts test reports from Japan within 3 months.", "figure"),
        ("The EU accepts test reports from Japan within two years.", "figure"),
        ("Under Annex I, a factory audit may be done within three years.", "figure"),
        ("The EU accepts test reports from Brazil.", "name"),
        ("Intertek accepts test reports from Japan for the EU.", "name"),
        ("The EU accepts test reports from Japan, see evil.example.", "name"),
        ("Saudi Arabia, LED lamps: a CE mark with its report is the required basis.", "name"),
        ("The EU accepts test reports from Japan as final.", "weight"),
        ("A factory audit must be done within three years under Annex II.", "weight"),
        ("Saudi Arabia exempts LED lamps with a CB test certificate.", "weight"),
        ("In Saudi Arabia the CB certificate alone clears customs for LED lamps.", "negation"),
        ("Saudi Arabia: safety of LED lamps need be tested again where Saudi national differences are covered.", "negation"),
        ("Lamps under 60 lumens are not outside the energy efficiency standards.", "negation"),
        ("The EU does not accept test reports from Japan.", "negation"),
        ("In Saudi Arabia the safety of LED lamps need not be tested again.", "limit"),
        ("Japan accepts test reports from the EU.", "direction"),
        ("The CB certificate alone does not clear customs.", "scope"),
        ("The EU accepts test reports from Japan through its customs office.", "new words"),
        ("The EU accepts test reports from Japan [4](x).", "markup"),
        ("The EU accepts test reports from Japan\u200b.", "markup"),
        ("不接受。", "verdict"),
    ],
)  # fmt: skip
def test_what_says_more_or_other_is_refused_and_the_reason_told(sentence: str, found: str, lexicon: Lexicon) -> None:
    assert flaw(Reading(sentence, lexicon), Reading(EN, lexicon)) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("欧盟的外科口罩属条例(EU) 2017/745下的II类医疗器械。", "figure"),
        ("民用口罩在欧盟有效期五年。", "figure"),
        ("美国的外科口罩按EN 14683测试。", "name"),
        ("欧盟的民用口罩须加贴CE标志。", "weight"),
        ("欧盟的外科口罩中，无菌口罩由制造商自我声明。", "negation"),
        ("欧盟的外科口罩中，无菌口罩无须公告机构参与。", "negation"),
        ("欧盟的外科口罩按EN 14683测试并缴纳费用。", "new words"),
    ],
)
def test_the_same_is_refused_in_chinese(sentence: str, found: str, lexicon: Lexicon) -> None:
    assert flaw(Reading(sentence, lexicon), Reading(ZH, lexicon)) == found


def test_what_a_reader_knows_to_be_meant_need_not_be_said_again(lexicon: Lexicon) -> None:
    told = Reading("The CB certificate alone does not clear customs.", lexicon)
    given = frozenset({("economy", "SA"), ("product", "led-lamp")})
    assert flaw(told, Reading(EN, lexicon), given) == ""


@pytest.mark.parametrize(
    ("sentences", "whole"),
    [
        (
            "The EU accepts test reports from Japan. A factory audit may be done within three years under Annex II.",
            True,
        ),
        ("The EU accepts test reports from Japan. A factory audit may be done under Annex II.", False),
        ("The EU accepts test reports from Japan.", False),
        ("The EU accepts test reports from Japan. A factory audit is done within three years under Annex II.", False),
    ],
)
def test_a_line_is_told_only_by_sentences_that_lose_nothing_of_it(
    sentences: str, whole: bool, lexicon: Lexicon
) -> None:
    line = EN.splitlines()[2]
    assert covers(Reading(sentences, lexicon), Reading(line, lexicon)) is whole


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("from 21 September 2017 to March 5, 2018", "from 2017-09-21 to 2018-03-05"),
        ("in June 2020", "in 2020-06"),
        ("自2024年12月13日起，2025年3月止", "自2024-12-13起，2025-03止"),
        ("three years, a month, 1,000 lumens", "3 years, 1 month, 1000 lumens"),
        ("三年、十二个月、两次", "3年、12个月、2次"),
        ("二〇二五年一二三四", "二〇二五年一二三四"),
    ],
)
def test_a_figure_has_one_form_however_it_is_written(text: str, same: str) -> None:
    assert canonical(text) == canonical(same)
