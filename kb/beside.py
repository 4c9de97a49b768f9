"""Markets, or standards, side by side: point by point what each says, the record that says it, and whether it differs. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb.language import DEGREE, NEED, OBLIGATION, PHRASE, ROUTE, STANDARD_STATUS, VERDICT, join
from kb.law import Rule, rules_for
from kb.library import Library
from kb.model import Language, Part, Statement
from kb.records import Equivalence, Point, Text
from kb.statements import evidence_ids, numbered
from kb.terms import Need, Obligation, StandardStatus, Verdict

POINTS = ("representative", "in_country_testing", "factory_inspection", "marking", "validity", "next")
_NEEDS = frozenset(("representative", "in_country_testing", "factory_inspection"))
MARKET_ROWS = ("scheme", "obligation", "required", "standards", "evidence", *POINTS, "also")
STANDARD_ROWS = ("adopts", "degree", "status", "effective", "until", "differences", "successor")
_MOST_ALSO = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a cell, with the id of the statement that says it."""

    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column says of a point; `value` is what is compared: two columns differ where both say something and it is not the same."""

    said: tuple[Said, ...] = ()
    value: Hashable = None

    def differs(self, other: Cell) -> bool:
        return bool(self.said and other.said and self.value is not None) and self.value != other.value


@dataclass(frozen=True, slots=True)
class Column:
    """A market or a standard: `key` is its code or number; no cell where nothing is recorded."""

    key: str
    title: str
    cells: Mapping[str, Cell]


def first_rule(library: Library, market: str, product: str, day: dt.date) -> Rule | None:
    """The rule that speaks first of the product: a mandatory one before a voluntary one."""
    rules = rules_for(library, market, (product,), day)
    return min(rules, key=lambda rule: rule.requirement.obligation is not Obligation.mandatory, default=None)


def also_mandatory(library: Library, market: str, product: str, day: dt.date, first: Rule) -> tuple[Rule, ...]:
    """The other mandatory rules of the product, a few of them."""
    rules = rules_for(library, market, (product,), day)
    return tuple(r for r in rules if r.id != first.id and r.requirement.obligation is Obligation.mandatory)[:_MOST_ALSO]


def points(rule: Rule, statement: Statement, day: dt.date, language: Language) -> Iterator[tuple[str, str]]:
    """What a rule says, point by point: the name of the point and a sentence without its stop."""
    requirement = rule.requirement
    yield "required", bare(_say(requirement.statement, language))
    if requirement.standards:
        yield "standards", "; ".join(requirement.standards)
    for name in POINTS:
        told = [part for part in statement.parts if part.name == name and lies_ahead(part, day)]
        yield from ((name, bare(_say(part.text, language))) for part in told[:2])


def lies_ahead(part: Part, day: dt.date) -> bool:
    """Whether what "changes next" still does so on the day; True of any other part."""
    date = part.text.en.partition(":")[0]
    return part.name != "next" or date >= day.isoformat()[: len(date)]


def bare(text: str) -> str:
    return text.rstrip(".。")


def markets_beside(
    library: Library,
    statements: Mapping[str, Statement],
    product: str,
    markets: Iterable[str],
    day: dt.date,
    language: Language,
) -> tuple[Column, ...]:
    """A column for each market, in their order; without cells where no rule for the product is recorded."""
    columns = []
    for market in markets:
        rule = first_rule(library, market, product, day)
        cells = _cells(library, statements, rule, day, language) if rule else {}
        if rule:
            also = also_mandatory(library, market, product, day, rule)
            cells["also"] = Cell(tuple(Said(bare(_say(one.requirement.title, language)), one.id) for one in also))
        columns.append(Column(market, _say(library.economies[market].names, language), cells))
    return tuple(columns)


def _cells(
    library: Library, statements: Mapping[str, Statement], rule: Rule, day: dt.date, language: Language
) -> dict[str, Cell]:
    one = rule.requirement
    cells = {
        "scheme": Cell((Said(bare(_say(one.title, language)), rule.id),), one.scheme or one.title.en),
        "obligation": Cell((Said(_say(OBLIGATION[one.obligation], language), rule.id),), one.obligation),
        "evidence": _evidence(library, rule, language),
    }
    for name, text in points(rule, statements[rule.id], day, language):
        held = cells.get(name, Cell())
        cells[name] = Cell((*held.said, Said(text, rule.id)), _value(name, rule, text))
    routes = join([_say(ROUTE[route], language) for route in one.route], language)
    cells["required"] = replace(cells["required"], said=(Said(routes, rule.id), *cells["required"].said))
    for name in _NEEDS & cells.keys():
        cells[name] = _with_need(cells[name], getattr(one, name), rule.id, language)
    return cells


def _value(name: str, rule: Rule, text: str) -> Hashable:
    """What of a point is compared: of what is required the ways, of a need whether there is one, of standards their numbers."""
    if name == "required":
        return frozenset(rule.requirement.route)
    if name in _NEEDS:
        need: Need = getattr(rule.requirement, name).need
        return need
    if name == "standards":
        return frozenset(rule.requirement.standards)
    return None if name == "next" else text


def _with_need(cell: Cell, point: Point, one: str, language: Language) -> Cell:
    """Yes, no or depends stands before the words on it."""
    need = _say(NEED[point.need], language)
    return cell if cell.said[0].text == need else replace(cell, said=(Said(need, one), *cell.said))


def _evidence(library: Library, rule: Rule, language: Language) -> Cell:
    """The kinds of foreign evidence the rule speaks of, by verdict, the best first; each with the row that says so."""
    ids = evidence_ids(rule.market, rule.requirement)
    rows = sorted(
        zip(ids, rule.requirement.foreign_evidence, strict=True), key=lambda pair: list(Verdict).index(pair[1].verdict)
    )
    colon = "：" if language == "zh" else ": "
    said = [
        Said(
            f"{_say(VERDICT[row.verdict], language)}{colon}{_say(library.evidence[row.evidence].names, language)}", one
        )
        for one, row in rows
    ]
    once = tuple({one.text: one for one in reversed(said)}.values())[::-1]
    return Cell(once, frozenset((row.evidence, row.verdict) for _, row in rows))


def standards_beside(rows: Iterable[Equivalence], language: Language) -> tuple[Column, ...]:
    """A column for each adoption, in their order."""
    return tuple(_standard(row, language) for row in rows)


def _standard(row: Equivalence, language: Language) -> Column:
    one = f"equivalences/{row.key}"
    told = {
        "adopts": numbered(row.adopts, row.adopted_edition),
        "degree": _say(DEGREE[row.degree], language),
        "status": _say(STANDARD_STATUS[row.status], language),
        "effective": row.effective or "",
        "until": row.until or "",
        "differences": _say(row.differences, language) if row.differences else "",
        "successor": row.successor or "",
    }
    unsure = {"status"} if row.status is StandardStatus.unknown else set()
    cells = {name: Cell((Said(text, one),), None if name in unsure else text) for name, text in told.items() if text}
    return Column(row.key, numbered(row.standard, row.edition), cells)


def row_name(name: str, language: Language) -> str:
    """The words for a point."""
    return _say(PHRASE[name], language)


def _say(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en
