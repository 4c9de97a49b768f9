"""What every parser writes into while it reads: headings, paragraphs and tables, in reading order."""

from __future__ import annotations

from collections.abc import Iterable

from kb.documents import Link, Section, Table


class Outline:
    """Collects the blocks of one document; `blocks()` gives them as plain values."""

    def __init__(self) -> None:
        self._path: list[tuple[int, str]] = []
        self._blocks: list[Section | Table] = []
        self._paragraphs: list[str] = []
        self._links: dict[Link, None] = {}
        self._opened = True  # whether the present heading stands in a block already
        self.page: int | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    def heading(self, level: int, text: str) -> None:
        """A heading takes the place of those of its own and deeper levels."""
        text = " ".join(text.split())
        if not text:
            return
        self._close()
        self._path = [(other, words) for other, words in self._path if other < level] + [(level, text)]
        self._opened = False

    def paragraph(self, text: str, links: Iterable[Link] = ()) -> None:
        if text.strip():
            self._paragraphs.append(text.strip())
        self._links.update(dict.fromkeys(links))

    def table(self, table: Table | None) -> None:
        if table is not None:
            self._close()
            self._blocks.append(table)
            self._opened = True

    def turn(self, page: int) -> None:
        """What follows stands on this page."""
        if page != self.page:
            self._flush()
            self.page = page

    def blocks(self) -> tuple[Section | Table, ...]:
        self._close()
        return tuple(self._blocks)

    def _close(self) -> None:
        self._flush()
        if not self._opened:  # a heading without words of its own is kept
            self._blocks.append(Section(self.headings, "", self.page))
            self._opened = True

    def _flush(self) -> None:
        if self._paragraphs or self._links:
            text = "\n\n".join(self._paragraphs)
            self._blocks.append(Section(self.headings, text, self.page, tuple(self._links)))
            self._paragraphs, self._links, self._opened = [], {}, True
