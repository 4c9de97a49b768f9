"""An answer taken away says what was read, names its sources, and no character of a question or a source can break it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.asked import Asked, answered_anew
from app.away import export_to, taken_away
from app.chosen import Chosen
from app.fonts import Fonts, found, needed
from app.kept import Kept
from app.pages import pages
from app.paper import Paper, clean, paper
from app.pdf import pdf_bytes
from app.word import docx_bytes
from kb.base import Kb
from kb.errors import InputError, Refused
from kb.library import Library
from kb.model import Answer, Claim, KeyClaim, MarketVerdict
from kb.recorded import records_of
from kb.terms import Key, KeyState, Tier, Verdict
from tests.app.samples import CITED, HOSTILE, answer

CHARACTERS = "\x00\x08\x1b[31m\ud800\ufffe\ufeff\u202eevil\u2066 ]]> &#0; 😀 \U000e0001 |x|y| ‏ 𠀀 <b> **bold** [99]"
COOKER = "出口新西兰的电饭煲，CCC证书有用吗？"
LAMP = "Does Saudi Arabia accept my CB certificate for an LED lamp?"
no_font = pytest.mark.skipif(found().han is None, reason="no font with Chinese characters on this machine")


def whole(language: str = "en") -> Answer:
    keys = (KeyClaim(Key.acceptance, KeyState.met, "The certificate is taken.", (1,)),)
    gaps = (Claim("Name an importer there.", (2,)),)
    market = MarketVerdict("SA", Verdict.conditional, Tier.unilateral, keys, gaps)
    return answer("zh" if language == "zh" else "en", markets=(market,), gaps=gaps)


def hostile() -> Answer:
    cited = replace(CITED, title=HOSTILE + CHARACTERS, at=CHARACTERS, publisher=CHARACTERS, url="javascript:alert(1)")
    return answer(
        question=HOSTILE + CHARACTERS,
        markdown=f"{CHARACTERS}\n\n{HOSTILE} [1]\n|a|\n|-|\n|{CHARACTERS}|\n|",
        citations=(cited,),
    )


def told_by_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def told_by_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_document_holds_question_verdict_keys_steps_sources_and_its_note_once(library: Library) -> None:
    told = told_by_docx(docx_bytes(paper(whole(), library)))
    for words in ("Does Saudi Arabia accept", "Conditional", "2026-11-21", "The certificate is taken.", "met",
                  "Name an importer there.", "SASO", "https://www.saso.gov.sa/x", "checked 2026-11-20", "not yet verified"):  # fmt: skip
        assert words in told
    assert told.count("legal advice") == 1


def test_marks_lead_to_the_source_and_the_source_to_its_page(library: Library) -> None:
    data = docx_bytes(paper(whole(), library))
    document = Document(io.BytesIO(data))
    xml = document.element.xml
    assert 'w:anchor="source_1"' in xml
    assert 'w:name="source_1"' in xml
    links = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    assert links == {"https://www.saso.gov.sa/x"}


def test_a_pdf_holds_the_same_as_text_with_links_and_page_numbers(library: Library) -> None:
    data = pdf_bytes(paper(whole(), library))
    told = " ".join(told_by_pdf(data).split())
    for words in (
        "Does Saudi Arabia accept",
        "Conditional",
        "The certificate is taken.",
        "https://www.saso.gov.sa/x",
        "1 / 1",
    ):
        assert words in told
    assert told.count("legal advice") == 1
    assert b"/URI (https://www.saso.gov.sa/x)" in data


@no_font
def test_chinese_in_a_pdf_can_be_selected_and_searched(library: Library) -> None:
    made = replace(whole("zh"), question=COOKER, markdown="电饭煲须有证书。 [1]\n- 一\n- 二")
    told = told_by_pdf(pdf_bytes(paper(made, library)))
    assert COOKER in told
    assert "电饭煲须有证书。" in told


def test_a_long_answer_goes_on_over_pages_and_repeats_the_head_of_its_table(library: Library) -> None:
    rows = "\n".join(f"| row {n} | {'words ' * 30} |" for n in range(60))
    made = answer(markdown=f"| Point | Told |\n|---|---|\n{rows}\n\n{'x' * 3000}")
    pages_ = pypdfium2.PdfDocument(pdf_bytes(paper(made, library)))
    assert len(pages_) > 3
    assert all("Point" in pages_[n].get_textpage().get_text_range() for n in range(3))


def test_no_character_breaks_a_document(library: Library) -> None:
    made: Paper = paper(hostile(), library)
    assert "\u202e" not in repr(made)
    assert "alert(1)" in told_by_docx(docx_bytes(made))
    data = pdf_bytes(made)
    assert "alert(1)" in told_by_pdf(data)
    assert b"/JavaScript" not in data
    assert b"/URI" not in data


def test_text_is_cleaned_of_what_xml_cannot_hold() -> None:
    assert clean("a\x00b\ud800c\ufffed\u202ee\tf\ng") == "abcde f g"


@pytest.mark.parametrize(("chinese", "package"), [(True, "fonts-wqy-zenhei"), (False, "fonts-dejavu-core")])
def test_without_a_font_the_package_to_install_is_named(chinese: bool, package: str) -> None:
    with pytest.raises(Refused, match=package) as refused:
        needed(Fonts(None, None, None), chinese=chinese)
    assert package in refused.value.zh


def test_fonts_are_looked_for_in_folders(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "wqy-zenhei.ttc").touch()
    assert found((str(tmp_path),)) == Fonts(None, None, tmp_path / "deep" / "wqy-zenhei.ttc")


def test_every_statement_of_the_base_leads_to_its_record(kb: Kb) -> None:
    lost = [one for one in kb.statements if not records_of(kb.library, [one])]
    assert lost == []


def test_a_record_cited_by_several_rows_is_packed_once(kb: Kb) -> None:
    ids = ("requirements/sa#lighting/cb-test-certificate", "requirements/sa#lighting", "no/such")
    ((record, named),) = records_of(kb.library, ids)
    assert (record.kind, record.key, named) == ("markets", "SA", ids[:2])


@pytest.mark.parametrize("question", [LAMP, COOKER])
def test_an_evidence_pack_holds_all_that_the_answer_rests_on(question: str, kb: Kb) -> None:
    made = answered_anew(Asked(question), kb, "en")
    pack = json.loads(taken_away(made, kb, "json").data)
    assert (pack["question"], pack["language"], pack["as_of"]) == (made.question, made.language, made.as_of.isoformat())
    assert pack["answer"]["markets"]
    packed = {one for record in pack["records"] for one in record["cited_as"]} | {one["id"] for one in pack["passages"]}
    assert packed == {citation.id for citation in made.citations}
    assert all(source["publisher"]["name"] for source in pack["sources"])
    assert len(pack["versions"]["corpus"]) == 64
    assert pack["versions"]["embedding_model"].startswith("all-MiniLM-L6-v2")
    assert pack["versions"]["built"].endswith("+00:00")


def test_an_ending_nobody_knows_is_refused(kb: Kb, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name the file so"):
        export_to(tmp_path / "answer.doc", answer(), kb)
    with pytest.raises(InputError, match="not a kind of file"):
        taken_away(answer(), kb, "doc")


def test_an_export_is_written_where_it_was_asked_for(kb: Kb, tmp_path: Path) -> None:
    export_to(tmp_path / "answer.MD", answer(), kb)
    assert "not legal advice" in (tmp_path / "answer.MD").read_text(encoding="utf-8")


def test_the_oldest_answer_is_forgotten_first() -> None:
    kept = Kept(2)
    first, second, third = (kept.keep(answer(question=one)) for one in "abc")
    assert kept.get(first) is None
    assert {kept.get(second).question, kept.get(third).question} == {"b", "c"}  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def client(kb: Kb) -> TestClient:
    app = FastAPI()
    app.include_router(pages(kb, KEPT))
    return TestClient(app, raise_server_exceptions=False)


KEPT = Kept()


@pytest.mark.parametrize("ending", ["md", "docx", "pdf", "json"])
def test_an_address_gives_the_file_under_its_own_name(ending: str, client: TestClient) -> None:
    reply = client.get(f"/en/answer.{ending}", params={"q": LAMP})
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].endswith(f'.{ending}"')


def test_an_address_names_the_questions_before_it(client: TestClient) -> None:
    reply = client.get("/en/answer.json", params={"q": "And for Japan?", "h": LAMP})
    assert reply.json()["answer"]["query"]["evidence"] == ["cb-test-certificate"]


def test_what_was_read_is_what_is_taken_away(client: TestClient) -> None:
    one = KEPT.keep(answer(question="as a model worded it"))
    assert "as a model worded it" in client.get("/en/answer.md", params={"q": LAMP, "id": one}).text


@pytest.mark.parametrize("query", ["", "q=", "q=?!", f"q={LAMP}&on=2026-13-01"])
def test_an_address_that_asks_nothing_gets_a_page_that_says_so(query: str, client: TestClient) -> None:
    reply = client.get(f"/zh/answer.pdf?{query}")
    assert reply.status_code == 400
    assert 'role="alert"' in reply.text


@pytest.mark.parametrize("chosen", ["{", "[" * 5000, "7", '{"markets": 7}', '{"markets": ["JP"]}'])
def test_corrections_of_an_address_are_taken_where_they_can_be_read(chosen: str) -> None:
    sent = Asked.of_address(Chosen([("q", LAMP), ("chosen", chosen)]))
    assert sent.chosen in ({}, {"markets": ("JP",)})


def test_an_address_asks_the_same_again() -> None:
    sent = Asked(LAMP, "JP", "lighting", {"markets": ("SA", "JP")})
    pairs = [tuple(pair.split("=", 1)) for pair in sent.address(["first?"], "0a1b").split("&")]
    from urllib.parse import unquote_plus

    again = Asked.of_address(Chosen((name, unquote_plus(value)) for name, value in pairs))
    assert again == replace(sent, before=("first?",))


def test_a_file_of_what_was_corrected_says_so_in_its_title_and_below(client: TestClient) -> None:
    told = client.get("/en/answer.md", params={"q": LAMP, "chosen": '{"markets": ["JP"]}'}).text
    assert told.startswith("> ")
    assert "Japan" in told.splitlines()[0]
    assert told.splitlines()[1] == "> Corrected by hand: Japan"
