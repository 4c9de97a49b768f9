"""What is in the corpus, counted; and facts drawn from it for checking by hand."""

from __future__ import annotations

from ingest.counts import NONE, RECORD, SILENT, cell, counts, families
from ingest.sample import facts, sample
from kb.library import Library
from tests.conftest import CORPUS


def test_the_counts_in_the_readme_are_those_of_the_corpus(library: Library) -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    told = readme.partition("<!-- counts -->\n")[2].partition("\n<!-- end of counts -->")[0]
    assert told == counts(library), "run: tessera check --counts, and put what it prints into corpus/README.md"


def test_a_cell_says_rule_none_or_nothing(library: Library) -> None:
    assert "toy" in families(library)
    assert "electric-toy" not in families(library)
    assert cell(library, "EU", "toy") == RECORD
    found = {cell(library, market, family) for market in library.markets for family in families(library)}
    assert found == {RECORD, NONE, SILENT}


def test_a_sample_is_the_same_for_the_same_seed_and_every_fact_has_its_source(library: Library) -> None:
    first = sample(library, size=40, seed=7)
    assert first == sample(library, size=40, seed=7)
    assert first != sample(library, size=40, seed=8)
    assert all(one.text and one.sources and one.file.endswith((".yaml", ".md", ".csv")) for one in first)
    every = list(facts(library))
    assert len(every) > 5000
    assert len(sample(library, size=len(every) + 1, seed=1)) == len(every)
