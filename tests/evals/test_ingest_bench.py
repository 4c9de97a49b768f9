"""The ingest bench measures what it says; how fast or lean anything is stays out of the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from evals.bench.footprint import peak
from evals.bench.ingest import (
    GOLDEN,
    Outcome,
    Round,
    corpus,
    found,
    growth,
    html_speed,
    outcomes,
    page,
    throughput,
    told,
)
from ingest.ingest import from_file
from ingest.parsers import parse
from ingest.worker import Worker
from kb.errors import KbError

HOLDING = "import subprocess, sys; held = bytearray({mb} << 20); {more}"


def test_expectations_and_hidden_files_are_no_inputs_and_some_are_the_first_short_ones_of_each_folder(
    tmp_path: Path,
) -> None:
    names = ["a/list.csv", "a/list.csv.json", "a/more.md", "a/zeal.md", "b/deep/rows.json", "b/.hidden"]
    for name in ("beside.md", *names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    (tmp_path / "a" / "long.md").write_text("words" * 30_000)
    every = ["list.csv", "long.md", "more.md", "zeal.md", "rows.json"]
    assert [path.name for path in found(tmp_path)] == every
    some = found(tmp_path, of=frozenset({".md", ".json"}), some=1)
    assert [path.name for path in some] == ["more.md", "rows.json"]


def test_every_file_ends_as_parsed_refused_or_crashed(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    paths = [GOLDEN / "csv" / "tariff.csv", tmp_path / "empty.txt", tmp_path / "missing.txt"]
    with Worker() as worker:
        one, two, three = outcomes(paths, [worker])
    assert (one.reason, one.crash) == ("", "")
    assert two.reason.startswith("empty file")
    assert three.reason.startswith("no such file")
    crash = Outcome(tmp_path / "odd.pdf", 61.0, crash="KeyError: 3")
    figures = {row["what"]: row["figure"] for row in told([one, two, two, crash])}
    assert figures == {
        "files": 4,
        "parsed": 1,
        "refused: empty file (N bytes of content)": 2,
        "crash: KeyError: N": 1,
        "crashes": 1,
        "files over 60 s": 1,
        "slowest, s: odd.pdf": 61.0,
    }


def test_speed_is_told_in_megabytes_a_second_with_and_without_what_follows_the_blocks() -> None:
    row = html_speed([from_file(GOLDEN / "html" / "notice.html")], "one", rounds=1)
    assert list(row) == ["what", "MB", "read MB/s", "parse MB/s"]
    assert float(row["read MB/s"]) > 0


def test_the_page_of_our_own_is_as_large_as_asked_and_holds_its_tables() -> None:
    one = page(100_000)
    assert len(one.content) == pytest.approx(100_000, rel=0.1)
    assert parse(one).tables == one.content.count(b"<table>")


def test_ratios_are_taken_within_their_rounds() -> None:
    calm, busy = Round(1.0, 3.0, 3.6, 0.1, 50, 2_000_000), Round(10.0, 30.0, 36.0, 1.0, 50, 2_000_000)
    row = throughput([calm, busy, busy])
    assert row["encoder / (ingest + build)"] == pytest.approx(0.9)
    assert row["again / first"] == pytest.approx(0.025)
    assert (row["build s"], row["MB"]) == (30.0, 2.0)


def test_memory_is_that_of_the_command_and_what_it_starts() -> None:
    pause = "__import__('time').sleep(0.6)"
    child = f"subprocess.run([sys.executable, '-c', {HOLDING.format(mb=60, more=pause)!r}])"
    both = peak([sys.executable, "-c", HOLDING.format(mb=60, more=child)], os.environ)
    assert both > 120 << 20
    with pytest.raises(KbError, match="exit 3"):
        peak([sys.executable, "-c", "raise SystemExit(3)"], os.environ)


def test_growth_is_told_against_the_smaller_run() -> None:
    first, second = growth([(1000, 200_000_000), (4000, 260_000_000)])
    assert (first["ratio"], second["ratio"], second["bytes a passage more"]) == (1.0, 1.3, 20_000.0)


def test_the_corpus_of_our_own_has_as_many_passages_as_asked(tmp_path: Path) -> None:
    corpus(tmp_path / "lists", 1000)
    paths = sorted((tmp_path / "lists").iterdir())
    with Worker() as worker:
        assert sum(worker.parse(from_file(path), path).passages for path in paths) == 1000
