"""Questions over ingested documents: what counts as right, where an answer was lost, and the whole run on two small files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench import ingested
from evals.bench.ingested import built, of_documents, of_index, of_vectors, plain_passages, plain_texts, scored
from evals.ingested import Asked, Hit, by_group, figures, located, misses, read, result, why_missed
from kb.base import Kb
from kb.documents import document_id
from kb.errors import InputError
from kb.index import Index
from tests.conftest import WordEncoder

LAW = "# Act\n\n## Article 4\n\nA body is designated for five years.\n"
LIST = "| Goods | Standard |\n| --- | --- |\n| Kettle | IEC 60335-2-15 |\n"


def _asked(path: Path, has: tuple[str, ...], at: tuple[str, ...] = (), **more: object) -> Asked:
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "0"
    place = {"kind": "clause", "has": has, "at": at}
    return Asked.model_validate(
        {"id": "r1", "question": "Q", "lang": "en", "path": path.name, "sha256": digest, "place": place, **more}
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of documents, in a folder of folders."""
    folder = tmp_path / "all" / "laws"
    folder.mkdir(parents=True)
    (folder / "law.md").write_text(LAW, encoding="utf-8")
    (folder / "list.md").write_text(LIST, encoding="utf-8")
    return folder


def _hit(path: Path, text: str, at: str = "") -> Hit:
    return Hit(document_id(str(path.resolve())), text, at, {"score": 1.0})


def test_a_passage_is_right_when_its_file_holds_all_words_whatever_space_case_or_width(files: Path) -> None:
    asked = _asked(files / "law.md", ("five years", "Ａ body"), ("article 4",))
    documents = located(files, [asked])
    elsewhere, here = _hit(files / "list.md", LAW), _hit(files / "law.md", LAW.replace(" ", "\n"), "Act › Article 4")
    assert [result(asked, hits, documents).rank for hits in ([elsewhere], [here], [elsewhere, here])] == [0, 1, 2]
    assert result(asked, [here], documents).placed is True
    assert result(asked, [here._replace(at="Act")], documents).placed is False


def test_words_that_also_answer_in_another_file_count(files: Path) -> None:
    other = files / "list.md"
    also = [{"path": other.name, "sha256": hashlib.sha256(other.read_bytes()).hexdigest(), "has": ["Kettle"]}]
    asked = _asked(files / "law.md", ("five years",), also=also)
    assert result(asked, [_hit(other, LIST)], located(files, [asked])).rank == 1


def test_files_with_the_same_bytes_are_one(files: Path) -> None:
    (files / "copy.md").write_text(LAW, encoding="utf-8")
    asked = _asked(files / "law.md", ("five years",))
    assert result(asked, [_hit(files / "copy.md", LAW)], located(files, [asked])).rank == 1


def test_questions_are_refused_where_a_file_has_changed(files: Path) -> None:
    asked = _asked(files / "law.md", ("five years",))
    (files / "law.md").write_text("other", encoding="utf-8")
    with pytest.raises(InputError, match=r"law\.md: not there with the bytes"):
        located(files, [asked])


def test_figures_count_questions_and_not_passages(files: Path) -> None:
    asked = _asked(files / "law.md", ("five years",), ("Article 4",), tests=["prose", "en", "md", "version"])
    documents = located(files, [asked])
    wrong, right = _hit(files / "list.md", LIST), _hit(files / "law.md", LAW, "Article 4")
    results = [result(asked, hits, documents) for hits in ([right, right], [wrong, right], [wrong], [wrong] * 7)]
    assert figures("one", results) == {
        "system": "one", "questions": "4", "recall@1": 0.25, "recall@5": 0.5, "recall@10": 0.5, "MRR": 0.375,
        "place@5": 1.0,
    }  # fmt: skip
    assert [row["system"] for row in by_group("x", results)] == ["x: all", "x: en", "x: clause", "x: md", "x: version"]


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ((), "refused"),
        (("of something else",), "lost by the parser: five years | a body"),
        (("for five", "years, a body"), "cut apart"),
        (("a body for five years",), "ranked below 0"),
    ],
)
def test_a_miss_names_the_stage_that_lost_the_answer(files: Path, texts: tuple[str, ...], why: str) -> None:
    asked = _asked(files / "law.md", ("five years", "a body"))
    documents = located(files, [asked])
    stored = {f"{document_id(str((files / 'law.md').resolve()))}#{n}": text for n, text in enumerate(texts)}
    assert why_missed(result(asked, [], documents), stored, documents).startswith(why)


def test_misses_list_what_came_before_and_wrong_places(files: Path) -> None:
    asked = _asked(files / "law.md", ("five years",), ("Article 4",))
    documents = located(files, [asked])
    wrong, right = _hit(files / "list.md", LIST, "table 1"), _hit(files / "law.md", LAW)
    missed, misplaced = (result(asked, hits, documents) for hits in ([wrong] * 5 + [right], [right]))
    lines = list(misses([missed, misplaced], {f"{right.document}#1": LAW}, documents))
    assert "ranked 6 (score 1.00)" in lines[0]
    assert lines[1].startswith(f"    before: {wrong.document} (table 1; score 1.00) | Goods")
    assert lines[-1] == "r1 place: wanted Article 4, was nothing"


@pytest.fixture
def small(files: Path, kb: Kb, words: WordEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kb]:
    """The shipped records with an index of the two files' texts."""
    data = {"kind": "passage", "title": "T", "url": "", "at": "Article 4", "tier": "unverified", "publisher": ""}
    rows = [(f"{document_id(str(p.resolve()))}#1", p.read_text(encoding="utf-8"), data) for p in files.iterdir()]
    index = Index.build(rows, tmp_path_factory.mktemp("small") / "index", encoder=words)
    yield replace(kb, index=index)
    index.close()


def test_retrieval_and_the_baseline_find_the_file_that_answers(files: Path, small: Kb, words: WordEncoder) -> None:
    asked = _asked(files / "law.md", ("five years",), ("Article 4",), question="How long is a body designated for?")
    documents = located(files, [asked])
    (found,) = scored([asked], documents, lambda one: of_index(small.index, one, small))
    assert (found.rank, found.placed) == (1, True)
    assert [one for one, _, _ in of_documents(small.index)] == list(small.index.shelf.ids)
    home = files.parent.parent / "bench"
    plain = built("plain", plain_passages(plain_texts(files.parent, small), words.count), home, small)
    (near,) = scored([asked], documents, lambda one: of_vectors(plain, one))
    assert (near.rank, near.placed) == (1, False)
    plain.close()


def test_the_questions_that_ship_can_be_read_and_ask_for_short_words() -> None:
    questions = read()
    assert len({one.id for one in questions}) == len({one.question for one in questions}) == len(questions) >= 90
    assert all(len(word) <= 60 for one in questions for answer in one.answers for word in answer.has)
    assert max(sum(one.path == other.path for other in questions) for one in questions) <= 3


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps({"id": "r1"}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.jsonl: line 1"):
        read(tmp_path / "bad.jsonl")


def test_every_system_that_can_be_asked_for_is_known() -> None:
    assert ingested.SYSTEMS == ("passages", "with records", "plain")
