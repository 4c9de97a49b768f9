"""One side of a market's rules: how long, who represents, which mark, what changes; and who designates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kb import cues
from kb.language import join
from kb.law import Rule, groups_of, kin, law_of, rules_for
from kb.library import Library
from kb.model import Query, Statement
from kb.questions import questions, sides_asked
from kb.records import Agreement
from kb.tell.absence import unknown_market
from kb.tell.coverage import between, coverage
from kb.tell.draft import Draft
from kb.tell.openly import open_answer, open_question
from kb.tell.requirements import by_words, required, whose_law
from kb.terms import Intent
from kb.words import index_terms, is_chinese

_SIDES: dict[Intent, tuple[str, ...]] = {
    Intent.validity: ("validity",),
    Intent.representative: ("representative",),
    Intent.marking: ("marking",),
    Intent.standards: ("standards",),
    Intent.change: ("next", "effective"),
    Intent.status: ("effective", "validity", "next"),
}
PARTS = (Intent.validity, Intent.representative, Intent.marking)
_MOST = 5  # rules of one market whose side is told
_MOST_KINDRED = 3  # rules of the same scheme, for other goods


def one_side(draft: Draft) -> None:
    """The side of the rules that was asked for, rule by rule; where none is recorded, that is said, and the rule told."""
    query = draft.query
    sides = _SIDES[query.intent] + _asked_beside(query)
    rules = asked_rules(draft)
    if not rules:
        _without_rules(draft)
        return
    for market in query.markets:
        whose_law(draft, market)
    telling = _telling(draft, rules, sides[0])
    if telling and _names_no_goods(query):
        foreign = query.schemes and not any(rule.requirement.scheme in query.schemes for rule in rules)
        if foreign or _names_something(draft, telling):
            if not open_answer(draft) and not query.bodies:  # what an authority asks at large may hold for it
                open_question(draft)
            if draft.lines:
                return
        if len(telling) > 1:
            draft.note("No product was named; it differs by rule:", "问题没有指明产品，各项要求不同：")
        _by_rule(draft, telling, sides)
        return
    if telling and _is_of_other_goods(query, rules, draft.kb.library):
        goods = join([draft.name("products", key) for key in query.products], query.language)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {goods}: no rule is recorded for it. What is asked of other goods there:",
            f"**库中没有** · {goods}：未收录对它的要求。当地对其他商品的要求：",
        )
        _by_rule(draft, telling, sides)
        return
    told = [rule for rule in rules if _tell(draft, draft.kb.statements[rule.id], sides)]
    if not told:
        what = draft.phrase(sides[0])
        if query.intent is not Intent.change or not _tells_of_now(draft, rules[0]):
            draft.status = "partial"
            draft.note(
                f"**Not in the base** · {what}: not recorded for this rule. What the rule asks:",
                f"**库中没有** · {what}：该要求未收录这一项。要求如下：",
            )
        required(draft)
        _of_kindred(draft, rules, sides)
        return
    draft.as_of()


def _tells_of_now(draft: Draft, rule: Rule) -> bool:
    """Whether what a rule asks names the year asked about or a later one: what is to change is told in it."""
    years = map(int, re.findall(r"(?<!\d)20\d\d(?!\d)", rule.requirement.statement.en))
    return max(years, default=0) >= draft.query.as_of.year


def _of_kindred(draft: Draft, rules: Iterable[Rule], sides: tuple[str, ...]) -> None:
    """The sides as other rules of the same scheme, or of the same regulator where there is none, have them: what one asks for
    lasts is often what the other does, but that is the reader's to ask."""
    query = draft.query
    if query.intent not in PARTS:
        return
    own = {(rule.market, rule.requirement.scheme or rule.requirement.regulator) for rule in rules}
    every = (
        one
        for market in dict.fromkeys(rule.market for rule in rules)
        for one in rules_for(draft.kb.library, market, (), query.as_of)
    )
    kindred = [one for one in every if (one.market, one.requirement.scheme or one.requirement.regulator) in own]
    told = _telling(draft, kindred, sides[0])[:_MOST_KINDRED]
    if told:
        draft.note("For other goods under the same scheme or authority:", "同一制度或主管机构对其他商品的规定：")
        _by_rule(draft, told, sides[:1])


def _names_no_goods(query: Query) -> bool:
    return query.intent in PARTS and not (query.products or query.agreements or (query.schemes and not query.markets))


def _names_something(draft: Draft, rules: Iterable[Rule]) -> bool:
    """Whether the question holds words of its own that no rule's title shares: "EU UV-328 limit" asks of no rule of these."""
    query = draft.query
    unknown = (word for word in query.unknown if not (query.bodies and is_chinese(word)))  # 采认清单 of an authority
    named = {term for word in (*unknown, *_CODE.findall(query.text)) for term in index_terms(word)}
    if query.evidence or not named:
        return False
    titles = (f"{rule.requirement.title.en} {rule.requirement.title.zh}" for rule in rules)
    return not any(named & set(index_terms(title)) for title in titles)


_CODE = re.compile(r"(?<![A-Za-z\d])[A-Z]{2,6}-?\d{1,4}(?![A-Za-z\d])")  # UV-328


def _is_of_other_goods(query: Query, rules: Iterable[Rule], library: Library) -> bool:
    """Whether none of the rules is for the goods asked about: those of a scheme or a regulator named."""
    goods = {one for product in query.products for one in kin(library, product)}
    kinds = {one for rule in rules for product in rule.requirement.products for one in kin(library, product)}
    own = {product for rule in rules for product in rule.requirement.products}
    return query.intent in PARTS and bool(goods) and not (goods & own or set(query.products) & kinds)


def _by_rule(draft: Draft, rules: list[Rule], sides: tuple[str, ...]) -> None:
    """The sides asked for of a market's rules, where none was named: a line for each rule that says something else."""
    for name in dict.fromkeys(sides):
        draft.head(draft.phrase(name))
        for rule in rules:
            draft.part(draft.kb.statements[rule.id], name, role="side", label=_whose(draft, rule, name))
    draft.head("")
    told = {rule.market for rule in rules}
    silent = [code for code in draft.query.markets if not told & set(law_of(draft.kb.library, code, draft.query.as_of))]
    if silent:
        what, names = (
            draft.phrase(sides[0]),
            join([draft.name("economies", code) for code in silent], draft.query.language),
        )
        draft.status = "partial"
        draft.note(f"**Not in the base** · {what}: {names}.", f"**库中没有** · {what}：{names}。")
    draft.as_of()


def _asked_beside(query: Query) -> tuple[str, ...]:
    """Further sides that another part of the question asks for: "a local agent, how long is it valid, how big is the mark"."""
    return tuple(name for name in sides_asked(query.text) if name not in _SIDES[query.intent])


_LABELLED = frozenset({"validity", "representative", "marking", *cues.NAMED})


def _without_rules(draft: Draft) -> None:
    query = draft.query
    if query.agreements or (len(query.economies) > 1 and query.intent not in PARTS):
        coverage(draft)
    elif query.markets and not any(law_of(draft.kb.library, code, query.as_of) for code in query.markets):
        unknown_market(draft, query.markets)
    else:
        open_question(draft)


def asked_rules(draft: Draft) -> tuple[Rule, ...]:
    """The rules of the markets for the products or schemes named, mandatory ones first; of a mark, those of its own market."""
    query, library = draft.query, draft.kb.library
    owned = tuple(dict.fromkeys(code for key in query.evidence for code in library.evidence[key].own_of))
    of_schemes = tuple(dict.fromkeys(m for key in query.schemes if (m := library.schemes[key].market)))
    laws = {law for code in query.markets for law in law_of(library, code, query.as_of)}
    if laws and not laws & set(of_schemes):
        of_schemes = ()  # the label of one market, asked about in another: "energy label in Ukraine"
    of_itself = owned if query.intent is Intent.validity and "evidence" not in query.inherited else ()
    markets = tuple(dict.fromkeys((*of_schemes, *of_itself))) or query.markets or owned
    schemes = {*query.schemes, *(one for key in query.evidence for one in draft.kb.lexicon.schemes_of(key))}
    found: list[Rule] = []
    for market in markets:
        rules = [r for r in rules_for(library, market, query.products, query.as_of) if r not in found]
        if (
            query.products and not rules and query.intent in PARTS
        ):  # of a scheme or regulator named: what it asks of others
            every = rules_for(library, market, (), query.as_of)
            rules = [r for r in every if r.requirement.scheme in schemes or r.requirement.regulator in query.bodies]
        named = [r for r in rules if r.requirement.scheme in schemes]
        if not (named or query.products):
            named = [r for r in rules if r.requirement.regulator in query.bodies and query.intent in PARTS]
        if not named and _names_no_goods(query):
            found += _one_of_each(_telling(draft, by_words(draft, rules), _SIDES[query.intent][0]))[:_MOST]
            continue
        rules = named or (rules if query.products or market in owned else [])
        found += by_words(draft, rules)[:_MOST]
    return tuple(found)


def _telling(draft: Draft, rules: Iterable[Rule], side: str) -> list[Rule]:
    """The rules that tell this side, the first of those that tell the same, each of its own goods: "India, helmets: two years"."""
    told: dict[str, Rule] = {}
    for rule in rules:
        told.setdefault(_said(draft, rule, side), rule)
    return [rule for text, rule in told.items() if text]


def _one_of_each(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, the first of each scheme, or regulator where there is none, before the second of any."""
    seen: Counter[str] = Counter()
    placed: list[tuple[int, Rule]] = []
    for rule in rules:
        whose = rule.requirement.scheme or rule.requirement.regulator
        placed.append((seen[whose], rule))
        seen[whose] += 1
    return [rule for _, rule in sorted(placed, key=lambda one: one[0])]


def _said(draft: Draft, rule: Rule, side: str) -> str:
    """What a rule tells of a side, without the goods that it names first; "" where it tells nothing."""
    text = next((part.text.en for part in draft.kb.statements[rule.id].parts if part.name == side), "")
    return text.partition(": ")[2] or text


def _whose(draft: Draft, rule: Rule, side: str) -> str:
    """What a side that is told belongs to: the rule, or its scheme where another rule of that tells the same."""
    every = rules_for(draft.kb.library, rule.market, (), draft.query.as_of)
    scheme = rule.requirement.scheme
    kindred = (one for one in every if scheme and one.requirement.scheme == scheme and one.id != rule.id)
    said = _said(draft, rule, side)
    if any(_said(draft, one, side) == said for one in kindred):
        return draft.name("schemes", str(scheme))
    return draft.say(draft.kb.statements[rule.id].title)


def _tell(draft: Draft, statement: Statement, sides: tuple[str, ...]) -> bool:
    """Tells the sides under the rule's title, after what it asks; False, and nothing told, where it has none of them."""
    if not any(part.name in sides and not draft.has_told(draft.say(part.text)) for part in statement.parts):
        return False
    draft.head(draft.say(statement.title))
    for name in sides:
        draft.part(statement, name, label=draft.phrase(name) if name in _LABELLED else "")
    draft.part(statement, "statement", role="condition")
    draft.head("")
    return True


_BASIS = re.compile(
    r"\blegal basis\b|\b(?:which|what) (?:law|act|statute|decree|article|regulation)s?\b|\bunder which\b|法律依据|依据(?:的)?(?:是)?(?:什么|哪)|哪(?:部|条|个)(?:法|条例|规定|法规)",
    re.I,
)


def asks_basis(query: Query) -> bool:
    return bool(_BASIS.search(query.text))


def _is_of_the_sectors(draft: Draft, rule: Rule) -> bool:
    """Whether a rule is for goods of the sectors named, if any is: the law on GLP data is none of those on lamps."""
    named = set(draft.query.sectors)
    of = {sector for key in rule.requirement.products for sector in draft.kb.library.products[key].sectors}
    return not named or bool(named & of)


def basis(draft: Draft) -> bool:
    """On which law the rules rest, where only that is asked; False, and nothing told, where it is not or no rule tells it."""
    query = draft.query
    asks_more = any(Intent.required in cued for clause, cued in questions(query.text) if not _BASIS.search(clause))
    if not asks_basis(query) or asks_more or (query.evidence and query.markets):
        return False
    rules = [rule for rule in asked_rules(draft) if query.products or _is_of_the_sectors(draft, rule)]
    statements = [draft.kb.statements[rule.id] for rule in rules]
    holding = [one for one in statements if any(part.name == "basis" for part in one.parts)]
    for market in query.markets if holding else ():
        whose_law(draft, market)
    for statement in holding:
        _tell(draft, statement, ("basis",))
    if holding:
        draft.as_of()
    return bool(holding)


def changes(draft: Draft) -> None:
    """What changes next in a market, the nearest day first; of agreements, their history."""
    query = draft.query
    if query.agreements or not query.markets:
        coverage(draft) if query.agreements or query.economies else open_question(draft)
        return
    events = [
        (event.date, rule, event.text)
        for market in query.markets
        for rule in rules_for(draft.kb.library, market, query.products, query.as_of)
        for event in rule.requirement.next
        if event.date >= query.as_of.isoformat()[: len(event.date)]
    ]
    if not events:
        one_side(draft)
        return
    for date, rule, text in sorted(events, key=lambda one: one[0])[:12]:
        draft.line(
            "next",
            f"{date}{draft.words(': ', '：')}{draft.say(text)}",
            rule.id,
            label=f"{draft.say(rule.requirement.title)} · ",
        )
    draft.as_of()


def designates(draft: Draft) -> None:
    """Which authority designates the bodies of an economy, agreement by agreement, and where they are listed."""
    query, library = draft.query, draft.kb.library
    if any(key in library.accreditation for key in query.bodies) and not (query.agreements or query.markets):
        open_question(draft)  # "UKAS appointed by which regulations"
        return
    found = [library.agreements[key] for key in query.agreements] or between(draft)
    sides = {group for code in query.economies for group in groups_of(library, code, query.as_of)}
    told = [one for one in found if _designations(draft, one, sides)]
    if not told:
        if query.agreements:
            _undesignated(draft, found)
        coverage(draft) if query.agreements else open_question(draft)
        return
    _undesignated(draft, told)
    draft.tier = told[0].tier if len({one.tier for one in told}) == 1 else None
    draft.as_of()


def _undesignated(draft: Draft, told: list[Agreement]) -> None:
    """The economies named whose designating authority none of the agreements told records."""
    query, library = draft.query, draft.kb.library
    recorded = {one.economy for agreement in told for one in agreement.designating}
    missing = [code for code in query.economies if not recorded & set(groups_of(library, code, query.as_of))]
    missing = [code for code in missing if not any(code in groups_of(library, one, query.as_of)[1:] for one in missing)]
    if missing:
        names = join([draft.name("economies", code) for code in missing], query.language)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · the designating authority of {names} under it is not recorded.",
            f"**库中没有** · 未收录{names}一方的指定机关。",
        )


def _designations(draft: Draft, agreement: Agreement, sides: set[str]) -> bool:
    statement = draft.kb.statements[f"agreements/{agreement.key}"]
    wanted = [one for one in agreement.designating if not sides or one.economy in sides]
    if not wanted:
        return False
    names = [draft.name("bodies", one.body) for one in wanted]
    draft.head(draft.say(agreement.names))
    for part in statement.parts:
        if part.name == "designating" and any(name in draft.say(part.text) for name in names):
            draft.line("condition", draft.say(part.text), statement.id)
    if cues.WHEN.search(draft.query.text) or cues.SINCE.search(draft.query.text):
        draft.part(statement, "status", role="condition")
    draft.part(statement, "list", role="condition")
    draft.head("")
    return True
