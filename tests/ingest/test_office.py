"""Workbooks and Word files: what a person sees in them, what is hidden, and files changed at random."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.parsers import csv_, docx, office, xls, xlsx
from ingest.parsers.number_format import shown
from ingest.parsers.page import Page
from kb.documents import Link, Note, Section, Table
from kb.errors import InputError

GOLDEN = Path(__file__).parent.parent / "golden"
FEES = (GOLDEN / "xlsx" / "fees.xlsx").read_bytes()
OLD_FEES = (GOLDEN / "xls" / "fees.xls").read_bytes()
RULES = (GOLDEN / "docx" / "rules.docx").read_bytes()


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def changed(content: bytes, name: str, old: str, new: str) -> bytes:
    """The archive with one part edited."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        assert name in source.namelist(), name
        for part in source.namelist():
            text = source.read(part)
            if part == name:
                assert old.encode() in text, old
                text = text.replace(old.encode(), new.encode())
            target.writestr(part, text)
    return buffer.getvalue()


def told_or_refused(read: Callable[[Any], Page], content: bytes | str) -> None:
    reason = ""
    try:
        read(content)
    except InputError as error:
        reason = str(error)
    assert "\n" not in reason


# ---- numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (1019010, "00000000", "01019010"),
        (101901000, r"0000\.00\.00\.00", "0101.90.10.00"),
        (101901000, '0000"."00"."00"."00', "0101.90.10.00"),
        (7, "000", "007"),
        (0.1, "0%", "10%"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (-5, "0.00", "-5.00"),
        (0, '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)', "-"),
        (120, '"S$"#,##0.00', "S$120.00"),
        (12, "[$S$-1004]#,##0", "S$12"),
        (65, '0" kg"', "65 kg"),
        (1_500_000, '0.0,,"m"', "1.5m"),
        (3.14159, "0.##", "3.14"),
        (45000, "d mmm yyyy", "2023-03-15"),
        (45000, "[$-409]d-mmm-yy;@", "2023-03-15"),
        (45000.5, "yyyy-mm-dd hh:mm", "2023-03-15 12:00:00"),
        (0.5, "h:mm AM/PM", "12:00:00"),
        (12.5, "General", "12.5"),
        (12, "", "12"),
        (0.333, "# ?/?", "0.333"),  # not followed: as it was typed
        (12, "[>=10]0;0", "12"),
        (1e20, "0", "1e+20"),
    ],
)
def test_a_number_is_told_as_it_is_shown(number: float, code: str, text: str) -> None:
    assert shown(number, code) == text


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "00:00:00"
    assert shown(1, "yyyy-mm-dd", from_1904=True) == "1904-01-02"


@given(st.floats(), st.text("0#?,.%;\"\\[]$-_*@ymdhsE/ 'x", max_size=12), st.booleans())
def test_any_number_in_any_format_is_told_somehow(number: float, code: str, from_1904: bool) -> None:
    assert isinstance(shown(number, code, from_1904=from_1904), str)


# ---- workbooks -----------------------------------------------------------------------------------------------


def test_hidden_rows_columns_and_sheets_are_left_out_and_counted() -> None:
    page = xlsx.read(FEES)
    words = repr(page.blocks)
    assert not any(word in words for word in ("secret", "Lamp of last year", "not for readers", "draft"))
    assert page.hidden == len("internalsecret0203.12.00Lamp of last year1.001100.0%2001-01-01not for readers")


def test_a_sheet_keeps_zeros_shares_links_and_groups() -> None:
    fees, bodies = tables(xlsx.read(FEES))
    assert [row.cells[0] for row in fees.rows] == ["0101.90.10", "0101.90.10", "0203.12.00"]
    assert fees.rows[0].cells[2:5] == ("1,234.50", "60", "10.0%")
    assert fees.links == (Link("Table lamp", "https://lab.example/lamps", 1, 2),)
    assert fees.notes == (Note("¹ Without bulbs.", "¹", ((3, 2),)),)
    assert fees.units == ("", "", "S$", "S$", "%", "")
    assert [row.carried for row in bodies.rows] == [(), (1,), (), (1, 2)]


def test_the_title_is_that_of_the_properties_and_the_day_that_of_the_last_change() -> None:
    page = xlsx.read(FEES)
    assert (page.title, page.updated, page.published) == ("Fee schedule", "2026-11-01", None)
    assert office.properties(RULES) == ("", "2026-11-02")  # "Document1" is no title


def test_raised_figures_and_readings_in_a_string_are_told_apart_from_its_words() -> None:
    rich = "<r><t>Toys</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r><rPh sb='0' eb='1'><t>reading</t></rPh>"
    content = changed(FEES, "xl/sharedStrings.xml", "<t>Standing lamp</t>", rich)
    assert tables(xlsx.read(content))[0].rows[1].cells[1] == "Toys¹"


def test_a_stray_cell_far_away_and_a_merge_over_the_whole_sheet_cost_nothing() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = changed(FEES, "xl/worksheets/sheet3.xml", "</sheetData>", far)
    assert len(tables(xlsx.read(content))[1].rows) == 4
    wide = '</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    assert tables(xlsx.read(changed(FEES, "xl/worksheets/sheet3.xml", "</sheetData>", wide)))[1].rows[3].cells[0] == "2"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A1"', 'r="ZZZZ1"'),
        ('r="A1"', 'r="XFE1"'),
        ('<row r="1"', '<row r="1048577"'),
        ('<row r="1"', '<row r="-7"'),
        ("</sheetData>", ""),
    ],
)
def test_a_sheet_that_breaks_the_format_is_refused(old: str, new: str) -> None:
    with pytest.raises(InputError, match="broken workbook"):
        xlsx.read(changed(FEES, "xl/worksheets/sheet3.xml", old, new))


def test_an_entity_is_never_followed() -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet'
    content = changed(FEES, "xl/worksheets/sheet3.xml", "<worksheet", bomb)
    assert "aaaa" not in repr(xlsx.read(content).blocks)


def test_the_old_workbook_is_read_like_the_new() -> None:
    page = xls.read(OLD_FEES)
    fees, standards = tables(page)
    assert (fees.caption, fees.header) == (
        "Fees for certificates",
        ("Code", "Fee (S$) / new", "Fee (S$) / renewal", "Remark"),
    )
    assert fees.rows[1].cells == ("007", "1,234", "0.1", "per body *")
    assert fees.notes == (Note("* charged once", "*", ((2, 4),)),)
    assert [row.cells for row in standards.rows] == [("GB 1", "灯具", "2024-05-01"), ("GB 2", "插头", "2024-05-02")]
    assert page.hidden == len("not shown")


# ---- Word ----------------------------------------------------------------------------------------------------


def test_a_word_file_is_told_with_its_changes_made_and_without_what_is_hidden() -> None:
    page = docx.read(RULES)
    told = "\n".join(block.text for block in page.blocks if isinstance(block, Section))
    assert "A lamp needs a certificate." in told
    assert "The limit is U<250 V" in told
    assert "Draft remark." not in told
    assert page.hidden == len("Draft remark.") + len(" gone 1 1 1") + 0
    assert page.blocks[0].headings == ("Rules for lamps",)  # a style of its own with an outline level
    assert page.updated == "2026-11-02"


def test_merged_cells_header_rows_and_footnotes_of_a_word_table_are_kept() -> None:
    outer, inner = tables(docx.read(RULES))
    assert outer.header == ("Body", "Fee[1] / new", "Fee[1] / renewal", "Fee[1] / unit")
    assert [row.cells for row in outer.rows] == [
        ("Lab A", "100", "NA", "per item"),
        ("Lab A", "0101.90", "1,234", "per lot"),
        ("", "200", "50", "per item"),  # its first column is left out by the format
        ("Lab B", "7", "see below", ""),
    ]
    assert [row.band for row in outer.rows] == ["", "", "Other bodies", "Other bodies"]
    assert outer.notes == (Note("[1] In euros, without tax.", "[1]", ((0, 2), (0, 3), (0, 4))),)
    assert (inner.caption, inner.units) == ("Lab B", ("", "V"))


def test_a_style_that_hides_hides_what_is_written_in_it() -> None:
    style = '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    content = changed(RULES, "word/styles.xml", "</w:styles>", style)
    run = '<w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>hidden by style</w:t></w:r><w:del'
    content = changed(content, "word/document.xml", "<w:del", run)
    assert "hidden by style" not in repr(docx.read(content).blocks)


# ---- CSV -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a;b\n1;2,5\n3;4\n", [("1", "2,5"), ("3", "4")]),
        ("a,b\n'1, one',x\n'2','it''s'\n", [("1, one", "x"), ("2", "it's")]),
        ('a,b\n"one\ntwo",x\n3,y\n', [("one\ntwo", "x"), ("3", "y")]),
        ("a,b\n1,2,3\n4,5\n", [("1", "2", "3"), ("4", "5", "")]),
        ("a,b\nNA,(null)\n007,NULL\n", [("NA", "(null)"), ("007", "NULL")]),
        ('a,b\n1,5" pipe\n2,"never closed\n3,x\n4,y\n5,z\n6,w\n', None),
    ],
)
def test_csv_keeps_every_value_as_text(text: str, rows: list[tuple[str, ...]] | None) -> None:
    (made,) = tables(csv_.read(text))
    if rows is None:
        assert len(made.rows) == 6
    else:
        assert [row.cells for row in made.rows] == rows


@given(st.text("ab1 ,;\t|\n\r\"'é中\x00", max_size=60))
def test_any_text_is_a_csv_or_refused(text: str) -> None:
    told_or_refused(csv_.read, text)


# ---- files changed at random ---------------------------------------------------------------------------------


numbers = st.sampled_from(
    [b"-1", b"", b"99999999999", b"4294967295", b"1048576", b"16384", b"1e308", b"nan", b"<", b"&x;"]
)


def mutated(content: bytes, at: float, by: bytes, cut: bool) -> bytes:
    """One part of the archive with one of its numbers replaced, or cut off there."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    name = names[int(at * len(names) * 0.999)]
    found = list(re.finditer(rb"\d+", parts[name]))
    if found:
        match = found[int(at * 7919) % len(found)]
        parts[name] = parts[name][: match.start()] + (b"" if cut else by + parts[name][match.end() :])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for one, text in parts.items():
            target.writestr(one, text)
    return buffer.getvalue()


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(0, 1), numbers, st.booleans())
def test_a_workbook_changed_anywhere_is_told_or_refused(at: float, by: bytes, cut: bool) -> None:
    told_or_refused(xlsx.read, mutated(FEES, at, by, cut))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(0, 1), numbers, st.booleans())
def test_a_word_file_changed_anywhere_is_told_or_refused(at: float, by: bytes, cut: bool) -> None:
    told_or_refused(docx.read, mutated(RULES, at, by, cut))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(512, len(OLD_FEES) - 1), st.integers(0, 255)), max_size=40), st.booleans())
def test_an_old_workbook_changed_anywhere_is_told_or_refused(changes: list[tuple[int, int]], cut: bool) -> None:
    content = bytearray(OLD_FEES)
    for at, value in changes:
        content[at] = value
    told_or_refused(xls.read, bytes(content[: changes[0][0]] if cut and changes else content))
