"""Whose standard a number is."""

from __future__ import annotations

import pytest

from kb.issuers import issued_in, issuers
from kb.library import Library


@pytest.mark.parametrize(
    ("standard", "economies"),
    [
        ("GB/T 20000.2", ("CN",)),
        ("AS/NZS 62368.1", ("AU", "NZ")),
        ("AS 4381", ("AU",)),
        ("UAE.S GSO IEC 62368-1", ("AE",)),
        ("GOST R IEC 60079-0", ("RU",)),
        ("GOST IEC 60335-1", ("EAEU",)),
        ("IS/IEC 62368-1", ("IN",)),
        ("J62368-1", ("JP",)),
        ("DIN EN 60335-1", ("DE",)),
        ("ISO 14971", ()),
        ("IEC 62368-1", ()),
    ],
)
def test_a_series_is_issued_by_its_economies(standard: str, economies: tuple[str, ...]) -> None:
    assert issuers(standard) == economies


def test_every_adoption_recorded_is_some_economys_or_a_world_bodys(library: Library) -> None:
    for row in library.equivalences.values():
        assert set(issuers(row.standard)) <= set(library.economies), row.key
        assert issuers(row.standard) or row.standard.startswith(("ISO ", "IEC ")), row.key  # ISO 8100 took over EN 81


def test_a_standard_is_of_an_economy_or_of_its_group() -> None:
    assert issued_in("EN 149", ("FR", "EU"))
    assert not issued_in("EN 149", ("GB",))
