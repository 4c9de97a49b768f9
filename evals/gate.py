"""The gate: floors that a run must hold, measured on data whose fingerprints are kept with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.metrics import LOWER
from evals.run import Result
from kb.errors import InputError

BASELINE = Path(__file__).parent / "baseline.json"
CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"
_NOT_HELD = frozenset({"p50 ms", "p95 ms", "stale"})  # change by the machine, or by the day
_NEAR = 1e-6


class Baseline(BaseModel):
    """Floors by data set and score; of a score of which less is better the number is a ceiling. `fingerprints`: SHA-256 of the
    corpus and of each data set they were measured on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprints: dict[str, str] = {}
    floors: dict[str, dict[str, float]] = {}


def read(path: Path = BASELINE) -> Baseline:
    """The floors that hold; none where there is no file. InputError where it is damaged."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Baseline()
    except ValidationError as error:
        raise InputError(
            f"{path}: {' '.join(str(error).split())[:200]}; bring back the last one that was right"
        ) from None


def measured(results: Sequence[Result], fingerprints: Mapping[str, str]) -> Baseline:
    """The means of our own answers as floors."""
    floors = {one.dataset: dict(_held(one)) for one in results if one.system == "tessera"}
    return Baseline(fingerprints=dict(fingerprints), floors=floors)


def _held(one: Result) -> Iterator[tuple[str, float]]:
    for name, mean in one.means.items():
        if mean is not None and name not in _NOT_HELD:
            yield name, round(mean.value, 6)


def below(base: Baseline, now: Baseline, *, slack: float = 0.0) -> Iterator[str]:
    """A line for each floor that is not held within `slack`, and for each data set that is not the one the floors were measured
    on."""
    for dataset, floors in base.floors.items():
        if dataset not in now.floors:
            continue
        if base.fingerprints.get(dataset) != now.fingerprints.get(dataset):
            yield f"{dataset}: another data set than the floors were measured on; measure anew with: tessera eval --gate --raise"
        for name, floor in floors.items():
            value = now.floors[dataset].get(name)
            if value is None or _worse(name, value, floor, slack):
                word = "above the ceiling" if name in LOWER else "below the floor"
                yield f"{dataset}: {name} {'no longer asked' if value is None else f'{value:.4f}'}, {word} {floor:.4f}"


def _worse(name: str, value: float, floor: float, slack: float = 0.0) -> bool:
    slack += _NEAR
    return value > floor + slack if name in LOWER else value < floor - slack


def raised(base: Baseline, now: Baseline) -> Baseline:
    """The floors, higher where more is reached now; what is not measured now, and what is worse, stays."""
    floors = dict(base.floors)
    for dataset, values in now.floors.items():
        old = base.floors.get(dataset, {})
        floors[dataset] = old | {
            n: value for n, value in values.items() if n not in old or not _worse(n, value, old[n])
        }
    return Baseline(fingerprints={**base.fingerprints, **now.fingerprints}, floors=floors)


def lowered(base: Baseline, now: Baseline) -> Baseline:
    """The floors as measured now, better or worse; those of other data sets stay."""
    return Baseline(fingerprints={**base.fingerprints, **now.fingerprints}, floors={**base.floors, **now.floors})


def write(base: Baseline, path: Path = BASELINE) -> None:
    path.write_text(json.dumps(base.model_dump(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def tell(reason: str, lines: Sequence[str], path: Path = CHANGELOG) -> None:
    """Puts the reason for lower floors at the end of the changelog's first section. InputError for an empty reason."""
    told = " ".join(reason.split())
    if not told:
        raise InputError("--lower: say why the floors fall; the reason goes into CHANGELOG.md")
    text = path.read_text(encoding="utf-8")
    entry = f"- Floors of the evaluation lowered: {told} ({'; '.join(lines)}).\n"
    first = text.find("\n## ") + 1
    end = text.find("\n## ", first + 1)
    end = len(text) if end < 0 else end + 1
    head = text[:end].rstrip("\n")
    path.write_text(f"{head}\n{entry}{text[end:] and chr(10)}{text[end:]}", encoding="utf-8")
