"""A sheet of questions: names in both languages, errors row by row, the order kept."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.base import Kb
from kb.errors import Refused
from kb.lexicon import Lexicon
from kb.library import Library
from kb.routed import Wanted, routed
from kb.sheet import MOST_ROWS, lines_of
from kb.verdicts import HEADER, answered
from tests.conftest import TODAY

SHEET = (
    "id,held,made_in,product,market,as_of\n"
    "a,CB certificate,CN,LED lamp,沙特,\n"
    "b,CCC证书;cb-test-certificate,中国,电饭煲,new zealand,2026-01-31\n"
    "c,CE,,unicorn,SA,\n"
    "d,,,,SA,\n"
    "e,CB certificate,CN,LED lamp,沙特,\n"
)
LAMP = Wanted(("cb-test-certificate",), ("SA",), "led-lamp", "CN")
COOKER = Wanted(("ccc-certificate", "cb-test-certificate"), ("NZ",), "rice-cooker", "CN", day=dt.date(2026, 1, 31))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_names_and_keys_in_either_language_are_read(encoding: str, library: Library, lexicon: Lexicon) -> None:
    lines = lines_of(SHEET.encode(encoding), library, lexicon)
    assert [line.wanted for line in lines] == [LAMP, COOKER, None, None, LAMP]


def test_an_error_names_its_column_in_both_languages(library: Library, lexicon: Lexicon) -> None:
    errors = [line.error for line in lines_of(SHEET.encode(), library, lexicon)]
    assert errors[2] is not None
    assert errors[2].en.startswith("product: 'unicorn'")
    assert errors[2].zh.startswith("product：")
    assert errors[3] is not None
    assert "held" in errors[3].en


def test_every_cell_of_a_row_that_cannot_be_read_is_told_and_nothing_is_guessed(
    library: Library, lexicon: Lexicon
) -> None:
    sheet = "held,product,market\nmagic paper,flux capacitor,Narnia\nCE符合性声明,led-lamp,SA\n"
    bad, good = lines_of(sheet.encode(), library, lexicon)
    assert bad.error is not None
    assert [part.partition(":")[0] for part in bad.error.en.split("; ") if "is not known" in part] == [
        "held",
        "product",
        "market",
    ]
    assert "Lithuania" not in bad.error.en
    assert good.wanted is not None
    assert good.wanted.held == ("ce-declaration",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("CE,,,Congo,", "means"),
        ("CE,,,GCC,", "a row for each"),
        ("CE,,,SA,2026-02-30", "not a day"),
        ("CE,Germnay2,,SA,", "made_in"),
        ("CE,,,,", "none is chosen"),
        (f"{'x' * 300},,,SA,", "longer than"),
    ],
)
def test_what_a_row_cannot_mean_is_told(row: str, said: str, library: Library, lexicon: Lexicon) -> None:
    (line,) = lines_of(f"held,made_in,product,market,as_of\n{row}\n".encode(), library, lexicon)
    assert line.wanted is None
    assert line.error is not None
    assert said in line.error.en


def test_columns_may_be_called_in_chinese_and_stand_between_semicolons_or_tabs(
    library: Library, lexicon: Lexicon
) -> None:
    for mark in (";", "\t", ","):
        sheet = (
            mark.join(("编号", "证书", "目标市场", "产品", "产地"))
            + "\r\n"
            + mark.join(("7", "CB证书", "沙特", "LED灯", "中国"))
        )
        (line,) = lines_of(sheet.encode(), library, lexicon)
        assert line.wanted == LAMP
        assert line.cells["id"] == "7"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "column"),
        (b"held,market\n\n  ,\n", "no row"),
        (b"product,market\na,b\n", "'held'"),
        (b"held,market\n" + b"CE,SA\n" * (MOST_ROWS + 1), "2,001"),
        (b"held,market\n\xff\xff\xff", "not text"),
        (b"held,market\nCE\x00,SA\n", "not text"),
        (b'held,market\n"CE,SA\n', "CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    data: bytes, said: str, library: Library, lexicon: Lexicon
) -> None:
    with pytest.raises(Refused, match=said):
        lines_of(data, library, lexicon)


@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"held,market\n{text}".encode())))
def test_whatever_is_sent_is_read_or_refused(data: bytes, library: Library, lexicon: Lexicon) -> None:
    try:
        lines = lines_of(data, library, lexicon)
    except Refused:
        return
    assert all((line.wanted is None) == (line.error is not None) for line in lines)


def test_each_row_has_its_verdict_or_its_error_in_the_order_sent(kb: Kb) -> None:
    rows = [
        dict(zip(HEADER, row, strict=True))
        for row in answered(lines_of(SHEET.encode(), kb.library, kb.lexicon), kb, "en", TODAY)
    ]
    assert [row["id"] for row in rows] == ["a", "b", "c", "d", "e"]
    assert [bool(row["error"]) for row in rows] == [False, False, True, True, False]
    assert [row["held"] for row in rows[:2]] == ["CB certificate", "CCC证书;cb-test-certificate"]
    assert {**rows[0], "id": ""} == {**rows[4], "id": ""}
    assert not any(rows[2][name] for name in ("verdict", "sources"))


def test_without_search_a_row_says_the_same(kb: Kb) -> None:
    (line,) = lines_of(SHEET.encode().splitlines(True)[0] + SHEET.encode().splitlines(True)[1], kb.library, kb.lexicon)
    (row,) = answered([line], kb, "en", TODAY)
    told = dict(zip(HEADER, row, strict=True))
    (full,) = routed(LAMP, kb, "en", TODAY)
    assert (told["verdict"], told["next_step"]) == (full.verdict.value, full.next_step)
    assert told["missing"] == " | ".join(gap.text for gap in full.gaps)
