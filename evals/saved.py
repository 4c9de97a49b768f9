"""Results → JSON that a later run is compared with, and JUnit for a build server. Of a locked set neither holds a question."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from evals.causes import CAUSES
from evals.run import Result, Row
from kb.errors import InputError

_SHOWN = 1000  # characters of an answer that a build server is told


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file; of a folder, of the names and bytes of all files in it."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for one in sorted(p for p in path.rglob("*") if p.is_file()):
        whole.update(f"{one.relative_to(path).as_posix()}\0{fingerprint(one)}\n".encode())
    return whole.hexdigest()


def as_json(results: Sequence[Result], fingerprints: Mapping[str, str]) -> str:
    """`fingerprints`, and of each result n, means with their intervals, means by type, failures by cause and the traces."""
    told = {"fingerprints": dict(fingerprints), "results": [_result(one) for one in results]}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)


def _result(one: Result) -> dict[str, Any]:
    means = {name: [mean.value, *(mean.interval or ())] if mean else None for name, mean in one.means.items()}
    told = {"dataset": one.dataset, "system": one.system, "n": one.n, "means": means, "types": one.types}
    if one.locked:
        return {**told, "locked": True}
    causes = dict(Counter(row.cause for row in one.rows if row.cause))
    return {**told, "causes": causes, "rows": [trace(row) for row in one.rows]}


def trace(row: Row) -> dict[str, Any]:
    """What became of a question: as it was read, what was found and cited, what was said, and the scores."""
    question, answer = row.question, row.answer
    return {
        "id": question.id,
        "type": question.type,
        "question": question.question,
        "query": answer.get("query"),
        "found": answer.get("found"),
        "cited": list(dict.fromkeys(one["id"] for one in answer["citations"])),
        "status": answer["status"],
        "verdict": answer["verdict"],
        "answer": answer["answer"],
        "took_ms": answer.get("took_ms"),
        "scores": row.scores,
        "cause": row.cause,
    }


def read(path: Path) -> dict[str, Any]:
    """What as_json wrote. InputError where it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InputError(f"{path}: not there; write one with: tessera eval --report DIR") from None
    except ValueError:
        told = {}
    if not isinstance(told, dict) or not {"fingerprints", "results"} <= told.keys():
        raise InputError(f"{path}: not the results.json of tessera eval --report DIR")
    return told


def junit(results: Sequence[Result]) -> str:
    """A suite for each data set and system, a case for each question, its failure told by cause; of a locked set one case."""
    root = ElementTree.Element("testsuites", name="tessera eval")
    for one in results:
        failed = sum(bool(row.cause) for row in one.rows)
        name, cases = f"{one.dataset} {one.system}", str(len(one.rows) or 1)
        suite = ElementTree.SubElement(root, "testsuite", name=name, tests=cases, failures=str(failed))
        if one.locked:
            ElementTree.SubElement(suite, "testcase", classname=name, name=f"{one.n} locked questions")
        for row in one.rows:
            seconds = f"{float(row.answer.get('took_ms') or 0) / 1000:.3f}"
            case = ElementTree.SubElement(suite, "testcase", classname=name, name=row.question.id, time=seconds)
            if row.cause:
                failure = ElementTree.SubElement(case, "failure", type=row.cause, message=CAUSES[row.cause])
                failure.text = _printable(f"{row.question.question}\n{row.answer['answer'][:_SHOWN]}")
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(one if one in "\t\n" or one.isprintable() else "�" for one in text)
