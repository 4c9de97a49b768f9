"""`tessera check` tells every broken promise of a record with file, place and remedy."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from ingest.check import check, prove
from kb.library import Library
from kb.records import Source
from tests.conftest import CORPUS, TODAY


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vocabulary, one agreement and one market of the shipped corpus, with the sources."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("vocabulary", "sources"):
        shutil.copytree(CORPUS / name, folder / name)
    for name in ("agreements", "requirements"):
        (folder / name).mkdir()
    shutil.copy(CORPUS / "agreements" / "eu-au.yaml", folder / "agreements")
    return folder


def _problems(small: Path, tmp_path: Path, old: str, new: str) -> str:
    folder = tmp_path / "corpus"
    shutil.copytree(small, folder)
    path = folder / "agreements" / "eu-au.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return "\n".join(line for line in check(folder, today=TODAY) if line.startswith("agreements/"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: mra", "kind: pact", "agreements/eu-au.yaml: kind 'pact': one of mra, trade_agreement"),
        ("kind: mra", "kind: mra\nsort: x", "sort is not a field of this record; see corpus/README.md"),
        ('parties: ["EU", "AU"]', 'parties: ["EU", "ZQ"]', "parties names 'ZQ', which is not in economies"),
        ('parties: ["EU", "AU"]', "parties: [EU, NO", "not readable YAML"),
        ("tier: government", "tier: gov", "tier 'gov': one of government, accreditation"),
        ("kind: mra", "", "kind is missing; write it"),
    ],
)
def test_a_broken_record_is_told_with_file_place_and_remedy(
    old: str, new: str, said: str, small: Path, tmp_path: Path
) -> None:
    assert said in _problems(small, tmp_path, old, new)


def test_dates_out_of_order_and_in_the_future_are_told(small: Path, tmp_path: Path) -> None:
    text = (small / "agreements" / "eu-au.yaml").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("status_date:"))
    assert "lies in the future" in _problems(small, tmp_path, line, "status_date: 2031-01-01")


def test_an_address_of_another_publisher_is_told(small: Path, tmp_path: Path) -> None:
    text = (small / "agreements" / "eu-au.yaml").read_text(encoding="utf-8")
    address = text.split("url: ", 1)[1].split(",")[0].split("\n")[0].strip(" \"'}")
    said = _problems(small, tmp_path, address, "https://blog.example/mra")
    assert "host blog.example is not among the hosts" in said
    assert "is not an http(s) address" in _problems(small, tmp_path / "2", address, "javascript:alert(1)")


def test_a_source_read_tomorrow_is_told(small: Path) -> None:
    assert any("checked" in line and "future" in line for line in check(small, today=dt.date(2020, 1, 1)))


def test_a_folder_without_a_corpus_is_told(tmp_path: Path) -> None:
    from kb.errors import CorpusError

    with pytest.raises(CorpusError, match="TESSERA_CORPUS_DIR"):
        check(tmp_path, today=TODAY)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("documents", [{"id": "a", "url": "https://elsewhere.org/x", "format": "html", "checked": None}], "hosts"),
        ("documents", [{"id": "a", "url": "https://nist.gov/x", "format": "html", "checked": "2031-01-01"}], "future"),
        (
            "documents",
            [{"id": "a", "url": f"https://nist.gov/{n}", "format": "pdf", "checked": None} for n in "xy"],
            "twice",
        ),
        (
            "start",
            [{"id": "s", "url": "https://nist.gov/x", "allow": ["https://x.org/*"], "checked": None}],
            "leads away",
        ),
        ("expect", {"documents": [9, 3]}, "no range"),
    ],
)
def test_what_a_crawl_goes_by_is_proved(field: str, value: object, said: str, library: Library) -> None:
    nist = library.sources["us_nist"].model_dump() | {
        "documents": (),
        "start": (),
        "hosts": ("nist.gov",),
        field: value,
    }
    changed = library.model_copy(update={"sources": {"us_nist": Source.model_validate(nist)}})
    assert any(line.startswith("sources/us_nist") and said in line for line in prove(changed, today=TODAY))


GUIDE = """---
title: {en: "Marks", zh: "标志"}
topics: [marking]
sources:
  a: {source: eu_commission, url: "https://single-market-economy.ec.europa.eu/x", at: "top", checked: 2026-11-21}
  b: {source: eu_commission, url: "https://single-market-economy.ec.europa.eu/y", at: "top", checked: 2026-11-21}
---
# English

One line. [^a] [^b]

# 中文

一行。 [^a] [^b]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("One line. [^a] [^b]", "<<<<<<< ours\nOne line. [^a] [^b]\n=======", "paragraph 1 has several lines"),
        (" [^b]", "", "no paragraph cites source 'b'"),
        ("[^a]", "[^c]", "paragraph 1 cites ['c']"),
    ],
)
def test_a_broken_guide_is_told(old: str, new: str, said: str, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(small, folder)
    (folder / "guides").mkdir()
    (folder / "guides" / "marks.md").write_text(GUIDE.replace(old, new), encoding="utf-8")
    assert said in "\n".join(check(folder, today=TODAY))
