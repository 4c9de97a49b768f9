"""A backup holds what cannot be rebuilt, a restore puts it back; neither leaves a half of anything."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from ingest.backup import MANIFEST, backup
from ingest.ingest import ingest
from ingest.ledger import Ledger
from ingest.restore import _RESTORING, restore
from kb.errors import InputError
from kb.settings import Settings
from tests.conftest import CORPUS, ROOT


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder with documents taken in as `tessera ingest` does, feedback, and what is rebuilt."""
    home = tmp_path_factory.mktemp("real")
    (home / "rule.md").write_text("# Zebra rule\n\nZebra widgets need a blue sticker.\n", encoding="utf-8")
    (home / "表.csv").write_text("a,b\n1,二\n", encoding="utf-8")
    settings = Settings(data_dir=home / "data", corpus_dir=CORPUS, llm_key="s3cret", auth="me:hash", language="zh")
    ingest([str(home / "rule.md"), str(home / "表.csv")], settings)
    (settings.data_dir / "feedback.jsonl").write_text('{"vote": "up"}\n', encoding="utf-8")
    (settings.data_dir / "index" / "abc").mkdir(parents=True)
    (settings.data_dir / "index" / "current").write_text("abc", encoding="utf-8")
    (settings.data_dir / "crawl.lock").touch()
    (settings.data_dir / "feedback.link").symlink_to("/etc/hostname")
    return settings


@pytest.fixture
def archive(real: Settings, tmp_path: Path) -> Path:
    backup(real, tmp_path / "out" / "b.tar.gz")
    return tmp_path / "out" / "b.tar.gz"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and "sqlite" not in path.name
    }


def _elsewhere(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "new", corpus_dir=CORPUS)


def test_what_is_restored_is_what_was_backed_up(real: Settings, archive: Path, tmp_path: Path) -> None:
    there = _elsewhere(tmp_path)
    done = restore(archive, there)
    kept = {n: b for n, b in _files(real.data_dir).items() if not n.startswith(("index/", "crawl"))}
    assert _files(there.data_dir) == kept
    assert {"feedback.jsonl"} < set(kept)
    with Ledger(real.data_dir) as old, Ledger(there.data_dir) as new:
        assert list(new._db.iterdump()) == list(old._db.iterdump())
    assert ("TESSERA_LANGUAGE", "zh", "auto") in done.differing
    again = tmp_path / "again.tar.gz"
    backup(there, again)
    assert _names(again) == _names(archive)


def _names(archive: Path) -> set[str]:
    with tarfile.open(archive) as tar:
        return set(tar.getnames())


def test_no_secret_is_in_it_and_nobody_else_reads_it(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        assert tar.getnames()[-1] == MANIFEST
        told = tar.extractfile(MANIFEST)
        assert told
        manifest = told.read().decode()
    assert "s3cret" not in manifest
    assert "me:hash" not in manifest
    assert json.loads(manifest)["settings"]["TESSERA_LANGUAGE"] == "zh"
    assert archive.stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_is_replaced_only_when_told_and_what_is_rebuilt_stays(
    archive: Path, tmp_path: Path
) -> None:
    there = _elsewhere(tmp_path)
    (there.data_dir / "index").mkdir(parents=True)
    (there.data_dir / "index" / "current").write_text("mine", encoding="utf-8")
    (there.data_dir / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.txt.*--force"):
        restore(archive, there)
    assert _files(there.data_dir) == {"index/current": b"mine", "mine.txt": b"mine"}
    restore(archive, there, force=True)
    found = _files(there.data_dir)
    assert "mine.txt" not in found
    assert found["index/current"] == b"mine"
    assert not [path for path in there.data_dir.iterdir() if path.name.startswith(".")]


def _made(path: Path, entries: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for entry, content in entries:
            entry.size = len(content) if entry.isreg() else 0
            tar.addfile(entry, io.BytesIO(content))
    return path


def _manifest(**changes: Any) -> tuple[tarfile.TarInfo, bytes]:
    whole = {"format": 1, "tessera": "9", "ledger": 1, "made": "", "settings": {}, "files": [], **changes}
    return tarfile.TarInfo(MANIFEST), json.dumps(whole).encode()


def _link(kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo("feedback.jsonl")
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        *(([(tarfile.TarInfo(name), b"x"), _manifest()], "is no backup of ours") for name in (
            "../evil", "/etc/evil", "a/../../evil", "index/current", "encoder/x", ".hidden", "a\\b", "./a", "a//b", "crawl.lock", "..",
        )),
        ([(_link(tarfile.SYMTYPE), b""), _manifest()], "is no backup of ours"),
        ([(_link(tarfile.LNKTYPE), b""), _manifest()], "is no backup of ours"),
        ([(_link(tarfile.DIRTYPE), b""), _manifest()], "is no backup of ours"),
        ([(tarfile.TarInfo("a"), b"x"), (tarfile.TarInfo("a"), b"y"), _manifest()], "stands twice"),
        ([(tarfile.TarInfo("a"), b"x"), _manifest()], "'a' is not as its manifest has it"),
        ([_manifest(files=[{"path": "a", "size": 1, "sha256": "0"}])], "'a' is not as its manifest has it"),
        ([(tarfile.TarInfo("a"), b"x")], "has no manifest"),
        ([(tarfile.TarInfo(MANIFEST), b"{")], "manifest cannot be read"),
        ([_manifest(format=2)], "newer Tessera"),
        ([_manifest(ledger=99)], "newer Tessera"),
        ([_manifest(), (tarfile.TarInfo("a"), b"x")], "out of place"),
    ],
)  # fmt: skip
def test_what_is_no_backup_of_ours_restores_nothing(entries: Any, told: str, tmp_path: Path) -> None:
    there = _elsewhere(tmp_path)
    with pytest.raises(InputError, match=told):
        restore(_made(tmp_path / "evil.tar.gz", entries), there)
    assert list(there.data_dir.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"evil.tar.gz", "new"}


def test_a_damaged_archive_restores_nothing(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    middle = len(whole) // 2
    broken = [b"", b"text", whole[:middle], whole[: middle // 2], whole[:middle] + b"\0\0\0\0" + whole[middle + 4 :]]
    for n, content in enumerate(broken):
        path = tmp_path / f"{n}.tar.gz"
        path.write_bytes(content)
        there = _elsewhere(tmp_path)
        with pytest.raises(InputError, match="nothing was restored"):
            restore(path, there)
        assert list(there.data_dir.iterdir()) == []


def test_a_disk_that_is_full_leaves_what_was_there(real: Settings, archive: Path, tmp_path: Path) -> None:
    before = archive.read_bytes()
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)); from app.cli import main; main()"
    there = tmp_path / "new"
    (there / "own").mkdir(parents=True)
    (there / "own" / "a.txt").write_text("mine", encoding="utf-8")
    for words, data in ((("backup", str(archive)), real.data_dir), (("restore", "--force", str(archive)), there)):
        environment = {**os.environ, "TESSERA_DATA_DIR": str(data), "TESSERA_CORPUS_DIR": str(CORPUS)}
        done = subprocess.run(
            [sys.executable, "-c", limited, *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.iterdir()] == ["b.tar.gz"]
    assert _files(there) == {"own/a.txt": b"mine"}


def test_a_move_that_fails_is_undone(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = _elsewhere(tmp_path)
    there.data_dir.mkdir()
    (there.data_dir / "mine.txt").write_text("mine", encoding="utf-8")
    real_rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "snapshots":
            raise OSError(5, "the disk is gone", str(self))
        return real_rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="disk is gone"):
        restore(archive, there, force=True)
    assert _files(there.data_dir) == {"mine.txt": b"mine"}


def test_one_that_is_killed_leaves_the_archive_before_and_the_next_one_is_whole(real: Settings, archive: Path) -> None:
    slow = (
        "import time; from ingest import backup as b; added = b._added\n"
        "def slowly(*words):\n    done = added(*words); print('.', flush=True); time.sleep(60); return done\n"
        "b._added = slowly; from app.cli import main; main()"
    )
    environment = {**os.environ, "TESSERA_DATA_DIR": str(real.data_dir), "TESSERA_CORPUS_DIR": str(CORPUS)}
    command = [sys.executable, "-c", slow, "backup", str(archive)]
    before = archive.read_bytes()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as one:
        assert one.stdout
        one.stdout.read(1)
        time.sleep(0.2)
        one.send_signal(signal.SIGKILL)
    assert archive.read_bytes() == before
    backup(real, archive)
    assert MANIFEST in _names(archive)


def test_an_archive_within_the_data_folder_and_a_folder_that_is_not_there_are_refused(
    real: Settings, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="data folder itself"):
        backup(real, real.data_dir / "b.tar.gz")
    with pytest.raises(InputError, match="no data folder"):
        backup(Settings(data_dir=tmp_path / "none"), tmp_path / "b.tar.gz")


def test_the_commands_say_what_was_done_and_an_error_is_one_line(
    real: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSERA_DATA_DIR", str(real.data_dir))
    made = CliRunner().invoke(app, ["backup", str(tmp_path / "b.tar.gz"), "--json"])
    assert json.loads(made.stdout)["files"] >= 4
    monkeypatch.setenv("TESSERA_DATA_DIR", str(tmp_path / "new"))
    done = CliRunner().invoke(app, ["restore", str(tmp_path / "b.tar.gz")])
    assert "now run: tessera build" in done.stdout
    again = CliRunner().invoke(app, ["restore", str(tmp_path / "b.tar.gz")])
    assert (again.exit_code, len(again.stderr.strip().splitlines())) == (1, 1)
    assert CliRunner().invoke(app, ["restore", str(tmp_path / "none.tar.gz")]).exit_code == 1


def test_what_is_kept_aside_by_a_killed_restore_is_cleared_by_the_next(archive: Path, tmp_path: Path) -> None:
    there = _elsewhere(tmp_path)
    (there.data_dir / f"{_RESTORING}x" / "a").mkdir(parents=True)
    restore(archive, there)
    assert not [path for path in there.data_dir.iterdir() if path.name.startswith(".")]
