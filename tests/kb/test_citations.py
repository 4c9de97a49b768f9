"""Marks, citations and the proof that a claim stands in its evidence."""

from __future__ import annotations

from kb.citations import cite, facts, markdown, unsupported
from kb.model import Citation, Claim, Evidence, Line

SAYS = Evidence(
    "r#1", "record", "T", "In force since 2019.", "P", "https://a.example/x", "art. 1", "official", None, "2026-11-21"
)
ALSO = Evidence(
    "r#1", "record", "T", "In force since 2019.", "P", "https://b.example/y", "art. 2", "official", None, None
)


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


def test_numbers_dates_and_codes_are_facts() -> None:
    assert facts("SASO 2870 from 2019-04-01, 220 V, IEC 62368-1:2018.") == {"2870", "2019-04-01", "220", "62368-1:2018"}


def test_a_number_that_is_not_in_the_evidence_is_unsupported() -> None:
    assert unsupported("Valid for 3 years from 2019.", "Valid since 2019.") == {"3"}
    assert not unsupported("Valid since ２０１９.", "Valid since 2019.")
