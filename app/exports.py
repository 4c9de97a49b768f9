"""Rows of agreements → the columns of a file of coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kb.covered import Covered
from kb.model import Language

COVERAGE = (
    "agreement", "row", "sectors", "stages", "tier", "status", "status_date", "statement", "conditions", "source", "place", "checked",
)  # fmt: skip


def coverage_row(one: Covered, language: Language = "en") -> dict[str, Any]:
    """A row of an agreement under the names of COVERAGE, with its first source."""
    ref = one.row.sources[0]
    return {
        "agreement": getattr(one.agreement.names, language),
        "row": one.id,
        "sectors": ", ".join(one.row.sectors),
        "stages": ", ".join(stage.value for stage in one.row.stages),
        "tier": one.agreement.tier.value,
        "status": one.row.status.value,
        "status_date": one.row.status_date,
        "statement": getattr(one.row.statement, language),
        "conditions": " ".join(getattr(condition.text, language) for condition in one.row.conditions),
        "source": ref.url,
        "place": ref.at,
        "checked": str(ref.checked or ""),
    }


def coverage_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Rows under their names → rows of texts in the order of the columns, as files take them."""
    return (tuple(str(row[name] or "") for name in columns) for row in rows)
