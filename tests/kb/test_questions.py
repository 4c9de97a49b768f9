"""A text that asks several things is read as several questions."""

from __future__ import annotations

import pytest

from kb.questions import questions, weighed
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


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("NRCS LOA: how long is it valid and will they take a CB report?", Intent.accepted, Intent.validity),
        ("Does Turkey accept a CE certificate, and since when?", Intent.accepted, Intent.status),
        ("牙刷出口欧盟要什么认证,价格各多少", Intent.required, Intent.not_recorded),
        ("电饭锅要PVoC吗,和KEBS标志什么区别", Intent.required, Intent.compare),
        ("互认协定覆盖哪些产品,什么时候生效的", Intent.coverage, Intent.status),
    ],
)
def test_what_counts_or_is_required_is_asked_before_the_parts_beside_it(
    text: str, kept: Intent, dropped: Intent
) -> None:
    assert kept in weighed(text)
    assert dropped not in weighed(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("KC证书几年有效,标志贴在哪", Intent.validity),
        ("Since when does the UK accept CE again, and until when?", Intent.status),
        ("how many products does the MRA hold, and are certificates or reports accepted?", Intent.how_many),
        ("G标志怎么贴,要二维码吗", Intent.marking),
    ],
)
def test_a_part_stays_where_nothing_weightier_is_asked(text: str, kept: Intent) -> None:
    assert kept in weighed(text)
