"""An index as it grows: milliseconds of a search beyond the encoding of its question, recall of the vectors against exact search,
memory, and what the build costs beyond the encoder.

The passages are the base's own statements over and over, each time with another number and other words beside them, and with vectors
some way off, so that no two are equal and an encoder's hours are spared. What the encoder itself takes is `evals.bench.encoder`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from evals.bench.measure import Figures, built_texts, gold_questions, seconds, table
from evals.bench.memory import memory
from evals.metrics import percentile
from evals.plots import curves
from kb.embeddings import stored_vectors
from kb.encoder import Encoder, Vectors, open_encoder
from kb.errors import KbError
from kb.index import Index
from kb.settings import Settings

SIZES = (10_000, 100_000)  # passages
K = 10
_OFF = 0.4  # length of what is added to a unit vector: cosine to where it came from about 0.93
_DOCUMENT = 40  # passages of a document
_PART = "d1"  # documents whose names begin so are about one in nine, or all of them but few


class Grown:
    """An encoder that knows the vectors of numbered passages, and keeps those of the questions it was asked."""

    def __init__(self, inner: Encoder, base: Vectors) -> None:
        self.name, self.dimension = f"{inner.name}, grown", inner.dimension
        self._inner, self._base, self._kept = inner, base, dict[str, Vectors]()

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        told = np.stack([self._numbered(int(one[1:])) if one.startswith("#") else self._asked(one) for one in texts])
        if progress:
            progress(len(texts))
        return told

    def count(self, text: str) -> int:
        return self._inner.count(text)

    def _numbered(self, n: int) -> Vectors:
        off = np.random.default_rng(n).standard_normal(self.dimension).astype(np.float32)
        made = self._base[n % len(self._base)] + (_OFF / np.linalg.norm(off) * off if n >= len(self._base) else 0)
        return np.asarray(made / np.linalg.norm(made), np.float32)

    def _asked(self, text: str) -> Vectors:
        if text not in self._kept:
            self._kept[text] = self._inner.encode([text])[0]
        return self._kept[text]


def passages(texts: Sequence[str], size: int) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """So many passages of documents; from the second time on each text stands beside a few words of another."""
    for n in range(size):
        once, text = divmod(n, len(texts))
        beside = " ".join(texts[(n * 7919 + once) % len(texts)].split()[:6])
        told = f"{texts[text]} {beside} {n}" if once else texts[text]
        yield f"d{n // _DOCUMENT}#{n % _DOCUMENT}", told, {"embed": f"#{n}", "kind": "passage", "title": "", "at": ""}


def built(folder: Path, size: int, settings: Settings) -> Figures:
    """Builds an index of the size in the folder; how long it took."""
    texts = built_texts(settings)
    encoder = Grown(open_encoder(settings), np.load(folder / "base.npy"))
    took = seconds(lambda: Index.build(passages(texts, size), folder / "index", encoder=encoder).close())
    disk = sum(one.stat().st_size for one in (folder / "index").rglob("*") if one.is_file())
    return {"build s": took, "passages a second": size / took, "disk MB": disk / 1e6}


def searched(folder: Path, settings: Settings) -> Figures:
    """Asks every gold question of the index in the folder, their vectors made before."""
    encoder = Grown(open_encoder(settings), np.load(folder / "base.npy"))
    questions = gold_questions()
    asked = encoder.encode(questions)
    index = Index(folder / "index", encoder)
    for question in questions[:20]:
        index.hits(question, k=K)
    took = [1000 * seconds(lambda one=question: index.hits(one, k=K)) for question in questions]  # type: ignore[misc]
    part = [1000 * seconds(lambda one=question: index.hits(one, k=K, within=_PART)) for question in questions]  # type: ignore[misc]
    told = {"search p50 ms": percentile(took, 0.5), "p95 ms": percentile(took, 0.95), **memory(os.getpid())}
    told |= {"in a part p50 ms": percentile(part, 0.5), "in a part p95 ms": percentile(part, 0.95)}
    told["recall"] = recall(index, asked)
    index.close()
    return told


def recall(index: Index, asked: Vectors) -> float:
    """The share of the exactly nearest passages that the index finds by vectors alone."""
    vectors = stored_vectors(index.folder, asked.shape[1])
    found = 0
    for part in np.array_split(asked, max(1, len(asked) // 16)):
        least = np.sort(part @ vectors.T, axis=1)[:, -K] - 1e-5
        for one, limit, places in zip(part, least, index.nearest(part, K), strict=True):
            found += int((vectors[places] @ one >= limit).sum())
    return found / (K * len(asked))


def measured(sizes: Sequence[int], settings: Settings) -> Iterator[Figures]:
    """A row for each size; build and search each in a process of its own, so that neither's memory is the other's."""
    base = open_encoder(settings).encode(built_texts(settings))
    for size in sizes:
        with tempfile.TemporaryDirectory() as named:
            folder = Path(named)
            np.save(folder / "base.npy", base)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as apart:
                made = apart.submit(built, folder, size, settings).result()
                yield {"passages": float(size), **apart.submit(searched, folder, settings).result(), **made}
            shutil.rmtree(folder / "index", ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--svg", type=Path, help="a file for the costs as curves over the size")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args()
    started = time.perf_counter()
    try:
        rows = list(measured(options.sizes, Settings()))
    except KbError as error:
        sys.exit(f"{parser.prog}: {error}")
    if options.svg:
        options.svg.write_text(curves("passages", rows), encoding="utf-8")
    print(json.dumps(rows, indent=2) if options.json else table(rows))
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
