"""What a reader may want to ask next, with what was understood already."""

from __future__ import annotations

from itertools import islice

from kb.law import rules_for, separate_markets
from kb.tell.draft import Draft


def follow_ups(draft: Draft) -> tuple[str, ...]:
    """Up to three questions that the base can answer."""
    query, library = draft.query, draft.kb.library
    if not query.products:
        return ()
    goods = draft.name("products", query.products[0])
    asked = []
    if query.markets and query.intent == "accepted":
        market = draft.name("economies", query.markets[0])
        asked.append(draft.words(f"{goods}: what does {market} require?", f"{goods}出口{market}要什么认证？"))
    if query.evidence:
        held = draft.name("evidence", query.evidence[0])
        asked.append(
            draft.words(f"Which markets accept {held}? Product: {goods}", f"哪些市场接受{held}？产品：{goods}")
        )
    others = (
        code
        for code in separate_markets(library, query.as_of)
        if code not in query.markets and rules_for(library, code, query.products, query.as_of)
    )
    for code in islice(others, 3 - len(asked)):
        market = draft.name("economies", code)
        asked.append(draft.words(f"And for {market}?", f"那{market}呢？"))
    return tuple(asked[:3])
