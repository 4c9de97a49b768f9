"""Questions whose answer is one row or one clause, asked of ingested documents: recall, rank, and whether the place is right.

Three systems: `passages` (an index of the documents' passages alone), `with records` (the base as it is built, the shipped
records beside them), both through the retrieval that answers rest on, and `plain` (the files' text as it stands, cut at 200
tokens, nearest vectors of the same encoder).
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from evals.bench.measure import Figures, environment, table
from evals.ingested import Asked, Documents, Hit, Result, by_group, figures, located, misses, read, result
from kb.base import Kb, open_base
from kb.documents import document_id
from kb.errors import KbError
from kb.index import Index
from kb.passages import BUDGET, Count, pieces
from kb.retrieve import retrieve
from kb.settings import Settings
from kb.understand import clean, understand

DEPTH = 200  # ranks looked at
_PRINTED = frozenset({"pdf", "docx", "xlsx"})  # formats whose bytes are no text
Search = Callable[[Asked], Sequence[Hit]]


def of_index(index: Index, asked: Asked, kb: Kb) -> list[Hit]:
    """Through the retrieval that answers rest on, over this index."""
    day = asked.day
    query = understand(clean(asked.question), kb.library, lexicon=kb.lexicon, today=dt.date.today(), as_of=day)
    found = retrieve(query, dataclasses.replace(kb, index=index), k=DEPTH)
    return [
        Hit(one.evidence.id.split("#")[0], one.evidence.text, one.evidence.at, {"score": one.score} | one.signals)
        for one in found
    ]


def of_vectors(index: Index, asked: Asked) -> list[Hit]:
    """The nearest vectors alone."""
    near = sorted(index.hits(asked.question, k=DEPTH), key=lambda hit: -hit.dense)
    return [Hit(hit.id.split("#")[0], index.shelf.text(hit.id), "", {"dense": hit.dense}) for hit in near if hit.dense]


def scored(questions: Sequence[Asked], documents: Documents, search: Search) -> list[Result]:
    return [result(one, search(one), documents) for one in questions]


def _folders(files: Path) -> list[Path]:
    """The folders of documents: what lies beside them only tells of them, and would answer in their place."""
    return sorted(p for p in files.iterdir() if p.is_dir() and not p.name.startswith("."))


def plain_texts(files: Path, kb: Kb) -> Iterator[tuple[str, str]]:
    """Document id and text of every file: its bytes read as UTF-8, markup and all; of printed formats, what we parsed."""
    parsed: dict[str, list[str]] = {}
    for name in kb.index.shelf.ids:
        parsed.setdefault(name.split("#")[0], []).append(kb.index.shelf.text(name))
    for path in (p for folder in _folders(files) for p in sorted(folder.rglob("*")) if p.is_file()):
        one = document_id(str(path.resolve()))
        if path.suffix[1:].lower() in _PRINTED:
            yield one, "\n\n".join(parsed.get(one, ()))
        else:
            yield one, path.read_bytes().decode("utf-8", "ignore")


def plain_passages(texts: Iterable[tuple[str, str]], count: Count) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The texts in pieces of at most 200 tokens, as an index takes them."""
    for document, text in texts:
        n = 0
        for at in range(0, len(text), 20_000):  # bounds the time of cutting one line of many megabytes
            for piece in pieces(text[at : at + 20_000], budget=BUDGET, count=count):
                n += 1
                yield f"{document}#{n}", piece, {"kind": "passage"}


def ingested(files: Path, data_dir: Path) -> Kb:
    """The base with the files taken in, by the command line of this interpreter; KbError where it fails."""
    targets = [str(folder) for folder in _folders(files)]
    command = [sys.executable, "-c", "from app.cli import main; main()", "ingest", "--json", *targets]
    done = subprocess.run(command, env=environment(data_dir), stdout=subprocess.PIPE, text=True, check=False)
    if not done.stdout.strip():  # refused files make it exit 1 and are part of what is measured; no report is a failure
        raise KbError("tessera ingest failed; its own message stands above")
    return open_base(Settings(data_dir=data_dir))


def built(name: str, rows: Iterable[tuple[str, str, Mapping[str, Any]]], home: Path, kb: Kb) -> Index:
    """An index of these rows beside the base; vectors that it or the base already has are taken over."""
    old = home / name
    reuse = old if (old / "manifest.json").is_file() else kb.index.folder
    fresh = Index.build(rows, home / f"{name}.new", encoder=kb.index.encoder, reuse=reuse)
    fresh.close()
    shutil.rmtree(old, ignore_errors=True)
    (home / f"{name}.new").rename(old)
    return Index(old, kb.index.encoder)


def of_documents(index: Index) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The passages of an index without its records."""
    for one in index.shelf.ids:
        if (metadata := index.shelf.metadata(one))["kind"] == "passage":
            yield one, index.shelf.text(one), metadata


def searches(files: Path, data_dir: Path, systems: Sequence[str], kb: Kb) -> Iterator[tuple[str, Index, Search]]:
    """Each system asked for, with its index."""
    home = data_dir / "bench"
    home.mkdir(exist_ok=True)
    if "passages" in systems:
        alone = built("passages", of_documents(kb.index), home, kb)
        yield "passages", alone, partial(of_index, alone, kb=kb)
    if "with records" in systems:
        yield "with records", kb.index, partial(of_index, kb.index, kb=kb)
    if "plain" in systems:
        plain = built("plain", plain_passages(plain_texts(files, kb), kb.index.encoder.count), home, kb)
        yield "plain", plain, partial(of_vectors, plain)


SYSTEMS = ("passages", "with records", "plain")


def main() -> None:
    """--files FOLDER [--data FOLDER] [--system NAME …] [--misses] [--json]; exit 1 and one line on an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, default=Path("../shared/realdocs"), help="the folder with the documents")
    parser.add_argument("--data", type=Path, help="keep base and indexes here, and take over what is here already")
    parser.add_argument("--system", choices=SYSTEMS, action="append", help="only this one; may be repeated")
    parser.add_argument("--misses", action="store_true", help="list each miss of the first system")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            _report(options, options.data or Path(folder))
        except KbError as error:
            sys.exit(f"{parser.prog}: {error}")


def _report(options: argparse.Namespace, data_dir: Path) -> None:
    questions = read()
    documents = located(options.files, questions)
    kb = ingested(options.files, data_dir)
    rows: list[Figures] = []
    listed: list[str] = []
    for name, index, search in searches(options.files, data_dir, options.system or SYSTEMS, kb):
        results = scored(questions, documents, search)
        rows += by_group(name, results) if not rows else [figures(f"{name}: all", results)]
        listed = listed or list(misses(results, {one: index.shelf.text(one) for one in index.shelf.ids}, documents))
    print(json.dumps(rows, indent=2) if options.json else table(rows))
    if options.misses:
        print("\n" + "\n".join(listed), file=sys.stderr if options.json else sys.stdout)


if __name__ == "__main__":
    main()
