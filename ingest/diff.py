"""What differs between two versions of a document: rows of its tables, paragraphs of its prose. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kb.documents import Document, Section, Table

ALIKE = 75.0  # of 100: two rows without a common key are one row that changed
_PAIRED = 1000  # rows without a common key that are compared with each other at most


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that changed; `old` or `new` is "" where a column came or went."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was added, removed or changed. `row` says which: its key, or its words."""

    kind: str
    table: str  # caption or heading of the table, or "table 2"
    row: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    rows: tuple[RowChange, ...]
    added: tuple[str, ...]  # paragraphs
    removed: tuple[str, ...]


def difference(old: Document, new: Document) -> Difference:
    """Rows added, removed and changed, table by table, and paragraphs that came or went, in the order of the documents."""
    rows = [change for name, one, other in _paired(_tables(old), _tables(new)) for change in _rows(name, one, other)]
    before, after = Counter(_paragraphs(old)), Counter(_paragraphs(new))
    return Difference(tuple(rows), tuple((after - before).elements()), tuple((before - after).elements()))


def _tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def _paragraphs(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Section):
            yield from (" ".join(part.split()) for part in block.text.split("\n\n") if part.strip())


def _name(table: Table, number: int) -> str:
    return table.caption or " › ".join(table.headings[-1:]) or f"table {number}"


def _paired(old: Sequence[Table], new: Sequence[Table]) -> Iterator[tuple[str, Table | None, Table | None]]:
    """Each table with the one it was before: of like columns, and the most alike in name and rows."""
    left = list(range(len(old)))
    for number, table in enumerate(new, 1):
        best = max(left, key=lambda n: _likeness(old[n], table), default=None)
        if best is not None and _likeness(old[best], table) >= 0.5:
            left.remove(best)
            yield _name(table, number), old[best], table
        else:
            yield _name(table, number), None, table
    for n in left:
        yield _name(old[n], n + 1), old[n], None


def _likeness(old: Table, new: Table) -> float:
    """Between 0 and 2: how many columns they share, then name and rows."""
    columns = _share(set(_columns(old)), set(_columns(new)))
    if columns < 0.5:
        return 0.0
    rows = _share({row.cells for row in old.rows}, {row.cells for row in new.rows})
    return columns + 0.5 * (_name(old, 0) == _name(new, 0)) + 0.5 * rows


def _share(one: Set[object], other: Set[object]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _columns(table: Table) -> tuple[str, ...]:
    """One name for each column, told apart where two have the same."""
    width = len(table.rows[0].cells) if table.rows else len(table.header)
    names = [*table.header, *[""] * (width - len(table.header))]
    seen: Counter[str] = Counter()
    told = []
    for n, name in enumerate(names, 1):
        name = name or f"column {n}"
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(told)


def _rows(name: str, old: Table | None, new: Table | None) -> Iterator[RowChange]:
    before, after = _without_numbers(_records(old), _records(new))
    key = _key(before, after)
    unmet: list[dict[str, str]] = []
    known = {tuple(row[column] for column in key): row for row in before} if key else {}
    whole = Counter(tuple(row.items()) for row in before)
    for row in after:
        earlier = known.pop(tuple(row[column] for column in key), None) if key else None
        if earlier is not None:
            if cells := _cells(earlier, row):
                yield RowChange("changed", name, " / ".join(row[column] for column in key), cells)
        elif not key and whole[tuple(row.items())]:
            whole[tuple(row.items())] -= 1
        else:
            unmet.append(row)
    gone = [*known.values()] if key else [dict(row) for row in whole.elements()]
    yield from _unkeyed(name, gone, unmet)


def _records(table: Table | None) -> list[dict[str, str]]:
    if table is None:
        return []
    columns = _columns(table)
    return [
        {column: " ".join(cell.split()) for column, cell in zip(columns, row.cells, strict=False)} for row in table.rows
    ]


def _key(old: list[dict[str, str]], new: list[dict[str, str]]) -> tuple[str, ...]:
    """The column, or the first columns together, that name a row in both: no two rows share it, the most rows keep it."""
    if not old or not new:
        return ()
    common = [column for column in new[0] if column in old[0]]
    single = [(column,) for column in common]
    joint = [tuple(common[:n]) for n in range(2, min(len(common), 5) + 1)]
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for columns in (*single, *joint):
        before, after = ([tuple(row[c] for c in columns) for row in rows] for rows in (old, new))
        if len(set(before)) < len(before) or len(set(after)) < len(after):
            continue
        kept = _share(set(before), set(after))
        if kept > best[0] + 1e-9:
            best = (kept, columns)
    return best[1] if best[0] >= 0.2 else ()


def _without_numbers(
    old: list[dict[str, str]], new: list[dict[str, str]]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Both without columns that only count the rows: one row more would change all below it."""
    counting = {column for column in (new or old or [{}])[0] if all(_runs(rows, column) for rows in (old, new) if rows)}
    if len(counting) == len((new or old or [{}])[0]):
        return old, new
    kept = ([{c: v for c, v in row.items() if c not in counting} for row in rows] for rows in (old, new))
    return next(kept), next(kept)


def _runs(rows: list[dict[str, str]], column: str) -> bool:
    values = [row.get(column, "").rstrip(".") for row in rows]
    return len(values) > 1 and values == [str(n) for n in range(1, len(values) + 1)]


def _unkeyed(name: str, old: list[dict[str, str]], new: list[dict[str, str]]) -> Iterator[RowChange]:
    """Rows without a counterpart, those that are alike taken as one row that changed."""
    words = [" ".join(row.values()) for row in old]
    free: dict[int, str] = dict(enumerate(words)) if max(len(old), len(new)) <= _PAIRED else {}
    for row in new:
        told = " ".join(row.values())
        match = process.extractOne(told, free, scorer=fuzz.ratio, score_cutoff=ALIKE) if free else None
        if match:
            earlier = old[match[2]]
            del free[match[2]]
            words[match[2]] = ""
            yield RowChange("changed", name, _subject(row), _cells(earlier, row))
        else:
            yield RowChange("added", name, _told(row))
    for row, text in zip(old, words, strict=True):
        if text:
            yield RowChange("removed", name, _told(row))


def _cells(old: dict[str, str], new: dict[str, str]) -> tuple[Cell, ...]:
    columns = dict.fromkeys((*new, *old))
    found = (Cell(column, old.get(column, ""), new.get(column, "")) for column in columns)
    return tuple(cell for cell in found if cell.old != cell.new)


def _subject(row: dict[str, str]) -> str:
    return next((value for value in row.values() if any(c.isalpha() for c in value)), _told(row))


def _told(row: dict[str, str]) -> str:
    return " | ".join(value for value in row.values() if value)
