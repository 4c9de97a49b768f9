"""Open questions: the best statements and passages, told as they stand; or nothing, where nothing is grounded."""

from __future__ import annotations

import re

from kb import cues
from kb.around import SENTENCE
from kb.base import label
from kb.conditions import all_left_out, shut_out
from kb.issuers import issued_in
from kb.law import live_on, members_of, reach, row_of, within
from kb.lexicon import Hit
from kb.model import PROSE, Evidence, Found, Statement
from kb.naming import is_of
from kb.numbers import STANDARD, standards
from kb.recognition import promises_only
from kb.records import Agreement, Text
from kb.retrieve import relevant
from kb.sifting import held
from kb.tell.absence import nothing_found
from kb.tell.draft import Draft
from kb.terms import BodyRole, Intent, Tier, Verdict
from kb.words import index_terms, is_chinese

_OF_TIME = frozenset({Intent.status, Intent.change, Intent.validity})  # "until when may the old label be used"


def open_question(draft: Draft) -> None:
    """The best statements and passages, told as they stand; or an honest "not in the base"."""
    if not open_answer(draft):
        near = [
            draft.kb.statements[hit.id]
            for hit in draft.hits[:4]
            if hit.score >= _NEAR and hit.id in draft.kb.statements
        ]
        nothing_found(draft, of_ours=any(speaks_of_it(draft, one) for one in near))


def open_answer(draft: Draft) -> bool:
    """Tells what search finds and what speaks of all that was named; False, and nothing told, where there is none."""
    query = draft.query
    of_time = query.intent in _OF_TIME and not query.evidence
    asks_acceptance = bool(cues.ACCEPTED.search(query.text)) and not of_time
    scored = []
    for one in draft.near:
        statement = draft.kb.statements.get(one.evidence.id)
        row = statement is not None and statement.kind == "foreign_evidence"
        off = row and not (asks_acceptance and query.economies)  # a row on one market is an answer where one was named
        off = off or (statement is not None and statement.kind == "accreditation")  # which is asked of by its own words
        if statement is not None and row and _of_another_market(draft, statement):
            continue
        scored.append((one.score * (0.85 if off else 1.0), one))
    found = _grounded_ones(draft, [one for _, one in sorted(scored, key=lambda pair: -pair[0])])
    if not found:
        return False
    _tell_best(draft, found)
    first = draft.kb.statements.get(found[0].evidence.id)
    agreement = draft.kb.library.agreements.get(found[0].evidence.id.removeprefix("agreements/").partition("#")[0])
    if query.intent is Intent.accepted and agreement and _binds(draft, agreement):
        out = all_left_out(query.text, {row.key: row for row in agreement.coverage})
        draft.verdict, draft.tier = Verdict.not_accepted if out else Verdict.conditional, agreement.tier
    if asks_acceptance and first is not None and first.kind == "foreign_evidence":
        speaks = row_of(draft.kb.library, first.id)
        if not query.evidence or speaks.evidence in held(draft.kb.library, query.evidence):
            refused = shut_out(query.text, speaks)
            draft.verdict, draft.tier = Verdict.not_accepted if refused else speaks.verdict, speaks.tier
    return True


def _binds(draft: Draft, agreement: Agreement) -> bool:
    """Whether an agreement may decide: it is applied, every economy named is under it, and it is none of accreditation bodies."""
    query, library, parties = draft.query, draft.kb.library, set(agreement.parties)
    sides = ({*within(library, code, query.as_of), *members_of(library, code, query.as_of)} for code in query.economies)
    loose = agreement.tier is Tier.accreditation or promises_only(agreement)
    applied = live_on(agreement, query.as_of) and not loose
    return applied and all(side & parties for side in sides)


def _of_another_market(draft: Draft, statement: Statement) -> bool:
    """Whether a rule's row is of a market that was not asked about, where one was."""
    library, day = draft.kb.library, draft.query.as_of
    asked = {
        f"market:{one}"
        for code in draft.query.markets
        for one in (*reach(library, code, day), *members_of(library, code, day))
    }
    return bool(asked) and not asked & statement.about


def documents_answer(draft: Draft) -> bool:
    """As open_answer, of ingested documents alone: what they say where no record speaks."""
    found = _grounded_ones(draft, [one for one in draft.near if one.evidence.kind == "passage"])
    _tell_best(draft, found)
    return bool(found)


def _grounded_ones(draft: Draft, found: list[Found]) -> list[Found]:
    return [one for one in found if relevant(one) and _grounded(draft, one.evidence, one.score)][:6]


def _tell_best(draft: Draft, found: list[Found]) -> None:
    for one in [f for f in found if f.score >= 0.8 * found[0].score][:4]:
        statement = draft.kb.statements.get(one.evidence.id)
        if statement is None:
            draft.line("quote", _excerpt(draft, one.evidence.text), _cell(draft, one.evidence.id))
        else:
            _tell(draft, statement)


def _tell(draft: Draft, statement: Statement) -> None:
    """The statement, and those of its other sentences that the question speaks of."""
    draft.line("condition", draft.say(statement.parts[0].text), statement.id)
    asked = set(index_terms(draft.query.text))
    scored = [(shared(draft, asked, part.text), n, part) for n, part in enumerate(statement.parts[1:])]
    wanted = {"status": {"status", "effective", "history", "next", "validity"}}.get(
        draft.query.intent, {"status", "next"}
    )
    for score, _, part in sorted(scored, key=lambda one: (-one[0], one[1]))[:4]:
        if score > 0 or part.name in wanted:
            draft.line("condition", draft.say(part.text), statement.id)


def shared(draft: Draft, asked: set[str], text: Text) -> int:
    """How many of the question's less common words a sentence holds, in either language."""
    terms = {*index_terms(text.en), *index_terms(text.zh)}
    return sum(not draft.kb.lexicon.is_common(term) for term in asked & terms)


def _grounded(draft: Draft, evidence: Evidence, score: float) -> bool:
    """Words the base has no name for must stand in what answers them; else it speaks of something else."""
    text = f"{evidence.title} {evidence.at} {evidence.publisher} {evidence.text}"
    statement = draft.kb.statements.get(evidence.id)
    if statement is not None:
        text += f" {statement.told('en')} {statement.told('zh')} {statement.title.en} {statement.title.zh}"
    # Chinese runs on: of a question that is met well, what is left over is mostly its grammar.
    goods = draft.query.intent is Intent.required and not draft.query.products  # then what is left over is the product
    unknown = [word for word in draft.query.unknown if score < 0.7 or goods or not is_chinese(word)]
    named = [*unknown, *(s.split(":")[0] for s in draft.query.standards)]
    held = set(index_terms(text))
    hits = sum(_is_held(word, text, held) if is_chinese(word) else set(index_terms(word)) <= held for word in named)
    markets = draft.query.economies
    if statement is None:
        about_market = not markets or _names(draft, text, markets)
    else:
        laws = {f"{kind}:{code}" for code in markets for kind in ("market", "party")}
        general = statement.kind == "term" or (statement.is_prose and speaks_of_all(draft, statement))
        about_market = not markets or bool(laws & statement.about) or general
    subject = draft.query.products or draft.query.evidence or draft.query.agreements
    several = len(named) > 1 or any(map(is_chinese, named))
    spared = 1 if subject and several else 0  # where the subject is known, one of several may be of another kind
    enough = hits == len(named) if goods else hits * 2 >= len(named) - spared
    return about_market and enough


def speaks_of_it(draft: Draft, statement: Statement) -> bool:
    """Whether a record holds most of the question's less common words, and each standard that it names."""
    asked = {term for term in index_terms(draft.query.text) if not draft.kb.lexicon.is_common(term)}
    text = f"{statement.told('en')} {statement.told('zh')} {statement.title.en} {statement.title.zh}"
    own = standards(text)
    named = all(any(is_of(other, one) for other in own) for one in draft.query.standards)
    return named and len(asked) > 1 and len(asked & set(index_terms(text))) >= _HALF * len(asked)


def _is_held(run: str, text: str, held: set[str]) -> bool:
    """Whether a text holds a run of Chinese, or most of the words of a long one: 绝缘子串球窝锁紧销."""
    words = [word for word in index_terms(run) if len(word) > 1] if len(run) >= _LONG_RUN else []
    return run in text or (len(words) > 2 and sum(word in held for word in words) >= _MOSTLY * len(words))


_LONG_RUN, _MOSTLY = 6, 0.6  # characters; of its words
_HALF = 0.5  # of the question's words
_NEAR = 0.55  # score of a record that may be meant


def speaks_of_all(draft: Draft, statement: Statement) -> bool:
    """Whether a statement names one of the economies asked about, where any was; of two whose agreement is asked about, or that
    have none, both. A paragraph headed by economies has to name one asked about itself, whatever its guide is about; one of
    accreditation bodies is told where it names one of those asked about."""
    accreditors = {key for key in draft.query.bodies if _accredits(draft, key)}
    if accreditors and not any(
        accreditors & set(hit.keys("body")) for hit in draft.kb.lexicon.named_in(statement.told("en"))
    ):
        return False
    if statement.id.startswith(PROSE) and draft.query.economies:
        told = [
            draft.kb.lexicon.named_in(STANDARD.sub("", text))  # the GB of a number is no economy
            for text in (label(statement), statement.parts[0].text.en)
        ]
        heads, named = ({code for hit in hits for code in _by_name(draft, hit)} for hits in told)
        asked = {one for code in draft.query.economies for one in reach(draft.kb.library, code, draft.query.as_of)}
        elsewhere = begins_elsewhere(draft, statement, asked) and not named & set(draft.query.economies)
        if (heads and not named & asked) or elsewhere:
            return False
    text = f"{statement.title.en} {statement.title.zh} {statement.told('en')} {statement.told('zh')}"
    economies = draft.query.economies
    if statement.id.startswith(PROSE) and not _of_a_pair(draft) and _is_on_their_standards(draft, statement):
        return True
    return not economies or _names(draft, text, economies, every=len(economies) == 2 and _of_a_pair(draft))


def _is_on_their_standards(draft: Draft, statement: Statement) -> bool:
    """Whether a paragraph is headed by a standard asked about that an economy asked about, or its group, issues: EN 397 is the Union's."""
    query, library = draft.query, draft.kb.library
    groups = {one for code in query.economies for one in reach(library, code, query.as_of)}
    headed = standards(label(statement))
    return any(is_of(own, one) and issued_in(one, groups) for own in headed for one in query.standards)


_BEGINS = re.compile(r"[^,:;(?.]{0,60}")


def begins_elsewhere(draft: Draft, statement: Statement, asked: set[str]) -> bool:
    """Whether a paragraph begins with economies of which none was asked about: "Kenya, extended producer responsibility"."""
    begins = _BEGINS.match(STANDARD.sub("", statement.parts[0].text.en))
    hits = draft.kb.lexicon.named_in(begins[0] if begins else "")
    first = {code for hit in hits for code in hit.keys("economy")}
    held = {one for code in first for one in (code, *members_of(draft.kb.library, code, draft.query.as_of))}
    return bool(first) and not held & asked


def _accredits(draft: Draft, body: str) -> bool:
    return BodyRole.accreditation_body in draft.kb.library.bodies[body].roles


def _of_a_pair(draft: Draft) -> bool:
    parties = (draft.kb.library.agreements[key].parties for key in draft.query.agreements)
    return draft.is_without_pact or any(len(one) == len(draft.query.economies) for one in parties)


def _names(draft: Draft, text: str, economies: tuple[str, ...], *, every: bool = False) -> bool:
    """Whether a passage names one of the economies, or every one."""
    said = {one for hit in draft.kb.lexicon.named_in(text) for one in _economies(draft, hit)}
    named = (bool(said & set(reach(draft.kb.library, code, draft.query.as_of))) for code in economies)
    return all(named) if every else any(named)


def _economies(draft: Draft, hit: Hit) -> set[str]:
    """The economies that a name stands for or belongs to: the Commission is the Union's, CE its own proof."""
    library = draft.kb.library
    codes = {library.schemes[key].market for key in hit.keys("scheme")}
    codes |= {code for key in hit.keys("evidence") for code in library.evidence[key].own_of}
    return {code for code in (*codes, *_by_name(draft, hit)) if code}


def _by_name(draft: Draft, hit: Hit) -> set[str]:
    """The economies that are named, by themselves or by a body of theirs."""
    bodies = (draft.kb.library.bodies[key].economy for key in hit.keys("body"))
    return {code for code in (*hit.keys("economy"), *bodies) if code}


def _cell(draft: Draft, one: str) -> str:
    """The id of the cell that a question about a table row asks for: the one whose header alone shares its words."""
    asked = {term for term in index_terms(draft.query.text) if not draft.kb.lexicon.is_common(term)}
    heads = {n: set(index_terms(told.partition(": ")[0])) for n, told in draft.kb.cells(one).items() if ": " in told}
    shared = sorted(((len(asked & head), -n) for n, head in heads.items()), reverse=True)
    if not shared or not shared[0][0] or (len(shared) > 1 and shared[1][0] == shared[0][0]):
        return one
    return f"{one}c{-shared[0][1]}"


_QUOTED = 3  # sentences of one passage
_LONGEST = 600  # characters of one quotation


def _excerpt(draft: Draft, text: str) -> str:
    """The sentences of a passage that share most with the question, as they stand and in their order; a short one whole."""
    parts = [part.strip() for part in SENTENCE.split(text) if part and part.strip()]
    if sum(map(len, parts)) > _LONGEST // 2:
        asked = _asked(draft)
        shared = {n: sum(len(term) > 1 for term in asked & set(index_terms(part))) for n, part in enumerate(parts)}
        best = sorted(sorted(shared, key=lambda n: (-shared[n], n))[:_QUOTED])
        parts = [("… " if n and n - 1 not in best else "") + parts[n] for n in best]
    told = " ".join(parts) if not is_chinese(text) else "".join(parts)
    return told if len(told) <= _LONGEST else told[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _asked(draft: Draft) -> set[str]:
    """The words of the question that tell, in both languages: its names as the other language has them."""
    query, library = draft.query, draft.kb.library
    terms = {term for term in index_terms(query.text) if not draft.kb.lexicon.is_common(term)}
    names = [library.glossary[key].names for key in query.terms]
    names += [library.products[key].names for key in query.products] + [
        library.evidence[key].names for key in query.evidence
    ]
    names += [library.economies[code].names for code in query.economies]
    return terms.union(*(index_terms(f"{one.en} {one.zh}") for one in names)) if names else terms
