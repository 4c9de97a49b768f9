"""Two runs → what changed, score by score and question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TIMES = ("p50 ms", "p95 ms")
_LEAST = 1e-9

Saved = Mapping[str, Any]  # what evals/saved.py reads


def compare(old: Saved, new: Saved) -> Iterator[str]:
    """Lines: data that differ, then for each data set and system the means and the questions that changed; "" apart."""
    for name in sorted({*old["fingerprints"], *new["fingerprints"]}):
        if old["fingerprints"].get(name) != new["fingerprints"].get(name):
            yield f"{name}: not the same in both runs"
    before = {(one["dataset"], one["system"]): one for one in old["results"]}
    after = {(one["dataset"], one["system"]): one for one in new["results"]}
    for key in sorted(before.keys() ^ after.keys()):
        yield f"{' · '.join(key)}: only in the {'old' if key in before else 'new'} run"
    for key in [one for one in after if one in before]:
        lines = [*_means(before[key], after[key]), *_questions(before[key], after[key])]
        yield f"\n{' · '.join(key)}: {'nothing changed' if not lines else ''}".rstrip()
        yield from lines


def _means(old: Saved, new: Saved) -> Iterator[str]:
    for name, value in new["means"].items():
        was = old["means"].get(name)
        if name not in _TIMES and (value or was) and (not value or not was or abs(value[0] - was[0]) > _LEAST):
            yield f"  {name}: {_told(was and was[0])} → {_told(value and value[0])}"


def _questions(old: Saved, new: Saved) -> Iterator[str]:
    before = {row["id"]: row for row in old.get("rows", ())}
    now = {row["id"]: row for row in new.get("rows", ())}
    for one in sorted(before.keys() ^ now.keys()):
        yield f"  {one}: only in the {'old' if one in before else 'new'} run"
    for one, row in now.items():
        if one in before and (changes := list(_row(before[one], row))):
            yield f"  {one} {_judged(before[one]['cause'], row['cause'])}: {'; '.join(changes)}"


def _judged(was: str, now: str) -> str:
    if bool(was) == bool(now):
        return "changed"
    return "broken" if now else "mended"


def _row(old: Saved, new: Saved) -> Iterator[str]:
    """What differs, without what only took another time or was worded otherwise at equal scores."""
    for name in ("cause", "status", "verdict"):
        if old[name] != new[name]:
            yield f"{name} {old[name] or 'none'} → {new[name] or 'none'}"
    for name, value in new["scores"].items():
        if old["scores"].get(name) != value:
            yield f"{name} {_told(old['scores'].get(name))} → {_told(value)}"


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
