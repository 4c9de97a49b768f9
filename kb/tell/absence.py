"""An honest "not in the base": what is missing, what is nearest, and whom to ask."""

from __future__ import annotations

import re

from kb.language import PHRASE, join
from kb.law import law_of, rules_for, separate_markets
from kb.model import Query
from kb.recognition import Route
from kb.retrieve import RELEVANT
from kb.tell.draft import Draft
from kb.terms import BodyRole

_WTO = "wto-tbt-enquiry-points"


def unknown_market(draft: Draft, markets: tuple[str, ...], *, whole: bool = True) -> None:
    """A market nobody recorded yet."""
    names = join([draft.name("economies", code) for code in markets], draft.query.language)
    held = separate_markets(draft.kb.library, draft.query.as_of)
    known = join([draft.name("economies", code) for code in held], draft.query.language)
    if whole:
        draft.abstain("not_in_base")
    draft.note(
        f"**Not in the base** · {names}: no requirements are recorded for this market yet.",
        f"**库中没有** · {names}：尚未收录该市场的要求。",
    )
    if whole:
        draft.line("aside", draft.words(f"Markets in the base: {known}.", f"库中已有的市场：{known}。"))
    for code in markets:
        authority(draft, code)


def unknown_product(draft: Draft, markets: tuple[str, ...], *, whole: bool = True) -> None:
    """A product nobody recorded for these markets."""
    what = in_a_row(draft.query)
    goods = draft.words(", ", "、").join(draft.name("products", p) for p in draft.query.products) or what
    names = join([draft.name("economies", code) for code in markets], draft.query.language)
    if whole:
        draft.abstain("not_in_base")
    else:
        draft.status = "partial"
    draft.note(
        f"**Not in the base** · {goods or 'this product'}: no requirement of {names} is recorded for it.",
        f"**库中没有** · {goods or '该产品'}：库中没有{names}对它的要求。",
    )
    for code in markets:
        rules = rules_for(draft.kb.library, code, (), draft.query.as_of)
        families = dict.fromkeys(draft.name("products", p) for r in rules for p in r.requirement.products)
        listed, more = join(list(families)[:12], draft.query.language), len(families) - 12
        name = draft.name("economies", code)
        rest = draft.words(f" and {more} more", f"等{len(families)}类") if more > 0 else ""
        draft.note(f"In the base for {name}: {listed}{rest}.", f"库中{name}已有的产品：{listed}{rest}。")
        authority(draft, code)


def in_a_row(query: Query) -> str:
    """The words nobody knows as they stand in the question, from the last ones that follow one another."""
    words = [re.escape(word) for word in query.unknown]
    runs = (
        re.findall(rf"(?:\b|(?<=[^\x00-\x7f]))(?:{'|'.join(words)})(?:[\s-]?(?:{'|'.join(words)}))*", query.text)
        if words
        else []
    )
    return runs[-1] if runs else ""


def not_recorded(draft: Draft) -> None:
    """Prices, fees, waiting times, contact persons and whatever else this base does not keep."""
    query = draft.query
    if not (query.products or query.evidence or query.schemes or query.agreements or query.bodies):
        outside(draft)
        return
    draft.abstain("not_in_base")
    text = PHRASE["not_recorded"]
    draft.note(f"**Not in the base** · {text.en}.", f"**库中没有** · {text.zh}。")
    for code in query.markets:
        regulators = dict.fromkeys(
            r.requirement.regulator for r in rules_for(draft.kb.library, code, query.products, query.as_of)
        )
        if query.products and regulators and not query.bodies:
            _name_bodies(draft, code, tuple(regulators)[:3])
        else:
            authority(draft, code)
    if not query.markets:
        draft.note(
            "Ask the certification body or laboratory that would do the work, or the market's authority.",
            "请向承办的认证机构、实验室或目标市场主管机关询问。",
        )


def nothing_found(draft: Draft, *, of_ours: bool = False) -> None:
    """A question the base has nothing on: say so, and name what is nearest, if anything is; `of_ours`: records speak of it."""
    query = draft.query
    if not of_ours and not (
        query.economies or query.products or query.evidence or query.schemes or query.agreements or query.standards
        or query.bodies or query.terms or query.laws or query.sectors
    ):  # fmt: skip
        outside(draft)
        return
    draft.abstain("not_in_base")
    named = [*query.standards, *query.unknown]
    what = draft.words(", ", "、").join(named)
    draft.note(
        f"**Not in the base** · nothing recorded answers this{f' ({what})' if what else ''}.",
        f"**库中没有** · 没有记录可以回答这个问题{f'（{what}）' if what else ''}。",
    )
    near = [f for f in draft.near[:3] if f.score > 0.5 * RELEVANT]
    if near:
        titles = draft.words("; ", "；").join(dict.fromkeys(f.evidence.title for f in near))
        draft.line("titles", titles + draft.words(".", "。"), label=draft.phrase("nearest") + draft.words(": ", "："))
    for code in query.markets:
        authority(draft, code)


def undefined(draft: Draft) -> None:
    """A term that the glossary does not hold."""
    draft.abstain("not_in_base")
    draft.note(
        "**Not in the base** · the glossary does not explain this term.",
        "**库中没有** · 术语表未收录这一概念。",
    )


def outside(draft: Draft) -> None:
    """A question about something else altogether."""
    draft.abstain("outside")
    draft.note(
        "**Not in the base** · Tessera answers on conformity assessment, mutual recognition and market access of products.",
        "**库中没有** · Tessera只回答合格评定、互认和产品市场准入方面的问题。",
    )


def ask_whom(draft: Draft, route: Route) -> None:
    """The regulators of a route's rules, or the market's enquiry point."""
    regulators = (
        tuple(dict.fromkeys(rule.requirement.regulator for rule in route.rules)) if draft.query.products else ()
    )
    if regulators:
        _name_bodies(draft, route.market, regulators[:2])
    else:
        authority(draft, route.market)


def authority(draft: Draft, code: str) -> None:
    """Whom to ask about an economy: its own bodies where recorded, otherwise its WTO TBT enquiry point."""
    library = draft.kb.library
    bodies = library.economies[code].ask
    if not bodies:
        laws = law_of(library, code, draft.query.as_of)
        bodies = tuple(dict.fromkeys(r.regulator for law in laws for r in library.markets[law].requirements))[:2]
    bodies = _of_the_sector(draft, code) or bodies
    if not bodies:
        wide = {
            BodyRole.enquiry_point,
            BodyRole.standards_body,
        }  # a regulator of one sector is not whom to ask of another
        bodies = tuple(k for k, b in library.bodies.items() if b.economy == code and wide & set(b.roles))[:2]
    if bodies:
        _name_bodies(draft, code, bodies)
    elif _WTO in library.bodies:
        name, url = draft.name("economies", code), library.bodies[_WTO].url
        draft.note(
            f"Ask the TBT enquiry point of {name}; the WTO's ePing platform lists it: {url}",
            f"请向{name}的WTO/TBT咨询点查询，名单见WTO的ePing平台：{url}",
        )


def _of_the_sector(draft: Draft, code: str) -> tuple[str, ...]:
    """The bodies of an economy that were named, or else the regulators of its rules for goods of the same sector."""
    library, query = draft.kb.library, draft.query
    laws = law_of(library, code, query.as_of)
    named = tuple(key for key in query.bodies if library.bodies[key].economy in laws)
    sectors = {s for key in query.products for s in library.products[key].sectors} | set(query.sectors)
    carried = (library.agreements.get(library.evidence[key].carried_by or "") for key in query.evidence)
    sectors = sectors or {s for one in carried if one for row in one.coverage for s in row.sectors}
    rules = (rule for law in laws for rule in library.markets[law].requirements)
    near = (r.regulator for r in rules if any(sectors & set(library.products[p].sectors) for p in r.products))
    return (named or tuple(dict.fromkeys(near)))[:2]


def _name_bodies(draft: Draft, code: str, keys: tuple[str, ...]) -> None:
    names = []
    for key in keys:
        body = draft.kb.library.bodies[key]
        names.append(draft.say(body.names) + (f" ({body.url})" if body.url else ""))
    market = draft.name("economies", code)
    draft.note(f"Whom to ask in {market}: {join(names, 'en')}.", f"{market}可咨询：{join(names, 'zh')}。")
