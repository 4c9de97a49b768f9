"""Names are found as people write them, and not where they only seem to stand."""

from __future__ import annotations

import pytest

from kb.lexicon import Lexicon
from kb.reading import read


@pytest.mark.parametrize(
    ("text", "kind", "keys"),
    [
        ("Wi-Fi router, wifi router", "product", ("wifi-router",)),
        ("EU-based maker", "economy", ("EU",)),
        ("the US-Korea MRA", "agreement", ("us-kr-telecom",)),
        ("a CB cert", "evidence", ("cb-test-certificate",)),
        ("AU, CA and BR", "economy", ("AU", "CA", "BR")),
        ("Hong Kong + China", "economy", ("HK", "CN")),
        ("米家电水壶", "product", ("electric-kettle",)),
        ("中欧互认", "economy", ("CN", "EU")),
        ("玩具出口欧美", "economy", ("EU", "US")),
        ("in it or at no", "economy", ()),
        ("an IS 616 report", "economy", ()),
        ("GB standards", "economy", ()),
        ("国家电子", "product", ()),
        ("a refridgerator", "product", ("refrigerator",)),
    ],
)
def test_names_found(text: str, kind: str, keys: tuple[str, ...], lexicon: Lexicon) -> None:
    assert read(text, lexicon).keys(kind) == keys


def test_a_name_of_several_things_gives_all_of_them(lexicon: Lexicon) -> None:
    [hit] = read("Congo", lexicon).hits
    assert set(hit.keys("economy")) == {"CD", "CG"}


def test_the_economies_within_the_name_of_an_agreement_are_known(lexicon: Lexicon) -> None:
    assert [set(one) for one in read("UK-Australia MRA", lexicon).parties] == [{"GB"}, {"AU"}]
