"""Any citation leads back to the bytes; what is kept of the past is what the settings keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.ingest import ingest, stored
from ingest.ledger import Ledger
from ingest.retention import prune
from ingest.snapshots import digests, place
from ingest.trail import content, trail
from kb.errors import InputError
from kb.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", workers=1, keep_versions=2)


def version(settings: Settings, text: str) -> Path:
    path = settings.data_dir.parent / "list.csv"
    path.write_text(f"Body,Scope\nSGS,{text}\n")
    assert ingest([path], settings).parsed == 1
    return path


def test_a_citation_leads_to_the_bytes_it_was_made_from(settings: Settings) -> None:
    path = version(settings, "lamps")
    (one,) = stored(settings.data_dir)
    found = trail(one.passages[0].id, settings.data_dir)
    assert (found.document, found.whole, found.passage) == (one.document.id, True, one.passages[0])
    assert content(found, settings.data_dir).content == path.read_bytes()
    assert [visit.address for visit in found.visits] == [str(path)]
    assert trail(f"{one.passages[0].id}c2", settings.data_dir).cell == "Scope: lamps"
    for name in (one.document.id, str(path), found.sha256, found.sha256[:8]):
        assert trail(name, settings.data_dir).sha256 == found.sha256


@pytest.mark.parametrize("name", ["nothing#t1r1", "https://example.org/never", "abcdef0123"])
def test_what_is_not_kept_is_said_not_to_be(settings: Settings, name: str) -> None:
    version(settings, "lamps")
    with pytest.raises(InputError):
        trail(name, settings.data_dir)


def test_bytes_that_were_changed_on_the_disk_are_said_not_to_be_whole(settings: Settings) -> None:
    path = version(settings, "lamps")
    found = trail(str(path), settings.data_dir)
    Path(found.file).write_bytes(b"other")
    assert not trail(str(path), settings.data_dir).whole


def test_older_versions_go_and_the_newest_stay(settings: Settings) -> None:
    for text in ("one", "two", "three", "four"):
        path = version(settings, text)
    with Ledger(settings.data_dir) as ledger:
        assert prune(settings, ledger) > 0
        versions = [visit.sha256 for visit in ledger.history(str(path))]
        assert set(digests(settings.data_dir)) == set(versions[2:])
        tight = settings.model_copy(update={"keep_bytes": 1})
        prune(tight, ledger)
        assert [*digests(settings.data_dir)] == versions[3:]
    assert trail(str(path), settings.data_dir).whole
    with pytest.raises(InputError, match="is missing"):
        content(trail(versions[0], settings.data_dir), settings.data_dir)
    assert not place(versions[0], settings.data_dir).exists()
