"""JSON text → plain values. Numbers stay as they are written; what JSON forbids but files hold is told apart from damage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from kb.errors import InputError

MAX_CHARACTERS = 64_000_000
MAX_DEPTH = 60  # of objects and lists within each other
MAX_PARTS = 5_000_000  # objects and lists
Value = Any  # str, bool, None, list[Value] or dict[str, Value]
_ODD = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_HALF = re.compile("[\ud800-\udfff]")
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")


def values_of(text: str) -> list[Value]:
    """Every value of a file: one, or many one after another (JSON Lines, or lists without commas between them).

    InputError where the file is broken, too large or nested too deep.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"JSON of {len(text):,} characters; split it into parts of less than {MAX_CHARACTERS:,}")
    if text.count("[") + text.count("{") > MAX_PARTS:
        raise InputError(f"JSON of more than {MAX_PARTS:,} objects and lists; split it into parts")
    too_deep = f"JSON nested deeper than {MAX_DEPTH} levels; save it flatter and ingest it again"
    try:
        values = list(_values(text))
    except RecursionError:
        raise InputError(too_deep) from None
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON (line {error.lineno}: {error.msg}); save it from its source again") from None
    if any(map(_is_too_deep, values)):
        raise InputError(too_deep)
    return [_mended(value) for value in values] if _ODD.search(text) else values


def _mended(value: Value) -> Value:
    """The value with what no text holds, though JSON can escape it, replaced: halves of letters, and zeros."""
    if isinstance(value, dict):
        return {_mended(name): _mended(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value.replace("\0", ""))
    return value


def _is_too_deep(value: Value) -> bool:
    layer = [value]
    for _ in range(MAX_DEPTH):
        layer = [one for outer in layer for one in _inner(outer) if isinstance(one, (list, dict))]
        if not layer:
            return False
    return True


def _inner(value: Value) -> Iterable[Value]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _values(text: str) -> Iterator[Value]:
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_constant, strict=False
    )
    at = _end(text, 0)
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        at = _end(text, at)
        yield value


def _end(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """An object; where it gives one name more than once, that name has all its values."""
    made = dict(pairs)
    if len(made) < len(pairs):
        for name in made:
            values = [value for other, value in pairs if other == name]
            made[name] = values if len(values) > 1 else values[0]
    return made


def _constant(name: str) -> str | None:
    """NaN is how some tools write nothing."""
    return None if name == "NaN" else name


def scalar(value: Value) -> str:
    """The words of a value that holds no others; "" for nothing."""
    if value is None or isinstance(value, (list, dict)):
        return ""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def is_scalar(value: Value) -> bool:
    return not isinstance(value, (list, dict))


def flat(value: Value) -> str:
    """A value on one line: lists joined by "; ", the fields of an object as "name: value"."""
    if isinstance(value, list):
        return "; ".join(filter(None, (flat(one) for one in value)))
    if isinstance(value, dict):
        parts = ((name, flat(one)) for name, one in value.items())
        return ", ".join(f"{clean(name)}: {words}" for name, words in parts if words)
    return scalar(value)


def fields(record: dict[str, Value], before: str = "") -> Iterator[tuple[str, str]]:
    """Name and words of each field; those of objects within it as "outer / inner"."""
    for name, value in record.items():
        path = f"{before} / {clean(name)}" if before else clean(name)
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict) and value:
            yield from fields(value, path)
        else:
            yield path, flat(value)


@lru_cache(maxsize=4096)
def clean(name: str) -> str:
    """A name without line breaks; "" for the ones that tools give to columns without a name."""
    name = " ".join(name.split())
    return "" if re.fullmatch(r"Unnamed: \d+(_level_\d+)?", name) else name
