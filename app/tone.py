"""Verdict → the tone a door shows it in. How it looks, never what it means: the words stand beside it."""

from __future__ import annotations

from enum import StrEnum

from kb.terms import Verdict


class Tone(StrEnum):
    good = "good"
    part = "part"
    bad = "bad"
    none = "none"


_TONE: dict[Verdict, tuple[Tone, int]] = {  # the tone, and how many of the four tiles are laid
    Verdict.accepted_as_final: (Tone.good, 4),
    Verdict.accepted_as_test_evidence: (Tone.good, 3),
    Verdict.accepted_for_inspection: (Tone.good, 3),
    Verdict.reliance: (Tone.good, 3),
    Verdict.conditional: (Tone.part, 2),
    Verdict.voluntary_only: (Tone.part, 1),
    Verdict.sources_conflict: (Tone.part, 2),
    Verdict.superseded_or_suspended: (Tone.bad, 1),
    Verdict.not_accepted: (Tone.bad, 0),
    Verdict.not_in_base: (Tone.none, 0),
}


def tone(verdict: Verdict | None) -> Tone:
    return _TONE[verdict][0] if verdict else Tone.none


def tiles(verdict: Verdict | None) -> int:
    """How many of four tiles are laid."""
    return _TONE[verdict][1] if verdict else 4
