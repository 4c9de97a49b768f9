"""A build leaves either the new index or the one before it, never something in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.build import build
from kb.answer import ask
from kb.base import current, open_base
from kb.encoder import open_encoder
from kb.errors import IndexUnusable, InputError, ModelError
from kb.library import _Reading, load
from kb.settings import Settings
from tests.conftest import CORPUS, WordEncoder

QUESTION = "What does Japan require for toys?"


@pytest.fixture
def copy(built: Settings, tmp_path: Path) -> Settings:
    """A data folder of one's own, with the shipped index in it."""
    shutil.copytree(built.data_dir, tmp_path / "data")
    return Settings(data_dir=tmp_path / "data", corpus_dir=CORPUS)


def test_a_build_with_nothing_changed_does_nothing(copy: Settings) -> None:
    before = current(copy)
    assert build(copy).unchanged
    assert current(copy) == before


def test_after_one_changed_file_that_file_alone_is_read(
    copy: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus)
    file, read = corpus / "agreements" / "cn-nz-eee.yaml", []
    file.write_text(file.read_text(encoding="utf-8").replace("Zealand", "Zeeland", 1), encoding="utf-8")
    changed = Settings(data_dir=copy.data_dir, corpus_dir=corpus)
    parse = _Reading.yaml

    def watched(self: _Reading, path: Path) -> Any:
        read.append(path.name)
        return parse(self, path)

    monkeypatch.setattr(_Reading, "yaml", watched)
    assert not build(changed).unchanged
    assert read == ["cn-nz-eee.yaml"]
    assert open_base(changed).library == load(corpus)
    assert "Zeeland" in str(open_base(changed).library.agreements["cn-nz-eee"])


def test_a_killed_build_leaves_the_index_before_it_serving_and_the_next_one_completes(
    copy: Settings, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus)
    guide = next((corpus / "guides").glob("*.md"))
    guide.write_text(guide.read_text(encoding="utf-8").replace("# English", "# English", 1) + "\n", encoding="utf-8")
    changed = Settings(data_dir=copy.data_dir, corpus_dir=corpus)
    script = "from ingest.build import build; from kb.settings import Settings; build(Settings(), full=True)"
    env = {**os.environ, "TESSERA_DATA_DIR": str(copy.data_dir), "TESSERA_CORPUS_DIR": str(corpus)}
    process = subprocess.Popen([sys.executable, "-c", script], env=env, cwd=CORPUS.parent)
    deadline = time.monotonic() + 120
    while not list((copy.data_dir / "index").glob(".building-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert ask(QUESTION, open_base(copy)).status == "answered"
    report = build(changed)
    assert not report.unchanged
    assert not list((copy.data_dir / "index").glob(".building-*"))
    assert ask(QUESTION, open_base(changed)).status == "answered"


def test_a_corrupt_index_is_noticed_rebuilt_and_the_user_told(copy: Settings, words: WordEncoder) -> None:
    words.name, words.dimension = (
        (real := open_encoder(copy)).name,
        real.dimension,
    )  # minutes spared: no old vector is trusted
    (current(copy) / "chroma" / "chroma.sqlite3").write_bytes(b"no database")
    with pytest.raises(IndexUnusable, match="tessera build"):
        open_base(copy)
    report = build(copy, encoder=words)
    assert not report.unchanged
    assert "Chroma cannot open it" in report.rebuilt
    assert ask(QUESTION, open_base(copy)).status == "answered"


def test_two_builds_at_once_are_refused(copy: Settings) -> None:
    import fcntl

    with (copy.data_dir / "index" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another build is running"):
            build(copy)


def test_no_index_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="run: tessera build"):
        open_base(Settings(data_dir=tmp_path))


def test_a_damaged_encoder_graph_is_told_with_its_folder(copy: Settings) -> None:
    graph = next((copy.data_dir / "encoder").glob("*/model.onnx"))
    graph.write_bytes(b"no graph")
    with pytest.raises(ModelError, match="not usable"):
        open_base(copy)
