"""The grid of a table: spans, headers of two rows, bands, notes; and what holds for any table at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers import html
from ingest.tables import Cell, Part, table
from kb.documents import Link, Note, Row, Table
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


def grid(*rows: tuple[str, ...], header: bool | None = None, notes: tuple[str, ...] = (), caption: str = "") -> Table:
    """A table without any marks of a format."""
    part = Part(tuple(tuple(map(Cell, row)) for row in rows))
    made = table([part], first_row_is_header=header, notes=notes, caption=caption)
    assert made is not None
    return made


# ---- headers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "header", "count"),
    [
        # a merged heading written into each of its columns, and into the row below
        (
            [("Item", "Fee", "Fee"), ("Item", "new", "renewal"), ("Lamp", "1", "2")],
            ("Item", "Fee / new", "Fee / renewal"),
            1,
        ),
        ([("", "Limit", "Limit"), ("", "X", "Y"), ("a", "", "1")], ("", "Limit / X", "Limit / Y"), 1),
        # units in a row of their own
        ([("Item", "Length", "Mass"), ("", "(mm)", "(kg)"), ("a", "1", "2")], ("Item", "Length / (mm)", "Mass / (kg)"), 1),
        # a heading over two columns of values is no reason to take the first row for a header
        ([("Hazard", "Hazard", "Example"), ("Energy", "Heat", "a burn"), ("Energy", "Noise", "deafness")], ("Hazard", "Hazard", "Example"), 2),
        # a group's value merged downwards is no heading
        ([("Code", "Name"), ("0101", "Horses"), ("0102", "Cattle")], ("Code", "Name"), 2),
        # labels and values have none
        ([("Date:", "4 March"), ("Place:", "Bern")], (), 2),
        ([("Body", "Lab One"), ("City", "Bern"), ("Field", "EMC")], (), 3),
        # values that return below, or begin alike, are none
        ([("1 wires", "two years"), ("2 cables", "two years"), ("3 plugs", "two years")], (), 3),
        ([("第一条", "第二条"), ("第三条", "第四条"), ("第五条", "第六条"), ("第七条", "第八条")], (), 4),
    ],
)  # fmt: skip
def test_the_header_of_a_table_is_found_as_far_as_it_reaches(
    rows: list[tuple[str, ...]], header: tuple[str, ...], count: int
) -> None:
    made = grid(*rows)
    assert (made.header, len(made.rows)) == (header, count)


def test_a_value_merged_downwards_in_the_first_row_is_no_heading() -> None:
    part = Part(
        (
            (Cell("Wires", rowspan=2), Cell("material"), Cell("copper or other")),
            (Cell("section"), Cell("up to 8 mm²")),
            (Cell("Cables"), Cell("cores"), Cell("one or more")),
        )
    )
    made = table([part])
    assert made is not None
    assert (made.header, len(made.rows)) == ((), 3)


def test_the_one_row_that_markdown_must_mark_is_no_header_where_it_is_a_row_like_the_others() -> None:
    head = Part(((Cell("GB 9706.1", head=True), Cell("General", head=True)),), "head")
    body = Part(tuple((Cell(f"GB 9706.{n}"), Cell("Particular")) for n in (103, 228, 254)))
    made = table([head, body])
    assert made is not None
    assert (made.header, len(made.rows)) == ((), 4)


def test_a_third_row_of_a_header_is_told_by_its_wide_first_cell() -> None:
    part = Part(
        (
            (Cell("1 Device", colspan=2), Cell("Sender", colspan=2)),
            (Cell("2 Test", colspan=2), Cell("frequency"), Cell("power")),
            (Cell("3 Instrument", colspan=2), Cell("counter"), Cell("meter")),
            (Cell("4 Kind", rowspan=2), Cell("radio"), Cell("○"), Cell("")),
            (Cell("phone"), Cell(""), Cell("○")),
        )
    )
    made = table([part])
    assert made is not None
    assert made.header[2:] == ("Sender / frequency / counter", "Sender / power / meter")
    assert len(made.rows) == 2


def test_a_title_a_column_without_name_and_broken_names_are_put_right() -> None:
    made = grid(
        ("List of bodies", "Unnamed: 1", "Unnamed: 2"),
        ("No.", "Name of\nbody", "Scope"),
        ("1", "A", "lamps"),
        ("2", "B", ""),
        header=True,
    )
    assert (made.caption, made.header) == ("List of bodies", ("No.", "Name of body", "Scope"))
    assert [row.cells for row in made.rows] == [("1", "A", "lamps"), ("2", "B", "")]


def test_the_second_row_of_a_header_given_as_a_row_is_header_again() -> None:
    made = grid(("Code", "Name", "English"), ("", "Chinese", "English"), ("12", "灯", "lamp"), header=True)
    assert (made.header, len(made.rows)) == (("Code", "Name / Chinese", "English"), 1)


def test_each_row_of_a_header_that_comes_again_is_no_row() -> None:
    rows = [("Item", "Fee", "Fee"), ("Item", "new", "renewal"), ("Lamp", "1", "2")]
    assert len(grid(*rows, *rows[:2], ("Plug", "3", "4")).rows) == 2


def test_a_merged_cell_written_into_every_column_is_a_band_and_a_value_is_none() -> None:
    made = grid(
        ("Clause", "Text", "Applies"), ("General", "General", "General"), ("1", "a", "Yes"), ("Yes", "Yes", "Yes")
    )
    assert made.rows == (Row(("1", "a", "Yes"), "General"), Row(("Yes", "Yes", "Yes"), "General"))


def test_a_form_of_labels_keeps_them_as_rows() -> None:
    made = grid(("Name:", ""), ("Mail:", ""), ("Phone:", ""), ("Address:", ""), ("Payment", "by cheque"))
    assert (made.caption, len(made.rows)) == ("", 5)


# ---- groups --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "carried"),
    [
        ([("Lamps", "table"), ("", "standing"), ("Plugs", "2 pins"), ("", "3 pins")], {2: (1,), 4: (1,)}),
        ([("1", "Lamp", "a"), ("", "", "b"), ("2", "Plug", "c"), ("", "Socket", "d")], {2: (1, 2), 4: (1,)}),
        # behind a column that counts every row
        ([("1", "North", "a"), ("2", "", "b"), ("3", "", "c"), ("4", "South", "d")], {2: (2,), 3: (2,)}),
        # numbers that count on are a group, however few rows they leave out
        ([(str(n), f"body {n}") for n in range(1, 20)] + [("", "its branch"), ("20", "body")], {20: (1,)}),
        # code and name, written again on most rows, left out together
        ([*((str(n), "0101", "horse", f"kind {n}") for n in range(1, 8)), ("8", "", "", "kind 8")], {8: (2, 3)}),
        # ditto marks, in any column
        ([("a", "white"), ("b", "〃"), ("c", "do."), ("d", "同上")], {2: (2,), 3: (2,), 4: (2,)}),
    ],
)
def test_a_value_given_once_for_its_group_is_said_on_each_row(
    rows: list[tuple[str, ...]], carried: dict[int, tuple[int, ...]]
) -> None:
    made = grid(("A", "B", "C", "D")[: len(rows[0])], *rows, header=True)
    assert {r: row.carried for r, row in enumerate(made.rows, 1) if row.carried} == carried
    assert all(
        row.cells[c - 1] == made.rows[r - 2].cells[c - 1] for r, row in enumerate(made.rows, 1) for c in row.carried
    )


@pytest.mark.parametrize(
    "rows",
    [
        [("lamp", "10"), ("plug", ""), ("fuse", ""), ("wire", "")],  # a fee that is not charged
        [("1", "SN/T 1", "SN/T 0"), ("2", "SN/T 2", ""), ("3", "SN/T 3", "")],  # what a standard replaces
        [("", "all bodies"), ("A", "one"), ("", "two"), ("B", "three")],  # nothing stands above the first
        [("✓", "buy"), ("✓", "check"), ("", "of course"), ("✓", "look")],  # written again, so never left out
        [("A", "1", ""), ("", "", "x"), ("B", "", ""), ("", "2", "")],  # no column is told on each such row
        [
            ("code 1", "a"),
            ("code 2", "b"),
            ("code 3", "c"),
            ("code 4", "d"),
            ("code 5", "e"),
            ("", "f"),
        ],  # one is missing
        [("A", "a"), ("", "b")],  # two rows are no pattern
    ],
)
def test_an_empty_cell_that_is_no_group_stays_empty(rows: list[tuple[str, ...]]) -> None:
    made = grid(("First", "Second", "Third")[: len(rows[0])], *rows, header=True)
    assert [row.cells for row in made.rows] == rows
    assert not any(row.carried for row in made.rows)


def test_an_empty_cell_beside_merged_ones_is_meant_to_be_empty() -> None:
    rows = "<tr><td rowspan=2>A<td>1<td>x<tr><td>2<td>y<tr><td><td>3<td>z<tr><td><td>4<td>w"
    assert cells(HEAD + rows)[2:] == [("", "3", "z"), ("", "4", "w")]


def test_rows_that_lost_their_first_cell_are_put_right() -> None:
    made = grid(
        ("Chapter", "Clause", "Text"),
        ("Staff", "1.1", "one"),
        ("*1.2", "two", ""),
        ("1.3", "three", ""),
        ("Rooms", "2.1", "four"),
        ("2.2", "five", ""),
        header=True,
    )
    assert [row.cells[:2] for row in made.rows] == [
        *(("Staff", "1.1"), ("Staff", "*1.2"), ("Staff", "1.3"), ("Rooms", "2.1"), ("Rooms", "2.2")),
    ]
    assert made.rows[1].carried == (1,)


# ---- notes, units, links -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "note", "marker"),
    [
        ("Toys¹", "¹ without batteries", "¹"),
        ("Toys ¹", "1. without batteries", "¹"),
        ("Toys*", "* without batteries", "*"),
        ("*1.2", "* without batteries", "*"),
        ("Toys [2]", "[2] without batteries", "[2]"),
        ("Toys (a)", "(a) without batteries", "(a)"),
        ("Toys(4),(5)", "(4) without batteries", "(4)"),
        ("Toys†", "† without batteries", "†"),
        ("玩具（注1）", "注1：不含电池", "注1"),
        ("Toys (see Note 2)", "Note 2: without batteries", "Note 2"),
        ("Toysᵃ", "a) without batteries", "ᵃ"),
        ("玩具①", "① 不含电池", "①"),
    ],
)
def test_a_note_is_bound_to_the_cells_that_carry_its_mark(cell: str, note: str, marker: str) -> None:
    made = grid(("Product", "Fee"), ("Lamps", "1"), (cell, "2"), header=True, notes=(note,))
    assert made.notes == (Note(note, marker, ((2, 1),)),)
    assert made.rows[1].cells[0] == cell


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("10 m²", "² for export"),  # square metres
        ("(a) lamps (b) plugs", "(a) on request"),  # a list of its own
        ("**bold**", "*** on request"),
        ("Toys", "Source: customs"),
    ],
)
def test_a_note_that_no_cell_points_to_belongs_to_the_table(cell: str, note: str) -> None:
    made = grid(("Product", "Fee"), (cell, "1"), ("Plugs", "2"), header=True, notes=(note,))
    assert made.notes == (Note(note),)


def test_notes_in_the_last_rows_are_found_and_parted() -> None:
    made = first(
        f"<table>{HEAD}<tr><td>x¹<td>1<td>2²<tr><td>y¹<td>3<td>4<tr><td colspan=3>¹ one<br>and more<br>² two</table>"
    )
    assert made.notes == (Note("¹ one\nand more", "¹", ((1, 1), (2, 1))), Note("² two", "²", ((1, 3),)))


def test_a_mark_in_the_header_is_at_row_nought() -> None:
    made = grid(("Product", "Fee*"), ("Lamps", "1"), ("Plugs", "2"), header=True, notes=("* in euros",))
    assert made.notes == (Note("* in euros", "*", ((0, 2),)),)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Fee (S$)", "S$"),
        ("Rate (%)", "%"),
        ("Voltage, V", "V"),
        ("Length in mm", "mm"),
        ("征收标准（元/台）", "元/台"),
        ("爬电距离(mm)", "mm"),
        ("車両総重量（トン）", "トン"),
        ("Load (kg/m²)¹", "kg/m²"),
        ("Speed / km/h", "km/h"),
        ("Fee (S$) / new", "S$"),
        ("Turnover (US$ million)", "US$ million"),
        ("Part (b)", ""),
        ("Product(s)", ""),
        ("Standard (edition)", ""),
        ("Body, city", ""),
    ],
)
def test_the_unit_of_a_column_is_told_by_its_header(name: str, unit: str) -> None:
    made = grid(("Item", name), ("a", "1"), ("b", "2.5"), header=True)
    assert made.units == (("", unit) if unit else ())


def test_units_in_a_row_of_their_own_are_header_and_no_row() -> None:
    made = grid(("Item", "Net quantity", "Tolerance"), ("", "cubic metres", "%"), ("1", "0 to 2", "3"), header=True)
    assert (made.header[1], made.units, len(made.rows)) == ("Net quantity / cubic metres", ("", "cubic metres", "%"), 1)


def test_a_unit_in_the_caption_holds_for_columns_of_figures() -> None:
    made = grid(
        ("项目", "2023", "备注"), ("灯具", "12.5", "无"), ("插头", "8", "无"), header=True, caption="费用（单位：万元）"
    )
    assert made.units == ("", "万元", "")


def test_a_letter_is_a_unit_above_figures_only() -> None:
    assert grid(("Item", "Annex (A)"), ("a", "lamps"), ("b", "plugs"), header=True).units == ()
    assert grid(("Item", "Current (A)"), ("a", "10"), ("b", "16"), header=True).units == ("", "A")


def test_a_link_tells_the_cell_in_which_it_stands() -> None:
    made = first(f"<table>{HEAD}<tr><td>1<td><a href='https://lab.example/'>Lab</a><td>3<tr><td>4<td>5<td>6</table>")
    assert made.links == (Link("Lab", "https://lab.example/", 1, 2),)


def test_a_rule_drawn_with_dashes_is_no_row() -> None:
    assert len(grid(("Scheme", "Field", "No."), ("A", "x", "1"), ("-----", "-----", "---"), ("B", "y", "2")).rows) == 2


# ---- any table -----------------------------------------------------------------------------------------------


words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)
cell = st.builds(Cell, words, rowspan=st.integers(0, 4), colspan=st.integers(1, 4), head=st.booleans())
parts = st.lists(st.builds(Part, st.lists(st.lists(cell, max_size=5).map(tuple), max_size=5).map(tuple)), max_size=3)
text = st.sampled_from(
    ["", "", "1", "2", "3", "Lamp", "Plug", "NA", "0101.90", "Fee (S$)", "〃", "Toys¹", "¹ note", "-----", "(mm)"]
)


def kept(made: Table) -> list[str]:
    rows = [text for row in made.rows for text in (*row.cells, row.band)]
    return [made.caption, *made.header, *(note.text for note in made.notes), *rows]


@given(parts)
def test_every_word_of_any_table_is_kept_and_every_row_has_one_cell_for_each_column(made_of: list[Part]) -> None:
    told = {one.text for part in made_of for row in part.rows for one in row}
    made = table(made_of)
    if made is None:
        assert not told
        return
    widths = {len(row.cells) for row in made.rows} | ({len(made.header)} if made.header else set())
    assert len(widths) <= 1
    assert told <= {word for text in kept(made) for word in text.split(" / ")}


@given(
    st.integers(1, 5).flatmap(lambda width: st.lists(st.tuples(*[text] * width), max_size=9)), st.booleans() | st.none()
)
def test_likely_cells_are_all_kept_and_what_points_to_a_cell_points_into_the_table(
    rows: list[tuple[str, ...]], header: bool | None
) -> None:
    made = table([Part(tuple(tuple(map(Cell, row)) for row in rows))], first_row_is_header=header, notes=("¹ below",))
    told = {cell for row in rows for cell in row} - {"", "〃", "-----"}
    if made is None:
        assert not told
        return
    assert told <= {word for text in kept(made) for word in text.split(" / ")}
    width = len(made.rows[0].cells) if made.rows else len(made.header)
    assert all(0 <= r <= len(made.rows) and 1 <= c <= width for note in made.notes for r, c in note.cells)
    assert all(r > 1 and 0 < c <= width for r, row in enumerate(made.rows, 1) for c in row.carried)
    assert made.units == () or len(made.units) == len(made.header)


@given(parts)
def test_the_same_cells_give_the_same_table(made_of: list[Part]) -> None:
    assert table(made_of) == table(made_of)


@given(st.lists(st.lists(words, min_size=3, max_size=3), min_size=1, max_size=6), st.integers(1, 6))
def test_a_merged_cell_and_its_value_written_in_each_place_give_the_same_rows(
    values: list[list[str]], tall: int
) -> None:
    tall = min(tall, len(values))
    down = [("top", *row) for row in values]
    merged = [tuple(map(Cell, row)) for row in down]
    merged[0] = (Cell("top", rowspan=tall), *merged[0][1:])
    merged[1:tall] = [row[1:] for row in merged[1:tall]]
    spread = table([Part(tuple(merged))], first_row_is_header=False)
    written = table([Part(tuple(tuple(map(Cell, row)) for row in down))], first_row_is_header=False)
    assert spread is not None
    assert written is not None
    assert [row.cells for row in spread.rows] == [row.cells for row in written.rows]
