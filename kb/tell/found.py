"""What search finds at once for a question and its kind of answer has left out: the sentences that share most with the question."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from kb.base import label
from kb.issuers import issued_in, issuers
from kb.law import kin, reach
from kb.model import PROSE, Line, Statement
from kb.naming import is_of
from kb.numbers import standards
from kb.recognition import promises_only
from kb.sifting import held
from kb.tell.background import is_of_the_goods, suits, tells_later
from kb.tell.coverage import EVERY, of_another_pair, strangers
from kb.tell.draft import Draft
from kb.tell.focus import PARTS
from kb.tell.laws import gone, unheld
from kb.tell.openly import begins_elsewhere, shared, speaks_of_all, speaks_of_it
from kb.terms import Intent
from kb.words import index_terms

_NEAR = 0.7  # score of the first hit that is worth telling
_FROM = (*PROSE, "agreements/", "requirements/", "accreditation/", "laws/")
_WHOLE = ("requirements/", *PROSE)  # a rule or a paragraph that is cited has been told
_TOLD_WHOLE = frozenset(
    {Intent.designates, Intent.accreditation, Intent.compare}
)  # whose answers need no sentence before them
_NEVER = frozenset({Intent.outside, Intent.not_recorded, Intent.standards, Intent.definition})
_OF_TIME = frozenset({"status", "history", "effective", "next", "validity"})
# What may be read in any record that speaks of it; of what counts and what is required rows decide.
_READ = frozenset({Intent.standards, Intent.status, Intent.validity, Intent.definition, Intent.open, Intent.change})
_COUNTS = frozenset({Intent.accepted, Intent.required, Intent.route})
_SINCE_WHEN = frozenset({Intent.status, Intent.change})
_NOT_HELD = frozenset({Intent.outside, Intent.not_recorded})
_MOST = 10  # sentences
_MORE, _LOOKED, _LEAST = 5, 10, 0.45  # records told behind all, of so many hits, of such a score at least
_HITS = 3  # of which the first is always worth telling, the others where they belong to what the question names


def tell(draft: Draft) -> None:
    """Tells what the first hit says of the question, where it is near; before all else where nothing was decided. What is near
    besides and not told yet stands behind all."""
    if not draft.is_whole:
        _first(draft)
        _more(draft)


def _first(draft: Draft) -> None:
    before, near = len(draft.lines), _near(draft)
    chosen = _chosen(draft, near)
    for statement in near:
        draft.head(draft.say(statement.title))
        for n, part in enumerate(statement.parts):
            if (statement.id, n) in chosen:
                draft.line("condition", draft.say(part.text), statement.id)
        draft.head("")
    decided = draft.verdict is not None or draft.routes or _is_answered(draft, near)
    decided = decided or bool(draft.hits and _rule(draft.hits[0].id) in _told_rules(draft.lines[:before]))
    decided = decided or any(
        f"laws/{key}" in line.evidence for line in draft.lines[:before] for key in draft.query.laws
    )
    if chosen and not decided and draft.query.intent not in _TOLD_WHOLE:
        draft.lead(before, past=_stands_first)


def _is_answered(draft: Draft, near: list[Statement]) -> bool:
    """Whether what counts is asked and the record found has spoken, or it is an agreement named that carries nothing by itself."""
    if near and draft.query.intent in _COUNTS and draft.has_told(draft.say(near[0].parts[0].text)):
        return True
    keys = {one.id.removeprefix("agreements/").partition("#")[0] for one in near} & set(draft.query.agreements)
    return any(promises_only(draft.kb.library.agreements[key]) for key in keys)


def _more(draft: Draft) -> None:
    """Tells the nearest of what search finds that nothing has told, with the sentences that share most with the question."""
    if draft.query.intent in _NOT_HELD:
        return
    near, cited = _besides(draft), {one for line in draft.lines for one in line.evidence}
    chosen = _chosen(draft, near) | {(one.id, 0) for one in near if one.id not in cited}
    draft.head(draft.phrase("nearest"))
    if near:
        draft.lines = [one for one in draft.lines if one.role != "titles"]  # the records themselves follow
    for statement in near:
        is_a_line = (
            statement.kind == "equivalence" and statement.id in cited
        )  # number, degree and status have been told
        for n, part in enumerate(statement.parts):
            told = (statement.id, n) in chosen and (part.name == "differences" or not is_a_line)
            if told and draft.is_told(part):
                draft.line("condition", draft.say(part.text), statement.id)
    draft.head("")


def _besides(draft: Draft) -> list[Statement]:
    """The nearest records that belong to the question. One that speaks of all of it ends an abstention; of what counts and what is
    required nothing else does."""
    abstained = draft.status == "abstained"
    if abstained and draft.reason == "outside":
        return []
    hits = [(hit, draft.kb.statements[hit.id]) for hit in draft.hits[:_LOOKED] if hit.id in draft.kb.statements]
    read = draft.query.intent in _READ
    fitting = (
        one
        for hit, one in hits
        if ((read or not abstained) and hit.score >= _LEAST and _belongs(draft, one))
        or (not abstained and hit.score >= _NEAR and _is_of_its_scheme(draft, one))
        or (abstained and hit.score >= _NEAR and _is_of_the_market(draft, one))
    )
    near = list(islice(fitting, _MORE))
    if abstained and read and any(speaks_of_it(draft, one) for one in near):
        draft.status, draft.verdict, draft.reason = "partial", None, ""
    return near


def _belongs(draft: Draft, statement: Statement) -> bool:
    """Whether a record is of the economies, goods and day asked about, or of a standard asked about that is one economy's own."""
    query, library = draft.query, draft.kb.library
    if query.evidence and statement.kind == "foreign_evidence":  # of other proof than what is held
        proof = {f"evidence:{key}" for key in held(library, query.evidence)}
        return bool(proof & statement.about) and _fits(draft, statement)
    if _named(query.standards, statement, own=True):
        return not tells_later(draft, statement)
    if query.standards and not (query.economies or query.products or query.evidence or query.bodies or query.schemes):
        told = any(one.startswith("equivalences/") for line in draft.lines for one in line.evidence)
        repeats = told and statement.kind == "equivalence"
        return not repeats and _named(query.standards, statement)  # what does not name it is near by its digits
    if statement.kind == "equivalence" and query.economies:
        groups = {one for code in query.economies for one in reach(library, code, query.as_of)}
        row = library.equivalences[statement.id.partition("/")[2]]
        return issued_in(row.standard, groups) and _named(query.standards, statement)
    return _fits(draft, statement) and suits(draft, statement)


def _is_of_the_market(draft: Draft, statement: Statement) -> bool:
    """Whether it is a rule of a market asked about, of whatever goods: all there is to tell where none is recorded for these."""
    kind, _, key = statement.id.partition("#")[0].partition("/")
    query = draft.query
    laws = {law for code in query.markets for law in reach(draft.kb.library, code, query.as_of)}
    other_proof = query.evidence and statement.kind == "foreign_evidence" and not _belongs(draft, statement)
    return kind == "requirements" and key.upper() in laws and not other_proof


def _is_of_its_scheme(draft: Draft, statement: Statement) -> bool:
    """Whether it is a rule of other goods under the scheme of a rule asked about, where scheme or regulator are named: what it
    tells of the scheme may hold for these."""
    of_rules = {
        f"scheme:{rule.requirement.scheme}"
        for route in draft.found
        for rule in route.rules
        if rule.requirement.scheme in draft.query.schemes or rule.requirement.regulator in draft.query.bodies
    }
    return statement.kind == "requirement" and bool(of_rules & statement.about) and _is_of_the_market(draft, statement)


def _named(asked: tuple[str, ...], statement: Statement, *, own: bool = False) -> bool:
    """Whether a record tells of a standard asked about, a paragraph in its heading; `own`: of one that an economy issues."""
    text = label(statement) if statement.is_prose else f"{statement.title.en} {statement.told('en')}"
    told = standards(text)
    return any(is_of(one, wanted) for wanted in asked if issuers(wanted) or not own for one in told)


def _near(draft: Draft) -> list[Statement]:
    """The first hit, and the next ones that are of the same record; none where the question is of another kind."""
    if draft.query.intent in _NEVER or draft.status == "abstained" or unheld(draft.query):
        return []
    cited = [one for line in draft.lines for one in line.evidence]
    if EVERY.search(draft.query.text) and any(one.startswith("agreements/") and "#" in one for one in cited):
        return []  # of an agreement all of whose rows were told
    told = _told_rules(draft.lines)
    near = [hit.id for hit in draft.hits[:_HITS] if hit.score >= _NEAR and hit.id.startswith(_FROM)]
    near = [one for one in near if _rule(one) not in told]
    hits = (one for one in map(draft.kb.statements.__getitem__, near) if not _is_of_another_law(draft, one))
    fitting = [
        one
        for one in hits
        if _fits(draft, one)
        and (not (one.is_prose or one.kind == "law") or is_of_the_goods(draft, one, by_heading=one.is_prose))
        and not (_is_gone(draft, one) or (one.kind == "accreditation" and draft.query.schemes))
    ]
    if draft.query.intent in _SINCE_WHEN and not draft.query.evidence:  # asked of the rule, not of what counts under it
        fitting = [one for one in fitting if one.kind != "foreign_evidence"] or fitting
    record = fitting[0].id.partition("#")[0] if fitting else ""
    return [one for one in fitting if one.id.partition("#")[0] == record]


def _is_of_another_law(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph begins with another economy than that whose law was named."""
    markets = {draft.kb.library.laws[key].market for key in draft.query.laws}
    return bool(markets) and not draft.query.economies and begins_elsewhere(draft, statement, markets)


def _is_gone(draft: Draft, statement: Statement) -> bool:
    """Whether it is a law that no longer applies and that nobody named."""
    key = statement.id.removeprefix("laws/")
    laws = draft.kb.library.laws
    return statement.kind == "law" and key not in draft.query.laws and gone(laws[key], draft.query.as_of)


def _told_rules(lines: Iterable[Line]) -> set[str]:
    return {_rule(one) for line in lines for one in line.evidence if one.startswith(_WHOLE)}


def _rule(one: str) -> str:
    """The id of the rule that a row of foreign evidence belongs to: requirements/za#tyre."""
    return "/".join(one.split("/")[:2])


def _fits(draft: Draft, statement: Statement) -> bool:
    """Whether it speaks of an economy asked about; of a rule, whether it is of a market asked about; of an agreement, whether
    every one is a side of it."""
    query, library = draft.query, draft.kb.library
    kind, _, key = statement.id.partition("#")[0].partition("/")
    if (
        statement.kind == "foreign_evidence"
        and query.intent in PARTS
        and not (query.evidence or (query.bodies and not query.schemes))
    ):
        return False  # of who represents or how long it lasts, what other proof is worth tells nothing
    if kind == "requirements":
        goods = {one for product in query.products for one in kin(library, product)}
        told = {one.removeprefix("product:") for one in statement.about if one.startswith("product:")}
        kinds = {one for product in told for one in kin(library, product)}
        carried = {library.evidence[key].carried_by for key in query.evidence}
        fits = set(query.agreements) <= carried and (not goods or bool(goods & told or set(query.products) & kinds))
        return fits and any(key.upper() in reach(library, code, query.as_of) for code in query.markets)
    if kind == "agreements" and len(query.economies) > 1:
        agreement = library.agreements[key]
        row = next((one for one in agreement.coverage if statement.id.endswith(f"#{one.key}")), None)
        if strangers(draft, agreement) or (row is not None and of_another_pair(draft, row)):
            return False
    return speaks_of_all(draft, statement)


def _chosen(draft: Draft, near: list[Statement]) -> set[tuple[str, int]]:
    """The sentences that are not told yet and share most with the question, by statement and place; of a record of which nothing is
    told its first one with them."""
    asked = set(index_terms(draft.query.text))
    dated = draft.query.intent in (Intent.status, Intent.change)
    scored = [
        (-shared(draft, asked, part.text) - (dated and part.name in _OF_TIME), rank, n, one.id)
        for rank, one in enumerate(near)
        for n, part in enumerate(one.parts)
        if draft.is_told(part) and not draft.has_told(draft.say(part.text))
    ]
    best = {(one, n) for score, _, n, one in sorted(scored)[:_MOST] if score}
    known = any(one.id in line.evidence for line in draft.lines for one in near)
    return best | ({(near[0].id, 0)} if near and not known else set())


def _stands_first(line: Line) -> bool:
    """Corrections, remarks and what a guide teaches."""
    return line.role in ("correction", "note") or (bool(line.evidence) and line.evidence[0].startswith(PROSE))
