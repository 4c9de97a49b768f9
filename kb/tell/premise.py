"""What a question takes for granted and the records deny, said first: an agreement that ended, a party that is none,
a sector that is not covered, an agreement that is not recorded."""

from __future__ import annotations

import re
from itertools import combinations

from kb import cues
from kb.base import label
from kb.language import join
from kb.law import groups_of, law_of, live_on, members_of
from kb.model import Statement
from kb.questions import named as named_in
from kb.recognition import promises_only
from kb.records import Agreement
from kb.tell.coverage import covered_sectors, parties_of_pair, strangers
from kb.tell.draft import Draft
from kb.terms import AgreementKind, Intent, Tier

# What is said and only to be confirmed: "the MRA is restored, so I can drop the Swiss rep?"
_TAGGED = re.compile(
    r"\b(?:right|correct|isn['’]t it|doesn['’]t it|aren['’]t they|yes)\s*\?|\bso (?:i|we|it|they)\b[^?]*\?|吧\s*[?？]|(?:对|是)(?:不对|不是|吗|么)\s*[?？]",
    re.I,
)
_FREE = frozenset({Intent.status, Intent.change, Intent.compare, Intent.not_recorded, Intent.outside})


def correct(draft: Draft) -> None:
    """Adds the corrections, if any, before anything else is told."""
    query, library = draft.query, draft.kb.library
    named = [library.agreements[key] for key in query.agreements[:3]]
    for agreement in named:
        _not_ended(draft, agreement)
    if query.intent in _FREE and not (query.intent is Intent.status and _TAGGED.search(query.text)):
        return
    for agreement in named:
        if not _binds_nobody(draft, agreement):
            _ended(draft, agreement)
        _no_party(draft, agreement, named)
        _not_covered(draft, agreement)
        _lapsed(draft, agreement)
    if not query.agreements and cues.MRA.search(query.text):
        _pairs(draft)


def correct_found(draft: Draft) -> None:
    """The same of an agreement that search alone has named: that it binds nobody."""
    for key in draft.query.agreements:
        _binds_nobody(draft, draft.kb.library.agreements[key])


def _pairs(draft: Draft) -> None:
    """Between which of the economies named no mutual recognition agreement is recorded."""
    query, library = draft.query, draft.kb.library
    within = {one for code in query.economies for one in members_of(library, code, query.as_of)}
    named = [code for code in query.economies if code not in within]  # "ASEAN and China have an MRA: does Vietnam ..."
    made = {
        pair: [a for a in parties_of_pair(draft, pair) if a.kind is AgreementKind.mra and a.tier is Tier.government]
        for pair in combinations(named, 2)
        if not {*law_of(library, pair[0], query.as_of)} & {*law_of(library, pair[1], query.as_of)}
    }
    none = [pair for pair, found in made.items() if not found]
    draft.is_without_pact = bool(none)
    if len(named) == 2 and none:
        _none_between(draft, none[0])
    elif none:
        _none_among(draft, none)
    for found in made.values() if len(named) == 2 else ():
        for agreement in found[:1]:
            _not_covered(draft, agreement)
            _lapsed(draft, agreement)


_PAIRS = 8  # of those without an agreement that are named


def _none_among(draft: Draft, pairs: list[tuple[str, str]]) -> None:
    names = [[draft.name("economies", code) for code in pair] for pair in pairs[:_PAIRS]]
    if len(pairs) > _PAIRS:
        names.append([draft.words(f"{len(pairs) - _PAIRS} pairs more", f"另有{len(pairs) - _PAIRS}对")])
    en, zh = "; ".join(" and ".join(pair) for pair in names), "；".join("和".join(pair) for pair in names)
    draft.note(
        f"**Not in the base** · no mutual recognition agreement is recorded between {en}.",
        f"**库中没有** · 没有收录以下各方之间的互认协定：{zh}。",
    )


_MUST = re.compile(
    r"\b(?:must|ha(?:ve|s) to|oblig\w+ to|bound to)\b.{0,40}\b(?:accept|recogni|take)|\bautomatic|(?:必须|得|就要|应当)(?:接受|承认|认|收|采信)|有义务|自动",
    re.I,
)


# That goods are approved by an arrangement of accreditation bodies: "does the IAF MLA mean product approval?"
_APPROVES = re.compile(
    r"\b(?:product|government|regulatory|legal|market)s?(?:['’]s?)? (?:approval|recognition|acceptance|access)\b|\b(?:recogni[sz]e|approve|recognition of|approval of) (?:the )?(?:products|goods)\b"
    r"|(?:产品|政府|法律|监管)(?:上)?的?(?:批准|认可|承认|准入|互认)",
    re.I,
)


def _binds_nobody(draft: Draft, agreement: Agreement) -> bool:
    """An arrangement of accreditation bodies, or a trade agreement that carries nothing by itself, of which it is said that a
    market must accept what comes under it, or that what is held counts there for that; whether what took its place was told."""
    loose = agreement.tier is Tier.accreditation or promises_only(agreement)
    counts = draft.query.intent is Intent.accepted and draft.query.evidence and promises_only(agreement)
    approves = agreement.tier is Tier.accreditation and _APPROVES.search(draft.query.text)
    if approves or (loose and draft.query.markets and (counts or _MUST.search(draft.query.text))):
        key = agreement.replaced_by or agreement.key  # what holds today says that it binds no government
        draft.part(
            draft.kb.statements[f"agreements/{key}"], "statement", role="correction", label=draft.phrase("premise")
        )
        return bool(agreement.replaced_by)
    return False


def _ended(draft: Draft, agreement: Agreement) -> None:
    """An agreement that is not, or no longer, applied: its status, and what took its place."""
    beside = draft.query.products or draft.query.evidence
    signed = agreement.tier is Tier.accreditation and draft.query.intent is Intent.accreditation
    statement = draft.kb.statements[f"agreements/{agreement.key}"]
    if live_on(agreement, draft.query.as_of):
        return
    if agreement.tier is Tier.accreditation and _BECAME.search(draft.query.text):
        draft.part(statement, "statement", role="correction", label=draft.phrase("premise"))
        draft.part(statement, "successor", role="correction")
        return
    if signed or (beside and agreement.tier is not Tier.government):
        return  # of accreditation, what was granted stays recognised: it is no premise of who signed, nor of goods
    draft.part(statement, "status", role="correction", label=draft.phrase("premise"))
    draft.part(statement, "successor", role="correction")


# What became of an arrangement, and of the marks and papers under it.
_BECAME = re.compile(
    r"\b(?:merg\w+|replac\w+|dead|gone|dissolv\w+|took over|taken over|no longer exists?|do(?:es)?n['’]?t exist|still (?:valid|exist|count|in use)|wound (?:up|down)|new (?:organi[sz]ation|body|name))\b|合并|作废|取代|解散|改名|更名|不存在|新(?:组织|机构|名)|还(?:有效|存在|能用)",
    re.I,
)
_SAID_TO_END = re.compile(
    r"\b(?:lapsed|expired|terminated|ended|no longer (?:in force|applies|valid)|was (?:cancelled|scrapped|repealed))\b|(?:已经?|都)(?:失效|终止|废止|到期|作废)",
    re.I,
)


def _not_ended(draft: Draft, agreement: Agreement) -> None:
    """An agreement of which it is said that it has ended, and that is applied: its status."""
    if _SAID_TO_END.search(draft.query.text) and live_on(agreement, draft.query.as_of):
        statement = draft.kb.statements[f"agreements/{agreement.key}"]
        draft.part(statement, "status", role="correction", label=draft.phrase("premise"))


_OF_PARTIES = re.compile(
    r"\b(?:agreement|part(?:y|ies)|members?|signator\w+|signed|joined|MRA|1958)\b|协定|协议|缔约|成员|参加|加入|签署|互认",
    re.I,
)


def _no_party(draft: Draft, agreement: Agreement, named: list[Agreement]) -> None:
    """An economy named with agreements to none of which it is a party."""
    query = draft.query
    every = [set(strangers(draft, one)) for one in named]
    outside = [code for code in strangers(draft, agreement) if all(code in one for one in every)]
    if not outside or len(outside) == len(query.economies) > 1:
        return
    proof = {draft.kb.library.evidence[key].carried_by for key in query.evidence}
    if agreement.key in proof and not _OF_PARTIES.search(query.text) and any(route.matches for route in draft.found):
        return  # the market's own rule says what the proof is worth: "is an E-mark a must in Colombia"
    names = join([draft.name("economies", code) for code in outside], query.language)
    title, statement = draft.say(agreement.names), draft.kb.statements[f"agreements/{agreement.key}"]
    parties = next(draft.say(part.text) for part in statement.parts if part.name == "parties")
    draft.line(
        "correction",
        draft.words(
            f"{names} {'is' if len(outside) == 1 else 'are'} not among the parties recorded of the {title}. {parties}",
            f"{names}不在{title}已收录的缔约方之列。{parties}",
        ),
        statement.id,
        label=draft.phrase("premise") + draft.words(": ", "："),
    )


def _not_covered(draft: Draft, agreement: Agreement) -> None:
    """A sector that was named and stands in no row of the agreement."""
    library = draft.kb.library
    wanted = {s for p in draft.query.products for s in library.products[p].sectors} | set(draft.query.sectors)
    covered = covered_sectors(agreement)
    organic = "organic" in covered and "organic-certificate" in draft.query.evidence  # food, and organic
    silent = (
        organic or not covered or "general" in covered or agreement.tier is Tier.accreditation
    )  # which has no sectors of goods
    if not wanted or silent or wanted & set(covered):
        return
    asked = draft.words(", ", "、").join(draft.say(library.sectors[s].names) for s in sorted(wanted))
    held = draft.words(", ", "、").join(draft.say(library.sectors[s].names) for s in covered)
    title = draft.say(agreement.names)
    draft.line(
        "correction",
        draft.words(
            f"The coverage recorded of the {title} does not include: {asked}. It covers: {held}.",
            f"{title}已收录的覆盖范围不包括：{asked}；其覆盖：{held}。",
        ),
        *[f"agreements/{agreement.key}#{row.key}" for row in agreement.coverage[:4]],
        label=draft.phrase("premise") + draft.words(": ", "："),
    )


def _lapsed(draft: Draft, agreement: Agreement) -> None:
    """A sector for which the agreement, in force otherwise, is no longer or not yet applied."""
    library = draft.kb.library
    wanted = {s for p in draft.query.products for s in library.products[p].sectors} | set(draft.query.sectors)
    rows = [row for row in agreement.coverage if wanted & set(row.sectors)]
    day = draft.query.as_of
    if not live_on(agreement, day) or not rows or any(live_on(row, day) for row in rows):
        return
    for row in rows[:2]:
        statement = draft.kb.statements[f"agreements/{agreement.key}#{row.key}"]
        draft.part(statement, "statement", role="correction", label=draft.phrase("premise"))
    events = [one for one in agreement.history if one.date <= day.isoformat()]
    if events and Intent.status in named_in(draft.query.text):  # "has it not been restored?"
        newest = max(events, key=lambda one: one.date)
        draft.line(
            "correction",
            f"{newest.date}" + draft.words(": ", "：") + draft.say(newest.text),
            f"agreements/{agreement.key}",
        )


def _explained(draft: Draft, economies: tuple[str, ...]) -> Statement | None:
    """The paragraph that says of two economies, and of them alone, that they have no such agreement."""
    lexicon = draft.kb.lexicon
    for key, one in draft.kb.statements.items():
        if key.startswith(_NONE):
            hits = list(lexicon.named_in(label(one)))
            named = {code for hit in hits for code in hit.keys("economy")}
            of_it = any("mutual-recognition" in key for hit in hits for key in hit.keys("term"))
            if of_it and named == set(economies) and _NO.search(one.parts[0].text.en):
                return one
    return None


_NO = re.compile(r"^[^?]*\? No\b")
_NONE = "guides/agreements-that-do-not-exist#"


def _none_between(draft: Draft, economies: tuple[str, ...]) -> None:
    """Two economies between which no mutual recognition agreement is recorded: with whom each has one."""
    query, library = draft.query, draft.kb.library
    pair = [draft.name("economies", code) for code in economies]
    if explained := _explained(draft, economies):
        draft.line("correction", draft.say(explained.parts[0].text), explained.id)
    else:
        draft.note(
            f"**Not in the base** · no mutual recognition agreement between {pair[0]} and {pair[1]} is recorded.",
            f"**库中没有** · 没有收录{pair[0]}和{pair[1]}之间的互认协定。",
        )
    wanted = {s for key in query.products for s in library.products[key].sectors} | set(query.sectors)
    for code in economies:
        sides = set(groups_of(library, code, query.as_of))
        own = [
            one
            for one in library.agreements.values()
            if one.kind is AgreementKind.mra and one.tier is Tier.government and sides & set(one.parties)
            and len(one.parties) == 2 and live_on(one, query.as_of)
            and (not wanted or wanted & set(covered_sectors(one)))
        ]  # fmt: skip
        if not own:
            continue
        name = draft.name("economies", code)
        titles = draft.words("; ", "；").join(draft.say(one.names) for one in own[:12])
        draft.line(
            "correction",
            draft.words(
                f"Mutual recognition agreements recorded of {name}: {titles}.", f"已收录的{name}互认协定：{titles}。"
            ),
            *[f"agreements/{one.key}" for one in own[:12]],
        )
