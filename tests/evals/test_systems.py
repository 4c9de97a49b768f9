"""Every system answers the same questions from the same passages, the same in every run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.dataset import read
from evals.run import run
from evals.saved import as_json
from evals.systems import NAMES, majority, systems
from kb.base import Kb
from kb.errors import InputError
from kb.index import Index
from kb.settings import Settings
from tests.conftest import WordEncoder
from tests.kb.llm_server import ModelServer, says

QUESTIONS = (
    {"id": "1", "question": "Is CE accepted in Japan for toys?", "must": [["CE"]], "verdict": "not_accepted"},
    {"id": "2", "question": "CE标志在日本的玩具上被接受吗?", "must": [["CE"]], "verdict": "not_accepted", "twin": "1"},
    {"id": "3", "question": "   ", "abstain": True},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "three.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in QUESTIONS), encoding="utf-8")
    return file


@pytest.fixture
def small(kb: Kb, words: WordEncoder, tmp_path: Path) -> Iterator[Kb]:
    """The shipped records with an index of a few hundred of them."""
    ids = list(kb.index.ids)[:300]
    rows = [(one, kb.index.shelf.text(one), kb.index.shelf.metadata(one)) for one in ids]
    index = Index.build(rows, tmp_path / "index", encoder=words)
    yield replace(kb, index=index)
    index.close()


def test_all_systems_answer_side_by_side_and_twice_the_same(small: Kb, path: Path) -> None:
    first, again = (run([str(path)], kb=small, names=("all",)) for _ in range(2))
    assert [one.system for one in first] == [name for name in NAMES if name != "tessera+model"]
    scores = {one.system: {name: mean and mean.value for name, mean in one.means.items()} for one in first}
    assert scores["tessera"]["facts"] == scores["bm25"]["facts"] == 1
    assert scores["majority"]["verdict"] == 1
    assert scores["nothing"]["facts"] == scores["nothing"]["coverage"] == 0
    for one, other in zip(first, again, strict=True):
        assert [(row.scores, row.cause) for row in one.rows] == [(row.scores, row.cause) for row in other.rows]
        assert all(len(row.answer.get("found", "x")) <= 10 for row in one.rows)
    assert '"found"' in as_json(first, {})


def test_each_plain_search_finds_the_record_whose_words_are_asked(small: Kb, path: Path) -> None:
    one = small.index.ids[7]
    question = read(path)[0].model_copy(update={"question": small.index.shelf.text(one)})
    for name, system in systems(("bm25", "fusion", "llama-index", "dense"), small, (question,)).items():
        assert one in system(question)["found"], name


def test_a_model_words_answers_only_where_it_is_asked_for(kb: Kb, path: Path) -> None:
    with ModelServer(says("nothing of use")) as server:
        settings = Settings(data_dir=kb.settings.data_dir, llm_url=server.url, llm_model="m")
        with_model = replace(kb, settings=settings)
        run([str(path)], kb=with_model)
        assert not server.requests
        (result,) = run([str(path)], kb=with_model, names=("tessera+model",))
        assert server.requests
        assert result.system == "tessera+model"
    with pytest.raises(InputError, match="TESSERA_LLM_URL"):
        systems(("tessera+model",), kb, ())
    with pytest.raises(InputError, match="'gpt': not known; one of all, tessera"):
        systems(("gpt",), kb, ())


def test_the_majority_verdict_is_the_one_that_is_right_most_often(path: Path) -> None:
    assert majority(read(path)) == "not_accepted"
    assert majority(()) is None
