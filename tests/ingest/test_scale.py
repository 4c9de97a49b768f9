"""Ray gives what the intake of one machine gives: the same report, the same documents, the same vectors."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest_httpserver import HTTPServer

from ingest.ingest import Report, ingest
from ingest.ledger import Ledger
from ingest.scale import RayEncoder, cluster, ingest_on_ray, knock
from ingest.snapshots import digests
from ingest.stages import Seen, as_row, as_seen
from kb.encoder import open_encoder
from kb.errors import InputError
from kb.index import Index
from kb.settings import Settings

GOLDEN = Path(__file__).parent.parent / "golden"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    pytest.importorskip("ray.data", reason="the extra `ray` is not installed")
    with cluster(Settings(workers=2)) as one:
        yield one


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """All golden inputs, some of them twice or broken."""
    folder = tmp_path / "inputs"
    shutil.copytree(GOLDEN, folder, ignore=shutil.ignore_patterns("*.*.json"))
    shutil.copy(folder / "html" / "notice.html", folder / "copy.html")
    for name in ("empty.txt", "nothing.txt"):
        (folder / name).touch()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    return folder


def documents(data: Path) -> dict[str, Any]:
    """Every stored document but for the moment at which it was read."""
    found = {}
    for path in sorted((data / "documents").iterdir()):
        value = json.loads(path.read_text(encoding="utf-8"))
        for one in (value["document"], *value["passages"]):
            del one["fetched"]
        found[path.name] = value
    return found


def visits(data: Path) -> list[tuple[str, str, str, str, int, str]]:
    with Ledger(data) as ledger:
        (run,) = ledger.runs()
        assert run.complete
        assert run.accepted
        return sorted((v.address, v.outcome, v.reason, v.sha256, v.size, v.parser) for v in ledger.of_run(run.id))


def timeless(report: Report) -> Report:
    return replace(report, seconds=0.0)


@pytest.mark.slow
@pytest.mark.usefixtures("ray")
def test_ray_and_one_machine_give_the_same_report_documents_and_receipts(inputs: Path, tmp_path: Path) -> None:
    targets: list[str | Path] = [inputs, inputs / "missing.pdf", inputs / "csv", "ftp://example.org/a.pdf"]
    here, there = tmp_path / "here", tmp_path / "there"
    steps: list[tuple[int, int]] = []
    on_ray = ingest_on_ray(targets, Settings(data_dir=there), progress=lambda n, total, _: steps.append((n, total)))
    on_one = ingest(targets, Settings(data_dir=here))
    assert timeless(on_ray) == timeless(on_one)
    assert documents(there) == documents(here)
    assert list(digests(there)) == list(digests(here))
    assert visits(there) == visits(here)
    assert [n for n, _ in steps] == list(range(1, steps[0][1] + 1))
    assert sorted(path.name for path in there.iterdir() if "ledger" not in path.name) == ["documents", "snapshots"]
    again = ingest_on_ray([inputs], Settings(data_dir=here))
    assert (again.parsed, again.unchanged) == (
        0,
        on_one.unchanged + on_one.parsed - len(list((inputs / "csv").iterdir())),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("ray")
def test_an_address_is_fetched_once_and_parsed_elsewhere(httpserver: HTTPServer, tmp_path: Path) -> None:
    for page in ("first", "second"):
        httpserver.expect_ordered_request("/").respond_with_data(f"<html><body><p>the {page}</p></body></html>")
    report = ingest_on_ray([httpserver.url_for("/")] * 2, Settings(data_dir=tmp_path, allow_loopback=True))
    assert (report.parsed, report.refused) == (2, ())
    assert len(documents(tmp_path)) == 1
    assert len(httpserver.log) == 2


@pytest.mark.slow
@pytest.mark.usefixtures("ray")
def test_a_spread_encoder_gives_the_vectors_of_the_one_here(tmp_path: Path) -> None:
    texts = [f"{n} luminaires tested for safety 灯具" * (1 + n % 30) for n in range(70)]
    settings = Settings(data_dir=tmp_path)
    here = open_encoder(settings)
    steps: list[int] = []
    with RayEncoder(settings) as spread:
        assert (spread.name, spread.dimension) == (here.name, here.dimension)
        assert spread.count("two words") == here.count("two words")
        assert np.array_equal(spread.encode(texts, steps.append), here.encode(texts))
        assert sum(steps) == len(texts)
        assert spread.encode([]).shape == (0, here.dimension)
        rows = [(str(n), text, {"kind": "passage"}) for n, text in enumerate(texts[:10])]
        index = Index.build(rows, tmp_path / "index", encoder=spread)
        assert index.search(texts[7])[0][0] == "7"
        index.close()


def test_without_ray_the_command_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'tessera\[ray\]'"):
        ingest_on_ray([tmp_path], Settings(data_dir=tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_where_nothing_listens_ray_is_not_asked() -> None:
    for address in ("127.0.0.1:1", "ray://127.0.0.1:99999"):
        with pytest.raises(OSError, match="refused"):
            knock(address)
    for address in ("auto", ""):
        knock(address)


def test_a_row_carries_any_path() -> None:
    one = Seen(3, "/a/\udce9.txt", reason="broken; mend it")
    assert as_seen(as_row(one)) == one
