"""One screen: what of an answer stands open, and what is folded below it. Nothing is lost; only the order of reading is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb import cues
from kb.model import Line
from kb.tell.draft import Draft
from kb.terms import Intent
from kb.words import index_terms, is_chinese

_SCREEN = 220  # words that a reader takes in at once
_CHARACTERS = 1.8  # of Chinese, as long to read as a word
_NEARLY = 1.2  # screens that are not worth folding
_ALWAYS = frozenset({"verdict", "correction", "note", "gap", "key", "held", "side", "titles", "cell", "blank", "day"})
_SHARED = 4  # words of the question that a sentence holds, beyond which more of them tell no more
_EARLY = 0.2  # by how much each line before it puts a sentence behind
_OF_TIME = frozenset({Intent.status, Intent.change, Intent.validity})
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-\d\d|年|\b)")


def fold(draft: Draft) -> None:
    """Marks what goes beyond a screen: the sentences that share least with the question and were told last."""
    sizes = [_size(line) for line in draft.lines]
    if sum(sizes) <= _NEARLY * _SCREEN:
        return
    shown = _shown(draft, sizes)
    draft.lines = [*_part(draft.lines, shown, folded=False), *_part(draft.lines, shown, folded=True)]


def _shown(draft: Draft, sizes: Sequence[int]) -> set[int]:
    """The places of the lines that stand open."""
    lines = draft.lines
    first = next((n for n, line in enumerate(lines) if line.role not in _ALWAYS), 0)
    shown = {n for n, line in enumerate(lines) if line.role in _ALWAYS or n == first}
    left = _SCREEN - sum(sizes[n] for n in shown)
    asked = {term for term in index_terms(draft.query.text) if not draft.kb.lexicon.is_common(term)}

    when = cues.WHEN.search(draft.query.text) or draft.query.intent in _OF_TIME

    def worth(n: int) -> float:
        text = f"{lines[n].label} {lines[n].text}"
        dated = bool(when and _DAY.search(text))
        return min(len(asked & set(index_terms(text))), _SHARED) + dated - _EARLY * n

    for n in sorted(set(range(len(lines))) - shown, key=worth, reverse=True):
        if sizes[n] <= left and lines[n].role != "more":
            shown.add(n)
            left -= sizes[n]
    return shown | {n for n, line in enumerate(lines) if line.role == "more" and n - 1 in shown}


def _part(lines: Sequence[Line], shown: set[int], *, folded: bool) -> Iterator[Line]:
    """The lines of one part in their order, each heading before the first line that stands under it there."""
    head, told = "", ""
    for n, line in enumerate(lines):
        head = line.head or head
        if (n in shown) == folded:
            continue
        if line.role == "day" or (line.role == "note" and not line.head):  # which stand under no heading
            yield replace(line, folded=folded)
            continue
        yield replace(line, head=head if head != told else "", folded=folded)
        told = head


def _size(line: Line) -> int:
    """Words of a line as it stands; Chinese characters are counted by their reading time."""
    text = f"{line.head} {line.label} {line.text}"
    characters = sum(map(is_chinese, text))
    return round(characters / _CHARACTERS) + sum(not is_chinese(word) for word in text.split())
