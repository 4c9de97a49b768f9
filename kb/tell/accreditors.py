"""Two accreditation bodies: what both have signed, so that each takes the other's accreditations as equivalent. "NATA and HKAS?" """

from __future__ import annotations

import re

from kb.language import SCOPE, join
from kb.law import LIVE
from kb.records import Accreditation
from kb.tell.draft import Draft
from kb.terms import Intent, Scope, Tier

_KINDS = frozenset(
    {Intent.accreditation, Intent.accepted, Intent.compare, Intent.coverage, Intent.open, Intent.status, Intent.list}
)
_BRACKETED = re.compile(r"[(（](\w*[A-Z]\w*[A-Z][\w /-]*)[)）]$")


def answers(draft: Draft) -> bool:
    """Tells the scopes by body as a table, headed by those under an arrangement that all have signed; False, and nothing told,
    where not two bodies with recorded scopes are asked about, or a market is to decide."""
    query, library = draft.query, draft.kb.library
    bodies = [key for key in query.bodies if key in library.accreditation]
    if len(bodies) < 2 or query.intent not in _KINDS or query.markets or query.products or query.standards:
        return False
    signed = {key: _signed(library.accreditation[key], query.agreements) for key in bodies}
    shared = [one for one in signed[bodies[0]] if all(one in of for of in signed.values())]
    if not shared:
        names = join([_short(draft, "bodies", key) for key in bodies], query.language)
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · no scope is recorded that {names} have signed under one arrangement.",
            f"**库中没有** · 未收录{names}在同一互认协议下共同签署的范围。",
        )
    for pact in dict.fromkeys(pact for pact, _ in shared):
        _together(draft, pact, [scope for one, scope in shared if one == pact], bodies)
    for scope in dict.fromkeys(scope for of in signed.values() for _, scope in of):
        for key, of in signed.items():
            pacts = [pact for pact, one in of if one is scope]
            cell = join([_short(draft, "agreements", pact) for pact in pacts], query.language) or "–"
            told = (_id(key, pact, scope) for pact in pacts)
            draft.cell(draft.say(SCOPE[scope]), _short(draft, "bodies", key), cell, *told)
    draft.note(
        "“–”: no scope in force is recorded; the body's own page tells whether it has signed since.",
        "“–”表示本库未收录有效的签署范围；是否已签署以该机构网站为准。",
    )
    draft.tier = Tier.accreditation
    draft.is_whole = True
    draft.as_of()
    return True


def _signed(record: Accreditation, pacts: tuple[str, ...]) -> list[tuple[str, Scope]]:
    """The arrangements and scopes that a body has signed and that are in force; under the arrangements asked about, where it has signed
    any of them."""
    rows = [(row.arrangement, row.scope) for row in record.scopes if row.status in LIVE]
    return [one for one in rows if one[0] in pacts] or rows


def _id(body: str, pact: str, scope: Scope) -> str:
    return f"accreditation/{body}#{pact}-{scope.value}"


def _together(draft: Draft, pact: str, scopes: list[Scope], of: list[str]) -> None:
    """The scopes that all have signed under one arrangement, and what became of it."""
    bodies = join([_short(draft, "bodies", key) for key in of], draft.query.language)
    what = join([draft.say(SCOPE[scope]) for scope in scopes], draft.query.language)
    name = draft.name("agreements", pact)
    ids = [_id(key, pact, scope) for key in of for scope in scopes]
    text = draft.words(f"{bodies} have each signed the {name} for {what}.", f"{bodies}均为{name}签署方，范围：{what}。")
    draft.line("claim", text, *ids)
    rows = [f"agreements/{pact}#{row.key}" for row in draft.kb.library.agreements[pact].coverage]
    for part in ("statement", "exclusion"):
        draft.part(draft.kb.statements[rows[0] if rows else f"agreements/{pact}"], part, role="condition")


def _short(draft: Draft, kind: str, key: str) -> str:
    """The letters that a name ends with: NATA, ILAC MRA."""
    name = draft.say(getattr(draft.kb.library, kind)[key].names)
    found = _BRACKETED.search(name)
    return found[1] if found else name
