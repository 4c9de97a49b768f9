"""Letters, signs and colours of tiers and standings: each says alone what the others say."""

from __future__ import annotations

from app.views.elements import w
from kb.matrix import Stand, Standing
from kb.model import Language
from kb.records import Text
from kb.terms import Tier

LETTER = {
    Tier.government: Text(en="G", zh="政"),
    Tier.equivalence: Text(en="E", zh="等"),
    Tier.unilateral: Text(en="L", zh="法"),
    Tier.reliance: Text(en="R", zh="依"),
    Tier.body_scheme: Text(en="S", zh="机"),
    Tier.accreditation: Text(en="A", zh="认"),
}
SYMBOL = {
    Standing.applies: "●",
    Standing.partly: "◐",
    Standing.unused: "○",
    Standing.talks: "□",
    Standing.not_yet: "◇",
    Standing.ended: "✕",
}
_BINDING = frozenset({Tier.government, Tier.equivalence, Tier.unilateral})


def standing_words(one: Standing, language: Language) -> str:
    """Escaped."""
    return w(f"standing_{one.value}", language)


def tone_of(one: Stand) -> str:
    """Green: applied, and authorities are bound or it is their law; ochre: applied without binding them, or in part; grey: not
    in use; red: ended."""
    if one.standing is Standing.applies:
        return "tone-good" if one.tier in _BINDING else "tone-part"
    return {"partly": "tone-part", "ended": "tone-bad"}.get(one.standing, "tone-none")
