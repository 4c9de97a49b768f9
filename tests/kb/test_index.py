"""The index: found again, the same each time, never half-made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kb.encoder import Vectors
from kb.errors import IndexUnusable
from kb.index import Index
from tests.conftest import WordEncoder

PASSAGES = [
    ("a", "The certificate of conformity is valid for one year", {"kind": "record"}),
    ("b", "电饭煲出口新西兰的CCC证书", {"kind": "record", "embed": "rice cooker New Zealand CCC certificate"}),
    ("c", "Radio equipment needs type approval under 47 CFR 2.951", {}),
]


def test_words_codes_and_chinese_are_found(tmp_path: Path, words: WordEncoder) -> None:
    index = Index.build(PASSAGES, tmp_path / "i", encoder=words)
    assert index.search("certificate valid year", k=1)[0][0] == "a"
    assert index.search("新西兰 电饭煲", k=1)[0][0] == "b"
    assert index.search("2.951", k=1)[0][0] == "c"
    assert index.search("", k=3) == []
    assert all(0 <= score <= 1 for _, score in index.search("certificate", k=3))


def test_the_same_passages_give_the_same_answers_whatever_their_order(tmp_path: Path, words: WordEncoder) -> None:
    one = Index.build(PASSAGES, tmp_path / "1", encoder=words).search("certificate", k=3)
    other = Index.build(PASSAGES[::-1], tmp_path / "2", encoder=words).search("certificate", k=3)
    assert [i for i, _ in one] == [i for i, _ in other]
    assert [s for _, s in one] == pytest.approx([s for _, s in other], abs=1e-5)


def test_an_index_opens_again_and_an_empty_one_finds_nothing(tmp_path: Path, words: WordEncoder) -> None:
    Index.build(PASSAGES, tmp_path / "i", encoder=words).close()
    assert Index(tmp_path / "i", words).search("certificate", k=1)[0][0] == "a"
    assert Index.build([], tmp_path / "e", encoder=words).search("certificate") == []


def test_vectors_of_unchanged_texts_are_taken_over(tmp_path: Path, words: WordEncoder) -> None:
    Index.build(PASSAGES, tmp_path / "old", encoder=words).close()
    embedded: list[str] = []

    class Watched(WordEncoder):
        def encode(self, texts: Sequence[str], progress: Any = None) -> Vectors:
            embedded.extend(texts)
            return super().encode(texts, progress)

    changed = [*PASSAGES[:2], ("c", "Radio equipment needs a licence", {})]
    Index.build(changed, tmp_path / "new", encoder=Watched(), reuse=tmp_path / "old")
    assert embedded == ["Radio equipment needs a licence"]


def test_an_index_that_a_little_has_changed_is_the_one_made_anew(tmp_path: Path, words: WordEncoder) -> None:
    many: list[tuple[str, str, dict[str, str]]] = [
        (f"p{n}", f"certificate number {n} of the laboratory {n % 7}", {}) for n in range(60)
    ] + PASSAGES
    changed = [*many[1:-1], ("c", "Radio equipment needs a licence", {}), ("d", "a report of laboratory 3", {})]
    Index.build(many, tmp_path / "old", encoder=words).close()
    index = Index.build(changed, tmp_path / "new", encoder=words, reuse=tmp_path / "old")
    fresh = Index.build(changed, tmp_path / "fresh", encoder=words)
    for asked in (
        "certificate number 0",
        "radio licence",
        "type approval 47 CFR 2.951",
        "laboratory 3 report",
        "电饭煲",
    ):
        assert index.hits(asked, k=70) == fresh.hits(asked, k=70)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "tessera build"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "damaged"),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 0}'), "another version"),
        (lambda folder: (folder / "passages.jsonl").write_text(""), "damaged"),
        (
            lambda folder: (folder / "chroma" / "chroma.sqlite3").write_bytes(b"no database at all"),
            "tessera build --full",
        ),
    ],
)
def test_a_foreign_or_damaged_index_is_noticed_and_the_remedy_named(
    damage: Callable[[Path], object], said: str, tmp_path: Path, words: WordEncoder
) -> None:
    Index.build(PASSAGES, tmp_path / "i", encoder=words).close()
    moved = tmp_path / "moved"
    (tmp_path / "i").rename(moved)
    damage(moved)
    with pytest.raises(IndexUnusable, match=said):
        Index(moved, words)


def test_an_index_of_another_encoder_is_refused(tmp_path: Path, words: WordEncoder) -> None:
    Index.build(PASSAGES, tmp_path / "i", encoder=words).close()
    other = WordEncoder()
    other.name = "another/64"
    with pytest.raises(IndexUnusable, match="not another/64"):
        Index(tmp_path / "i", other)


def test_passages_of_the_same_words_are_all_found_and_stand_once_in_the_graph(
    tmp_path: Path, words: WordEncoder
) -> None:
    many: list[tuple[str, str, dict[str, str]]] = [
        (f"row{n}", "Toy car | suspended", {}) for n in range(300)
    ] + PASSAGES
    index = Index.build(many, tmp_path / "i", encoder=words)
    assert {one for one, _ in index.search("toy car suspended", k=5)} <= {f"row{n}" for n in range(300)}
    assert index.search("certificate valid year", k=1)[0][0] == "a"
    assert Index(tmp_path / "i", words).search("certificate valid year", k=1)[0][0] == "a"


def test_few_vectors_are_all_looked_at_and_many_are_asked_of_the_graph(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.build(PASSAGES, tmp_path / "i", encoder=words)
    assert index._store is not None
    graph, asked = index._store.near, list[int]()

    def near(vectors: Vectors, k: int) -> list[dict[str, float]]:
        asked.append(k)
        return graph(vectors, k)

    monkeypatch.setattr(index._store, "near", near)
    exact = index.search("conformity certificate", k=3)
    assert asked == []
    monkeypatch.setattr("kb.index._EXACT", len(PASSAGES) - 1)
    assert index.search("conformity certificate", k=3) == exact
    assert asked == [len(PASSAGES)]


def test_a_passage_that_states_the_value_asked_for_comes_before_one_that_names_it(
    tmp_path: Path, words: WordEncoder
) -> None:
    said: list[tuple[str, str, dict[str, str]]] = [
        ("names", "The certificate shall be valid for the period of validity of the certificate", {}),
        ("states", "The certificate shall be valid for five years, the period of validity of the certificate", {}),
    ]
    index = Index.build(said, tmp_path / "i", encoder=words)
    assert index.search("the certificate is valid for what period")[0][0] == "names"
    assert index.search("how long is the certificate valid")[0][0] == "states"


def test_of_equal_passages_that_of_the_document_that_speaks_of_the_question_is_first(
    tmp_path: Path, words: WordEncoder
) -> None:
    said: list[tuple[str, str, dict[str, str]]] = [
        ("lamp#1", "Scope: lamps and lanterns", {}),
        ("lamp#2", "Each application is decided by the board", {}),
        ("boat#1", "Scope: boats and barges", {}),
        ("boat#2", "Each application is decided by the board", {}),
    ]
    index = Index.build(said, tmp_path / "i", encoder=words)
    for thing in ("lamp", "boat"):
        found = [one for one, _ in index.search(f"{thing}s and their scope: who decides an application", k=4)]
        other = "boat" if thing == "lamp" else "lamp"
        assert found.index(f"{thing}#2") < found.index(f"{other}#2")


def _two_languages(folder: Path, words: WordEncoder, kind: str) -> Index:
    texts = {
        "en": "A rice cooker needs a certificate of conformity",
        "zh": "电饭煲须有证书",
        "other": "Fees are paid once a year",
    }
    passages = [(f"{name}#1", text, {"kind": kind}) for name, text in texts.items()]
    return Index.build(passages, folder, encoder=words)


def test_a_chinese_question_finds_passages_in_english_by_its_words_in_english(
    tmp_path: Path, words: WordEncoder
) -> None:
    index = _two_languages(tmp_path / "i", words, "passage")
    alone = {hit.id: hit for hit in index.hits("电饭煲的证书")}
    told = {hit.id: hit for hit in index.hits("电饭煲的证书", dense_text="rice cooker certificate")}
    assert alone["zh#1"].lexical == told["zh#1"].lexical == 1.0
    assert alone["en#1"].lexical < told["en#1"].lexical <= 1.0
    assert told["other#1"].lexical == 0.0


@pytest.mark.parametrize(
    ("question", "passage"), [("电饭煲的证书", "en#1"), ("certificate of the rice cooker", "zh#1")]
)
def test_a_question_finds_passages_in_the_other_language_by_the_word_book(
    tmp_path: Path, words: WordEncoder, question: str, passage: str
) -> None:
    index = _two_languages(tmp_path / "i", words, "passage")
    found = {hit.id: hit for hit in index.hits(question)}
    assert found[passage].lexical > 0.3
    assert max(found.values(), key=lambda hit: hit.score).id == ("zh#1" if passage == "en#1" else "en#1")
    assert found["other#1"].lexical == 0.0


def test_the_word_book_is_opened_for_documents_in_the_other_language_alone(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def heard(text: str) -> tuple[dict[str, float], str]:
        asked.append(text)
        return {}, ""

    monkeypatch.setattr("kb.wordbook.english", heard)
    monkeypatch.setattr("kb.wordbook.chinese", heard)
    records = _two_languages(tmp_path / "records", words, "record")
    english = Index.build([("en#1", "A rice cooker 电饭煲 needs a certificate", {})], tmp_path / "en", encoder=words)
    for one in (records.hits, english.hits):
        one("certificate")
    records.hits("证书", dense_text="certificate")
    assert asked == []
    english.hits("证书")
    assert asked == ["证书"]


def test_of_a_chinese_and_an_english_passage_that_say_the_same_the_chinese_comes_first(
    tmp_path: Path, words: WordEncoder
) -> None:
    index = _two_languages(tmp_path / "i", words, "passage")
    hits = index.hits("电饭煲的证书", dense_text="rice cooker certificate")
    assert [hit.id for hit in hits][:2] == ["zh#1", "en#1"]


def test_records_which_say_the_same_in_both_languages_are_found_by_the_words_asked(
    tmp_path: Path, words: WordEncoder
) -> None:
    index = _two_languages(tmp_path / "i", words, "record")
    told = {hit.id: hit for hit in index.hits("电饭煲的证书", dense_text="rice cooker certificate")}
    assert told["en#1"].lexical == 0.0


def test_a_chinese_question_finds_what_says_the_same_as_the_first_passages_found(
    tmp_path: Path, words: WordEncoder
) -> None:
    told = [
        ("first#1", "电饭煲的强制性认证由指定机构实施工厂检查", {}),
        ("same#1", "指定机构实施工厂检查后颁发证书", {}),
        ("other#1", "玩具的邻苯二甲酸酯限量", {}),
        ("record", "工厂检查由指定机构实施", {"kind": "record"}),
    ]
    with closing(Index.build(told, tmp_path / "i", encoder=words)) as index:
        found = {hit.id: hit.lexical for hit in index.hits("电饭煲认证", k=4)}
    assert found["first#1"] == 1.0
    assert found["same#1"] > 0
    assert found.get("other#1", 0.0) == found.get("record", 0.0) == 0.0


@pytest.mark.parametrize("graph", [10, 50_000])
def test_a_part_of_the_base_is_looked_through_alone(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch, graph: int
) -> None:
    monkeypatch.setattr("kb.index._GRAPH", graph)
    monkeypatch.setattr("kb.index._EXACT", min(graph, 20_000))
    rows: list[tuple[str, str, dict[str, str]]] = [
        (f"rules-{'ab'[n % 2]}#{n}", f"the certificate number {n % 40}", {}) for n in range(80)
    ]
    index = Index.build([*PASSAGES, *rows], tmp_path / "i", encoder=words)
    assert {hit.id for hit in index.hits("certificate", k=9, within="records")} <= {"a", "b"}
    assert not {"a", "b"} & {hit.id for hit in index.hits("certificate", k=90, within="documents")}
    found = index.hits("the certificate number 3", k=90, within="rules-b")
    assert {hit.id for hit in found} == {one for one, _, _ in rows if one.startswith("rules-b")}
    assert found[0].id in ("rules-b#3", "rules-b#43")
    assert index.hits("certificate", within="nothing") == []


def test_a_part_finds_what_the_whole_finds_in_it(tmp_path: Path, words: WordEncoder) -> None:
    index = Index.build(PASSAGES, tmp_path / "i", encoder=words)
    assert index.hits("certificate valid", within="a")[0].id == index.hits("certificate valid")[0].id == "a"
