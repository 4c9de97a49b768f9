"""Whether what a question tells of the evidence turns a row's condition: its age, its edition, what the condition shuts out by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kb import numbers
from kb.dates import months_before
from kb.model import Query
from kb.records import Condition, Coverage, Exclusion, ForeignEvidence, Text
from kb.terms import Key, KeyState


def state(query: Query, one: Condition) -> KeyState:
    """Met or not met where the question tells what the condition asks about; else open."""
    if shuts_out(one, query.text):
        return KeyState.not_met
    if one.months is not None and query.issued is not None:
        return KeyState.met if query.issued >= months_before(query.as_of, one.months) else KeyState.not_met
    return _edition(query, one) if one.key in (Key.method, Key.edition) else KeyState.open


def fails(query: Query, row: ForeignEvidence) -> bool:
    """Whether the question shows that a condition of the row is not met: a report too old, an edition replaced, a laboratory
    that lost its recognition."""
    return any(state(query, one) is KeyState.not_met for one in row.conditions)


def shut_out(text: str, row: ForeignEvidence, *keys: Key) -> bool:
    """Whether a question names what one of a row's conditions (of these keys; else of any) shuts out, of whatever evidence."""
    return any(shuts_out(one, text) for one in row.conditions if not keys or one.key in keys)


_STANDS_FOR = re.compile(
    r"\b(?:instead of|in place of|replac(?:es?|ed|ing)|substitut\w+|stands? (?:in )?for|skip|do without|no need (?:to|for))\b|\b(?:so|then) (?:\w+ )?(?:no|not|don['’]t) (?:\w+ )?(?:regist|certif)\w*"
    r"|代替|替代|顶替|取代|(?:不用|不必|不需要|无须|无需|免|省了?)(?:再)?(?:做|办|去|申请)?(?:了)?(?:注册|登记|认证|发证|备案|许可)|(?:可以|能)(?:不|省)(?:做|办)|当[^,，。?？]{0,8}(?:交|用)",
    re.I,
)
_DENIES = re.compile(
    r"\b(?:do(?:es)? not|cannot|never|not) (?:replace|stand (?:in )?for|take the place of)\b|\bno substitute\b", re.I
)


def denied(text: str, row: ForeignEvidence) -> bool:
    """Whether it is asked that what is held stands for the market's own proof, which the row says it does not: "with a free sale
    certificate there is no need to register, right?"."""
    return bool(_STANDS_FOR.search(text) and _DENIES.search(row.statement.en))


def deciding(text: str, row: ForeignEvidence) -> tuple[Condition, ...]:
    """The conditions on which alone what a question names counts: an EN report where reports to IEC standards are taken. One to
    "IEC/EN 60335" is to both."""
    return tuple(one for one in row.conditions if _names(one.decides, text, after="A-Za-z/"))


def left_out(text: str, row: Coverage) -> Text | None:
    """The words by which a row of an agreement leaves out what a question names."""
    for one in row.exclusions:
        if shuts_out(one, text):
            return one
    return next((one.text for one in row.conditions if shuts_out(one, text)), None)


def all_left_out(text: str, rows: Mapping[str, Coverage]) -> dict[str, Text]:
    """By row, the words by which each leaves out what a question names; empty where a row for the same sectors does not."""
    told = {key: words for key, row in rows.items() if (words := left_out(text, row))}
    sectors = {sector for key in told for sector in rows[key].sectors}
    return {} if any(sectors & set(row.sectors) for key, row in rows.items() if key not in told) else told


def shuts_out(one: Condition | Exclusion, text: str) -> bool:
    """Whether something that a text names is shut out."""
    return _names(one.excludes, text)


def _names(names: Iterable[str], text: str, after: str = "A-Za-z") -> bool:
    """Whether a text holds one of the names, in the singular or plural, as a word of its own."""
    return any(re.search(rf"(?<![{after}]){re.escape(name)}s?(?![A-Za-z])", text, re.I) for name in names)


def _edition(query: Query, one: Condition) -> KeyState:
    """Met where the condition names the very edition held, not met where all it names of that standard are newer."""
    named, held = _editions(numbers.standards(one.text.en)), _editions(query.standards)
    told = [(held[one], named[one]) for one in held.keys() & named.keys()]
    if told and all(mine <= theirs for mine, theirs in told):
        return KeyState.met
    return KeyState.not_met if told and all(max(mine) < min(theirs) for mine, theirs in told) else KeyState.open


def _editions(standards: Iterable[str]) -> dict[str, set[str]]:
    """The years named of each standard."""
    found: dict[str, set[str]] = {}
    for name, _, edition in (one.partition(":") for one in standards):
        if edition:
            found.setdefault(name, set()).add(edition)
    return found
