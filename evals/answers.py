"""Anyone's answers, as JSONL of CONTRACTS.md section 3, ready to be scored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.dataset import Question
from evals.systems import blank
from kb.errors import InputError
from kb.terms import Verdict


class _Claim(BaseModel):
    text: str
    citations: tuple[int, ...] = ()


class _Citation(BaseModel):
    n: int
    id: str = ""
    quote: str = ""
    title: str | None = ""
    url: str | None = ""
    checked: str | None = None


class Given(BaseModel):
    """One answer. `found`: the ids that retrieval found, best first; without it retrieval is not scored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    answer: str
    status: Literal["answered", "partial", "abstained"]
    verdict: Verdict | None = None
    claims: tuple[_Claim, ...] = ()
    gaps: tuple[_Claim, ...] = ()
    citations: tuple[_Citation, ...] = ()
    found: tuple[str, ...] | None = None
    took_ms: float = 0.0


def read(path: Path, questions: Sequence[Question]) -> tuple[dict[str, Any], ...]:
    """An answer for each question, in their order; one that is missing, or holds only `error`, says nothing.

    InputError names the line of what is no answer, of an id that no question has, and of one that is given twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); give a JSONL file of answers") from None
    found: dict[str, dict[str, Any]] = {}
    known = {one.id for one in questions}
    for n, line in enumerate(lines, 1):
        if line.strip():
            one, answer = _answer(line, f"{path}: line {n}")
            if one not in known:
                raise InputError(f"{path}: line {n}: no question of the data set has the id {one!r}")
            if one in found:
                raise InputError(f"{path}: line {n}: a second answer to {one!r}; give one a question")
            found[one] = answer
    return tuple(found.get(one.id, blank()) for one in questions)


def _answer(line: str, where: str) -> tuple[str, dict[str, Any]]:
    try:
        row = json.loads(line)
        if isinstance(row, dict) and row.get("error") and isinstance(row.get("id"), str):
            return row["id"], blank()
        given = Given.model_validate(row)
    except (ValidationError, json.JSONDecodeError) as error:
        raise InputError(f"{where}: {' '.join(str(error).split())[:200]}") from None
    return given.id, given.model_dump(mode="json", exclude={"id"})
