"""Words parted at the ends of lines, made whole by what the document itself writes elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PARTED = re.compile(r"([^\W_]+(?:-[^\W_]+)*)\xad([^\W_]+(?:-[^\W_]+)*)")
_ENDS = re.compile(r"([^\W_]+(?:-[^\W_]+)*)[-\x02\ufffe\xad]$")
_BEGINS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PREFIXES = frozenset(
    "non pre re co sub self semi anti multi post ex inter intra cross well third two long short".split()
)


def mender(texts: Iterable[str]) -> Callable[[str], str]:
    """Gives a text with its soft hyphens dropped, or told as hyphens, as the words of the document ask for.

    A word that the document writes elsewhere is told as there. Of others the hyphen stays, unless the document is seen
    to part its words at the ends of lines.
    """
    known: set[str] = set()
    pairs: list[tuple[str, str]] = []
    cut = ""
    for text in texts:
        pairs += [(match[1].lower(), match[2].lower()) for match in _PARTED.finditer(text)]
        begins, ends = _BEGINS.match(text), _ENDS.search(text)
        pairs += [(cut, begins[0].lower())] if cut and begins else []
        found = [word.lower() for word in _WORD.findall(_PARTED.sub(" ", text))]
        known.update(found[bool(cut) : len(found) - (ends is not None)])
        cut = ends[1].lower() if ends else ""
    parts_words = sum(a + b in known for a, b in pairs) > sum(f"{a}-{b}" in known for a, b in pairs)

    def mend(match: re.Match[str]) -> str:
        first, second = match[1].lower(), match[2].lower()
        is_compound = "-" in first or first in _PREFIXES or (first in known and second in known)
        is_whole = first + second in known or (parts_words and not is_compound)
        return match[1] + match[2] if is_whole and f"{first}-{second}" not in known else f"{match[1]}-{match[2]}"

    def mended(text: str) -> str:
        return _PARTED.sub(mend, text).replace("\xad", "") if "\xad" in text else text

    return mended
