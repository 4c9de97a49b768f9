"""The encoder is the model we trust, and its export says what the model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.encoder import bundled_model, open_encoder, verify
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
