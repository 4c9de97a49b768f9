"""What falls under a scheme: the rules that stand under it, where goods are what is asked for and none are named."""

from __future__ import annotations

from kb import cues
from kb.language import OBLIGATION
from kb.law import Rule, law_of, rules_for
from kb.tell.draft import Draft
from kb.tell.focus import PARTS
from kb.terms import Intent, Obligation

_MOST, _EXEMPTIONS = 30, 4
_OF_RULES = frozenset({Intent.required, Intent.steps})


def answers(draft: Draft) -> bool:
    """Tells what a scheme named is and which rules recorded stand under it; False where goods are named or nothing of it is asked."""
    query = draft.query
    goods, exempt = cues.GOODS.search(query.text), cues.EXEMPT.search(query.text)
    asked = goods or exempt or (query.intent in _OF_RULES and not query.evidence)
    if query.products or query.origins or query.standards or query.intent in PARTS or not asked:
        return False
    found = {key: rules for key in query.schemes if (rules := _under(draft, key))}
    for key, rules in found.items():
        draft.part(draft.kb.statements[f"schemes/{key}"], "statement")
        if exempt:
            _exempt(draft, rules)
        _tell(draft, rules)
    if found:
        draft.is_whole = bool(goods or exempt)
        draft.as_of()
    return bool(found)


def _under(draft: Draft, scheme: str) -> list[Rule]:
    library, query = draft.kb.library, draft.query
    market = library.schemes[scheme].market
    laws = [one for code in query.markets for one in law_of(library, code, query.as_of)]
    laws = [one for one in dict.fromkeys(laws) if market in (None, one)] if laws else [market] if market else []
    rules = (rule for law in laws for rule in rules_for(library, law, (), query.as_of))
    return [rule for rule in rules if rule.requirement.scheme == scheme]


def _exempt(draft: Draft, rules: list[Rule]) -> None:
    """What the rules leave out: what most of them say first."""
    said: dict[str, list[str]] = {}
    for rule in rules:
        for text in rule.requirement.exemptions:
            said.setdefault(draft.say(text), []).append(rule.id)
    draft.head(draft.phrase("exemptions"))
    for told in sorted(said, key=lambda one: -len(said[one]))[:_EXEMPTIONS]:
        draft.line("condition", told, said[told][0])
    draft.head("")


def _tell(draft: Draft, rules: list[Rule]) -> None:
    draft.note("Recorded under it (the official list may hold more):", "库中收录的适用产品与要求（官方目录可能更多）：")
    for rule in rules[:_MOST]:
        kind = rule.requirement.obligation
        beside = "" if kind is Obligation.mandatory else draft.say(OBLIGATION[kind])
        title = draft.say(rule.requirement.title)
        draft.line("item", title + (draft.words(f" ({beside})", f"（{beside}）") if beside else ""), rule.id)
    if len(rules) > _MOST:
        draft.note(f"And {len(rules) - _MOST} more; name a product.", f"另有{len(rules) - _MOST}项，请指明产品。")
