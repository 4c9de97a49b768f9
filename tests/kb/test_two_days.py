"""A day and today in one question, and days that are not the day asked about."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.dates import day_of

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day", "and_now"),
    [
        ("Was CE accepted for toys in Great Britain in 2022, and now?", dt.date(2022, 12, 31), True),
        ("2020年1月瑞士认CE医疗器械证书吗?现在呢?", dt.date(2020, 1, 31), True),
        ("Is CE still accepted in Great Britain since 2022?", None, False),
        ("报告是三年前的,还能用吗?", None, False),
        ("How long is a report tested three years ago good for?", None, False),
        ("What did Japan require three years ago?", dt.date(2023, 11, 21), False),
    ],
)
def test_the_day_asked_about(text: str, day: dt.date | None, and_now: bool) -> None:
    told = day_of(text, TODAY)
    assert (told.as_of, told.and_now) == (day, and_now)


def test_both_days_are_answered_and_the_verdict_is_todays(kb: Kb) -> None:
    answer = ask("Was a CE-marked toy accepted in Great Britain in 2022, and now?", kb)
    then, _, now = answer.markdown.partition("**Today**")
    assert then.startswith("**On 2022-12-31**")
    assert "Accepted as final" not in then
    assert "Accepted as final" in now
    assert answer.verdict is not None
    assert answer.verdict.value == "accepted_as_final"
    assert answer.as_of > dt.date(2022, 12, 31)
