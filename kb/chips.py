"""What was understood as chips, in the order one reads it: from China · LED lamp · Saudi Arabia · CB certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.library import Library
from kb.model import Answer, Language, Query
from kb.records import Text

# Role, the library's vocabulary of its keys, and the words before a label in English and in Chinese.
_ROLES = (
    ("origins", "economies", "from ", "来自"),
    ("products", "products", "", ""),
    ("markets", "economies", "", ""),
    ("evidence", "evidence", "", ""),
    ("absent", "evidence", "without ", "没有"),
    ("schemes", "schemes", "", ""),
    ("agreements", "agreements", "", ""),
    ("laws", "laws", "", ""),
    ("bodies", "bodies", "", ""),
)
_MOST = 6  # chips told in a title


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was understood. `key` may be taken back or exchanged; a day is its ISO date, a standard itself."""

    role: str
    key: str
    label: str  # in the language of the answer
    inherited: bool
    corrected: bool = False


def chips(query: Query, library: Library) -> tuple[Chip, ...]:
    """Every role of a query that a reader may correct, in reading order; the day only where it was named."""
    return (*_named(query, library), *_standards(query), *_day(query))


def titled(answer: Answer, library: Library) -> str:
    """The question; before one that leans on another, or was corrected, what was understood: "Malaysia · CB certificate: and for Malaysia?"."""
    if not (answer.query.inherited or answer.query.corrected):
        return answer.question
    labels = [chip.label for chip in chips(answer.query, library)]
    told = " · ".join([*labels[:_MOST], "…"] if len(labels) > _MOST else labels)
    between = "：" if answer.language == "zh" else ": "
    return f"{told}{between}{answer.question}" if told else answer.question


def _named(query: Query, library: Library) -> Iterator[Chip]:
    for role, kind, before_en, before_zh in _ROLES:
        for key in getattr(query, role):
            name = _short(getattr(library, kind)[key].names, query.language)
            label = f"{before_zh}{name}" if query.language == "zh" else f"{before_en}{name}"
            yield Chip(role, key, label, role in query.inherited, role in query.corrected)


def _short(names: Text, language: Language) -> str:
    """A name without what stands in brackets behind it."""
    told = names.zh if language == "zh" else names.en
    return told.replace("（", "(").partition("(")[0].strip() or told


def _standards(query: Query) -> Iterator[Chip]:
    for standard in query.standards:
        yield Chip("standards", standard, standard, "standards" in query.inherited)


def _day(query: Query) -> Iterator[Chip]:
    day = query.as_of.isoformat()
    if query.dated:
        yield Chip("as_of", day, f"截至{day}" if query.language == "zh" else f"as of {day}", "as_of" in query.inherited)
    if query.since:
        first = query.since.isoformat()
        yield Chip("since", first, f"自{first}起" if query.language == "zh" else f"since {first}", False)
