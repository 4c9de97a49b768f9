"""The floors of evals/baseline.json hold on the corpus as it is: what `tessera eval --gate` asks."""

from __future__ import annotations

from evals import gate
from evals.dataset import HOME, is_locked
from evals.run import located, run
from kb.base import Kb


def test_no_score_is_below_its_floor(kb: Kb) -> None:
    base = gate.read()
    assert base.floors
    assert not any(is_locked(located(name)) for name in base.floors)
    now = gate.measured(run(list(base.floors), kb=kb), {name: base.fingerprints[name] for name in base.floors})
    lines = list(gate.below(base, now))
    assert lines == [], "mend it, or lower the floor with its reason: tessera eval --gate --lower REASON"


def test_every_open_set_of_answers_has_floors() -> None:
    held = set(gate.read().floors)
    assert {"gold", "agreements", "access", "standards"} <= held
    assert all((HOME / f"{name}.jsonl").is_file() for name in held)
