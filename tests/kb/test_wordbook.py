"""Chinese words ↔ English terms, by the dictionary as it comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.wordbook import chinese, cut, english, meanings


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("电饭煲出口新西兰", ("电饭煲", "出口", "新西兰")),
        ("研究生命起源", ("研究", "生命", "起源")),  # not 研究生
        ("齉齾龘", ("齉", "齾", "龘")),
        ("", ()),
    ],
)
def test_characters_are_cut_into_the_fewest_words_there_can_be(run: str, words: tuple[str, ...]) -> None:
    assert cut(run) == words


@given(st.text("电饭煲出口新西兰证书研究生命的龘", max_size=40))
def test_of_a_text_that_is_cut_nothing_is_lost(run: str) -> None:
    assert "".join(cut(run)) == run


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("蒸汽机", ("steam engine",)),
        ("证书", ("credentials", "certificate")),
        ("颁发", ("issue", "promulgate", "award")),  # to issue
        ("个", ("individual",)),  # "classifier …" tells of the word
        ("没有这个词", ()),
    ],
)
def test_a_word_means_what_its_entry_says_and_not_what_is_told_of_the_word(word: str, meant: tuple[str, ...]) -> None:
    assert meanings(word) == meant


def test_each_meaning_counts_for_its_share_and_a_single_character_for_less() -> None:
    terms, first = english("蒸汽机的证书")
    assert terms == pytest.approx(
        {"steam": 1 / 3, "engin": 1 / 3, "steam engin": 1 / 3, "credenti": 1 / 2, "certif": 1 / 2}
    )
    assert first == "steam engine credentials"
    assert sum(english("灯")[0].values()) == pytest.approx(0.3)


def test_traditional_characters_are_read_and_words_that_ask_are_not() -> None:
    assert english("蒸汽機是什麼？") == english("蒸汽机")
    assert english("什么是？ the certificate 62368-1") == ({}, "")


def test_an_english_phrase_gives_the_words_that_mean_it_whole() -> None:
    terms = chinese("steam engines of Iceland")
    assert {"蒸汽", "汽机", "冰岛"} <= set(terms)
    assert "引擎" not in terms  # engine
    assert sum(terms.values()) == pytest.approx(3)  # words told of
    assert chinese("证书 xyzzy 62368-1") == chinese("") == {}
