"""How fresh the pages behind an answer are: what the last crawls found, in one small file that answers read.

<data_dir>/freshness.json   written after each crawl; read when the base is opened
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kb.errors import IndexUnusable

FILE = "freshness.json"


@dataclass(frozen=True, slots=True)
class Page:
    """One page that a crawl knows. Days are ISO 8601; "" where it does not apply."""

    confirmed: str  # the day it was last met as it is held
    gone: str = ""  # the day it answered 404 or 410
    stale: str = ""  # the day of the last success, where it could not be reached since and should have been


@dataclass(frozen=True, slots=True)
class Due:
    """A page that changed, or went, after records were checked against it."""

    since: str  # the day on which a crawl met the change
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """Both by address: pages by that of their document, dues by that which records cite."""

    pages: dict[str, Page] = field(default_factory=dict)
    due: dict[str, Due] = field(default_factory=dict)

    def due_since(self, url: str, checked: str | None) -> Due | None:
        """What happened to a page after a fact was checked on it; None where nothing is known to have happened."""
        found = self.due.get(url)
        return found if found and checked and found.since > checked else None


def read(data_dir: Path) -> Freshness:
    """What the last crawl left; empty where there was none. IndexUnusable where the file is damaged."""
    path = data_dir / FILE
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        pages = {url: Page(**page) for url, page in value["pages"].items()}
        return Freshness(pages, {url: Due(**due) for url, due in value["due"].items()})
    except FileNotFoundError:
        return Freshness()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise IndexUnusable(f"{path}: damaged; run: tessera build") from None


def as_json(freshness: Freshness) -> str:
    return json.dumps(asdict(freshness), ensure_ascii=False, indent=1, sort_keys=True)
