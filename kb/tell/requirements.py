"""What does the market require? And the part of an answer on acceptance that tells the rule itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb import cues
from kb.ambiguity import without_denied
from kb.language import OBLIGATION, VERDICT
from kb.law import Rule, followed, kin, rules_for
from kb.model import Query, Statement
from kb.questions import sides_asked, spelt_out
from kb.recognition import Route, carriers_for
from kb.statements import evidence_ids
from kb.tell.absence import unknown_market, unknown_product
from kb.tell.draft import Draft
from kb.tell.openly import documents_answer, open_answer, open_question, shared
from kb.terms import Obligation, Tier, Verdict
from kb.words import index_terms, is_chinese

_DETAILS = ("in_country_testing", "factory_inspection", "representative", "marking", "validity")
_ROWS = 8
_OVERVIEW = 30
_FIRST = 5  # hits among which the rule that is meant is looked for
_FEW = 4  # rules of a market that are told as if their product had been named


def required(draft: Draft) -> None:
    """What each market asks of the products, which foreign evidence counts, what changes next."""
    query, found = draft.query, draft.found
    if not found:  # of no market: "masks: is announcement 5 of 2020 still asked for"
        open_question(draft)
        return
    if not (query.products and any(r.rules for r in found)):
        known = any(r.known for r in found)
        if documents_answer(draft) or (known and query.unknown and open_answer(draft)):
            return
    if not any(r.known for r in found):
        unknown_market(draft, tuple(r.market for r in found))
        return
    if not query.products and names_a_product(query) and not any(0 < len(r.rules) <= _FEW for r in found):
        unknown_product(draft, tuple(r.market for r in found if r.known))
        return
    for route in found:
        if not route.known:
            unknown_market(draft, (route.market,), whole=False)
            draft.status = "partial"
        elif not route.rules:
            unknown_product(draft, (route.market,), whole=len(found) == 1)
        elif not query.products and len(route.rules) > _FEW:
            if not any(line.evidence for line in draft.lines):  # a guide's paragraph has answered
                _overview(draft, route)
        else:
            _market(draft, route, alone=len(found) == 1)
    for key in query.agreements[:1]:
        if draft.kb.library.agreements[key].tier is Tier.accreditation:
            draft.head(draft.name("agreements", key))
            draft.part(draft.kb.statements[f"agreements/{key}"], "statement", role="condition")
            draft.head("")
    if draft.status != "abstained":
        draft.as_of()


_AGAIN = re.compile(r"\b(?:again|re-?test\w*|twice|a second time)\b|重新|再(?:测|做|检|认证)|重复", re.I)


def names_a_product(query: Query) -> bool:
    """Whether a word that nobody knows is the product: 鱼竿, or what stands where goods are named."""
    return any(
        is_chinese(word) or re.search(_GOODS.format(re.escape(word)), query.text, re.I) for word in query.unknown
    )


_GOODS = r"(?:\b(?:for|of|sell\w*|export\w*|import\w*|ship\w*|do|does|are|is|my|our|an?)\s+(?:\w+\s+){{0,2}}?{0}\b|^{0}\b|\b{0}\s+(?:to|into|in|for|from|with)\b|{0}\s*[?.,]?$)"


def _market(draft: Draft, route: Route, *, alone: bool) -> None:
    """The requirements of one market for the products: the first in full, the others in a sentence each."""
    rules = by_words(draft, route.rules)
    market = draft.name("economies", route.market, bare=True)
    shown = rules[: 6 if alone else 2]
    whose_law(draft, route.market)
    if cues.ACCEPTED.search(draft.query.text) or _AGAIN.search(draft.query.text):
        _carriers(draft, route)  # "tested in Auckland: does the UK need us to test again?"
    for rule in shown:
        statement = draft.kb.statements[rule.id]
        obligation = draft.say(OBLIGATION[rule.requirement.obligation])
        title = draft.say(rule.requirement.title)
        draft.head(f"{market} · {title}" + draft.words(f" ({obligation})", f"（{obligation}）"))
        for name in cues.sides_named(draft.query.text):
            draft.part(statement, name, label=draft.phrase(name))
        draft.part(statement, "statement")
        if alone and rule in shown[:2]:
            _worth(draft, rule)
        if rule.requirement.standards and len(shown) <= 3:
            draft.part(statement, "standards", role="condition")
        if rule is shown[0] or (alone and len(shown) <= 3):
            _details(draft, statement)
        draft.part(statement, "next", role="next", label=draft.phrase("next"))
    _carriers(draft, route)
    for rule in shown[: 2 if alone else 0]:
        counts(draft, rule)
    if len(rules) > len(shown):
        names = draft.words("; ", "；").join(draft.say(r.requirement.title) for r in rules[len(shown) :])
        draft.line(
            "claim",
            draft.words(f"Also recorded: {names}.", f"另有记录：{names}。"),
            *[r.id for r in rules[len(shown) :]],
        )


def by_words(draft: Draft, rules: Iterable[Rule]) -> list[Rule]:
    """The rules, those first whose title shares most words with the question, of these mandatory ones; those made for kinds of the
    goods, or for another kind of their family, behind."""
    rules, asked = tuple(rules), set(index_terms(spelt_out(without_denied(draft.query.text))))
    products, goods = draft.kb.library.products, set(draft.query.products)
    families = {products[key].parent for key in goods} - {None}
    lines = {one for key in goods for one in kin(draft.kb.library, key)}

    def is_of_another_kind(rule: Rule) -> bool:
        """Whether a rule is made for another kind of the family: of surgical masks, where respirators are asked about; or for a
        kind of the goods alone: of gloves, where medical devices are."""
        of = rule.requirement.products
        return not goods & set(of) and (products[of[0]].parent in families or bool(goods and not lines & set(of)))

    ids = {rule.id for rule in rules}
    first = next((one.evidence.id for one in draft.near[:_FIRST] if one.evidence.id in ids), "")

    def place(rule: Rule) -> tuple[bool, bool, int, bool, bool, int]:
        one = rule.requirement
        every = len(asked & {*index_terms(one.title.en), *index_terms(one.title.zh)})
        return (
            is_of_another_kind(rule),
            len(goods) != 1 and rule.id != first,  # of several goods, or none, search knows what is meant: 电动汽车电池
            -shared(draft, asked, one.title),
            one.obligation is not Obligation.mandatory,
            rule.id != first,
            -every,
        )

    return sorted(rules, key=place)


def whose_law(draft: Draft, market: str) -> None:
    """By what agreement another economy's rules hold there, where they do."""
    for key in followed(draft.kb.library, market, draft.query.as_of):
        draft.part(draft.kb.statements[f"agreements/{key}"], "statement")


def _carriers(draft: Draft, route: Route) -> None:
    """Agreements between where the goods come from and the market that can spare a part of it."""
    draft.head(draft.phrase("carriers"))
    for carrier in carriers_for(draft.query, draft.kb.library, route.market, (Tier.government, Tier.equivalence))[:3]:
        draft.part(draft.kb.statements[carrier.id], "statement", role="condition")
    draft.head("")


def _overview(draft: Draft, route: Route) -> None:
    """A market asked about without a product: what is recorded for it, one line each."""
    draft.status = "partial"
    market = draft.name("economies", route.market)
    draft.note(f"No product was named. Recorded for {market}:", f"问题没有指明产品。库中{market}的要求有：")
    rules = rules_for(draft.kb.library, route.market, (), draft.query.as_of)
    for rule in rules[:_OVERVIEW]:
        draft.line("item", draft.say(rule.requirement.title), rule.id)
    if len(rules) > _OVERVIEW:
        more = len(rules) - _OVERVIEW
        draft.note(f"And {more} more; name a product.", f"另有{more}项，请指明产品。")


def rule_of(draft: Draft, rule: Rule, *, detailed: bool) -> None:
    statement = draft.kb.statements[rule.id]
    draft.head(draft.phrase("required"))
    draft.part(statement, "statement")
    if detailed:
        _details(draft, statement)
    draft.head(draft.phrase("next"))
    draft.part(statement, "next", role="next")
    draft.head("")


def _details(draft: Draft, statement: Statement) -> None:
    asked = sides_asked(draft.query.text)
    for name in (*_DETAILS, "exemption"):
        draft.part(statement, name, role="side" if name in asked else "condition", label=draft.phrase(name))


def _worth(draft: Draft, rule: Rule) -> None:
    """What foreign evidence is worth there, at a glance: the kinds by verdict."""
    ids = evidence_ids(rule.market, rule.requirement)
    comma, colon, stop = draft.words("; ", "；"), draft.words(": ", "："), draft.words(". ", "。")
    by: dict[Verdict, dict[str, str]] = {}
    for one, row in zip(ids, rule.requirement.foreign_evidence, strict=True):
        by.setdefault(row.verdict, {})[draft.name("evidence", row.evidence)] = one
    if not by:
        return
    order = sorted(by, key=list(Verdict).index)
    text = stop.join(f"{draft.say(VERDICT[v])}{colon}{comma.join(by[v])}" for v in order) + stop.strip()
    cited = [one for verdict in order for one in by[verdict].values()]
    draft.line("condition", text, *cited, label=f"**{draft.phrase('evidence')}** · ")


def counts(draft: Draft, rule: Rule) -> None:
    """The foreign evidence a rule is known to speak of."""
    draft.head(f"{draft.phrase('evidence')} · {draft.say(rule.requirement.title)}")
    rows = list(zip(evidence_ids(rule.market, rule.requirement), rule.requirement.foreign_evidence, strict=True))
    for one, row in rows[:_ROWS]:
        statement = draft.kb.statements[one]
        kind, verdict = draft.name("evidence", row.evidence), draft.say(VERDICT[row.verdict])
        text = draft.say(statement.parts[0].text)
        draft.line("condition", text, one, label=draft.words(f"{kind} – {verdict}: ", f"{kind}——{verdict}："))
    draft.head("")
