"""What an accreditation body is recognised for, and what the markets' own laws make of it."""

from __future__ import annotations

import datetime as dt

from kb.library import Library
from kb.recognised import recognised, taken
from kb.terms import Scope, Tier
from tests.conftest import TODAY


def test_a_body_stands_under_arrangements_of_accreditation_only(library: Library) -> None:
    every = recognised(library, day=TODAY)
    assert {row.arrangement.tier for one in every for row in one.scopes} == {Tier.accreditation}


def test_an_arrangement_that_was_replaced_is_told_with_its_successor(library: Library) -> None:
    (cnas,) = recognised(library, body="cn-cnas", scope=Scope.testing, day=TODAY)
    rows = [row for row in cnas.scopes if row.arrangement.key == "ilac-mra"]
    assert [row.successor.key for row in rows if row.successor] == ["global-aci-mra"]


def test_bodies_are_those_of_the_economy(library: Library) -> None:
    assert {one.body.economy for one in recognised(library, economy="JP", day=TODAY)} == {"JP"}


def test_a_scope_is_not_recognised_before_its_day(library: Library) -> None:
    dated = [(one.body, row.since) for one in library.accreditation.values() for row in one.scopes if row.since]
    assert dated
    before = [row for one in recognised(library, day=dt.date(1950, 1, 1)) for row in one.scopes]
    assert all(row.row.since is None for row in before)


def test_only_rules_on_accredited_documents_are_counted(library: Library) -> None:
    body = library.bodies["cn-cnas"]
    assert taken(library, body, Scope.testing, TODAY)
    assert taken(library, body, Scope.biobanking, TODAY) == ()
