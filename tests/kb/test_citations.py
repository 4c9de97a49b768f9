"""Marks, citations and the proof that a claim stands in its evidence."""

from __future__ import annotations

from dataclasses import replace

from kb.base import Kb
from kb.citations import cite, facts, markdown, unproven, unsupported
from kb.model import Citation, Claim, Evidence, Line

TEXT = "In force since 2019. Apply."
SAYS = Evidence(
    "r#1", "record", "T", TEXT, "P", "https://a.example/x", "art. 1", "official", None, "2026-11-21",
    parts=("In force since 2019.", "Apply."),
)  # fmt: skip
ALSO = replace(SAYS, url="https://b.example/y", at="art. 2", checked=None)


def _look_up(_: str) -> tuple[Evidence, ...]:
    return (SAYS, ALSO)


def test_each_source_gets_one_number_in_the_order_of_use() -> None:
    lines = [
        Line("claim", "In force since 2019.", ("r#1",)),
        Line("gap", "Apply.", ("r#1",)),
        Line("note", "As of today."),
    ]
    claims, gaps, citations, numbered = cite(lines, _look_up)
    assert claims == (Claim("In force since 2019.", (1, 2)),)
    assert gaps == (Claim("Apply.", (1, 2)),)
    assert [c.n for c in citations] == [1, 2]
    assert citations[1] == Citation(
        2,
        "r#1",
        "record",
        "T",
        "P",
        "https://b.example/y",
        "art. 2",
        "official",
        None,
        None,
        "In force since 2019. Apply.",
    )
    assert markdown(numbered) == "In force since 2019. [1] [2]\n1. Apply. [1] [2]\n\nAs of today."


def test_a_line_put_together_quotes_the_sentence_that_holds_its_numbers() -> None:
    _, _, citations, _ = cite([Line("claim", "T (since 2019)", ("r#1",))], _look_up)
    assert [one.quote for one in citations] == ["In force since 2019."] * 2


def test_a_bare_no_quotes_the_sentence_that_it_belongs_to() -> None:
    bare = replace(SAYS, parts=("In force since 2019.", "no."))
    _, _, citations, _ = cite([Line("claim", "no.", ("r#1",), label="Factory inspection: ")], lambda _: (bare,))
    assert citations[0].quote == "In force since 2019."


def test_cells_make_a_table_with_their_marks() -> None:
    lines = [Line("cell", text, ("r#1",), cell=("Mark", column)) for column, text in (("EU", "CE | NB"), ("JP", "PSE"))]
    _, _, _, numbered = cite(lines, _look_up)
    assert markdown(numbered) == "| | EU | JP |\n|---|---|---|\n| **Mark** | CE \\| NB [1] [2] | PSE [1] [2] |"


def test_numbers_dates_and_codes_are_facts() -> None:
    assert facts("SASO 2870 from 2019-04-01, 220 V, IEC 62368-1:2018.") == {"2870", "2019-04-01", "220", "62368-1:2018"}


def test_a_number_that_is_not_in_the_evidence_is_unsupported() -> None:
    assert unsupported("Valid for 3 years from 2019.", "Valid since 2019.") == {"3"}
    assert not unsupported("Valid since ２０１９.", "Valid since 2019.")


def test_a_line_that_states_more_than_its_evidence_is_unproven(kb: Kb) -> None:
    lines = [
        Line("claim", text, ("r#1",))
        for text in ("In force since 2019.", "T: in force since 2020.", "T: in force in Japan since 2019.")
    ]
    cited = cite(lines, _look_up)
    assert unproven(cited, kb.lexicon, frozenset()) == lines[1:]
    assert unproven(cited, kb.lexicon, frozenset({"economy:JP"})) == lines[1:2]
