"""What every parser gives: the blocks of one input, and what the input says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from kb.documents import Section, Table


@dataclass(frozen=True, slots=True)
class Page:
    """Sections and tables in reading order; all else only where the input itself declares it."""

    blocks: tuple[Section | Table, ...]
    title: str = ""
    language: str | None = None  # ISO 639-1, as declared
    published: str | None = None  # the day of issue, as exactly as it is told: 2025, 2025-06, 2025-06-30
    updated: str | None = None  # "last updated", "last modified", "reviewed"
    effective: str | None = None  # the day on which the text takes effect
    until: str | None = None  # the day on which it ceased, or will cease, to have effect
    withdrawn: str = ""  # the words that say it no longer holds: "This guidance was withdrawn on 1 May 2024"
    version: str = ""  # "Issue 3", "Rev. 2", "2023 No. 17", "02017R0745-20240709"
    hidden: int = 0  # characters that no reader sees and that were left out
    remarks: tuple[str, ...] = ()  # what could not be read, said plainly
