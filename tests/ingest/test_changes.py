"""What changed is told from kept bytes: documents, rows of lists, records whose page moved on, sources gone stale."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ingest.accept import accept
from ingest.changes import changes, feed
from ingest.diff import Cell, RowChange
from ingest.freshness import measure, write
from ingest.intake import Intake
from ingest.ledger import Ledger, Visit
from ingest.snapshots import keep
from kb.documents import Snapshot
from kb.freshness import Due, Page, read
from kb.library import Library
from kb.records import Source
from kb.settings import Settings

URL = "https://office.example/bodies.html"
PAGE = "<html><title>Bodies</title><h1>Bodies</h1><p>The list of recognised bodies.</p><table><tr><th>Body<th>Scope{}</table>"
OLD = PAGE.format("<tr><td>SGS<td>lamps<tr><td>UL<td>lamps")
NEW = PAGE.format("<tr><td>SGS<td>lamps and toys<tr><td>Intertek<td>toys")


def source(**more: object) -> Source:
    value = {
        "key": "office", "title": "Office", "publisher": {"name": "The Office", "official": True}, "tier": "official",
        "about": "https://office.example/", "hosts": ["office.example"], "licence": {"name": "facts only"},
        "language": ["en"], "checked": None,
        "documents": [{"id": "bodies", "url": URL, "format": "html", "checked": None}],
    }  # fmt: skip
    return Source.model_validate({**value, **more})


class Crawled:
    """A ledger in which crawls of one source leave what a test says they met."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder, workers=1)
        self.library = Library(sources={"office": source()})

    def crawl(
        self, day: str, *pages: tuple[str, str], gone: str = "", failed: str = "", complete: bool = True,
        force: bool = False, **more: object,
    ) -> str:  # fmt: skip
        """Why the run was held, or "" where it was taken in."""
        at = f"{day}T10:00:00+00:00"
        with Ledger(self.settings.data_dir) as ledger, Intake(self.settings, ledger) as intake:
            run = ledger.begin("office", at)
            for url, text in pages:
                snapshot = Snapshot(text.encode(), url, url.rsplit("/", 1)[-1], url, at, "text/html")
                keep(snapshot, self.settings.data_dir)
                before = ledger.last(url)
                known = "new" if before is None else "unchanged" if before.sha256 == snapshot.sha256 else "changed"
                ledger.record(run, Visit(url, url, at, 200, known, sha256=snapshot.sha256))
            for outcome, url in (("gone", gone), ("failed", failed)):
                if url:
                    ledger.record(run, Visit(url, url, at, 404 if outcome == "gone" else 0, outcome, "no answer"))
            ledger.finish(run, at, complete=complete)
            done = accept(source(**more), ledger.runs("office")[0], ledger, intake, self.settings.data_dir, force=force)
            return done.held


@pytest.fixture
def office(tmp_path: Path) -> Crawled:
    return Crawled(tmp_path)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_rows_of_a_list_are_told_old_and_new(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    office.crawl("2026-03-05", (URL, NEW))
    found = changes(office.settings, office.library, since=day("2026-02-01"), until=day("2026-03-31"))
    (one,) = found.documents
    assert (one.kind, one.title, one.on) == ("changed", "Bodies", "2026-03-05")
    assert one.difference.rows == (
        RowChange("changed", "Bodies", "SGS", (Cell("Scope", "lamps", "lamps and toys"),)),
        RowChange("added", "Bodies", "Intertek | toys"),
        RowChange("removed", "Bodies", "UL | lamps"),
    )
    both = changes(office.settings, office.library, since=day("2026-01-01"), until=day("2026-03-31"))
    assert [change.kind for change in both.documents] == ["added"]


def test_bytes_that_change_without_a_word_changing_are_no_change(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    office.crawl("2026-03-05", (URL, OLD.replace("<p>", "<p data-token='8271'>")))
    assert not changes(office.settings, office.library, since=day("2026-02-01"), until=day("2026-03-31")).documents


def test_a_page_that_went_and_came_back_is_told_each_time(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    office.crawl("2026-02-05", gone=URL, force=True)
    gone = changes(office.settings, office.library, since=day("2026-02-01"), until=day("2026-02-28"))
    assert [(one.kind, one.title) for one in gone.documents] == [("gone", "Bodies")]
    office.crawl("2026-03-05", (URL, OLD), force=True)
    back = changes(office.settings, office.library, since=day("2026-03-01"), until=day("2026-03-31"))
    assert [one.kind for one in back.documents] == ["back"]


def test_a_page_that_says_it_was_withdrawn_is_told_as_withdrawn(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    banner = "<body><p>This guidance was withdrawn on 1 March 2026.</p>"
    office.crawl("2026-03-05", (URL, OLD.replace("<p>", banner + "<p>", 1)))
    found = changes(office.settings, office.library, since=day("2026-02-01"), until=day("2026-03-31"))
    assert [one.kind for one in found.documents] == ["withdrawn"]


def test_a_thinner_crawl_is_held_until_it_is_accepted(office: Crawled) -> None:
    three = [(f"https://office.example/{n}.html", OLD.replace("Bodies", f"Bodies {n}")) for n in range(3)]
    assert not office.crawl("2026-01-05", *three)
    assert "1 documents found, 3 in the last crawl" in office.crawl("2026-02-05", three[0])
    assert "2 documents found, 3 to 9 expected" in office.crawl("2026-02-06", *three[:2], expect={"documents": [3, 9]})
    assert "cut short" in office.crawl("2026-02-07", *three[:2], complete=False)
    found = changes(office.settings, office.library, since=day("2026-02-01"), until=day("2026-02-28"))
    assert [one.source for one in found.held] == ["office"] * 3
    assert not found.documents
    assert not office.crawl("2026-02-08", three[0], force=True)


def test_a_held_crawl_leaves_the_documents_as_they_were(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    documents = office.settings.data_dir / "documents"
    before = {path.name: path.read_bytes() for path in documents.iterdir()}
    assert office.crawl("2026-02-05", (URL, NEW), expect={"rows": [5, 9]})
    assert {path.name: path.read_bytes() for path in documents.iterdir()} == before
    assert not office.crawl("2026-02-06", (URL, NEW), expect={"rows": [5, 9]}, force=True)
    assert {path.name: path.read_bytes() for path in documents.iterdir()} != before


def test_a_page_that_moved_keeps_its_document(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    office.crawl("2026-02-05", (URL, NEW), ("https://office.example/archive.html", OLD))
    texts = "".join(path.read_text() for path in (office.settings.data_dir / "documents").iterdir())
    assert "UL" in texts
    assert "Intertek" in texts


def test_content_that_changes_back_is_the_first_again(office: Crawled) -> None:
    for date, text in (("2026-01-05", OLD), ("2026-02-05", NEW), ("2026-03-05", OLD)):
        office.crawl(date, (URL, text))
    (path,) = (office.settings.data_dir / "documents").iterdir()
    assert "Intertek" not in path.read_text()


def test_a_record_is_due_when_its_page_changed_after_it_was_checked(office: Crawled, library: Library) -> None:
    ref = library.agreements["eu-au"].sources[0]
    checked = dt.date(2026, 11, 21) if ref.checked is None else ref.checked
    with Ledger(office.settings.data_dir) as ledger:
        for moment, sha256 in (("2026-11-01", "a" * 64), ("2027-01-05", "b" * 64)):
            run = ledger.begin("x", moment)
            ledger.record(run, Visit(ref.url, ref.url, f"{moment}T00:00:00+00:00", 200, "changed", sha256=sha256))
            ledger.finish(run, moment, complete=True)
        found = measure(library, ledger, dt.date(2027, 1, 6))
    assert found.due[ref.url] == Due("2027-01-05")
    assert found.due_since(ref.url, checked.isoformat()) == Due("2027-01-05")
    assert found.due_since(ref.url, "2027-01-05") is None
    write(found, office.settings.data_dir)
    assert read(office.settings.data_dir) == found


def test_a_page_that_cannot_be_reached_for_long_is_stale(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    office.crawl("2026-06-05", failed=URL, force=True)
    with Ledger(office.settings.data_dir) as ledger:
        assert measure(office.library, ledger, day("2026-02-01")).pages[URL] == Page("2026-01-05")
        assert measure(office.library, ledger, day("2026-06-06")).pages[URL] == Page("2026-01-05", stale="2026-01-05")
    found = changes(office.settings, office.library, since=day("2026-06-01"), until=day("2026-06-30"))
    assert [(one.source, one.since) for one in found.stale] == [("office", "2026-01-05")]


def test_the_feed_is_well_formed_and_names_each_change(office: Crawled) -> None:
    office.crawl("2026-01-05", (URL, OLD))
    office.crawl("2026-03-05", (URL, NEW.replace("SGS", "S&amp;GS\x0b")))
    found = changes(office.settings, office.library, since=day("2026-02-01"), until=day("2026-03-31"))
    root = ET.fromstring(feed(found))
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.text for one in root.findall("a:entry/a:title", atom)] == ["changed: Bodies"]
    assert "S&GS" in "".join(one.text or "" for one in root.findall("a:entry/a:summary", atom))


def test_dated_events_of_the_records_are_told(office: Crawled, library: Library) -> None:
    found = changes(office.settings, library, since=day("2025-01-01"), until=day("2026-11-21"))
    assert found.records
    assert all("2025" <= one.date <= "2026-11-21" for one in found.records)
