"""What is held, role by role as a form gives it → a row for each market: the chat's own answer to the question that says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from kb.answer import told
from kb.base import Kb
from kb.errors import Refused
from kb.index import Index
from kb.keys import REFUSED, instead
from kb.language import join
from kb.library import Library
from kb.model import Answer, Claim, KeyClaim, Language, Query
from kb.named import asked_by_roles, in_words
from kb.recognition import Route, routes
from kb.records import SourceRef, Text
from kb.terms import Key, Tier, Verdict

MOST_MARKETS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks: keys of the vocabulary. `day` None: today, not named."""

    held: tuple[str, ...]
    markets: tuple[str, ...]
    product: str = ""
    made: str = ""
    by: str = ""  # the body that tested, certified or accredited
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a verdict rests on: an agreement, or the market's own rule; with the page that says so."""

    title: Text
    id: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Row:
    """One market of the table. The citations of keys and gaps are numbers of its `answer`."""

    market: str
    verdict: Verdict
    tier: Tier | None
    instrument: Instrument | None
    keys: tuple[KeyClaim, ...]
    gaps: tuple[Claim, ...]
    next_step: str  # in the language asked; empty where nothing is missing
    answer: Answer

    @property
    def conditions(self) -> int:
        """How many keys the row has besides the rule that takes the evidence at all."""
        return sum(1 for one in self.keys if one.key is not Key.acceptance)


def routed(wanted: Wanted, kb: Kb, language: Language, today: dt.date) -> tuple[Row, ...]:
    """One row for each market, in their order; of a group without rules of its own one for each member that has some.

    Raises Refused for a key that the vocabulary does not hold, for nothing held, and for no market or too many.
    """
    proved(wanted, kb.library)
    return tuple(
        row for market in wanted.markets for row in _rows(replace(wanted, markets=(market,)), kb, language, today)
    )


def query_of(wanted: Wanted, library: Library, language: Language, today: dt.date) -> Query:
    """The question of a form, understood: its roles are those chosen, and its words say the same."""
    return asked_by_roles(library, **_roles(wanted), as_of=wanted.day, today=today, language=language)


def question(wanted: Wanted, library: Library, language: Language) -> str:
    """The same in words, as somebody would ask it in the chat."""
    return in_words(library, language, **_roles(wanted), as_of=wanted.day)


def _roles(wanted: Wanted) -> dict[str, tuple[str, ...]]:
    one = {"made_in": wanted.made, "products": wanted.product, "bodies": wanted.by}
    return {
        "held": wanted.held,
        "markets": wanted.markets,
        **{name: (key,) if key else () for name, key in one.items()},
    }


def proved(wanted: Wanted, library: Library) -> None:
    """Raises Refused, which names the first choice that cannot be answered."""
    kinds = (
        ("held", "持有", "evidence", wanted.held), ("market", "市场", "economies", wanted.markets),
        ("product", "产品", "products", (wanted.product,)), ("made in", "产地", "economies", (wanted.made,)),
        ("body", "机构", "bodies", (wanted.by,)),
    )  # fmt: skip
    for role, zh, kind, keys in kinds:
        for key in filter(None, keys):
            if key not in getattr(library, kind):
                told = key[:60]
                raise Refused(
                    f"{role} '{told}': not in the vocabulary; choose one of the list",
                    f"{zh}“{told}”：不在词表中，请从列表选择",
                )
    if not wanted.held:
        raise Refused("held: nothing is chosen; choose at least one kind of evidence", "持有：未选择，请至少选一种证明")
    if not wanted.markets:
        raise Refused("market: none is chosen; choose at least one", "市场：未选择，请至少选一个")
    if (count := len(wanted.markets)) > MOST_MARKETS:
        raise Refused(
            f"market: {count} are chosen; choose {MOST_MARKETS} at most, or use a file",
            f"市场：选了{count}个，最多{MOST_MARKETS}个；更多请用文件批量查询",
        )


def without_search(kb: Kb) -> Kb:
    """The base whose answers rest on records alone, at once; the verdicts, which come from records, are the same."""
    return replace(kb, index=cast("Index", _RecordsOnly(kb.index)))


class _RecordsOnly:
    """An index in which search finds nothing."""

    def __init__(self, index: Index) -> None:
        self.shelf, self.encoder = index.shelf, index.encoder

    def hits(self, *_: Any, **__: Any) -> list[Any]:
        return []


def _rows(wanted: Wanted, kb: Kb, language: Language, today: dt.date) -> Iterator[Row]:
    query = query_of(wanted, kb.library, language, today)
    answer = told(query, kb)
    verdicts = {one.market: one for one in answer.markets}
    for route in routes(query, kb.library):
        one = verdicts.get(route.market)
        verdict, tier = (one.verdict, one.tier) if one else (answer.verdict or Verdict.not_in_base, answer.tier)
        keys, gaps = (one.keys, one.gaps) if one else ((), ())
        instrument = _instrument(route, kb.library, verdict)
        yield Row(
            route.market,
            verdict,
            tier,
            instrument,
            keys,
            gaps,
            _next(route, gaps, verdict, query, kb.library, language),
            answer,
        )


def _instrument(route: Route, library: Library, verdict: Verdict) -> Instrument | None:
    """The agreement that carries the evidence, or the legal text of the rule that takes or refuses it."""
    if verdict is Verdict.not_in_base:
        return None
    if route.matches and not route.by_agreement:
        match = route.matches[0]
        if match.row.instrument:
            agreement = library.agreements[match.row.instrument]
            return Instrument(agreement.names, f"agreements/{agreement.key}", agreement.sources[0])
        basis = match.rule.requirement.basis[0]
        return Instrument(Text(en=basis.title, zh=basis.title), match.rule.id, basis.sources[0])
    if found := (*route.carriers, *route.barred):
        carrier = found[0]
        return Instrument(carrier.agreement.names, carrier.id, carrier.coverage.sources[0])
    if route.rules:
        basis = route.rules[0].requirement.basis[0]
        return Instrument(Text(en=basis.title, zh=basis.title), route.rules[0].id, basis.sources[0])
    return None


def _next(
    route: Route, gaps: tuple[Claim, ...], verdict: Verdict, query: Query, library: Library, language: Language
) -> str:
    """The first step still missing; where what is held does not count, what would, or whom to ask."""
    if gaps:
        return gaps[0].text
    if query.products and verdict in (*REFUSED, Verdict.voluntary_only, Verdict.not_in_base):
        for match in instead(route)[:1]:
            name = _name(library, "evidence", match.row.evidence, language)
            return f"改用：{name}" if language == "zh" else f"Use instead: {name}"
    if verdict is Verdict.not_in_base:
        rules = [rule.requirement.regulator for rule in route.rules[:1] if query.products]
        asked = [_name(library, "bodies", key, language) for key in rules or library.economies[route.market].ask[:2]]
        if asked:
            return f"请询问：{join(asked, language)}" if language == "zh" else f"Ask: {join(asked, language)}"
    return _to_show(route, query, library, language) if verdict is Verdict.conditional else ""


def _to_show(route: Route, query: Query, library: Library, language: Language) -> str:
    """What a conditional verdict without steps of its own hangs on."""
    if route.matches and not query.products:
        return "请指定产品：结论因产品而异" if language == "zh" else "Name the product: the verdict depends on it"
    if route.carriers and not route.matches:
        name = _name(library, "agreements", route.carriers[0].agreement.key, language)
        return (
            f"证明机构已依据{name}获得指定" if language == "zh" else f"Show that the body is designated under: {name}"
        )
    if not route.matches:
        return "证明其系按当地规定取得" if language == "zh" else "Show that it rests on what the rule asks"
    return ""


def _name(library: Library, kind: str, key: str, language: Language) -> str:
    return str(getattr(getattr(library, kind)[key].names, language))
