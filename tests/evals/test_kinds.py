"""The model of what is asked for reads what it has not seen, and none of what scores it stands in what made it."""

from __future__ import annotations

from evals import kinds, understanding
from evals.dataset import HOME
from evals.dataset import read as read_gold
from kb.kinds import kinds as model
from kb.library import Library


def test_the_questions_of_an_unseen_writer_are_read_at_the_floor(library: Library) -> None:
    asked = [one for one in kinds.read(HOME / "kinds.jsonl") if one.writer == "unseen"]
    rows = kinds.seen(asked, library)
    right = sum(model().likeliest(one.features) in one.asked.intent for one in rows)
    assert len(rows) == 240
    assert right / len(rows) >= 0.92


def test_no_question_that_scores_the_system_made_the_model() -> None:
    taught = {one.question for one in kinds.read(HOME / "kinds.jsonl") if not kinds.is_held(one)}
    scoring = {one.question for name in ("gold", "agreements") for one in read_gold(HOME / f"{name}.jsonl")}
    scoring |= {one.question for one in understanding.read(HOME / "understanding.jsonl")}
    long = {one for one in scoring if len(one) > 12}  # "and Japan?" is anybody's
    assert not taught & long
