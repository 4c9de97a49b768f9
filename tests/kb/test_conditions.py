"""What a question tells of the age, the edition and the maker of a paper, held against the conditions of a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.conditions import state
from kb.issued import issued, without_issue
from kb.model import Query
from kb.records import Condition, Text
from kb.terms import Intent, Key, KeyState

_DAY = dt.date(2026, 11, 23)


def _condition(key: Key, text: str, *, excludes: tuple[str, ...] = (), months: int | None = None) -> Condition:
    return Condition(key=key, text=Text(en=text, zh=text), excludes=excludes, months=months)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("CB report issued March 2021, accepted in China?", dt.date(2021, 3, 31)),
        ("We have a 2019 CB test report for a kettle, China?", dt.date(2019, 12, 31)),
        ("report dated 12 May 2022 for tiles", dt.date(2022, 5, 12)),
        ("our report is 4 years old, SABER ok?", dt.date(2022, 11, 23)),
        ("tested two years ago by TUV", dt.date(2024, 11, 23)),
        ("tested last year in Seoul", dt.date(2025, 12, 31)),
        ("CB报告是2021年3月的,做CCC能用吗", dt.date(2021, 3, 31)),
        ("测试报告是2020年初测的", dt.date(2020, 12, 31)),
        ("三年前的CB证书还认吗", dt.date(2023, 11, 23)),
        ("报告已经四年了还能用吗", dt.date(2022, 11, 23)),
        ("去年在广州测的路灯", dt.date(2025, 12, 31)),
        ("report to IEC 62368-1:2018 for a TV", None),
        ("In 2019 was a CB report accepted?", None),
        ("certificate valid until 2023", None),
        ("one report of 2019 and one report of 2022", None),
    ],
)
def test_the_day_of_a_test_or_paper(question: str, day: dt.date | None) -> None:
    assert issued(question, _DAY) == day


def test_the_day_of_a_paper_is_not_the_day_asked_about(kb: Kb) -> None:
    assert "2020" in without_issue("Was a CB report of 2019 accepted in 2020?")
    query = ask("CB报告是2021年3月的,冰箱卖沙特能用吗", kb, as_of=None).query
    assert not query.dated
    assert query.issued == dt.date(2021, 3, 31)


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (("GB 2626:2006",), KeyState.not_met),
        (("GB 2626:2019",), KeyState.met),
        (("GB 2626:2031",), KeyState.open),
        (("EN 2626:2006",), KeyState.open),  # another series counts its editions otherwise
        (("GB 2626",), KeyState.open),
        ((), KeyState.open),
    ],
)
def test_an_older_edition_does_not_do_and_of_a_newer_one_nothing_is_known(
    held: tuple[str, ...], found: KeyState
) -> None:
    query = Query(text="", language="en", intent=Intent.accepted, as_of=_DAY, standards=held)
    assert state(query, _condition(Key.edition, "To GB 2626-2019.")) is found


def test_the_age_of_a_paper_is_counted_to_the_day_asked_about() -> None:
    query = Query(text="", language="en", intent=Intent.accepted, as_of=_DAY, issued=dt.date(2023, 11, 23))
    condition = _condition(Key.date, "Not older than three years.", months=36)
    assert state(query, condition) is KeyState.met
    assert state(replace(query, as_of=dt.date(2026, 11, 24)), condition) is KeyState.not_met
    assert state(replace(query, issued=None), condition) is KeyState.open


def test_what_is_shut_out_by_name_is_not_met_in_either_language() -> None:
    query = Query(text="SMT报告能用吗", language="zh", intent=Intent.accepted, as_of=_DAY)
    assert state(query, _condition(Key.recognition, "No SMT.", excludes=("SMT报告",))) is KeyState.not_met


def test_a_report_too_old_is_not_accepted_and_the_age_leads(kb: Kb) -> None:
    old = ask("kettle for South Africa, ILAC lab report of March 2021, will NRCS take it?", kb, as_of=_DAY)
    assert old.verdict == "not_accepted"
    assert "**not met** (yours: 2021-03-31 at the latest) · The report is not older than 36 months" in old.markdown
    new = ask("kettle for South Africa, ILAC lab report of March 2025, will NRCS take it?", kb, as_of=_DAY)
    assert new.verdict == "accepted_as_test_evidence"
    assert "**met** (yours: 2025-03-31 at the latest) · The report is not older than 36 months" in new.markdown


@pytest.mark.parametrize(
    ("question", "verdict", "leads"),
    [
        (
            "kettle for South Africa, EN 60335 report of an ILAC lab, will NRCS take it?",
            "conditional",
            "to an EN standard",
        ),
        ("拿欧盟EN 60335报告去南非办电水壶NRCS LOA行吗", "conditional", "按EN标准的报告须附"),
        (
            "all we got is an EN 60335 report from an ILAC lab, NRCS LOA South Africa?",
            "conditional",
            "to an EN standard",
        ),
        (
            "kettle for South Africa, IEC/EN 60335 report of an ILAC lab, will NRCS take it?",
            "accepted_as_test_evidence",
            "",
        ),
        ("we hold an EAC certificate of a Kyrgyz body for kettles, good in Russia?", "conditional", "Muras"),
        ("EAC证书是吉尔吉斯Muras认证中心出的，在俄罗斯还认吗", "not_accepted", "Muras"),
        ("renewing a Malaysian COA for a kettle with a 2020 ILAC report, ok?", "conditional", "five years"),
        ("只有FDA的EUA，COFEPRIS等效途径能用吗，IVD", "not_accepted", "EUA"),
        (
            "our lab ran the RF tests before we signed with an OCD, can the OCD use these reports for Brazil Anatel?",
            "conditional",
            "(OCD)",
        ),
        ("we hold an EAC certificate of a Kyrgyz body for kettles, good in Kazakhstan?", "accepted_as_final", ""),
        ("EAC证书是吉尔吉斯Muras认证中心出的，在哈萨克斯坦还认吗", "accepted_as_final", ""),
        ("we hold an EAC certificate of a Kazakh body for kettles, good in Russia?", "accepted_as_final", ""),
    ],
)
def test_what_counts_on_one_condition_alone_is_conditional_and_the_condition_leads(
    question: str, verdict: str, leads: str, kb: Kb
) -> None:
    answer = ask(question, kb, as_of=_DAY)
    assert answer.verdict == verdict
    first = answer.markdown.partition("**Conditions**")[0].partition("**条件**")[0].partition("**Background**")[0]
    assert leads in first


def test_the_rule_that_lets_goods_in_comes_before_the_energy_label(kb: Kb) -> None:
    answer = ask("G-Mark certificate for an air conditioner, is it accepted in the UAE?", kb, as_of=_DAY)
    assert answer.verdict == "accepted_as_final"
    assert "energy" in answer.markdown.lower()
    label = ask("Which energy label does a fridge need in Saudi Arabia?", kb, as_of=_DAY).markdown
    assert label.startswith("**Saudi Arabia: Energy efficiency registration")
