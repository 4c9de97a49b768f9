"""The bundled model → an ONNX graph of its last hidden states, in float32 or with weights of eight bits."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any


def write_graph(model: Path, folder: Path, *, int8: bool) -> None:
    """Writes model.onnx into a fresh folder and renames it, so that a killed export leaves nothing half-made."""
    import warnings

    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    aside = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    whole: Any = SentenceTransformer(str(model), device="cpu")
    transformer = next(iter(whole[0].children())).eval()

    class LastHiddenState(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = transformer

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.inner(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    example = torch.ones((2, 8), dtype=torch.int64)
    plain = aside / "float32.onnx"
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            LastHiddenState(), (example,) * 3, str(plain), input_names=names, output_names=["states"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in [*names, "states"]}, dynamo=False, opset_version=17,
        )  # fmt: skip
    if int8:
        _quantize(plain, aside / "model.onnx")
        plain.unlink()
    else:
        plain.rename(aside / "model.onnx")
    if folder.exists():  # another process was faster
        shutil.rmtree(aside)
    else:
        aside.rename(folder)


def _quantize(plain: Path, target: Path) -> None:
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it advises on the root logger what does not concern this graph
    try:
        # Weights of 7 bits: without VNNI, 8 bits times 8 bits overflow 16 and saturate, so vectors would differ by machine.
        quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    finally:
        logging.disable(logging.NOTSET)
