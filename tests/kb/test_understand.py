"""What people write, and what is understood."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.errors import QuestionError
from kb.lexicon import Lexicon
from kb.library import Library
from kb.model import Query
from kb.understand import LONGEST, understand
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def lexicon(library: Library) -> Lexicon:
    return Lexicon(library)


def _asked(question: str, library: Library, lexicon: Lexicon, *earlier: Query) -> Query:
    return understand(question, library, earlier, lexicon=lexicon, today=TODAY)


@pytest.mark.parametrize(
    ("question", "intent", "markets", "origins", "products", "evidence"),
    [
        (
            "Does Saudi Arabia accept my CB certificate for an LED lamp?",
            "accepted",
            ["SA"],
            [],
            ["led-lamp"],
            ["cb-test-certificate"],
        ),
        ("出口新西兰的电饭煲,CCC证书有用吗?", "accepted", ["NZ"], [], ["rice-cooker"], ["ccc-certificate"]),
        ("Is CE accepted in Australia, the USA, the UK?", "accepted", ["AU", "US", "GB"], [], [], ["ce-declaration"]),
        ("CNAS 认可实验室出的报告欧盟、美国承认吗?", "accepted", ["EU", "US"], [], [], ["ilac-mra-report"]),
        ("What certification does India require for LED lights?", "required", ["IN"], [], ["led-lamp"], []),
        ("日本对充电宝有什么认证要求?", "required", ["JP"], [], ["power-bank"], []),
        ("wifi router made in China, what does Brazil want?", "required", ["BR"], ["CN"], ["wifi-router"], []),
        (
            "can i sell a wifi ruoter from China in Brasil with an FCC report",
            "accepted",
            ["BR"],
            ["CN"],
            ["wifi-router"],
            ["fcc-test-report"],
        ),
        (
            "Does the EU accept test reports from Japan for telecom equipment?",
            "accepted",
            ["EU"],
            ["JP"],
            ["telecom-terminal"],
            [],
        ),
        ("Austrlia requirements for toys", "required", ["AU"], [], ["toy"], []),
        ("HS 8516.60 exported to Korea, Republic of", "required", [], [], ["rice-cooker"], []),
        ("What is the weather in Geneva tomorrow?", "not_recorded", [], [], [], []),
        ("充电器做日本PSE多少钱?", "not_recorded", ["JP"], [], ["power-supply"], ["pse-certificate"]),
    ],
)
def test_roles_and_intent(
    question: str,
    intent: str,
    markets: list[str],
    origins: list[str],
    products: list[str],
    evidence: list[str],
    library: Library,
    lexicon: Lexicon,
) -> None:
    query = _asked(question, library, lexicon)
    found = (query.intent, list(query.origins), list(query.products), list(query.evidence))
    assert found == (intent, origins, products, evidence)
    assert not markets or list(query.markets) == markets


@pytest.mark.parametrize(
    ("question", "standards"),
    [
        ("Is GB 4943.1 identical to IEC 62368-1?", ["GB 4943.1", "IEC 62368-1"]),
        ("GB4943.1-2022 等同 IEC 62368-1:2018 吗", ["GB 4943.1:2022", "IEC 62368-1:2018"]),
        ("GB/T 42061-2022和ISO 13485:2016什么关系", ["GB/T 42061:2022", "ISO 13485:2016"]),
        ("what differs in EN 60335-1", ["EN 60335-1"]),
    ],
)
def test_standard_numbers_are_read_as_people_write_them(
    question: str, standards: list[str], library: Library, lexicon: Lexicon
) -> None:
    assert list(_asked(question, library, lexicon).standards) == standards


def test_the_pronoun_us_is_not_the_united_states(library: Library, lexicon: Lexicon) -> None:
    assert _asked("can you tell us what Japan requires for toys", library, lexicon).markets == ("JP",)
    assert _asked("what does the US require for toys", library, lexicon).markets == ("US",)


def test_korea_alone_is_neither_of_the_two(library: Library, lexicon: Lexicon) -> None:
    assert "KP" not in _asked("what does Korea require for toys", library, lexicon).markets


def test_a_follow_up_takes_over_what_it_does_not_name(library: Library, lexicon: Lexicon) -> None:
    first = _asked("Does Saudi Arabia accept my CB certificate for an LED lamp?", library, lexicon)
    second = _asked("And for Brazil?", library, lexicon, first)
    assert (second.markets, second.products, second.evidence) == (("BR",), ("led-lamp",), ("cb-test-certificate",))
    assert second.inherited == ("products", "evidence")
    chinese = _asked("那日本呢?", library, lexicon, first)
    assert (chinese.markets, chinese.products, chinese.language) == (("JP",), ("led-lamp",), "zh")


def test_a_date_in_the_question_is_the_day_the_answer_is_for(library: Library, lexicon: Lexicon) -> None:
    assert _asked("What did the EU require for toys in 2020?", library, lexicon).as_of == dt.date(2020, 12, 31)
    assert _asked("Is GB 4943.1-2022 identical to IEC 62368-1?", library, lexicon).as_of == TODAY
    assert _asked("in 2025-02-30 what did Japan require for toys", library, lexicon).as_of == TODAY


def test_a_thing_the_base_has_no_name_for_is_left_over(library: Library, lexicon: Lexicon) -> None:
    assert _asked("What certification does India require for drones?", library, lexicon).unknown == ("drones",)
    assert _asked("无人机出口日本要什么认证", library, lexicon).unknown == ("无人机",)
    assert _asked("What certification does India require for LED lights?", library, lexicon).unknown == ()


@pytest.mark.parametrize("question", ["", "   ", "\x00\x07", "?!", "x" * (LONGEST + 1), "\u202e\u200b"])
def test_a_question_that_cannot_be_read_is_refused_in_one_line(
    question: str, library: Library, lexicon: Lexicon
) -> None:
    with pytest.raises(QuestionError) as raised:
        _asked(question, library, lexicon)
    assert "\n" not in str(raised.value)


def test_control_and_direction_characters_do_not_hide_a_question(library: Library, lexicon: Lexicon) -> None:
    assert _asked("Is \x00CE\u202e accepted\x1b in Japan?", library, lexicon).markets == ("JP",)
