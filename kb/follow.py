"""A follow-up ("and for Brazil?", "那日本呢?") → the roles it takes over from the questions before it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from kb.cues import ANYWHERE, MRA
from kb.law import groups_of, law_of
from kb.library import Library
from kb.model import Query
from kb.terms import BodyRole, Intent
from kb.words import is_chinese, units

ROLES = (
    "markets", "origins", "products", "evidence", "absent", "schemes", "agreements", "laws", "bodies", "sectors", "standards",
)  # fmt: skip
_PAIR = 2  # parties of an agreement of two sides; one of many may name a group alone
_MAIN = ("products", "evidence", "agreements", "laws", "standards", "schemes", "bodies", "terms")
_OF_GOODS = ("products", "evidence", "standards", "schemes", "laws")
_ONLY_HAS = re.compile(r"\b(?:only|just) (?:have|has|hold|holds|got)\b|\b(?:have|has|hold|got) only\b|只有", re.I)
_FOLLOWS = re.compile(
    r"^\s*(?:ok(?:ay)?[,. ]+|thanks?[,. ]+|so[, ]+|hmm+[,. ]+|well[, ]+)*(?:and\b|what about|how about|what if|but\b|then\b|same\b|also\b|or\b|instead\b|why\b|if\b|for\b|in\b|"
    r"with(?:out)?\b|since when|until when|from when|when\b|how long|how come|is (?:it|that|this)\b|does (?:it|that|this)\b|not from\b|now\b|since\b|as of\b|no\b|just\b|only\b|actually\b)"
    r"|\binstead\s*\??$|\bthen\s*[?.]|^(?:好的?[,，]?|谢谢[,，]?|嗯+[,，]?)?(?:那|如果|要是|假如|换|改|为什么|为啥|还有|同样|再|另外|又|多久|什么时候|何时|有效|以前|之前|现在)|呢\s*[??]?$",
    re.I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|that one|there|those|these|this (?:one|certificate|agreement|scheme)|the same|that (?:certificate|agreement|mra|rule|market))\b|它|该(?:证书|协定|标准|产品|国|市场)|这个(?:证书|协定|标准|产品|国家|市场)?|那边|那里|同样",
    re.I,
)
_NOW = re.compile(r"\b(?:now|today|currently|nowadays)\b|现在|目前|如今", re.I)
_THERE = re.compile(r"\bthere\b|那边|那里|那儿", re.I)
_ADDS = {
    "evidence": re.compile(r"\b(?:also|too|as well|in addition|plus|both)\b|还有|也有|再加|加上|同时", re.I),
    "markets": re.compile(
        r"\b(?:also|too|as well|in addition|both|compare[ds]? (?:it |that |this )?(?:with|to)|versus|vs|same or|stricter|softer|tougher|easier)\b|更(?:严|松)|也要|也卖|一起|加上|再加|和.*比|对比|相比",
        re.I,
    ),
}
_THE_SAME = re.compile(r"\b(?:the|this|that) (?:very )?same\s+|同(?:一|样的|款)(?:[个款台])?", re.I)
_ELSEWHERE = re.compile(
    r"\b(?:where else|other (?:countries|markets|places)|which (?:other )?(?:countries|markets)|anywhere else)\b|还有(?:哪|别|其他)|其他(?:国家|市场|地方)|别的(?:国家|市场|地方)|哪些(?:国家|市场)",
    re.I,
)
_OTHER_SUBJECT = frozenset({Intent.outside})


_DONE_THERE = re.compile(
    r"\b((?:on sale|sold|on the market|made|manufactured|produced|registered|approved|certified|tested|accredited)(?: lawfully| legally)?) there\b|在那(?:边|里|儿)(?=合法|销售|生产|制造|注册|检测|认证)",
    re.I,
)


def placed(text: str, earlier: tuple[Query, ...], library: Library) -> str:
    """A follow-up with "sold there" read as sold in the one market that was asked about before."""
    if not earlier or len(earlier[-1].markets) != 1:
        return text
    name = library.economies[earlier[-1].markets[0]].names
    return _DONE_THERE.sub(lambda match: f"{match[1]} in {name.en}" if match[1] else f"在{name.zh}", text)


def inherit(
    query: Query, earlier: tuple[Query, ...], named: frozenset[Intent], library: Library, *, apart: bool = False
) -> Query:
    """The query with each role it does not name taken from the last earlier one; a full new question as it is.

    `apart`: an authority of another field than before was named, which has nothing to do with those goods and their proof.
    """
    before = next((one for one in reversed(earlier) if any(getattr(one, role) for role in ROLES)), None)
    if before is None or not _follows(query, named, library):
        return query
    taken, asked = [], query
    for role in ROLES:
        own, was = getattr(query, role), getattr(before, role)
        if role == "evidence":
            was = tuple(key for key in was if key not in query.absent)
        gone = (apart and role in _OF_GOODS) or _replaced(role, asked, before, library)
        if was and not own and not gone:
            query = _having(query, role, was)
            taken.append(role)
        elif role == "products" and was and own and _is_the_same(query, library):
            query = _having(query, role, was)  # "the same speaker": the one that was asked about
            taken.append(role)
        elif was and own and role in _ADDS and _ADDS[role].search(query.text) and not set(was) >= set(own):
            query = _having(query, role, tuple(dict.fromkeys((*was, *own))))
            taken.append(role)
    paired = _other_side(query, before)
    if paired is not query:
        query, taken = paired, [*taken, "markets"]
    if before.dated and not query.dated and not _NOW.search(query.text):
        query = replace(query, as_of=before.as_of, dated=True)
        taken.append("as_of")
    return replace(query, inherited=tuple(taken) or ("intent",))


def _is_the_same(query: Query, library: Library) -> bool:
    """Whether the goods named are said to be those of before: "the same speaker", not "the same rules for speakers"."""
    goods = (library.products[key] for key in query.products)
    names = {name.lower() for one in goods for name in (one.names.en, one.names.zh, *one.synonyms.en, *one.synonyms.zh)}
    rests = (query.text[match.end() :].lower() for match in _THE_SAME.finditer(query.text))
    return any(rest.startswith(tuple(names)) for rest in rests)


def _having(query: Query, role: str, keys: tuple[str, ...]) -> Query:
    changed: dict[str, Any] = {role: keys}
    return replace(query, **changed)


def _follows(query: Query, named: frozenset[Intent], library: Library) -> bool:
    """Whether a question leans on the one before it: it says so, points back, or is a mere piece of a question."""
    if named & _OTHER_SUBJECT:
        return False
    main = [role for role in _MAIN if getattr(query, role)]
    if query.economies:
        main = [role for role in main if role != "terms"]
    if query.evidence:  # and its name is also that of a scheme
        main = [role for role in main if role not in ("agreements", "terms")]
    if _lacks_a_place(query, named, library):
        return True
    full = bool(main) and bool(query.economies)
    if full and not query.markets and _THERE.search(query.text):
        return True  # a market that was named before
    if full and not re.match(
        r"\s*(?:and|but|what if|what about|how about|same)\b|^(?:那|如果|要是|换)", query.text, re.I
    ):
        return bool(_POINTS_BACK.search(query.text)) and len(main) == 1 and main[0] == "products"
    size = len(units(query.text))
    piece = size <= (14 if is_chinese(query.text) else 7)
    return (
        bool(_FOLLOWS.search(query.text) or _POINTS_BACK.search(query.text)) or not main or (piece and len(main) == 1)
    )


_OF_ITSELF = frozenset(
    {Intent.definition, Intent.how_many, Intent.list, Intent.accreditation, Intent.standards, Intent.compare, Intent.designates, Intent.coverage}
)  # fmt: skip


def _lacks_a_place(query: Query, named: frozenset[Intent], library: Library) -> bool:
    """Whether proof or goods are told without a market that they are for: "we hold a CB certificate for the electric ones"."""
    own = {code for key in query.evidence for code in (*library.evidence[key].own_of, *library.evidence[key].issued_in)}
    authorities = (one for key in query.bodies if BodyRole.regulator in (one := library.bodies[key]).roles)
    named_places = query.economies or query.schemes or query.agreements or query.laws or query.ambiguous
    placed = bool(named_places) or any(one.economy not in own for one in authorities)
    asks = named & _OF_ITSELF or ANYWHERE.search(query.text)
    return bool((query.evidence or query.products) and not (placed or asks))


def _replaced(role: str, query: Query, before: Query, library: Library) -> bool:
    """Whether what the new question names stands in the place of a role: another market ends a market's own scheme."""
    if role == "markets":
        return bool(_ELSEWHERE.search(query.text))
    if role in ("schemes", "agreements") and _ELSEWHERE.search(query.text):
        return False  # "or which countries?" asks about the scheme named before
    if role == "schemes":
        return bool(query.markets or query.evidence or query.agreements)
    if role == "bodies":
        return bool(query.markets or before.products or before.evidence)
    if role == "agreements" and query.economies and set(query.economies) <= set(before.economies):
        return False  # the other side of the same agreement
    if role == "agreements" and query.economies and before.agreements and not query.evidence:
        many = [one for key in before.agreements if len((one := library.agreements[key]).parties) != _PAIR]
        sides = [set(groups_of(library, code, query.as_of)) for code in query.economies]
        if many and all(any(side & set(one.parties) for one in many) for side in sides):
            return False  # another of its many parties
    if role == "laws" and query.economies and not (query.evidence or before.evidence):
        markets = {library.laws[key].market for key in before.laws}  # another state of the same union keeps its law
        return not all(markets & set(law_of(library, code, query.as_of)) for code in query.economies)
    if role in ("agreements", "laws"):
        return bool(query.economies or query.evidence or before.evidence)
    if role == "sectors":
        return bool(before.products or query.products or query.evidence or query.agreements or query.schemes)
    if role == "evidence":
        other = bool(query.origins) and bool(_ONLY_HAS.search(query.text))  # "if they only have a Chinese LA mark"
        return other or bool(set(query.absent) >= set(before.evidence))
    if role == "origins":
        return set(before.origins) <= set(query.markets)
    return False


def _other_side(query: Query, before: Query) -> Query:
    """ "The EU–Japan MRA? And with Korea?": the first of the two stays, the other is exchanged."""
    relation = len(before.economies) > 1 and (before.intent is Intent.coverage or bool(MRA.search(before.text)))
    if not relation or len(query.markets) != 1 or query.markets[0] == before.economies[0]:
        return query
    kept = before.economies[0]
    return query if kept in query.economies else replace(query, markets=(kept, *query.markets))
