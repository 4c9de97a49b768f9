"""What rests on a source, and how fresh it is."""

from __future__ import annotations

import datetime as dt

from kb.freshness import Due, Freshness, Page
from kb.library import Library
from kb.sourced import Fresh, chosen, states
from kb.statements import statements
from tests.conftest import TODAY

NOTHING = Freshness()


def test_every_reference_is_counted_once(library: Library) -> None:
    told = statements(library)
    every = states(library, told.values(), NOTHING, TODAY)
    assert len(every) == len(library.sources)
    assert sum(one.facts for one in every) == sum(len(one.sources) for one in told.values())
    assert [one.facts for one in every] == sorted((one.facts for one in every), reverse=True)


def test_a_page_that_changed_makes_its_source_due_and_one_out_of_reach_makes_it_stale(library: Library) -> None:
    told = statements(library)
    source, ref = next(
        (library.sources[ref.source], ref)
        for one in told.values()
        for ref in one.sources
        if ref.checked and library.sources[ref.source].crawled
    )
    later = (ref.checked or TODAY) + dt.timedelta(days=1)
    changed = Freshness(due={ref.url: Due(later.isoformat())})
    lost = Freshness(pages={f"https://{source.hosts[0]}/x": Page("2026-01-01", stale="2026-01-01")})

    def fresh(freshness: Freshness) -> Fresh:
        return next(one.fresh for one in states(library, told.values(), freshness, TODAY) if one.source == source)

    assert fresh(changed) is Fresh.changed
    assert fresh(lost) is Fresh.unreachable


def test_facts_grow_old(library: Library) -> None:
    later = states(library, statements(library).values(), NOTHING, TODAY + dt.timedelta(days=3000))
    assert {one.fresh for one in later if one.newest} == {Fresh.overdue}


def test_words_tier_and_freshness_filter_together(library: Library) -> None:
    every = states(library, statements(library).values(), NOTHING, TODAY)
    found = chosen(every, words="european commission", tier="official")
    assert found
    assert all(one.source.tier == "official" for one in found)
    assert chosen(every, words="no such publisher at all") == ()
