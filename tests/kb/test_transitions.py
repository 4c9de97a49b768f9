"""Older editions: which of them a question names, and whether proof on them still counts on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from pydantic import ValidationError

from kb.answer import ask
from kb.base import Kb
from kb.library import Library
from kb.model import Query
from kb.records import OlderEdition, Transition
from kb.terms import Earlier, Intent, Key, KeyState, Verdict
from kb.transitions import Older, instead, lapsed, older

_QUERY = Query(text="our report", language="en", intent=Intent.accepted, as_of=dt.date(2026, 11, 23))
_SOURCE = {"source": "ul", "url": "https://www.ul.com/", "at": "page", "checked": dt.date(2026, 11, 23)}


def _library(library: Library, edition: OlderEdition, *markets: str) -> Library:
    one = Transition.model_validate(
        {"key": "one", "markets": markets, "editions": (edition,), "statement": {"en": "…", "zh": "…"}, "sources": [_SOURCE]}
    )  # fmt: skip
    return _with(library, one)


def _with(library: Library, *transitions: Transition) -> Library:
    """The library with these transitions alone."""
    return library.model_copy(update={"transitions": {one.key: one for one in transitions}})


@pytest.mark.parametrize(
    ("text", "standards", "held"),
    [
        ("report to IEC 60601-1-2:2014", ("IEC 60601-1-2:2014",), True),
        ("report to IEC 60601-1-2:2014+A1:2020", ("IEC 60601-1-2:2014",), False),
        ("report to IEC 60601-1-2, ed 4.0", ("IEC 60601-1-2",), True),
        ("report to IEC 60601-1-2, ed 4.0.1", ("IEC 60601-1-2",), False),
        ("the old 60601-1-2 report", ("60601-1-2",), True),
        ("report to IEC 60601-1-2", ("IEC 60601-1-2",), False),
        ("旧版60601-1-2报告", ("60601-1-2",), True),
        ("report to IEC 60601-1:2012", ("IEC 60601-1:2012",), False),
        ("report to IEC 60601-1-2:2020", ("IEC 60601-1-2:2020",), False),
    ],
)
def test_an_older_edition_is_named_by_its_year_or_by_another_word(
    text: str, standards: tuple[str, ...], held: bool, library: Library
) -> None:
    edition = OlderEdition(standards=("IEC 60601-1-2:2014",), named=("4.0",), until="2023-12-17")
    query = replace(_QUERY, text=text, standards=standards)
    assert bool(older(query, _library(library, edition))) is held


def test_of_a_market_only_its_own_transitions_speak(library: Library) -> None:
    own = _library(library, OlderEdition(standards=("EN 60950-1",), until="2020-12-20"), "EU")
    query = replace(_QUERY, standards=("EN 60950-1",))
    assert [bool(older(replace(query, markets=(code,)), own)) for code in ("EU", "DE", "JP")] == [True, True, False]
    assert older(query, own)  # where no market is named, every one may be meant


@pytest.mark.parametrize(
    ("issued", "until", "text", "day", "verdict"),
    [
        (Earlier.unknown, None, "our report", dt.date(2026, 1, 1), Verdict.not_accepted),
        (Earlier.unknown, None, "our certificate", dt.date(2026, 1, 1), None),
        (Earlier.unknown, None, "our certificate", dt.date(2020, 12, 20), Verdict.conditional),
        (Earlier.stays, None, "our certificate", dt.date(2026, 1, 1), Verdict.conditional),
        (Earlier.stays, None, "our report", dt.date(2026, 1, 1), Verdict.not_accepted),
        (Earlier.stays, None, "is it dead", dt.date(2026, 1, 1), None),
        (Earlier.lapses, None, "is it dead", dt.date(2026, 1, 1), Verdict.superseded_or_suspended),
        (Earlier.until, "2027-07-31", "旧证书", dt.date(2026, 1, 1), Verdict.conditional),
        (Earlier.until, "2027-07-31", "旧证书", dt.date(2028, 1, 1), Verdict.superseded_or_suspended),
    ],
)
def test_what_proof_on_it_is_worth(
    issued: Earlier, until: str | None, text: str, day: dt.date, verdict: Verdict | None, library: Library
) -> None:
    edition = OlderEdition(standards=("EN 60950-1",), until="2020-12-20", issued=issued, issued_until=until)
    query = replace(_QUERY, text=text, as_of=day, standards=("EN 60950-1",))
    held = _library(library, edition)
    assert [one.verdict(query, held) for one in older(query, held)] == [verdict]
    assert lapsed(query, held, "EU") is (None if verdict is Verdict.conditional else verdict)


def test_an_edition_that_only_an_amendment_replaced_may_be_held_with_it(library: Library) -> None:
    held = _library(library, OlderEdition(standards=("EN 60598-1:2015",), instead=("EN 60598-1:2015/A1:2018",), until="2020-12-20"))  # fmt: skip
    query = replace(_QUERY, text="report to EN 60598-1:2015", standards=("EN 60598-1:2015",))
    assert [(one.verdict(query, held), one.state(query.as_of)) for one in older(query, held)] == [
        (Verdict.conditional, KeyState.open)
    ]
    assert not older(replace(query, text="report to EN 60598-1:2015+A1:2018"), held)


def test_what_counts_instead_is_what_has_not_ended_itself(library: Library) -> None:
    first = OlderEdition(standards=("GB 1:2001",), instead=("GB 1-2011",), until="2012-01-01")
    second = OlderEdition(standards=("GB 1:2011",), instead=("GB 1-2022",), until="2023-01-01")
    one, other = (
        Transition.model_validate(
            {"key": key, "editions": (edition,), "statement": {"en": "…", "zh": "…"}, "sources": [_SOURCE]}
        )
        for key, edition in (("one", first), ("other", second))
    )
    held = _with(library, one, other)
    assert instead(Older(one, first), held, dt.date(2026, 1, 1)) == {"GB 1-2022": "transitions/other"}
    assert instead(Older(one, first), held, dt.date(2022, 1, 1)) == {"GB 1-2011": "transitions/one"}


def test_a_record_names_an_edition_and_says_until_when_papers_last() -> None:
    with pytest.raises(ValidationError, match="names no older edition"):
        OlderEdition(until="2020-12-20")
    with pytest.raises(ValidationError, match="go together"):
        OlderEdition(standards=("EN 60950-1",), issued=Earlier.until)


@pytest.mark.parametrize(
    ("question", "verdict", "told"),
    [
        ("is an EN 60950-1 report still ok for CE?", Verdict.not_accepted, "20 December 2020"),
        ("EN 50581 in our RoHS DoC, fine?", Verdict.not_accepted, "1. EN IEC 63000:2018"),
        ("我们有UL 60950-1的ETL证书，还有效吗，美国", Verdict.conditional, "未变更产品的认证继续有效"),
        ("OHSAS 18001证书现在还能用吗", Verdict.superseded_or_suspended, "2021年9月30日"),
        ("what replaced EN 50581?", None, "EN IEC 63000:2018"),
    ],
)
def test_the_answer_begins_with_what_became_of_the_edition(
    question: str, verdict: Verdict | None, told: str, kb: Kb
) -> None:
    answer = ask(question, kb)
    assert answer.verdict == verdict
    assert told in answer.markdown
    assert answer.citations[0].id.startswith("transitions/")


def test_of_several_markets_each_tells_the_edition_as_its_key(kb: Kb) -> None:
    answer = ask("does a CB report on IEC 60950-1 count in the EU and South Africa?", kb)
    first = answer.markets[0]
    assert (first.market, first.verdict) == ("EU", Verdict.not_accepted)
    assert any(one.key is Key.edition and one.state is KeyState.not_met for one in first.keys)
    assert answer.markets[1].verdict is Verdict.conditional


def test_of_a_market_that_no_transition_speaks_of_nothing_is_decided(kb: Kb) -> None:
    answer = ask("our RoHS file rests on EN 50581, buyer in Germany and one in Japan - fine?", kb)
    assert answer.verdict is None
    assert "**Not answered here** · Japan" in answer.markdown


def test_before_its_last_day_the_edition_counted(kb: Kb) -> None:
    answer = ask("in 2019, was an EN 60950-1 test report still good for the EU?", kb)
    assert answer.verdict is Verdict.conditional
    assert any(one.key is Key.edition and one.state is KeyState.met for one in answer.markets[0].keys)
