"""A model's opinion is asked for and set beside the scores; it changes none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.judge import agreement, kappa
from kb.llm import open_model
from kb.settings import Settings
from tests.evals.made import made, row
from tests.kb.llm_server import ModelServer, says


def test_kappa_is_agreement_beyond_chance() -> None:
    assert kappa([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15) == (
        pytest.approx(0.4)
    )
    assert kappa([]) is None
    assert kappa([(True, True)]) is None


def test_the_judge_sees_question_reference_and_answer_and_agreement_is_told(tmp_path: Path) -> None:
    result = made(row("q1"), row("q2", 0.0, cause="telling"))
    with ModelServer(says("**Right.**")) as server:
        model = open_model(Settings(data_dir=tmp_path, llm_url=server.url, llm_model="m"))
        assert model is not None
        told = agreement(result, model)
        assert (told.judged, told.useless, told.equal, told.kappa) == (2, 0, 0.5, 0.0)
        assert json.loads(server.requests[0].body["messages"][-1]["content"]) == {
            "question": "<q1> asked",
            "reference": "Gold",
            "answer": "Said & done",
        }
    with ModelServer(says("perhaps")) as server:
        model = open_model(Settings(data_dir=tmp_path, llm_url=server.url, llm_model="m"))
        assert model is not None
        assert "kappa undefined, equal 0.000 of 0 answers; 2 replies of no use" in str(agreement(result, model))
        assert agreement(made(row("q1"), locked=True), model).useless == 0
        assert len(server.requests) == 2
