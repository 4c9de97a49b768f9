"""The evidence pack: an answer as one JSON with everything it rests on, so that it can be checked later and elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.render import answer_json, sources_json
from app.views.words import ui
from kb.base import Kb
from kb.chips import titled
from kb.model import Answer
from kb.recorded import Recorded, records_of
from kb.versions import versions

FORMAT = "tessera-evidence-pack/1"


def pack_json(answer: Answer, kb: Kb, today: dt.date) -> dict[str, Any]:
    """Question, language, day and answer (CONTRACTS.md section 3); the records and passages cited, in full; their sources; versions."""
    ids = tuple(dict.fromkeys(citation.id for citation in answer.citations))
    records = records_of(kb.library, ids)
    return {
        "format": FORMAT,
        "title": titled(answer, kb.library),
        "question": answer.question,
        "language": answer.language,
        "as_of": answer.as_of.isoformat(),
        "answer": answer_json(answer),
        "records": [_record(record, named, kb) for record, named in records],
        "passages": [_passage(one, answer, kb) for one in ids if one not in kb.statements],
        "sources": _sources((record for record, _ in records), kb),
        "versions": asdict(versions(kb)),
        "packed": today.isoformat(),
        "note": ui("foot", answer.language),
    }


def _record(record: Recorded, named: tuple[str, ...], kb: Kb) -> dict[str, Any]:
    told = [(one, kb.statements[one]) for one in named if one in kb.statements]
    return {
        "kind": record.kind,
        "key": record.key,
        "file": record.file,
        "cited_as": list(named),
        "statements": [{"id": one, "en": statement.told("en"), "zh": statement.told("zh")} for one, statement in told],
        "record": record.record.model_dump(mode="json"),
        "sources": sources_json(record.sources, kb.library),
    }


def _passage(one: str, answer: Answer, kb: Kb) -> dict[str, Any]:
    """A passage of a document in full, as it was read."""
    found = kb.evidence(one, answer.language)[0]
    return {
        name: getattr(found, name)
        for name in ("id", "title", "text", "publisher", "url", "at", "tier", "published", "checked")
    }


def _sources(records: Iterable[Recorded], kb: Kb) -> list[dict[str, Any]]:
    """Whose pages the records rest on: each source once, with its publisher, its licence and the newest check of a page cited."""
    refs = [ref for record in records for ref in record.sources if ref.source in kb.library.sources]
    days: dict[str, list[str]] = {}
    for ref in refs:
        days.setdefault(ref.source, []).extend([ref.checked.isoformat()] if ref.checked else [])
    return [
        {
            **kb.library.sources[key].model_dump(mode="json", include={"key", "title", "publisher", "tier", "about", "licence"}),
            "checked": max(checked, default=None),
        }
        for key, checked in days.items()
    ]  # fmt: skip
