"""What is shipped keeps its contract, and holds what a reader is promised."""

from __future__ import annotations

import pytest

from ingest.check import check, every_record, walk
from kb.library import Library
from kb.records import SourceRef
from kb.statements import statements
from kb.terms import Tier, Verdict
from tests.conftest import CORPUS, TODAY

MARKETS = {"EU", "GB", "US", "CN", "JP", "KR", "IN", "SA", "AU", "NZ", "BR", "SG"}
FAMILIES = {
    "household-appliance", "lighting", "wireless-device", "power-supply", "battery", "toy", "medical-device", "face-mask", "machinery",
}  # fmt: skip


def test_the_shipped_corpus_keeps_its_contract() -> None:
    assert check(CORPUS, today=TODAY) == ()


def test_the_first_knowledge_is_as_broad_as_promised(library: Library) -> None:
    assert len(library.agreements) >= 40
    assert set(library.markets) >= MARKETS
    assert sum(len(m.requirements) for m in library.markets.values()) >= 80
    assert len(library.equivalences) >= 120
    assert len(library.accreditation) >= 50
    assert len(library.sources) >= 60


@pytest.mark.parametrize("market", sorted(MARKETS))
def test_every_market_speaks_of_every_family(library: Library, market: str) -> None:
    spoken = set()
    for requirement in library.markets[market].requirements:
        for product in requirement.products:
            spoken.add(product)
            while (parent := library.products[product].parent) is not None:
                product = parent
                spoken.add(product)
    assert spoken >= FAMILIES


def test_no_accreditation_arrangement_alone_gives_legal_acceptance(library: Library) -> None:
    for market in library.markets.values():
        for requirement in market.requirements:
            for row in requirement.foreign_evidence:
                assert (row.tier, row.verdict) != (Tier.accreditation, Verdict.accepted_as_final)


def test_most_facts_were_read_on_a_page(library: Library) -> None:
    refs = [ref for _, _, record in every_record(library) for _, ref in walk(record) if isinstance(ref, SourceRef)]
    assert sum(ref.checked is not None for ref in refs) / len(refs) >= 0.7


def test_every_statement_can_be_told_and_has_a_source(library: Library) -> None:
    for one in statements(library).values():
        assert one.told("en")
        assert one.told("zh")
        assert one.sources
