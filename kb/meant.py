"""What is meant where the wording looks like another question: the market's own rule, or the scheme itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kb import codes, cues
from kb.law import Rule, groups_of, law_of, rules_for
from kb.library import Library
from kb.model import Query
from kb.naming import adoptions, rules_naming
from kb.questions import named, of_a_limit, of_a_scope
from kb.reading import Reading
from kb.records import Law
from kb.terms import Intent

# What a question of a limit is taken for by its words; and the economies of an agreement of two sides.
_LIKE_A_LIMIT = frozenset({Intent.validity, Intent.how_many, Intent.definition})
_NO_LIMIT = frozenset({Intent.accepted, Intent.route, Intent.outside, Intent.required})
_PAIR = 2
# Of a scheme that no rule stands under, what is recorded is what it is.
_OF_A_SCHEME = frozenset(
    {Intent.validity, Intent.marking, Intent.representative, Intent.steps, Intent.list, Intent.status, Intent.how_many, Intent.designates,
     Intent.coverage, Intent.required, Intent.open}
)  # fmt: skip
# The chemicals' law of several markets; in small letters only where it is no verb.
_REACH = re.compile(
    r"(?<![A-Za-z-])(?:REACH(?![A-Za-z])|(?i:reach)(?=\s*(?:registration|regulation|compliance|pre-?registration|[?？]|$)))"
)
_SHORT = 3  # letters of a name that may be any word
_LEFT = frozenset({Intent.accepted, Intent.route, Intent.compare, Intent.outside, Intent.not_recorded, Intent.change})


def meant(query: Query, reading: Reading, library: Library) -> Query:
    """The query with the intent, and the goods or standards, that the question stands for."""
    query = _by_a_shared_law(query, reading, library)
    if _asks_a_rule(query, library):
        return replace(query, intent=Intent.required)
    if query.intent is Intent.representative and not (_names_a_rule(query) or query.intent in named(query.text)):
        return replace(query, intent=Intent.open)
    if query.intent in _OF_A_SCHEME and _stands_alone(query, library):
        return replace(query, intent=Intent.definition)
    return query


def _names_a_rule(query: Query) -> bool:
    """Whether goods, a scheme, a proof or a regulator are named, whose rules could be asked about."""
    return bool(query.products or query.schemes or query.evidence or query.bodies or query.inherited)


def _asks_a_rule(query: Query, library: Library) -> bool:
    """Whether the market's rule itself is asked for, whatever the wording looks like: a standard that only says which goods are
    meant, a limit that goods must keep, or what a rule applies to."""
    goods = bool(query.markets and query.products)
    plain = not (query.agreements or query.evidence or query.absent or cues.MRA.search(query.text))
    by_standard = query.intent is Intent.standards and goods and _only_names_goods(query, library)
    said = query.intent in named(query.text) - _LIKE_A_LIMIT  # in so many words: "who represents us"
    limited = query.intent not in _NO_LIMIT and not said and goods and plain and of_a_limit(query.text)
    scoped = query.intent is Intent.coverage and query.products and plain and len(query.economies) < _PAIR
    return bool(by_standard or limited or (scoped and of_a_scope(query.text)))


def _only_names_goods(query: Query, library: Library) -> bool:
    """Whether a standard only says which goods are meant: that they fall under it, or that the rules for them name it."""
    asked = Intent.standards in named(query.text)
    return bool(codes.products_under(query.text, library)) or (not asked and _in_rules(query, library))


def _in_rules(query: Query, library: Library) -> bool:
    """Whether the rules for the goods, in the markets named or in any, name every standard, none of which is known to adopt another."""
    named = query.standards
    known = any(adoptions((one,), library) for one in named)
    return bool(named) and not known and all(rules_naming((one,), query, library) for one in named)


def _stands_alone(query: Query, library: Library) -> bool:
    """Whether all that is named is schemes, and their market, that no rule recorded stands under."""
    if not query.schemes or query.products or query.evidence or query.agreements or query.standards or query.inherited:
        return False
    schemes = {rule.scheme for market in library.markets.values() for rule in market.requirements}
    return not schemes & set(query.schemes)


def _by_a_shared_law(query: Query, reading: Reading, library: Library) -> Query:
    """The query with the goods of the market's own rule, where a law of another market is named by what both are called: 乌克兰 RoHS."""
    if query.products or query.evidence or query.agreements or query.schemes or query.intent in _LEFT:
        return query
    if query.markets and not query.laws and _REACH.search(query.text) and "chemical" in library.products:
        return replace(query, products=("chemical",), intent=Intent.required)
    for law in _laws_called(reading, library):
        if not query.markets or any(law.market in groups_of(library, code, query.as_of) for code in query.markets):
            continue
        own = tuple(rule for code in query.markets for rule in _own_rules(law, reading, code, query, library))
        if own:
            goods = dict.fromkeys(key for rule in own for key in rule.requirement.products)
            laws = tuple(key for key in query.laws if key != law.key)
            return replace(query, products=tuple(goods), laws=laws, intent=Intent.required)
    return query


def _own_rules(law: Law, reading: Reading, code: str, query: Query, library: Library) -> tuple[Rule, ...]:
    """The rules of a market that is not the law's: those whose title has its name, else those for the very goods that it is for."""
    markets = [one for one in law_of(library, code, query.as_of) if one != law.market]
    rules = [rule for one in markets for rule in rules_for(library, one, (), query.as_of) if rule.market == one]
    called = {name.lower() for name in _names(law)} & {word.lower() for word in reading.words}
    titled = [rule for rule in rules if called & set(re.findall(r"\w+", rule.requirement.title.en.lower()))]
    titled.sort(key=lambda rule: len(rule.requirement.title.en))  # the one that is made for it
    return tuple(titled[:1] or (rule for rule in rules if set(rule.requirement.products[:1]) == set(law.products)))


def _laws_called(reading: Reading, library: Library) -> Iterator[Law]:
    """The laws that a short name in the question stands for; in small letters only right behind an economy, as "reach" is a verb."""
    by = {name.lower(): law for law in library.laws.values() for name in _names(law)}
    ends = {hit.end for hit in reading.hits if hit.keys("economy")}
    for n, word in enumerate(reading.words):
        if word.lower() in by and (not word.islower() or (n in ends and len(word) > _SHORT)):
            yield by[word.lower()]


def _names(law: Law) -> tuple[str, ...]:
    """The names of one word that are no number."""
    return tuple(name for name in law.synonyms.en if name.isalpha())
