"""Answer and Found → the JSON of CONTRACTS.md sections 3 and 4, and the Markdown a reader copies. Decides nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from kb.chips import chips, titled
from kb.language import PHRASE, SOURCE_TIER, TIER, VERDICT
from kb.library import Library
from kb.model import Answer, Citation, Claim, Found, Language, MarketVerdict, Query
from kb.records import SourceRef, Text
from kb.terms import SourceTier

_PLACES = (
    (re.compile(r"\btable (\d+)"), r"表\1"),
    (re.compile(r"\brow (\d+)"), r"第\1行"),
    (re.compile(r"\bcolumns? ([\d–, ]*\d)"), r"第\1列"),
    (re.compile(r"\bpage (\d+)"), r"第\1页"),
    (re.compile(r"\bnotes$"), "注"),
)


def answer_json(answer: Answer, one: str | None = None) -> dict[str, Any]:
    """The answer as CONTRACTS.md section 3 has it, with `tier`, `markets`, `reason`, `composed` (worded by a model) and `follow_ups` besides."""
    return {
        "id": one or answer_id(answer),
        "question": answer.question,
        "language": answer.language,
        "as_of": answer.as_of.isoformat(),
        "status": answer.status,
        "verdict": answer.verdict.value if answer.verdict else None,
        "tier": answer.tier.value if answer.tier else None,
        "answer": answer.markdown,
        "claims": [_claim(claim) for claim in answer.claims],
        "gaps": [_claim(gap) for gap in answer.gaps],
        "citations": [citation_json(citation) for citation in answer.citations],
        "markets": [_market(one) for one in answer.markets],
        "query": query_json(answer.query),
        "follow_ups": list(answer.follow_ups),
        "reason": answer.reason or None,
        "composed": answer.composed,
        "took_ms": round(answer.took_ms, 1),
    }


def answer_id(answer: Answer) -> str:
    """A name for an answer whose asker gave none: the same question, language and day have the same."""
    told = "\0".join((answer.question, answer.language, answer.as_of.isoformat(), answer.markdown))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]


def citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "id": citation.id,
        "kind": citation.kind,
        "title": citation.title,
        "publisher": citation.publisher,
        "url": citation.url,
        "at": citation.at,
        "tier": citation.tier,
        "published": citation.published,
        "checked": citation.checked,
        "quote": citation.quote,
        "note": citation.note,
        "cautions": list(citation.cautions),
    }


def query_json(query: Query) -> dict[str, Any]:
    """What the question was understood to ask, under the contract's names."""
    return {
        "language": query.language,
        "from": list(query.origins),
        "to": list(query.markets),
        "products": list(query.products),
        "evidence": list(query.evidence),
        "standards": list(query.standards),
        "intent": query.intent,
    }


def found_json(found: Found) -> dict[str, Any]:
    """One search result as CONTRACTS.md section 4 has it."""
    evidence = found.evidence
    return {
        "id": evidence.id,
        "kind": evidence.kind,
        "title": evidence.title,
        "text": evidence.text,
        "url": evidence.url,
        "at": evidence.at,
        "score": round(found.score, 4),
        "signals": {name: round(value, 4) for name, value in found.signals.items()},
    }


def sources_json(refs: Iterable[SourceRef], library: Library) -> list[dict[str, Any]]:
    """The references, each with the name of its publisher and how far that one is trusted."""
    sources = library.sources
    return [
        {
            **ref.model_dump(mode="json"),
            "publisher": sources[ref.source].publisher.name if ref.source in sources else None,
            "tier": sources[ref.source].tier.value if ref.source in sources else None,
        }
        for ref in refs
    ]


def error_json(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def answer_markdown(answer: Answer, library: Library | None = None) -> str:
    """The answer with its sources, as it is copied from the page or the terminal; given the library, its title says what was understood."""
    asked = (
        [titled(answer, library), corrected_words(answer.query, library, answer.language)]
        if library
        else [answer.question]
    )
    lines = [*(f"> {line}" for line in asked if line), "", answer.markdown]
    if answer.citations:
        lines += ["", f"**{say(SOURCES, answer.language)}**"]
        lines += [_source_line(citation, answer.language) for citation in answer.citations]
    return "\n".join(lines)


def corrected_words(query: Query, library: Library, language: Language) -> str:
    """What the reader corrected, in words; empty where nothing was."""
    if not query.corrected:
        return ""
    told = [chip.label for chip in chips(query, library) if chip.corrected]
    gone = [say(REMOVED[role], language) for role in query.corrected if role in REMOVED and not getattr(query, role)]
    return say(CORRECTED, language).format(("、" if language == "zh" else ", ").join((*told, *gone)))


CORRECTED = Text(en="Corrected by hand: {}", zh="已手动更正：{}")
REMOVED = {
    "markets": Text(en="no market", zh="不限市场"),
    "origins": Text(en="no origin", zh="不限来源地"),
    "products": Text(en="no product", zh="不限产品"),
    "evidence": Text(en="no evidence", zh="不限证明"),
}
SOURCES = Text(en="Sources", zh="来源")
CHECKED = Text(en="checked {}", zh="核实于{}")
READ = Text(en="read {}", zh="读取于{}")


def say(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def verdict_words(answer: Answer, language: Language) -> tuple[str, str]:
    """The verdict and its legal tier in words; empty where there is none."""
    verdict = say(VERDICT[answer.verdict], language) if answer.verdict else ""
    return verdict, say(TIER[answer.tier], language) if answer.tier else ""


def source_tier(tier: str, language: Language) -> str:
    """How far a source is trusted, in words; a tier of its own (an ingested file's) stands as it is."""
    try:
        return say(SOURCE_TIER[SourceTier(tier)], language)
    except ValueError:
        return say(UNVERIFIED_TIER, language) if tier == "unverified" else tier


UNVERIFIED_TIER = Text(en="own document", zh="自有文件")


def checked_words(citation: Citation, language: Language) -> str:
    """When a person checked the fact at its source (or, of a document, when it was read), or that nobody has yet."""
    if citation.checked is None:
        return say(PHRASE["unverified"], language)
    words = READ if citation.kind == "passage" else CHECKED
    return say(words, language).format(citation.checked[:10])


def place(citation: Citation, language: Language) -> str:
    """Where in its source a citation stands; of a passage, table, row, column and page in the reader's language."""
    at = citation.at
    if language == "zh" and citation.kind == "passage":
        for pattern, words in _PLACES:
            at = pattern.sub(words, at)
    return at


def safe_url(url: str) -> str | None:
    """The address if a reader may follow it: http or https with a host; None otherwise."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    harmless = parts.scheme in ("http", "https") and parts.hostname and not any(c <= " " for c in url.strip())
    return url.strip() if harmless else None


def _market(one: MarketVerdict) -> dict[str, Any]:
    """The verdict of one market with the keys behind it: met, not met, or open."""
    return {
        "market": one.market,
        "verdict": one.verdict.value,
        "tier": one.tier.value if one.tier else None,
        "keys": [
            {"key": k.key.value, "state": k.state.value, "text": k.text, "citations": list(k.citations)}
            for k in one.keys
        ],
        "gaps": [_claim(gap) for gap in one.gaps],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {"text": claim.text, "citations": list(claim.citations)}


def _source_line(citation: Citation, language: Language) -> str:
    where = ", ".join(filter(None, (citation.publisher, place(citation, language))))
    told = f"{citation.n}. {citation.title} — {where} ({checked_words(citation, language)})"
    return f"{told} {citation.url}" if safe_url(citation.url) else told
