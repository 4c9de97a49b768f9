"""A data set: JSONL, one question a line, as CONTRACTS.md has it; unknown keys are kept and ignored."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kb.errors import InputError
from kb.history import Said
from kb.terms import Verdict

HOME = Path(__file__).parent / "datasets"
LOCKED = "locked.sha256"
_OF_OTHERS = ("ingested", "kinds", "tables", "understanding")  # read by modules of their own


class Question(BaseModel):
    """One question with its gold. `must`: facts, each a list of accepted variants; `must_not`: wrong claims."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    question: str
    lang: Literal["en", "zh"] | None = None
    as_of: str | None = None
    type: str = "other"
    answer: str = ""
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    source_url: str = ""
    relevant: dict[str, int] = {}  # record or passage id → grade
    verdict: tuple[Verdict, ...] = ()  # those that would be right; none: no verdict is asked
    abstain: bool = False
    history: tuple[Said, ...] = ()  # what was said before
    twin: str = ""  # the id of the same question in the other language

    @field_validator("verdict", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return () if value is None else (value,) if isinstance(value, str) else value

    @field_validator("relevant", mode="before")
    @classmethod
    def _ids_or_grades(cls, value: object) -> object:
        return dict.fromkeys(value, 1) if isinstance(value, list) else value


def read(path: Path) -> tuple[Question, ...]:
    """The questions of a file; InputError names file and line of what cannot be read, and a locked set that was changed."""
    try:
        whole = path.read_bytes()
    except OSError:
        known = ", ".join(sorted(p.stem for p in HOME.glob("*.jsonl") if p.stem not in _OF_OTHERS))
        raise InputError(f"{path}: no such data set; one of {known}, or the path of a JSONL file") from None
    if is_locked(path):
        _unchanged(path, whole)
    found = []
    for n, line in enumerate(whole.decode("utf-8", "replace").splitlines(), 1):
        if line.strip():
            try:
                found.append(Question.model_validate(json.loads(line)))
            except (ValidationError, json.JSONDecodeError) as error:
                why = "not a question" if is_locked(path) else " ".join(str(error).split())[:200]
                raise InputError(f"{path}: line {n}: {why}") from None
    if not found:
        raise InputError(f"{path}: holds no question; a data set has one a line, as evals/datasets/README.md tells")
    return tuple(found)


def is_locked(path: Path) -> bool:
    """Whether no question of a data set may be shown: only means and counts by type."""
    return path.name.endswith(".locked.jsonl")


def _unchanged(path: Path, whole: bytes) -> None:
    """InputError unless the SHA-256 of the file stands for its name in locked.sha256 beside it, as sha256sum writes it."""
    try:
        lines = (path.parent / LOCKED).read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    told = {name.strip(" *"): digest for digest, _, name in (line.partition(" ") for line in lines)}
    if told.get(path.name) != hashlib.sha256(whole).hexdigest():
        was = "another file than" if path.name in told else "not named in"
        raise InputError(f"{path}: {was} {path.parent / LOCKED}; bring back the file that was locked")
