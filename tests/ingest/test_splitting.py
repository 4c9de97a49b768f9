"""A document becomes passages: nothing lost, nothing over the budget, the same ids every time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents import Document, Note, Row, Section, Table
from kb.passages import pieces, script
from kb.split import split


def count(text: str) -> int:
    """A small tokenizer of the encoder's kind: each Chinese character, and each four letters of a word, is a token."""
    return sum(
        1 if word > "\u2e80" else -(-len(word) // 4)
        for word in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+", text)
    )


def document(*blocks: Section | Table, title: str = "Rules", language: str = "en") -> Document:
    return Document(
        id="rules-0123456789", sha256="0" * 64, address="/rules.md", url="https://example.org/rules", format="markdown",
        title=title, language=language, published="2025-03-04", fetched="2026-11-21T00:00:00+00:00", blocks=blocks,
    )  # fmt: skip


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


prose = st.text(st.sampled_from("ab .,;\n灯具。；！？，A1"), max_size=400)


@given(prose, st.integers(3, 40))
def test_cutting_prose_loses_nothing_and_keeps_the_budget(text: str, budget: int) -> None:
    cut = pieces(text, budget=budget, count=count)
    assert bare("".join(cut)) == bare(text)
    assert all(count(piece) <= budget for piece in cut)
    assert all(piece == piece.strip() and piece for piece in cut)


sections = st.builds(Section, st.lists(st.sampled_from(["Scope", "Fees", "附件"]), max_size=3).map(tuple), prose)


@given(st.lists(sections, max_size=6))
def test_splitting_a_document_keeps_every_word_in_order(blocks: list[Section]) -> None:
    told = bare("".join(passage.text for passage in split(document(*blocks), budget=30, count=count)))
    at = 0
    for block in blocks:
        at = told.index(bare(block.text), at) + len(bare(block.text))


names = st.text(st.sampled_from("abc灯"), min_size=1, max_size=30)
texts = st.text(st.sampled_from("ab 灯。"), max_size=80)


@given(st.lists(names, min_size=1, max_size=4), st.data())
def test_rows_keep_the_budget_and_their_cells_and_ids_are_unique(header: list[str], data: st.DataObject) -> None:
    row = st.tuples(*(texts for _ in header)).map(lambda cells: Row(tuple(c.strip() for c in cells)))
    table = Table(("Fees",), tuple(header), tuple(data.draw(st.lists(row, max_size=4))))
    passages = split(document(table), budget=40, count=count)
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(count(passage.text) <= 40 for passage in passages)
    told = bare("".join(passage.text for passage in passages))
    for cell in (cell for r in table.rows for cell in r.cells if count(cell) <= 5):
        assert bare(cell) in told


def test_chinese_is_cut_between_sentences() -> None:
    cut = pieces("灯具应当认证。插头应当检验；违者处罚！真的吗？是。", budget=8, count=count)
    assert cut == ("灯具应当认证。", "插头应当检验；", "违者处罚！", "真的吗？是。")


def test_a_heading_stands_before_its_first_words_and_its_path_in_the_place() -> None:
    made = document(
        Section(("Rules",), ""),
        Section(("Rules", "Scope"), "They hold for lamps.", page=2),
        Section(("Rules", "Scope"), "Not for toys.", page=3),
    )
    one, two = split(made, count=count)
    assert (one.id, one.text, one.at) == ("rules-0123456789#1", "Rules\nScope\n\nThey hold for lamps.", "Scope, page 2")
    assert (two.id, two.text, two.at) == ("rules-0123456789#2", "Not for toys.", "Scope, page 3")


def test_a_row_tells_caption_heading_band_and_each_header_with_its_value() -> None:
    table = Table(
        headings=("Rules", "Fees"),
        header=("Code", "Fee / new", ""),
        rows=(Row(("0101.90", "1,234 *", "NA"), "Lamps"), Row(("0102", "", "007"))),
        caption="Fees by product",
        notes=(Note("* on request", "*", ((1, 2),)), Note("In euro.")),
    )
    first, second, notes = split(document(table), count=count)
    assert first.id == "rules-0123456789#t1r1"
    assert first.text == "Fees by product / Fees / Lamps\nCode: 0101.90; Fee / new: 1,234 *; NA; * on request"
    assert first.at == "Fees, table 1, row 1"
    assert second.text == "Fees by product / Fees\nCode: 0102; 007"
    assert (notes.id, notes.text) == ("rules-0123456789#t1n1", "In euro.")


def test_a_row_too_wide_is_told_in_parts_that_each_say_what_it_is_about() -> None:
    header = tuple(f"Year {n}" for n in range(12))
    table = Table((), ("Id", "Name", *header), (Row(("7", "Table lamp", *(str(n) * 4 for n in range(12)))),))
    made = split(document(table), budget=25, count=count)
    assert len(made) > 1
    assert all(passage.text.startswith("Id: 7; Name: Table lamp; Year") for passage in made)
    assert [passage.id[-4:] for passage in made][:2] == ["t1r1", "r1-2"]


def test_two_columns_without_a_header_are_label_and_value() -> None:
    table = Table((), (), (Row(("Course fee:", "SGD 898.80")),))
    assert split(document(table), count=count)[0].text == "Course fee: SGD 898.80"


@pytest.mark.parametrize(
    ("text", "language"),
    [("灯具应当认证", "zh"), ("ランプの規則は別に定める", "ja"), ("안전 인증", "ko"), ("lamps", None), ("", None)],
)
def test_the_script_tells_the_language_of_east_asian_text(text: str, language: str | None) -> None:
    assert script(text) == language


def test_a_passage_carries_what_its_citation_needs() -> None:
    (passage,) = split(document(Section((), "灯具应当认证。"), language="en"), count=count)
    assert passage.language == "zh"
    assert (passage.kind, passage.title, passage.url) == ("passage", "Rules", "https://example.org/rules")
    assert (passage.publisher, passage.tier, passage.published) == ("", "unverified", "2025-03-04")
