"""Pages as people see them: what is hidden is left out and counted, broken markup is mended, nothing else is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import html, markdown, text
from ingest.parsers.page import Page
from kb.documents import Section, Table
from kb.errors import InputError

SECRET = "buy our certificates"


def words(page: Page) -> str:
    return "\n".join(block.text for block in page.blocks if isinstance(block, Section))


def readable(read: Callable[[str], Page], markup: str) -> Page | None:
    """The page, or None where it is refused in one line."""
    try:
        return read(markup)
    except InputError as error:
        if "\n" in str(error):
            raise AssertionError(error) from error
        return None


def told(markup: str) -> list[tuple[str, str]]:
    """Innermost heading and text of each section."""
    return [
        (block.headings[-1] if block.headings else "", block.text)
        for block in html.read(markup).blocks
        if isinstance(block, Section)
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        f'<p style="display: none">{SECRET}</p>',
        f'<p style="DISPLAY:NONE !important">{SECRET}</p>',
        f'<p style="visibility:hidden">{SECRET}</p>',
        f"<p hidden>{SECRET}</p>",
        f"<!-- {SECRET} -->",
        f'<p style="color:#fff">{SECRET}</p>',
        f'<p style="color: rgb(255, 255, 254)">{SECRET}</p>',
        f'<p><font color="white">{SECRET}</font></p>',
        f'<table><tr><td bgcolor="#000080"><font color="navy">{SECRET}</font></td><td></td></tr></table>',
        f'<div style="background:#003366"><span style="color:#036">{SECRET}</span></div>',
        f'<p style="color:transparent">{SECRET}</p>',
        f'<p style="font-size:0">{SECRET}</p>',
        f'<p style="font-size:1px">{SECRET}</p>',
        f'<p style="opacity:0">{SECRET}</p>',
        f'<div style="position:absolute; left:-9999px">{SECRET}</div>',
        f'<div style="text-indent:-9999px">{SECRET}</div>',
        f'<div style="width:0;height:0;overflow:hidden">{SECRET}</div>',
        f'<div style="position:absolute;clip:rect(0,0,0,0)">{SECRET}</div>',
        f"<style>.x {{ display:none }}</style><p class='a x'>{SECRET}</p>",
        f"<style>#x {{ color:#ffffff }}</style><p id='x'>{SECRET}</p>",
        f"<style>em {{ font-size:0px }}</style><p><em>{SECRET}</em></p>",
        f"<style>p.x, p.y {{ visibility:hidden }}</style><p class='y'>{SECRET}</p>",
    ],
)
def test_what_no_reader_sees_is_left_out_and_counted(hidden: str) -> None:
    page = html.read(f"<html><body><p>Lamps need a certificate.</p>{hidden}<p>So do plugs.</p></body></html>")
    assert words(page) == "Lamps need a certificate.\n\nSo do plugs."
    assert page.hidden == len(SECRET)


@pytest.mark.parametrize(
    "shown",
    [
        "<div style='background:#003366'><p style='color:#fff'>Seen</p></div>",
        "<table><tr><td bgcolor='navy'><font color='white'>Seen</font></td></tr></table>",
        "<link rel=stylesheet href=a.css><div class=hero><p style='color:#fff'>Seen</p></div>",
        "<div style='background:url(dark.png)'><p style='color:white'>Seen</p></div>",
        "<div style='color:#fff'><span style='color:#000'>Seen</span></div>",
        "<div style='font-size:0'><span style='font-size:14px'>Seen</span></div>",
        "<div style='visibility:hidden'><p style='visibility:visible'>Seen</p></div>",
        "<p aria-hidden='true'>Seen</p>",
        "<details><summary>Seen</summary></details>",
        "<p hidden='until-found'>Seen</p>",
        "<style>@media print { .x { display:none } }</style><p class=x>Seen</p>",
        "<style>@media (max-width: 600px) { .x { display:none } }</style><p class=x>Seen</p>",
        "<style>.tab { display:none } .tab.open { display:block }</style><p class=tab>Seen</p>",
        "<style>.menu .x { display:none }</style><p class=x>Seen</p>",
        "<p style='left:-9999px'>Seen</p>",
        "<p style='color:var(--ink)'>Seen</p>",
    ],
)
def test_what_a_reader_sees_or_can_open_is_kept(shown: str) -> None:
    page = html.read(f"<html><body>{shown}</body></html>")
    assert words(page) == "Seen"
    assert page.hidden == 0


def test_characters_without_room_are_dropped_and_counted() -> None:
    page = html.read("<p>Ce&shy;rti\u200bfi\u2060cate \U000e0068\U000e0069 of a &zwnj;lamp</p><p>نمی\u200cخواهد</p>")
    assert words(page) == "Certificate of a lamp\n\nنمی\u200cخواهد"
    assert page.hidden == 6


def test_menus_and_footers_are_left_out_but_are_not_hidden() -> None:
    page = html.read("<nav>Home</nav><div class='breadcrumb'>You are here</div><p>Text.</p><footer>Contact</footer>")
    assert (words(page), page.hidden) == ("Text.", 0)


def test_paragraphs_in_bold_stand_for_headings_where_plain_words_follow() -> None:
    markup = "<p><b>Notice to importers</b></p><p><b>1. Scope</b></p><p>Lamps.</p><p><b>1.1 Plugs</b></p><p>Also.</p><p><b>Signed</b></p>"
    assert told(markup) == [("", "Notice to importers"), ("1. Scope", "Lamps."), ("1.1 Plugs", "Also.\n\nSigned")]


def test_a_bold_line_between_line_breaks_stands_for_a_heading() -> None:
    markup = "<p>In force at once.<br><br><b>Annex</b><br>One.<br>Two.</p>"
    assert told(markup) == [("", "In force at once."), ("Annex", "One.\nTwo.")]


def test_terms_stand_before_their_definitions() -> None:
    markup = "<dl><dt>Issued</dt><dd>1 May 2024</dd><dt>Body:</dt><dd><p>Lab A</p><p>Lab B</p></dd><dt>Alone</dt></dl>"
    assert told(markup) == [("", "Issued: 1 May 2024\n\nBody: Lab A\n\nLab B\n\nAlone")]


@pytest.mark.parametrize(
    ("markup", "items"),
    [
        ("<ol><li>x<li>y</ol>", "1. x\n\n2. y"),
        ("<ol start=3 type=a><li>x<li>y</ol>", "c. x\n\nd. y"),
        ("<ol type=i><li>x<li value=4>y<li>z</ol>", "i. x\n\niv. y\n\nv. z"),
        ("<ol><li>x<ol type=A><li>y</ol><li>z</ol>", "1. x\n\nA. y\n\n2. z"),
        ("<ul><li>x<li>y</ul>", "- x\n\n- y"),
        ("<ol style='list-style:none'><li>(a) x</ol>", "(a) x"),
    ],
)
def test_list_items_keep_the_mark_their_list_gives_them(markup: str, items: str) -> None:
    assert told(markup) == [("", items.replace("(a)", "- (a)") if "none" in markup else items)]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>HS</td><td>Rate</td><td>Unit</td><tr><td>0101<td>NA<td>kg<tr><td>0102<td>5<td>kg</table>",
        "<table><form><tr><td>HS</td><td>Rate</td><td>Unit</td></tr><tr><td>0101</td><td>NA</td><td>kg</td></tr></form>"
        "<tr><td>0102</td><td>5</td><td>kg</td></tr></table>",
        "<table><thead><tr><th>HS</th><th>Rate</th><th>Unit</th></tr></thead><tbody><tr><td><p>0101</p></td><td><span>NA</span></td>"
        "<td>kg</td></tr><tr style='display:none'><td>9999</td><td>9</td><td>9</td></tr><tr><td>0102</td><td>5</td><td>kg</td></tr></tbody></table>",
        "<table><td>HS</td><td>Rate</td><td>Unit</td><tr><td>0101</td><td>NA</td><td>kg</td></tr><td>0102</td><td>5</td><td>kg</td></table>",
    ],
)
def test_rows_are_found_however_broken_the_table_is(markup: str) -> None:
    (table,) = html.read(markup).blocks
    assert isinstance(table, Table)
    assert table.header == ("HS", "Rate", "Unit")
    assert [row.cells for row in table.rows] == [("0101", "NA", "kg"), ("0102", "5", "kg")]


def test_tables_that_only_place_things_are_read_through_and_stray_words_kept() -> None:
    markup = (
        "<table><tr><td>Menu</td><td><h2>Fees</h2><table>stray<tr><th>Item</th><th>Fee</th></tr>"
        "<tr><td>Test</td><td>1,234</td></tr></table></td></tr></table>"
    )
    blocks = html.read(markup).blocks
    assert [block.text for block in blocks if isinstance(block, Section)] == ["Menu", "stray"]
    assert [row.cells for block in blocks if isinstance(block, Table) for row in block.rows] == [("Test", "1,234")]


def test_a_picture_tells_the_value_of_a_cell_without_words() -> None:
    markup = "<table><tr><th>Lab</th><th>Notified</th></tr><tr><td>A</td><td><img alt='Yes' src=x></td></tr></table>"
    (table,) = html.read(markup).blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells == ("A", "Yes")


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "span", "blockquote", "sup", "a href=x"])
def test_deep_nesting_is_read_or_refused(tag: str) -> None:
    for depth in (300, 3000, 60_000):
        page = readable(html.read, f"<{tag}>" * depth + "deep words")
        if page:
            cells = [
                cell for block in page.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells
            ]
            assert "deep words" in words(page) + " ".join(cells)


FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(
            "<p> </p> <b> </b> <br> <table> </table> <tr> <td> <td/colspan=3> <th/rowspan=0> <ol> <li> <dl> <dt> <dd> <h2> </h2> <pre> <a/href=//x> </a> "
            "<sup> </sup> <font/color=white> <div/hidden> </div> <style>p{color:#fff}</style> <caption> <main> <!-- --> <![CDATA[ ]]> <?pi &#0; &#x10ffff; "
            "<a/href=http://[> <p/style=display:none;;: <img/alt=x> <form> <summary> | --- # * ** {:x} ``` <td/colspan=99999999999> \x00 \x1e 第一条 2024年5月1日".split()
        ),
        st.text(max_size=12),
    ),
    max_size=60,
).map("".join)


@given(FRAGMENTS)
def test_any_markup_gives_a_page_or_is_refused(markup: str) -> None:
    for read in (html.read, markdown.read, text.read):
        page = readable(read, markup)
        assert page is None or page.hidden >= 0


@given(st.lists(st.text("abcdefg 123", min_size=1).filter(str.strip), min_size=1, max_size=30))
def test_no_word_of_plain_paragraphs_is_lost(paragraphs: list[str]) -> None:
    page = html.read("".join(f"<p>{one}</p>" for one in paragraphs))
    assert words(page).split() == " ".join(paragraphs).split()
