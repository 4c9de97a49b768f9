"""Accreditation bodies side by side: what each has signed, and what they have signed together."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.terms import Tier


@pytest.mark.parametrize(
    ("question", "first", "column"),
    [
        ("does NATA recognise HKAS", "NATA and HKAS have each signed the APAC Mutual Recognition Arrangement", "HKAS"),
        ("CNAS和UKAS互认吗", "CNAS、UKAS均为国际认可论坛多边承认协议", "UKAS"),
        ("is a DAkkS accredited lab accepted by A2LA", "DAkkS and A2LA have each signed the ILAC Mutual", "A2LA"),
    ],
)
def test_two_accreditors_are_told_by_what_both_have_signed(question: str, first: str, column: str, kb: Kb) -> None:
    answer = ask(question, kb)
    assert answer.status == "answered"
    assert answer.tier is Tier.accreditation
    assert answer.markdown.startswith(first)
    assert any(line.startswith("| |") and column in line for line in answer.markdown.splitlines())
    assert "decided by the law of each market" in answer.markdown or "由各市场法律决定" in answer.markdown


def test_bodies_that_share_no_recorded_scope_are_said_to_share_none(kb: Kb) -> None:
    answer = ask("IAS, PJLA and A2LA all ILAC signatories?", kb)
    assert answer.status == "partial"
    assert "no scope is recorded that IAS, PJLA and A2LA have signed under one arrangement" in answer.markdown


def test_where_a_market_decides_its_rule_answers(kb: Kb) -> None:
    assert ask("CNAS report for UKAS, product toys EU", kb).verdict is not None


def test_a_scope_that_ended_binds_nobody(kb: Kb) -> None:
    answer = ask("does DAkkS recognise BSCA of Belarus?", kb)
    assert "have each signed the ILAC Mutual Recognition Arrangement" in answer.markdown
    assert "have each signed the EA Multilateral Agreement" not in answer.markdown
