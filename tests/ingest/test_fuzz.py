"""Damaged and hostile inputs: every parser answers with a document or with one line that says what to do, in time.

`TESSERA_FUZZ=1000 pytest tests/ingest/test_fuzz.py` tries a thousand mutations of each format instead of a handful.
"""

from __future__ import annotations

import copy
import io
import json
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.parsers import parse
from ingest.worker import Limits, Worker
from kb.documents import Snapshot
from kb.errors import InputError

GOLDEN = Path(__file__).parent.parent / "golden"
REALDOCS = Path(__file__).parents[3] / "shared" / "realdocs"
TRIED = int(os.environ.get("TESSERA_FUZZ", "12"))  # mutations of each format
SMALL = 80_000  # bytes: larger documents are left out
LIMITS = Limits(seconds=30, memory=1536 * 1024**2, files=200)  # of an input that takes well under a second undamaged
FORMATS = ("csv", "docx", "html", "json", "markdown", "pdf", "text", "xls", "xlsx", "xml")
SUFFIXES = {
    ".csv": "csv", ".docx": "docx", ".html": "html", ".json": "json", ".md": "markdown", ".pdf": "pdf", ".xlsx": "xlsx",
    ".xml": "xml",
}  # fmt: skip
NAMES = ("page", *(f"page.{one}" for one in ("html", "md", "csv", "json", "xml", "txt", "xlsx", "pdf", "docx", "")))
HOSTILE = (
    b"<", b">", b"&", b'"', b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\r", b"\x0c", b"{", b"[", b"}", b"]", b",", b"|",
    b"&#0;", b"&#xD800;", b"&#99999999999;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;", b'rowspan="0"', b'colspan="99999"', b'rowspan="-1"', b"<table>", b"</table>", b"<tr><td>", b"<script>",
    b'<meta charset="utf-99">', b"null", b"1e999", b"NaN", b"-0", b'"\\ud800"', b"\n\n# ", b"\n---\n", b"\n|---|\n", b"```",
    b"/Length 99999999", b"/Count -1", b"<< >>", b"endobj", b"stream", b"/Kids [1 0 R]", b"0 0 R", b"999999 0 R",
    "\u202e第一条".encode(), "第一条".encode("gbk"), b"12/31/9999", b"0000-00-00", b"(" * 300, b"<div>" * 300, b"[" * 300,
)  # fmt: skip


def seeds(kind: str) -> list[Path]:
    """Our own inputs of a format, and small ones of the real documents where they are."""
    own = [one for one in sorted((GOLDEN / kind).iterdir()) if "." not in one.stem]  # not x.csv.json
    real = [
        one
        for one in (sorted(REALDOCS.rglob("*.*")) if REALDOCS.is_dir() else [])
        if SUFFIXES.get(one.suffix) == kind and one.stat().st_size < SMALL
    ]
    return own + random.Random(kind).sample(real, min(len(real), 5 + TRIED // 20))


def mutated(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """The content after one to eight kinds of damage; of an Office file, at times, the damage is inside its parts."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        with suppress(zipfile.BadZipFile):
            return _inside(content, chance)
    if chance.random() < 0.4 and (rebuilt := _rebuilt(content, other, chance)) != content:
        return rebuilt
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        content = chance.choice(DAMAGES)(content, other, chance)
    return content


def _inside(content: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        struck = chance.sample(sorted(parts), min(len(parts), chance.choice((1, 1, 2))))
        for name, part in parts.items():
            if name not in struck:
                new.writestr(name, part)
            elif chance.random() < 0.9:  # else the part is missing
                new.writestr(name, mutated(part, parts[chance.choice(sorted(parts))], chance))
    return target.getvalue()


def _flip(content: bytes, _: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _at in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, _: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:start], content[start:], content[:start] + content[end:]))


def _doubled(content: bytes, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    part = content[start : start + chance.choice((1, 20, 400, 5000))]
    return content[:start] + part * chance.choice((2, 2, 50)) + content[start:]


def _spliced(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def _struck(content: bytes, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + chance.choice(HOSTILE) * chance.choice((1, 1, 1, 40)) + content[start:]


def _renamed(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """One word, a tag or a key, in the place of another wherever that stands."""
    words = re.findall(rb"[A-Za-z][\w:.-]{1,30}", content[:SMALL])
    return content.replace(chance.choice(words), chance.choice(words)) if words else content


def _numbered(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """One number in the place of another."""
    numbers = [one.span() for one in re.finditer(rb"\d+", content[:SMALL])]
    if not numbers:
        return content
    start, end = chance.choice(numbers)
    return content[:start] + chance.choice((b"0", b"-1", b"1", b"65536", b"99999999999", b"x", b"")) + content[end:]


def _rebuilt(content: bytes, _: bytes, chance: random.Random) -> bytes:
    """JSON or XML that stays well-formed, with parts moved, doubled, renamed or replaced."""
    with suppress(ValueError, RecursionError):
        value = json.loads(content)
        for _at in range(chance.choice((1, 2, 8))):
            value = _other_json(value, chance, 6)
        return json.dumps(value).encode()
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return content
    for _at in range(chance.choice((1, 2, 8))):
        _other_xml(root, chance)
    return bytes(etree.tostring(root))


def _other_json(value: Any, chance: random.Random, depth: int) -> Any:
    if value and depth and isinstance(value, list):
        at = chance.randrange(len(value))
        middle = [_other_json(value[at], chance, depth - 1)] * chance.choice((1, 1, 1, 0, 3))
        return [*value[:at], *middle, *value[at + 1 :]]
    if value and depth and isinstance(value, dict):
        key = chance.choice(sorted(value))
        name = key if chance.random() < 0.8 else chance.choice((*sorted(value), "", "title", "rows", "a\nb"))
        return {**{k: v for k, v in value.items() if k != key}, name: _other_json(value[key], chance, depth - 1)}
    return chance.choice(
        (
            None,
            True,
            0,
            -1.5,
            10**30,
            "",
            "NA",
            "\ud800",
            "\0",
            [],
            {},
            [[]],
            [None],
            {"": 1},
            [value] * 3,
            {"a": value},
        )
    )


def _other_xml(root: Any, chance: random.Random) -> None:
    every = [one for one in root.iter() if isinstance(one.tag, str)]
    one, two = chance.choice(every), chance.choice(every)
    change = chance.randrange(5)
    if change == 0:
        one.tag = two.tag
    elif change == 1 and one.attrib:
        one.set(
            chance.choice(sorted(one.attrib)),
            chance.choice(("", "0", "-1", "99999999", "x", "c2", *two.attrib.values())),
        )
    elif change == 2 and one is not root:
        one.getparent().remove(one)
    elif change == 3:
        one.extend([copy.deepcopy(child) for child in two[:5]])
    else:
        one.text = chance.choice(("", " ", "NA", "2024-13-45", two.text, "x" * 3000))


def _never_empty(damage: Callable[[bytes, bytes, random.Random], bytes]) -> Callable[..., bytes]:
    return lambda content, other, chance: damage(content or b" ", other, chance)


DAMAGES = tuple(map(_never_empty, (_flip, _cut, _doubled, _spliced, _struck, _renamed, _numbered)))


def mutations(kind: str, count: int) -> Iterator[tuple[str, Snapshot]]:
    """What was done to which file, and what came of it; the same ones every time."""
    paths = seeds(kind)
    others = [path for one in FORMATS for path in seeds(one)[:3]]
    for n in range(count):
        chance = random.Random(f"{kind} {n}")
        path, other = paths[n % len(paths)], chance.choice(paths + others)
        content = mutated(path.read_bytes(), other.read_bytes(), chance)
        name = path.name if chance.random() < 0.75 else chance.choice(NAMES)
        yield f"{kind} {n}: {path.name} as {name}", Snapshot(content, f"/{name}", name, "", "2026-11-21T00:00:00+00:00")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(LIMITS) as one:
        yield one


def refusal(parsing: Callable[[], object]) -> str:
    """Why an input is refused, or "" where it is read; any other exception is an error of ours."""
    try:
        parsing()
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_file_is_read_or_refused_in_one_line_in_time(kind: str, worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "input"
    for told, snapshot in mutations(kind, TRIED):
        path.write_bytes(snapshot.content)
        reason = refusal(partial(worker.parse, snapshot, path))
        assert not reason or one_line(reason), (told, reason)
        assert not re.search(r"the parser died|more memory|s to parse|more text than", reason), (told, reason)


def one_line(reason: str) -> bool:
    """Whether it is one line that says what is wrong and what to do."""
    return "\n" not in reason and "; " in reason


def only_refused(content: bytes, name: str) -> None:
    reason = refusal(partial(parse, Snapshot(content, f"/{name}", name, "", "2026-11-21T00:00:00+00:00")))
    assert not reason or one_line(reason)


heads = st.sampled_from([
    b"", b"<html><table>", b"<?xml version='1.0'?><a>", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"[{", b"\xff\xfe",
])  # fmt: skip
WORDS = ("a,b;\t\n", "\n# x", "\n| a | b |\n|--|--|\n", "<td rowspan=3>", "</tr>", "{\"k\": [", "]}", "\n1. ", "第一条", "1 May 2024", "\x00", "\u2028", "]]>")  # fmt: skip
words = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=25).map("".join)


@given(heads, st.binary(max_size=200), st.sampled_from(NAMES))
@settings(max_examples=max(60, TRIED), deadline=None)
def test_any_bytes_under_any_name_are_read_or_refused(head: bytes, content: bytes, name: str) -> None:
    only_refused(head + content, name)


@given(words, st.sampled_from(NAMES), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
@settings(max_examples=max(100, TRIED), deadline=None)
def test_any_words_under_any_name_are_read_or_refused(text: str, name: str, encoding: str) -> None:
    only_refused(text.encode(encoding, "ignore"), name)
