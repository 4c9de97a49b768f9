"""The rows of agreements between two economies."""

from __future__ import annotations

import pytest

from kb.covered import covered, economy_of
from kb.errors import InputError
from kb.law import LIVE
from kb.library import Library
from tests.conftest import TODAY


def test_a_row_stands_in_its_direction_only(library: Library) -> None:
    there = [one.id for one in covered(library, "CN", "NZ", TODAY, sector="electrical-safety")]
    back = [one.id for one in covered(library, "NZ", "CN", TODAY, sector="electrical-safety")]
    assert any("nz" in one and "cn" in one for one in there)
    assert set(there) != set(back)


def test_a_member_stands_under_the_agreements_of_its_union(library: Library) -> None:
    assert "eu-au" in {one.agreement.key for one in covered(library, "DE", "AU", TODAY)}
    assert not [one for one in covered(library, "DE", "FR", TODAY) if one.agreement.parties == ("EU", "AU")]


def test_what_applies_comes_first_and_by_tier(library: Library) -> None:
    live = [one.row.status in LIVE for one in covered(library, "CH", "EU", TODAY)]
    assert live == sorted(live, reverse=True)
    assert not all(live)


def test_an_economy_is_known_by_code_and_name_and_others_are_told(library: Library) -> None:
    assert economy_of(library, "cn") == economy_of(library, "China") == economy_of(library, "中国") == "CN"
    with pytest.raises(InputError, match="Narnia"):
        economy_of(library, "Narnia")
    with pytest.raises(InputError, match="sector 'magic'"):
        covered(library, "CN", "NZ", TODAY, sector="magic")
