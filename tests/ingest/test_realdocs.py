"""The real official documents that lie beside the project: every one is parsed or refused for a true reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evals.bench.table_systems import tessera
from evals.bench.tables import judge, read_set
from ingest.ingest import ingest, stored
from kb.documents import Table
from kb.settings import Settings

REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"
NOT_YET = {".doc": "legacy Word file"}

pytestmark = pytest.mark.skipif(not REALDOCS.is_dir(), reason="the real documents are not beside this checkout")


@pytest.mark.slow
def test_every_real_document_is_parsed_or_refused_for_a_true_reason(tmp_path: Path) -> None:
    report = ingest([REALDOCS], Settings(data_dir=tmp_path))
    scanned = [one for one in report.refused if one.reason.startswith("scanned PDF")]
    assert len(scanned) == 1
    assert all(
        one in scanned or one.reason.startswith(NOT_YET.get(Path(one.path).suffix, "nothing")) for one in report.refused
    )
    assert report.parsed + report.unchanged + len(report.refused) == sum(p.is_file() for p in REALDOCS.rglob("*"))
    formats = Counter(one.document.format for one in stored(tmp_path))
    assert {"html", "markdown", "pdf", "xlsx", "docx", "csv", "text", "json", "xml"} <= set(formats)


def test_a_list_in_html_tables_inside_markdown_keeps_header_and_rows(tmp_path: Path) -> None:
    ingest([REALDOCS / "sg_cpso_web" / "list-of-controlled-goods.md"], Settings(data_dir=tmp_path))
    (one,) = stored(tmp_path)
    tables = [block for block in one.document.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [4, 23, 6]
    assert all(len(table.header) == 3 for table in tables)


def test_codes_written_as_numbers_are_told_without_a_decimal_point(tmp_path: Path) -> None:
    ingest([REALDOCS / "us_fta_tariff_csv"], Settings(data_dir=tmp_path))
    for one in stored(tmp_path):
        assert not any(".0;" in passage.text for passage in one.passages if one.document.format == "xlsx")


def test_shift_jis_declared_in_the_page_is_read(tmp_path: Path) -> None:
    ingest([REALDOCS / "jp_law_html_sjis"], Settings(data_dir=tmp_path))
    assert {one.document.language for one in stored(tmp_path)} == {"ja"}
    assert not any("\ufffd" in passage.text for one in stored(tmp_path) for passage in one.passages)


@pytest.mark.slow
def test_tables_come_out_as_their_sources_have_them() -> None:
    scores = judge(read_set(), REALDOCS, tessera)
    for part, floor in (("cells", 0.98), ("header", 0.97)):
        right, asked = (sum(getattr(one, part)[n] for one in scores) for n in (0, 1))
        assert right / asked >= floor, part
