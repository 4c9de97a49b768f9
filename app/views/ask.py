"""The Ask page: Gradio wiring. What is said stands in conversation.py and turn.py, how it looks in page.css."""

from __future__ import annotations

import logging
from html import escape

import gradio as gr

from app.asked import Asked
from app.feedback import Vote, keep
from app.kept import Kept
from app.views.conversation import Turn, asked, conversation_html, voted
from app.views.page import composer_html, conversation_frame, file, head_html, header_html, revise_html
from app.views.words import ui
from kb.base import Kb
from kb.model import Language

Turns = tuple[Turn, ...]
_FORGET = 4 * 3600  # seconds after which a conversation nobody continued is forgotten
_PATIENCE = 30  # seconds
_log = logging.getLogger(__name__)


def ask_page(kb: Kb, language: Language, kept: Kept) -> gr.Blocks:
    """The page in one language over an open base; the conversation lives in the session."""

    def on_ask(turns: Turns, event: gr.EventData) -> tuple[str, Turns]:
        now = asked(turns, Asked.of(event._data), kb, language, kept=kept)
        return talk_html(now, kb, language), now

    def on_vote(turns: Turns, event: gr.EventData) -> Turns:
        return noted(turns, event._data, kb)

    def on_fresh() -> tuple[str, Turns]:
        return talk_html((), kb, language), ()

    page: gr.Blocks = gr.Blocks(title=ui("title", language), analytics_enabled=False)
    with page:
        turns = gr.State((), time_to_live=_FORGET)
        header = _html(header_html(language), "header", file("header.js"))
        talk = _html(talk_html((), kb, language), "talk", file("conversation.js"))
        composer = _html(
            composer_html(kb.library, language, wait=_wait(kb), model=bool(kb.settings.llm_url)),
            "composer",
            file("composer.js"),
        )
        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        asking = composer.ask(on_ask, turns, [talk, turns], **quiet)
        composer.halt(None, None, None, cancels=[asking], **quiet)
        # One after another and none dropped: the reason comes while the vote before it is still on its way.
        talk.vote(on_vote, turns, turns, trigger_mode="multiple", concurrency_limit=1, **quiet)
        header.fresh(on_fresh, None, [talk, turns], **quiet)
    page.queue(default_concurrency_limit=8, max_size=64, api_open=False)
    return page


def talk_html(turns: Turns, kb: Kb, language: Language) -> str:
    told = "".join(
        f' data-{one}="{escape(ui(one, language))}"' for one in ("thanks", "copied", "making", "made", "unmade")
    )
    words = f"<span hidden{told}></span>"
    return words + revise_html(language) + conversation_frame(conversation_html(turns), kb, language)


def _wait(kb: Kb) -> int:
    """Seconds after which the page gives a question up: a model that words answers may take its own time first."""
    return _PATIENCE + (int(kb.settings.llm_seconds) if kb.settings.llm_url else 0)


def noted(turns: Turns, data: object, kb: Kb) -> Turns:
    """The conversation with a vote that came from the page, kept in the feedback file too; anything else changes nothing."""
    vote = Vote.of(data)
    number = data.get("turn") if isinstance(data, dict) else None
    if vote is None:
        return turns
    now, turn = voted(turns, number, vote)
    if turn is not None and turn.answer is not None:
        try:
            if not keep(vote, turn.answer, kb.settings.data_dir):
                _log.warning("feedback.jsonl is full; move it away to keep more")
        except OSError as error:
            _log.error("feedback could not be kept: %s", error)
    return now


def mount_options(language: Language) -> dict[str, object]:
    """What `mount_gradio_app` needs to show the page as ours: no footer, no other host's fonts, our style and head."""
    fonts = ["system-ui", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "head": head_html(language),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "max_file_size": "1kb",
        "ssr_mode": False,
        "mcp_server": False,
        "pwa": False,
        "enable_monitoring": False,
    }


def _html(value: str, name: str, js: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, elem_classes=["tessera"], js_on_load=js, apply_default_css=False)
