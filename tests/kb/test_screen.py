"""What a reader sees at once, and what is folded below it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from app.markup import text_html
from app.terminal import answer_text
from kb.answer import ask
from kb.base import Kb
from kb.citations import FOLD, markdown
from kb.model import Line

LONG = "Under the EU–Korea mutual recognition agreement, which Korean bodies may issue certificates for machinery?"
ASKED = (
    LONG,
    "CETA合格评定议定书覆盖哪些行业?",
    "What certification do electric kettles need in Malaysia?",
    "Is a cordless drill with CE marking accepted in Great Britain?",
    "List the governments whose organic certification the USDA treats as equivalent.",
)


def _words(text: str) -> float:
    east = sum("\u3400" <= one <= "\u9fff" for one in text)
    return east / 1.8 + sum(word.isascii() for word in text.split() if not word.startswith("["))


@pytest.mark.parametrize("question", ASKED)
def test_what_is_seen_at_once_fits_a_screen_and_nothing_is_lost(question: str, kb: Kb) -> None:
    answer = ask(question, kb)
    shown = answer.markdown.partition(FOLD)[0]
    assert _words(shown) <= 340
    assert all(claim.text.split("：")[-1].split(": ")[-1] in answer.markdown for claim in answer.claims)
    cited = {n for claim in answer.claims for n in claim.citations}
    assert all(f"[{n}]" in answer.markdown for n in cited)


def test_a_line_and_a_heading_of_a_fold_stand_once_and_the_day_stands_last(kb: Kb) -> None:
    answer = ask(LONG, kb)
    shown, _, folded = answer.markdown.partition(FOLD)
    told = [line for line in (*shown.splitlines(), *folded.splitlines()) if line.startswith("- ")]
    assert len(told) == len(set(told))
    heads = [line for line in shown.splitlines() if line.startswith("**") and line.endswith("**")]
    assert len(heads) == len(set(heads))
    assert "As of " not in folded


def test_the_page_folds_what_the_text_folds() -> None:
    text = markdown([(Line("claim", "first"), (1,)), (Line("condition", "second", folded=True), (2,))], "[1]: old.")
    assert text == f"first [1]\n\n[1]: old.{FOLD}- second [2]"


def test_page_and_terminal_show_the_first_screen_and_offer_the_rest(kb: Kb) -> None:
    answer = ask(LONG, kb)
    assert FOLD in answer.markdown
    page = text_html(answer, 1, {one.n: one.title for one in answer.citations})
    assert page.count('<details class="more"><summary>More on this (') == 1
    assert "<hr" not in page

    def shown(*, full: bool) -> str:
        console = Console(width=100, record=True, file=io.StringIO())
        console.print(answer_text(answer, full=full))
        return console.export_text()

    assert "more lines: ask with --full" in shown(full=False)
    assert len(shown(full=True)) > len(shown(full=False))


def test_what_counts_is_told_at_a_glance(kb: Kb) -> None:
    answer = ask("What certification do electric kettles need in Malaysia?", kb)
    line = next(one for one in answer.markdown.splitlines() if "Foreign evidence** · " in one)
    assert "Accepted as test evidence: IECEE CB test certificate" in line
    assert "Not accepted: EU declaration of conformity with CE marking" in line


def test_sectors_of_which_the_same_holds_share_a_line(kb: Kb) -> None:
    answer = ask("Which sectors does the CETA conformity assessment protocol cover?", kb)
    line = next(one for one in answer.markdown.splitlines() if "Toys; " in one)
    assert "Machinery" in line
    assert line.count("provisionally applied") == 1
