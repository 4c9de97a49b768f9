"""The values of an address → what the plain pages understand, with a notice in the page's language for what cannot be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.views.elements import short
from app.views.words import ui
from kb.covered import economy_of
from kb.errors import InputError
from kb.library import Library
from kb.model import Language
from kb.terms import Stage

S = TypeVar("S", bound=StrEnum)
MOST = 24  # economies side by side


@dataclass(frozen=True, slots=True)
class Coverings:
    """What is asked of the view Coverage; "" and None where it is left open."""

    exporter: str
    market: str
    economies: tuple[str, ...]
    sector: str
    stage: Stage | None
    day: dt.date
    dated: bool  # whether the day was given
    as_list: bool
    problems: tuple[str, ...]


class Reading:
    """Reads values one by one and keeps a notice for each that cannot be taken."""

    def __init__(self, library: Library, language: Language, chosen: Mapping[str, str]) -> None:
        self.library, self.language, self.chosen = library, language, chosen
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return " ".join(self.chosen.get(name, "").split())[:200]

    def economy(self, name: str) -> str:
        return self._economy(self.text(name))

    def economies(self, name: str) -> tuple[str, ...]:
        """Codes or names, separated by commas."""
        parts = [one.strip() for one in re.split(r"[,，、;；]", self.chosen.get(name, "")) if one.strip()]
        if len(parts) > MOST:
            self._note("too_many_economies", MOST)
        found = (self._economy(one) for one in parts[:MOST])
        return tuple(dict.fromkeys(code for code in found if code))

    def key(self, name: str, known: Mapping[str, object]) -> str:
        value = self.text(name)
        if value and value not in known:
            self._note("unknown_choice", short(value))
            return ""
        return value

    def member(self, name: str, kind: type[S]) -> S | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            self._note("unknown_choice", short(value))
            return None

    def day(self, name: str) -> dt.date | None:
        value = self.text(name)
        try:
            return dt.datetime.strptime(value, "%Y-%m-%d").date() if value else None
        except ValueError:
            self._note("no_day", short(value))
            return None

    def _economy(self, value: str) -> str:
        if not value:
            return ""
        try:
            return economy_of(self.library, value)
        except InputError:
            self._note("unknown_economy", short(value))
            return ""

    def _note(self, word: str, value: object) -> None:
        self.problems.append(ui(word, self.language).format(value))


def coverings(library: Library, language: Language, chosen: Mapping[str, str]) -> Coverings:
    read = Reading(library, language, chosen)
    exporter, market, economies = read.economy("from"), read.economy("to"), read.economies("economies")
    sector, stage, day = read.key("sector", library.sectors), read.member("stage", Stage), read.day("as_of")
    if exporter and exporter == market:
        read.problems.append(ui("same_economy", language))
        market = ""
    return Coverings(
        exporter, market, economies, sector, stage, day or dt.date.today(), day is not None,
        as_list=read.text("view") == "list", problems=tuple(read.problems),
    )  # fmt: skip
