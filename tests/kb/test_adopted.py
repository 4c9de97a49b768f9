"""Who adopts an international standard, as an answer tells it."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.model import Language


def _lines(question: str, kb: Kb, language: Language = "en") -> list[str]:
    return ask(question, kb, language=language).markdown.splitlines()


def test_of_the_markets_asked_each_adoption_has_one_line_in_their_order(kb: Kb) -> None:
    lines = [
        one
        for one in _lines("Which national standards adopt IEC 62368-1 in Japan, China and the EU?", kb)
        if one.startswith("- **")
    ]
    said = [one.split("**")[1] for one in lines]
    assert list(dict.fromkeys(said)) == ["Japan", "China", "European Union"]
    assert "GB 4943.1-2022: adopts IEC 62368-1:2018, modified (MOD); current, in effect since 2023-08-01." in str(lines)
    assert not any("UAE.S" in one for one in lines)


def test_a_standard_that_two_markets_share_is_told_once_of_both(kb: Kb) -> None:
    told = "\n".join(_lines("澳大利亚和新西兰用哪个国家标准采用IEC 62368-1?", kb, "zh"))
    assert told.count("AS/NZS 62368.1:2022：") == 1
    assert "**澳大利亚、新西兰** · " in told


def test_letters_alone_tell_whose_standard_is_asked_for(kb: Kb) -> None:
    told = ask("Which JIS adopts IEC 62560, and which KS?", kb).markdown
    assert "**Japan** · JIS C 8156" in told
    assert "South Korea: no adoption of IEC 62560 is recorded" in told
    assert "DIN EN" not in "".join(one for one in told.splitlines() if one.startswith("- **"))


def test_a_market_of_which_no_adoption_is_recorded_is_said(kb: Kb) -> None:
    answer = ask("Which national standards adopt IEC 62368-1 in China and Brazil?", kb)
    assert answer.status == "partial"
    assert "**Not in the base** · Brazil: no adoption of IEC 62368-1 is recorded" in answer.markdown


def test_a_member_of_a_union_has_the_unions_standard(kb: Kb) -> None:
    assert "**France** · EN IEC 62368-1:2020" in ask("Which standard adopts IEC 62368-1 in France?", kb).markdown


def test_without_a_market_those_in_force_of_a_known_degree_stand_first_and_the_view_has_all(kb: Kb) -> None:
    lines = _lines("Which national standards adopt IEC 62368-1?", kb)
    told = [one for one in lines if one.startswith("- ")]
    assert "current" in told[0]
    assert "not known" not in told[0]
    assert "not recorded" in told[-1]
    assert any("view Standards" in one for one in lines)
    assert not any("superseded" in one for one in told)


def test_a_national_number_is_answered_by_its_own_editions(kb: Kb) -> None:
    assert "GB 4943.1-2022 (Audio/video" in ask("Is GB 4943.1 identical to IEC 62368-1?", kb).markdown


def test_until_when_a_withdrawn_standard_counted_is_said(records: Kb) -> None:
    parts = {part.name: part.text for part in records.statements["equivalences/en-60950-1-2006"].parts}
    assert parts["status"].en == "Status of EN 60950-1:2006: withdrawn, in effect until 2020-12-20."
    assert parts["status"].zh == "EN 60950-1:2006的状态：已废止，有效至2020-12-20。"


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("e-scooter singapore UL 2272", "Singapore · Electric scooters"),
        ("which IS for safety glass india IS 2553", "India · ISI mark for safety glass"),
        ("what is UL 2272", "United States: New York City"),
    ],
)
def test_of_a_standard_that_adopts_nothing_the_rule_that_names_it_answers(question: str, rule: str, kb: Kb) -> None:
    told = ask(question, kb).markdown
    assert told.startswith(f"**{rule}")
    assert "no adoption" not in told
