"""Our encoder, int8 and float32, beside sentence-transformers' default float32 on CPU, on the shipped statements."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import cycle

import numpy as np
from numpy.typing import NDArray

from evals.bench.measure import Figures, built_texts, gold_questions, interleaved, run
from kb.encoder import bundled_model, open_encoder
from kb.settings import Settings

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
REFERENCE = "sentence-transformers float32"


def compare(
    encoders: Mapping[str, Encode], texts: Sequence[str], questions: Sequence[str], *, rounds: int
) -> list[Figures]:
    """Throughput, agreement and latency of each, and the ratio to the first; the best of the rounds counts."""
    vectors = {name: encode(texts) for name, encode in encoders.items()}  # which warms them as well
    many = interleaved({name: partial(encode, texts) for name, encode in encoders.items()}, rounds)
    one = interleaved({name: _next(encode, questions) for name, encode in encoders.items()}, len(questions))
    exact, slowest = next(iter(vectors.values())), min(next(iter(many.values())))
    return [
        {
            "encoder": name,
            "passages/s": len(texts) / min(many[name]),
            "ratio": slowest / min(many[name]),
            **agreement(exact, vectors[name]),
            "question p50 ms": 1000 * float(np.percentile(one[name], 50)),
            "question p95 ms": 1000 * float(np.percentile(one[name], 95)),
        }
        for name in encoders
    ]


def agreement(exact: NDArray[np.float32], other: NDArray[np.float32]) -> Figures:
    """Cosine of unit vectors, row by row: mean, 1st percentile, least."""
    cosine = np.sum(exact * other, axis=1)
    return {
        "cosine mean": float(cosine.mean()),
        "cosine p1": float(np.percentile(cosine, 1)),
        "cosine min": float(cosine.min()),
    }


def sentence_transformers_default() -> Encode:
    """The bundled model as sentence-transformers runs it on CPU when nothing is set."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(bundled_model()), device="cpu")

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    return encode


def _next(encode: Encode, questions: Sequence[str]) -> Callable[[], object]:
    waiting = cycle(questions)
    return lambda: encode([next(waiting)])


def _measured(options: argparse.Namespace) -> list[Figures]:
    settings = Settings()
    texts = built_texts(settings)[:: options.every]
    encoders: dict[str, Encode] = {REFERENCE: sentence_transformers_default()}
    for precision in ("float32", "int8"):
        encoders[f"tessera {precision}"] = open_encoder(
            settings.model_copy(update={"embedding_precision": precision})
        ).encode
    return compare(encoders, texts, gold_questions(), rounds=options.rounds)


if __name__ == "__main__":
    run(_measured, __doc__, rounds=3)
