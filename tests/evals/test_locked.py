"""A locked set is scored and never shown; no data set's wording stands in what answers are made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.dataset import HOME, read
from evals.kinds import Asked, is_held
from evals.report import write
from kb.errors import InputError
from kb.words import normal
from tests.evals.made import made, row

ROOT = Path(__file__).parents[2]
_SHORT = 24  # characters: "and Japan?" is anybody's


def _locked(folder: Path, text: str = '{"id": "secret-1", "question": "Never to be shown"}\n') -> Path:
    path = folder / "x.locked.jsonl"
    path.write_text(text, encoding="utf-8")
    (folder / "locked.sha256").write_text(f"{hashlib.sha256(text.encode()).hexdigest()}  {path.name}\n")
    return path


def test_a_locked_set_is_read_only_as_it_was_locked(tmp_path: Path) -> None:
    path = _locked(tmp_path)
    assert len(read(path)) == 1
    path.write_text('{"id": "1", "question": "Easier"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.locked\.jsonl: another file than .*locked\.sha256"):
        read(path)
    (tmp_path / "locked.sha256").unlink()
    with pytest.raises(InputError, match="not named in"):
        read(path)


def test_an_error_in_a_locked_set_shows_nothing_of_it(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        read(_locked(tmp_path, '{"question": "Never to be shown"}'))
    assert str(told.value).endswith("line 1: not a question")


def test_of_a_locked_set_no_file_of_a_report_holds_a_question_or_an_answer(tmp_path: Path) -> None:
    result = made(row("secret-1", 0.0, cause="harm"), row("secret-2"), dataset="x.locked", locked=True)
    for path in write((result,), tmp_path, {"x.locked": "0"}):
        text = path.read_text(encoding="utf-8")
        assert "secret" not in text
        assert "Said" not in text
        assert "asked" not in text
    assert result.types["accepted"]["n"] == 2
    assert json.loads((tmp_path / "results.json").read_text())["results"][0]["locked"] is True


@pytest.mark.parametrize("path", sorted(HOME.glob("*.locked.jsonl")), ids=lambda p: p.name)
def test_the_locked_sets_that_ship_are_those_that_were_locked(path: Path) -> None:
    assert read(path)


def _wordings() -> Iterator[str]:
    """Every question that scores something; those of kinds.jsonl that its model is made of score nothing."""
    for path in HOME.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if (told := row.get("question")) and not (path.stem == "kinds" and not is_held(Asked.model_validate(row))):
                yield _plain(told)


def _plain(text: str) -> str:
    return "".join(normal(text).casefold().split())


def _material() -> Iterator[Path]:
    for room in ("corpus", "kb", "ingest", "app"):
        yield from (p for p in (ROOT / room).rglob("*") if p.suffix in (".py", ".yaml", ".csv", ".md", ".json", ".txt"))


def test_no_question_of_a_data_set_stands_in_the_corpus_or_the_code() -> None:
    by_start: dict[str, set[str]] = {}
    for one in _wordings():
        if len(one) >= _SHORT:
            by_start.setdefault(one[:_SHORT], set()).add(one)
    leaks = set()
    for path in _material():
        text = _plain(path.read_text(encoding="utf-8"))
        for at in range(len(text) - _SHORT + 1):
            if wordings := by_start.get(text[at : at + _SHORT]):
                leaks |= {(path.name, one) for one in wordings if text.startswith(one, at)}
    assert not leaks
