"""A standard's number → the family of its adoptions."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import UnknownKey
from kb.family import family_of
from kb.library import Library


@pytest.mark.parametrize(
    "number", ["IEC 62368-1", "iec62368-1", "62368-1", "IEC 62368-1:2018", "EN 62368-1", "GB 4943.1-2022", "GB4943.1:2022"]
)  # fmt: skip
def test_every_member_leads_to_the_same_family(library: Library, number: str) -> None:
    family = family_of(library, number)
    assert family.roots == ("IEC 62368-1",)
    assert {row.standard for row in family.adoptions} >= {"GB 4943.1", "EN IEC 62368-1", "UL 62368-1", "J62368-1"}


def test_another_series_or_part_is_another_standard(library: Library) -> None:
    assert family_of(library, "GB/T 4208").roots == ("IEC 60529",)
    with pytest.raises(UnknownKey, match=r"near it: GB 4943\.1"):
        family_of(library, "GB 4943.7")


def test_a_number_without_its_part_names_its_parts(library: Library) -> None:
    assert {"IEC 60335-1", "IEC 60335-2-2"} <= set(family_of(library, "IEC 60335").roots)


@pytest.mark.parametrize("number", ["xyz", "", "ISO 99999", "标准", "2018", ":2018", "()"])
def test_what_is_not_in_the_base_is_said_so(library: Library, number: str) -> None:
    with pytest.raises(UnknownKey):
        family_of(library, number)


def test_each_recorded_standard_is_found_in_its_own_family(library: Library) -> None:
    for row in list(library.equivalences.values())[::7]:
        assert row in family_of(library, f"{row.standard}:{row.edition}").adoptions


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_family_or_is_unknown(library: Library, number: str) -> None:
    with suppress(UnknownKey):
        assert family_of(library, number).adoptions
