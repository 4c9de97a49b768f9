"""Keys, codes and names as a caller gives them → keys of the library, and the query they make. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process, utils

from kb.errors import UnknownKey
from kb.held import as_accredited
from kb.implied import spoken_for
from kb.language import join, placed
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
    kinds = {"economies": made_in, "products": products, "evidence": held, "bodies": bodies}
    picked = {kind: _keys(library, kind, names) for kind, names in kinds.items()}
    return asked_by_roles(
        library, held=picked["evidence"], markets=_keys(library, "economies", markets), made_in=picked["economies"],
        products=picked["products"], bodies=picked["bodies"], standards=standards, as_of=as_of, today=today, language=language,
    )  # fmt: skip


def asked_by_roles(
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
    """As `route_query`, of keys alone: the one way in which roles that were chosen become a query."""
    query = Query(
        text=in_words(library, language, held=held, markets=markets, made_in=made_in, products=products, bodies=bodies, as_of=as_of),
        language=language, intent=Intent.accepted, as_of=as_of or today, markets=tuple(markets), origins=tuple(made_in),
        products=tuple(products), evidence=as_accredited(held, bodies, library), bodies=tuple(bodies),
        standards=tuple(standards), dated=as_of is not None, spoken=language,
    )  # fmt: skip
    return query if query.products else replace(query, sectors=tuple(sorted(spoken_for(query, library))))


def in_words(
    library: Library, language: Language, *, held: Sequence[str], markets: Sequence[str], made_in: Sequence[str] = (),
    products: Sequence[str] = (), bodies: Sequence[str] = (), as_of: dt.date | None = None,
) -> str:  # fmt: skip
    """The same as somebody would ask it in the chat."""

    def said(kind: str, keys: Sequence[str]) -> str:
        return join([str(getattr(getattr(library, kind)[key].names, language)) for key in keys], language)

    def placed_in(codes: Sequence[str]) -> str:
        return join([placed(code, said("economies", (code,)), language) for code in codes], language)

    proof, goods, body = said("evidence", held), said("products", products), said("bodies", bodies)
    there, made = placed_in(markets), placed_in(made_in)
    if language == "zh":
        thing = f"{made}产的{goods or '产品'}" if made else goods
        parts = [thing, f"我们持有{proof}" + (f"（{body}）" if body else "")]
        return "，".join([*filter(None, parts), f"{f'{as_of}时' if as_of else ''}{there}承认吗？"])
    text = f"{'Does' if len(markets) == 1 else 'Do'} {there} accept our {proof}"
    text += f" for {goods or 'products'}" if goods or made else ""
    text += f" made in {made}" if made else ""
    text += f" ({body})" if body else ""
    return f"{text} as of {as_of}?" if as_of else f"{text}?"


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
