"""A text that asks several things is read as several questions."""

from __future__ import annotations

import pytest

from kb.questions import questions
from kb.terms import Intent


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Do toys need CE, and what does it cost?", [Intent.required, Intent.not_recorded]),
        ("玩具出口欧盟要什么认证,办下来要多少钱?", [Intent.required, Intent.not_recorded]),
        ("沙特灯具要认证吗?办理周期?", [Intent.required, Intent.not_recorded]),
        ("Our lamp, made in Ningbo, 1,000 pieces: what does FCC testing cost?", [Intent.not_recorded]),
    ],
)
def test_each_clause_that_asks_is_a_question_with_its_own_cues(text: str, asked: list[Intent]) -> None:
    found = [cued for _, cued in questions(text)]
    assert len(found) == len(asked), found
    for cued, intent in zip(found, asked, strict=True):
        assert intent in cued
