"""JSON as publishers and spreadsheets leave it: tables, laws, running texts; nothing repaired that should stay as written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsers import parse, sniff
from ingest.parsers.json_ import read
from ingest.parsers.page import Page
from ingest.parsers.running import number, stretches
from kb.documents import Snapshot, Table
from kb.errors import InputError
from kb.split import split
from tests.ingest.test_xml import headings, page_or_reason, snapshot, table, told

GOLDEN = Path(__file__).parent.parent / "golden" / "json"
REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"
FOLDERS = ("cn_customs_tables", "cn_customs_texts", "standards_lists", "tw_law_json")


def text_of(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


def test_numbers_stay_as_they_are_written() -> None:
    made = table(read('[{"code": 1019010, "rate": 2.50, "n": 1e3, "big": 12345678901234567890}, {"code": "0101"}]'))
    assert made.header == ("code", "rate", "n", "big")
    assert made.rows[0].cells == ("1019010", "2.50", "1e3", "12345678901234567890")
    assert made.rows[1].cells[0] == "0101"


def test_a_header_row_among_the_data_joins_the_header() -> None:
    made = table(read(text_of("rows.json")))
    assert made.header == ("商品编号", "商品名称 / 中文名", "英文名", "实施日期", "", "备注", "附件")
    assert [row.cells[0] for row in made.rows] == ["1019010", "1019090.0", "0202"]


def test_dates_in_milliseconds_stay_as_written_and_a_remark_says_what_they_are() -> None:
    page = read(text_of("rows.json"))
    assert table(page).rows[0].cells[3] == "1701388800000"
    assert page.remarks == ("column '实施日期' gives dates in milliseconds since 1970: 1701388800000 is 2023-12-01",)


def test_a_title_that_became_the_name_of_a_column_is_the_caption() -> None:
    rows = [
        {"List of bodies": "No.", "Unnamed: 1": "Body", "Unnamed: 2": "Town"},
        {"List of bodies": "1", "Unnamed: 1": "Body A", "Unnamed: 2": "Arc"},
        {"List of bodies": "2", "Unnamed: 1": "Body B", "Unnamed: 2": "Bow"},
    ]
    made = table(read(json.dumps(rows)))
    assert (made.caption, made.header) == ("List of bodies", ("No.", "Body", "Town"))
    assert [row.cells for row in made.rows] == [("1", "Body A", "Arc"), ("2", "Body B", "Bow")]


def test_a_law_is_read_by_chapter_and_article_with_the_day_its_last_change_took_effect() -> None:
    page = read(text_of("laws.json"))
    assert "第 一 章 總則 › 第 一 節 檢驗 › 第 2 條" in headings(page)
    assert "第 二 章 附則 › 第 2-1 條" in headings(page)
    assert (page.title, page.updated, page.effective) == ("燈具檢驗法", "2020-01-15", "2021-05-01")


def test_a_law_with_the_names_of_the_open_data_interface_is_the_same() -> None:
    law = {
        "LawName": "燈具法",
        "LawModifiedDate": "20200115",
        "LawEffectiveDate": "99991231",
        "LawAbandonNote": "廢",
        "LawArticles": [
            {"ArticleType": "C", "ArticleNo": "", "ArticleContent": "第 一 章 總則"},
            {"ArticleType": "A", "ArticleNo": "第 1 條", "ArticleContent": "燈具應檢驗。"},
        ],
    }
    page = read(json.dumps(law))
    assert headings(page)[-1] == "第 一 章 總則 › 第 1 條"
    assert (page.withdrawn, page.until, page.effective) == ("廢止註記：廢", "2020-01-15", None)


def test_a_law_in_one_line_is_parted_where_its_articles_begin_and_not_where_they_are_spoken_of() -> None:
    paths = headings(read(text_of("texts.json")))
    articles = [path.rsplit(" › ", 1)[-1] for path in paths if path.endswith("条")]
    assert articles == ["第一条", "第二条", "第三条", "第四条"]
    assert paths[3].endswith("某总署灯具检验办法 › 第一章 总则 › 第二条")


def test_entries_that_say_the_same_are_kept_once_and_buttons_of_the_page_left_out() -> None:
    page = read(text_of("texts.json"))
    assert sum(path == "公告〔2031〕8号" for path in headings(page)) == 1
    assert "打印本页" not in told(page)
    assert page.remarks == (
        "1 entries that repeat another word for word were left out",
        "buttons of a web page at the end of 1 texts were left out",
    )


def test_a_passage_of_a_running_text_says_its_article() -> None:
    path = GOLDEN / "texts.json"
    passages = split(parse(snapshot(path)), count=len)
    assert [p.at for p in passages if "复检" in p.text] == ["署令〔2031〕7号 某总署灯具检验办法 › 第二章 检验 › 第三条"]


@pytest.mark.parametrize(
    ("words", "value"),
    [("二十三", 23), ("十", 10), ("一百零九", 109), ("一零九", 109), ("一百十", 110), ("九十八", 98), ("7", 7)],
)
def test_chinese_numerals_are_read(words: str, value: int) -> None:
    assert number(words) == value


def test_a_text_without_articles_is_parted_at_its_points_only() -> None:
    (one,) = stretches("公告如下：一、灯具。二、插头，见第三条。特此公告。")
    assert one.text == "公告如下：\n\n一、灯具。\n\n二、插头，见第三条。特此公告。"


def test_html_and_markdown_in_a_value_are_read_as_such() -> None:
    page = read(text_of("catalogue.json"))
    assert "about" in headings(page)
    assert "notes › Use › Limits" in headings(page)
    assert "<b>" not in told(page)
    assert table(page, 2).rows[0].cells == ("Main", "Arc", "00123")


def test_an_object_of_like_objects_is_a_table_by_key() -> None:
    made = table(read(text_of("catalogue.json")), 1)
    assert (made.headings, made.header) == (("fees",), ("", "first", "next"))
    assert made.rows[1].cells == ("audit", "3,000", "NA")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}\n{"a": 2}\n', "a 1 2"),
        ('{"a": 1}{"a": 2}', "a 1 2"),
        ('\x1e{"a": 1}\n\x1e{"a": 2}', "a 1 2"),
        ('[{"a": NaN, "b": Infinity}, {"a": "x", "b": null}]', "a b Infinity x"),
        ('{"a": 1, "a": 2}', "a: 1; 2"),
        ('["a\nb"]', "- a b"),
        ('["\\ud800x\\u0000"]', "- \ufffdx"),
        ('[["Name", "Town"], ["Body A", "Arc"], ["Body B", "Bow"]]', "Name Town Body A Arc Body B Bow"),
        ('"words alone"', "words alone"),
    ],
)
def test_what_files_hold_though_json_forbids_it_is_read(text: str, words: str) -> None:
    assert " ".join(told(read(text)).split()) == words


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"a": 1}', "broken JSON \\(line 1"),
        ('{"a": 1}\n{"a": }', "broken JSON \\(line 2"),
        ('{"a": 1} and more', "broken JSON"),
        ("[" * 100_000, "nested deeper than 60"),
        ("[" * 61 + "1" + "]" * 61, "nested deeper than 60"),
        ("[" + "[]," * 5_000_000 + "[]]", "more than 5,000,000 objects"),
    ],
    ids=["cut", "line", "rest", "deep", "deep by one", "parts"],
)
def test_what_would_take_the_reader_down_is_refused_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kind"),
    [
        (b'{"a": 1}', "rows.txt", "", "json"),
        (b"[1, 2]", "rows.JSON", "", "json"),
        (b"7", "number", "application/json", "json"),
        (b'{"a": 1}\n{"a": 2}', "rows.ndjson", "", "json"),
        (b"[Notice] see {below}", "letter.txt", "", "text"),
    ],
)
def test_json_is_told_from_text(content: bytes, name: str, content_type: str, kind: str) -> None:
    assert sniff(content, name, content_type) == kind


LEAF = st.none() | st.booleans() | st.integers() | st.text(alphabet="abc灯具。,第一条\n ", max_size=40)
VALUES = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["title", "b", "Unnamed: 1", "c d"]), inner)
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_no_word_of_a_value_is_lost_and_the_same_text_gives_the_same_page(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    page = read(text)
    found = "".join((told(page) + page.title + page.version).split())
    for leaf in leaves(value):
        for word in leaf.split():
            assert word in found
    assert read(text) == page


def leaves(value: Any) -> list[str]:
    if isinstance(value, (list, dict)):
        return [leaf for one in (value.values() if isinstance(value, dict) else value) for leaf in leaves(one)]
    return [value] if isinstance(value, str) else [] if value is None else [json.dumps(value)]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(GOLDEN.glob("*.json")) + sorted(GOLDEN.glob("*.jsonl"))), st.data())
def test_damaged_files_give_a_page_or_one_line(path: Path, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from([0, 1, 20]))
        text = (
            text[:start] + data.draw(st.sampled_from(["", "[", "}", '"', "null", ",", "第二条 "])) + text[start + cut :]
        )
    given = page_or_reason(read, text)
    assert isinstance(given, Page) or "\n" not in given


@pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_real_file_gives_rows_or_articles(folder: str) -> None:
    for path in sorted((REALDOCS / folder).glob("*.json")):
        document = parse(Snapshot(path.read_bytes(), str(path), path.name, "", ""))
        rows = sum(len(block.rows) for block in document.blocks if isinstance(block, Table))
        assert rows > 1 or len(document.blocks) > 3 or folder == "standards_lists"
