"""The articles of a law are headings, so that a citation can name them; other documents stay as they are."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers.articles import under_headings
from ingest.parsers.text import without_running_lines
from kb.documents import Link, Row, Section, Table

LINK = Link("list", "https://example.org/list")


def test_each_article_is_a_section_and_tables_stand_under_theirs() -> None:
    table = Table(("第一章",), ("区分",), (Row(("電球",)),))
    blocks = (
        Section(
            ("第一章",),
            "（目的）\n\n第一条 この規則は届出について定める。\n\n（届出）\n\n第二条 届出は次による。\n第三条の二 list",
            None,
            (LINK,),
        ),
        table,
        Section(("第一章",), "２ 次項"),
        Section(("第二章",), "第三条 終わり。\n\n第四条 以上。\n\n第五条 施行。"),
    )
    assert [(block.headings, getattr(block, "text", "table")) for block in under_headings(blocks)] == [
        (("第一章", "第一条（目的）"), "この規則は届出について定める。"),
        (("第一章", "第二条（届出）"), "届出は次による。"),
        (("第一章", "第三条の二"), "list"),
        (("第一章", "第三条の二"), "table"),
        (("第一章", "第三条の二"), "２ 次項"),
        (("第二章", "第三条"), "終わり。"),
        (("第二章", "第四条"), "以上。"),
        (("第二章", "第五条"), "施行。"),
    ]
    assert [block.links for block in under_headings(blocks) if block.links] == [(LINK,)]


def test_korean_articles_keep_their_title() -> None:
    blocks = (
        Section(
            (),
            "제1조(목적) 이 법은 목적으로 한다.\n제2조(정의) 뜻은 다음과 같다.\n제3조의2 삭제\n제3조 지정\n제4조 관계",
        ),
    )
    assert [block.headings for block in under_headings(blocks)][:2] == [("제1조(목적)",), ("제2조(정의)",)]


def test_articles_that_are_only_mentioned_are_no_headings() -> None:
    blocks = (Section((), "第三条 的规定适用。\n\n依照第四条办理。\n\n第九条 另行规定。"),)
    assert under_headings(blocks) == blocks


@given(st.lists(st.text("第一二三条 \n甲", max_size=20).filter(str.strip), max_size=8))
def test_no_letter_of_a_law_is_lost(parts: list[str]) -> None:
    blocks = tuple(Section(("章",), part.strip()) for part in ("第一条 甲\n第二条 乙\n第三条 丙", *parts))
    told, last = "", ""
    for block in under_headings(blocks):
        heading = block.headings[-1]
        told += ("" if heading in (last, "章") else heading) + (block.text if isinstance(block, Section) else "")
        last = heading
    assert Counter("".join(told.split())) <= Counter("".join("".join(block.text.split()) for block in blocks))
    assert "".join(told.split()).count("甲") == sum(block.text.count("甲") for block in blocks)


def test_page_numbers_and_running_heads_go_and_a_cut_sentence_goes_on() -> None:
    page = (
        "Guide to lamps\nbody {0} begins here and then it is cut in\n\n{0}\n\nGuide to lamps\nthe middle of it {0}.\n\n"
    )
    text = "".join(page.format(n) for n in range(1, 6))
    kept = without_running_lines(text)
    assert "\n\n3\n\n" not in kept
    assert "cut in\nthe middle of it 3." in kept
    assert without_running_lines("Table\n\n1\n\n7\n\n9\n\nend") == "Table\n\n1\n\n7\n\n9\n\nend"
