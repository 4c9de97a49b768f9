"""What stands around the words of a document that a citation quotes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.around import Around, around, said
from kb.base import Kb
from kb.index import Index
from kb.model import Claim
from kb.rows import Cell, row_texts
from tests.app.samples import CITED, answer
from tests.conftest import WordEncoder

TABLE = (("Chile", "SEC mark", "SEC"), ("Peru", "none", ""), ("Brazil", "Inmetro: a seal", "Inmetro"))


@pytest.fixture
def marks(records: Kb, words: WordEncoder, tmp_path: Path) -> Kb:
    """A base with one document: a table of three rows, each cut into parts of a few words, and a sentence."""
    passages: list[tuple[str, str, dict[str, Any]]] = [("list-1#1", "Some words.", {})]
    for r, row in enumerate(TABLE, 1):
        filled = [
            Cell(n, head, cell)
            for n, (head, cell) in enumerate(zip(("Country", "Mark", "Body"), row, strict=True), 1)
            if cell
        ]
        for part, (text, cells) in enumerate(row_texts("Marks", filled, 5, words.count), 1):
            passages.append((f"list-1#t1r{r}" + (f"-{part}" if part > 1 else ""), text, {"cells": cells}))
    return replace(records, index=Index.build(passages, tmp_path / "index", encoder=words))


def test_a_row_stands_between_its_neighbours_under_their_headers(marks: Kb) -> None:
    assert around("list-1#t1r2c2", marks) == Around(
        ("Country", "Mark"), ((1, False, ("Chile", "SEC mark")), (2, True, ("Peru", "none")), (3, False, ("Brazil", "Inmetro: a seal")))
    )  # fmt: skip


def test_a_row_that_was_cut_into_parts_is_whole_again_and_the_first_has_none_before_it(marks: Kb) -> None:
    found = around("list-1#t1r1", marks)
    assert found is not None
    assert "list-1#t1r1-2" in marks.index.shelf
    assert (found.heads, found.rows[0]) == (("Country", "Mark", "Body"), (1, True, ("Chile", "SEC mark", "SEC")))
    assert [n for n, _, _ in found.rows] == [1, 2]


@pytest.mark.parametrize("one", ["list-1#1", "list-1#t9r9", "agreements/eu-au"])
def test_what_is_no_row_has_no_table(one: str, marks: Kb) -> None:
    assert around(one, marks) is None


def test_of_a_quotation_what_the_answer_says_is_told_apart_and_nothing_is_lost() -> None:
    cited = replace(CITED, n=4, quote="One is.  Two holds.\n三不行。四可以。")
    pieces = said(cited, answer(claims=(Claim("**Two holds.** 四可以。", (4,)), Claim("One is.", (1,)))))
    assert "".join(text for text, _ in pieces) == cited.quote
    assert [text for text, marked in pieces if marked] == ["Two holds.", "四可以。"]
