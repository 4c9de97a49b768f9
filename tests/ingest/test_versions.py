"""Near-copies stand together; of two versions of one law each holds for its own time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.versions import Sketched, Standing, likeness, sketch, standings
from kb.documents import Document, Section

LAW = " ".join(f"Article {n}. The importer of product {n} shall hold a certificate of kind {n * 7}." for n in range(60))
FORM = " ".join(f"Field {n}: name of participant, course fee and date of payment number {n}." for n in range(60))


def words(text: str) -> tuple[int, ...]:
    return sketch(Document("d", "0" * 64, "/d", "", "text", "T", "en", None, None, (Section((), text),)))


def one(key: str, text: str, title: str = "Form", **more: str) -> Sketched:
    return Sketched(key, title, f"{key}.md", "en", words(text), **more)


def test_forms_of_one_family_stand_together() -> None:
    near = FORM.replace("number 7.", "number 8.")
    found = standings([one("a", FORM), one("b", near), one("c", LAW)])
    assert found == {"a": Standing(copies=("b",)), "b": Standing(copies=("a",))}


def test_of_two_versions_each_holds_for_its_time() -> None:
    old = one("old", LAW, "Import Inspection Act (2019)", effective="2019-03-02")
    new = one("new", LAW.replace("importer", "buyer"), "Import Inspection Act (2022)", effective="2022-05-01")
    found = standings([new, old])
    assert found["old"] == Standing(since="2019-03-02", until="2022-05-01", successor="new")
    assert found["new"] == Standing(since="2022-05-01", predecessor="old")


def test_a_law_written_anew_is_still_the_next_version() -> None:
    old = Sketched("old", "商用密码管理条例", "商用密码管理条例_1999-10-07.md", "zh", words(LAW))
    new = Sketched("new", "商用密码管理条例", "商用密码管理条例_2023-04-27.md", "zh", words(FORM))
    assert standings([old, new])["old"] == Standing(until="2023-04-27", successor="new")


def test_papers_of_one_title_without_days_are_not_versions() -> None:
    assert standings([one("a", LAW, "Notice to importers"), one("b", FORM, "Notice to importers")]) == {}


def test_a_document_that_names_its_last_day_ends_then() -> None:
    found = standings([one("a", LAW, effective="2020-01-01", until="2025-12-31")])
    assert found == {"a": Standing(since="2020-01-01", until="2025-12-31")}


texts = st.lists(st.sampled_from("lamp toy fee act list body scope 灯 具".split()), max_size=60).map(" ".join)


@given(texts, texts)
def test_likeness_is_one_with_itself_and_the_same_both_ways(first: str, second: str) -> None:
    a, b = words(first), words(second)
    assert likeness(a, b) == likeness(b, a)
    assert not first.strip() or likeness(a, a) == 1.0
