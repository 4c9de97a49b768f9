"""The rooms and their directions: a value flows one way, and each heavy library has one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "kb": {"kb"},
    "ingest": {"ingest", "kb"},
    "evals": {"evals", "kb", "ingest"},  # the benches measure ingest, too
    "app": {"app", "kb", "ingest", "evals"},
}
HOMES = {
    "chromadb": {"kb/vectors.py"},
    "llama_index": {"kb/retriever.py", "kb/llm.py", "evals/bench", "evals/pipeline.py"},
    "openai": {"kb/llm.py"},
    "sentence_transformers": {"kb/encoder.py", "kb/onnx.py", "evals/bench"},
    "transformers": {"kb/encoder.py", "kb/onnx.py"},
    "torch": {"kb/onnx.py", "evals/bench"},
    "onnxruntime": {"kb/encoder.py", "kb/onnx.py"},
    "bm25s": {"kb/lexical.py", "evals/baselines.py"},
    "gradio": {"app/"},
    "fastapi": {"app/"},
    "fastapi_offline": {"app/manual.py"},
    "mcp": {"app/mcp_server.py"},
    "mcp_types": {"app/mcp_server.py"},
    "prometheus_client": {"app/metrics.py"},
    "docx": {"app/word.py"},
    "fpdf": {"app/pdf.py"},
    "typer": {"app/"},
    "bs4": {"ingest/"},
    "pypdfium2": {"ingest/parsers/"},
    "pdfplumber": {"ingest/parsers/"},
    "xlrd": {"ingest/parsers/"},
    "scrapy": {"ingest/crawl/"},
    "twisted": {"ingest/crawl/"},
    "protego": {"ingest/crawl/"},
    "warcio": {"ingest/snapshots.py"},
    "ray": {"ingest/scale.py"},
    "ruamel": {"kb/library.py"},
}


def _modules() -> list[Path]:
    return [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_each_room_imports_only_rooms_before_it_and_heavy_libraries_stay_at_home(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    imported = _imported(path)
    assert imported & set(MAY_IMPORT) <= MAY_IMPORT[name.split("/")[0]]
    astray = {lib for lib in imported & set(HOMES) if not any(name.startswith(home) for home in HOMES[lib])}
    assert not astray


def test_the_corpus_holds_data_only() -> None:
    assert not list((ROOT / "corpus").rglob("*.py"))
