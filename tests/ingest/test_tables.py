"""The grid of a table: spans, headers of two rows, bands, notes; and what holds for any table at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import html
from ingest.tables import Cell, Part, table
from kb.documents import Row, Table
from kb.errors import InputError


def first(markup: str) -> Table:
    return next(block for block in html.read(markup).blocks if isinstance(block, Table))


def cells(markup: str) -> list[tuple[str, ...]]:
    return [row.cells for row in first(f"<table>{markup}</table>").rows]


HEAD = "<tr><th>A</th><th>B</th><th>C</th></tr>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4", [("x", "1", "2"), ("x", "3", "4")]),
        (
            "<tr><td rowspan=0>x<td>1<td>2<tr><td>3<td>4<tr><td>5<td>6",
            [("x", "1", "2"), ("x", "3", "4"), ("x", "5", "6")],
        ),
        ("<tr><td colspan=2>x<td>1", [("x", "x", "1")]),
        ("<tr><td>NA<td>1,234<td>0101.90", [("NA", "1,234", "0101.90")]),
        ("<tr><td>1<td>2<tr><td>3<td>4<td>5", [("1", "2", ""), ("3", "4", "5")]),
        ("<tr><td>1<td style='display:none'>no<td>2<td>3", [("1", "2", "3")]),
        ("<tr hidden><td>1<td>2<td>3</tr><tr><td>4<td>5<td>6", [("4", "5", "6")]),
        ("<tr><td>a<br>b<td><ul><li>c<li>d</ul><td>e<sup>2</sup>", [("a\nb", "c\nd", "e²")]),
    ],
)
def test_spans_are_spread_and_text_is_kept(rows: str, expected: list[tuple[str, ...]]) -> None:
    assert cells(HEAD + rows) == expected


def test_rowspan_zero_ends_with_its_part_of_the_table() -> None:
    markup = f"{HEAD}<tbody><tr><td rowspan=0>x<td>1<td>2</tbody><tbody><tr><td>y<td>3<td>4</tbody>"
    assert cells(markup) == [("x", "1", "2"), ("y", "3", "4")]


def test_a_colspan_beyond_the_edge_invents_no_columns() -> None:
    assert first(f"<table>{HEAD}<tr><td>1<td colspan=9>2</table>").header == ("A", "B", "C")
    assert cells(f"{HEAD}<tr><td>1<td>2<td colspan=9>3") == [("1", "2", "3")]


def test_a_header_of_two_rows_is_joined_from_the_top() -> None:
    made = first("<table><tr><th rowspan=2>Code<th colspan=2>Fee<tr><th>new<th>renewal<tr><td>1<td>2<td>3</table>")
    assert made.header == ("Code", "Fee / new", "Fee / renewal")


def test_a_merged_header_is_found_without_marks_of_the_format() -> None:
    part = Part(
        (
            (Cell("Code", rowspan=2), Cell("Fee", colspan=2)),
            (Cell("new"), Cell("renewal")),
            (Cell("0101"), Cell("1,2"), Cell("x")),
        )
    )
    made = table([part])
    assert made is not None
    assert (made.header, made.rows) == (("Code", "Fee / new", "Fee / renewal"), (Row(("0101", "1,2", "x")),))


def test_a_merged_heading_over_two_columns_of_many_does_not_swallow_the_first_row() -> None:
    part = Part(
        (
            (Cell("Name", colspan=2), Cell("City"), Cell("Field"), Cell("Until")),
            (Cell("Ann"), Cell("Lee"), Cell("Bern"), Cell("EMC"), Cell("open")),
            (Cell("Bo"), Cell("Li"), Cell("Rome"), Cell("EMC"), Cell("open")),
        )
    )
    made = table([part])
    assert made is not None
    assert len(made.rows) == 2


def test_a_full_row_names_the_rows_below_it_and_the_last_is_a_note() -> None:
    made = first(
        f"<table>{HEAD}<tr><td colspan=3>Lamps<tr><td>1<td>2<td>3<tr><td colspan=3>Plugs<tr><td>4<td>5<td>6"
        "<tr><td colspan=3>* on request</table>"
    )
    assert made.rows == (Row(("1", "2", "3"), "Lamps"), Row(("4", "5", "6"), "Plugs"))
    assert [note.text for note in made.notes] == ["* on request"]


def test_a_header_repeated_in_the_middle_is_no_row() -> None:
    assert cells(f"{HEAD}<tr><td>1<td>2<td>3{HEAD}<tr><td>4<td>5<td>6") == [("1", "2", "3"), ("4", "5", "6")]


def test_a_nested_table_keeps_its_own_headers_and_names_its_row() -> None:
    markup = "<table><tr><th>Body<th>Scope<tr><td>Lab<td>Tests<table><tr><th>Field<th>Until<tr><td>EMC<td>2027</table></table>"
    outer, inner = (block for block in html.read(markup).blocks if isinstance(block, Table))
    assert outer.rows == (Row(("Lab", "Tests")),)
    assert (inner.caption, inner.header, inner.rows) == ("Lab", ("Field", "Until"), (Row(("EMC", "2027")),))


def test_an_empty_layout_table_is_nothing_and_a_one_column_table_is_prose() -> None:
    assert html.read("<table><tr><td> </td><td></td></tr></table>").blocks == ()
    (section,) = html.read("<table><tr><td>one</td></tr><tr><td>two</td></tr></table>").blocks
    assert not isinstance(section, Table)
    assert section.text == "one\n\ntwo"


def test_a_table_made_to_exhaust_memory_is_refused() -> None:
    bomb = "<tr>" + "<td colspan=1000 rowspan=65534>x" * 50
    with pytest.raises(InputError, match="2,000,000 cells"):
        html.read(f"<table>{bomb}{'<tr><td>y<td>z' * 3000}</table>")


words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)
cell = st.builds(Cell, words, rowspan=st.integers(0, 4), colspan=st.integers(1, 4), head=st.booleans())
parts = st.lists(st.builds(Part, st.lists(st.lists(cell, max_size=5).map(tuple), max_size=5).map(tuple)), max_size=3)


@given(parts)
def test_every_word_of_any_table_is_kept_and_every_row_has_one_cell_for_each_column(made_of: list[Part]) -> None:
    told = {one.text for part in made_of for row in part.rows for one in row}
    made = table(made_of)
    if made is None:
        assert not told
        return
    widths = {len(row.cells) for row in made.rows} | ({len(made.header)} if made.header else set())
    assert len(widths) <= 1
    kept = [
        made.caption,
        *made.header,
        *(note.text for note in made.notes),
        *(text for row in made.rows for text in (*row.cells, row.band)),
    ]
    assert told <= {word for text in kept for word in text.split(" / ")}
