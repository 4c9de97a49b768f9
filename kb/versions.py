"""From what an answer was made: which corpus, index and models, of which version, built when."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.base import LIBRARY_FILE, Kb


@dataclass(frozen=True, slots=True)
class Versions:
    """`corpus` is the SHA-256 of all records, `index` names all that went into the index, documents included."""

    tessera: str
    corpus: str
    index: str
    embedding_model: str
    wording_model: str | None
    built: str  # ISO 8601, UTC


def versions(kb: Kb) -> Versions:
    """Of an open base. Raises OSError where its files are gone."""
    corpus, built = _file(kb.index.folder / LIBRARY_FILE)
    return Versions(
        tessera=installed(),
        corpus=corpus,
        index=kb.index.folder.name,
        embedding_model=kb.index.encoder.name,
        wording_model=kb.settings.llm_model or None,
        built=built,
    )


@lru_cache(maxsize=4)
def _file(path: Path) -> tuple[str, str]:
    """The SHA-256 of a file of an index, which is never changed, and when it was written."""
    written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return hashlib.sha256(path.read_bytes()).hexdigest(), written.isoformat(timespec="seconds")


def installed() -> str:
    """The version of the package, as it was installed."""
    try:
        return version("tessera")
    except PackageNotFoundError:
        return "not installed"
