"""`tessera eval` on the command line: what it scores, what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from evals.report import FILES
from kb.settings import Settings
from tests.conftest import CORPUS

ASKED = {"id": "1", "question": "Does Japan accept my CB certificate for an LED lamp?", "must": [["PSE"]]}


@pytest.fixture
def tessera(built: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TESSERA_DATA_DIR", str(built.data_dir))
    monkeypatch.setenv("TESSERA_CORPUS_DIR", str(CORPUS))

    def run(*words: object) -> Any:
        return CliRunner().invoke(app, ["eval", *map(str, words)])

    return run


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(ASKED), encoding="utf-8")
    return path


def test_a_data_set_is_scored_reported_and_compared(tessera: Any, dataset: Path, tmp_path: Path) -> None:
    first = tessera(dataset, "--system", "tessera", "--system", "nothing", "--report", tmp_path / "a")
    assert first.exit_code == 0, first.output
    assert "one (1)" in first.stdout
    assert all((tmp_path / "a" / name).is_file() for name in FILES)
    tessera(dataset, "--report", tmp_path / "b")
    told = tessera("--compare", tmp_path / "a" / FILES[2], tmp_path / "b" / FILES[2])
    assert told.stdout.splitlines() == ["one · nothing: only in the old run", "", "one · tessera: nothing changed"]


def test_the_answers_of_a_batch_score_as_the_system_that_gave_them(tessera: Any, dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert CliRunner().invoke(app, ["ask", "--batch", str(dataset), "--out", str(out)]).exit_code == 0
    given = tessera("--dataset", dataset, "--answers", out, "--report", tmp_path / "given")
    assert given.exit_code == 0, given.output
    tessera(dataset, "--report", tmp_path / "ours")
    (theirs,), (ours,) = (
        json.loads((tmp_path / name / FILES[2]).read_text(encoding="utf-8"))["results"][0]["rows"]
        for name in ("given", "ours")
    )
    assert theirs["scores"] == ours["scores"]
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1"}', encoding="utf-8")
    refused = tessera("--dataset", dataset, "--answers", bad)
    assert refused.exit_code == 1
    assert "bad.jsonl: line 1" in refused.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--raise",), 2, "go with --gate"),
        (("--gate", "--system", "bm25"), 2, "scores Tessera alone"),
        (("--system", "gpt"), 1, "'gpt': not known"),
        (("--judge",), 1, "TESSERA_LLM_URL"),
        (("--compare", "a", "b"), 1, "not there"),
        (("none",), 1, "no such data set"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do(
    words: tuple[str, ...], code: int, said: str, tessera: Any, dataset: Path
) -> None:
    result = tessera(*words, *([dataset] if words == ("--judge",) else []))
    assert (result.exit_code, said in " ".join(result.stderr.replace("│", " ").split())) == (code, True), result.stderr
