"""question, earlier queries → Query: who asks what, of which market, with which evidence. No model is needed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb import cues
from kb.errors import QuestionError
from kb.lexicon import Hit, Lexicon
from kb.library import Library
from kb.model import Language, Query
from kb.terms import BodyRole, Tier
from kb.words import is_chinese, normal, units

LONGEST = 2000  # characters of a question


@dataclass(frozen=True, slots=True)
class _Mention:
    code: str
    origin: bool


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
) -> Query:
    """What is asked; `markets` and `products` stand where the question names none. Raises QuestionError for an empty question or one longer than LONGEST characters."""
    text = clean(question)
    lexicon = lexicon or Lexicon(library)
    words = units(cues.PAIR.sub(_pair, text))
    hits = tuple(lexicon.find(words))
    spoken: Language = language or ("zh" if is_chinese(text) else "en")
    mentions = _economies(text, words, hits)
    standards = _standards(text)
    query = Query(
        text=text,
        language=spoken,
        intent="open",
        as_of=as_of or _as_of(text, today),
        markets=_unique(m.code for m in mentions if not m.origin),
        origins=_unique(m.code for m in mentions if m.origin),
        products=_products(text, hits, library),
        evidence=_unique(key for hit in hits for key in hit.keys("evidence")),
        schemes=_unique(key for hit in hits for key in hit.keys("scheme")),
        agreements=_unique(key for hit in hits for key in hit.keys("agreement")),
        bodies=_unique(key for hit in hits for key in hit.keys("body")),
        sectors=_unique(key for hit in hits for key in hit.keys("sector")),
        terms=_unique(key for hit in hits for key in hit.keys("term")),
        standards=standards,
    )
    query = replace(query, markets=query.markets or markets, products=query.products or products)
    query = _wanted(_inherit(query, earlier), library, words, hits)
    query = replace(query, intent=_intent(query, library))
    return replace(query, unknown=_left_over(words, hits, text, lexicon))


def clean(question: str) -> str:
    """The question without control and invisible characters; QuestionError when nothing or too much is left."""
    text = " ".join(normal(cues.CONTROL.sub(" ", question)).split())
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


def _pair(match: re.Match[str]) -> str:
    """中欧互认 → 中国欧盟互认."""
    return "".join(cues.SHORT[c] for c in match[0])


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _economies(text: str, words: list[str], hits: tuple[Hit, ...]) -> list[_Mention]:
    found = []
    for hit in hits:
        for code in hit.keys("economy")[:1]:
            before, after = _around(words, hit)
            name = " ".join(words[hit.start : hit.end]).lower()
            chinese = (
                is_chinese("".join(words[hit.start : hit.end])) or is_chinese(after[:3]) or is_chinese(before[-3:])
            )
            if chinese:
                to = cues.ZH_MARKET_BEFORE.search(before)
                origin = not to and bool(cues.ZH_ORIGIN_BEFORE.search(before) or cues.ZH_ORIGIN_AFTER.match(after))
            else:
                adjective = name in cues.ADJECTIVES or name in ("uk", "us", "eu")
                origin = bool(cues.EN_ORIGIN.search(before) or cues.EN_MADE_IN.search(before)) or (
                    adjective and bool(cues.EN_ORIGIN_AFTER.match(after))
                )
            found.append(_Mention(code, origin))
    return _told_apart(found, text)


def _told_apart(found: list[_Mention], text: str) -> list[_Mention]:
    """ "我国", "国内": where one is, not where one sells, if another market is named as well."""
    markets = [m for m in found if not m.origin]
    home = re.search("我国|国内|本国|我司", text)
    if home and len({m.code for m in markets}) > 1:
        return [replace(m, origin=True) if m.code == "CN" else m for m in found]
    return found


def _around(words: list[str], hit: Hit) -> tuple[str, str]:
    def joined(part: list[str]) -> str:
        return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", " ".join(part))

    before, after = joined(words[max(0, hit.start - 8) : hit.start]), joined(words[hit.end : hit.end + 6])
    return (before + " " if before and before[-1].isascii() else before), after


def _products(text: str, hits: tuple[Hit, ...], library: Library) -> tuple[str, ...]:
    keys = [key for hit in hits for key in hit.keys("product")]
    for code in cues.HS.findall(text):
        digits = code.replace(".", "")
        fitting = [
            (len(hs), key)
            for key, product in library.products.items()
            for hs in (h.replace(".", "") for h in product.hs)
            if digits.startswith(hs) or hs.startswith(digits)
        ]
        if fitting:
            keys.append(max(fitting)[1])
    # A kind says more than its family: "LED lamp lighting" asks about the lamp.
    parents = {library.products[key].parent for key in keys}
    return _unique(key for key in keys if key not in parents)


def _standards(text: str) -> tuple[str, ...]:
    found = []
    for match in cues.STANDARD.finditer(text):
        series = re.sub(r"(?<=[A-Z])(?=[A-Z]$)", "", match["series"])
        found.append(f"{series} {match['number']}" + (f":{match['year']}" if match["year"] else ""))
    rest = cues.STANDARD.sub(" ", text)
    found += [match["number"] for match in cues.BARE.finditer(rest)]
    return _unique(found)


def _as_of(text: str, today: dt.date) -> dt.date:
    if re.search(r"\bwhen\b|since|什么时候|何时|哪年|以来", text, re.I):
        return today
    match = cues.AS_OF.search(cues.STANDARD.sub(" ", text))
    if match is None:
        return today
    year, _, rest = (match[1] or match[2]).partition("-")
    month, _, day = rest.partition("-")
    month = month or (match[3] or "")
    try:
        if day:
            return dt.date(int(year), int(month), int(day))
        last = dt.date(int(year) + (int(month or 12) == 12), int(month or 12) % 12 + 1, 1) - dt.timedelta(days=1)
    except ValueError:
        return today
    return today if last.year == today.year and last > today else last


def _intent(query: Query, library: Library) -> str:
    """What is asked for; the more particular is looked for first."""
    if cues.NOT_RECORDED.search(query.text):
        return "not_recorded"
    named = {intent for intent, pattern in cues.INTENTS if pattern.search(query.text)}
    return _of_subject(query, library, named) or _of_market(query, library, named) or _otherwise(query, named)


def _of_subject(query: Query, library: Library, named: set[str]) -> str:
    """Questions about a body, a standard, a date or an agreement, rather than about a market."""
    bodies = [library.bodies[key] for key in query.bodies]
    at_home = set(query.markets) <= {body.economy for body in bodies} and not query.products and not query.evidence
    if at_home and any(BodyRole.accreditation_body in body.roles for body in bodies):
        return "accreditation"
    if query.standards and {"standards", "status"} & named:
        return "standards"
    if (
        query.standards
        and not query.markets
        and not query.products
        and (not query.evidence or len(query.standards) > 1)
    ):
        return "open" if re.search("accredit|认可", query.text, re.I) else "standards"
    held_there = query.evidence and query.markets and query.products
    if "status" in named and (query.agreements or query.schemes or not held_there):
        return "status"
    if query.agreements and not query.evidence and not query.products:
        return "definition" if "definition" in named and not query.markets and "coverage" not in named else "coverage"
    if "coverage" in named and query.economies and not query.evidence and not query.products:
        return "coverage"
    if "definition" in named and (query.terms or query.evidence or query.schemes) and not query.markets:
        return "definition"
    treaties = any(library.agreements[key].tier is Tier.government for key in query.agreements)
    return "coverage" if treaties and ("coverage" in named or cues.UNDER.search(query.text)) else ""


def _of_market(query: Query, library: Library, named: set[str]) -> str:
    """Questions about what a market accepts or asks."""
    foreign = any(set(query.markets) - set(library.evidence[key].own_of) for key in query.evidence)
    if (
        query.evidence and query.markets and not foreign
    ):  # only the market's own proof is named: it is what is asked for
        return "required" if query.products else "definition" if "definition" in named else "open"
    if query.evidence and (query.markets or "accepted" in named):
        return "accepted"
    if "accepted" in named and query.markets and query.origins:
        return "accepted"
    if "coverage" in named and (query.agreements or len(query.economies) > 1):
        return "coverage"
    return "required" if query.markets and (query.products or query.schemes or "required" in named) else ""


def _otherwise(query: Query, named: set[str]) -> str:
    if "accreditation" in named:
        return "accreditation"
    terse = len(units(query.text)) <= 5 and (query.terms or query.schemes or query.evidence)
    return "definition" if terse else "open"


def _inherit(query: Query, earlier: tuple[Query, ...]) -> Query:
    """A follow-up ("and for Brazil?", "那日本呢?") takes the roles it does not name from the question before it."""
    if not earlier:
        return query
    follows = re.match(r"\s*(?:and|what about|how about|what if|but|then|same)\b|^那|^如果|呢[??]?$", query.text, re.I)
    if not follows and (query.products or query.evidence or query.agreements or query.standards):
        return query
    before, taken = earlier[-1], []
    for role in ("markets", "origins", "products", "evidence"):
        if not getattr(query, role) and getattr(before, role):
            query = replace(query, **{role: getattr(before, role)})
            taken.append(role)
    return replace(query, inherited=tuple(taken))


def _implied(query: Query, library: Library) -> tuple[str, ...]:
    """The market that a regulator, or a market's own scheme, stands for where no market is named."""
    bodies = [library.bodies[key] for key in query.bodies]
    regulators = _unique(b.economy for b in bodies if b.economy and BodyRole.regulator in b.roles)
    if regulators:
        return tuple(code for code in regulators if code not in query.origins)
    schemes = _unique(m for key in query.schemes if (m := library.schemes[key].market))
    if len(schemes) == 1 and not query.evidence:
        return schemes
    if cues.ACCEPTED.search(query.text):
        return ()
    own = _unique(code for key in query.evidence for code in library.evidence[key].own_of)
    return own[:1] if len(query.evidence) == 1 and query.products else ()


def _wanted(query: Query, library: Library, words: list[str], hits: tuple[Hit, ...]) -> Query:
    """ "Do I need UKCA if I have CE?": of two kinds of evidence, the market's own is asked for, and the other is held."""
    own = {key: library.evidence[key].own_of for key in query.evidence}
    if not query.markets and len(query.evidence) > 1:
        for hit in hits:
            before, _ = _around(words, hit)
            for key in hit.keys("evidence"):
                if own[key] and (cues.WANTED_EN.search(before) or cues.WANTED_ZH.search(before)):
                    query = replace(query, markets=own[key][:1])
    if not query.markets and not query.agreements:
        query = replace(query, markets=_implied(query, library))
    if len(query.evidence) < 2:
        return query
    held = tuple(key for key in query.evidence if not query.markets or set(query.markets) - set(own[key]))
    return replace(query, evidence=held or query.evidence)


def _left_over(words: list[str], hits: tuple[Hit, ...], text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Words that name something the library has no name for."""
    taken = {n for hit in hits for n in range(hit.start, hit.end)}
    standard = {unit for match in cues.STANDARD.finditer(text) for unit in units(match[0])}
    latin = [w for n, w in enumerate(words) if n not in taken and w[0].isascii() and w not in standard]
    latin = [w for w in latin if w.lower() not in cues.PLAIN_EN and not w[0].isdigit() and len(w) > 2]
    runs = "".join(w if n not in taken and is_chinese(w) else " " for n, w in enumerate(words))
    chinese = [run for run in cues.PLAIN_ZH.sub(" ", runs).split() if len(run) > 1]
    return tuple(word for word in dict.fromkeys((*latin, *chinese)) if not lexicon.is_common(word))
