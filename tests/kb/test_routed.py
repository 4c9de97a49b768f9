"""A form's question is answered as the chat answers it."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.errors import Refused
from kb.library import Library
from kb.model import Language
from kb.named import route_query
from kb.routed import MOST_MARKETS, Wanted, query_of, question, routed
from kb.terms import Verdict
from kb.verdicts import HEADER, rows_of
from tests.conftest import TODAY

LAMP = Wanted(("cb-test-certificate",), ("SA",), "led-lamp", "CN")
ASKED = (
    LAMP,
    Wanted(("ccc-certificate",), ("NZ",), "rice-cooker", "CN"),
    Wanted(("ce-declaration",), ("GB",), "toy"),
    Wanted(("cb-test-certificate",), ("BR",), "led-lamp", "CN"),
    Wanted(("laboratory-report",), ("JP",), "led-lamp", "CN", "cn-cnas"),
    Wanted(("ccc-certificate",), ("US",), "led-lamp", "CN"),
    Wanted(("cb-test-certificate",), ("DE",), "led-lamp"),
    Wanted(("cb-test-certificate",), ("SA",)),
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("wanted", ASKED, ids=lambda one: "-".join((*one.held, *one.markets, one.product)))
def test_the_form_says_what_the_chat_says_to_the_same_in_words(wanted: Wanted, language: Language, kb: Kb) -> None:
    (row,) = routed(wanted, kb, language, dt.date.today())
    told = ask(question(wanted, kb.library, language), kb)
    assert (row.verdict, row.tier) == (told.verdict or Verdict.not_in_base, told.tier)
    if told.markets:
        assert [gap.text for gap in row.gaps] == [gap.text for gap in told.markets[0].gaps]
        assert [(key.state, key.text) for key in row.keys] == [(key.state, key.text) for key in told.markets[0].keys]


def test_a_row_names_its_instrument_its_conditions_and_the_next_step(kb: Kb) -> None:
    (row,) = routed(LAMP, kb, "en", TODAY)
    assert row.instrument is not None
    assert row.instrument.id in kb.statements
    assert row.conditions == sum(1 for key in row.keys if key.key != "acceptance")
    assert row.next_step == row.gaps[0].text


def test_markets_come_in_the_order_chosen_and_a_group_is_told_member_by_member(kb: Kb) -> None:
    rows = routed(Wanted(("cb-test-certificate",), ("JP", "SA"), "led-lamp"), kb, "en", TODAY)
    assert [row.market for row in rows] == ["JP", "SA"]
    members = routed(Wanted(("cb-test-certificate",), ("GCC",), "led-lamp"), kb, "en", TODAY)
    assert {row.market for row in members} <= {one.economy for one in kb.library.economies["GCC"].members}
    assert len(members) > 1


def test_a_report_of_a_laboratory_is_accredited_where_an_accreditation_body_is_named(kb: Kb) -> None:
    query = query_of(ASKED[4], kb.library, "en", TODAY)
    assert query.evidence == ("ilac-mra-report",)
    assert query.bodies == ("cn-cnas",)


def test_what_does_not_count_has_what_would_as_its_next_step(kb: Kb) -> None:
    (row,) = routed(Wanted(("ce-declaration",), ("SA",), "led-lamp"), kb, "zh", TODAY)
    assert row.verdict is Verdict.not_accepted
    assert row.gaps or row.next_step.startswith("改用：")


def test_without_a_product_no_regulator_of_one_and_no_evidence_for_one_is_advised(kb: Kb) -> None:
    (row,) = routed(ASKED[-1], kb, "en", TODAY)
    assert row.next_step == "Name the product: the verdict depends on it"
    (refused,) = routed(Wanted(("ce-declaration",), ("SA",)), kb, "en", TODAY)
    assert not refused.next_step.startswith(("Use instead", "Ask: "))


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        (Wanted((), ("SA",)), "held"),
        (Wanted(("cb-test-certificate",), ()), "market"),
        (Wanted(("nonsense",), ("SA",)), "nonsense"),
        (Wanted(("cb-test-certificate",), ("XX",)), "XX"),
        (Wanted(("cb-test-certificate",), ("SA",), "unicorn"), "unicorn"),
        (Wanted(("cb-test-certificate",), ("SA",) * (MOST_MARKETS + 1)), str(MOST_MARKETS)),
    ],
)
def test_what_cannot_be_answered_is_refused_in_both_languages(wanted: Wanted, named: str, kb: Kb) -> None:
    with pytest.raises(Refused) as refused:
        routed(wanted, kb, "en", TODAY)
    assert named in refused.value.en
    assert refused.value.zh != refused.value.en


def test_the_rows_of_a_file_have_every_column(kb: Kb) -> None:
    (row,) = rows_of(LAMP, routed(LAMP, kb, "en", TODAY), "en")
    told = dict(zip(HEADER, row, strict=True))
    assert (told["market"], told["held"], told["as_of"]) == ("SA", "cb-test-certificate", TODAY.isoformat())
    assert told["verdict"] in {one.value for one in Verdict}
    assert told["sources"].startswith("http")


def test_form_and_program_ask_one_question(library: Library) -> None:
    """A laboratory's report beside an accreditation body is an accredited one, whoever asks."""
    wanted = Wanted(("laboratory-report",), ("SA", "JP"), product="led-lamp", made="CN", by="cn-cnas")
    by_name = route_query(
        library, held=("laboratory-report",), markets=("Saudi Arabia", "日本"), made_in=("China",), products=("LED灯",),
        bodies=("cn-cnas",), today=TODAY,
    )  # fmt: skip
    assert query_of(wanted, library, "en", TODAY) == by_name
    assert "ilac-mra-report" in by_name.evidence
