"""What readers thought of an answer, kept on this machine: one JSON object a line in <data_dir>/feedback.jsonl."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.readable import readable
from app.render import answer_id
from app.views.words import LONGEST_REASON
from kb.model import Answer

LARGEST = 50_000_000  # bytes of the file; full: nothing more is kept


@dataclass(frozen=True, slots=True)
class Vote:
    vote: Literal["up", "down"]
    reason: str = ""

    @classmethod
    def of(cls, data: object) -> Vote | None:
        """What came from the browser, if it is a vote."""
        sent = data if isinstance(data, dict) else {}
        reason = sent.get("reason", "")
        kept = readable(reason).strip()[:LONGEST_REASON] if isinstance(reason, str) else ""
        match sent.get("vote"):
            case "up":
                return cls("up")
            case "down":
                return cls("down", kept)
            case _:
                return None


def keep(vote: Vote, answer: Answer, data_dir: Path) -> bool:
    """Adds the vote to the file, readable by its owner only; False when the file is full. Raises OSError."""
    row = {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "vote": vote.vote,
        "reason": vote.reason,
        "id": answer_id(answer),
        "question": answer.question,
        "language": answer.language,
        "as_of": answer.as_of.isoformat(),
        "status": answer.status,
        "verdict": answer.verdict.value if answer.verdict else None,
        "citations": [citation.id for citation in answer.citations],
    }
    data_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(data_dir / "feedback.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_size >= LARGEST:
            return False
        os.write(handle, (json.dumps(row, ensure_ascii=False) + "\n").encode())  # one write: lines never mix
    finally:
        os.close(handle)
    return True
