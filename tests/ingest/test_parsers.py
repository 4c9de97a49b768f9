"""Each golden input gives its expected blocks; a missing expectation is written, and fails until it has been read."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from ingest.parsers import parse, sniff
from ingest.parsers.encoding import decode
from ingest.parsers.links import unwrap
from kb.documents import Snapshot, Table
from kb.errors import InputError

GOLDEN = Path(__file__).parent.parent / "golden"
REFUSED = {"encrypted.pdf", "scanned.pdf"}
INPUTS = sorted(p for p in GOLDEN.glob("*/*.*") if "." not in p.stem and p.name not in REFUSED)  # not x.csv.json
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def snapshot(content: bytes, name: str = "file", content_type: str = "") -> Snapshot:
    return Snapshot(content, f"/somewhere/{name}", name, "", "2026-11-21T00:00:00+00:00", content_type)


def plain(path: Path) -> dict[str, Any]:
    """The document as JSON, without what is empty and what its file's address makes."""
    document = parse(snapshot(path.read_bytes(), path.name))
    blocks = [{"kind": type(block).__name__, **told(asdict(block))} for block in document.blocks]
    value = {
        name: value for name, value in asdict(document).items() if name not in ("id", "sha256", "address", "fetched")
    }
    found: dict[str, Any] = json.loads(json.dumps({**told(value), "blocks": blocks}))
    return found


def told(value: Any) -> Any:
    """Fields that say something; the cells of a row are all kept."""
    if isinstance(value, dict):
        return {name: one if name == "cells" else told(one) for name, one in value.items() if one or one == 0}
    return [told(one) for one in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: p.relative_to(GOLDEN).as_posix())
def test_a_golden_input_gives_its_expected_blocks(path: Path) -> None:
    expected = path.with_name(path.name + ".json")
    found = plain(path)
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and has been written: read it, then run again")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.4 rest", "page.html", "pdf"),
        (b"<!DOCTYPE html><p>x", "list.pdf", "html"),
        (b"<table><tr><td>1</td></tr></table>", "cells.txt", "html"),
        (b"# Title\n\ntext", "notes.md", "markdown"),
        (b"a,b\n1,2\n", "list.CSV", "csv"),
        (b"a,b\n1,2\n", "list", "text"),
        ("第一条 为了规范灯具的认证，制定本办法。".encode("gbk"), "x.txt", "text"),
        ("Grüße".encode("utf-16"), "x.txt", "text"),
    ],
)
def test_the_format_is_told_from_the_bytes_and_the_name_decides_between_texts_only(
    content: bytes, name: str, kind: str
) -> None:
    assert sniff(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "empty.txt", "empty file"),
        (b" \n\t ", "blank.txt", "empty file"),
        (b"%PDF-1.7\nnothing more", "broken.pdf", "broken PDF"),
        ((GOLDEN / "pdf/encrypted.pdf").read_bytes(), "encrypted.pdf", "encrypted PDF"),
        ((GOLDEN / "pdf/scanned.pdf").read_bytes(), "scanned.pdf", "scanned PDF: none of its 1 pages holds text"),
        (OLE + "WordDocument".encode("utf-16-le"), "old.doc", "save it as DOCX"),
        (OLE + "Workbook".encode("utf-16-le"), "old.xls", "save it as XLSX"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked.xlsx", "encrypted Office file"),
        (OLE, "thing", "unknown binary"),
        (b"PK\x03\x04 and no more", "cut.docx", "broken archive"),
        (b"\x7fELF\x00\x01\x02\x00\x00", "program", "unknown binary"),
        (b"\x89PNG\r\n\x1a\n", "photo.png", "a picture"),
        (b"{\\rtf1 hello}", "a.rtf", "RTF"),
        (b"<html><body><nav>menu</nav></body></html>", "bare.html", "holds no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_refused_in_one_line_that_says_what_to_do(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        parse(snapshot(content, name))
    assert "\n" not in str(caught.value)


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/workbook.xml": b"x", "xl/worksheets/sheet1.xml": bytes(5_000_000)}, "zip bomb"),
        ({"word/document.xml": b"x", **{f"word/{n}.xml": b"" for n in range(10_001)}}, "zip bomb"),
        ({"ppt/presentation.xml": b"x"}, "PowerPoint"),
        ({"content.xml": b"x"}, "OpenDocument"),
        ({"readme.txt": b"x"}, "unpack it"),
        ({"xl/workbook.xml": b"no workbook"}, "broken workbook"),
        ({"word/document.xml": b"no document"}, "broken DOCX"),
    ],
)
def test_archives_that_are_bombs_or_something_else_are_refused(parts: dict[str, bytes], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        parse(snapshot(archive(parts), "file.xlsx"))


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        ("强制性产品认证", "gbk", ""),  # short GBK, which general detectors take for Korean
        ("灯具，插头。", "gb18030", ""),
        ("電氣用品檢驗標準", "big5", ""),
        ("ランプとプラグの規則", "shift_jis", ""),
        ("Prüfstelle für Geräte", "cp1252", ""),
        ("안전 인증 기준", "euc_kr", "text/plain; charset=euc-kr"),
        ("灯具 “A”", "utf-8-sig", ""),
        ("灯具 A1 and words", "utf-16-le", ""),
    ],
)
def test_text_is_decoded_as_it_was_written(text: str, encoding: str, content_type: str) -> None:
    assert decode(text.encode(encoding), content_type) == text


def test_a_table_split_by_a_page_is_one_table_and_running_heads_are_left_out() -> None:
    document = parse(snapshot((GOLDEN / "pdf/rules.pdf").read_bytes(), "rules.pdf"))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [row.cells[0] for table in tables for row in table.rows] == ["0101.90", "0102", "0103", "0104"]
    assert len(tables) == 1
    assert not any("page 2 of 3" in getattr(block, "text", "") for block in document.blocks)


def test_the_same_bytes_give_the_same_document() -> None:
    content = (GOLDEN / "html/notice.html").read_bytes()
    assert parse(snapshot(content, "notice.html")) == parse(snapshot(content, "notice.html"))


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://safe.proxy.example/https://www.example.org/a.pdf", "https://www.example.org/a.pdf"),
        ("https://urldefense.com/v3/__https://www.example.org/a__;!!x$", "https://www.example.org/a"),
        ("https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&d=1", "https://example.org/a"),
        (
            "https://web.archive.org/web/2020/https://example.org/",
            "https://web.archive.org/web/2020/https://example.org/",
        ),
        ("https://example.org/a?next=https://example.net/", "https://example.org/a?next=https://example.net/"),
        ("/files/a.pdf", "/files/a.pdf"),
    ],
)
def test_links_through_proxies_are_unwrapped_before_they_are_cited(link: str, address: str) -> None:
    assert unwrap(link) == address
