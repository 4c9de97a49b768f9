"""A conversation keeps every turn's own sources, trusts nothing the browser sends, and never raises."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from app.asked import Asked, answered_anew
from app.chosen import Chosen
from app.feedback import Vote, keep
from app.readable import readable
from app.render import answer_json
from app.views.conversation import LONGEST, Turn, asked, conversation_html, voted
from app.views.page import composer_html, conversation_frame
from kb.base import Kb
from kb.model import Language
from tests.app.samples import HOSTILE, answer

LAMP = "Does Japan accept my CB certificate for an LED lamp?"


def test_each_turn_keeps_its_own_numbered_sources(kb: Kb) -> None:
    turns = asked(asked((), Asked(LAMP), kb, "en"), Asked("And for India?"), kb, "en")
    told = conversation_html(turns)
    assert 'id="t1-s1"' in told
    assert 'id="t2-s1"' in told
    assert 'href="#t2-s1"' in told


def test_a_follow_up_inherits_what_it_does_not_name(kb: Kb) -> None:
    first, second = asked(asked((), Asked(LAMP), kb, "en"), Asked("And for Korea?"), kb, "en")
    assert first.answer is not None
    assert second.answer is not None
    assert second.answer.query.evidence == first.answer.query.evidence
    assert "from your earlier question" in second.html


def test_filters_stand_where_the_question_names_none(kb: Kb) -> None:
    (turn,) = asked((), Asked("What certification is required?", market="JP", product="lighting"), kb, "en")
    assert turn.answer is not None
    assert (turn.answer.query.markets, turn.answer.query.products) == (("JP",), ("lighting",))


@pytest.mark.parametrize(("page", "question", "language"), [
    ("zh", "GB 4943.1", "zh"), ("en", "GB 4943.1", "en"), ("zh", "Is GB 4943.1 in force?", "en"), ("en", "GB 4943.1现行吗", "zh"),
])  # fmt: skip
def test_a_number_alone_is_answered_in_the_language_of_the_page(
    page: Language, question: str, language: str, kb: Kb
) -> None:
    (turn,) = asked((), Asked(question), kb, page)
    assert turn.answer is not None
    assert turn.answer.language == language


def test_an_answer_on_adoptions_leads_to_all_of_them(kb: Kb) -> None:
    (turn,) = asked((), Asked("IEC 62368-1"), kb, "zh")
    assert 'href="/zh/standards?number=IEC+62368-1"' in turn.html


@pytest.mark.parametrize(
    "sent", [None, [], "x", {}, {"question": 7}, {"question": ["a"]}, {"question": "", "market": {"a": 1}}]
)
def test_whatever_the_browser_sends_becomes_a_turn_that_says_what_is_wrong(sent: Any, kb: Kb) -> None:
    (turn,) = asked((), Asked.of(sent), kb, "zh")
    assert turn.answer is None
    assert "无法读取问题" in turn.html


def test_filters_nobody_offered_are_ignored(kb: Kb) -> None:
    (turn,) = asked((), Asked(LAMP, market="<b>", product="../x"), kb, "en")
    assert turn.answer is not None
    assert turn.answer.query.markets == ("JP",)


@pytest.mark.parametrize(
    "question", [HOSTILE, f"Is {HOSTILE} accepted in Japan?", "![x](https://evil.example/x.png) Japan lamp"]
)
def test_a_hostile_question_is_shown_as_text(question: str, kb: Kb) -> None:
    (turn,) = asked((), Asked(question), kb, "en")
    assert "<img" not in turn.html
    assert "<script" not in turn.html


def test_a_very_long_question_is_clipped_and_the_reader_is_told(kb: Kb) -> None:
    (turn,) = asked((), Asked("Does Japan accept CB? " + "lamp " * 4000), kb, "en")
    assert turn.answer is not None
    assert "Only the first 2000 characters" in turn.html


def test_an_unforeseen_failure_is_a_turn_and_the_question_is_not_logged(
    caplog: pytest.LogCaptureFixture, kb: Kb
) -> None:
    class Broken:
        library = kb.library

        @property
        def lexicon(self) -> object:
            raise RuntimeError("broken")

    (turn,) = asked((), Asked("secret lamp question"), Broken(), "en")  # type: ignore[arg-type]
    assert "it is our fault" in turn.html
    assert "secret" not in "".join(record.getMessage() for record in caplog.records)


def test_only_the_latest_turns_are_kept_and_no_number_is_used_twice(kb: Kb) -> None:
    turns = tuple(Turn(n, "q", None, "") for n in range(1, LONGEST + 1))
    now = asked(turns, Asked(LAMP), kb, "en")
    assert [turn.number for turn in now] == list(range(2, LONGEST + 2))


def test_a_vote_is_on_one_answer_only() -> None:
    turns = (Turn(1, "q", answer(), "<p>"), Turn(2, "q", None, "<p>"))
    now, turn = voted(turns, 1, Vote("up"))
    assert turn is not None
    assert 'data-turn="1" data-voted="up"' in conversation_html(now)
    for number in (2, 3, "1", None):
        assert voted(turns, number, Vote("down")) == (turns, None)


@pytest.mark.parametrize("sent", [None, {}, {"vote": "maybe"}, {"vote": 1}, [1]])
def test_what_is_not_a_vote_is_none(sent: Any) -> None:
    assert Vote.of(sent) is None


def test_a_vote_is_kept_as_one_line_that_only_its_owner_reads(tmp_path: Path) -> None:
    vote = Vote.of({"vote": "down", "reason": "line one\nline two \ud800" + "x" * 900})
    assert vote is not None
    assert keep(vote, answer(), tmp_path / "data")
    assert keep(Vote("up"), answer("zh"), tmp_path / "data")
    file = tmp_path / "data" / "feedback.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["vote"] for row in rows] == ["down", "up"]
    assert len(rows[0]["reason"]) == 500
    assert rows[0]["citations"] == ["requirements/sa#lighting", "requirements/sa#lighting"]
    assert file.stat().st_mode & 0o077 == 0


def test_the_page_offers_the_markets_and_products_of_the_base_in_both_languages(kb: Kb) -> None:
    assert '<option value="JP">Japan</option>' in composer_html(kb.library, "en")
    assert '<option value="JP">日本</option>' in composer_html(kb.library, "zh")
    assert '<option value="rice-cooker">电饭煲</option>' in composer_html(kb.library, "zh")
    assert "Does Saudi Arabia accept my CB certificate for an LED lamp?" in composer_html(kb.library, "en")
    assert "markets" in conversation_frame("", kb, "en")


def test_text_a_terminal_could_not_decode_is_read_as_chinese() -> None:
    assert readable("电饭煲".encode("gb18030").decode("utf-8", "surrogateescape")) == "电饭煲"
    assert readable("a\ud800b") == "a?b"
    assert readable("plain 文") == "plain 文"


def test_a_chip_that_is_changed_asks_the_same_question_of_another_market(kb: Kb) -> None:
    (first,) = asked((), Asked(LAMP), kb, "en")
    (second,) = asked((), Asked.of({"question": LAMP, "chosen": {"markets": ["SA"]}}), kb, "en")
    assert first.answer is not None
    assert second.answer is not None
    assert (first.answer.query.markets, second.answer.query.markets) == (("JP",), ("SA",))
    assert first.answer.query.products == second.answer.query.products
    assert 'data-role="markets" data-key="SA"' in second.html


def test_a_chip_that_is_removed_leaves_its_role_empty(kb: Kb) -> None:
    (turn,) = asked((), Asked(LAMP, chosen={"products": ()}), kb, "en")
    assert turn.answer is not None
    assert turn.answer.query.products == ()


@pytest.mark.parametrize("chosen", ["x", 7, ["markets"], {"markets": "SA"}, {"bodies": ["x"]}, {"markets": [{"a": 1}]}])
def test_corrections_nobody_offered_are_left_out(chosen: Any) -> None:
    sent = Asked.of({"question": LAMP, "chosen": chosen})
    assert sent.chosen in ({}, {"markets": ()})


def test_a_correction_to_what_the_base_does_not_know_is_a_turn_that_says_so(kb: Kb) -> None:
    (turn,) = asked((), Asked(LAMP, chosen={"markets": ("XX",)}), kb, "en")
    assert turn.answer is None
    assert "XX" in turn.html


def test_asked_again_the_last_turn_is_replaced_and_its_number_never_used_again(kb: Kb) -> None:
    turns = asked(asked((), Asked(LAMP), kb, "en"), Asked("And for India?"), kb, "en")
    now = asked(turns, Asked("And for Korea?", replaces=2), kb, "en")
    assert [(turn.number, turn.question) for turn in now] == [(1, LAMP), (3, "And for Korea?")]
    assert now[-1].answer is not None
    assert now[-1].answer.query.evidence == ("cb-test-certificate",)


def test_only_the_last_turn_can_be_replaced(kb: Kb) -> None:
    turns = asked(asked((), Asked(LAMP), kb, "en"), Asked("And for India?"), kb, "en")
    assert len(asked(turns, Asked(LAMP, replaces=1), kb, "en")) == 3


@pytest.mark.parametrize("replaces", ["1", True, None, 1.0, [1], -1])
def test_what_is_no_number_of_a_turn_replaces_none(replaces: Any) -> None:
    assert Asked.of({"question": LAMP, "replaces": replaces}).replaces in (0, -1)


def test_each_turn_says_how_it_is_asked_again_and_where_its_files_are(kb: Kb) -> None:
    (turn,) = asked((), Asked(LAMP, chosen={"markets": ("SA",)}), kb, "zh")
    assert json.loads(turn.sent) == {
        "question": LAMP, "market": "", "product": "", "chosen": {"markets": ["SA"]}, "before": [],
    }  # fmt: skip
    assert 'href="/zh/answer.docx?q=Does+Japan' in turn.html
    assert "data-again" in turn.html
    (failed,) = asked((), Asked("?!"), kb, "en")
    assert "data-revise" in failed.html


def _opened(turn: Turn) -> Asked:
    """What the address of a turn asks."""
    return Asked.of_address(Chosen(parse_qsl(turn.address)))


@pytest.mark.parametrize("further", ["And for South Korea?", "And for Korea?", "那美国呢？", "What if it is a kettle?"])
def test_the_address_of_a_follow_up_gives_the_same_answer(further: str, kb: Kb) -> None:
    *_, turn = asked(asked((), Asked(LAMP), kb, "en"), Asked(further), kb, "en")
    assert turn.answer is not None
    anew = replace(answered_anew(_opened(turn), kb, "en"), took_ms=turn.answer.took_ms)
    assert answer_json(anew) == answer_json(turn.answer)
    assert f'data-watch="/en/?{turn.address.replace("&", "&amp;")}"' in turn.html


def test_the_address_of_a_follow_up_keeps_what_was_corrected_before_it(kb: Kb) -> None:
    corrected = {"evidence": ("laboratory-report",), "markets": ("SA",)}
    *_, turn = asked(asked((), Asked(LAMP, chosen=corrected), kb, "en"), Asked("And for South Korea?"), kb, "en")
    assert turn.answer is not None
    anew = answered_anew(_opened(turn), kb, "en")
    assert (anew.query.markets, anew.query.evidence) == (("KR",), ("laboratory-report",))
    assert (anew.verdict, anew.status) == (turn.answer.verdict, turn.answer.status)


def test_a_page_opened_by_the_address_of_a_follow_up_goes_on_from_there(kb: Kb) -> None:
    *_, before = asked(asked((), Asked(LAMP), kb, "en"), Asked("And for South Korea?"), kb, "en")
    sent = _opened(before)
    first = asked(
        (), Asked.of({"question": sent.question, "chosen": sent.chosen, "before": list(sent.before)}), kb, "en"
    )
    *_, turn = asked(first, Asked("And for India?"), kb, "en")
    assert turn.after == (LAMP, "And for South Korea?")
    assert turn.answer is not None
    assert (turn.answer.query.markets, turn.answer.query.products) == (("IN",), ("led-lamp",))


def test_what_was_corrected_is_told_under_the_question_and_stays_when_other_words_change(kb: Kb) -> None:
    question = "Does Japan accept my CB certificate?"
    (turn,) = asked((), Asked(question, chosen={"markets": ("SA",)}), kb, "en")
    assert '<p class="corrected">Corrected by hand: Saudi Arabia</p>' in turn.html
    more = {"question": "Does Japan accept my CB certificate for a kettle?", "revises": question, "replaces": 1}
    (changed,) = asked((turn,), Asked.of({**json.loads(turn.sent), **more}), kb, "en")
    assert changed.answer is not None
    assert changed.answer.query.markets == ("SA",)
    assert changed.answer.query.products != ()
    other = {"question": "Does India accept my CB certificate?", "revises": question}
    (new,) = asked((), Asked.of({**json.loads(turn.sent), **other}), kb, "en")
    assert new.answer is not None
    assert new.answer.query.markets == ("IN",)
    assert "Corrected by hand" not in new.html
