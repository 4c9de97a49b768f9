"""Accreditation, dates, definitions."""

from __future__ import annotations

import re

from kb import cues
from kb.language import SCOPE
from kb.law import live_on, reach, rules_for
from kb.model import PROSE, Statement
from kb.records import Agreement
from kb.retrieve import relevant
from kb.statements import requirement_id
from kb.tell.absence import undefined
from kb.tell.acceptance import accepted
from kb.tell.coverage import between, coverage, tell_agreement
from kb.tell.draft import Draft
from kb.tell.openly import documents_answer, open_question, shared
from kb.tell.requirements import by_words
from kb.terms import Scope, Tier
from kb.words import index_terms

_OF_ONE_SCHEME = 2  # rules of a scheme that is for few goods
_RULES = 2  # told of goods that no rule is made for alone


def accreditation(draft: Draft) -> None:
    """What an accreditation body is a signatory for, and what that is worth."""
    query = draft.query
    told = False
    for key in _accreditors(draft) or query.bodies or _bodies_there(draft):
        rows = [s for s in draft.kb.statements.values() if s.kind == "accreditation" and f"body:{key}" in s.about]
        wanted = {f"agreement:{one}" for one in query.agreements}
        chosen = [s for s in rows if wanted & s.about]
        if wanted and not chosen:  # what it holds under the arrangement named is not recorded
            before = {
                f"agreement:{k}" for k, a in draft.kb.library.agreements.items() if a.replaced_by in query.agreements
            }
            chosen = [s for s in rows if before & s.about]
            for statement in chosen:
                draft.part(statement, "note")
        unsigned, chosen = bool(wanted and not chosen), chosen or rows
        numbers = [one.split(":")[0].split(" ")[-1] for one in query.standards]
        fields = [scope for scope, words in _SCOPES.items() if words.search(query.text)]
        asked = bool(numbers or fields)
        fitting = [s for s in chosen if _is_of(s, fields, numbers)]
        if fitting and cues.WHEN.search(query.text):  # the regional arrangement mostly came first
            fitting += [s for s in rows if s not in chosen and _is_of(s, fields, numbers)]
        if chosen and (unsigned or (asked and not fitting)) and query.bodies == (key,):
            _unrecorded(draft, key, query.standards or tuple(draft.say(SCOPE[one]) for one in fields))
        elsewhere = (
            [s for s in rows if _is_of(s, fields, numbers) and s not in fitting] if asked and not fitting else []
        )
        chosen = fitting or [*elsewhere, *(s for s in chosen if s not in elsewhere)]
        for statement in chosen:
            draft.part(statement, "statement", role="condition")
            told = True
        for statement in chosen[:1]:
            draft.part(statement, "note", role="condition")
    for key in query.agreements[:2]:
        if any(a.key == key for a in [draft.kb.library.agreements[key]]):
            tell_agreement(draft, key, full=not told)
            told = True
    if not told:
        open_question(draft)
        return
    draft.tier = Tier.accreditation
    draft.as_of()


def _unrecorded(draft: Draft, body: str, scopes: tuple[str, ...]) -> None:
    """Says that a body has not been recorded as signatory, for these scopes, under the arrangements asked about."""
    name, comma = draft.name("bodies", body), draft.words(", ", "、")
    under = comma.join(draft.name("agreements", one) for one in draft.query.agreements)
    what = draft.words(
        f"scope {comma.join(scopes)}" if scopes else "signature", f"{comma.join(scopes)}范围" if scopes else "签署"
    )
    draft.status = "partial"
    draft.note(
        f"**Not in the base** · no {what} is recorded of {name}{f' under {under}' if under else ''}.",
        f"**库中没有** · 未收录{name}{f'在{under}项下' if under else ''}的{what}。",
    )


def _is_of(statement: Statement, fields: list[Scope], numbers: list[str]) -> bool:
    """Whether a signatory's scope is of one of these fields, or of a standard by one of these numbers."""
    return any(f"scope:{one}" in statement.about for one in fields) or any(
        one in statement.parts[0].text.en for one in numbers
    )


_SCOPES: dict[Scope, re.Pattern[str]] = {
    Scope.testing: re.compile(
        r"\b(?:testing|test) lab|\b(?:for|of|as) (?:the )?lab(?:s|oratories)\b|检测实验室|检测", re.I
    ),
    Scope.calibration: re.compile(r"\bcalibration\b|校准", re.I),
    Scope.product_certification: re.compile(r"\bproduct cert|产品认证", re.I),
    Scope.management_systems: re.compile(r"\bmanagement.system|体系认证", re.I),
    Scope.inspection: re.compile(r"\binspection bod|检验机构", re.I),
    Scope.persons: re.compile(r"\bpersons?\b|人员认证", re.I),
    Scope.medical_testing: re.compile(r"\bmedical (?:testing|lab)|医学(?:检验|实验室)", re.I),
    Scope.reference_materials: re.compile(r"\breference materials?\b|\bRMP\b|标准物质|标准样品", re.I),
    Scope.proficiency_testing: re.compile(r"\bproficiency test|\bPT providers?\b|能力验证", re.I),
    Scope.biobanking: re.compile(r"\bbiobank|生物样本库", re.I),
    Scope.validation_verification: re.compile(
        r"\bvalidation and verification|\bgreenhouse gas|审定与?核查|温室气体核查", re.I
    ),
}


def _bodies_there(draft: Draft) -> tuple[str, ...]:
    """The accreditation bodies of the economies asked about, of which scopes are recorded."""
    library = draft.kb.library
    return tuple(key for key in library.accreditation if library.bodies[key].economy in draft.query.economies)


def _accreditors(draft: Draft) -> tuple[str, ...]:
    """The accreditation bodies named of which scopes are recorded; those of an economy named, where since when is asked of it, or
    an arrangement is named: "is NAB of Malta in the EA agreement"."""
    named = tuple(key for key in draft.query.bodies if key in draft.kb.library.accreditation)
    there = cues.SINCE.search(draft.query.text) or draft.query.agreements
    return named or (_bodies_there(draft) if there else ())


def time(draft: Draft) -> None:
    """Since when, until when, what replaced it."""
    query, library = draft.query, draft.kb.library
    pacts_asked = [library.agreements[key] for key in query.agreements]
    of_accreditation = all(one.tier is Tier.accreditation for one in pacts_asked)
    if pacts_asked and of_accreditation and _accreditors(draft):
        accreditation(draft)
        return
    beside = query.markets and (query.products or query.laws)  # asked of goods or a law, with what carries nothing
    if pacts_asked and not (beside and (of_accreditation or _decided_without(draft, pacts_asked))):
        coverage(draft)
        return
    if pacts := _of_the_pair(draft):
        for agreement in pacts:
            tell_agreement(draft, agreement.key, full=True)
        draft.tier = pacts[0].tier
        draft.as_of()
        return
    if query.evidence and query.markets and any(route.matches or route.refused for route in draft.found):
        accepted(draft)
        _history(draft)
        return
    wanted = (
        {f"market:{m}" for m in query.markets}
        | {f"product:{p}" for p in query.products}
        | {f"scheme:{s}" for s in query.schemes}
    )
    found = []
    for law, market in library.markets.items():
        for requirement in market.requirements:
            statement = draft.kb.statements[requirement_id(law, requirement)]
            if wanted and wanted <= statement.about:
                found.append(statement)
    apart = len(query.economies) > 1 and not (query.products and _is_of_one(draft))
    if apart and not found:
        coverage(draft)
        return
    if not found and query.products and query.schemes and query.markets:
        of_scheme = {f"market:{m}" for m in query.markets} | {f"scheme:{s}" for s in query.schemes}
        under = [one for one in draft.kb.statements.values() if one.kind == "requirement" and of_scheme <= one.about]
        found = under if len(under) <= _OF_ONE_SCHEME else []
    if not found and query.products:
        rules = [one for code in query.markets for one in rules_for(library, code, query.products, query.as_of)]
        found = [draft.kb.statements[rule.id] for rule in by_words(draft, rules)[:_RULES]]
    if not found or len(found) > 4:
        open_question(draft)
        return
    asked = set(index_terms(query.text))
    for statement in sorted(found, key=lambda one: -shared(draft, asked, one.title)):
        draft.head(draft.say(statement.title))
        for name in (
            "statement",
            "effective",
            "validity",
            "next",
            *(("exemption",) if cues.EXEMPT.search(query.text) else ()),
        ):
            draft.part(statement, name, role="condition")
    draft.as_of()


def _decided_without(draft: Draft, pacts: list[Agreement]) -> bool:
    """Whether what is held is decided by a market's rules, no agreement named being applied on the day."""
    held = draft.query.evidence and any(route.matches or route.refused for route in draft.found)
    return bool(held) and not any(live_on(one, draft.query.as_of) for one in pacts)


def _is_of_one(draft: Draft) -> bool:
    """Whether the economies named are one and what it belongs to: Germany and the EU."""
    query, library = draft.query, draft.kb.library
    return any(set(query.economies) <= {*reach(library, code, query.as_of)} for code in query.economies)


def _of_the_pair(draft: Draft) -> list[Agreement]:
    """The agreements on what is held between the two economies that a follow-up leaves of the pair asked about before."""
    query, library = draft.query, draft.kb.library
    stages = {library.evidence[key].stage for key in query.evidence}
    if "markets" not in query.inherited or len(query.markets) != 2 or not stages:
        return []
    return [one for one in between(draft) if any(stages & set(row.stages) for row in one.coverage)][:2]


def _history(draft: Draft) -> None:
    """How the instruments came about under which the evidence counts, or did not yet on the day asked about."""
    matches = [m for route in draft.found for m in (*route.matches[:1], *(match for _, match in route.refused[:1]))]
    draft.head(draft.phrase("history"))
    for key in dict.fromkeys(match.row.instrument for match in matches if match.row.instrument):
        draft.part(draft.kb.statements[f"agreements/{key}"], "history", role="condition")
    draft.head("")


def definition(draft: Draft) -> None:
    """What a term, scheme or kind of evidence is."""
    query = draft.query
    ids = (
        [f"glossary/{t}" for t in query.terms]
        + [f"schemes/{s}" for s in query.schemes]
        + [f"evidence/{e}" for e in query.evidence]
    )
    own = {f"agreements/{key}" for key in query.agreements}
    first = next(iter(draft.hits), None)
    if first is not None and first.id.partition("#")[0] in own:  # "what does FCS add on top of a CB certificate"
        draft.part(draft.kb.statements[first.id], "statement")
        ids = ids if not query.terms else ids[len(query.terms) :]
    for one in ids[:4]:
        draft.part(draft.kb.statements[one], "statement")
    for key in query.agreements[:2]:
        statement = draft.kb.statements[f"agreements/{key}"]
        draft.part(statement, "statement")
        draft.part(statement, "status")
    if not draft.lines and not (query.economies or query.bodies or query.products or query.laws or query.sectors):
        if not documents_answer(draft):
            undefined(draft)
        return
    if not draft.lines:
        open_question(draft)
        return
    near = [f for f in draft.near[:6] if f.evidence.id.startswith(PROSE) and relevant(f)]
    for found in near[:2]:
        draft.part(draft.kb.statements[found.evidence.id], "statement")
