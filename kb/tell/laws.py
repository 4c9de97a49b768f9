"""A law named by its number: what became of it and what took its place; said first where it no longer applies."""

from __future__ import annotations

import datetime as dt
import re

from kb import cues
from kb.language import VERDICT
from kb.law import law_of
from kb.model import Query
from kb.naming import is_of
from kb.numbers import standards
from kb.recognition import ENDED
from kb.records import Law
from kb.tell.draft import Draft
from kb.terms import Intent, Verdict

_OF_TIME = frozenset({Intent.status, Intent.change})
# Asked of a law itself, its record answers; of a market, a product or what is held, it is said before the answer.
OF_ITSELF = frozenset(
    {Intent.status, Intent.change, Intent.definition, Intent.open, Intent.coverage, Intent.list, Intent.compare}
)


def answers(draft: Draft) -> bool:
    """Tells each law named, where the question asks of laws; whether that is all that was asked."""
    query = draft.query
    if not query.laws or not _of_laws(draft):
        _tell_of_elsewhere(draft)
        return False
    for key in query.laws[:3]:
        _tell(draft, draft.kb.library.laws[key])
    draft.as_of()
    return True


def _tell_of_elsewhere(draft: Draft) -> None:
    """Tells a law of another market than the economy named before the rules there: "China food under 2019/1793"."""
    query, library = draft.query, draft.kb.library
    of = {library.laws[key].market for key in query.laws}
    ruled = {law for code in query.markets for law in law_of(library, code, query.as_of)}
    if of and ruled and not (of & ruled or query.evidence or query.standards) and query.intent in _OF_TIME:
        for key in query.laws[:1]:
            _tell(draft, library.laws[key])


def _of_laws(draft: Draft) -> bool:
    """Whether a law itself is asked about: of no evidence, in no other market, and of goods only when or what changes."""
    query, library = draft.query, draft.kb.library
    laws = {law for code in query.markets for law in law_of(library, code, query.as_of)}
    elsewhere = bool(query.markets) and not laws & {library.laws[key].market for key in query.laws}
    if query.evidence or elsewhere or _standards_under(draft):  # of a standard under a law: the law is where it stands
        return False
    exempts = any(cues.EXEMPT.search(library.laws[key].names.en) for key in query.laws)
    if exempts and cues.EXEMPT.search(query.text):
        return True
    # Of a date of the scheme that the law brought: "MTCTE phase III, due when".
    if query.schemes and cues.WHEN.search(query.text) and not _is_written(draft):
        return False
    goods = query.products or query.sectors
    return query.intent in _OF_TIME or (not goods and query.intent in (*OF_ITSELF, Intent.required))


def _standards_under(draft: Draft) -> bool:
    """Whether a standard is asked about that is no law itself, as GB 21027-2020 is."""
    laws = (draft.kb.library.laws[key] for key in draft.query.laws)
    own = {one for law in laws for one in standards(" ; ".join((law.names.en, *law.synonyms.en, *law.synonyms.zh)))}
    return any(not any(is_of(name, one) for name in own) for one in draft.query.standards)


def _is_written(draft: Draft) -> bool:
    """Whether a law named is written out, by its title or number, and not only by letters that are its scheme's too."""
    text, laws = draft.query.text.lower(), (draft.kb.library.laws[key] for key in draft.query.laws)
    return any(name.lower() in text for law in laws for name in (*law.synonyms.en, *law.synonyms.zh, law.names.zh))


def correct(draft: Draft) -> None:
    """Says of a law that was named and no longer applies what became of it, before anything else."""
    if draft.query.intent in OF_ITSELF:
        return
    for key in draft.query.laws[:3]:
        if gone(draft.kb.library.laws[key], draft.query.as_of):
            draft.part(
                draft.kb.statements[f"laws/{key}"], "statement", role="correction", label=draft.phrase("premise")
            )


def gone(law: Law, day: dt.date) -> bool:
    """Whether a law no longer, or never, applied on a day."""
    if law.ended:
        return day.isoformat()[: len(law.ended)] >= law.ended
    return law.status in ENDED


def _tell(draft: Draft, law: Law) -> None:
    statement = draft.kb.statements[f"laws/{law.key}"]
    if gone(law, draft.query.as_of):
        verdict = Verdict.superseded_or_suspended
        draft.verdict = draft.verdict or verdict
        draft.line("verdict", f"**{draft.say(VERDICT[verdict])}** · {draft.say(law.names)}", statement.id)
    else:
        draft.head(draft.say(law.names))
    draft.part(statement, "statement")
    draft.part(statement, "about")
    draft.part(statement, "note", role="condition")
    draft.head(draft.phrase("successor"))
    for key in law.replaced_by:
        draft.part(draft.kb.statements[f"laws/{key}"], "statement", role="condition")
    draft.head("")


_LAW = re.compile(
    r"(?:\b(?:Decrees?|Decisions?|Circulars?|Regulations?|Resolutions?|Ordinances?|Orders?|Directives?|Laws?|Acts?|Notices?)\s+(?:No\.?\s*)?(?:\([A-Z]{2,3}\)\s*)?"
    r"|(?:法令|决定|通告|法规|条例|决议|指令|公告|令)\s?(?:第)?)(?P<number>\d{1,4}[/-](?:19|20)\d\d(?:[/-][A-Z-]+)?)"
    r"|(?:令|公告|通告|通知)第?(?P<order>\d{1,4})号|第(?P<announced>\d{1,4})号(?:公告|令|通告|通知)"
    r"|(?<![A-Za-z])(?P<un>(?:UN|ECE|UNECE)\s?R\s?\d{1,3})(?!\d)|(?P<cfr>\d{1,2} CFR (?:part )?\d+(?:\.\d+)?)|(?P<of>\d{1,4} of (?:19|20)\d\d)"
)


def unheld(query: Query) -> tuple[str, ...]:
    """The numbers under which a question names laws, where the base knows none of them."""
    if query.laws:
        return ()
    return tuple(dict.fromkeys(next(filter(None, match.groups())) for match in _LAW.finditer(query.text)))
