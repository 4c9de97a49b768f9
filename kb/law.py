"""Which rules apply: an economy's own law and its groups', on a day, for a product and what it is a kind of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kb.library import Library
from kb.records import Agreement, Coverage, ForeignEvidence, Requirement
from kb.statements import evidence_ids, requirement_id
from kb.terms import Status


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement that applies, with the market whose law it is (the EU's for Germany)."""

    market: str
    requirement: Requirement

    @property
    def id(self) -> str:
        return requirement_id(self.market, self.requirement)


def holds(since: str | None, until: str | None, day: dt.date) -> bool:
    """Whether a span of dates, each as exact as known, holds the day."""
    text = day.isoformat()
    return not (since and text[: len(since)] < since) and not (until and text[: len(until)] > until)


LIVE = frozenset({Status.in_force, Status.provisionally_applied, Status.partly_suspended})


def live_on(one: Agreement | Coverage, day: dt.date) -> bool:
    """Whether an agreement, or a row of one, was applied on a day: one that ended since was, until it did."""
    since, until = (one.in_force, one.ended) if isinstance(one, Agreement) else (one.since, one.until)
    if until and day.isoformat()[: len(until)] < until:
        return holds(since, until, day)
    return one.status in LIVE


def groups_of(library: Library, code: str, day: dt.date) -> tuple[str, ...]:
    """The code and the groups that hold it on that day."""
    groups = [group for group, m in library.memberships.get(code, ()) if holds(m.since, m.until, day)]
    return (code, *groups)


def members_of(library: Library, code: str, day: dt.date) -> tuple[str, ...]:
    """The members of a group on that day; of an economy none."""
    members = library.economies[code].members if code in library.economies else ()
    return tuple(one.economy for one in members if holds(one.since, one.until, day))


def law_of(library: Library, code: str, day: dt.date) -> tuple[str, ...]:
    """The markets whose law applies in an economy: its own, that of a group it belongs to, that of one whose rules it follows."""
    followed = library.economies[code].follows if code in library.economies else ()
    laws = (*groups_of(library, code, day), *(one.economy for one in followed if holds(one.since, one.until, day)))
    return tuple(dict.fromkeys(one for one in laws if one in library.markets))


def separate_markets(library: Library, day: dt.date) -> tuple[str, ...]:
    """The markets recorded that are under no other's law: Germany's own rules stand beside the EU's and make no further market."""
    return tuple(code for code in library.markets if law_of(library, code, day) == (code,))


def reach(library: Library, code: str, day: dt.date) -> tuple[str, ...]:
    """The code, its groups, and the economies whose rules it follows: what speaks of any of these speaks of it."""
    return tuple(dict.fromkeys((*groups_of(library, code, day), *law_of(library, code, day))))


def within(library: Library, code: str, day: dt.date) -> frozenset[str]:
    """What an economy is under: itself, its groups, those whose rules it follows, and the whole that it is a part of."""
    whole = library.economies[code].part_of if code in library.economies else None
    return frozenset((*reach(library, code, day), *((whole,) if whole else ())))


def followed(library: Library, code: str, day: dt.date) -> tuple[str, ...]:
    """The agreements by which the rules of another economy hold in one that is no member of it."""
    rows = library.economies[code].follows if code in library.economies else ()
    return tuple(one.under for one in rows if holds(one.since, one.until, day))


def kin(library: Library, product: str) -> tuple[str, ...]:
    """The product and what it is a kind of."""
    line = [product]
    while (parent := library.products[line[-1]].parent) is not None and parent not in line:
        line.append(parent)
    return tuple(line)


def row_of(library: Library, one: str) -> ForeignEvidence:
    """The row of foreign evidence that an id names; raises KeyError."""
    for market in library.markets.values():
        for requirement in market.requirements:
            for key, row in zip(evidence_ids(market.market, requirement), requirement.foreign_evidence, strict=True):
                if key == one:
                    return row
    raise KeyError(one)


def rules_for(library: Library, market: str, products: Iterable[str], day: dt.date) -> tuple[Rule, ...]:
    """The requirements of a market for the products on a day; those on one aspect, and those for kinds of the product, come last."""
    every = [
        Rule(law, requirement)
        for law in law_of(library, market, day)
        for requirement in library.markets[law].requirements
        if holds(requirement.effective, requirement.until, day)
    ]
    wanted = tuple(products)
    if not wanted:
        return tuple(every)
    found: list[Rule] = []
    later: list[Rule] = []
    for product in wanted:
        line = set(kin(library, product))
        found += [r for r in every if line & set(r.requirement.products) and r not in found]
        kinds = [r for r in every if any(product in kin(library, p) for p in r.requirement.products) and r not in found]
        later += [rule for rule in kinds if rule not in later]
    # The rule made for the product itself comes first, then one made first of all for its family, in the file's order.
    own, lines = set(wanted), {one for product in wanted for one in kin(library, product)}
    found.sort(
        key=lambda r: (
            r.requirement.aspect is not None,
            not own & set(r.requirement.products),
            r.requirement.products[0] not in lines,
        )
    )
    return (*found, *(rule for rule in later if rule not in found))
