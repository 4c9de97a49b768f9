from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.words import asked_terms, index_pairs, index_terms, is_mostly_east_asian, units


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("IEC 62368-1", ["iec62368-1", "iec", "62368-1", "62368"]),
        ("HS 8704.21.00", ["87042100", "hs8704.21.00", "hs", "8704.21.00", "8704", "21", "00"]),
        ("電気用品", ["电気", "気用", "用品"]),
        ("전기용품 안전", ["전기", "기용", "용품", "안전"]),
        ("电饭煲", ["电饭", "饭煲"]),
        ("ＣＣＣ证书", ["ccc", "证书"]),
        ("the certificates of Japan", ["certif", "japan"]),
        ("灯", ["灯"]),
    ],
)
def test_terms_are_stems_codes_with_parts_and_character_pairs(text: str, terms: list[str]) -> None:
    assert index_terms(text) == terms


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("电饭煲的证书是什么？", ["电饭", "饭煲", "证书"]),
        ("請問哪個電飯煲有證書嗎", ["电饭", "饭煲", "煲有", "有证", "证书"]),
        ("中国和冰岛", ["中国", "冰岛"]),
        ("共和国现在的目的", ["共和", "和国", "国现", "现在", "目的"]),
        ("the certificates of Japan", ["certif", "japan", "certif japan"]),
        ("是什么", []),
    ],
)
def test_a_question_is_asked_by_what_it_is_about_and_not_by_what_asks(question: str, terms: list[str]) -> None:
    assert asked_terms(question) == terms


def test_words_that_stand_together_make_pairs_and_stop_words_and_chinese_none() -> None:
    assert index_pairs("the certificates of conformity, 证书 valid") == ["certif conform", "conform valid"]
    assert index_pairs("电饭煲") == []


def test_units_part_letters_from_chinese() -> None:
    assert units("CNAS报告LED灯") == ["CNAS", "报", "告", "LED", "灯"]


@given(st.text(max_size=200))
def test_any_text_has_terms_and_none_of_them_is_empty(text: str) -> None:
    assert all(index_terms(text))


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("电饭煲须有CCC证书", True),
        ("A cooker (电饭煲) needs a certificate", False),
        ("電気用品の表示", True),
        ("", False),
    ],
)
def test_a_text_that_names_something_in_chinese_is_not_in_chinese(text: str, is_so: bool) -> None:
    assert is_mostly_east_asian(text) is is_so
