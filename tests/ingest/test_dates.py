"""Days, versions and standing that a document tells of itself; never those of another it mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import html, language, markdown
from ingest.parsers.dates import days, first_day
from ingest.parsers.told import Facts, facts
from kb.documents import Section


def said(*lines: str, title: str = "") -> Facts:
    return facts(title, (Section((title,) if title else (), "\n\n".join(lines)),))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-01", "2024-05-01"),
        ("1 May 2024", "2024-05-01"),
        ("1st of May 2024", "2024-05-01"),
        ("May 1, 2024", "2024-05-01"),
        ("Sept. 15, 2020", "2020-09-15"),
        ("2024年5月1日", "2024-05-01"),
        ("2024 年 5 月 1 日", "2024-05-01"),
        ("2024.05.01", "2024-05-01"),
        ("2024. 5. 1.", "2024-05-01"),
        ("2024년 5월 1일", "2024-05-01"),
        ("令和6年5月1日", "2024-05-01"),
        ("平成二四年三月三〇日", "2012-03-30"),
        ("昭和三十七年八月十四日", "1962-08-14"),
        ("令和元年十二月一日", "2019-12-01"),
        ("民國113年5月1日", "2024-05-01"),
        ("二〇二四年五月一日", "2024-05-01"),
        ("1er mars 2024", "2024-03-01"),
        ("12 de marzo de 2024", "2024-03-12"),
        ("9. Juli 2008", "2008-07-09"),
        ("19.6.2020", "2020-06-19"),
        ("16/07/2021", "2021-07-16"),
        ("07/16/2021", "2021-07-16"),
        ("05/05/2021", "2021-05-05"),
        ("June 2021", "2021-06"),
        ("2024年5月", "2024-05"),
        ("07/08/2021", None),  # day or month first?
        ("31/02/2021", None),
        ("2024-13-01", None),
        ("12024-05-01", None),
        ("IEC 60335-1:2020", None),
        ("2024", None),
    ],
)
def test_a_day_is_read_as_it_is_written_and_never_guessed(text: str, day: str | None) -> None:
    found = first_day(text)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published: 1 May 2024", Facts(published="2024-05-01")),
        ("Document issued on December 17, 2024.", Facts(published="2024-12-17")),
        ("发布日期：2024-05-01 来源：某局", Facts(published="2024-05-01")),
        ("来源：某局 发布时间：2024年5月1日", Facts(published="2024-05-01")),
        ("Ausfertigungsdatum: 2009-07-31", Facts(published="2009-07-31")),
        ("This page was last updated on 3 June 2025", Facts(updated="2025-06-03")),
        ("Page last reviewed: 3 June 2025", Facts(updated="2025-06-03")),
        ("最終更新日：令和6年5月1日", Facts(updated="2024-05-01")),
        ("최종수정일: 2024. 5. 1.", Facts(updated="2024-05-01")),
        ("Effective date: 1 July 2025", Facts(effective="2025-07-01")),
        ("实施日期：2026-01-01", Facts(effective="2026-01-01")),
        ("Expiry date: 31 December 2027", Facts(until="2027-12-31")),
        ("有效期至：2027年12月31日", Facts(until="2027-12-31")),
        ("These Regulations come into force on 1st March 2023.", Facts(effective="2023-03-01")),
        ("第十条 本办法自2024年5月1日起施行。", Facts(effective="2024-05-01")),
        ("この省令は、令和六年四月一日から施行する。", Facts(effective="2024-04-01")),
        ("이 고시는 2026년 1월 3일부터 시행한다.", Facts(effective="2026-01-03")),
        ("Diese Verordnung tritt am 20. Juli 2011 in Kraft.", Facts(effective="2011-07-20")),
        (
            "This Regulation shall enter into force on the twentieth day following its publication.\nIt shall apply from 13 December 2024.",
            Facts(effective="2024-12-13"),
        ),
        ("This Order ceases to have effect on 1 April 2030.", Facts(until="2030-04-01")),
        # of other texts, or of nothing in particular
        ("The Directive comes into force on 1 May 2024.", Facts()),
        ("根据2017年5月4日的决定，自2020年10月1日起，产品应当具有标识。", Facts()),
        ("《旧办法》自2010年1月1日起废止。", Facts()),
        ("Regulation 5 was published on 1 May 2024 in the Gazette.", Facts()),
        ("Applications were received from 3 June 2019 and published later.", Facts()),
        ("Articles 3 and 4 shall apply from 1 May 2024.", Facts()),
    ],
)
def test_a_day_counts_behind_its_label_or_in_a_sentence_on_this_document(line: str, expected: Facts) -> None:
    assert said("A heading line", line) == expected


def test_a_label_alone_on_its_line_names_the_day_below() -> None:
    assert said("发布日期", "2006-03-10", "实施日期", "2006-09-01") == Facts(
        published="2006-03-10", effective="2006-09-01"
    )


def test_a_page_that_lists_many_documents_has_the_day_of_none() -> None:
    assert said("发布日期：2006-03-10", "发布日期：2018-05-01") == Facts()


def test_the_history_of_a_law_gives_issue_and_last_amendment() -> None:
    found = said(
        "2004年4月9日 国务院令第404号公布",
        "2014年7月29日 《关于修改部分条例的决定》第一次修订",
        "2016年2月6日 《关于修改部分条例的决定》第二次修订",
        "第一条 为了规范管理，制定本条例。",
        "第七十五条 本条例自2004年11月1日起施行。",
        title="灯具管理条例",
    )
    assert found == Facts(published="2004-04-09", updated="2016-02-06")  # in force since 2004, but not in these words


def test_a_law_in_force_from_its_promulgation_takes_effect_that_day() -> None:
    found = said("1990年4月6日 国务院令第53号发布", "第四十四条 本条例自发布之日起施行。", title="灯具条例")
    assert found == Facts(published="1990-04-06", effective="1990-04-06")


def test_japanese_and_korean_laws_tell_number_and_days_in_their_head() -> None:
    head = "（昭和三十七年八月十四日政令第三百二十四号）", "最終改正：平成二四年三月三〇日政令第九六号"
    assert said(*head) == Facts("1962-08-14", "2012-03-30", version="昭和三十七年八月十四日政令第三百二十四号")
    assert said("[시행 2026. 1. 3.] [법률 제19920호, 2024. 1. 2., 일부개정]") == Facts(
        updated="2024-01-02", effective="2026-01-03", version="법률 제19920호"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("This guidance was withdrawn on 1 May 2024. See the new one.", "This guidance was withdrawn on 1 May 2024."),
        ("Superseded by Circular 5 of 2023", "Superseded by Circular 5 of 2023"),
        ("No longer in force", "No longer in force"),
        ("This notice has been cancelled", "This notice has been cancelled"),
        ("标准状态：废止", "标准状态：废止"),
        ("本办法已于2020年1月1日废止。", "本办法已于2020年1月1日废止。"),
        ("This guidance will be withdrawn on 1 May 2030.", ""),
        ("This document supersedes the guidance issued in 2014.", ""),
        ("The earlier notice was withdrawn on 1 May 2024.", ""),
        ("Applications may be withdrawn on request.", ""),
        ("同时，旧办法废止。", ""),
        ("标准状态：现行", ""),
    ],
)
def test_a_banner_says_that_this_document_no_longer_holds(line: str, words: str) -> None:
    assert said("Lamps", line).withdrawn == words


def test_a_title_may_say_that_a_document_is_archived() -> None:
    assert said("Text.", title="ARCHIVED - Guide to lamps").withdrawn == "ARCHIVED - Guide to lamps"
    assert said("Text.", title="Withdrawal of recognised standards").withdrawn == ""


@pytest.mark.parametrize(
    ("title", "line", "version"),
    [
        ("Guide to lamps, Issue 3", "", "Issue 3"),
        ("Guide to lamps", "Revision 2.1", "Revision 2.1"),
        ("The Lamps Regulations", "2023 No. 17", "2023 No. 17"),
        ("灯具规则（2014年版）", "", "2014年版"),
        ("灯具规则", "某局2022年第14号公告", "某局2022年第14号公告"),
        ("灯具规则", "第3版", "第3版"),
        ("灯具规则", "根据《办法》（总局令第5号），制定本规则。", ""),
        ("Guide to lamps", "This document supersedes Version 2", ""),
        (
            "Guide to lamps",
            "IEC 60335-1 Edition 6.0 applies to all lamps that are placed on the market of this economy today",
            "",
        ),
    ],
)
def test_the_version_is_the_one_the_document_gives_itself(title: str, line: str, version: str) -> None:
    assert said(line or "Text.", title=title).version == version


def test_meta_tags_linked_data_and_footers_of_a_page_tell_its_days() -> None:
    page = html.read(
        '<head><meta property="article:published_time" content="2024-05-01T08:00:00Z">'
        '<script type="application/ld+json">{"@graph": [{"dateModified": "2024-06-02"}]}</script></head>'
        "<body><p>Text.</p><footer><p>Last updated: 9 September 2024</p></footer></body>"
    )
    assert (page.published, page.updated) == ("2024-05-01", "2024-06-02")
    page = html.read(
        '<body><p>Text.</p><footer>Date modified: <time property="dateModified">2024-03-01</time></footer>'
    )
    assert page.updated == "2024-03-01"


def test_front_matter_tells_title_days_and_version_of_a_markdown_text() -> None:
    page = markdown.read(
        "---\ntitle: Lamps\ndate: 2024-05-01\nlast_updated: 2024-06-02\nversion: '3'\npublished: true\n---\nText."
    )
    assert (page.title, page.published, page.updated, page.version) == ("Lamps", "2024-05-01", "2024-06-02", "3")


def test_the_title_of_a_source_in_front_matter_stands_before_that_of_its_part() -> None:
    head = "---\nsource:\n  title: 'Code of Lamps'\n---\n"
    assert markdown.read(head + "# Part 8\n\nText.").title == "Code of Lamps – Part 8"
    assert markdown.read(head + "Text.").title == "Code of Lamps"
    assert markdown.read("---\nsource:\n  title: lamps_2021-12_en\n---\n# Lamps\n").title == "Lamps"


@given(st.text())
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    for day, start, end in days(text):
        assert text[start:end].strip()
        assert day[:2] in ("18", "19", "20", "21")
    facts(text, (Section((text,), text),))


@pytest.mark.parametrize(
    ("text", "declared", "host", "expected"),
    [
        ("国家对涉及安全的产品实行认证制度，依照本条例执行。", None, "", ("zh", "Hans")),
        ("應施檢驗之商品於輸入前應取得驗證登錄證書。", None, "", ("zh", "Hant")),
        ("第一条 灯具。", None, "", ("zh", "Hans")),
        ("第一条 人工。", None, "", ("zh", "")),
        ("電気用品の範囲を定める。", None, "", ("ja", "")),
        ("経済産業省令第八十四号 電気用品安全法施行規則 検査機関登録", None, "", ("ja", "")),
        ("日本工業標準一覧 第一条 電球", "ja", "", ("ja", "")),
        ("日本産業規格 一覧表", None, "www.jisc.go.jp", ("ja", "")),
        ("列入目录的产品应当经过认证后方可进口销售", "ja", "www.example.jp", ("zh", "Hans")),
        ("이 고시는 안전 인증에 관한 것이다.", None, "", ("ko", "")),
        (
            "The list of bodies that are designated for the testing of lamps is given in the annex.",
            "de",
            "",
            ("en", ""),
        ),
        ("La liste des organismes qui sont désignés pour les essais est dans une annexe.", None, "", ("fr", "")),
        ("Die Liste der Stellen, die für das Prüfen von Lampen benannt sind, ist im Anhang.", "en", "", ("de", "")),
        (
            "La lista de los organismos que son designados para las pruebas en el anexo y por la autoridad.",
            None,
            "",
            ("es", ""),
        ),
        (
            "A lista dos organismos que são designados para os ensaios não está em uma tabela do anexo.",
            None,
            "",
            ("pt", ""),
        ),
        (
            "Danh mục các tổ chức được chỉ định và có trong phụ lục của quy định này là không đầy đủ.",
            None,
            "",
            ("vi", ""),
        ),
        (
            "Lembaga yang ditunjuk untuk pengujian dengan ketentuan dalam lampiran ini dan dari daftar pada pasal.",
            None,
            "",
            ("id", ""),
        ),
        ("Перечень продукции, подлежащей сертификации, утверждается ежегодно.", None, "", ("ru", "")),
        ("AB-12 Model X", "fr", "", ("fr", "")),
        ("AB-12 Model X", "zh", "", ("en", "")),
    ],
)
def test_the_language_is_told_by_script_then_words_then_declaration(
    text: str, declared: str | None, host: str, expected: tuple[str, str]
) -> None:
    assert language.tell(text, declared=declared, host=host) == expected
