"""The benches of retrieval read their formats as they are, and score by what they say; the data stay out of the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.bench import rgb, tatqa, xquad
from evals.bench.retrieval import hit_at, measured

LAMPS = {
    "table": {"uid": "t1", "table": [["", "2024", "2023"], ["Lamps sold", "12", "9"], ["Kettles sold", "7", "8"]]},
    "paragraphs": [{"uid": "p1", "order": 1, "text": "All lamps were tested in Vilnius."}, {"order": 2, "text": " "}],
    "questions": [
        {"question": "How many lamps were sold in 2023?", "answer_from": "table"},
        {"question": "Where were the lamps tested?", "answer_from": "text"},
    ],
}


def _written(path: Path, told: Any) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def test_a_paragraph_of_xquad_has_the_same_id_in_both_languages(tmp_path: Path) -> None:
    for language, text, question in (("en", "A lamp.", "What is it?"), ("zh", "\ufeff一盏灯。", "这是什么？")):
        paragraph = {"context": text, "qas": [{"question": question, "answers": []}]}
        _written(tmp_path / f"xquad.{language}.json", {"data": [{"title": "x", "paragraphs": [paragraph]}]})
    assert list(xquad.units(tmp_path, "zh")) == [("0-0#1", "一盏灯。", {})]
    assert xquad.questions(tmp_path, "zh") == [("这是什么？", {"0-0#1": 1})]
    assert xquad.questions(tmp_path, "en") == [("What is it?", {"0-0#1": 1})]


def test_rgb_holds_each_text_once_and_reads_the_lists_of_questions_in_parts() -> None:
    rows: list[dict[str, Any]] = [
        {"query": "灯？", "positive": ["灯在这里。"], "negative": ["壶在那里。 ", ""]},
        {"query": "灯和壶？", "positive": [["灯在这里。"], ["壶在那里。"]], "negative": []},
        {"query": "无？", "positive": [], "negative": ["壶在那里。"]},
    ]
    ids = rgb.corpus(rows)
    assert ids == {"灯在这里。": "d0#1", "壶在那里。": "d1#1"}
    assert rgb.questions(rows, ids) == [("灯？", {"d0#1": 1}), ("灯和壶？", {"d0#1": 1, "d1#1": 1})]


def test_rgb_rows_are_read_a_line_each_whatever_ends_a_line_within_them(tmp_path: Path) -> None:
    row = {"query": "灯\u2028？", "positive": [], "negative": []}
    (tmp_path / "zh_int.json").write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert rgb.rows_of(tmp_path, "zh_int") == [row]


def test_no_order_of_more_than_ten_positives_reaches_a_recall_of_one() -> None:
    assert rgb.best({f"d{n}": 1 for n in range(20)}, []) == 0.5
    assert rgb.best({"d1": 1}, []) == 1.0


def test_a_table_is_told_row_by_row_with_its_headers() -> None:
    made = tatqa.told([["", "2024", "2023"], ["Lamps sold", "12", "9"], ["Kettles sold", "7", "8"]])
    assert made == "Lamps sold; 2024: 12; 2023: 9\nKettles sold; 2024: 7; 2023: 8"
    assert tatqa.told([["", ""]]) == ""


def test_a_question_answered_from_the_table_has_to_find_that_table_and_every_question_its_document() -> None:
    table, place = {"t1#table": 1}, {"t1#table": 1, "t1#1": 1}
    assert tatqa.of_tables([LAMPS]) == [("How many lamps were sold in 2023?", table)]
    assert [good for _, good in tatqa.of_contexts([LAMPS])] == [place, place]


def test_a_hit_is_one_relevant_among_the_first_k() -> None:
    assert hit_at(1, {"b": 1}, ["a", "b"]) == 0.0
    assert hit_at(2, {"b": 1}, ["a", "b"]) == 1.0


def test_every_system_is_asked_every_question() -> None:
    rows = measured(tatqa.units([LAMPS]), {"table": tatqa.of_tables([LAMPS])})
    assert [row["system"] for row in rows] == ["as answers use it", "dense alone", "lexical alone"]
    assert all(row["n"] == 1.0 and row["recall@10"] == 1.0 for row in rows)
