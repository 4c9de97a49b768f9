"""What a question leaves unsaid: the market that its parts stand for, and the agreement that a pair of economies does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kb import cues, roles
from kb.held import names_issuer
from kb.lexicon import Hit
from kb.library import Library
from kb.model import Query
from kb.pacts import operated, pact
from kb.reading import Reading
from kb.terms import BodyRole

_MOST = 0.8  # of the goods of a regulator that has a few others


def implied(query: Query, reading: Reading, library: Library, asked: tuple[Hit, ...]) -> Query:
    """The query with the market that its parts stand for where none was named, and the agreement where a pair was."""
    named = {code for key in query.agreements for code in library.agreements[key].parties}
    read_as = ([code for code in codes if code in named] or codes for codes in reading.parties)
    parties = tuple(codes[0] for codes in read_as if codes[0] not in query.origins)
    if not query.markets:
        query = replace(query, markets=_stands_for(query, reading, library, asked) or parties)
        query = _without_issuers(query, reading, library)
    elif set(query.markets) <= named and not (query.evidence or query.origins or query.inherited):
        query = replace(query, markets=unique((*query.markets, *parties)))
    if _is_of_a_notified_body(query, reading, library):
        query = replace(query, origins=("EU",))
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


def _is_of_a_notified_body(query: Query, reading: Reading, library: Library) -> bool:
    """Whether what notified bodies of the Union do is to count under an agreement elsewhere: "we are an NB; does NZ take it"."""
    named = "notified-body" in reading.keys("term") and "EU" in library.economies
    union = {"EU", *(member.economy for member in library.economies["EU"].members)} if named else set()
    abroad = query.markets and not union & set(query.markets)
    return bool(named and abroad and not query.origins and cues.MRA.search(query.text))


def _without_issuers(query: Query, reading: Reading, library: Library) -> Query:
    """The query with the schemes that proof is held of told as where it is from: "approval with an IMDA registration"."""
    held = {
        key
        for hit in reading.hits
        if not hit.keys("evidence") and names_issuer(reading, hit) > 1
        for key in hit.keys("scheme")
    }
    abroad = {key for key in held & set(query.schemes) if library.schemes[key].market not in (None, *query.markets)}
    if not (query.markets and abroad):
        return query
    schemes = tuple(key for key in query.schemes if key not in abroad)
    return replace(query, schemes=schemes, origins=unique((*query.origins, *_markets(sorted(abroad), library))))


def spoken_for(query: Query, library: Library, *, least: float = 1.0) -> frozenset[str]:
    """The sector that the goods of the market's regulators and of the laws named are of, by their `least` share: radio of the RED."""
    markets = [library.markets[code] for code in query.markets if code in library.markets]
    rules = [rule for market in markets for rule in market.requirements if rule.regulator in query.bodies]
    laws = [library.laws[key] for key in query.laws]
    laws = [one if one.products else library.laws[(one.replaced_by or (one.key,))[0]] for one in laws]
    of_rules = [key for rule in rules for key in rule.products] if len(rules) > 1 else []
    first = Counter(
        library.products[key].sectors[0] for key in (*of_rules, *(key for law in laws for key in law.products))
    )
    return frozenset(sector for sector, times in first.items() if times >= least * first.total())


def of_another_field(query: Query, earlier: tuple[Query, ...], library: Library) -> bool:
    """Whether the authorities that a follow-up names are of another field than the goods asked about before."""
    new = earlier and not (query.products or query.absent)
    markets = query.markets or (earlier[-1].markets if earlier else ())
    own = spoken_for(replace(query, laws=(), markets=markets), library, least=_MOST) if new else frozenset()
    before = {sector for key in (earlier[-1].products if earlier else ()) for sector in library.products[key].sectors}
    return bool(own and before) and not own & before


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
    takers = _takers(query, reading, library)
    if takers:
        return unique((*takers, *own))
    if regulators:
        several = own if len(own) > 1 else ()
        elsewhere = tuple(code for code in unique((*regulators, *several)) if code not in query.origins)
        return elsewhere or (() if query.evidence else regulators)  # made where its regulator is: sold there
    schemes = _markets(query.schemes, library)
    schemes = tuple(code for code in schemes if code not in query.origins) or schemes
    if own:
        alone = _markets(
            (key for hit in reading.hits if not hit.keys("evidence") for key in hit.keys("scheme")), library
        )
        return schemes if len(schemes) == 1 and len(own) == 1 else unique((*own, *alone))
    if not schemes and reading.keys("authority"):
        return reading.keys("authority")
    lacking = unique(code for key in query.absent for code in library.evidence[key].own_of[:1])
    nowhere = not (query.economies or query.evidence or query.agreements or query.ambiguous or schemes)
    here = cues.IMPORTED.search(query.text) or "国标" in query.text  # said in Chinese with no place: into China
    if nowhere and query.products and here:
        return ("CN",)
    if not query.economies and not schemes and cues.TO_GB.search(query.text):
        return ("CN",)
    of_law = unique(library.laws[key].market for key in query.laws) if query.products and not schemes else ()
    found = schemes or of_law
    return found if len(found) == 1 else lacking[:1] if not query.evidence else ()


def _takers(query: Query, reading: Reading, library: Library) -> tuple[str, ...]:
    """Where proof is told: the markets of the authorities, bodies and schemes that would take it, not of those that issued it."""
    if not (query.evidence or cues.PROOF.search(query.text)):
        return ()
    named = [
        hit for hit in reading.hits if not set(hit.keys("evidence")) & set(query.evidence) and not hit.keys("product")
    ]
    told = [(names_issuer(reading, hit), _decides(hit, query, library)) for hit in named]
    ranks = {rank for rank, codes in told if codes}
    least = min(ranks, default=0)
    if not query.evidence and len(ranks) < 2:
        return ()
    return unique(code for rank, codes in told if rank == least for code in codes if code not in query.origins)


def _decides(hit: Hit, query: Query, library: Library) -> tuple[str, ...]:
    """The markets that a name decides for: of a regulator, a scheme or its owner, a mark that stands for one market."""
    owners = {scheme.owner for scheme in library.schemes.values() if scheme.market}
    bodies = (library.bodies[key] for key in hit.keys("body"))
    deciding = (body.economy for body in bodies if BodyRole.regulator in body.roles or body.key in owners)
    schemes = [key for key in hit.keys("scheme") if key in query.schemes]
    return unique((*filter(None, deciding), *_markets(schemes, library), *hit.keys("authority")))


def _markets(schemes: Iterable[str], library: Library) -> tuple[str, ...]:
    return unique(market for key in schemes if (market := library.schemes[key].market))


def _owner(hit: Hit, library: Library, groups: Mapping[str, str]) -> tuple[str, ...]:
    """The market whose proof a name stands for: that of its one scheme, or of the evidence, or the group it is a member of."""
    markets = _markets(hit.keys("scheme"), library)
    own = library.evidence[hit.keys("evidence")[0]].own_of[:1]
    return markets if len(markets) == 1 else tuple(groups.get(code, code) for code in own)


def unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
