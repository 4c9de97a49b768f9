"""What was understood, shown so that a reader can correct it."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.chips import Chip, chips
from kb.errors import QuestionError
from kb.lexicon import Lexicon
from kb.library import Library
from kb.understand import understand
from tests.conftest import TODAY


def test_chips_stand_in_the_order_one_reads(library: Library, lexicon: Lexicon) -> None:
    question = "In 2020, was a CB certificate for LED lamps made in China accepted in Saudi Arabia without SABER?"
    query = understand(question, library, lexicon=lexicon, today=TODAY)
    assert [chip.label for chip in chips(query, library)] == [
        "from China",
        "LED lamp",
        "Saudi Arabia",
        "IECEE CB test certificate",
        "without SABER product or shipment certificate",
        "as of 2020-12-31",
    ]


def test_chips_are_in_the_language_of_the_answer_and_say_what_was_taken_over(
    library: Library, lexicon: Lexicon
) -> None:
    first = understand("越南产的LED灯有CB证书,沙特认吗?", library, lexicon=lexicon, today=TODAY)
    second = understand("那日本呢?", library, (first,), lexicon=lexicon, today=TODAY)
    assert chips(second, library) == (
        Chip("origins", "VN", "来自越南", True),
        Chip("products", "led-lamp", "LED灯", True),
        Chip("markets", "JP", "日本", False),
        Chip("evidence", "cb-test-certificate", "IECEE CB测试证书", True),
    )


def test_what_the_reader_chose_stands_in_the_place_of_what_was_read(library: Library, lexicon: Lexicon) -> None:
    query = understand(
        "Does Korea accept a CB certificate for toys?",
        library,
        lexicon=lexicon,
        today=TODAY,
        chosen={"markets": ("KR",), "products": ("electric-toy",)},
    )
    assert (query.markets, query.products, query.evidence) == (("KR",), ("electric-toy",), ("cb-test-certificate",))
    assert not query.ambiguous


def test_a_choice_that_the_vocabulary_does_not_have_is_refused(library: Library, lexicon: Lexicon) -> None:
    with pytest.raises(QuestionError, match="not in the vocabulary"):
        understand("toys", library, lexicon=lexicon, today=TODAY, chosen={"markets": ("XX",)})


def test_a_day_is_shown_only_where_it_was_named(library: Library, lexicon: Lexicon) -> None:
    query = understand("What changed for CE in Great Britain since 2023?", library, lexicon=lexicon, today=TODAY)
    assert [(chip.role, chip.key) for chip in chips(query, library) if chip.role in ("as_of", "since")] == [
        ("since", dt.date(2023, 1, 1).isoformat())
    ]
