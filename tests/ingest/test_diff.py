"""Two versions of a list differ by rows that came, went or changed, told with old and new values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.diff import Cell, RowChange, difference
from kb.documents import Document, Row, Section, Table

HEADER = ("No.", "Body", "Scope")


def document(*blocks: Section | Table) -> Document:
    return Document("d-1", "0" * 64, "/d", "", "html", "List", "en", None, None, blocks)


def bodies(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Document:
    return document(Table((), header, tuple(Row(row) for row in rows), "Bodies"))


OLD = bodies(("1", "TÜV Nord", "toys"), ("2", "SGS", "lamps"), ("3", "UL", "lamps"))


def test_a_row_more_is_one_row_more_though_all_numbers_below_it_move() -> None:
    new = bodies(
        ("1", "Bureau Veritas", "toys"), ("2", "TÜV Nord", "toys"), ("3", "SGS", "lamps"), ("4", "UL", "lamps")
    )
    assert difference(OLD, new).rows == (RowChange("added", "Bodies", "Bureau Veritas | toys"),)


def test_a_changed_value_is_told_old_and_new_under_its_column() -> None:
    new = bodies(("1", "TÜV Nord", "toys"), ("2", "SGS", "lamps and toys"), ("3", "UL", "lamps"))
    assert difference(OLD, new).rows == (
        RowChange("changed", "Bodies", "SGS", (Cell("Scope", "lamps", "lamps and toys"),)),
    )


def test_a_row_that_went_is_told_in_full() -> None:
    found = difference(OLD, bodies(("1", "TÜV Nord", "toys"), ("2", "SGS", "lamps"))).rows
    assert found == (RowChange("removed", "Bodies", "UL | lamps"),)


def test_rows_without_a_key_are_matched_by_likeness() -> None:
    old = document(Table((), ("Product",), (Row(("Lamp of class one",)), Row(("Lamp of class one",)))))
    new = document(Table((), ("Product",), (Row(("Lamp of class one",)), Row(("Lamp of class two",)))))
    assert [one.kind for one in difference(old, new).rows] == ["changed"]


def test_a_new_column_is_told_row_by_row() -> None:
    new = bodies(("1", "SGS", "lamps", "2027"), ("2", "UL", "lamps", ""), header=(*HEADER, "Until"))
    found = difference(bodies(("1", "SGS", "lamps"), ("2", "UL", "lamps")), new).rows
    assert found == (RowChange("changed", "Bodies", "SGS", (Cell("Until", "", "2027"),)),)


def test_prose_is_told_by_paragraphs() -> None:
    old, new = (document(Section((), f"It holds.\n\nUntil {year}.")) for year in ("2026", "2027"))
    found = difference(old, new)
    assert (found.added, found.removed) == (("Until 2027.",), ("Until 2026.",))


rows = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=6)


@given(rows, rows)
def test_added_less_removed_is_what_the_list_grew_by_and_nothing_differs_from_itself(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    old, new = (bodies(*value, header=("A", "B")) for value in (one, other))
    kinds = [change.kind for change in difference(old, new).rows]
    assert kinds.count("added") - kinds.count("removed") == len(other) - len(one)
    assert difference(old, old).rows == ()
