"""What a question leaves unsaid: the market that its parts stand for, and the agreement that a pair of economies does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kb import cues, roles
from kb.lexicon import Hit
from kb.library import Library
from kb.model import Query
from kb.pacts import operated, pact
from kb.reading import Reading
from kb.terms import BodyRole


def implied(query: Query, reading: Reading, library: Library, asked: tuple[Hit, ...]) -> Query:
    """The query with the market that its parts stand for where none was named, and the agreement where a pair was."""
    named = {code for key in query.agreements for code in library.agreements[key].parties}
    read_as = ([code for code in codes if code in named] or codes for codes in reading.parties)
    parties = tuple(codes[0] for codes in read_as if codes[0] not in query.origins)
    if not query.markets:
        query = replace(query, markets=_stands_for(query, reading, library, asked) or parties)
    elif set(query.markets) <= named and not (query.evidence or query.origins or query.inherited):
        query = replace(query, markets=unique((*query.markets, *parties)))
    if cues.MRA.search(query.text) and len(query.economies) == 1:  # "does the FDA have an MRA with the EU"
        query = replace(query, markets=unique((*_regulators(query, library), *query.markets)))
    sure = any(hit.keys("agreement") and not (hit.keys("evidence") or hit.keys("scheme")) for hit in reading.hits)
    return (
        query
        if sure
        else replace(
            query, agreements=pact(query, roles.pairs(reading), library) or query.agreements or operated(query, library)
        )
    )


def _regulators(query: Query, library: Library) -> tuple[str, ...]:
    """The economies of the regulators named."""
    named = (library.bodies[key] for key in query.bodies if BodyRole.regulator in library.bodies[key].roles)
    return unique(body.economy for body in named if body.economy)


def _stands_for(query: Query, reading: Reading, library: Library, asked: tuple[Hit, ...]) -> tuple[str, ...]:
    """The market of a regulator, of a market's own scheme, or of the proof that is asked for."""
    if cues.ANYWHERE.search(query.text) and (query.evidence or cues.IN_HAND.search(query.text)):
        return ()  # where it counts is what is asked
    held = {key for hit in reading.hits if set(hit.keys("evidence")) & set(query.evidence) for key in hit.keys("body")}
    named = [library.bodies[key] for key in query.bodies if BodyRole.regulator in library.bodies[key].roles]
    free = [body for body in named if body.key not in held]  # "does IMDA take an FCC grant"
    regulators = unique(body.economy for body in free or named if body.economy)
    groups = {one.economy: m for m in _markets(query.schemes, library) for one in library.economies[m].members}
    owners = (code for hit in asked if not hit.keys("product") for code in _owner(hit, library, groups))
    own = unique(owners)
    if regulators:
        several = own if len(own) > 1 else ()
        return tuple(code for code in unique((*regulators, *several)) if code not in query.origins)
    schemes = _markets(query.schemes, library)
    if own:
        alone = _markets(
            (key for hit in reading.hits if not hit.keys("evidence") for key in hit.keys("scheme")), library
        )
        return schemes if len(schemes) == 1 and len(own) == 1 else unique((*own, *alone))
    if not schemes and reading.keys("authority"):
        return reading.keys("authority")
    lacking = unique(code for key in query.absent for code in library.evidence[key].own_of[:1])
    of_law = unique(library.laws[key].market for key in query.laws) if query.products and not schemes else ()
    found = schemes or of_law
    return found if len(found) == 1 else lacking[:1] if not query.evidence else ()


def _markets(schemes: Iterable[str], library: Library) -> tuple[str, ...]:
    return unique(market for key in schemes if (market := library.schemes[key].market))


def _owner(hit: Hit, library: Library, groups: Mapping[str, str]) -> tuple[str, ...]:
    """The market whose proof a name stands for: that of its one scheme, or of the evidence, or the group it is a member of."""
    markets = _markets(hit.keys("scheme"), library)
    own = library.evidence[hit.keys("evidence")[0]].own_of[:1]
    return markets if len(markets) == 1 else tuple(groups.get(code, code) for code in own)


def unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
