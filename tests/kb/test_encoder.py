"""The encoder is the model we trust, and its export says what the model says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.encoder import FAITHFUL, Vectors, bundled_model, choice, open_encoder, verify
from kb.errors import ModelError
from kb.settings import Settings


def test_weights_that_are_not_the_trusted_bytes_stop_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(ModelError, match=r"SHA-256 .* not 53aa51172d14.*force-reinstall"):
        verify(tmp_path)
    verify(bundled_model())


def test_the_exported_encoder_agrees_with_sentence_transformers(built: Settings) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [
        "Does Saudi Arabia accept my CB certificate for an LED lamp?",
        "Under the EU–Japan agreement each side accepts certificates of bodies designated by the other.",
        "Radio equipment needs type approval before it is placed on the market.",
    ]
    exact = SentenceTransformer(str(bundled_model()), device="cpu").encode(texts, normalize_embeddings=True)
    ours = open_encoder(built).encode(texts)
    assert np.sum(exact * ours, axis=1) == pytest.approx(np.ones(3), abs=0.02)


def test_a_long_text_is_read_to_its_end(built: Settings) -> None:
    encoder = open_encoder(built)
    long = "machinery " * 400
    told = encoder.encode([long, long + "and the honey of organic bees " * 60])
    assert encoder.count(long) == 400
    assert float(told[0] @ told[1]) < 0.99


def test_an_encoder_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="TESSERA_EMBEDDING_MODEL"):
        open_encoder(Settings(data_dir=tmp_path, embedding_model=str(tmp_path / "none")))


class _Slow:
    """An encoder of the real protocol whose texts take a while, and whose vectors lie some way off."""

    dimension = 2

    def __init__(self, name: str, seconds: float, off: float) -> None:
        self.name, self._seconds, self._off = name, seconds, off

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        time.sleep(self._seconds)
        if progress:
            progress(len(texts))
        return np.tile(np.array([np.cos(self._off), np.sin(self._off)], np.float32), (len(texts), 1))

    def count(self, text: str) -> int:
        return len(text)


@pytest.mark.parametrize(
    ("seconds", "off", "precision"), [(0.01, 0.1, "int8"), (0.01, 0.4, "float32"), (0.06, 0.0, "float32")]
)
def test_int8_is_chosen_where_it_is_faithful_and_not_slower(seconds: float, off: float, precision: str) -> None:
    told = choice(_Slow("float32", 0.03, 0.0), _Slow("int8", seconds, off))
    assert told["precision"] == precision


def test_the_choice_is_kept_and_the_exact_graph_it_was_measured_by_is_not(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    name = open_encoder(settings).name
    kept = next((tmp_path / "encoder").glob("*.json"))
    told = json.loads(kept.read_text())
    assert told["cosine"] >= FAITHFUL
    assert told["speed"] > 0
    assert f"/{told['precision']}." in name
    kept_graphs = [one.parent.name for one in (tmp_path / "encoder").glob("*/model.onnx")]
    assert all("int8" in one for one in kept_graphs)
    kept.write_text('{"precision": "float32"}')
    assert "/float32." in open_encoder(settings).name
