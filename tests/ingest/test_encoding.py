"""Texts of many encodings are read as they were written, whether that is declared, undeclared or declared wrongly."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers.encoding import decode, is_binary
from kb.errors import InputError

REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"

SIMPLIFIED = "列入目录的灯具，应当经过认证并标注认证标志后，方可出厂、销售、进口。"
TRADITIONAL = "應施檢驗之電器商品，於運出廠場或輸入前，應先取得驗證登錄證書。"
JAPANESE = "この規則は、照明器具を輸入する事業者が届け出る事項について定める。"
KOREAN = "이 고시는 전기용품의 안전 인증에 필요한 사항을 정함을 목적으로 한다."
GERMAN = "Die Prüfstelle hört die Hersteller an und ändert das Verzeichnis für Geräte."
FRENCH = "L’organisme désigné a été informé : le délai est prolongé jusqu’à l’été."
POLISH = "Jednostka oceniająca zgodność ogłasza wykaz wyrobów objętych certyfikacją."
RUSSIAN = "Перечень продукции, подлежащей обязательной сертификации, утверждается ежегодно."
TURKISH = "Uygunluk değerlendirme kuruluşları, yıllık denetimin sonuçlarını bildirir."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "gb2312"),
        (SIMPLIFIED, "gbk"),
        ("新增条目：㐂、镕、𠮷野的认证标志。" + SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "cp950"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "euc_kr"),
        (KOREAN, "cp949"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (SIMPLIFIED, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (SIMPLIFIED, "utf-8-sig"),
        (GERMAN, "utf-32"),
        ("强制性产品认证", "gbk"),
        ("灯具，插头。", "gb18030"),
        ("中国", "gbk"),
        ("標準檢驗局", "big5"),
        ("電気用品の範囲", "shift_jis"),
        ("안전 인증 기준", "euc_kr"),
        ("Gerät", "cp1252"),
    ],
)
def test_undeclared_text_is_told_from_its_letters(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (SIMPLIFIED, "gb18030", "big5"),
        (SIMPLIFIED, "utf-8", "gb2312"),
        (TRADITIONAL, "big5", "utf-8"),
        (TRADITIONAL, "big5", "gb2312"),
        (JAPANESE, "shift_jis", "utf-8"),
        (JAPANESE, "euc_jp", "shift_jis"),
        (JAPANESE, "cp932", "windows-1252"),
        (KOREAN, "euc_kr", "utf-8"),
        (KOREAN, "euc_kr", "iso-8859-1"),
        (GERMAN, "cp1252", "utf-8"),
        (GERMAN, "utf-8", "iso-8859-1"),
        (FRENCH, "cp1252", "gb2312"),
        (RUSSIAN, "cp1251", "utf-8"),
        (POLISH, "cp1250", "windows-1250"),
        (TURKISH, "cp1254", "iso-8859-9"),
        (SIMPLIFIED, "utf-8", "no-such-encoding"),
    ],
)
def test_what_is_declared_counts_only_where_the_letters_bear_it_out(text: str, encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    assert decode(page.encode(encoding)) == page
    assert decode(text.encode(encoding), f"text/html; charset={declared}") == text


def test_a_byte_order_mark_wins_over_any_declaration() -> None:
    page = f'<meta charset="big5"><p>{SIMPLIFIED}</p>'
    assert decode(page.encode("utf-8-sig"), "text/html; charset=gb2312") == page


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    content = (SIMPLIFIED * 40).encode() + b"\xe7\x81"  # cut within a letter
    assert decode(content).startswith(SIMPLIFIED)
    assert decode(content).count("\ufffd") == 1


def test_line_ends_of_all_kinds_are_newlines_and_zeros_are_dropped() -> None:
    assert decode(b"a\r\nb\rc\x0cd\x00") == "a\nb\nc\nd"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert is_binary(b"\x7fELF\x00\x01\x02\x00\x00")
    assert not is_binary(b"<p>a page with a stray\x00 zero" + b" and words" * 200)
    with pytest.raises(InputError, match="encoding that cannot be told"):
        decode(bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x81, 0x41]) * 50)


@given(st.text(alphabet=st.characters(exclude_characters="\r\x0c\x00\u2028\u2029", exclude_categories=["Cs"])))
def test_every_text_comes_back_from_utf_8(text: str) -> None:
    assert decode(("x" + text).encode()) == "x" + text


@given(
    st.binary(max_size=400), st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=x", "charset=utf-7"])
)
def test_any_bytes_give_a_text_or_are_refused(content: bytes, content_type: str) -> None:
    with contextlib.suppress(InputError):
        assert "\r" not in decode(content, content_type)


@pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")
def test_no_real_document_gains_a_replacement_character() -> None:
    texts = [path for path in REALDOCS.rglob("*") if path.suffix in (".html", ".md", ".xml", ".json", ".csv", ".yaml")]
    assert len(texts) > 200
    for path in texts:
        content = path.read_bytes()
        assert decode(content).count("\ufffd") == content.count("\ufffd".encode()), path.name


def test_windows_letters_pasted_into_utf_8_are_read() -> None:
    content = "灯具认证 – ".encode() * 20 + "“Prüfbericht”".encode("cp1252")
    assert decode(content).endswith("“Prüfbericht”")
