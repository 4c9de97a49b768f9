"""Many questions, one after another: a JSONL file in, a JSONL file out, in the same order."""

from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from app.progress import bar
from app.readable import readable
from app.render import answer_json, error_json
from kb.answer import ask
from kb.base import Kb
from kb.errors import InputError, KbError
from kb.history import Said, earlier_queries
from kb.model import Language

_READ = frozenset({"id", "question", "lang", "history", "as_of"})
_log = logging.getLogger(__name__)


def answer_all(
    batch: Path, out: Path, kb: Kb, *, language: Language | None = None, as_of: dt.date | None = None
) -> tuple[int, int]:
    """How many rows were answered and how many failed; `out` appears when all are done. Raises InputError.

    `language` and `as_of` stand where a row gives none.
    """
    lines = _lines(batch)
    if out.exists() and out.samefile(batch):
        raise InputError(f"{out}: is the file of questions itself; give --out another name")
    failed = 0
    aside = out.with_name(f".{out.name}.part")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with aside.open("w", encoding="utf-8") as file, bar("Answering") as progress:
            for n, (number, line) in enumerate(lines, 1):
                row = answer_row(line, number, kb, language=language, as_of=as_of)
                failed += "error" in row
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                progress(n, len(lines))
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
    return len(lines) - failed, failed


def answer_row(
    line: bytes, number: int, kb: Kb, *, language: Language | None = None, as_of: dt.date | None = None
) -> dict[str, Any]:
    """One row's answer with the keys it had besides, or the row with `error`. Never raises."""
    row: dict[str, Any] = {}
    one = f"line-{number}"
    try:
        row = _row(line)
        one = str(row.get("id", one))
        _prove(row)
        history = [Said.model_validate(said) for said in row.get("history") or ()]
        answer = ask(
            readable(row["question"]), kb, earlier=earlier_queries(history, kb),
            as_of=_day(row.get("as_of")) or as_of, language=_language(row.get("lang")) or language,
        )  # fmt: skip
    except (KbError, ValidationError) as error:
        told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        return {**_failed(row, one), **error_json("refused", told)}
    except Exception as error:
        _log.exception("line %d could not be answered", number)
        return {**_failed(row, one), **error_json("internal", type(error).__name__)}
    besides = {key: value for key, value in row.items() if key not in _READ}
    return {**besides, **answer_json(answer, one)}


def _lines(batch: Path) -> list[tuple[int, bytes]]:
    try:
        data = batch.read_bytes()
    except OSError as error:
        raise InputError(f"{batch}: {error.strerror}; give --batch a JSONL file") from None
    numbered = enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
    return [(number, line) for number, line in numbered if line.strip()]


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = from_json(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("the line is not UTF-8; save the file so") from None
    except ValueError:
        raise InputError("the line is not JSON; write one object a line") from None
    if not isinstance(row, dict):
        raise InputError("the line is not an object; write one object a line")
    return row


def _prove(row: dict[str, Any]) -> None:
    if not isinstance(row.get("question"), str):
        raise InputError('the row has no "question"; write {"id": "q1", "question": "…"}')
    if not isinstance(row.get("history") or [], list):
        raise InputError('"history" is to be a list of {"role", "content"}')


def _failed(row: dict[str, Any], one: str) -> dict[str, Any]:
    return {"id": one, "question": row.get("question")}


def _day(value: object) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise InputError(f'"as_of" {value!r} is not a day; write 2025-06-30') from None


def _language(value: object) -> Language | None:
    match value:
        case None:
            return None
        case "en":
            return "en"
        case "zh":
            return "zh"
        case _:
            raise InputError(f'"lang" {value!r} is not a language; write "en" or "zh"')
