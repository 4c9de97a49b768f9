"""Keys, codes and names as a caller gives them."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.errors import UnknownKey
from kb.library import Library
from kb.named import key_of, route_query
from kb.terms import Intent
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        ("economies", "SA", "SA"),
        ("economies", "sa", "SA"),
        ("economies", " Saudi Arabia ", "SA"),
        ("economies", "沙特阿拉伯", "SA"),
        ("evidence", "cb-test-certificate", "cb-test-certificate"),
        ("evidence", "IECEE CB TEST CERTIFICATE", "cb-test-certificate"),
        ("products", "led-lamp", "led-lamp"),
        ("products", "LED灯", "led-lamp"),
    ],
)
def test_a_record_is_named_by_key_code_or_name_in_either_language(
    library: Library, kind: str, name: str, key: str
) -> None:
    assert key_of(library, kind, name) == key


@pytest.mark.parametrize(
    ("kind", "name", "near"),
    [("economies", "Saudiarabia", "SA (Saudi Arabia)"), ("evidence", "cb-test-certifcate", "cb-test-certificate ("), ("products", "led lmap", "led-lamp (")],
)  # fmt: skip
def test_an_unknown_name_is_told_with_near_ones(library: Library, kind: str, name: str, near: str) -> None:
    with pytest.raises(UnknownKey, match=f"'{name}': not in the base; near it: ") as told:
        key_of(library, kind, name)
    assert near in str(told.value)


@pytest.mark.parametrize("name", ["", "  ", "\ud800", "x" * 200, "((", "%s"])
def test_whatever_is_no_name_is_unknown(library: Library, name: str) -> None:
    with pytest.raises(UnknownKey):
        key_of(library, "economies", name)


def test_a_route_becomes_the_query_of_a_question(library: Library) -> None:
    query = route_query(
        library, held=("cb-test-certificate",), markets=("Saudi Arabia", "SA"), made_in=("China",), products=("LED灯",),
        as_of=dt.date(2025, 1, 1), today=TODAY, language="zh",
    )  # fmt: skip
    assert (query.evidence, query.markets, query.origins, query.products) == (
        ("cb-test-certificate",), ("SA",), ("CN",), ("led-lamp",),
    )  # fmt: skip
    assert (query.intent, query.as_of, query.dated, query.language) == (
        Intent.accepted, dt.date(2025, 1, 1), True, "zh",
    )  # fmt: skip
