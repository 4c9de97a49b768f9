"""Text as it comes through a door → text that can be read, written and sent on."""

from __future__ import annotations


def readable(text: str) -> str:
    """The text without lone surrogates: bytes a terminal could not decode are read as GB 18030, others become U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _recovered(text)
    return text


def _recovered(text: str) -> str:
    try:
        return text.encode("utf-8", "surrogateescape").decode("gb18030")
    except UnicodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
