"""Query, Evidence → Answer: the whole story of a question."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, cast

from kb import cues
from kb.base import Kb
from kb.citations import Cited, cite, markdown, unproven
from kb.language import PHRASE
from kb.model import Answer, Citation, Claim, KeyClaim, Language, Line, MarketVerdict, Query
from kb.recognition import routes
from kb.tell import (
    absence,
    acceptance,
    accreditors,
    acts,
    asked,
    background,
    classes,
    codes,
    compare,
    coverage,
    focus,
    found,
    knowledge,
    laws,
    mentioned,
    openly,
    paired,
    premise,
    requirements,
    rest,
    screen,
    standards,
    transitions,
    under,
)
from kb.tell.choose import name_by_search, told_as
from kb.tell.draft import Draft
from kb.tell.follow import follow_ups
from kb.terms import Intent, Tier
from kb.understand import understand

_log = logging.getLogger(__name__)

_TELLERS: dict[Intent, Callable[[Draft], None]] = {
    Intent.accepted: acceptance.accepted,
    Intent.required: requirements.required,
    Intent.route: acceptance.accepted,
    Intent.coverage: coverage.coverage,
    Intent.list: coverage.listed,
    Intent.standards: standards.standards,
    Intent.accreditation: knowledge.accreditation,
    Intent.status: knowledge.time,
    Intent.designates: focus.designates,
    Intent.validity: focus.one_side,
    Intent.representative: focus.one_side,
    Intent.marking: focus.one_side,
    Intent.steps: acceptance.steps,
    Intent.compare: compare.compare,
    Intent.definition: knowledge.definition,
    Intent.change: focus.changes,
    Intent.how_many: coverage.counted,
    Intent.not_recorded: absence.not_recorded,
    Intent.outside: absence.outside,
    Intent.open: openly.open_question,
}


def ask(
    question: str,
    kb: Kb,
    *,
    earlier: tuple[Query, ...] = (),
    as_of: dt.date | None = None,
    language: Language | None = None,
    markets: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    chosen: Mapping[str, tuple[str, ...]] | None = None,
) -> Answer:
    """One answer, every claim with its evidence, or an abstention that says what is missing and whom to ask.

    `markets` and `products` are filters the reader chose: they stand where the question names none; `chosen`, by role,
    replaces what was read from it. Raises QuestionError
    for an empty or over-long question. The same base and question give the same answer, unless a model words it.
    """
    started = time.perf_counter()
    query = understand(
        question, kb.library, earlier, lexicon=kb.lexicon, today=dt.date.today(), as_of=as_of,
        language=language or cast("Language | None", {"auto": None}.get(kb.settings.language, kb.settings.language)),
        markets=markets, products=products, chosen=chosen,
    )  # fmt: skip
    if query.inherited:
        query = replace(query, before=earlier[-1].text)
    return replace(told(query, kb), took_ms=round((time.perf_counter() - started) * 1000, 2))


def told(query: Query, kb: Kb) -> Answer:
    """The answer to a question already understood."""
    answer = _finished(_then_and_now(query, kb) if query.and_now else _drafted(query, kb))
    kb.heard(answer)
    return answer


def _then_and_now(query: Query, kb: Kb) -> Draft:
    """The answer for the day named and for today, one after the other; the verdict is today's."""
    then = _drafted(replace(query, and_now=False), kb)
    now = _drafted(replace(query, and_now=False, dated=False, as_of=dt.date.today()), kb)
    parts = [
        (then, then.words(f"**On {query.as_of}**", f"**{query.as_of}时**")),
        (now, now.words("**Today**", "**目前**")),
    ]
    told = [line for one, title in parts for line in (Line("note", title), *one.lines)]
    now.lines = sorted(told, key=lambda line: line.folded)
    return now


def _drafted(query: Query, kb: Kb) -> Draft:
    draft = Draft(kb, query)
    asked.remarks(draft)
    if codes.answers(draft):
        draft.as_of()
    elif not asked.asked_back(draft):
        laws.correct(draft)
        premise.correct(draft)
        _told_by_kind(draft)
        found.tell(draft)
        rest.tell(draft, dt.date.today())
        screen.fold(draft)
    return draft


def _told_by_kind(draft: Draft) -> None:
    """What the question's kind is answered by, with the guide's paragraph that speaks of it before or after."""
    own = (
        laws.answers, transitions.answers, accreditors.answers, acts.answers, under.answers, focus.basis, classes.answers,
        paired.answers, mentioned.answers,
    )  # fmt: skip
    if any(answers(draft) for answers in own):
        return
    _by_its_agreement(draft)
    if name_by_search(draft):
        premise.correct_found(draft)
    intent = told_as(draft)
    if intent in (Intent.open, Intent.not_recorded, Intent.outside):
        draft.query = replace(draft.query, intent=intent)
    taught, before = acts.leads(draft) or background.leads(draft), len(draft.lines)
    if intent is Intent.outside and openly.documents_answer(draft):
        return
    if not (taught and intent is Intent.open):
        _TELLERS[intent](draft)
    if taught and draft.status == "abstained":  # the guide has answered
        del draft.lines[before:]
        draft.status, draft.verdict, draft.reason = "answered", None, ""
    elif not taught and background.follows(draft) and draft.status == "abstained":
        draft.status, draft.reason = "partial", ""


def _by_its_agreement(draft: Draft) -> None:
    """A treaty was named for goods in a market: what travels under it is what is held there, where rules speak of it; so does,
    where it is asked whether it counts, what an arrangement of accreditation bodies carries ("the lab is accredited and ILAC"),
    and, of whatever goods, what regulators rely on: "does MDSAP spare us the audit in Korea?"."""
    query, library = draft.query, draft.kb.library
    tiers = {Tier.government, Tier.equivalence} if query.products else set()
    counts = query.intent is Intent.accreditation and cues.ACCEPTED.search(
        query.text
    )  # "is it taken, the body is in the IAF MLA"
    if query.intent is Intent.accepted or counts:
        tiers |= {Tier.accreditation, Tier.reliance} if query.products else {Tier.reliance}
    treaties = {key for key in query.agreements if library.agreements[key].tier in tiers}
    since = {after for key in treaties if (after := library.agreements[key].replaced_by)}
    kinds = {key: kind for key, kind in library.evidence.items() if key not in query.absent}
    carried = tuple(key for key, kind in kinds.items() if kind.carried_by in treaties)
    carried = carried or tuple(key for key, kind in kinds.items() if kind.carried_by in since)
    if query.evidence or not query.markets or len(carried) != 1:
        return
    held = replace(query, evidence=carried)
    if any(route.matches for route in routes(held, library)):
        draft.query = held


def _finished(draft: Draft) -> Answer:
    kb, query = draft.kb, draft.query
    claims, gaps, citations, numbered = _proven(draft)
    cautions = _cautions(citations, query.language)
    answer = Answer(
        question=query.text,
        language=query.language,
        as_of=query.as_of,
        status=cast("Literal['answered', 'partial', 'abstained']", draft.status),
        verdict=draft.verdict,
        tier=draft.tier,
        markdown=markdown(numbered, cautions),
        claims=claims,
        gaps=gaps,
        citations=citations,
        query=query,
        follow_ups=tuple(draft.follow_ups) or follow_ups(draft),
        reason=draft.reason,
        markets=_markets(draft, numbered),
    )
    return _worded(answer, numbered, kb, cautions)


def _cautions(citations: tuple[Citation, ...], language: Language) -> str:
    """What a reader must know of the sources: those that nobody has read yet, and what became of the others since."""
    unread = " ".join(f"[{one.n}]" for one in citations if one.checked is None)
    told = [(unread, getattr(PHRASE["unverified"], language))] if unread else []
    told += [(f"[{one.n}]", caution) for one in citations for caution in one.cautions]
    shape = "{}：{}。" if language == "zh" else "{}: {}."
    return "\n\n".join(shape.format(*one) for one in told)


def _proven(draft: Draft) -> Cited:
    """The lines with their citations, without those that state what their evidence does not hold."""
    kb, language = draft.kb, draft.query.language
    cited = cite(draft.lines, lambda one: kb.evidence(one, language))
    if wrong := unproven(cited, kb.lexicon, _named(draft.query), _subject(draft)):
        _log.error("%d lines of an answer are left out: their evidence does not hold them", len(wrong))
        draft.lines = [line for line in draft.lines if line not in wrong]
        draft.status = "partial" if draft.status == "answered" else draft.status
        draft.note("A sentence is left out because its source does not hold it.", "有一句因来源不支持而未列出。")
        cited = cite(draft.lines, lambda one: kb.evidence(one, language))
    return cited


def _subject(draft: Draft) -> str:
    """The names of the evidence and goods asked about."""
    query = draft.query
    named = [("evidence", query.evidence), ("products", query.products)]
    return " ".join(draft.name(kind, key) for kind, keys in named for key in keys)


def _named(query: Query) -> frozenset[str]:
    by = {"economy": query.economies, "body": query.bodies, "scheme": query.schemes, "agreement": query.agreements}
    return frozenset(f"{kind}:{key}" for kind, keys in by.items() for key in keys)


def _worded(answer: Answer, lines: list[tuple[Line, tuple[int, ...]]], kb: Kb, cautions: str) -> Answer:
    """The answer in a model's words, where the settings name one and what it says holds."""
    if not kb.settings.llm_url:
        return answer
    from kb.compose import compose  # with an HTTP client, which nobody needs without a model
    from kb.llm import open_model

    model = open_model(kb.settings)
    count = kb.index.encoder.count
    return compose(answer, lines, model, lexicon=kb.lexicon, count=count, cautions=cautions) if model else answer


def _markets(draft: Draft, numbered: list[tuple[Line, tuple[int, ...]]]) -> tuple[MarketVerdict, ...]:
    """What was told of each market: its verdict, its keys, its gaps."""
    return tuple(
        MarketVerdict(
            route.market,
            route.verdict,
            route.tier,
            tuple(
                KeyClaim(line.key, line.state, line.text, ns)
                for line, ns in numbered
                if line.market == route.market and line.key is not None and line.state is not None
            ),
            tuple(Claim(line.text, ns) for line, ns in numbered if line.market == route.market and line.role == "gap"),
        )
        for route in draft.routes
    )
