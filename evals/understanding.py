"""How well questions are understood: every role of evals/datasets/understanding.jsonl against what was expected."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.dataset import HOME
from evals.metrics import mean, percentile
from kb.errors import InputError
from kb.lexicon import Lexicon
from kb.library import Library, load
from kb.model import Query
from kb.numbers import standards
from kb.understand import understand
from kb.words import units

TODAY = dt.date(2026, 11, 21)  # the day the set was written for
ALWAYS = ("intent", "markets", "origins", "products", "evidence", "absent", "as_of")  # an omitted one is expected empty
ONE_OF = ("intent", "as_of", "since")  # several expected values of these are readings of which one is right
WHERE_TOLD = (
    "economies",
    "since",
    "standards",
    "schemes",
    "agreements",
    "laws",
    "bodies",
    "ambiguous",
    "third_language",
    "inherited",
)


class Asked(BaseModel):
    """One question, the turns before it, and the roles a careful reader sees in it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    lang: Literal["en", "zh"]
    question: str
    history: tuple[str, ...] = ()
    expect: dict[str, Any]
    also: dict[str, tuple[str, ...]] = {}  # by role: what may be read as well, and need not be
    inherited: tuple[str, ...] = ()  # roles that come from the turns before
    hard: bool = False  # two or three difficulties at once


@dataclass(frozen=True, slots=True)
class Score:
    """One role of one question: what was expected, what was read, and whether they are the same."""

    role: str
    expected: frozenset[str]
    found: frozenset[str]  # without what may be read as well
    right: bool

    @property
    def f1(self) -> float:
        both = len(self.expected & self.found)
        return 1.0 if self.right else 2 * both / (len(self.expected) + len(self.found))  # one of them is not empty


@dataclass(frozen=True, slots=True)
class Row:
    asked: Asked
    scores: tuple[Score, ...]
    took_ms: float


def read(path: Path) -> tuple[Asked, ...]:
    """The questions of a file; InputError names the line of what cannot be read."""
    found = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(Asked.model_validate(json.loads(line)))
        except (ValidationError, json.JSONDecodeError) as error:
            raise InputError(f"{path}: line {n}: {' '.join(str(error).split())[:200]}") from None
    return tuple(found)


def halves(rows: Sequence[Asked], half: int | None) -> tuple[Asked, ...]:
    """Every second question, from the first (1) or from the second (2), so that both halves hold all kinds; None: all."""
    return tuple(rows) if half is None else tuple(rows[half - 1 :: 2])


def run(rows: Iterable[Asked], library: Library) -> tuple[Row, ...]:
    """Each question understood, after the turns before it, and scored."""
    lexicon = Lexicon(library)
    done = []
    for asked in rows:
        earlier: tuple[Query, ...] = ()
        for turn in asked.history:
            earlier = (*earlier, understand(turn, library, earlier, lexicon=lexicon, today=TODAY))
        started = time.perf_counter()
        query = understand(asked.question, library, earlier, lexicon=lexicon, today=TODAY)
        took = (time.perf_counter() - started) * 1000
        done.append(Row(asked, tuple(score(asked, query, lexicon)), took))
    return tuple(done)


def score(asked: Asked, query: Query, lexicon: Lexicon) -> Iterator[Score]:
    """Each role that the question has an expectation of."""
    told = asked.expect | ({"inherited": asked.inherited} if asked.history else {})
    if "unknown" in told:
        told["products"] = [*told.get("products", ()), *_learned(told["unknown"], lexicon)]
    skipped = {"markets", "origins"} if "economies" in told else set()
    skipped |= {"intent"} - set(told)
    roles = [role for role in ALWAYS if role not in skipped]
    for role in (*roles, *(role for role in WHERE_TOLD if role in told)):
        expected = _expected(role, told.get(role))
        found = _found(role, query, expected)
        found -= frozenset(asked.also.get(role, ())) - expected
        right = expected == found or (role in ONE_OF and bool(expected & found))
        yield Score(role, expected, found, right)


def _learned(words: Iterable[str], lexicon: Lexicon) -> Iterator[str]:
    """The products that words the vocabulary lacked when the set was written stand for by now."""
    for phrase in words:
        for hit in lexicon.find(units(phrase)):
            yield from hit.keys("product")


def _expected(role: str, value: Any) -> frozenset[str]:
    if role == "as_of":
        value = value or TODAY.isoformat()
    told = frozenset([value] if isinstance(value, str) else value or ())
    return frozenset(_bare(one) for one in told) if role == "standards" else told


def _found(role: str, query: Query, expected: frozenset[str]) -> frozenset[str]:
    if role == "intent":
        return frozenset({query.intent.value})
    if role == "as_of":
        return frozenset({query.as_of.isoformat()})
    if role == "since":
        return frozenset({query.since.isoformat()} if query.since else ())
    if role == "standards":
        return frozenset(_as_told(_bare(one), expected) for one in query.standards)
    if role == "ambiguous":
        return frozenset(key for one in query.ambiguous for key in one.readings)
    if role == "third_language":
        return frozenset(one.words for one in query.problems if one.kind == "third_language")
    found = getattr(query, role)
    if role == "inherited" and "economies" in expected:
        found = ["economies" if one in ("markets", "origins") else one for one in found]
    return frozenset(found)


def _bare(standard: str) -> str:
    """A standard's number however it is written, without series and edition: both are told or not as people like."""
    read_as = standards(standard) or (standard,)
    return read_as[0].split(":")[0].split(" ")[-1]


def _as_told(number: str, expected: frozenset[str]) -> str:
    """A number without its part, as typed, stands for the part that was meant: GB4943 for 4943.1."""
    return next((one for one in expected if one.startswith((f"{number}.", f"{number}-"))), number)


def summary(rows: Sequence[Row]) -> str:
    """The scores as a table: per role the share read exactly, and F1; all of them by language; the time it took."""
    languages = ("en", "zh")
    lines = [f"{'role':16}{'n':>5}{'exact':>8}{'F1':>8}" + "".join(f"{one:>8}" for one in languages)]
    exact, soft = [], []
    for role in (*ALWAYS, *WHERE_TOLD):
        scored = [(row.asked.lang, one) for row in rows for one in row.scores if one.role == role]
        if not scored:
            continue
        exact.append(_share([one.right for _, one in scored]))
        soft.append(_share([one.f1 for _, one in scored]))
        by = "".join(f"{_share([one.right for said, one in scored if said == lang]):8.3f}" for lang in languages)
        lines.append(f"{role:16}{len(scored):5}{exact[-1]:8.3f}{soft[-1]:8.3f}{by}")
    lines.append(f"{'mean of roles':16}{len(rows):5}{_share(exact):8.3f}{_share(soft):8.3f}")
    whole = [(row.asked.lang, all(one.right for one in row.scores)) for row in rows]
    by = "".join(f"{_share([right for said, right in whole if said == lang]):8.3f}" for lang in languages)
    lines.append(f"{'all roles right':16}{len(rows):5}{_share([right for _, right in whole]):8.3f}{'':8}{by}")
    took = [row.took_ms for row in rows]
    return "\n".join([*lines, f"p50 {percentile(took, 0.5):.1f} ms, p95 {percentile(took, 0.95):.1f} ms"])


def _share(values: Sequence[float]) -> float:
    return mean(values) or 0.0


def misses(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each role read wrongly."""
    for row in rows:
        for one in row.scores:
            if not one.right:
                asked = " | ".join((*row.asked.history, row.asked.question))
                yield f"{row.asked.id} {one.role}: {sorted(one.found)} for {sorted(one.expected)} · {asked}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list each role that was read wrongly")
    parser.add_argument("--half", type=int, choices=(1, 2), help="every second question, from the first or the second")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    options = parser.parse_args()
    rows = run(halves(read(HOME / "understanding.jsonl"), options.half), load(options.corpus))
    if options.misses:
        sys.stdout.write("\n".join(misses(rows)) + "\n")
    sys.stdout.write(summary(rows) + "\n")


if __name__ == "__main__":
    main()
