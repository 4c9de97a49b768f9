"""A kind and a key → the record and its sources."""

from __future__ import annotations

import pytest

from kb.errors import UnknownKey
from kb.library import Library
from kb.model import Statement
from kb.recorded import record_of
from kb.records import Coverage, Requirement
from kb.statements import statements


@pytest.fixture(scope="module")
def told(library: Library) -> dict[str, Statement]:
    return statements(library)


def test_every_citation_of_a_record_leads_to_it(library: Library, told: dict[str, Statement]) -> None:
    for one in list(told)[::11]:
        kind, _, key = one.partition("/")
        found = record_of(library, kind, key)
        assert found.statement == one
        assert set(told[one].sources) <= set(found.sources)


def test_an_id_with_a_row_gives_that_part(library: Library) -> None:
    assert isinstance(record_of(library, "agreements", "eu-au#telecom").record, Coverage)
    assert isinstance(record_of(library, "requirements", "sa#lighting/cb-test-certificate").record, Requirement)


def test_a_market_is_found_by_the_name_of_its_file_too(library: Library) -> None:
    assert record_of(library, "requirements", "sa").record == record_of(library, "markets", "SA").record


@pytest.mark.parametrize(
    ("kind", "key", "told"),
    [("agreements", "eu-aus", "near it: eu-au"), ("nothing", "x", "one of economies"), ("files", "x", "one of"), ("model_config", "x", "one of"), ("laws", "", "not in the base")],
)  # fmt: skip
def test_what_is_not_there_is_told_with_what_is(library: Library, kind: str, key: str, told: str) -> None:
    with pytest.raises(UnknownKey, match=told):
        record_of(library, kind, key)
