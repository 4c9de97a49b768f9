"""What a question asks for, as the model that comes with the package reads it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from kb.kinds import features, kinds, masked
from kb.lexicon import Lexicon
from kb.library import Library
from kb.reading import read
from kb.terms import Intent
from kb.understand import roles_of, understand

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Does Saudi Arabia take our CB certificate for LED lamps?", Intent.accepted),
        ("LED灯的CB证书在沙特好使不", Intent.accepted),
        ("what papers do i need to sell toys in brazil", Intent.required),
        ("Who looks after designation for the EU-Japan MRA?", Intent.designates),
        ("CCC证书能管几年", Intent.validity),
        ("Is the EU–Swiss MRA still applied to medical devices?", Intent.status),
        ("what is a notified body", Intent.definition),
        ("审厂一次大概多少钱", Intent.not_recorded),
        ("给我写首诗", Intent.outside),
    ],
)
def test_a_question_asks_for(question: str, intent: Intent, library: Library, lexicon: Lexicon) -> None:
    assert understand(question, library, lexicon=lexicon, today=TODAY).intent is intent


def test_names_are_masked_by_what_they_are(lexicon: Lexicon) -> None:
    assert masked(read("Does Japan accept my CB certificate to IEC 60335-1?", lexicon)) == (
        "does ECONOMY accept my EVIDENCE to STD ?"
    )


def test_the_same_words_of_another_market_look_the_same(library: Library, lexicon: Lexicon) -> None:
    seen = [
        features(reading, query)
        for market in ("Japan", "Brazil")
        for query, reading in [
            roles_of(f"Is CB enough in {market} for toys?", library, (), lexicon=lexicon, today=TODAY, chosen={})
        ]
    ]
    assert seen[0] == seen[1]


def test_a_follow_up_of_names_alone_asks_what_was_asked_before(library: Library, lexicon: Lexicon) -> None:
    first = understand("How long is a CCC certificate valid?", library, lexicon=lexicon, today=TODAY)
    assert understand("and for KC?", library, (first,), lexicon=lexicon, today=TODAY).intent is Intent.validity


def test_what_it_does_not_know_counts_for_nothing(library: Library, lexicon: Lexicon) -> None:
    query, reading = roles_of("zzqx", library, (), lexicon=lexicon, today=TODAY, chosen={})
    seen = features(reading, query)
    assert np.isfinite(kinds().scores(seen)).all()
