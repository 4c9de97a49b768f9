"""A floor can be raised freely, and lowered only with a reason that everybody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals import gate
from evals.dataset import HOME
from evals.gate import Baseline
from evals.saved import fingerprint
from kb.errors import InputError
from tests.evals.made import made, row

BASE = Baseline(fingerprints={"corpus": "c", "set": "s"}, floors={"set": {"facts": 0.9, "harm": 0.0}})


def _now(facts: float, harm: float = 0.0, digest: str = "s") -> Baseline:
    floors = {"set": {"facts": facts, "harm": harm}}
    return Baseline(fingerprints={"corpus": "d", "set": digest}, floors=floors)


def test_each_floor_that_is_not_held_is_one_line() -> None:
    assert list(gate.below(BASE, _now(0.9))) == []
    assert list(gate.below(BASE, _now(0.8, 0.1))) == [
        "set: facts 0.8000, below the floor 0.9000",
        "set: harm 0.1000, above the ceiling 0.0000",
    ]
    (line,) = gate.below(BASE, _now(0.95, digest="t"))
    assert "another data set than the floors were measured on" in line
    assert list(gate.below(BASE, Baseline(floors={"other": {}}))) == []


def test_raising_takes_what_is_better_and_keeps_what_is_worse() -> None:
    assert gate.raised(BASE, _now(0.95, 0.1)).floors == {"set": {"facts": 0.95, "harm": 0.0}}
    assert gate.raised(Baseline(), _now(0.5)) == _now(0.5)


def test_lowering_writes_the_reason_into_the_changelog(tmp_path: Path) -> None:
    path = tmp_path / "CHANGELOG.md"
    path.write_text("# Changelog\n\n## Unreleased\n\n- First.\n\n## 0.1\n\n- Old.\n", encoding="utf-8")
    gate.tell("a harder\nset", ["set: facts 0.8"], path)
    entry = "- Floors of the evaluation lowered: a harder set (set: facts 0.8).\n"
    assert path.read_text(encoding="utf-8").startswith(f"# Changelog\n\n## Unreleased\n\n- First.\n{entry}\n## 0.1\n")
    with pytest.raises(InputError, match="say why"):
        gate.tell("  ", [], path)
    assert gate.lowered(BASE, _now(0.8)) == _now(0.8)


def test_floors_are_what_was_measured_but_times_and_what_changes_with_the_day(tmp_path: Path) -> None:
    now = gate.measured([made(row("q1"), row("q2", 0.0)), made(row("q1"), system="bm25")], {"set": "s"})
    assert now.floors["set"]["facts"] == 0.5
    assert not {"p50 ms", "stale"} & now.floors["set"].keys()
    gate.write(now, tmp_path / "b.json")
    assert gate.read(tmp_path / "b.json") == now
    assert gate.read(tmp_path / "none.json") == Baseline()
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.json"):
        gate.read(tmp_path / "b.json")


def test_the_floors_that_ship_were_measured_on_the_sets_that_ship() -> None:
    base = gate.read()
    assert {"gold", "agreements"} <= base.floors.keys()
    assert {one: fingerprint(HOME / f"{one}.jsonl") for one in base.floors}.items() <= base.fingerprints.items()
