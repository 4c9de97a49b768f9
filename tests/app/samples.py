"""An answer made by hand, so that rendering is tested without a base."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kb.model import Answer, Citation, Claim, Evidence, Found, Language, Query
from kb.terms import Intent, Tier, Verdict

DAY = dt.date(2026, 11, 21)
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'

CITED = Citation(
    n=1, id="requirements/sa#lighting", kind="record", title="Saudi Arabia: SABER for lamps", publisher="SASO",
    url="https://www.saso.gov.sa/x", at="Article 5", tier="official", published="2024-01", checked="2026-11-20",
    quote="Saudi Arabia: a CB test report is taken.",
)  # fmt: skip
UNSEEN = replace(CITED, n=2, title="IECEE CB scheme", tier="scheme_owner", checked=None, published=None)


def answer(language: Language = "en", **changes: object) -> Answer:
    made = Answer(
        question="Does Saudi Arabia accept my CB certificate for a lamp?",
        language=language,
        as_of=DAY,
        status="answered",
        verdict=Verdict.conditional,
        tier=Tier.unilateral,
        markdown=(
            "**Conditional** · Saudi Arabia · lamp (legal tier: the market's own law) [1]\n\nIt is taken. [1] [2]\n\n"
            "**Still missing**\n1. Register in SABER. [1]\n2. Name an importer. [2]\n\n- one\n- two\n\nAs of 2026-11-21."
        ),
        claims=(Claim("It is taken.", (1, 2)),),
        gaps=(Claim("Register in SABER.", (1,)),),
        citations=(CITED, UNSEEN),
        query=Query(
            "q",
            language,
            Intent.accepted,
            DAY,
            markets=("SA",),
            origins=("CN",),
            products=("lamp",),
            evidence=("cb-test-certificate",),
        ),
        follow_ups=("And for Brazil?",),
        took_ms=41.04,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def found() -> Found:
    evidence = Evidence(
        "requirements/sa#lighting",
        "record",
        "SABER",
        "Words.",
        "SASO",
        "https://www.saso.gov.sa/x",
        "Article 5",
        "official",
        None,
        None,
    )
    return Found(evidence, 0.81234, {"dense": 0.5, "lexical": 0.25, "record": 1.0})
