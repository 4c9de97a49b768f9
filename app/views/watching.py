"""What the page holds for watching: the button, and the section whose list the visitor's browser keeps."""

from __future__ import annotations

from html import escape

from app.views.words import ui
from kb.model import Language

_WORDS = (
    "watch", "watching", "watch_full", "watch_long", "watch_off", "watch_failed", "watch_empty", "watch_same", "watch_changed", "watch_was",
    "watch_is", "watch_new", "watch_gone", "watch_other", "watch_seen", "watch_remove", "watch_since", "watch_none", "watch_busy",
    "watch_atom", "watch_json", "watch_count", "watch_saved", "watch_unreached",
)  # fmt: skip


def watch_html(address: str, language: Language) -> str:
    """A button that puts an address on the list, or takes it off; shown where scripts run."""
    return (
        f'<p class="watch"><button type="button" class="quiet" data-watch="{escape(address)}" aria-pressed="false" hidden>'
        f'{_w("watch", language)}</button> <span class="said" role="status"></span></p>'
    )


def words_html(language: Language) -> str:
    """The words that the script says, once in each page's head."""
    told = "".join(f' data-{one.replace("_", "-")}="{_w(one, language)}"' for one in _WORDS)
    return f'<meta name="tessera-watch"{told} data-language="{language}">'


def list_html(language: Language) -> str:
    """The section of the list; the script fills it."""
    return (
        f'<section class="watchlist" id="watch"><h2>{_w("watchlist", language)}</h2><p class="soft">{_w("watch_lead", language)}</p>'
        f'<div data-watchlist><noscript><p class="empty-state">{_w("watch_script", language)}</p></noscript></div></section>'
    )


def _w(key: str, language: Language) -> str:
    return escape(ui(key, language))
