"""What falls under a scheme, as an answer tells it."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.terms import Verdict


@pytest.mark.parametrize(
    ("question", "scheme", "rule"),
    [
        ("Which products need 3C certification?", "China Compulsory Certification", "CCC for household appliances"),
        ("哪些产品要做KC认证", "KC安全", "家用电器的KC安全要求"),
        ("is UKCA mandatory?", "UKCA marking", "UKCA or CE for toys"),
        ("which products need G-Mark in Kuwait?", "Gulf", "G-Mark"),
    ],
)
def test_which_goods_a_scheme_is_for_is_told_by_its_rules(question: str, scheme: str, rule: str, kb: Kb) -> None:
    first, *rest = ask(question, kb).markdown.split("\n")
    assert scheme in first
    assert rule in "\n".join(rest)
    assert "agreements" not in "\n".join(rest)


def test_of_a_mark_held_the_goods_of_another_market_are_told_with_their_verdict(kb: Kb) -> None:
    assert ask("which products with CE mark can I sell in Australia?", kb).verdict is Verdict.not_accepted


def test_what_a_scheme_leaves_out_comes_first_where_that_is_asked(kb: Kb) -> None:
    told = ask("do samples need CCC?", kb).markdown
    assert told.index("**Exemptions**") < told.index("Recorded under it")
    assert "exemption certificate" in told


def test_how_to_get_what_a_scheme_gives_is_told_of_the_scheme(kb: Kb) -> None:
    told = ask("how to get NRCS LOA", kb).markdown
    assert told.startswith("NRCS Letter of Authority (LOA)")
    assert "SABS EMC" not in told.partition("---")[0]


def test_how_long_something_under_a_scheme_counts_is_no_question_of_its_goods(kb: Kb) -> None:
    told = ask(
        "KUCAS: how long is a TER good for on an electrical product if it rests on a CB report vs a non-CB one?", kb
    )
    assert "three years for CB reports and two for other reports" in told.markdown
    assert "Recorded under it" not in told.markdown


def test_a_standard_asked_about_beside_a_scheme_is_told_first(kb: Kb) -> None:
    told = ask(
        "our ETL listing to UL 60950-1 is still live: from what date does a design change force us to 62368-1?", kb
    )
    assert told.markdown.startswith("**Conditional** · United States · UL 60950-1")
