"""Proves the corpus offline: references, dates in order, addresses, nothing twice, nothing astray."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel

from kb.library import Library, read
from kb.records import (
    Condition,
    ForeignEvidence,
    Law,
    Product,
    Requirement,
    Source,
    SourceDocument,
    SourceRef,
    StartPage,
    Text,
)
from kb.terms import Degree, Need, System, Tier, Verdict


def check(corpus: Path, *, today: dt.date) -> tuple[str, ...]:
    """One line for each problem: file, place, what, remedy. Empty: the corpus keeps its contract."""
    library, problems = read(corpus)
    return (*problems, *prove(library, today=today))


def prove(library: Library, *, today: dt.date) -> tuple[str, ...]:
    """The problems of records that are each well formed, taken together."""
    found: list[str] = []
    for kind, key, record in every_record(library):
        file = library.files.get(f"{kind}/{key}", kind)
        for place, problem in _of_record(library, kind, record, today):
            found.append(f"{file}: {place} {problem}")
    found += _one_way(library)
    return tuple(found)


def every_record(library: Library) -> Iterator[tuple[str, str, BaseModel]]:
    for kind in type(library).model_fields:
        if kind != "files":
            for key, record in getattr(library, kind).items():
                yield kind, key, record


def walk(value: object, place: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Every record within a record, with its place; the outermost first."""
    if isinstance(value, BaseModel):
        yield place, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), f"{place}.{name}" if place else name)
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from walk(one, f"{place}[{n}]")


# Which field of which record names a key of which kind.
_REFERENCES: dict[str, str] = {
    "sectors": "sectors", "products": "products", "parent": "products", "owner": "bodies",
    "regulator": "bodies", "operator": "bodies", "body": "bodies", "ask": "bodies", "scheme": "schemes",
    "evidence": "evidence", "implies": "evidence", "instrument": "agreements", "carried_by": "agreements", "arrangement": "agreements",
    "replaces": "agreements", "replaced_by": "agreements", "market": "economies", "economy": "economies", "part_of": "economies", "under": "agreements",
    "parties": "economies", "exporters": "economies", "markets": "economies", "issued_in": "economies", "own_of": "economies",
}  # fmt: skip
_ORDER = (
    ("signed", "in_force"),
    ("in_force", "ended"),
    ("since", "until"),
    ("effective", "until"),
    ("issued", "applies"),
    ("applies", "ended"),
    ("since", "status_date"),
    ("until", "issued_until"),
)


def _of_record(library: Library, kind: str, record: BaseModel, today: dt.date) -> Iterator[tuple[str, str]]:
    for place, part in walk(record):
        dot = f"{place}." if place else ""
        for field in type(part).model_fields:
            value = getattr(part, field)
            target = "laws" if isinstance(part, Law) and field == "replaced_by" else _REFERENCES.get(field)
            keys = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
            if target and all(isinstance(k, str) for k in keys):
                for one in keys:
                    if one not in getattr(library, target):
                        yield f"{dot}{field}", f"names '{one}', which is not in {target}; add it there or mend the key"
        for first, second in _ORDER:
            a, b = getattr(part, first, None), getattr(part, second, None)
            if isinstance(a, str) and isinstance(b, str) and a[: len(b)] > b[: len(a)]:
                yield f"{dot}{second}", f"{b} lies before {first} {a}; mend one of them"
        if (status_date := getattr(part, "status_date", None)) and status_date[:10] > today.isoformat():
            yield (
                f"{dot}status_date",
                f"{status_date} lies in the future; the day on which the status was known to hold",
            )
        yield from _of_part(library, dot, part, today)
    yield from _duplicates(record)
    if isinstance(record, Source):
        yield from _of_crawl(record, today)
    if kind == "economies" and getattr(record, "members", None) and not getattr(record, "sources", None):
        yield "sources", "are missing: the membership of a group is a fact"
    if isinstance(record, Product):
        yield from _of_codes(library, record)


def _of_codes(library: Library, product: Product) -> Iterator[tuple[str, str]]:
    for system in System:
        for code in getattr(product, system):
            if f"{system}-{code}" not in library.codes:
                yield (
                    f"{product.key}.{system}",
                    f"names '{code}', which is not in codes; add what it covers to codes/{system}.yaml",
                )


def _of_part(library: Library, dot: str, part: BaseModel, today: dt.date) -> Iterator[tuple[str, str]]:
    if isinstance(part, SourceRef):
        yield from _of_source(library, dot, part, today)
    if isinstance(part, Text) and not any("一" <= c <= "鿿" for c in part.zh) and any(c.islower() for c in part.zh):
        yield f"{dot}zh", f"{part.zh[:40]!r} holds no Chinese; write it in Chinese"
    if isinstance(part, ForeignEvidence):
        if part.verdict is Verdict.not_in_base:
            yield f"{dot}verdict", "not_in_base is an abstention, not a fact; leave the row out"
        if part.tier is Tier.accreditation and part.verdict is Verdict.accepted_as_final:
            yield (
                f"{dot}tier",
                "an accreditation arrangement binds no authority; name the rule that accepts (tier unilateral)",
            )
        carrier = library.agreements.get(part.instrument or "")
        if carrier is not None and carrier.tier is Tier.accreditation and part.tier is not Tier.accreditation:
            yield f"{dot}instrument", f"'{carrier.key}' binds no authority; leave it out: the market's own rule accepts"
        if part.verdict is Verdict.conditional and not part.conditions:
            yield f"{dot}conditions", "are missing: a conditional verdict names its key"
    if isinstance(part, Requirement):
        for field in ("representative", "in_country_testing", "factory_inspection"):
            point = getattr(part, field)
            if point.need is Need.depends and point.text is None:
                yield f"{dot}{field}.text", "is missing: say on what it depends"
    if getattr(part, "degree", None) is Degree.MOD and getattr(part, "differences", None) is None:
        yield f"{dot}differences", "are missing: a modified adoption lists its differences"
    if isinstance(part, Condition) and len(part.text.en) < 8:
        yield f"{dot}text", "is too short to act on"


def _of_source(library: Library, dot: str, ref: SourceRef, today: dt.date) -> Iterator[tuple[str, str]]:
    source = library.sources.get(ref.source)
    address = urlsplit(ref.url)
    if address.scheme not in ("http", "https") or not address.hostname or " " in ref.url:
        yield f"{dot}url", f"{ref.url!r} is not an http(s) address"
    elif source is None:
        yield f"{dot}source", f"names '{ref.source}', which is not in sources/; add sources/{ref.source}.yaml"
    elif not belongs(ref.url, source):
        yield (
            f"{dot}url",
            f"host {address.hostname} is not among the hosts of sources/{ref.source}.yaml; add it or name the right source",
        )
    if ref.checked is not None and ref.checked > today:
        yield f"{dot}checked", f"{ref.checked} lies in the future"


def belongs(url: str, source: Source) -> bool:
    """Whether an address is one of a source's hosts, or of a domain under them."""
    host = urlsplit(url).hostname or ""
    return any(host == one or host.endswith("." + one) for one in source.hosts)


def _of_crawl(source: Source, today: dt.date) -> Iterator[tuple[str, str]]:
    """What a crawl would go by: addresses of the source's own, told apart, and ranges that can be met."""
    entries: list[SourceDocument | StartPage] = [*source.documents, *source.start]
    for one in entries:
        if not belongs(one.url, source) or urlsplit(one.url).scheme not in ("http", "https"):
            yield f"{one.id}.url", f"{one.url} is not an http(s) address of the source's hosts; add the host or mend it"
        if one.checked is not None and one.checked > today:
            yield f"{one.id}.checked", f"{one.checked} lies in the future"
    ids = [one.id for one in entries]
    for key in sorted({one for one in ids if ids.count(one) > 1}):
        yield "documents", f"hold the id '{key}' twice; give each its own"
    for start in source.start:
        for pattern in start.allow:
            if not belongs(pattern.replace("://*", "://", 1), source):
                yield f"{start.id}.allow", f"{pattern} leads away from the source's hosts; begin it with https://HOST/"
    for name, (least, most) in source.expect.items():
        if least > most:
            yield f"expect.{name}", f"{least} to {most} is no range; write the fewest first"


def _duplicates(record: BaseModel) -> Iterator[tuple[str, str]]:
    for field in ("coverage", "requirements", "paragraphs"):
        keys = [row.key for row in getattr(record, field, ())]
        for key in sorted({k for k in keys if keys.count(k) > 1}):
            yield field, f"holds the key '{key}' twice; give each row its own"


def _one_way(library: Library) -> Iterator[str]:
    """Successor and predecessor name each other, and no source stands unused."""
    for key, agreement in library.agreements.items():
        for old in agreement.replaces:
            other = library.agreements.get(old)
            if other is not None and other.replaced_by not in (key, None):
                yield f"agreements/{key}.yaml: replaces '{old}', which says replaced_by '{other.replaced_by}'; mend one"
    named = {
        f"{system}-{code}" for one in library.products.values() for system in System for code in getattr(one, system)
    }
    for key, one in library.codes.items():
        if key not in named:
            yield f"{library.files.get(f'codes/{key}', 'codes')}: {one.code} finds no product; name it in products.yaml or delete it"
    used = {
        ref.source for _, _, record in every_record(library) for _, ref in walk(record) if isinstance(ref, SourceRef)
    }
    for key, source in library.sources.items():
        if key not in used and not source.crawled:
            yield f"sources/{key}.yaml: orphan: nothing cites it and it lists no documents; cite it or delete it"


if __name__ == "__main__":
    import sys

    for line in check(Path(sys.argv[1]), today=dt.date.today()):
        print(line)
