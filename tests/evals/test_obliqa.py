"""ObliQA's questions meet the passages that answer them."""

from __future__ import annotations

import json
from pathlib import Path

from evals.bench.obliqa import multipassage


def test_judged_passages_are_known_by_document_and_passage(tmp_path: Path) -> None:
    for name in ("StructuredRegulatoryDocuments", "QADataset"):
        (tmp_path / name).mkdir()
    passage = {"ID": "x-1", "DocumentID": 7, "PassageID": "1.2", "Passage": "…"}
    (tmp_path / "StructuredRegulatoryDocuments" / "7.json").write_text(json.dumps([passage]))
    rows = [{"QuestionID": "q", "Question": "Who?"}]
    (tmp_path / "QADataset" / "ObliQA_MultiPassage_val.json").write_text(json.dumps(rows))
    (tmp_path / "qrels_val.txt").write_text("q 0 x-1 1\n")
    assert multipassage(tmp_path, tmp_path, "dev") == [("Who?", {"7#1.2": 1})]
