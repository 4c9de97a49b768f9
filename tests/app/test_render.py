"""Rendering decides nothing and lets nothing through: shapes as in CONTRACTS.md, every text escaped."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rich.console import Console

from app.markup import link_html, markdown_html, sources_html, verdict_html
from app.render import answer_json, answer_markdown, found_json, place, safe_url
from app.terminal import answer_text, found_text
from app.tone import tiles, tone
from kb.around import Around
from kb.language import VERDICT
from kb.model import Claim, Language
from kb.terms import Verdict
from tests.app.samples import CITED, HOSTILE, answer, found


class Seen(HTMLParser):
    """Tags and attributes as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_an_answer_has_the_shape_of_the_contract() -> None:
    told = answer_json(answer(), "q1")
    assert json.loads(json.dumps(told)) == told
    assert {key: told[key] for key in ("id", "language", "as_of", "status", "verdict", "took_ms")} == {
        "id": "q1", "language": "en", "as_of": "2026-11-21", "status": "answered", "verdict": "conditional", "took_ms": 41.0,
    }  # fmt: skip
    assert told["claims"] == [{"text": "It is taken.", "citations": [1, 2]}]
    assert told["gaps"] == [{"text": "Register in SABER.", "citations": [1]}]
    assert set(told["citations"][0]) >= {
        "n", "id", "kind", "title", "publisher", "url", "at", "tier", "published", "checked", "quote",
    }  # fmt: skip
    assert told["citations"][1]["checked"] is None
    assert told["query"] == {
        "language": "en", "from": ["CN"], "to": ["SA"], "products": ["lamp"], "evidence": ["cb-test-certificate"],
        "standards": [], "intent": "accepted",
    }  # fmt: skip


def test_an_answer_without_a_verdict_says_null() -> None:
    assert answer_json(answer(verdict=None, tier=None))["verdict"] is None


def test_the_same_answer_has_the_same_id() -> None:
    assert answer_json(answer())["id"] == answer_json(answer(took_ms=99.0))["id"]


def test_a_search_result_has_the_shape_of_the_contract() -> None:
    assert found_json(found()) == {
        "id": "requirements/sa#lighting", "kind": "record", "title": "SABER", "text": "Words.",
        "url": "https://www.saso.gov.sa/x", "at": "Article 5", "score": 0.8123,
        "signals": {"dense": 0.5, "lexical": 0.25, "record": 1.0},
    }  # fmt: skip


def test_the_copied_text_ends_with_its_sources_and_says_what_is_not_verified() -> None:
    told = answer_markdown(answer())
    assert "1. Saudi Arabia: SABER for lamps — SASO, Article 5 (checked 2026-11-20) https://www.saso.gov.sa/x" in told
    assert "(not yet verified)" in told


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example", "/x", "", "ftp://a.b/c",
     "https://", "http://[", "https://a.example/\" onmouseover=\"x", "https://a.example/\nx", "vbscript:x", "file:///etc/passwd"],
)  # fmt: skip
def test_only_whole_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) is None
    assert link_html(url, "title", "en") == "title"


def test_a_link_leaves_without_a_trace() -> None:
    ((tag, attributes),) = Seen(link_html("https://a.example/?a=1&b=2", "<b>", "en")).tags
    assert (tag, attributes["href"]) == ("a", "https://a.example/?a=1&b=2")
    assert (attributes["rel"], attributes["target"]) == ("noopener noreferrer nofollow", "_blank")


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "![x](https://evil.example/p.png)", "[click](javascript:alert(1))", "<iframe src=//evil.example>", "`<b>`", "# big",
     f"**{HOSTILE}**", f"- {HOSTILE}", f"1. {HOSTILE}", f"**bold** {HOSTILE} [1]", "&lt;script&gt;", "<!-- x", "</article></div>"],
)  # fmt: skip
def test_markup_in_a_text_stays_text(text: str) -> None:
    seen = Seen(markdown_html(text, 1, {1: HOSTILE}))
    assert {tag for tag, _ in seen.tags} <= {"p", "ul", "ol", "li", "strong", "a", "h3"}
    assert all(set(attributes) <= {"class", "href", "aria-label", "title", "start"} for _, attributes in seen.tags)
    assert all((attributes.get("href") or "#t1-").startswith("#t1-") for _, attributes in seen.tags)


def test_small_markdown_is_rendered() -> None:
    told = markdown_html("**Head**\n- one **two**\n- three\n\n3. four [1] **x** [9]", 7, {1: "Title"})
    assert told == (
        "<h3>Head</h3><ul><li>one <strong>two</strong></li><li>three</li></ul>"
        '<ol start="3"><li>four <a class="cite" href="#t7-s1" aria-label="[1] Title">1</a> <strong>x</strong> [9]</li></ol>'
    )


def test_marks_that_stand_together_stay_together() -> None:
    told = markdown_html("so [1] [2].", 1, {1: "a", 2: "b"})
    assert told.startswith('<p>so <span class="cites"><a ')
    assert told.endswith("</a></span>.</p>")


def test_the_badge_tells_verdict_tier_and_day() -> None:
    text = Seen(verdict_html(answer(), 1, {1: "x"})).text
    assert "Conditional" in text
    assert "the market's own law" in text
    assert "2026-11-21" in text
    assert "Saudi Arabia · lamp" in text


def test_an_answer_where_no_verdict_was_asked_has_no_badge_but_a_day() -> None:
    told = verdict_html(answer(verdict=None, tier=None, markdown="It is so."), 1, {})
    assert "<h3>" not in told
    assert "2026-11-21" in told


@pytest.mark.parametrize(("language", "mark"), [("en", "not yet verified"), ("zh", "尚未核实")])
def test_a_source_that_nobody_checked_is_marked(language: Language, mark: str) -> None:
    told = sources_html(answer(language), 2, language)
    assert told.count(mark) == 1
    assert 'id="t2-s1"' in told
    assert 'id="t2-s2"' in told


def test_a_hostile_source_stays_inert() -> None:
    bad = replace(
        CITED, title=HOSTILE, publisher=HOSTILE, at=HOSTILE, url="javascript:alert(1)", tier=HOSTILE, quote=HOSTILE, checked=HOSTILE,
        published=HOSTILE, note=HOSTILE, kind="passage",
    )  # fmt: skip
    seen = Seen(sources_html(answer(citations=(bad,)), 1, "en"))
    assert not {"script", "img", "a"} & {tag for tag, _ in seen.tags}
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]


def test_of_a_document_the_sentences_that_were_said_are_marked() -> None:
    passage = replace(CITED, n=1, kind="passage", quote="First rule. Second rule applies. Third <b>rule</b>.")
    claims = (Claim("“Second rule applies.”", (1,)), Claim("First rule.", (2,)))
    told = sources_html(answer(citations=(passage,), claims=claims), 1, "en")
    assert "First rule. <mark>Second rule applies.</mark> Third &lt;b&gt;rule&lt;/b&gt;." in told


def test_a_row_of_a_table_is_shown_in_its_table() -> None:
    passage = replace(CITED, n=1, id="list-1#t1r2", kind="passage", at="table 1, row 2")
    near = Around(("Country", "Mark"), ((1, False, ("Chile", "SEC")), (2, True, ("Peru", "<b>none</b>"))))
    told = sources_html(answer(citations=(passage,)), 1, "en", tables={passage.id: near})
    assert (
        '<tr class=cited><th scope="row"><mark>Row 2</mark></th><td>Peru</td><td>&lt;b&gt;none&lt;/b&gt;</td></tr>'
        in told
    )
    assert told.count("<tr") == 3


def test_many_sources_are_folded_and_none_is_lost() -> None:
    many = tuple(replace(CITED, n=n) for n in range(1, 31))
    told = sources_html(answer(citations=many), 1, "en")
    assert told.count('class="source"') == 30
    assert "22 more sources" in told


def test_every_verdict_has_a_tone_and_words() -> None:
    for verdict in Verdict:
        assert tone(verdict) in ("good", "part", "bad", "none")
        assert 0 <= tiles(verdict) <= 4
        assert VERDICT[verdict].en


def _shown(what: object) -> str:
    console = Console(width=100, record=True, file=open("/dev/null", "w"), markup=False, emoji=False)  # noqa: PTH123, SIM115
    console.print(what)
    return console.export_text()


def test_the_terminal_shows_verdict_sources_and_no_control_characters() -> None:
    told = _shown(answer_text(answer(markdown="\x1b[31mred\x07 [bold]x[/bold] [1]")))
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "[bold]x[/bold]" in told
    assert "Conditional · the market's own law · As of 2026-11-21" in told
    assert "not yet verified" in told


def test_the_terminal_shows_results_with_their_signals() -> None:
    assert "dense 0.50 lexical 0.25 record 1.00" in _shown(found_text((found(),)))


def test_the_place_of_a_passage_is_told_in_chinese() -> None:
    one = replace(answer().citations[0], kind="passage", at="第二章 › 附件, page 3, table 1, row 8, column 2 “类别”")
    assert place(one, "zh") == "第二章 › 附件, 第3页, 表1, 第8行, 第2列 “类别”"
    assert place(one, "en") == one.at


def test_our_words_are_not_passed_off_as_the_sources_and_its_note_is_told_apart() -> None:
    cited = replace(CITED, note="Read in a copy.", cautions=("来源页面已变更",))
    told = sources_html(answer("zh", citations=(cited,)), 1, "zh")
    assert "<summary>我们据此记录</summary>" in told
    assert "<strong>说明</strong> <span>来源页面已变更</span>" in told
    assert '<strong>来源备注（英文）</strong> <span lang="en">Read in a copy.</span>' in told
    assert "<summary>内容</summary>" in sources_html(answer("zh", citations=(replace(cited, kind="passage"),)), 1, "zh")
