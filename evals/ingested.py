"""Questions whose answer is one row or one clause of an ingested document: what is right, how it is scored, why it was missed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.dataset import HOME
from evals.metrics import mean
from kb.documents import document_id
from kb.errors import InputError
from kb.words import normal

_SHOWN = 3  # results shown before the right one


class Words(BaseModel):
    """Words that stand together in a passage that answers, in the file at `path`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    sha256: str
    has: tuple[str, ...]


class Place(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["row", "clause"]
    has: tuple[str, ...]
    at: tuple[str, ...] = ()  # words that the place of the citation must hold; none: none is asked


class Asked(BaseModel):
    """One question with the only places that answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    lang: str
    path: str
    sha256: str
    place: Place
    also: tuple[Words, ...] = ()
    as_of: str | None = None
    tests: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[Words, ...]:
        return (Words(path=self.path, sha256=self.sha256, has=self.place.has), *self.also)

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.as_of) if self.as_of else None


class Hit(NamedTuple):
    """One passage found: the file's id, its words, its place, and the signals it was ranked by."""

    document: str
    text: str
    at: str
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """How one system answered one question: rank (from 1) of the first right passage, 0 where none was found."""

    asked: Asked
    rank: int
    placed: bool | None  # whether the right passage's place is right; None where no place is asked, or none was found
    hits: tuple[Hit, ...]


Documents = Mapping[str, frozenset[str]]  # path in the data set → ids of the documents with those bytes


def read(path: Path = HOME / "ingested.jsonl") -> tuple[Asked, ...]:
    """The questions of a file; InputError names file and line of what cannot be read."""
    found = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(Asked.model_validate(json.loads(line)))
        except (ValidationError, json.JSONDecodeError) as error:
            raise InputError(f"{path}: line {n}: {' '.join(str(error).split())[:200]}") from None
    return tuple(found)


def squeezed(text: str) -> str:
    """The text as it is compared: one form of every character, no white space, no case."""
    return re.sub(r"\s+", "", normal(text)).casefold()


def holds(text: str, words: Iterable[str]) -> bool:
    whole = squeezed(text)
    return all(squeezed(one) in whole for one in words)


def is_right(hit: Hit, asked: Asked, documents: Documents) -> bool:
    return any(hit.document in documents[one.path] and holds(hit.text, one.has) for one in asked.answers)


def result(asked: Asked, hits: Sequence[Hit], documents: Documents) -> Result:
    """The first right passage decides rank and place."""
    rank = next((n for n, hit in enumerate(hits, 1) if is_right(hit, asked, documents)), 0)
    wanted = asked.place.at
    placed = holds(hits[rank - 1].at, wanted) if rank and wanted else None
    return Result(asked, rank, placed, tuple(hits))


def figures(name: str, results: Sequence[Result]) -> dict[str, float | str]:
    """Shares of the questions; `place@5` of those found among five for which a place is asked."""
    placed = mean([float(one.placed) for one in results if one.placed is not None and one.rank <= 5])
    within = {k: mean([float(0 < one.rank <= k) for one in results]) or 0.0 for k in (1, 5, 10)}
    return {
        "system": name,
        "questions": str(len(results)),
        "recall@1": within[1],
        "recall@5": within[5],
        "recall@10": within[10],
        "MRR": mean([1 / one.rank if one.rank else 0.0 for one in results]) or 0.0,
        "place@5": "none asked" if placed is None else placed,
    }


def by_group(name: str, results: Sequence[Result]) -> list[dict[str, float | str]]:
    """Overall, then by language, kind of place, format of the file, and what else a question tests."""
    rows = [figures(f"{name}: all", results)]
    for key in (_languages, _kinds, _formats, _tests):
        for group in sorted({group for one in results for group in key(one.asked)}):
            rows.append(figures(f"{name}: {group}", [one for one in results if group in key(one.asked)]))
    return rows


def _languages(asked: Asked) -> frozenset[str]:
    return frozenset({asked.lang})


def _kinds(asked: Asked) -> frozenset[str]:
    return frozenset({asked.place.kind})


def _formats(asked: Asked) -> frozenset[str]:
    return frozenset({asked.path.rsplit(".", 1)[-1]})


def _tests(asked: Asked) -> frozenset[str]:
    return frozenset(asked.tests) - _languages(asked) - _formats(asked) - {"table", "prose"}


def why_missed(one: Result, texts: Mapping[str, str], documents: Documents) -> str:
    """Where the answer was lost: file, parser, splitter, or the ranking."""
    parts = [text for name, text in texts.items() if name.split("#")[0] in documents[one.asked.path]]
    if not parts:
        return "refused: no passage of this file is in the base"
    lost = [words for words in one.asked.place.has if not holds("".join(parts), [words])]
    if lost:
        return f"lost by the parser: {' | '.join(lost)}"
    if not any(holds(text, one.asked.place.has) for text in parts):
        return "cut apart: the words stand in different passages"
    if not one.rank:
        return f"ranked below {len(one.hits)}"
    shown = ", ".join(f"{name} {value:.2f}" for name, value in one.hits[one.rank - 1].signals.items())
    return f"ranked {one.rank} ({shown})"


def misses(results: Sequence[Result], texts: Mapping[str, str], documents: Documents) -> Iterator[str]:
    """Each question without a right passage among five: why, and what came before it; then each wrong place."""
    for one in results:
        if 0 < one.rank <= 5:
            if one.placed is False:
                wanted, at = " | ".join(one.asked.place.at), one.hits[one.rank - 1].at
                yield f"{one.asked.id} place: wanted {wanted}, was {at or 'nothing'}"
            continue
        yield f"{one.asked.id} {one.asked.question} [{one.asked.path}]\n    {why_missed(one, texts, documents)}"
        for hit in one.hits[: min(_SHOWN, one.rank - 1 if one.rank else _SHOWN)]:
            signals = ", ".join(f"{name} {value:.2f}" for name, value in hit.signals.items())
            yield f"    before: {hit.document} ({hit.at}; {signals}) {' '.join(hit.text.split())[:90]}"


def located(files: Path, questions: Sequence[Asked]) -> Documents:
    """The ids each file's document may have: its own, or that of a file with the same bytes. InputError: not these bytes."""
    same: dict[str, set[str]] = {}
    for path in (p for p in sorted(files.rglob("*")) if p.is_file()):
        known = hashlib.sha256(path.read_bytes()).hexdigest()
        same.setdefault(known, set()).add(document_id(str(path.resolve())))
    wanted = {one.path: one.sha256 for asked in questions for one in asked.answers}
    for path_, digest in wanted.items():
        if digest not in same:
            raise InputError(f"{files / path_}: not there with the bytes the questions were written from")
    return {path_: frozenset(same[digest]) for path_, digest in wanted.items()}
