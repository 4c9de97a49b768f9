"""What kind of value a question asks for, and which texts state one."""

from __future__ import annotations

import pytest

from kb.values import KINDS, asked, stated

TIME, MONEY = KINDS


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How long is a certificate valid?", (TIME,)),
        ("How many working days does the body have to decide?", (TIME,)),
        ("注册证几年有效?", (TIME,)),
        ("證書有效期多久?", (TIME,)),
        ("Wie viele Jahre sind die Unterlagen aufzubewahren?", (TIME,)),
        ("Dans quel délai faut-il informer le ministre?", (TIME,)),
        ("証明書の保存期間は何年か。", (TIME,)),
        ("기록은 몇 년 보관하나요?", (TIME,)),
        ("What is the fee for an accreditation?", (MONEY,)),
        ("未经许可生产罚款多少?", (MONEY,)),
        ("Wie hoch ist das Bußgeld?", (MONEY,)),
        ("How long after the fine is it to be paid, and what does it cost?", (TIME, MONEY)),
        ("Which body designates laboratories?", ()),
        ("What counts as payment in kind?", ()),
    ],
)
def test_a_question_asks_for_a_length_of_time_a_sum_of_money_or_neither(
    question: str, kinds: tuple[object, ...]
) -> None:
    assert asked(question) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("valid for five (5) years from the date of issue", (TIME,)),
        ("no later than 60 calendar days", (TIME,)),
        ("有效期为5年", (TIME,)),
        ("自收到之日起二十个工作日内", (TIME,)),
        ("zehn Jahre ab dem Inverkehrbringen", (TIME,)),
        ("pendant une période de six mois", (TIME,)),
        ("binnen acht Tagen", (TIME,)),
        ("dans les huit jours", (TIME,)),
        ("五年間保存しなければならない", (TIME,)),
        ("5년간 보관하여야 한다", (TIME,)),
        ("an annual fee of $1,200 is charged", (MONEY,)),
        ("fines of up to EUR 35 000 000", (MONEY,)),
        ("并处2万元以上5万元以下罚款", (MONEY,)),
        ("the annual fee is set out in section 5.1", ()),
        ("the body decides without delay", ()),
    ],
)
def test_a_text_states_a_value_with_its_unit(text: str, kinds: tuple[object, ...]) -> None:
    assert tuple(kind for kind in KINDS if stated(text, (kind,)) == 1) == kinds


def test_what_is_not_asked_for_is_not_missed() -> None:
    assert stated("no number at all", ()) == 1
    assert stated("within 30 days", (TIME, MONEY)) == 0.5
