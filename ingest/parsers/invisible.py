"""Characters that take no room on a page: dropped, since a search would trip over them and a model might obey them."""

from __future__ import annotations

import re

_JOINED = (
    r"\u0600-\u109f\u1780-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"  # scripts and signs that a joiner shapes
)
_INVISIBLE = re.compile(
    r"[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    rf"|(?<![{_JOINED}])[\u200c\u200d]"
    r"|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}"  # one selector shapes a sign, a row of them hides bytes
)
_SUSPECT = re.compile(  # one set of letters, which a search runs for quickly
    r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)


def visible(text: str) -> tuple[str, int]:
    """The text without its invisible characters, and how many they were."""
    if text.isascii() or not _SUSPECT.search(text):
        return text, 0
    kept = _INVISIBLE.sub("", text)
    return kept, len(text) - len(kept)
