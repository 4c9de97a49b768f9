"""XML of many vocabularies: what is a heading, where a provision stands, and what no file may do to the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.parsers import parse, sniff
from ingest.parsers.page import Page
from ingest.parsers.xml_ import read
from ingest.parsers.xml_tables import placed
from ingest.tables import Cell
from kb.documents import Section, Snapshot, Table
from kb.errors import InputError
from kb.split import split

GOLDEN = Path(__file__).parent.parent / "golden" / "xml"
REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"
FOLDERS = ("ca_law_xml", "ca_law_xml_fr", "eu_formex_xml", "fta_tota_xml")
EXPANDING = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "%s"><!ENTITY d "%s">]>' % (b"&b;" * 1000, b"&c;" * 1000)


def snapshot(path: Path) -> Snapshot:
    return Snapshot(path.read_bytes(), str(path), path.name, "", "2031-01-01T00:00:00+00:00")


def told(page: Page) -> str:
    """All that a page says."""
    words: list[str] = []
    for block in page.blocks:
        words += block.headings
        if isinstance(block, Section):
            words.append(block.text)
        else:
            words += [block.caption, *block.header, *(note.text for note in block.notes)]
            words += [word for row in block.rows for word in (row.band, *row.cells)]
    return "\n".join(words)


def page_or_reason(reader: Callable[[Any], Page], content: bytes | str) -> Page | str:
    """What a reader makes of it, or why it refuses; any other exception goes through."""
    try:
        return reader(content)
    except InputError as error:
        return str(error)


def headings(page: Page) -> list[str]:
    return [" › ".join(block.headings) for block in page.blocks]


def table(page: Page, number: int = 0) -> Table:
    return [block for block in page.blocks if isinstance(block, Table)][number]


@pytest.mark.parametrize(
    ("name", "words", "place"),
    [
        ("law.xml", "No person shall sell", "PART 1 General › Interpretation › Section 2 Prohibition"),
        ("law.xml", "(a) is exported", "Section 2 Prohibition › Subsection 2(2) Exception"),
        ("law.xml", "Item: 1;", "SCHEDULE 1 Limits › PART 1 Cords, table 1, row 1"),
        ("law.xml", "Section 2 is replaced", "AMENDMENTS NOT IN FORCE › — SOR/2024-9, s. 7"),
        ("act.xml", "This Regulation applies to", "CHAPTER I GENERAL › Article 1 Scope"),
        ("act.xml", "are warm", "Preamble › Recital 1"),
        ("act.xml", "Lamps are cool", "Article 2"),
        ("annex.xml", "2. Street lamp", "ANNEX II LIMITS › 1. Heat, table 1, row 3"),
        ("akoma.xml", "test each lamp", "Chapter 1 General › Section 1 Duties"),
        ("treaty.xml", "does not apply to candles", "Chapter Two Mutual Recognition › Article 2.1 Scope"),
        ("guide.xml", "Below 60", "Tests › Heat"),
    ],
)
def test_a_passage_says_in_which_article_or_section_it_stands(name: str, words: str, place: str) -> None:
    document = parse(snapshot(GOLDEN / name))
    passages = split(document, count=lambda text: len(text.split()))
    assert any(p.at.endswith(place) for p in passages if words in p.text)


def test_what_is_not_yet_in_force_and_what_is_repealed_say_so_where_they_stand() -> None:
    page = read((GOLDEN / "law.xml").read_bytes())
    assert "PART 1 General › Interpretation › Section 3 Labels [Not in force]" in headings(page)
    assert "(b) is a museum piece. [In force from 2026-06-01]" in told(page)
    assert "(3) [Repealed, SOR/2024-3, s. 1]" in told(page)
    assert "text of yesterday" not in told(page)
    assert page.remarks == ("past versions of provisions left out: 1",)


def test_a_law_that_is_repealed_as_a_whole_is_withdrawn_from_that_day() -> None:
    page = read(
        b'<Regulation xmlns:l="x" l:pit-date="2016-12-29"><Identification><LongTitle>Lamps</LongTitle></Identification>'
        b'<Repealed l:inforce-start-date="2016-12-29">[Repealed, SOR/2016-1]</Repealed><Body/></Regulation>'
    )
    assert (page.withdrawn, page.until, page.effective) == ("[Repealed, SOR/2016-1]", "2016-12-29", None)


def test_a_raised_figure_does_not_run_into_the_figure_before_it() -> None:
    page = read((GOLDEN / "law.xml").read_bytes())
    assert "1.2 A ÷ B^0.5" in told(page)
    assert table(page).rows[0].cells == ("1", "40¹", "4.1", "10")
    assert table(page).notes[0].cells == ((1, 2),)


def test_cells_that_begin_further_right_leave_empty_cells_before_them() -> None:
    rows = [[(0, Cell("a", rowspan=2)), (2, Cell("c"))], [(3, Cell("d"))]]
    assert [[cell.text for cell in row] for row in placed(rows)] == [["a", "", "c"], ["", "", "d"]]


def test_an_act_without_its_annexes_says_so() -> None:
    assert read((GOLDEN / "act.xml").read_bytes()).remarks == (
        "its annexes are not in this file; ingest their files, too",
    )


def test_headings_of_a_quoted_text_are_words_of_the_quotation() -> None:
    assert not any("Article 5" in path for path in headings(read((GOLDEN / "act.xml").read_bytes())))
    assert not any("Article 9" in path for path in headings(read((GOLDEN / "akoma.xml").read_bytes())))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<?xml version='1.0' encoding='utf-8'?><a>强制性产品认证</a>".encode("gb18030"), "强制性产品认证"),
        ("<?xml version='1.0' encoding='Big5'?><a>電氣用品</a>".encode("big5"), "電氣用品"),
        ("\ufeff<a>灯具</a>".encode("utf-16"), "灯具"),
        (b"\n\n<?xml version='1.0'?><a>late</a>", "late"),
        (b"<a>one&nbsp;&mdash; two &lt;3&gt;</a>", "one — two <3>"),
        (b"<a>bell\x07s</a>", "bells"),
        (b"<a>x<!-- unseen -->y<?page 3?>z</a>", "xyz"),
    ],
)
def test_files_are_read_as_they_were_meant(content: bytes, words: str) -> None:
    assert told(read(content)).strip() == words


def test_comments_are_left_out_and_counted() -> None:
    assert read(b"<a>x<!-- an old notice --></a>").hidden == len("an old notice")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<a><b></a>", "broken XML \\(line 1"),
        (b"<?xml version='1.0'?>", "broken XML"),
        (b"<a>" * 250 + b"</a>" * 250, "nested deeper"),
        (b"<a>" * 5000, "broken XML"),
        (EXPANDING + b'<a b="&d;">x</a>', "broken XML"),
        (b"<a " + b" ".join(b'a%d=""' % n for n in range(2000)) + b"/>", "2,000 attributes"),
        (b"<a/>" * 2_000_001, "more than 2,000,000 tags"),
        (
            b"<a><table>" + b'<tr><td colspan="1000" rowspan="9999">x</td></tr>' * 3000 + b"</table></a>",
            "more than 2,000,000 cells",
        ),
    ],
    ids=["unclosed", "empty", "deep", "deeper", "expanding", "attributes", "tags", "spans"],
)
def test_what_would_take_the_reader_down_is_refused_in_one_line(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read(content)
    assert "\n" not in str(caught.value)


def test_nothing_is_fetched_or_expanded() -> None:
    secret = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>here: &x; there</a>'
    assert told(read(secret)) == "\nhere: &x; there".lstrip()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<?xml version='1.0'?><a/>", "x.txt", "xml"),
        (b"<rss><channel/></rss>", "feed", "xml"),
        (b"<note> see the annex below, please", "letter.txt", "text"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>x</p></html>', "x.xml", "html"),
    ],
)
def test_xml_is_told_from_text_that_begins_with_a_tag(content: bytes, name: str, kind: str) -> None:
    assert sniff(content, name) == kind


NAMES = st.sampled_from(
    ["a", "b", "title", "num", "section", "p", "list", "li", "table", "tr", "td", "row", "entry", "Text"]
)
WORD = st.text(alphabet="abcdef灯具 ", min_size=1, max_size=12)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> etree._Element:
    element = etree.Element(draw(NAMES))
    if draw(st.booleans()):
        element.text = draw(WORD)
    if draw(st.integers(0, 3)) == 0:
        element.set(draw(st.sampled_from(["n", "title", "code"])), draw(WORD))
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        one = draw(trees(depth=depth - 1))
        if draw(st.booleans()):
            one.tail = draw(WORD)
        element.append(one)
    return element


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_no_word_of_an_unknown_file_is_lost_and_the_same_bytes_give_the_same_page(root: etree._Element) -> None:
    content = etree.tostring(root)
    page = read(content)
    found = told(page) + page.title
    for words in root.itertext():
        assert all(word in found for word in words.split()), content.decode()
    assert read(content) == page


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(GOLDEN.glob("*.xml"))), st.data())
def test_damaged_files_give_a_page_or_one_line(path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    tags = sorted({one.tag.rpartition("}")[2] for one in root.iter(etree.Element)})
    one, other = data.draw(st.sampled_from(tags)), data.draw(st.sampled_from(tags))
    for mark in (b"<", b"</"):
        content = content.replace(mark + one.encode("gb18030"), mark + other.encode("gb18030"))
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.sampled_from([0, 0, 0, 1, 30]))
    content = (
        content[:start] + data.draw(st.sampled_from([b"", b"9999999", b"&", b"<b>x</b>"])) + content[start + length :]
    )
    given = page_or_reason(read, content)
    assert isinstance(given, Page) or "\n" not in given


@pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_real_file_gives_a_title_a_day_and_articles(folder: str) -> None:
    for path in sorted((REALDOCS / folder).glob("*.xml")):
        document = parse(snapshot(path))
        assert document.title
        assert document.published or document.effective
        assert any(block.headings for block in document.blocks)
