"""Agreements: one in full, those between two economies, or all of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import cast

from kb import cues
from kb.conditions import all_left_out
from kb.language import STATUS, TIER, join
from kb.law import LIVE, groups_of, kin, live_on, members_of, within
from kb.model import Line, Statement
from kb.pacts import asks_of_operators, of_operators
from kb.recognition import ENDED, carriers_for, fitting, promises_only
from kb.records import Agreement, Coverage, Text
from kb.retrieve import relevant
from kb.tell.absence import authority
from kb.tell.draft import Draft
from kb.tell.openly import open_question
from kb.terms import AgreementKind, Intent, Stage, Status, Tier, Verdict

_LISTED = 30
_FEW_PARTIES = 15
_FEW = 3  # economies of one side that a row's label names
_OF_A_PAIR = 4  # parties: a pair, or one of them with the three of the EEA EFTA states
_WHOLE = 4  # rows that are told with their conditions
_MANY = 7  # rows of one agreement that are told whole


def coverage(draft: Draft) -> None:
    """An agreement in full; or those between two economies; or all of one."""
    query = draft.query
    if query.agreements:
        for key in query.agreements[:3]:
            tell_agreement(draft, key, full=len(query.agreements) == 1)
        _verdict_of(draft, [draft.kb.library.agreements[k] for k in query.agreements[:3]])
        return
    found = between(draft)
    if len(query.economies) > 1 and (not found or cues.MRA.search(query.text)):
        treaties = [a for a in parties_of_pair(draft) if not found or a.kind is AgreementKind.mra]
        found += [one for one in treaties if one not in found]
        if not any(one.kind is AgreementKind.mra for one in found):
            found = [one for one in found if _may_stand_in(draft, one)]
    if not found and len(query.economies) > 2 and (pairs := _by_pairs(draft)):
        for agreement in pairs:
            tell_agreement(draft, agreement.key, full=False)
        _verdict_of(draft, pairs)
        return
    if not found or not query.economies:
        if len(query.economies) > 1:
            _notell_agreement(draft)
        else:
            open_question(draft)
        return
    named = [a for a in found if a.kind is AgreementKind.mra and len(a.parties) == 2]
    if len(query.economies) > 1 and named and cues.MRA.search(query.text):
        named.sort(key=lambda a: -len(a.coverage))  # of several, the one that covers most is "the" MRA
        tell_agreement(draft, named[0].key, full=True)
        _verdict_of(draft, named[:1])
        if others := [a for a in found if a is not named[0]]:
            _listed(draft, others)
    elif len(query.economies) > 1 and len(found) <= 4:
        for agreement in found:
            tell_agreement(draft, agreement.key, full=len(found) <= 2)
        _verdict_of(draft, found)
    else:
        _listed(draft, found)


def _by_pairs(draft: Draft) -> list[Agreement]:
    """Of three or more economies that share no agreement, the first one between each two: "Canada's, with Mexico and with Israel"."""
    wanted = {s for p in draft.query.products for s in draft.kb.library.products[p].sectors} | set(draft.query.sectors)
    found: dict[str, Agreement] = {}
    for pair in combinations(draft.query.economies, 2):
        own = [a for a in parties_of_pair(draft, pair) if 1 < len(a.parties) <= _OF_A_PAIR and a.kind in _OF_RESULTS]
        own = [a for a in own if not wanted or wanted & {*covered_sectors(a), "general"}]
        found |= {a.key: a for a in own[:1]}
    return list(found.values())[:4]


_OF_RESULTS = frozenset({AgreementKind.mra, AgreementKind.equivalence, AgreementKind.arrangement})


def _may_stand_in(draft: Draft, agreement: Agreement) -> bool:
    """Whether an agreement is worth naming where a pair has no mutual recognition agreement: one of few parties, or of the sector."""
    wanted = {s for p in draft.query.products for s in draft.kb.library.products[p].sectors} | set(draft.query.sectors)
    few = agreement.kind is not AgreementKind.multilateral and len(agreement.parties) <= _FEW_PARTIES
    return few or bool(wanted & set(covered_sectors(agreement)))


def listed(draft: Draft) -> None:
    """Which there are: agreements of an economy or a sector; of evidence, the markets that take it, told elsewhere."""
    if draft.query.agreements or not (draft.query.economies or draft.query.sectors):
        coverage(draft)
        return
    found = between(draft)
    if not found:
        coverage(draft)
        return
    _listed(draft, found)


def counted(draft: Draft) -> None:
    """How many: a published count where a guide or record tells one, then what the base itself holds."""
    query = draft.query
    for found in draft.near[:6]:
        statement = draft.kb.statements.get(found.evidence.id)
        told = statement is not None and (statement.is_prose or statement.kind == "agreement") and relevant(found)
        told = told and not (query.agreements and not _names_one(draft, cast("Statement", statement)))
        if statement is not None and told and re.search(r"\d", draft.say(statement.parts[0].text)):
            draft.part(statement, "statement")
            break
    if query.agreements:
        coverage(draft)
    elif query.economies and not query.products:
        _listed(draft, between(draft))
    elif not draft.lines:
        open_question(draft)


def _names_one(draft: Draft, statement: Statement) -> bool:
    """Whether a record is of an agreement named, or names it."""
    asked = set(draft.query.agreements)
    hits = draft.kb.lexicon.named_in(statement.told("en"))
    return any(f"agreement:{key}" in statement.about for key in asked) or any(
        asked & set(h.keys("agreement")) for h in hits
    )


def between(draft: Draft) -> list[Agreement]:
    """Those of `parties_of_pair` that cover a sector asked about; all of them where none was."""
    library = draft.kb.library
    wanted = {s for p in draft.query.products for s in library.products[p].sectors} | set(draft.query.sectors)
    return [
        one
        for one in parties_of_pair(draft)
        if not wanted or wanted & set(covered_sectors(one)) or "general" in covered_sectors(one)
    ]


def covered_sectors(agreement: Agreement) -> list[str]:
    """The sectors of an agreement's rows, each once."""
    return list(dict.fromkeys(s for row in agreement.coverage for s in row.sectors))


def parties_of_pair(draft: Draft, economies: tuple[str, ...] = ()) -> list[Agreement]:
    """Agreements to which each economy (each one asked about) is party, itself or by its group; those of government first."""
    query, library = draft.query, draft.kb.library
    economies = economies or query.economies
    sides = [set(groups_of(library, code, query.as_of)) for code in economies]
    members = [set(members_of(library, code, query.as_of)) for code in economies]

    def fits(agreement: Agreement) -> bool:
        parties = set(agreement.parties)
        both = zip(sides, members, strict=True)
        if not all(side & parties or (group and len(parties & group) >= 0.8 * len(group)) for side, group in both):
            return False
        if len(sides) > 1 and any(
            side & parties & other and len(parties) <= 2 for side in sides for other in sides if side != other
        ):
            pairs = [side & parties for side in sides]
            if len(parties) > 1 and all(pair == pairs[0] and len(pair) == 1 for pair in pairs):
                return False  # one and the same party on both sides
        return True

    order = list(Tier)
    found = [a for a in library.agreements.values() if fits(a)]
    if asks_of_operators(query.text):
        found = [a for a in found if of_operators(a)]
    if len(sides) > 1:  # of many-sided arrangements only those that are about this pair or bind governments
        found = [a for a in found if a.tier is not Tier.accreditation]
    return sorted(found, key=lambda a: (order.index(a.tier), len(a.parties), a.key))


# "Which sectors does it cover, and are motor vehicles still in?"
EVERY = re.compile(
    r"\b(?:which|what|all) (?:\w+ )?(?:sectors?|products?|annexes|chapters|fields)\b|哪些(?:行业|领域|产品|附件|章)|覆盖什么",
    re.I,
)


def tell_agreement(draft: Draft, key: str, *, full: bool) -> None:
    agreement = draft.kb.library.agreements[key]
    rows = agreement.coverage if full or len(draft.query.agreements) < 3 else agreement.coverage[:4]
    wanted = {s for p in draft.query.products for s in draft.kb.library.products[p].sectors} | set(draft.query.sectors)
    every = EVERY.search(draft.query.text)
    chosen = [r for r in rows if wanted & set(r.sectors)] if wanted and not every else []
    named = [code for code in draft.query.economies if not draft.kb.library.economies[code].members]
    many = len(agreement.parties) != 2  # of an arrangement of many, or of a group, the rows that name the pair
    pair = [r for r in chosen or rows if many and named and joins(draft, r, agreement, named)]
    chosen = pair or chosen
    alone = not pair and _by_pairs_only(agreement) and len(named) > 1
    draft.head(draft.say(agreement.names))
    if alone:
        _without_row(draft, named)
    lasts = draft.query.intent is Intent.status and not draft.query.products  # whether the whole of it is in force
    if chosen and not (alone or every or lasts):
        _rows(draft, agreement, chosen)
    _summary(draft, agreement)
    draft.head(draft.phrase("coverage"))
    if not alone:
        _rows(draft, agreement, chosen or rows, short=bool(every) and len(agreement.coverage) > _WHOLE)
    statement = draft.kb.statements[f"agreements/{key}"]
    if full:
        draft.head(draft.phrase("authorities"))
        for name in ("designating", "list", "basis"):
            draft.part(statement, name, role="condition")
        draft.head(draft.phrase("history"))
        draft.part(statement, "history", role="condition")
    draft.head(draft.phrase("notes"))
    draft.part(statement, "note", role="condition")
    draft.head("")


def joins(draft: Draft, row: Coverage, agreement: Agreement, named: Sequence[str]) -> bool:
    """Whether a row is about those named, themselves or by their group: both of two, one of each side of several, the one."""
    sides = ({*(row.exporters or agreement.parties)}, {*(row.markets or agreement.parties)})
    groups = [{*groups_of(draft.kb.library, code, draft.query.as_of)} for code in named]
    if len(named) > 2:
        return all(any(side & group for group in groups) for side in sides)
    return all((sides[0] | sides[1]) & group for group in groups)


def _by_pairs_only(agreement: Agreement) -> bool:
    """Whether an arrangement of many holds between those only that a row names: APEC TEL, not the CB scheme."""
    of_pairs = sum(bool(row.exporters and row.markets) for row in agreement.coverage)
    return len(agreement.parties) != 2 and 2 * of_pairs > len(agreement.coverage)


def _without_row(draft: Draft, named: list[str]) -> None:
    names = join([draft.name("economies", code) for code in named], draft.query.language)
    draft.status = "partial"
    draft.note(
        f"**Not in the base** · no row between {names} is recorded under it.",
        f"**库中没有** · 未收录{names}之间依该安排的互认。",
    )


def _summary(draft: Draft, agreement: Agreement) -> None:
    """What an agreement does, its dates and what became of it."""
    statement = draft.kb.statements[f"agreements/{agreement.key}"]
    draft.part(statement, "statement")
    if not _changed_since(draft, agreement):
        draft.part(statement, "status")
        draft.part(statement, "successor")
    if draft.query.intent is Intent.list:
        draft.part(statement, "parties")


def of_another_pair(draft: Draft, row: Coverage) -> bool:
    """Whether a row between few names none of the sides asked about: Taiwan's, where China and Singapore are asked about."""
    query, library = draft.query, draft.kb.library
    if not (row.exporters and row.markets) or len(query.economies) < 2:
        return False
    sides = {*row.exporters, *row.markets}
    return any(not sides & set(groups_of(library, code, query.as_of)) for code in query.economies)


def _way(draft: Draft, row: Coverage) -> str:
    """Whose results count where, of a row that goes one way between few: "Australia → European Union · "."""
    if not (row.exporters and row.markets) or max(len(row.exporters), len(row.markets)) > _FEW:
        return ""
    sides = (
        join([draft.name("economies", one, bare=True) for one in side], draft.query.language)
        for side in (row.exporters, row.markets)
    )
    return " → ".join(sides) + " · "


def _changed_since(draft: Draft, one: Agreement | Coverage) -> bool:
    """Whether it applied on the day asked about and no longer does: what it is today is not told of that day."""
    return draft.query.dated and one.status in ENDED and live_on(one, draft.query.as_of)


def _rows(draft: Draft, agreement: Agreement, rows: Sequence[Coverage], *, short: bool = False) -> None:
    """What is covered, row by row; in short where that is asked, or of many rows that then still differ; else the first of many."""
    statements = [draft.kb.statements[f"agreements/{agreement.key}#{row.key}"] for row in rows]
    told = [{part.name: draft.say(part.text) for part in one.parts} for one in statements]
    many = len(rows) > _MANY
    short = short or (many and len({one["status"] for one in told}) == len(rows))
    if short:
        _in_short(draft, statements, told, rows)
        return
    then = draft.words(
        f"applied on {draft.query.as_of}; what became of it since: ", f"{draft.query.as_of}时适用；其后变化："
    )
    for statement, row, record in list(zip(statements, told, rows, strict=True))[: _MANY if many else None]:
        status, since = row["status"].rstrip(".。"), _changed_since(draft, record)
        text = draft.words(f"{row['statement']} ({status})", f"{row['statement']}（{status}）")
        draft.line("condition", row["statement"] if since else text, statement.id, label=then if since else "")
        if len(rows) <= _WHOLE:
            draft.part(statement, "condition", role="condition", label=draft.phrase("conditions"))
            draft.part(statement, "exclusion", role="condition", label=draft.phrase("exclusions"))
    if many:
        more = len(rows) - _MANY
        text = draft.words(
            f"And {more} rows more; name two economies or a product to see theirs.",
            f"另有{more}条；请指明两个经济体或产品。",
        )
        draft.line("more", text)


def _in_short(
    draft: Draft, statements: Sequence[Statement], told: Sequence[dict[str, str]], rows: Sequence[Coverage]
) -> None:
    """Sector, what is recognised and status; the sectors of which the same holds in one line."""
    colon, comma = draft.words(": ", "："), draft.words("; ", "；")
    alike: dict[tuple[str, str], dict[str, str]] = {}
    for statement, row, record in zip(statements, told, rows, strict=True):
        sector, _, holds = row["status"].partition(colon)
        alike.setdefault((_way(draft, record), holds), {}).setdefault(sector, statement.id)
    for (way, holds), sectors in alike.items():
        text = comma.join(sectors) + (colon + holds if holds else "")
        draft.line("condition", text, *sectors.values(), label=way)


def strangers(draft: Draft, agreement: Agreement) -> list[str]:
    """The economies named that are no party to it, themselves, by their group or by their members."""
    query, library, parties = draft.query, draft.kb.library, set(agreement.parties)
    parties |= {
        code for row in agreement.coverage for code in row.markets
    }  # affiliates, which may use what members make
    if not parties or agreement.kind is AgreementKind.unilateral:
        return []

    def is_within(code: str) -> bool:
        its = within(library, code, query.as_of) | {*members_of(library, code, query.as_of)}
        return bool(its & parties)

    named = [code for code in query.economies if not is_within(code)]
    sides = len(query.economies) - len(named)
    return [code for code in named if sides < 2 or code not in query.origins]  # where goods come from is no side of it


_NOT_YET = frozenset({Status.proposed, Status.under_negotiation, Status.signed_not_in_force})


def _verdict_of(draft: Draft, agreements: list[Agreement]) -> None:
    query = draft.query
    counts = query.intent is not Intent.status and cues.ACCEPTED.search(query.text)
    asked = query.intent in (Intent.accepted, Intent.route) or counts or bool(_CERTIFIES.search(query.text))
    out: dict[str, Text] = {}
    rows = _on_goods(draft, agreements)
    outside = set.intersection(*(set(strangers(draft, one)) for one in agreements)) if agreements else set()
    draft.tier = agreements[0].tier if len({a.tier for a in agreements}) == 1 else None
    lasts = query.intent in (Intent.status, Intent.validity, Intent.change) and not (  # whether the whole is in force
        query.products or query.evidence or query.economies or query.bodies or query.standards or query.unknown
    )
    if draft.tier is Tier.accreditation and not lasts:  # what was granted stays recognised
        pass
    elif agreements and all(a.status in ENDED and not live_on(a, draft.query.as_of) for a in agreements):
        draft.verdict = Verdict.superseded_or_suspended
    elif asked and rows and all(row.status in ENDED and not live_on(row, query.as_of) for row in rows):
        draft.verdict = Verdict.superseded_or_suspended  # Swiss certificates of devices, since May 2021
    elif draft.tier is Tier.government and not query.products and any(code in query.origins for code in outside):
        draft.verdict = Verdict.not_accepted  # who is no party has nothing that it carries
    elif asked and agreements and all(one.status in _NOT_YET for one in agreements):
        draft.verdict = Verdict.not_accepted  # what nobody has brought into force carries nothing
    elif agreements and all(promises_only(a) for a in agreements):
        pass  # what carries nothing decides nothing
    elif asked and rows and all(row.status in _NOT_YET | {Status.not_operational} for row in rows):
        draft.verdict = Verdict.not_accepted  # toys under the EU–Israel agreement, which is applied to medicines
    elif asked and draft.tier is Tier.government and not rows and (query.products or query.sectors):
        draft.verdict = Verdict.not_accepted  # toys, under an agreement that has no row for them
    elif out := _left_out(draft, agreements):
        draft.verdict = Verdict.not_accepted
    elif asked and len(agreements) == 1 and (none := _denied(draft, agreements[0])):
        draft.verdict = Verdict.not_accepted  # of GMP inspections, under an agreement whose annex recognises none
        draft.line("claim", draft.say(none[1]), none[0])
    elif asked and len(agreements) == 1 and _lacks_stage(draft, agreements[0]):
        draft.verdict = Verdict.not_accepted  # certificates under an agreement on test reports
    elif (asked and not outside and draft.tier is not Tier.accreditation) or (
        draft.tier is Tier.government and _carries(draft, agreements)
    ):
        draft.verdict = Verdict.conditional  # the key: a body designated under the agreement
    if draft.verdict is not None:
        _badge(draft, agreements, out)
    draft.as_of()


def _on_goods(draft: Draft, agreements: list[Agreement]) -> list[Coverage]:
    """The rows on the goods and sectors asked about; where none is, those on goods in general."""
    library, goods = draft.kb.library, set(draft.query.products)
    wanted = {s for key in goods for s in library.products[key].sectors} | set(draft.query.sectors)
    lines = {one for key in goods for one in kin(library, key)}
    rows = [row for one in agreements for row in one.coverage if not row.products or lines & set(row.products)]
    own = [row for row in rows if wanted & set(row.sectors)]
    return own or [row for row in rows if wanted and "general" in row.sectors]


_NO_RECOGNITION = re.compile(r"\bno (?:mutual )?recognition\b|\brecogni[sz]es? no\b")


def _denied(draft: Draft, agreement: Agreement) -> tuple[str, Text] | None:
    """The row on the kind of proof asked about that says that it is not recognised, and its words."""
    stages = {draft.kb.library.evidence[key].stage for key in draft.query.evidence}
    rows = [row for row in agreement.coverage if stages & set(row.stages)]
    if not rows or not all(_NO_RECOGNITION.search(row.statement.en) for row in rows):
        return None
    return f"agreements/{agreement.key}#{rows[0].key}", rows[0].statement


def _left_out(draft: Draft, agreements: list[Agreement]) -> dict[str, Text]:
    """By row, the words by which the rows for the sectors asked about leave out what the question names."""
    wanted = {s for p in draft.query.products for s in draft.kb.library.products[p].sectors} | set(draft.query.sectors)
    rows = {f"agreements/{one.key}#{row.key}": row for one in agreements for row in one.coverage}
    rows = {key: row for key, row in rows.items() if wanted & set(row.sectors)} or rows
    return all_left_out(draft.query.text, rows)


def _badge(draft: Draft, agreements: list[Agreement], out: dict[str, Text]) -> None:
    """The verdict and the agreements by which it was found, before what was told of them; `out`: what they leave out."""
    leaves = next(((key, draft.say(text)) for key, text in out.items()), None)
    told = [one for one in draft.lines if leaves and one.text == leaves[1]]  # its place is behind the verdict
    draft.lines = [one for one in draft.lines if one not in told]
    before = len(draft.lines)
    names = draft.words("; ", "；").join(draft.say(one.names) for one in agreements[:2])
    draft.badge(
        cast("Verdict", draft.verdict), draft.tier, names, evidence=tuple(f"agreements/{a.key}" for a in agreements[:2])
    )
    if leaves:
        label = draft.phrase("exclusions") + draft.words(": ", "：")
        draft.lines.append(Line("claim", leaves[1], (leaves[0],), label=label))
    draft.lead(before, past=lambda line: line.role in ("correction", "note"))


_CERTIFIES = re.compile(
    r"\b(?:issues?|grants?)\b[^?.]*\b(?:certificates?|approvals?|homologation)\b|(?:发|签发|出具?)[^,，。?？]{0,24}(?:证书|批准|证(?![明据]))",
    re.I,
)


def _lacks_stage(draft: Draft, agreement: Agreement) -> bool:
    """Whether certificates are asked about and every row of the agreement is on test reports alone."""
    stages = {draft.kb.library.evidence[key].stage for key in draft.query.evidence}
    certified = stages == {Stage.product_certificate} or bool(_CERTIFIES.search(draft.query.text))
    return (
        certified
        and bool(agreement.coverage)
        and all(set(row.stages) == {Stage.test_report} for row in agreement.coverage)
    )


def _carries(draft: Draft, agreements: list[Agreement]) -> bool:
    """Whether one of them carries results for the goods asked about from where they come into a market named."""
    query, keys = draft.query, {one.key for one in agreements}
    if not (query.products and query.origins):
        return False
    found = (one for code in query.markets for one in carriers_for(query, draft.kb.library, code))
    return any(one.agreement.key in keys for one in fitting(found, Stage.product_certificate))


def _listed(draft: Draft, found: list[Agreement]) -> None:
    names = draft.words(" and ", "、").join(draft.name("economies", c) for c in draft.query.economies)
    n = len(found)
    draft.note(
        f"{n} agreements and arrangements of {names} are in the base (not a claim that there are no others):",
        f"库中收录了{names}的{n}项协定和安排（不表示没有其他协定）：",
    )
    tier: Tier | None = None
    for agreement in sorted(found, key=_as_listed)[:_LISTED]:
        if agreement.tier is not tier:
            tier = agreement.tier
            draft.head(draft.say(TIER[tier])[:1].upper() + draft.say(TIER[tier])[1:])
        sectors = dict.fromkeys(
            draft.say(draft.kb.library.sectors[s].names) for row in agreement.coverage for s in row.sectors
        )
        status = draft.say(STATUS[agreement.status])
        about = draft.words(", ", "、").join(sectors)
        name, day, since = draft.say(agreement.names), agreement.status_date, agreement.in_force
        draft.line(
            "item",
            draft.words(
                f"{name}: {status}{f', since {since}' if since else ''} (by a source of {day})"
                + (f"; {about}." if about else "."),
                f"{name}：{status}{f'，{since}起' if since else ''}（据{day}的来源）"
                + (f"；{about}。" if about else "。"),
            ),
            f"agreements/{agreement.key}",
        )
    if n > _LISTED:
        draft.note(f"And {n - _LISTED} more, which are not shown.", f"另有{n - _LISTED}项未列出。")
    draft.as_of()


_WEIGHT = (AgreementKind.mra, AgreementKind.equivalence, AgreementKind.multilateral, AgreementKind.arrangement)


def _as_listed(agreement: Agreement) -> tuple[int, bool, int]:
    """By tier; what applies before what does not; agreements made for recognition before chapters of trade agreements."""
    kind = _WEIGHT.index(agreement.kind) if agreement.kind in _WEIGHT else len(_WEIGHT)
    return list(Tier).index(agreement.tier), agreement.status not in LIVE, kind


def _notell_agreement(draft: Draft) -> None:
    draft.status = "partial"
    if not draft.is_without_pact:
        names = draft.words(" and ", "和").join(draft.name("economies", c) for c in draft.query.economies)
        draft.note(
            f"**Not in the base** · no mutual recognition agreement between {names} is recorded.",
            f"**库中没有** · 没有收录{names}之间的互认协定。",
        )
    for code in draft.query.economies[:2]:
        authority(draft, code)
