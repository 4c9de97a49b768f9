"""question, earlier queries → Query: who asks what, of which market, with which evidence. No model is needed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kb import ambiguity, codes, cues, dates, held, numbers, roles
from kb.cues import OF_A_PART, OF_A_RULE, OF_A_SCHEME, WHEN
from kb.errors import QuestionError
from kb.follow import inherit, placed
from kb.implied import implied, of_another_field, spoken_for, unique
from kb.issued import issued, without_issue
from kb.issuers import issuers
from kb.kinds import features, kinds, masked
from kb.law import within
from kb.lawnames import by_number, with_own_laws
from kb.lexicon import Hit, Lexicon
from kb.library import Library
from kb.meant import meant
from kb.model import Ambiguity, Language, Problem, Query
from kb.naming import adoptions
from kb.questions import named, weighed
from kb.reading import Reading, left_over, read, without_codes
from kb.roles import Mention
from kb.sides import ADJECTIVES, MARKET, ORIGIN
from kb.spoken import third_language
from kb.terms import Intent, Stage, System
from kb.words import is_chinese, normal, simplified

_WHAT_IF = re.compile(
    r"\b(?:what (?:about )?if|and if|if) (?:we|i|they) (?:only )?(?:hold|have|had|got)\b|(?:如果|要是|假如)[^,，。?？]{0,6}有",
    re.I,
)
# A follow-up in which nothing stands beside names.
_ONLY_NAMES = re.compile(
    r"(?:[A-Z]+|and|or|what|how|about|for|in|to|into|the|a|same|also|as well|too|with|but|if|it|is|was|were|made|from|then|now|"
    r"那么?|呢|换|换成|换到|如果|要是|是|去|到|在|产|做|的|卖|卖到|出口到?|也|同样|还有|改|改成|产自|和|、|[\s,.?!，。？！;；:：-])+"
)
_TESTED = 2  # families that a standard may be of
LONGEST = 2000  # characters of a question
MOST_MARKETS = 12  # answered of those named
# "HS 9503 without batteries", "the phone no. of somebody".
_LACKED = re.compile(
    r"\b(?:without|w/o|excluding|less|minus|sans|not) (?:an?|any|the|its)?\s*$|(?:不带|不含|没带|无|不是|去掉|不配|没有?)\s*$",
    re.I,
)
_NO_PRODUCT = re.compile(
    r"\s*(?:no\.|numbers?\b|nr\b|(?:state of )?(?:condition|health|capacity|range)\b|健康度?|衰减|容量(?!为|是)|号码?(?!的))",
    re.I,
)
_OF_BODIES = frozenset({Intent.designates, Intent.list, Intent.how_many, Intent.definition, Intent.status})
_OF_GOODS = frozenset({Intent.accepted, Intent.required, Intent.route})
_OF_WHAT_IS_HELD = frozenset({Intent.accepted, Intent.list, Intent.route})
_CHOOSABLE = {
    "markets": "economies", "origins": "economies", "products": "products", "evidence": "evidence", "absent": "evidence",
    "schemes": "schemes", "agreements": "agreements", "laws": "laws", "bodies": "bodies", "sectors": "sectors", "terms": "glossary",
}  # fmt: skip


def understand(
    question: str,
    library: Library,
    earlier: tuple[Query, ...] = (),
    *,
    lexicon: Lexicon | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    language: Language | None = None,
    markets: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    chosen: Mapping[str, tuple[str, ...]] | None = None,
) -> Query:
    """What is asked. `markets` and `products` stand where the question names none; `chosen`, by role, replaces what was read.

    Raises QuestionError for an empty question, one longer than LONGEST characters, or a choice the library does not know.
    """
    query, reading = roles_of(
        question, library, earlier, lexicon=lexicon or Lexicon(library), today=today, as_of=as_of, language=language,
        markets=markets, products=products, chosen=chosen or {},
    )  # fmt: skip
    query = _intended(query, reading, earlier)
    query = meant(query, reading, library)
    query = replace(query, problems=(*query.problems, *_contradictions(query)))
    of_goods = query.intent in (Intent.accepted, Intent.required) and not (query.products or query.sectors)
    return replace(query, sectors=tuple(sorted(spoken_for(query, library)))) if of_goods else query


def roles_of(
    question: str,
    library: Library,
    earlier: tuple[Query, ...],
    *,
    lexicon: Lexicon,
    today: dt.date,
    as_of: dt.date | None = None,
    language: Language | None = None,
    markets: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    chosen: Mapping[str, tuple[str, ...]],
) -> tuple[Query, Reading]:
    """All that a question names or takes over, but what it asks for; and its words."""
    text = clean(question)
    reading = with_own_laws(without_codes(read(placed(text, earlier, library), lexicon)), library, lexicon, today)
    reading = replace(reading, follows=bool(earlier))
    cued = weighed(text)
    query = _read(text, reading, library, today, as_of, language)
    query = replace(query, markets=query.markets or markets, products=query.products or products)
    query, asked = _evidence(query, reading, library, lexicon, cued, earlier)
    query = replace(query, products=_proved(query, library))
    apart = of_another_field(query, earlier, library)
    query = implied(inherit(query, earlier, cued, library, apart=apart), reading, library, asked)
    if not query.markets and any(one.system is System.ccc for one in codes.coded(text)):
        query = replace(query, markets=("CN",))  # whose catalogue it is
    if not query.products:
        query = replace(query, products=_tested(query, library))
    if not query.markets:
        query = replace(query, markets=_tested_for(query, library))
    query = _chosen(ambiguity.at_work(ambiguity.narrowed(query, library), library), chosen, library)
    query = replace(query, evidence=held.under_its_agreement(query, library))
    query = replace(query, evidence=held.of_another_body(query, text, library))
    query = replace(query, evidence=held.of_a_device(query, text, library))
    query = replace(query, issued=issued(text, today) if query.evidence else None)
    return replace(query, unknown=left_over(reading, lexicon)), reading


def _read(
    text: str, reading: Reading, library: Library, today: dt.date, as_of: dt.date | None, language: Language | None
) -> Query:
    """What the question itself names, before anything is weighed, taken over or implied."""
    third = third_language(text)
    day = dates.day_of(without_issue(text), today)
    settled, ambiguous = ambiguity.settled(reading, library)
    mentions = roles.economies(reading, library)
    markets = _codes(mentions, MARKET, settled)
    origins = _codes(_abroad(mentions, markets, reading, settled), ORIGIN, settled)
    query = Query(
        text=text,
        language=language or ("zh" if is_chinese(text) and not third else "en"),
        intent=Intent.open,
        as_of=as_of or day.as_of or today,
        markets=markets[:MOST_MARKETS],
        origins=origins,
        products=_products(text, reading, library),
        agreements=unique(key for hit in reading.hits for key in _reading_of(hit, "agreement", settled)),
        laws=unique((*reading.keys("law"), *by_number(text, markets, library))),
        bodies=unique(
            (*(key for hit in reading.hits for key in _body(hit, reading, settled, mentions, library)), *reading.bodies)
        ),
        sectors=unique(
            (*(key for hit in reading.hits if not hit.keys("term") for key in hit.keys("sector")), *reading.sectors)
        ),
        terms=reading.keys("term"),
        standards=numbers.standards(codes.masked(text)),
        dated=bool(as_of or day.as_of),
        and_now=day.and_now and as_of is None,
        since=day.since,
        spoken=third or ("zh" if is_chinese(text) else "en"),
        problems=_problems(text, day, third, markets, origins),
    )
    goods = (*ambiguity.of_products(query, library), *_open_numbers(query, library))
    return replace(query, ambiguous=(*ambiguous, *goods))


def _evidence(
    query: Query,
    reading: Reading,
    library: Library,
    lexicon: Lexicon,
    cued: frozenset[Intent],
    earlier: tuple[Query, ...],
) -> tuple[Query, tuple[Hit, ...]]:
    """The query with the evidence held and lacking, and the schemes; and the market's own proof that is asked for.

    "Do I need UKCA if I have CE?" holds CE and asks for UKCA; "how long is CCC valid" holds nothing.
    """
    of_lab = held.of_a_lab(reading, library)
    several = len(query.standards) > 1 and Intent.accepted not in cued
    said = held.holdings(reading, compared=several or cued == {Intent.standards})
    markets = frozenset(query.markets or (earlier[-1].markets if earlier else ()))
    if not markets and not cues.ANYWHERE.search(query.text):
        said = held.by_marks(held.by_reports(said, library), reading, library)
    counts = bool(markets) and Intent.accepted in cued
    abroad = frozenset(query.origins) - markets
    of_goods = cued <= _OF_GOODS and (counts or cues.PROOF.search(query.text))
    told = of_lab or query.agreements or cued & _OF_BODIES
    of_body = held.of_a_designated_body(reading, library) if abroad and not told else ()
    asked = _asked_for(query, reading, library, said, cued, markets, of_lab=bool(of_lab))
    kept = (
        (
            *held.keys(hit for hit in (*said.held, *said.told, *said.wanted) if hit not in asked),
            *of_lab,
            *held.of_a_notified_body(reading, library),
            *of_body,
        )
        or (held.declared(reading, library) if counts else ())
        or held.by_its_standard(reading, library)
        or held.of_an_inspection(reading, query.products, library)
        or held.by_its_class(reading, query, lexicon, library)
        or (held.of_its_goods(query, reading, library) if of_goods else ())
        or (held.of_any_lab(reading, library) if counts and Intent.designates not in cued else ())
    )
    if of_body:  # of whose report nothing else is told
        kept = tuple(key for key in kept if key not in held.UNTOLD)
    order = (*reading.keys("evidence"), *kept)
    query = replace(
        query,
        evidence=unique(key for key in order if key in kept),
        absent=held.keys(said.lacking),
        schemes=_of_products(_schemes(query, reading, library, lexicon, asked), query.products, library),
    )
    return query, asked


def _asked_for(
    query: Query,
    reading: Reading,
    library: Library,
    said: held.Holdings,
    cued: frozenset[Intent],
    markets: frozenset[str],
    *,
    of_lab: bool,
) -> tuple[Hit, ...]:
    """The names of evidence that are asked for: a market's own proof, or what is needed."""
    plain = not cued & {Intent.accepted, Intent.list} or bool(WHEN.search(query.text))
    parts = named(query.text) & OF_A_PART
    about = bool(parts or (cued & OF_A_SCHEME and plain))

    placed = {library.bodies[key].economy for key in query.bodies}
    alone = query.products and not (
        query.ambiguous or said.held or cued & _OF_WHAT_IS_HELD or cues.ANYWHERE.search(query.text)
    )
    about = about or bool(
        alone and all(placed <= held.own(hit, library) != frozenset() for hit in said.told)
    )  # "CCC for a kettle"

    def is_other(hit: Hit) -> bool:
        """Whether another market's proof is named after what is held: "with an EU type examination, UKCA"."""
        mine = {code for one in said.held for code in held.own(one, library)}
        behind = bool(said.held) and all(one.end <= hit.start for one in said.held)
        return behind and not markets and bool(mine) and not mine & held.own(hit, library)

    def is_asked(hit: Hit) -> bool:
        if hit in said.told and is_other(hit):
            return True
        own = held.own(hit, library) if not held.from_elsewhere(reading, hit, library) else ()
        return bool(own and (markets <= set(own) if markets else about or held.NEEDS_IT.search(query.text)))

    return (
        *(hit for hit in said.wanted if held.own(hit, library) or held.needed(reading, hit)),
        *(hit for hit in said.told if is_asked(hit) or (cued & OF_A_RULE and held.own(hit, library))),
        *(hit for hit in said.held if parts and Intent.route not in cued and not said.lacking and is_asked(hit)),
        *(hit for hit in (*said.held, *said.told) if of_lab and not markets and held.own(hit, library)),
        *(hit for hit in said.body if hit.keys("scheme") and not hit.keys("body")),
    )


def _schemes(
    query: Query, reading: Reading, library: Library, lexicon: Lexicon, asked: tuple[Hit, ...]
) -> tuple[str, ...]:
    """The schemes named, and those that share a name with the evidence asked for."""
    hits = (hit for hit in reading.hits if hit in asked or not hit.keys("evidence"))
    schemes = (key for hit in hits for key in _there(hit.keys("scheme"), reading.name(hit), query, library))
    named = (
        key
        for key in schemes
        if not (key in reading.generic and query.markets and library.schemes[key].market not in query.markets)
    )
    shared = (
        one
        for hit in asked
        for key in hit.keys("evidence")[:1]
        for one in lexicon.schemes_of(key)
        if not hit.keys("scheme")
    )
    return unique((*named, *shared))


def _there(schemes: tuple[str, ...], name: str, query: Query, library: Library) -> tuple[str, ...]:
    """Of the schemes that share a name those of the markets named, or those that are called so behind the market's name (the PVoC of
    Kenya, asked of Uganda, is the Uganda PVoC); all of them where there is none: Data Matrix codes of Russia."""
    if not schemes:
        return ()
    laws = {law for code in query.markets for law in within(library, code, query.as_of)}
    there = tuple(key for key in schemes if library.schemes[key].market in laws)
    if there or not laws or any(library.schemes[key].market is None for key in schemes):
        return there or schemes
    called = name.lower() if is_chinese(name) else f" {name.lower()}"
    own = (one for one in library.schemes.values() if one.market in laws)
    names = ((one.key, (one.names.en, *one.synonyms.en, one.names.zh, *one.synonyms.zh)) for one in own)
    return tuple(key for key, every in names if any(told.lower().endswith(called) for told in every)) or schemes


def _of_products(schemes: tuple[str, ...], products: tuple[str, ...], library: Library) -> tuple[str, ...]:
    """Of several schemes of one market those that the products fall under: KC is three, and a toy's is one of them."""
    for market in {library.schemes[key].market for key in schemes}:
        same = [key for key in schemes if library.schemes[key].market == market]
        rules = library.markets[market].requirements if market in library.markets else ()
        kin = {one for key in products for one in (key, library.products[key].parent)}
        fitting = {rule.scheme for rule in rules if kin & set(rule.products)}
        if len(same) > 1 and fitting & set(same):
            schemes = tuple(key for key in schemes if key not in same or key in fitting)
    return schemes


def clean(question: str) -> str:
    """The question without control and invisible characters; QuestionError when nothing or too much is left."""
    text = simplified(" ".join(normal(cues.CONTROL.sub(" ", question)).split()))
    if not text:
        raise QuestionError(
            "question: is empty; ask for instance: Does Saudi Arabia accept my CB certificate for an LED lamp?"
        )
    if len(text) > LONGEST:
        raise QuestionError(
            f"question: {len(text)} characters, at most {LONGEST}; ask the question itself, and `ingest` long texts"
        )
    if not any(c.isalnum() for c in text):
        raise QuestionError("question: holds no words; ask for instance: Is CE accepted in Australia?")
    return text


def _reading_of(hit: Hit, kind: str, settled: Mapping[Hit, str]) -> tuple[str, ...]:
    """What a name stands for: the one reading that was settled on, none while it is open."""
    found = hit.keys(kind)
    return found if len(found) < 2 else (settled[hit],) if settled.get(hit) in found else ()


def _body(
    hit: Hit, reading: Reading, settled: Mapping[Hit, str], mentions: tuple[Mention, ...], library: Library
) -> tuple[str, ...]:
    """What body a name stands for; of a law's name too, CRA, one of an economy named alone."""
    found = _reading_of(hit, "body", settled)
    named = {code for one in mentions for code in one.codes}
    if named and found and not any(library.bodies[key].economy in (None, *named) for key in found):
        letters = f"({reading.name(hit)})"  # the NCC of Nigeria, which Taiwan has, too
        own = (one for one in library.bodies.values() if one.economy in named)
        found = tuple(one.key for one in own if one.names.en.endswith(letters)) or found
    return tuple(key for key in found if not hit.keys("law") or library.bodies[key].economy in named)


def _codes(mentions: tuple[Mention, ...], side: str, settled: Mapping[Hit, str]) -> tuple[str, ...]:
    told = (one for one in mentions if one.side == side)
    return unique(code for one in told for code in _placed(one, settled))


def _abroad(
    mentions: tuple[Mention, ...], markets: tuple[str, ...], reading: Reading, settled: Mapping[Hit, str]
) -> tuple[Mention, ...]:
    """The mentions without an adjective of a market: the "Serbian certificate" that an agent in Belgrade asks for comes from nowhere else."""
    return tuple(
        one
        for one in mentions
        if not (reading.name(one.hit).lower() in ADJECTIVES and {*_placed(one, settled)} <= {*markets})
    )


def _placed(one: Mention, settled: Mapping[Hit, str]) -> tuple[str, ...]:
    """The economy of a mention: the reading settled on, or that of a city or a regulator."""
    return _reading_of(one.hit, "economy", settled) if one.hit.keys("economy") else one.codes


def _products(text: str, reading: Reading, library: Library) -> tuple[str, ...]:
    named = [hit for hit in reading.hits if hit.keys("product") and not _NO_PRODUCT.match(reading.after(hit))]
    there = [hit for hit in named if not _LACKED.search(reading.before(hit))]
    coded = [keys[0] for _, keys in _told_by_number(text, library) if len(keys) == 1]
    named = there if there or coded else named
    told = ((hit, _broadest(hit.keys("product"), library)) for hit in named)
    found = [*(key for hit, keys in told for key in ambiguity.swallowed(hit, keys, reading, library))]
    found += [*reading.products, *coded]
    # A kind says more than its family: "LED lamp lighting" asks about the lamp.
    parents = {library.products[key].parent for key in found}
    return unique(key for key in found if key not in parents)


def _proved(query: Query, library: Library) -> tuple[str, ...]:
    """The products, and what the proof held of them is always of: beef with an organic certificate is organic food too."""
    of_proof = (one for key in query.evidence for one in library.evidence[key].products)
    return unique((*query.products, *of_proof))


def _tested(query: Query, library: Library) -> tuple[str, ...]:
    """The goods that a report held is of, by the standards or the laws it is to: an EN 55032 report is of IT or audio equipment."""
    if not _is_of_a_report(query, library):
        return ()
    rows = adoptions(query.standards, library) if query.standards else [library.laws[key] for key in query.laws]
    goods = codes.shared_family((key for row in rows for key in row.products), library)
    return goods if len(goods) <= _TESTED else ()


def _tested_for(query: Query, library: Library) -> tuple[str, ...]:
    """The market whose own standards a report held, or a certificate for goods, is to, where no other is asked about: a report to
    GB 31241 is for China, an adapter's certificate to IS 13252 for India."""
    of = {issuers(one) for one in query.standards}
    alone = next(iter(of)) if len(of) == 1 else ()
    named = (
        query.origins == alone or query.ambiguous or cues.ANYWHERE.search(query.text) or cues.WHERE.search(query.text)
    )
    fits = len(alone) == 1 and alone[0] in library.markets and not named
    kinds = [set(library.evidence[key].own_of) for key in query.evidence]
    own = all(one == {*alone} for one in kinds) if kinds else query.products and cues.PAPERS.search(query.text)
    proof = own or _is_of_a_report(query, library)
    return alone if fits and proof else ()


def _is_of_a_report(query: Query, library: Library) -> bool:
    """Whether a report is held that may be to any standard: none of a kind that is named after one, as a KN95 report is."""
    kinds = (library.evidence[key] for key in query.evidence)
    return any(one.stage is Stage.test_report and not numbers.standards(one.names.en) for one in kinds)


def _told_by_number(text: str, library: Library) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each code, and each standard that goods fall under, with the products it finds."""
    by_code = ((f"{one.system.upper()} {one.written}", codes.products_of(one, library)) for one in codes.coded(text))
    return (*by_code, *codes.products_under(text, library))


def _open_numbers(query: Query, library: Library) -> tuple[Ambiguity, ...]:
    """The codes that goods of several families share, where the question names no product."""
    if query.products:
        return ()
    return tuple(Ambiguity(w, "products", keys) for w, keys in _told_by_number(query.text, library) if len(keys) > 1)


def _broadest(keys: tuple[str, ...], library: Library) -> tuple[str, ...]:
    """Of the readings of one name the family, where the others are kinds of it."""
    return tuple(key for key in keys if library.products[key].parent not in keys)


def _problems(
    text: str, day: dates.Day, third: str, markets: tuple[str, ...], origins: tuple[str, ...]
) -> tuple[Problem, ...]:
    """What cannot be as it is told; one economy named both as the only origin and as the only market, too."""
    found = [Problem("impossible_date", words) for words in day.impossible]
    found += [Problem("unknown_code", one.written) for one in codes.coded(text) if not one.is_possible]
    found += [Problem("unknown_code", code) for code in numbers.malformed(text)]
    if len(markets) == 1 and markets == origins:
        found.append(Problem("contradictory_roles", markets[0]))
    if len(markets) > MOST_MARKETS:
        found.append(Problem("too_many_markets", ", ".join(markets[MOST_MARKETS:])))
    return (*found, *([Problem("third_language", third)] if third else []))


def _contradictions(query: Query) -> tuple[Problem, ...]:
    """Roles that cannot both be: one kind of evidence held and lacking, two places of one making."""
    both = [key for key in query.evidence if key in query.absent]
    made = re.search(r"\bmade in (\w+(?: \w+)?) from (\w+)|产自(\S{2,6})的(\S{2,4})制造", query.text, re.I)
    twice = [made[0]] if made and len(query.origins) > 1 else []
    return tuple(Problem("contradictory_roles", words) for words in (*both, *twice))


def _intended(query: Query, reading: Reading, earlier: tuple[Query, ...]) -> Query:
    """The query with what it asks for; a follow-up of names alone, "and for Brazil?", asks what was asked before."""
    seen = features(reading, query)
    if earlier and query.inherited and _ONLY_NAMES.fullmatch(masked(reading)):
        return replace(query, intent=earlier[-1].intent, inherited=unique((*query.inherited, "intent")))
    taken = tuple(role for role in query.inherited if role != "intent")
    shown = any(getattr(query, role) and role not in taken for role in ("evidence", "schemes", "bodies"))
    if taken and shown and _WHAT_IF.search(query.text):
        return replace(query, intent=Intent.accepted, inherited=taken)
    return replace(query, intent=kinds().likeliest(seen), inherited=taken)


def _chosen(query: Query, chosen: Mapping[str, tuple[str, ...]], library: Library) -> Query:
    """The query with the roles that the reader chose; QuestionError names what the library does not know."""
    for role, picked in chosen.items():
        kind = _CHOOSABLE.get(role)
        if kind is None:
            raise QuestionError(f"role '{role}': cannot be chosen; one of {', '.join(_CHOOSABLE)}")
        strange = [key for key in picked if key not in getattr(library, kind)]
        if strange:
            raise QuestionError(f"{role} '{strange[0]}': not in the vocabulary; see corpus/vocabulary")
    if not chosen:
        return query
    corrected = tuple(role for role in chosen if set(chosen[role]) != set(getattr(query, role)))
    ambiguous = tuple(one for one in query.ambiguous if one.role not in corrected)
    inherited = tuple(role for role in query.inherited if role not in corrected)
    inherited = inherited or (query.inherited and ("intent",))  # what is asked still leans on the question before
    changed: dict[str, Any] = dict(chosen)
    return replace(query, **changed, ambiguous=ambiguous, inherited=inherited, corrected=corrected)
