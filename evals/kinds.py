"""Written questions → the model of kb/kinds.py: makes its weights, and says how well it reads what it has not seen.

`python -m evals.kinds` makes kb/kinds.npz; with `--writers` it makes nothing and scores each writer's questions by a model of the others'.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from evals.dataset import HOME
from evals.understanding import TODAY
from kb import kinds
from kb.errors import InputError
from kb.kinds import FLAG, Features, features, hashed
from kb.lexicon import Lexicon
from kb.library import Library, load
from kb.terms import Intent
from kb.understand import roles_of

_FEWEST = 3  # questions that hold a feature which counts
_STRENGTH = 100.0  # inverse of the regularisation
_HELD = 10  # one question in so many is kept from the model, to score it by
_UNSEEN = "unseen"  # the writer of whom all are kept from it
_STEPS = 127  # of a weight, which is kept in eight bits


class Asked(BaseModel):
    """One written question; any one of the intents is right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    writer: str
    question: str
    history: tuple[str, ...] = ()
    intent: tuple[Intent, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    asked: Asked
    features: Features


def read(path: Path) -> tuple[Asked, ...]:
    """The questions of a file; InputError names the line of what cannot be read."""
    found = []
    for n, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            found.append(Asked.model_validate(json.loads(line)))
        except ValueError as error:
            raise InputError(f"{path}: line {n}: {' '.join(str(error).split())[:200]}") from None
    return tuple(found)


def seen(rows: Iterable[Asked], library: Library) -> tuple[Seen, ...]:
    """What the model sees of each question, after those before it."""
    lexicon = Lexicon(library)
    found = []
    for asked in rows:
        earlier: tuple[Any, ...] = ()
        for turn in (*asked.history, asked.question):
            query, reading = roles_of(turn, library, earlier, lexicon=lexicon, today=TODAY, chosen={})
            earlier = (*earlier, query)
        found.append(Seen(asked, features(reading, query)))
    return tuple(found)


def is_held(asked: Asked) -> bool:
    """Whether a question is kept from the model; told by its words, so that it stays so."""
    return asked.writer == _UNSEEN or zlib.crc32(asked.question.encode()) % _HELD == 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights as they were fitted, before they are cut to eight bits."""

    names: tuple[tuple[str, ...], ...]  # features of each group
    rarity: tuple[Any, ...]  # of the pieces and of the words
    model: Any

    def design(self, rows: Sequence[Seen]) -> Any:
        """The questions as rows of a matrix."""
        worded = (
            normalize(_matrix([one.features[group] for one in rows], self.names[group]) @ diags(self.rarity[group]))
            for group in (0, 1)
        )
        return hstack([*worded, FLAG * _matrix([one.features.flags for one in rows], self.names[2])]).tocsr()


def fit(rows: Sequence[Seen]) -> Fitted:
    """A logistic regression over the features that stand in a few questions; a question of two intents counts half for each."""
    counts = [Counter(name for one in rows for name in one.features[group]) for group in range(3)]
    names = tuple(tuple(sorted(name for name, n in count.items() if n >= _FEWEST)) for count in counts)
    rarity = tuple(
        np.array([np.log((1 + len(rows)) / (1 + counts[group][name])) + 1 for name in names[group]]) for group in (0, 1)
    )
    told = Fitted(names, rarity, LogisticRegression(C=_STRENGTH, max_iter=300))
    of = [(n, intent.value, 1 / len(one.asked.intent)) for n, one in enumerate(rows) for intent in one.asked.intent]
    places, intents, shares = zip(*of, strict=True)
    told.model.fit(told.design(rows)[list(places)], intents, sample_weight=shares)
    return told


def right(told: Fitted, rows: Sequence[Seen]) -> float:
    """The share of questions of which the likeliest intent is a right one."""
    return float(
        np.mean(
            [said in one.asked.intent for said, one in zip(told.model.predict(told.design(rows)), rows, strict=True)]
        )
    )


def write(told: Fitted, path: Path) -> None:
    names = [name for group in told.names for name in group]
    rarity = np.concatenate([*told.rarity, np.ones(len(told.names[2]))])
    scale = np.abs(told.model.coef_).max() / _STEPS
    np.savez_compressed(
        path,
        hashes=np.array([hashed(name) for name in names], dtype=np.uint32),
        rarity=rarity.astype(np.float16),
        weights=np.round(told.model.coef_.T / scale).astype(np.int8),
        scale=np.float32(scale),
        bias=told.model.intercept_.astype(np.float32),
        intents=np.array(told.model.classes_, dtype=str),
    )


def _matrix(rows: Sequence[frozenset[str]], names: tuple[str, ...]) -> Any:
    at = {name: n for n, name in enumerate(names)}
    places = [[at[name] for name in sorted(row) if name in at] for row in rows]
    ends = np.cumsum([0, *map(len, places)])
    flat = [place for row in places for place in row]
    return csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(names)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--writers", action="store_true", help="score each writer's questions by a model of the others'"
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    options = parser.parse_args()
    rows = seen(read(HOME / "kinds.jsonl"), load(options.corpus))
    if options.writers:
        for writer in sorted({one.asked.writer for one in rows}):
            own = [one for one in rows if one.asked.writer == writer]
            share = right(fit([one for one in rows if one.asked.writer not in (writer, _UNSEEN)]), own)
            sys.stdout.write(f"{writer:<14}{len(own):>6}{share:>8.3f}\n")
        return
    taught = [one for one in rows if not is_held(one.asked)]
    told = fit(taught)
    path = Path(kinds.__file__).with_name(kinds.FILE)
    write(told, path)
    sys.stdout.write(f"{path}: made of {len(taught)} questions\n")
    for name, strange in (("held back", False), ("of a writer it has not seen", True)):
        held = [one for one in rows if is_held(one.asked) and (one.asked.writer == _UNSEEN) == strange]
        sys.stdout.write(f"right in {right(told, held):.3f} of {len(held)} {name}\n")


if __name__ == "__main__":
    main()
