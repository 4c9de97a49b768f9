"""One market of an answer about acceptance: verdict, keys, steps, what would count instead, and the rule itself."""

from __future__ import annotations

import re
from collections import Counter

from kb.conditions import deciding, shuts_out
from kb.keys import REFUSED, accredited, findings, instead, refusals
from kb.language import VERDICT
from kb.law import followed, groups_of, reach
from kb.recognition import Carrier, Route
from kb.records import Text
from kb.retrieve import relevant
from kb.sifting import Match
from kb.tell.absence import ask_whom, unknown_market
from kb.tell.draft import Draft
from kb.tell.requirements import counts, rule_of, whose_law
from kb.terms import KeyState, Need, Verdict

_ROWS = 6
_ALIKE = 3  # rows that say the same of several products, of which the others are named only
_NAMED = 8
_STEPS = ("in_country_testing", "factory_inspection", "representative", "marking")


def tell_market(draft: Draft, route: Route, *, alone: bool, brief: bool = False) -> None:
    """What is held, seen from one market; `brief`, as one of many: verdict, why, conditions and steps."""
    query, market = draft.query, draft.name("economies", route.market, bare=True)
    goods = [draft.name("products", key) for key in query.products]
    if not alone:
        draft.head(market)
    if not route.known:
        unknown_market(draft, (route.market,), whole=False)
        return
    draft.routes.append(route)
    draft = draft.of(route.held)
    if not route.matches and not route.carriers and not route.barred:
        (_no_row if route.verdict is Verdict.not_in_base else _own)(draft, route)
        _beside(draft, route)
        return
    first = route.matches[0] if route.matches else None
    held = _held(draft, route)
    carrier = next(iter((*route.carriers, *route.barred)), None)
    rests = carrier is not None and (first is None or route.by_agreement)
    ids = (carrier.id,) if carrier and rests else tuple(held.values())
    by = [draft.name("agreements", carrier.agreement.key)] if carrier and rests and not held else []
    draft.badge(route.verdict, route.tier, market, *goods, *held, *by, evidence=ids)
    whose_law(draft, route.market)
    _barred(draft, route)
    by_product = first is not None and not query.products and len(route.matches) > 1
    if route.by_agreement or by_product:
        _carried(draft, route)
    if by_product:
        _by_product(draft, route, most=8 if alone else 2 if brief else 4)
        _beside(draft, route)
        return
    if first is not None:
        _row(draft, route, first, brief=brief)
    else:
        _beside(draft, route)
    if brief:
        return
    _others(draft, route, detailed=alone)
    _carried(draft, route)
    if first is not None and query.products:
        rule_of(draft, first.rule, detailed=alone)


def _beside(draft: Draft, route: Route) -> None:
    """What else is held, one line for each kind: a certificate that counts is not lessened by one that does not."""
    draft.head(draft.phrase("held_too"))
    for other in route.beside:
        if other.matches:
            listed(draft, other.matches[:1], by_evidence=True, role="held")
            continue
        named = draft.words(", ", "、").join(draft.name("evidence", key) for key in other.held)
        label = draft.words(f"{named} – {VERDICT[other.verdict].en}: ", f"{named}——{VERDICT[other.verdict].zh}：")
        if other.carriers:
            first = draft.kb.statements[other.carriers[0].id]
            draft.line("held", draft.say(first.parts[0].text), first.id, label=label)
        else:
            draft.line(
                "note", label + draft.words("no record says whether it counts there.", "没有记录说明它在当地是否有效。")
            )
    draft.head("")


def _own(draft: Draft, route: Route) -> None:
    """What is held is the market's own proof: it counts where it rests on what the rule asks, which is told."""
    market = draft.name("economies", route.market, bare=True)
    held = [draft.name("evidence", key) for key in draft.query.evidence]
    under = [f"agreements/{key}" for key in followed(draft.kb.library, route.market, draft.query.as_of)]
    draft.badge(route.verdict, route.tier, market, *held, evidence=(*under, route.rules[0].id)[:1])
    whose_law(draft, route.market)
    if not under:
        draft.note(
            "This is the market's own proof: it counts there if it rests on what the rule asks.",
            "这是该市场自己的合格证明，只要按当地规定取得即有效。",
        )
    rule_of(draft, route.rules[0], detailed=True)


def _held(draft: Draft, route: Route) -> dict[str, str]:
    """The names of what is held that the rows speak of, each with the id of its first row."""
    named = {key: draft.name("evidence", key) for key in draft.query.evidence}
    rows = {match.row.evidence: match.id for match in reversed(route.matches)}
    exact = {name: rows[key] for key, name in named.items() if key in rows}
    first = route.matches[0].id if route.matches else ""
    return exact or dict.fromkeys(named.values(), first)


def _by_product(draft: Draft, route: Route, *, most: int) -> None:
    """No product was named: the instrument the rows share, the rules that differ, and a few of those that say the same."""
    instruments = [m.row.instrument for m in route.matches if m.row.instrument]
    if instruments:
        shared = max(dict.fromkeys(instruments), key=instruments.count)
        draft.part(draft.kb.statements[f"agreements/{shared}"], "statement")
        for row in _on_laws(draft, shared):
            draft.part(draft.kb.statements[f"agreements/{shared}#{row}"], "statement")
    for one in deciding(draft.query.text, route.matches[0].row):
        draft.line("claim", draft.say(one.text), route.matches[0].id)
    usual, _ = Counter(match.row.verdict for match in route.matches).most_common(1)[0]
    apart = tuple(match for match in route.matches if match.row.verdict is not usual)
    same = tuple(match for match in route.matches if match.row.verdict is usual)
    draft.head(
        draft.words("It depends on the product", "视产品而定") if apart else draft.words("Product by product", "分产品")
    )
    listed(draft, apart[:most])
    listed(draft, same[:_ALIKE])
    likewise = draft.say(VERDICT[usual])
    _titles(draft, apart[most:], draft.words("Also recorded", "另有记录"))
    _titles(draft, same[_ALIKE:], draft.words(f"Likewise – {likewise}", f"同样——{likewise}"))
    draft.head("")


def _on_laws(draft: Draft, key: str) -> list[str]:
    """The rows of an instrument that name a law asked about by a name of one word: RoHS."""
    laws = (draft.kb.library.laws[one] for one in draft.query.laws)
    names = [name for law in laws for name in law.synonyms.en if name.isalpha()]
    rows = draft.kb.library.agreements[key].coverage
    return [row.key for row in rows if any(re.search(rf"\b{name}\b", row.statement.en, re.I) for name in names)]


def _titles(draft: Draft, matches: tuple[Match, ...], label: str) -> None:
    """The rules of rows that are not told, by their titles; where they are many, some of them and their count."""
    told, count = matches[:_NAMED], len(matches)
    if not told:
        return
    titles = draft.words("; ", "；").join(draft.say(match.rule.requirement.title) for match in told)
    some = draft.words(f" ({count} rules, among them)", f"（共{count}项，其中）") if count > len(told) else ""
    draft.line("item", titles, *[match.id for match in told], label=label + some + draft.words(": ", "："))


def listed(draft: Draft, matches: tuple[Match, ...], *, by_evidence: bool = False, role: str = "item") -> None:
    """One line for each row: its rule (or its evidence), the verdict, the statement; rows that say the same share a line."""
    colon, comma = draft.words(": ", "："), draft.words("; ", "；")
    alike: dict[tuple[Verdict, str], list[Match]] = {}
    for match in matches:
        said = draft.say(_of_row(draft, match))
        alike.setdefault((match.row.verdict, said.partition(colon)[2] or said), []).append(match)
    for rows in alike.values():
        first, verdict = rows[0], draft.say(VERDICT[rows[0].row.verdict])
        titles = [
            draft.name("evidence", row.row.evidence) if by_evidence else draft.say(row.rule.requirement.title)
            for row in rows
        ]
        title = comma.join(dict.fromkeys(titles))
        label = draft.words(f"{title} – {verdict}", f"{title}——{verdict}") + colon
        said = draft.say(_of_row(draft, first))
        draft.line(role, said, *[row.id for row in rows], label=label)


def _of_row(draft: Draft, match: Match) -> Text:
    """What a row says; where it shuts out what the question names, the words by which it does."""
    shut = (one.text for one in match.row.conditions if shuts_out(one, draft.query.text))
    return next(shut, None) or draft.kb.statements[match.id].parts[0].text


def _row(draft: Draft, route: Route, match: Match, *, brief: bool) -> None:
    """The statement, the instrument, the chain of accreditation, the keys, the steps, and what would do instead."""
    taken, *turned = findings(draft.query, draft.kb.library, match)
    decides = {one.text for one in deciding(draft.query.text, match.row)}
    first = [one for one in turned if one.state is KeyState.not_met or one.text in decides]
    for finding in first:  # what decides comes first
        draft.key(finding, route.market)
    draft.key(taken, route.market, role="claim")
    if match.row.instrument:
        name = draft.name("agreements", match.row.instrument)
        draft.line(
            "claim", draft.words(f"Instrument: {name}.", f"依据文书：{name}。"), f"agreements/{match.row.instrument}"
        )
    for other in route.aside:
        if other.rule.id == match.rule.id and other.row.evidence == match.row.evidence:
            text = draft.say(draft.kb.statements[other.id].parts[0].text)
            draft.line("claim", text, other.id, label=draft.phrase("differs") + draft.words(": ", "："))
    _beside(draft, route)
    _chain(draft)
    draft.head(draft.phrase("conditions"))
    for finding in turned:
        if finding not in first:
            draft.key(finding, route.market)
    _steps(draft, route, match)
    if match.row.verdict in (*REFUSED, Verdict.voluntary_only):
        _instead(draft, route, most=1 if brief else 3)
    if not brief:
        _listed_bodies(draft, match)
    draft.head("")


def _chain(draft: Draft) -> None:
    """Laboratory ← accreditation body ← arrangement: what the base says of the body named, and what that is worth."""
    for key in draft.query.bodies[:2]:
        record = draft.kb.library.accreditation.get(key)
        found = accredited(draft.query, draft.kb.library) if record else None
        if found is None:
            continue
        draft.head(draft.phrase("chain"))
        draft.part(draft.kb.statements[found[0]], "statement", role="condition")
        arrangement = found[0].partition("#")[2].rsplit("-", 1)[0]
        draft.part(draft.kb.statements[f"agreements/{arrangement}"], "statement", role="condition")
        draft.head("")


def _steps(draft: Draft, route: Route, match: Match) -> None:
    """What is still missing, in order: the row's own steps, or what the rule asks of everyone."""
    draft.head(draft.phrase("gaps"))
    if match.row.gaps:
        draft.part(draft.kb.statements[match.id], "gap", role="gap", market=route.market)
    elif match.row.verdict not in (*REFUSED, Verdict.accepted_as_final, Verdict.voluntary_only):
        for name in _STEPS:
            point = getattr(match.rule.requirement, name)
            if point is not None and getattr(point, "need", Need.yes) in (Need.yes, Need.depends):
                statement = draft.kb.statements[match.rule.id]
                draft.part(statement, name, role="gap", label=draft.phrase(name), market=route.market)
    draft.head("")


def _instead(draft: Draft, route: Route, *, most: int = 3) -> None:
    """The next best route: other evidence that the same rules take."""
    draft.head(draft.phrase("instead"))
    listed(draft, instead(route)[:most], by_evidence=True)
    draft.head("")


def _listed_bodies(draft: Draft, match: Match) -> None:
    """Where the bodies that can issue what is needed are listed."""
    if match.row.instrument is None or match.row.verdict in REFUSED:
        return
    agreement = draft.kb.library.agreements[match.row.instrument]
    statement = draft.kb.statements[f"agreements/{agreement.key}"]
    draft.head(draft.phrase("bodies"))
    near = {group for code in draft.query.origins for group in groups_of(draft.kb.library, code, draft.query.as_of)}
    if any(one.economy in near for one in agreement.designating):
        draft.part(statement, "designating", role="condition")
    draft.part(statement, "list", role="condition")
    draft.head("")


def _others(draft: Draft, route: Route, *, detailed: bool) -> None:
    """The same evidence under the market's other rules, one sentence each."""
    rest = route.matches[1:]
    if not rest:
        return
    draft.head(draft.phrase("also"))
    listed(draft, rest[: _ROWS if detailed else 3])
    draft.head("")


def _carried(draft: Draft, route: Route) -> None:
    """Government agreements between origin and market; they speak only of bodies designated under them."""
    draft.head(draft.phrase("carriers"))
    for carrier in route.carriers[:3]:
        day, until = draft.query.as_of.isoformat(), carrier.coverage.until
        then = draft.words(f"Still applied on {day}", f"{day}时仍适用") if until and draft.query.dated else ""
        draft.part(draft.kb.statements[carrier.id], "statement", role="condition", label=then)
        if not route.matches and carrier is route.carriers[0]:
            for name in ("condition", "exclusion"):
                draft.part(draft.kb.statements[carrier.id], name, role="condition", label=draft.phrase(f"{name}s"))
        if route.by_agreement and len(carrier.agreement.parties) > 2:
            _party(draft, carrier)
    draft.head("")


def _barred(draft: Draft, route: Route) -> None:
    """What an agreement between origin and market leaves out of that which the question names, and what it carries."""
    for carrier in route.barred[:2]:
        if carrier.left_out is not None:
            name, what = draft.name("agreements", carrier.agreement.key), draft.phrase("exclusions")
            label = draft.words(f"{name} – {what.lower()}: ", f"{name}——{what}：")
            draft.line("claim", draft.say(carrier.left_out), carrier.id, label=label)
            draft.part(draft.kb.statements[carrier.id], "statement", role="condition")


def _party(draft: Draft, carrier: Carrier) -> None:
    """Of an agreement of many: that the origin is one of those whose results it carries."""
    for code in draft.query.origins:
        name, title = draft.name("economies", code), draft.name("agreements", carrier.agreement.key)
        text = draft.words(f"{name} is a party to the {title}.", f"{name}是{title}的缔约方。")
        if set(groups_of(draft.kb.library, code, draft.query.as_of)) & set(carrier.agreement.parties):
            draft.line("condition", text, f"agreements/{carrier.agreement.key}")


def _no_row(draft: Draft, route: Route) -> None:
    """The market is known, the evidence is not: say what is required, and what is known to count."""
    query = draft.query
    market = draft.name("economies", route.market)
    held = [draft.name("evidence", key) for key in query.evidence] or [draft.words("this evidence", "该证据")]
    goods = (
        draft.words(" for ", "，产品：")
        + draft.words(", ", "、").join(draft.name("products", p) for p in query.products)
        if query.products
        else ""
    )
    joined = draft.words(", ", "、").join(held)
    draft.line(
        "note",
        draft.words(
            f"**Not in the base** · {market}: no record says whether {joined} counts there{goods}.",
            f"**库中没有** · {market}：没有记录说明{joined}在当地是否有效{goods}。",
        ),
    )
    draft.head(draft.phrase("refused"))
    for match, finding in refusals(draft.kb.library, route)[:3]:
        draft.key(finding, route.market, about=draft.say(match.rule.requirement.title))
    if query.products and route.rules:
        _instead(draft, route)
        rule_of(draft, route.rules[0], detailed=False)
        counts(draft, route.rules[0])
    _nearest(draft, route)
    ask_whom(draft, route)


def _nearest(draft: Draft, route: Route) -> None:
    """What the base says of this market and this evidence elsewhere, found by search."""
    laws = {
        f"{kind}:{code}"
        for code in reach(draft.kb.library, route.market, draft.query.as_of)
        for kind in ("market", "party")
    }
    held = {f"evidence:{key}" for key in draft.query.evidence}
    draft.head(draft.phrase("nearest"))
    shown = 0
    for found in draft.near[:8]:
        statement = draft.kb.statements.get(found.evidence.id)
        if (
            shown < 2
            and statement
            and relevant(found)
            and laws & statement.about
            and (held & statement.about or not held)
        ):
            draft.part(statement, "statement", role="condition")
            shown += 1
    draft.head("")
