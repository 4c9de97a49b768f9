"""A reader is told what became of a source: changed since it was checked, gone, superseded, or nearly the same elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.build import build
from ingest.ingest import ingest
from kb.answer import ask
from kb.base import Kb, open_base
from kb.freshness import Due, Freshness, Page
from kb.retrieve import search
from kb.settings import Settings

QUESTION = "Is the EU–Australia MRA in force?"
OLD = "# Calibrator Import Act (2019)\n\nEffective date: 1 March 2019\n\nArticle 7. Whoever imports a zymometer pays 40 dinars.\n"
NEW = "# Calibrator Import Act (2024)\n\nEffective date: 1 May 2024\n\nArticle 7. Whoever imports a zymometer pays 95 dinars.\n"


def test_an_answer_says_that_its_source_changed_after_it_was_checked(kb: Kb) -> None:
    url = next(c.url for c in ask(QUESTION, kb).citations if c.checked)
    for due, words in ((Due("2027-01-05"), "has changed (2027-01-05)"), (Due("2027-01-05", gone=True), "was gone on")):
        answer = ask(QUESTION, replace(kb, freshness=Freshness(due={url: due})))
        assert words in answer.markdown
        assert any(words in caution for c in answer.citations if c.url == url for caution in c.cautions)
    chinese = "欧盟与澳大利亚的互认协定有效吗？"
    url = next(c.url for c in ask(chinese, kb).citations if c.checked)
    assert "待重新核对" in ask(chinese, replace(kb, freshness=Freshness(due={url: due}))).markdown


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Kb:
    """A base of two versions of one act, and no record."""
    folder = tmp_path_factory.mktemp("laws")
    (folder / "corpus" / "vocabulary").mkdir(parents=True)
    for name, text in (("act_2019-03-01.md", OLD), ("act_2024-05-01.md", NEW)):
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", corpus_dir=folder / "corpus", workers=1)
    ingest([folder / "act_2019-03-01.md", folder / "act_2024-05-01.md"], settings)
    build(settings)
    return open_base(settings)


def test_a_citation_of_a_table_row_points_to_the_cell_that_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "vocabulary").mkdir(parents=True)
    (tmp_path / "fees.csv").write_text("Product,Zymometer class,Zymometer term\nLamp,A40,9 days\nToy,B95,7 days\n")
    settings = Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus", workers=1)
    ingest([tmp_path / "fees.csv"], settings)
    build(settings)
    answer = ask("What is the zymometer class of a toy?", open_base(settings))
    (first, *_) = answer.citations
    assert first.at == "table 1, row 2, column 2 “Zymometer class”"
    assert first.id.endswith("#t1r2c2")


@pytest.mark.parametrize(("day", "dinars"), [("2020-06-01", "40"), ("2026-11-21", "95"), ("2024-05-01", "95")])
def test_of_two_versions_the_one_in_effect_on_the_day_answers(laws: Kb, day: str, dinars: str) -> None:
    answer = ask("What does whoever imports a zymometer pay?", laws, as_of=dt.date.fromisoformat(day))
    assert f"{dinars} dinars" in answer.markdown
    assert answer.markdown.count("dinars") == 1


def test_a_version_named_by_its_year_answers_with_a_caution(laws: Kb) -> None:
    answer = ask("What does the Calibrator Import Act (2019) make importers of a zymometer pay?", laws)
    assert "40 dinars" in answer.markdown
    assert "holds until 2024-05-01; then “Calibrator Import Act (2024)”" in answer.markdown


def test_a_page_that_went_is_never_cited_as_current(laws: Kb) -> None:
    (found,) = [one for one in search("zymometer dinars", laws) if "95" in one.evidence.text]
    page = Page("2026-01-05", gone="2026-02-05")
    evidence = replace(laws, freshness=Freshness({found.evidence.url: page})).evidence(found.evidence.id)[0]
    assert evidence.cautions == ("the page has been gone since 2026-02-05",)
    assert evidence.checked == "2026-01-05"
