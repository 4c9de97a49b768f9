"""What an answer has still to say: that rules are recorded as they stand today, and what was asked beside and is not told."""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice

from kb.adoptions import with_part
from kb.language import PHRASE
from kb.law import groups_of
from kb.model import Line
from kb.questions import questions
from kb.tell.acts import is_named
from kb.tell.draft import Draft
from kb.tell.focus import PARTS, asks_basis
from kb.tell.laws import unheld
from kb.terms import Intent
from kb.words import normal

_RULES = 3  # whose field is told
_LONG_AGO = dt.timedelta(days=180)


def tell(draft: Draft, today: dt.date) -> None:
    """What was asked beside, a caution where another day is asked about, and the day of which the answer speaks."""
    unanswered(draft)
    dated(draft, today)
    if draft.is_of_a_day:
        day = draft.query.as_of.isoformat()
        draft.line("day", draft.words(f"As of {day}.", f"截至{day}。"))


def dated(draft: Draft, today: dt.date) -> None:
    """Where rules are told for another day than today's: what they say of that day, before them."""
    day, query = draft.query.as_of.isoformat(), draft.query
    of_rules = any(one.startswith("requirements/") for line in draft.lines for one in line.evidence)
    if not query.dated or not of_rules or abs(today - query.as_of) < _LONG_AGO:
        return
    if query.as_of < today:
        text = draft.words(
            f"Rules are recorded as they stand today; what they said on {day} is certain only where a date is told.",
            f"要求按现行规定记录；{day}当时如何，仅以注明日期的内容为准。",
        )
    else:
        text = draft.words(
            f"This is what is known today of {day}; rules may change before then.",
            f"以下为目前已知的{day}的情况，届时规定可能有变。",
        )
    first = next((n for n, line in enumerate(draft.lines) if line.role != "correction"), 0)
    draft.lines.insert(first, Line("note", text))


def unanswered(draft: Draft) -> None:
    """A part of the question that the answer does not speak of: told where a rule records it, named as missing otherwise."""
    asked = questions(draft.query.text)
    if draft.status == "abstained":
        return
    _names(draft)
    _untold(draft)
    if asks_basis(draft.query):
        _tell(draft, "basis")
    if draft.query.intent is Intent.not_recorded or (
        len(asked) > 1 and any(Intent.not_recorded in cued for _, cued in asked)
    ):
        _missing(draft, PHRASE["not_recorded"].en, PHRASE["not_recorded"].zh)
    for intent in PARTS:
        if intent is not draft.query.intent and any(intent in cued for _, cued in asked):
            _part(draft, intent.value)


_CODE = re.compile(r"(?:[A-Z][A-Za-z]*[A-Z]|[A-Z]{2})[A-Za-z0-9./-]*|\d{3,}[\w./-]*")


def _holds(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", text))


def _is_named(word: str, text: str) -> bool:
    """Whether an unknown word is a code with a number, or one of several names asked about: KENAS、SANAS、NiNAS."""
    if not _CODE.fullmatch(word):
        return False
    one = re.escape(word)
    numbered = rf"(?:第|号是?|\bNo\.?|\bnumber)\s*{one}|{one}\s*号"
    beside = rf"\w\s*(?:[、/]|或者?|\bor\b)\s*{one}|{one}\s*(?:[、/]|或者?|\bor\b)\s*[A-Z]"
    return bool(re.search(numbered if word[0].isdigit() else beside, text))


def _names(draft: Draft) -> None:
    """Codes and short names that the base does not know and the answer does not hold: nothing is recorded under them."""
    told = " ".join(line.text for line in draft.lines)
    strange = [word for word in draft.query.unknown if _is_named(word, draft.query.text) and not _holds(told, word)]
    strange += [one for one in unheld(draft.query) if one not in strange and not _holds(told, one)]
    strange = [one for one in strange if not is_named(one, told)]
    if strange:
        names, before = draft.words(", ", "、").join(strange), len(draft.lines)
        _missing(draft, f"{names}: nothing is recorded under this name", f"{names}：未收录此名称")
        draft.lead(before)


def _untold(draft: Draft) -> None:
    """Of several markets, agreements or standards those of which the answer says nothing."""
    query, library = draft.query, draft.kb.library
    if not draft.lines or query.problems or query.ambiguous:
        return
    cited = [one for line in draft.lines for one in line.evidence]
    about = {fact for one in cited if one in draft.kb.statements for fact in draft.kb.statements[one].about}
    told = normal(" ".join(f"{line.head} {line.label} {line.text} {' '.join(line.cell)}" for line in draft.lines))

    joined = with_part(told)

    def speaks_of(code: str) -> bool:
        name = normal(draft.name("economies", code, bare=True))
        return name in told or bool(about & {f"market:{code}", f"party:{code}"})

    markets = [
        draft.name("economies", code)
        for code in query.markets
        if not any(map(speaks_of, groups_of(library, code, query.as_of)))
    ]
    agreements = [
        name
        for key in query.agreements
        if normal(name := draft.name("agreements", key)) not in told
        and not any(one.startswith(f"agreements/{key}") for one in cited)
    ]
    standards = [one for one in query.standards if one.split(":")[0] not in told and one.split(":")[0] not in joined]
    of_kind = ((markets, query.markets), (agreements, query.agreements), (standards, query.standards))
    silent = [name for names, asked in of_kind if 0 < len(names) < len(asked) for name in names]
    if silent:
        draft.status = "partial"
        names = draft.words(", ", "、").join(silent)
        draft.note(f"**Not answered here** · {names}.", f"**未回答的部分** · {names}。")


def _part(draft: Draft, name: str) -> None:
    label = draft.phrase(name)
    _tell(draft, name, label=label)
    if not any(line.label.startswith(label) for line in draft.lines):
        _missing(draft, f"{label}: not recorded for these rules", f"{label}：这些要求未收录此项")


def _tell(draft: Draft, name: str, *, label: str = "") -> None:
    """A field of the rules that hold it: of those whose rows were told, else of all that were found."""
    told = [match.rule for route in draft.routes for match in route.matches]
    rules = dict.fromkeys(rule.id for rule in told or (rule for route in draft.found for rule in route.rules))
    holding = (one for one in map(draft.kb.statements.__getitem__, rules) if any(p.name == name for p in one.parts))
    for statement in islice(holding, _RULES):
        draft.part(statement, name, role="condition", label=label)


def _missing(draft: Draft, en: str, zh: str) -> None:
    draft.status = "partial"
    draft.note(f"**Not in the base** · {en}.", f"**库中没有** · {zh}。")
