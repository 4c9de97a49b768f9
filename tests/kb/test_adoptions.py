"""A standard's number as people write it, and the family it leads to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.adoptions import Number, family_of, look_up, number_of
from kb.library import Library
from kb.statements import of_equivalence
from kb.terms import Degree


@pytest.mark.parametrize(
    ("written", "series", "number"),
    [
        ("IEC 62368-1", "IEC", "62368-1"),
        ("iec62368-1:2018", "IEC", "62368-1"),
        ("IEC 62368-1 2018", "IEC", "62368-1"),
        ("GB 4943.1-2022", "GB", "4943.1"),
        ("GB/T 20000.2—2009", "GB", "20000.2"),
        ("GB 4943.1—2022", "GB", "4943.1"),
        ("ETSI EN 300 171 V1.3.1", "ETSIEN", "300171"),
        ("IS/IEC 60255 (Part 21/Sec 2)", "ISIEC", "60255-21-2"),
        ("BS 1363-2:2016+A1:2018", "BS", "1363-2"),
        ("IS 9873 part 6", "IS", "9873-6"),
        ("IS 9873 (Part 6):2020", "IS", "9873-6"),
        ("J62368-1", "J", "62368-1"),
        ("62368-1", "", "62368-1"),
        ("lamps", "LAMPS", ""),
        ("", "", ""),
    ],
)
def test_series_and_number_stand_apart_from_the_edition(written: str, series: str, number: str) -> None:
    assert number_of(written) == Number(series, number)


@pytest.mark.parametrize("asked", ["IEC 62368-1", "iec 62368-1:2018", "GB 4943.1", "AS/NZS 62368.1:2022", "62368-1"])
def test_every_number_of_a_family_leads_to_it(asked: str, library: Library) -> None:
    looked = look_up(library, asked)
    assert looked.exact
    assert looked.families[0].centre == "IEC 62368-1"
    assert {"GB 4943.1", "AS/NZS 62368.1"} <= {row.standard for row in looked.families[0].rows}


@pytest.mark.parametrize("asked", ["ICE 62368-1", "DIN EN 62368-1"])
def test_a_series_mistyped_or_not_recorded_is_found_by_its_number_and_said_so(asked: str, library: Library) -> None:
    looked = look_up(library, asked)
    assert [one.centre for one in looked.families] == ["IEC 62368-1"]
    assert not looked.exact


def test_of_an_unknown_number_near_ones_are_named_and_none_is_taken_for_it(library: Library) -> None:
    mistyped, without_part = look_up(library, "IEC 62638-1"), look_up(library, "IEC 60335")
    assert not mistyped.families
    assert "IEC 62368-1" in mistyped.near
    assert not without_part.families
    assert "IEC 60335-1" in without_part.near


@pytest.mark.parametrize("asked", ["GB 2626", "EN 149"])
def test_a_number_whose_digits_are_alike_by_chance_is_not_near(asked: str, library: Library) -> None:
    stem = asked.split()[1]
    assert all(abs(len(number_of(one).number.split("-")[0]) - len(stem)) <= 1 for one in look_up(library, asked).near)
    assert not {"GB/T 42062", "GB/T 21656"} & set(look_up(library, asked).near)


def test_a_standard_that_adopts_a_national_one_stands_in_that_family(library: Library) -> None:
    assert [one.centre for one in look_up(library, "SS 145-2").families] == ["BS 1363-2"]


def test_every_adoption_is_found_by_its_own_number(library: Library) -> None:
    for row in library.equivalences.values():
        looked = look_up(library, f"{row.standard}:{row.edition}")
        assert row in [one for family in looked.families for one in family.rows], row.key


def test_a_family_holds_what_holds_first(library: Library) -> None:
    rows = family_of(library, "IEC 62368-1").rows
    states = [row.status.value == "current" for row in rows]
    assert states == sorted(states, reverse=True)


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert number_of(text).key == number_of(text).key.strip()


def test_a_degree_or_an_edition_that_no_source_tells_is_said_to_be_unknown(library: Library) -> None:
    known = next(iter(library.equivalences.values()))
    row = known.model_copy(update={"degree": Degree.unknown, "differences": None, "adopted_edition": ""})
    said = of_equivalence(row).parts[0].text
    assert f"is based on {row.adopts}; degree: not known to the base" in said.en
    assert "本库未查明" in said.zh
    assert Degree.unknown.sign == "?"
