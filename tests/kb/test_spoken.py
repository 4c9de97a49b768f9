"""Whether a question is in any language."""

from __future__ import annotations

import pytest

from kb.spoken import is_wordless


@pytest.mark.parametrize("text", ["GB 4943.1", "gb4943.1-2022", "GB 2626, EN 149", "IEC 62368-1:2018?", "CE?", "8516.60", "ISO/IEC 17025"])  # fmt: skip
def test_numbers_and_abbreviations_are_in_no_language(text: str) -> None:
    assert is_wordless(text)


@pytest.mark.parametrize(
    "text", ["GB 4943.1 是什么", "Is CE accepted?", "KC認証", "IS CE OK IN EU", "GB 4943.1 toys", "Франция CE"]
)
def test_words_are_in_a_language(text: str) -> None:
    assert not is_wordless(text)
