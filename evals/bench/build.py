"""A full build of the shipped corpus beside the encoder alone on the same texts; a build after one changed file; one with
nothing changed."""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from evals.bench.measure import Figures, built_texts, run, seconds, tessera_build
from kb.encoder import open_encoder
from kb.settings import Settings

Build = Callable[[bool], Mapping[str, Any]]  # full? → {"passages", "seconds", "unchanged"}


def measure(build: Build, encode: Callable[[], object], change: Callable[[], object], *, rounds: int) -> list[Figures]:
    """Seconds, median of the rounds. `inside` is what the build itself reports, `process` from start to exit; `change`
    alters one file of the corpus."""
    inside, process, alone, again, one, around = [], [], [], [], [], []
    passages = 0
    for _ in range(rounds):
        reports: list[Mapping[str, Any]] = []
        process.append(seconds(lambda reports=reports: reports.append(build(True))))  # type: ignore[misc]
        inside.append(float(reports[0]["seconds"]))
        passages = int(reports[0]["passages"])
        alone.append(seconds(encode))
        again.append(seconds(partial(build, False)))
        change()
        around.append(seconds(lambda reports=reports: reports.append(build(False))))  # type: ignore[misc]
        one.append(float(reports[-1]["seconds"]))
    ratios = [a / b for a, b in zip(alone, inside, strict=True)]
    return [
        {
            "passages": float(passages),
            "full build s": statistics.median(inside),
            "full build, whole process s": statistics.median(process),
            "encoder alone s": statistics.median(alone),
            "ratio": statistics.median(ratios),
            "nothing changed, whole process s": statistics.median(again),
            "one file changed s": statistics.median(one),
            "one file changed, whole process s": statistics.median(around),
        }
    ]


def _measured(options: argparse.Namespace) -> list[Figures]:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        shutil.copytree(Settings().corpus_dir, corpus)
        settings = Settings(data_dir=Path(folder, "data"), corpus_dir=corpus)
        build = partial(tessera_build, settings.data_dir, corpus=corpus)
        build(full=True)  # unmeasured: it exports the encoder's graph, once a machine
        texts, encoder = built_texts(settings), open_encoder(settings)
        encoder.encode(texts[:8])
        return measure(
            lambda full: build(full=full),
            lambda: encoder.encode(texts),
            lambda: _change(next((corpus / "agreements").glob("*.yaml"))),
            rounds=options.rounds,
        )


def _change(file: Path) -> None:
    """Alters the names of an agreement, and so its statements."""
    file.write_text(file.read_text(encoding="utf-8").replace("en: ", "en: Changed ", 1), encoding="utf-8")


if __name__ == "__main__":
    run(_measured, __doc__, rounds=2)
