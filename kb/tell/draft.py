"""What a teller fills: lines, a verdict, a status. Sentences come from statements; fixed phrases from kb.language."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb import cues
from kb.base import Kb
from kb.beside import lies_ahead
from kb.index import Hit
from kb.keys import Finding
from kb.language import PHRASE, STATE, TIER, VERDICT, placed
from kb.model import Found, Line, Part, Query, Statement
from kb.naming import adoptions
from kb.recognition import Route, routes
from kb.records import Equivalence, Text
from kb.retrieve import in_english, retrieve
from kb.terms import KeyState, Tier, Verdict

_WHOLE = 20  # characters of a sentence that says something by itself
_BRACKET = re.compile(r"\s*[(（][^)）]*[)）]$")


@dataclass
class Draft:
    """An answer in the making, for one query."""

    kb: Kb
    query: Query
    lines: list[Line] = field(default_factory=list)
    status: str = "answered"
    verdict: Verdict | None = None
    tier: Tier | None = None
    reason: str = ""
    follow_ups: list[str] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)  # those whose verdicts were told
    is_of_a_day: bool = False
    is_whole: bool = False  # nothing that search finds belongs beside what was told
    is_without_pact: bool = False  # that no agreement is recorded between those named was told
    _head: str = ""
    _told: set[str] = field(default_factory=set)
    _found: tuple[Query, tuple[Route, ...]] | None = None
    _rows: dict[tuple[str, ...], list[Equivalence]] = field(default_factory=dict)

    @property
    def found(self) -> tuple[Route, ...]:
        """The routes to the markets asked about; worked out once for a query. Those told are `routes`."""
        if self._found is None or self._found[0] is not self.query:
            self._found = self.query, routes(self.query, self.kb.library)
        return self._found[1]

    @cached_property
    def near(self) -> tuple[Found, ...]:
        """What search finds for the question, best first; searched once, however many ask."""
        return retrieve(self.query, self.kb, k=12, hits=None if self.query.before else self.hits[:50])

    @cached_property
    def hits(self) -> list[Hit]:
        """What search finds by its words alone, whatever the roles, those of the question before it included; searched once."""
        text = f"{self.query.before} {self.query.text}".strip()
        return self.kb.index.hits(text, k=60, dense_text=in_english(self.query, self.kb))

    @property
    def rows(self) -> list[Equivalence]:
        """The adoptions that speak of the standards named; looked up once."""
        named = self.query.standards
        if named not in self._rows:
            self._rows[named] = adoptions(named, self.kb.library)
        return self._rows[named]

    def of(self, evidence: tuple[str, ...]) -> Draft:
        """The same answer, of some of the evidence held."""
        if evidence == self.query.evidence:
            return self
        narrowed, self._head = copy(self), ""
        narrowed.query = replace(self.query, evidence=evidence)
        return narrowed

    def say(self, text: Text) -> str:
        return text.zh if self.query.language == "zh" else text.en

    def words(self, en: str, zh: str) -> str:
        return zh if self.query.language == "zh" else en

    def phrase(self, name: str) -> str:
        return self.say(PHRASE[name])

    def head(self, title: str) -> None:
        """What is told next stands under this heading; a heading under which nothing is told does not show."""
        self._head = title

    def line(self, role: str, text: str, *evidence: str, label: str = "", market: str = "") -> None:
        """One sentence, told once; `label` stands before it, in our own words."""
        self._tell(Line(role, text, evidence, self._head, label, market))

    def key(self, finding: Finding, market: str, *, role: str = "key", about: str = "") -> None:
        """One key of a market's lock, with how it stands; an open one stands as a condition."""
        state, day = self.say(STATE[finding.state]), finding.issued
        of = self.words(f" (yours: {day} at the latest)", f"（您的最晚为{day}）") if day else ""
        label = "" if role != "key" or finding.state is KeyState.open else f"**{state}**{of} · "
        label += about + self.words(": ", "：") if about else ""
        text = self.say(finding.text)
        self._tell(Line(role, text, finding.evidence, self._head, label, market, finding.key, finding.state))

    def cell(self, row: str, column: str, text: str, *evidence: str) -> None:
        """One cell of a table; the cells told one after another make it."""
        role = "cell" if evidence else "blank"  # which claims nothing
        self.lines.append(Line(role, text, evidence, self._head, cell=(row, column)))
        self._head = ""

    def _tell(self, line: Line) -> None:
        if self.has_told(line.text):
            return
        self._told.add(line.text)
        self.lines.append(line)
        self._head = ""

    def has_told(self, text: str) -> bool:
        """Whether a sentence stands in the answer already, by itself or within another."""
        bare = text.rstrip(".。")
        return text in self._told or (len(bare) >= _WHOLE and any(bare in told for told in self._told))

    def lead(self, before: int, *, past: Callable[[Line], bool] = lambda _: False) -> None:
        """Moves what was told since there were `before` lines to the front, behind the first lines that are `past` it."""
        since = self.lines[before:]
        del self.lines[before:]
        at = next((n for n, line in enumerate(self.lines) if not past(line)), len(self.lines))
        self.lines[at:at] = since

    def note(self, en: str, zh: str) -> None:
        self.line("note", self.words(en, zh))

    def part(self, statement: Statement, name: str, *, role: str = "claim", label: str = "", market: str = "") -> None:
        """Every sentence of a statement's field of that name."""
        for one in statement.parts:
            if one.name == name and self.is_told(one):
                colon = self.words(": ", "：")
                self.line(
                    role, self.say(one.text), statement.id, label=f"{label}{colon}" if label else "", market=market
                )

    def is_told(self, part: Part) -> bool:
        """Whether a part may be told: not what "changes next" and lies before the day of the answer, nor, of a day asked about,
        what happened after it."""
        date, day = part.text.en.partition(":")[0], self.query.as_of.isoformat()
        if part.name == "history":
            return not self.query.dated or date <= day[: len(date)] or bool(cues.WHEN.search(self.query.text))
        return lies_ahead(part, self.query.as_of)

    def badge(self, verdict: Verdict, tier: Tier | None, *subject: str, evidence: tuple[str, ...] = ()) -> None:
        """The first line of an answer about acceptance: verdict, whom it concerns, tier and day."""
        dot = " · "
        text = dot.join([f"**{self.say(VERDICT[verdict])}**", *[s for s in subject if s]])
        if tier is not None:
            text += self.words(f" (legal tier: {TIER[tier].en})", f"（法律层级：{TIER[tier].zh}）")
        self.line("verdict" if evidence else "note", text, *evidence)

    def as_of(self) -> None:
        """The answer ends with the day of which it speaks."""
        self.is_of_a_day = True

    def name(self, kind: str, key: str, *, bare: bool = False) -> str:
        """The name of a key in the reader's language, without a bracket at its end; `bare`: without an article."""
        record = getattr(self.kb.library, kind)[key]
        text = self.say(record.names)
        if kind == "economies" and not bare:
            return placed(key, text, self.query.language)
        return text if kind == "agreements" else _BRACKET.sub("", text)

    def abstain(self, reason: str) -> None:
        self.status = "abstained"
        self.verdict = Verdict.not_in_base
        self.reason = reason
