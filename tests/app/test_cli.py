"""The command line: what stdout holds, what stderr holds, and how it ends."""

from __future__ import annotations

import csv
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from app.cli import app
from app.users import line
from app.web import listen
from kb.errors import InputError
from kb.settings import Settings
from tests.conftest import CORPUS

LAMP = "Does Japan accept my CB certificate for an LED lamp?"


@pytest.fixture
def tessera(built: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TESSERA_DATA_DIR", str(built.data_dir))
    monkeypatch.setenv("TESSERA_CORPUS_DIR", str(CORPUS))

    def run(*words: str) -> Any:
        return CliRunner().invoke(app, words)

    return run


@pytest.fixture
def own_base(tmp_path: Path, built: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a data folder and an empty corpus of its own, so that nothing shared is changed."""
    (tmp_path / "corpus" / "vocabulary").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "encoder").symlink_to(built.data_dir / "encoder")
    monkeypatch.setenv("TESSERA_CORPUS_DIR", str(tmp_path / "corpus"))
    monkeypatch.setenv("TESSERA_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def _one_line(result: Any) -> str:
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("tessera: ")
    return str(line)


def test_an_answer_as_json_is_one_value_on_stdout(tessera: Any) -> None:
    result = tessera("ask", LAMP, "--json", "--as-of", "2026-01-01", "--lang", "zh")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["language"], told["as_of"], told["query"]["to"]) == (0, "zh", "2026-01-01", ["JP"])


def test_an_answer_in_the_terminal_has_verdict_and_sources(tessera: Any) -> None:
    result = tessera("ask", LAMP)
    assert result.exit_code == 0
    assert "Sources" in result.stdout
    assert "[1]" in result.stdout


def test_a_search_shows_scores_and_signals(tessera: Any) -> None:
    found = json.loads(tessera("search", "LED lamp Japan", "-k", "2", "--json").stdout)
    assert [set(one["signals"]) for one in found] == [{"dense", "lexical", "record"}] * 2
    assert "dense" in tessera("search", "LED lamp Japan", "-k", "1").stdout


def test_a_search_looks_through_a_part_of_the_base(tessera: Any) -> None:
    found = json.loads(tessera("search", "LED lamp", "-k", "5", "--in", "requirements/jp", "--json").stdout)
    assert found
    assert all(one["id"].startswith("requirements/jp") for one in found)
    wrong = tessera("search", "LED lamp", "--in", "requirement/jp")
    assert wrong.exit_code == 1
    assert "requirements/sa" in wrong.stderr


@pytest.mark.parametrize("question", ["", "   ", "?", "x" * 20_000])
def test_a_question_that_cannot_be_read_is_one_line(question: str, tessera: Any) -> None:
    assert "question" in _one_line(tessera("ask", question))


@pytest.mark.parametrize(
    "words",
    [("ask",), ("ask", "q", "--lang", "fr"), ("ask", "q", "--as-of", "soon"), ("ask", "--batch", "x"), ("search", "x", "-k", "0"), ("none",)],
)  # fmt: skip
def test_wrong_usage_ends_with_two(words: tuple[str, ...], tessera: Any) -> None:
    assert tessera(*words).exit_code == 2


def test_a_batch_keeps_its_order_and_a_bad_row_never_stops_it(tmp_path: Path, tessera: Any) -> None:
    rows = [
        json.dumps({"id": "a", "question": LAMP, "must": [["x"]]}).encode(),
        b"not json",
        b'{"id": "c"}',
        json.dumps({"id": "d", "question": ""}).encode(),
        '{"id": "e", "question": "电饭煲"}'.encode("gbk"),
        b"",
        json.dumps(
            {"id": "f", "question": "那韩国呢？", "history": [{"role": "user", "content": LAMP}], "as_of": "2025-01-01"}
        ).encode(),
        json.dumps({"id": "g", "question": LAMP, "as_of": "never"}).encode(),
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\n".join(rows))
    result = tessera("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"), "--json")
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert result.exit_code == 0
    assert json.loads(result.stdout)["failed"] == 5
    assert [row["id"] for row in told] == ["a", "line-2", "c", "d", "line-5", "f", "g"]
    assert ["error" in row for row in told] == [False, True, True, True, True, False, True]
    assert told[0]["must"] == [["x"]]
    assert (told[5]["query"]["to"], told[5]["query"]["products"], told[5]["as_of"]) == (
        ["KR"],
        ["led-lamp"],
        "2025-01-01",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_batch_that_is_missing_or_would_overwrite_itself_is_one_line(tmp_path: Path, tessera: Any) -> None:
    assert "JSONL" in _one_line(tessera("ask", "--batch", str(tmp_path / "no"), "--out", str(tmp_path / "out")))
    (tmp_path / "in").write_text('{"question": "x"}')
    assert "itself" in _one_line(tessera("ask", "--batch", str(tmp_path / "in"), "--out", str(tmp_path / "in")))


def test_without_an_index_every_door_names_the_next_command(
    tmp_path: Path, tessera: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSERA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TESSERA_PORT", str(_free_port()))
    for words in (("ask", LAMP), ("search", "x"), ("serve",)):
        assert "tessera build" in _one_line(tessera(*words))


def test_a_build_of_what_is_built_says_so(own_base: Path) -> None:
    (own_base / "corpus" / "vocabulary" / "economies.yaml").write_text(
        '- {code: "EU", names: {en: "European Union", zh: "欧盟"}}\n', encoding="utf-8"
    )
    (own_base / "own.txt").write_text("One sentence of our own, to be found.\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["ingest", str(own_base / "own.txt")]).exit_code == 0
    result = CliRunner().invoke(app, ["build", "--json"])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["unchanged"] is True


def test_a_corpus_is_proved_and_what_is_wrong_is_told_line_by_line(
    tmp_path: Path, tessera: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vocabulary").mkdir()
    monkeypatch.setenv("TESSERA_CORPUS_DIR", str(tmp_path))
    assert tessera("check").exit_code == 0
    (tmp_path / "vocabulary" / "economies.yaml").write_text("- {code: EU}\n- [x]\n", encoding="utf-8")
    result = tessera("check")
    assert result.exit_code == 1
    assert result.stdout.count("vocabulary/economies.yaml") == 2
    monkeypatch.setenv("TESSERA_CORPUS_DIR", "/nowhere")
    assert "TESSERA_CORPUS_DIR" in _one_line(tessera("check"))


def test_the_settings_are_listed_and_a_password_is_not_shown(tessera: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_AUTH", f"{line('me', 'secret, secret')}")
    rows = {row["name"]: row for row in json.loads(tessera("config", "--json").stdout)}
    assert set(rows) == {f"TESSERA_{name.upper()}" for name in Settings.model_fields}
    assert rows["TESSERA_PORT"]["default"] == "7860"
    assert rows["TESSERA_AUTH"]["value"] == "me:***"
    assert "scrypt" not in tessera("config").stdout
    monkeypatch.setenv("TESSERA_AUTH", "me:secret")
    assert "secret" not in tessera("config").stdout


def test_a_wrong_setting_is_named(tessera: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_PORT", "many")
    assert "TESSERA_PORT" in _one_line(tessera("config"))


def test_own_files_come_in_and_a_bad_one_does_not_stop_the_others(own_base: Path) -> None:
    (own_base / "own.md").write_text(
        "# Zebra rule\n\nZebra widgets need a blue sticker in Ruritania.\n", encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["ingest", str(own_base / "own.md"), str(own_base / "no.pdf"), "--json"])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["parsed"]) == (1, 1)
    assert [Path(one["path"]).name for one in told["refused"]] == ["no.pdf"]
    found = CliRunner().invoke(app, ["search", "zebra widgets blue sticker", "--json"])
    assert "blue sticker" in json.loads(found.stdout)[0]["text"]


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def test_a_port_that_is_taken_is_one_clear_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="run: tessera serve --port"):
            listen(Settings(port=taken.getsockname()[1]))


def test_coverage_between_two_economies_is_printed_and_written(tessera: Any, tmp_path: Path) -> None:
    sheet, table = tmp_path / "cover.xlsx", tmp_path / "cover.csv"
    result = tessera("coverage", "China", "NZ", "--sector", "emc", "--xlsx", str(sheet), "--csv", str(table))
    assert result.exit_code == 0
    assert "China–New Zealand agreement on conformity assessment" in result.stdout
    rows = json.loads(tessera("coverage", "CN", "NZ", "--sector", "emc", "--json").stdout)
    assert rows[0].keys() >= {"agreement", "tier", "status", "statement", "source", "checked"}
    assert len(list(csv.DictReader(table.open(encoding="utf-8-sig")))) == len(rows)
    assert load_workbook(sheet).active.max_row == len(rows) + 1


def test_coverage_that_is_not_recorded_is_no_proof_and_a_wrong_name_is_one_line(tessera: Any) -> None:
    assert "no proof that there is none" in tessera("coverage", "Bhutan", "Kiribati").stdout
    assert "Narnia" in _one_line(tessera("coverage", "CN", "Narnia"))


def test_facts_are_drawn_with_their_sources_and_the_corpus_is_counted(tessera: Any) -> None:
    drawn = json.loads(tessera("check", "--sample", "5", "--seed", "3", "--json").stdout)
    assert len(drawn) == 5
    assert all(one["sources"][0]["url"].startswith("http") for one in drawn)
    assert tessera("check", "--sample", "5", "--seed", "3").stdout.count("http") >= 5
    assert "Markets by product families" in tessera("check", "--counts").stdout


def test_an_answer_is_exported_beside_what_is_printed(tessera: Any, tmp_path: Path) -> None:
    for name in ("answer.docx", "answer.json", "answer.md"):
        told = tessera("ask", LAMP, "--json", "--export", str(tmp_path / name))
        assert told.exit_code == 0
        assert json.loads(told.stdout)["question"] == LAMP
        assert f"Saved: {tmp_path / name}" in told.stderr
        assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize("words", [("--export", "answer.doc"), ("--export", "nowhere/answer.md")])
def test_an_export_that_cannot_be_written_is_told_in_one_line(
    words: tuple[str, ...], tessera: Any, tmp_path: Path
) -> None:
    told = tessera("ask", LAMP, words[0], str(tmp_path / words[1]))
    assert told.exit_code == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())
