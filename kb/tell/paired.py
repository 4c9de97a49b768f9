"""Standards side by side of which one has no adoption: what a guide says of them all leads, such as that they are not equal."""

from __future__ import annotations

import re

from kb.language import join
from kb.model import PROSE, Statement
from kb.tell.draft import Draft
from kb.tell.standards import OF_ADOPTION, naming, rows_of, unheld
from kb.terms import Intent

_KINDS = frozenset({Intent.compare, Intent.standards, Intent.open, Intent.definition})
_DECIDED = re.compile(r"[^.;?]{4,160}\? (?:yes|no|it depends)\b", re.I)
_MOST = 2  # paragraphs


def answers(draft: Draft) -> bool:
    """Tells the guides' paragraphs that name every standard asked about, and, where these speak of no adoption, that none is
    recorded as adopting another; False where adoptions speak of each, or no paragraph names all."""
    query = draft.query
    if len(query.standards) < 2 or query.intent not in _KINDS or (query.evidence and query.markets):
        return False
    ruled = query.markets and query.products and naming(draft)  # then a market's rule answers
    paragraphs = _naming_all(draft) if not ruled and unheld(draft, rows_of(draft)) else []
    for one in paragraphs[:_MOST]:
        draft.line("claim", draft.say(one.parts[0].text), one.id)
    if paragraphs and not any(OF_ADOPTION.search(one.parts[0].text.en) for one in paragraphs[:_MOST]):
        names = join(list(query.standards), query.language)
        draft.note(
            f"{names}: none of them is recorded as adopting another of them.",
            f"{names}：未收录其相互采用关系。",
        )
    return bool(paragraphs)


def _naming_all(draft: Draft) -> list[Statement]:
    """The paragraphs of guides that hold the numbers of all standards asked about: first those of guides that are about standards, of
    these first those that begin with a question and its yes or no."""
    named = [re.compile(rf"(?<![A-Za-z]){re.escape(one.split(':')[0])}(?![\d.-]*\d)") for one in draft.query.standards]
    topics = {key: "standards" in guide.topics for key, guide in draft.kb.library.guides.items()}

    def place(one: Statement) -> tuple[bool, bool]:
        guide = one.id.partition("/")[2].partition("#")[0]
        return not topics.get(guide, True), not _DECIDED.match(one.parts[0].text.en)

    guides = (one for key, one in draft.kb.statements.items() if key.startswith(PROSE))
    return sorted((g for g in guides if all(n.search(g.parts[0].text.en) for n in named)), key=place)
