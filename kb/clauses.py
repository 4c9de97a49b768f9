"""Text → its clauses: words of substance, what each denies, whether it is narrowed; in English and Chinese. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kb.words import index_terms, is_chinese

# Words that narrow a rule, by kind: whoever retells a clause must keep one of each.
_NARROWING: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.I)
    for kind, pattern in {
        "condition": r"\b(?:if|where|when|unless|except\w*|provided|subject|depend\w*|scope|listed)\b|范围|清单|除非|除|如果|如(?!何)|若|前提",
        "time": r"\b(?:until|before|after|within)\b|之前|以前|之后|以后|截至",
        "only": r"\b(?:only|solely|alone|exclusive\w*|limited)\b|仅|只|唯一|限于|单独",
    }.items()
}
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b|不仅|不但|不只", re.I)
_NOT = re.compile(
    r"\b(?:no longer|not?|never|none|nor|nobody|nothing|without|cannot|outside|non-?\w+|lack\w*|refus\w+|reject\w*|den(?:y|ies|ied)|fail\w*"
    r"|forbid\w*|prohibit\w*|ban(?:s|ned)?|exclud\w+|un(?:accept|recogni|approv|able|valid|safe|necess|test|verif|regulat)\w*"
    r"|in(?:valid|eligib|applicab|sufficien|admissib)\w*|illegal)\b|n['’]t\b|[不未无没非勿]|禁止|拒绝|缺乏|免",
    re.I,
)
SENTENCE = re.compile(r"[.!?](?=\s|$)|[。\n]")
_PERIOD = re.compile(rf"{SENTENCE.pattern}|;")  # no condition reaches across
_CLAUSE = re.compile(
    r"[,:()–—]|\b(?:but|so|while|whereas|although|though|because|unless|where|if|when|and|or)\b"
    r"|但是?|而且|并且|因此|所以|如果|除非",
    re.I,
)
# A piece without any of these is no clause of its own: "lamps, cookers and toys are not accepted" is one.
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|be|been|ha[sd]|have|do|does|did|must|may|can|cannot|need\w*|shall|will|should|accept\w*|recogni\w+"
    r"|requir\w+|appl(?:y|ies|ied)|cover\w*|prov(?:e|es|ed)|clear\w*|serv(?:e|es|ed)|gives?|holds?|takes?|counts?|follow\w*|ends?"
    r"|ended|beg[ai]n\w*|becomes?|became|remains?|rests?|binds?|bound|carr(?:y|ies)|stands?|issue[sd]?|reject\w*|refus\w+)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its words of substance, what it denies, and the ways it, or one beside it, narrows it."""

    text: str
    terms: frozenset[str]
    denied: tuple[
        str, ...
    ]  # for each word of denial the word of substance behind it; of Chinese no more than their number
    narrowed: frozenset[str]

    def turns(self, other: Clause) -> bool:
        """Whether this clause denies what the other does not, or the other way round."""
        if is_chinese(self.text + other.text):
            return len(self.denied) != len(other.denied)
        mine, theirs = Counter(self.denied), Counter(other.denied)
        return bool(mine) != bool(theirs) or bool(mine - theirs or set(theirs - mine) & self.terms)


def clauses(text: str) -> tuple[Clause, ...]:
    return tuple(one for sentence in _PERIOD.split(text) for one in _clauses_of(sentence))


def narrowing(text: str) -> frozenset[str]:
    """The kinds of narrowing words in a text."""
    return frozenset(kind for kind, pattern in _NARROWING.items() if pattern.search(text))


def matched(said: tuple[Clause, ...], held: tuple[Clause, ...]) -> Iterator[tuple[Clause, list[Clause]]]:
    """Each clause said, and the clauses of the evidence nearest to it."""
    for clause in said:
        near = [likeness(clause.terms, one.terms) for one in held]
        best = max(near, default=0.0)
        yield clause, [one for one, score in zip(held, near, strict=True) if score >= best - 0.02]


def joined(clause: Clause, held: tuple[Clause, ...]) -> str:
    """The clauses of the evidence that a clause may have been joined from: each has two fifths of its words."""
    return " ".join(one.text for one in held if len(one.terms & clause.terms) >= 0.4 * len(clause.terms))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)


def _clauses_of(sentence: str) -> Iterator[Clause]:
    pieces = list(_pieces_of(sentence))
    opening = [_opening(one) for one in pieces]
    for n, piece in enumerate(pieces):
        beside = frozenset[str]().union(*opening[max(0, n - 1) : n], *opening[n + 1 : n + 2])
        yield Clause(piece, frozenset(index_terms(piece)), _denied(piece), narrowing(piece) | beside)


def _denied(piece: str) -> tuple[str, ...]:
    piece = _NOT_ONLY.sub("", piece)
    return tuple(next(iter(index_terms(piece[one.end() :])), "") for one in _NOT.finditer(piece))


def _opening(piece: str) -> frozenset[str]:
    """The kind of narrowing word that a clause begins with."""
    begun = piece.lstrip(" ,;:()")
    return frozenset(kind for kind, pattern in _NARROWING.items() if pattern.match(begun))


def _pieces_of(sentence: str) -> Iterator[str]:
    """A sentence in clauses: two words of substance at least, and in English a predicate."""
    begin = 0
    for cut in (m.start() for m in _CLAUSE.finditer(sentence)):
        before, after = sentence[begin:cut], sentence[cut:]
        if _stands_alone(before) and _stands_alone(after):
            yield before
            begin = cut
    if sentence[begin:].strip():
        yield sentence[begin:]


def _stands_alone(piece: str) -> bool:
    return len(index_terms(piece)) > 1 and (is_chinese(piece) or _PREDICATE.search(piece) is not None)
