"""What is told of a run: to a person, to a build server, and beside an earlier one."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals import saved
from evals.causes import CAUSES
from evals.compare import compare
from evals.metrics import Estimate
from evals.plots import bars
from evals.report import FILES, failures, write
from evals.run import Result
from kb.errors import InputError
from tests.evals.made import made, row

RESULT = made(row("q1"), row("q2", 0.0, cause="retrieval"), row("q3", 0.0, cause="harm"))


def test_a_report_groups_failures_by_cause_and_shows_each_trace_without_a_script(tmp_path: Path) -> None:
    paths = write((RESULT, made(row("q1"), system="bm25")), tmp_path / "new", {"set": "0"})
    assert tuple(path.name for path in paths) == FILES
    page, text = (path.read_text(encoding="utf-8") for path in paths[:2])
    assert list(failures(RESULT)) == ["harm", "retrieval"]
    assert page.index("<b>harm</b> (1)") < page.index("<b>retrieval</b> (1)") < page.index("<b>right</b> (1)")
    assert "&lt;q1&gt; asked" in page
    assert "Said &amp; done" in page
    assert "<svg" in page
    assert "<script" not in page
    assert f"### retrieval (1): {CAUSES['retrieval']}" in text
    assert "| set (3) | tessera | bm25 |" in text


def test_a_build_server_is_told_each_failure_by_cause() -> None:
    suite = ElementTree.fromstring(saved.junit([made(row("q1"), row("q2", cause="harm", answer="bad \x00"))]))[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [one.get("type") for one in suite.iter("failure")] == ["harm"]


def test_two_runs_are_compared_question_by_question(tmp_path: Path) -> None:
    after = made(row("q1", 0.0, cause="telling"), row("q2"), row("q3", 0.0, cause="harm"), row("q4"))

    def kept(result: Result, digest: str) -> dict[str, object]:
        path = tmp_path / digest / FILES[2]
        write((result,), path.parent, {"corpus": digest})
        return saved.read(path)

    old, new = kept(RESULT, "old"), kept(after, "new")
    lines = list(compare(old, new))
    assert "corpus: not the same in both runs" in lines
    assert "  facts: 0.333 → 0.500" in lines
    assert "  q4: only in the new run" in lines
    assert any(line.startswith("  q1 broken: cause none → telling; facts 1.000 → 0.000") for line in lines)
    assert any(line.startswith("  q2 mended: cause retrieval → none") for line in lines)
    assert not [line for line in lines if line.startswith("  q3")]
    assert list(compare(old, old)) == ["\nset · tessera: nothing changed"]


def test_what_is_no_earlier_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json: not the results\.json"):
        saved.read(tmp_path / "x.json")
    with pytest.raises(InputError, match="not there; write one with: tessera eval --report"):
        saved.read(tmp_path / "none.json")


def test_a_bar_says_its_value_in_words_and_escapes_its_name() -> None:
    drawn = bars("facts", [("<ours>", Estimate(0.5, (0.4, 0.6)))])
    assert ElementTree.fromstring(drawn).tag == "svg"
    assert "&lt;ours&gt;" in drawn
    assert ">0.500<" in drawn


def test_a_fingerprint_is_of_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x", encoding="utf-8")
    first = saved.fingerprint(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert saved.fingerprint(tmp_path) != first
    assert json.loads(saved.as_json([RESULT], {"corpus": first}))["fingerprints"] == {"corpus": first}
