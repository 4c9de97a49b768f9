"""Keys, codes and names as a caller gives them → keys of the library, and the query they make. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process, utils

from kb.errors import UnknownKey
from kb.implied import spoken_for
from kb.library import Library
from kb.model import Language, Query
from kb.records import Text, Words
from kb.terms import Intent

_ONE = {"economies": "economy", "products": "product", "evidence": "evidence", "bodies": "body", "sectors": "sector"}
_SHORT = 4  # letters of a name; shorter ones are like too much
_ALIKE = 60  # of 100: how like a name must be to be told as near
_MOST_NEAR = 5


def key_of(library: Library, kind: str, name: str) -> str:
    """The key of a record of the vocabulary, given by its key, its code or any of its names, whatever the case.

    `kind` is a field of the library: economies, products, evidence, bodies or sectors. Raises UnknownKey, which names near keys,
    also where several records have the name.
    """
    known: Mapping[str, Any] = getattr(library, kind)
    wanted = name.strip().casefold()
    found = [key for key in known if key.casefold() == wanted]
    found = found or [key for key, record in known.items() if wanted in map(str.casefold, _names(record))]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownKey(f"{_ONE[kind]} '{name}': several have that name; give one of {', '.join(found[:_MOST_NEAR])}")
    names = {
        one: key
        for key, record in known.items()
        for one in (key, *_names(record))
        if len(one) >= _SHORT or not one.isascii()
    }
    like = dict.fromkeys(names[one] for one in near(name, names))
    raise UnknownKey(unknown(_ONE[kind], name, (f"{key} ({known[key].names.en})" for key in like)))


def near(wanted: str, known: Iterable[str], *, most: int = 3 * _MOST_NEAR) -> tuple[str, ...]:
    """The names most like one that is not known, the likest first."""
    found = process.extract(
        wanted, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=most, score_cutoff=_ALIKE
    )
    return tuple(name for name, *_ in found)


def unknown(kind: str, wanted: str, like: Iterable[str]) -> str:
    """What is told of a key that is not in the base."""
    nearest = ", ".join(list(like)[:_MOST_NEAR])
    return f"{kind} '{wanted}': not in the base" + (f"; near it: {nearest}" if nearest else "")


def route_query(
    library: Library,
    *,
    held: Sequence[str],
    markets: Sequence[str],
    made_in: Sequence[str] = (),
    products: Sequence[str] = (),
    bodies: Sequence[str] = (),
    standards: Sequence[str] = (),
    as_of: dt.date | None = None,
    today: dt.date,
    language: Language = "en",
) -> Query:
    """What is held, made and wanted → the query that a question in words would become. Raises UnknownKey.

    Everything but `standards` is given by key, code or name.
    """
    picked = {"economies": made_in, "products": products, "evidence": held, "bodies": bodies}
    found = {kind: _keys(library, kind, names) for kind, names in picked.items()}
    wanted = _keys(library, "economies", markets)
    query = Query(
        text=_sentence(library, wanted, found, language), language=language, intent=Intent.accepted, as_of=as_of or today,
        markets=wanted, origins=found["economies"], products=found["products"], evidence=found["evidence"],
        bodies=found["bodies"], standards=tuple(standards), dated=as_of is not None,
    )  # fmt: skip
    return query if query.products else replace(query, sectors=tuple(sorted(spoken_for(query, library))))


def _keys(library: Library, kind: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key_of(library, kind, name) for name in names))


def _names(record: Any) -> Iterator[str]:
    """Every name of a record of the vocabulary, in both languages."""
    for field in ("names", "official", "synonyms", "aliases"):
        value = getattr(record, field, None)
        if isinstance(value, Text):
            yield from (value.en, value.zh)
        elif isinstance(value, Words):
            yield from (*value.en, *value.zh)


def _sentence(library: Library, markets: tuple[str, ...], found: dict[str, tuple[str, ...]], language: Language) -> str:
    """The question in words."""

    def said(kind: str, keys: tuple[str, ...]) -> str:
        names = [getattr(library, kind)[key].names for key in keys]
        return "、".join(one.zh for one in names) if language == "zh" else ", ".join(one.en for one in names)

    there, held = said("economies", markets), said("evidence", found["evidence"])
    goods, made = said("products", found["products"]), said("economies", found["economies"])
    if language == "zh":
        return f"{there}是否接受{made and f'{made}的'}{held}{goods and f'（产品：{goods}）'}？"
    return f"Does {there} accept {held}{goods and f' for {goods}'}{made and f' from {made}'}?"
