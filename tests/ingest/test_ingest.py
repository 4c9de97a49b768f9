"""What goes in is counted, kept and found again; what cannot go in is refused, alone, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from ingest import ingest as door
from ingest.ingest import Refusal, ingest, stored, stored_passages
from ingest.ledger import Ledger
from ingest.snapshots import keep, kept
from ingest.stored import as_json, authority, load, store
from ingest.worker import Limits, ParserFailed, Worker, answer
from kb.documents import Snapshot, document_id
from kb.errors import InputError
from kb.library import Library
from kb.records import Source
from kb.settings import Settings

GOLDEN = Path(__file__).parent.parent / "golden"


def library(host: str, *, official: bool = True) -> Library:
    source = Source.model_validate(
        {
            "key": "office", "title": "Office", "publisher": {"name": "The Office", "official": official},
            "tier": "official", "about": "https://office.example/", "hosts": [host],
            "licence": {"name": "facts only"}, "language": ["en"], "checked": None,
        }
    )  # fmt: skip
    return Library(sources={"office": source})


def lies(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    (folder / "deep" / ".hidden").mkdir(parents=True)
    shutil.copy(GOLDEN / "html/notice.html", folder / "notice.html")
    shutil.copy(GOLDEN / "csv/tariff.csv", folder / "deep" / "tariff.csv")
    shutil.copy(GOLDEN / "pdf/rules.pdf", folder / "rules.pdf")
    (folder / "deep" / ".hidden" / "secret.txt").write_text("secret")
    return folder


def test_a_folder_is_walked_and_everything_counted_once(inputs: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    report = ingest([inputs], Settings(data_dir=tmp_path / "data"), progress=lambda *step: seen.append(step))
    assert (report.parsed, report.tables, report.unchanged, report.refused) == (3, 5, 0, ())
    assert report.passages == len(list(stored_passages(tmp_path / "data", Library())))
    assert [(n, total) for n, total, _ in seen] == [(1, 3), (2, 3), (3, 3)]
    again = ingest([inputs], Settings(data_dir=tmp_path / "data"))
    assert (again.parsed, again.passages, again.tables, again.unchanged) == (0, 0, 0, 3)


def test_the_same_bytes_under_another_name_are_unchanged(inputs: Path, tmp_path: Path) -> None:
    shutil.copy(inputs / "notice.html", inputs / "copy.html")
    report = ingest([inputs / "notice.html", inputs / "copy.html"], Settings(data_dir=tmp_path / "data"))
    assert (report.parsed, report.unchanged) == (1, 1)


def test_a_changed_file_takes_the_place_of_the_one_before_and_changes_back(inputs: Path, tmp_path: Path) -> None:
    path, data = inputs / "a.txt", tmp_path / "data"
    for text in ("first version", "second version", "first version"):
        path.write_text(text)
        assert ingest([path], Settings(data_dir=data)).parsed == 1
        assert [passage.text for passage in stored_passages(data, Library())] == [text]


def test_a_file_that_moved_keeps_its_document_though_its_old_name_holds_another_now(tmp_path: Path) -> None:
    folder, settings = tmp_path / "files", Settings(data_dir=tmp_path / "data", workers=1)
    folder.mkdir()
    (folder / "a.txt").write_text("the first text")
    ingest([folder], settings)
    (folder / "a.txt").rename(folder / "b.txt")
    (folder / "a.txt").write_text("the second text")
    for order in (["b.txt", "a.txt"], ["a.txt", "b.txt"]):
        report = ingest([folder / name for name in order], settings)
        assert {one.text for one in stored_passages(settings.data_dir, Library())} == {
            "the first text",
            "the second text",
        }
    assert report.unchanged == 2


def test_another_budget_makes_the_documents_anew(inputs: Path, tmp_path: Path) -> None:
    ingest([inputs / "notice.html"], Settings(data_dir=tmp_path / "data"))
    report = ingest([inputs / "notice.html"], Settings(data_dir=tmp_path / "data"), budget=20)
    assert report.parsed == 1


def test_what_is_stored_reads_back_as_it_was(inputs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest([inputs], Settings(data_dir=data))
    for one in stored(data):
        store(one.document.id, as_json(one), tmp_path / "other")
        assert load(tmp_path / "other", one.document.id) == one
        assert kept(one.document.sha256, data).address == one.document.address
        assert one.document.id == document_id(one.document.address)


def test_one_bad_input_stops_no_other_and_leaves_nothing_behind(inputs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (inputs / "empty.txt").touch()
    (inputs / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (inputs / "unreadable.txt").symlink_to("nowhere")
    targets: list[str | Path] = [inputs / "missing.pdf", inputs, "ftp://example.org/a.pdf", "http://127.0.0.1:1/a"]
    report = ingest(targets, Settings(data_dir=data))
    assert report.parsed == 3
    assert {Path(one.path).name: one.reason.split(";")[0] for one in report.refused} == {
        "missing.pdf": "no such file or folder",
        "empty.txt": "empty file (0 bytes of content)",
        "broken.pdf": "broken PDF",
        "unreadable.txt": "no such file or folder",
        "a.pdf": "ftp://example.org/a.pdf: refused, only http and https addresses are fetched",
        "a": "127.0.0.1: refused, 127.0.0.1 is no public address",
    }
    assert all("\n" not in one.reason and ";" in one.reason for one in report.refused)
    assert len([one for one in lies(data) if not one.startswith("ledger")]) == 6  # of each document: bytes, passages
    with Ledger(data) as ledger:
        assert {visit.outcome for visit in ledger.of_run(1)} == {"new", "refused"}
    assert json.loads(json.dumps(report.as_json()))["refused"][0]["path"].endswith("missing.pdf")


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(door.MAX_BYTES + 1)
    report = ingest([tmp_path / "big.txt"], Settings(data_dir=tmp_path / "data"))
    assert report.refused == (
        Refusal(str(tmp_path / "big.txt"), "100 MB, over the limit of 100 MB; ingest parts of it"),
    )


def test_an_address_is_fetched_and_its_publisher_told_by_the_library(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/notice.html").respond_with_data(
        (GOLDEN / "html/notice.html").read_bytes(), content_type="text/html"
    )
    url, data = httpserver.url_for("/notice.html"), tmp_path / "data"
    assert ingest([url], Settings(data_dir=data)).refused[0].path == url
    assert ingest([url], Settings(data_dir=data, allow_loopback=True)).parsed == 1
    host = url.split("/")[2].split(":")[0]
    for passages, expected in (
        (stored_passages(data, library(host)), ("The Office", "official")),
        (stored_passages(data, library(host, official=False)), ("The Office", "unverified")),
        (stored_passages(data, Library()), ("", "unverified")),
    ):
        assert {(one.publisher, one.tier, one.url) for one in passages} == {(*expected, url)}


def test_a_host_that_only_ends_like_an_official_one_is_not_official() -> None:
    known = library("office.example")
    assert authority("https://www.office.example/a", known) == ("The Office", "official")
    assert authority("https://fake-office.example/a", known) == ("", "unverified")
    assert authority("https://office.example.evil.example/a", known) == ("", "unverified")
    assert authority("", known) == ("", "unverified")


def snapshot(path: Path) -> Snapshot:
    return Snapshot(path.read_bytes(), str(path), path.name, "", "2026-11-21T00:00:00+00:00")


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_parsed(tmp_path: Path) -> None:
    deep = tmp_path / "wide.csv"
    deep.write_text("a,b\n" + "x,1\n" * 300_000)
    with Worker(Limits(seconds=0.05)) as worker, pytest.raises(InputError, match="to parse"):
        worker.parse(snapshot(deep), deep)
    path = GOLDEN / "csv/tariff.csv"
    with Worker() as worker:
        assert worker.parse(snapshot(path), path).tables == 1


def test_a_file_that_needs_too_much_memory_is_refused_and_we_live(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b\n" + "x,1\n" * 900_000)
    with Worker(Limits(memory=400 * 1024**2)) as worker, pytest.raises(InputError):
        worker.parse(snapshot(path), path)


def test_markup_nested_without_end_harms_nobody(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html>" + "<div>" * 200_000 + "end")
    report = ingest([path], Settings(data_dir=tmp_path / "data"))
    assert report.parsed + len(report.refused) == 1


def test_a_fresh_worker_takes_over_after_its_share_of_files() -> None:
    path = GOLDEN / "text/letter.txt"
    with Worker(Limits(files=1)) as worker:
        assert worker.parse(snapshot(path), path) == worker.parse(snapshot(path), path)


def test_an_error_nobody_foresaw_is_told_as_ours_with_a_trace(tmp_path: Path) -> None:
    told, _ = answer({"path": str(tmp_path), "receipt": {"address": "a", "name": "a", "url": "", "fetched": ""}})
    assert told["failed"].startswith("IsADirectoryError")
    assert "Traceback" in told["trace"]
    with Worker() as worker, pytest.raises(ParserFailed, match="IsADirectoryError"):
        worker.parse(Snapshot(b"x", "a", "a", "", ""), tmp_path)


def test_a_snapshot_that_changed_on_the_disk_is_noticed(tmp_path: Path) -> None:
    one = snapshot(GOLDEN / "text/letter.txt")
    path = keep(one, tmp_path)
    assert replace(kept(one.sha256, tmp_path)) == one
    path.write_bytes(b"other")
    with pytest.raises(InputError, match="its bytes have changed"):
        kept(one.sha256, tmp_path)
    with pytest.raises(InputError, match="is missing"):
        kept("0" * 64, tmp_path)


def test_a_damaged_document_is_told_and_made_anew(inputs: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest([inputs / "notice.html"], Settings(data_dir=data))
    path = next((data / "documents").glob("*.json"))
    path.write_text('{"made": ')
    with pytest.raises(InputError, match="ingest its source again"):
        list(stored(data))
    assert ingest([inputs / "notice.html"], Settings(data_dir=data)).parsed == 1
    assert len(list(stored(data))) == 1


def test_our_own_data_folder_is_not_taken_in(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    assert ingest([tmp_path], Settings(data_dir=tmp_path / "data")).parsed == 1
    again = ingest([tmp_path], Settings(data_dir=tmp_path / "data"))
    assert (again.parsed, again.unchanged, again.refused) == (0, 1, ())


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "a.txt").chmod(0)
    assert "permissions" in ingest([tmp_path / "a.txt"], Settings(data_dir=tmp_path / "data")).refused[0].reason
