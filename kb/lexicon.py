"""The names people use → the keys of the library, found in a text longest first; typos forgiven where it is safe."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from kb.encoder import bundled_model
from kb.library import Library
from kb.places import ABROAD, AUTHORITIES, PLACES
from kb.records import Text, Words
from kb.statements import found_by_likeness
from kb.words import index_terms, is_chinese, simplified, units

_BRACKET = re.compile(r"\s*[(（]([^)）]*)[)）]")
_ACRONYM = re.compile(r"[A-Z][a-z0-9&/-]*[A-Z][A-Za-z0-9&/-]{0,10}")
# Lower-case words that are also codes: taken for the code only when written in capitals.
_ORDINARY = frozenset(
    "us in it no is am at be by me my so to as do an la ma pa va id al el de et un sa na ge bis ul fan led ask doe gb vn ca au ni xi red reach sit acid cab sec mad mod nom gar pab "
    "pics lucid gems star mar para ns oz ea ec".split()
)
_NO_CODES = frozenset(
    "IT TV AC PC IC ID AI IO LA ME MD PS ST XI".split()
)  # of a list of goods, bodies or towns rather than of economies
# Words that hold a name and have nothing to do with it: 国家电子 holds no 家电, and light industry no lighting.
_WHOLE = (
    "国家", "大家", "专家", "厂家", "商家", "卖家", "买家", "独家", "有机构", "light industry", "light industries", "light industrial", "national safety mark", "国家安全标志",
)  # fmt: skip
# Inflected words of the field so near to a name that a typo must not be seen in them.
_NOT_TYPOS = frozenset("accredit accredits accrediting exporting".split())


_FEW = 3  # statements that hold a term which the records use
_REMEMBERED = 8192  # texts, some 20 MB


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: units[start:end] of the text, and what it may stand for."""

    start: int
    end: int
    names: tuple[tuple[str, str], ...]  # (kind, key)

    def keys(self, kind: str) -> tuple[str, ...]:
        return tuple(key for one, key in self.names if one == kind)


class Lexicon:
    """Every name of a library, ready to be found."""

    def __init__(self, library: Library) -> None:
        self._names: dict[tuple[str, ...], dict[tuple[str, str], bool]] = {}
        for kind, key, phrase in _phrases(library):
            self._add(kind, key, phrase)
        self.codes = frozenset(code for code in library.economies if len(code) == 2) - _NO_CODES
        self._longest: dict[str, int] = {}  # of the names that begin with a word
        for name in self._names:
            self._longest[name[0]] = max(len(name), self._longest.get(name[0], 1))
        self._common, self._used = _counted(library)
        self._single = sorted(
            {name[0] for name in self._names if len(name) == 1 and name[0].isascii() and len(name[0]) > 5}
        )
        # The names in a text of the records, as they are spelt there; what was asked for last is remembered.
        self.named_in: Callable[[str], tuple[Hit, ...]] = lru_cache(maxsize=_REMEMBERED)(self._named_in)

    def _named_in(self, text: str) -> tuple[Hit, ...]:
        return tuple(self.find(units(text), typos=False))

    def knows(self, word: str) -> bool:
        """Whether a word by itself is a name, as it stands."""
        found = self._names.get((word.lower().replace("-", ""),), {})
        return any(not capitals or word.isupper() for capitals in found.values())

    def schemes_of(self, evidence: str) -> tuple[str, ...]:
        """The schemes that share a name with a kind of evidence: 510(k) is a clearance, and the way to it."""
        shared = (found for found in self._names.values() if ("evidence", evidence) in found)
        return tuple(dict.fromkeys(key for found in shared for kind, key in found if kind == "scheme"))

    def is_part(self, name: str) -> bool:
        """Whether a name stands within a longer one of another law or scheme: RoHS within "UAE RoHS"."""
        words = tuple(word.lower() for word in units(simplified(name)))
        own = set(self._names.get(words, ()))
        longer = ((one, set(keys)) for one, keys in self._names.items() if one[1:][-len(words) :] == words)
        return any(kind in ("law", "scheme") for _, keys in longer if not keys & own for kind, _ in keys)

    def is_common(self, word: str) -> bool:
        """Whether a word stands in many records: then it names no subject that the base might lack."""
        terms = index_terms(word)
        return bool(terms) and all(term in self._common for term in terms)

    def is_used(self, term: str) -> bool:
        """Whether the records use a term at all: of a Chinese question that tells words from what two words happen to make."""
        return term in self._used

    def _add(self, kind: str, key: str, phrase: str) -> None:
        words = units(simplified(phrase))
        if not words:
            return
        short = len(words[0]) == 2 and kind in ("body", "term")
        capitals = len(words) == 1 and words[0].isupper() and (short or words[0].lower() in _ORDINARY)
        apart = [part for word in words for part in word.split("-") if part]
        if kind == "body" and words == ["LA"]:  # Lithuania's accreditation bureau, and a port of the United States
            return
        for name in ([word.replace("-", "") for word in words], apart if len(apart) > 2 else ()):
            if name:
                self._names.setdefault(tuple(word.lower() for word in name), {}).setdefault((kind, key), capitals)

    def find(self, words: list[str], *, typos: bool = True) -> Iterator[Hit]:
        """The names in a list of units, from left to right, the longest at each place."""
        lower = [word.lower() for word in words]  # hyphens matter to no one: wi-fi, wifi
        at = 0
        while at < len(words):
            hit = self._longest_at(words, lower, at) or (self._typo_at(lower, at) if typos else None)
            if hit is None or self._cuts(hit, words, lower):
                at += 1
                continue
            if hit.keys("word") != ("",):
                yield hit
            at = hit.end

    def within(self, words: Sequence[str], hit: Hit) -> Iterator[Hit]:
        """The shorter names that a name of several words is made of: the two economies of "UK-Australia MRA"."""
        yield from self.find(list(words[hit.start : hit.end - 1]))

    def _cuts(self, hit: Hit, words: list[str], lower: list[str]) -> bool:
        """Whether a name of Chinese characters cuts into a longer one that begins within it: 米家电水壶 holds no 家电."""
        if not is_chinese(words[hit.start]) or hit.end - hit.start > 3:
            return False
        later = (self._longest_at(words, lower, at) for at in range(hit.start + 1, hit.end) if is_chinese(words[at]))
        return any(other and other.end > hit.end and other.end - other.start > hit.end - hit.start for other in later)

    def _longest_at(self, words: list[str], lower: list[str], at: int) -> Hit | None:
        longest = self._longest.get(lower[at].replace("-", ""), 1)
        for end in range(min(len(words), at + longest), at, -1):
            for name in _forms(tuple(lower[at:end])):
                found = self._names.get(name)
                if found:
                    beside = "".join(words[max(0, at - 1) : at] + words[end : end + 1])
                    plain = words[at].isupper() or end - at > 1 or is_chinese(beside)
                    names = tuple(one for one, capitals in found.items() if plain or not capitals)
                    if names:
                        return Hit(at, end, names)
        return None

    def _typo_at(self, lower: list[str], at: int) -> Hit | None:
        word = lower[at]
        if len(word) < 6 or not word.isascii() or not word.isalpha() or word in _NOT_TYPOS or word in _english():
            return None
        edits = 1 if len(word) < 9 else 2
        best = process.extractOne(word, self._single, scorer=DamerauLevenshtein.distance, score_cutoff=edits)
        if best is None or best[0][0] != word[0]:
            return None
        return Hit(at, at + 1, tuple(self._names[(best[0],)]))


@cache
def _english() -> frozenset[str]:
    """The words that the embedding model's vocabulary holds whole: what is a word of English is no misspelt name."""
    return frozenset((bundled_model() / "vocab.txt").read_text("utf-8").split())


def _counted(library: Library) -> tuple[frozenset[str], frozenset[str]]:
    """The terms that stand in at least one in a hundred statements, and those that stand in a few at all."""
    rows = list(found_by_likeness(library))
    counts = Counter(term for row in rows for term in {*index_terms(row.told("en")), *index_terms(row.told("zh"))})
    least = max(5, len(rows) // 100)
    return frozenset(t for t, n in counts.items() if n >= least), frozenset(t for t, n in counts.items() if n >= _FEW)


def _forms(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    joined = tuple(word.replace("-", "") for word in name)
    yield joined
    if joined[-1] in ("cert", "certs", "certificates"):
        yield (*joined[:-1], "certificate")
    last = joined[-1]
    if last.isascii():
        if last.endswith(("'s", "’s")):
            yield (*joined[:-1], last[:-2])
        elif last.endswith("s") and (len(last) > 3 or last == "tvs"):
            yield (*joined[:-1], last[:-1])
            if last.endswith("es"):
                yield (*joined[:-1], last[:-2])
        if "-" in name[-1] and len(name) == 1:
            yield tuple(name[-1].split("-"))


def _phrases(library: Library) -> Iterator[tuple[str, str, str]]:
    for word in _WHOLE:
        yield "word", "", word
    for place, code in PLACES.items():
        if code in library.economies:
            yield "place", code, place
    for name, code in ABROAD.items():
        if code in library.economies:
            yield "economy", code, name
    for name, code in AUTHORITIES.items():
        if code in library.economies:
            yield "authority", code, name
    for code, economy in library.economies.items():
        texts = [economy.names, *([economy.official] if economy.official else [])]
        for phrase in _spelt(texts, economy.aliases):
            yield "economy", code, phrase
        if economy.members:
            yield "economy", code, code
    tables: tuple[tuple[str, Iterable[tuple[str, Text, Words]]], ...] = (
        ("product", ((k, r.names, r.synonyms) for k, r in library.products.items())),
        ("evidence", ((k, r.names, r.synonyms) for k, r in library.evidence.items())),
        ("scheme", ((k, r.names, r.synonyms) for k, r in library.schemes.items())),
        ("body", ((k, r.names, r.synonyms) for k, r in library.bodies.items())),
        ("agreement", ((k, r.names, r.synonyms) for k, r in library.agreements.items())),
        ("law", ((k, r.names, r.synonyms) for k, r in library.laws.items())),
        ("term", ((k, r.names, r.synonyms) for k, r in library.glossary.items())),
        ("sector", ((k, r.names, r.synonyms) for k, r in library.sectors.items())),
    )
    places = {name.lower() for one in library.economies.values() for name in (one.names.en, *one.aliases.en)}
    places |= {code.lower() for code, one in library.economies.items() if one.members}
    for kind, rows in tables:
        told = list(rows)
        shared = _shared(told) if kind == "body" else frozenset()
        for key, names, synonyms in told:
            own = (*synonyms.en, *synonyms.zh)
            for phrase in _spelt([names], synonyms):
                if phrase.lower() in places or (phrase in shared and phrase not in own):
                    continue  # "Ministry of Health (Korea)" is not called Korea, nor Ghana's FDA the FDA
                yield kind, key, phrase


def _shared(rows: Iterable[tuple[str, Text, Words]]) -> frozenset[str]:
    """The acronyms that stand in brackets after the names of several: each is its own who has it among its synonyms."""
    found = Counter(
        inner
        for _, names, _ in rows
        for inner in {one for name in (names.en, names.zh) for one in _BRACKET.findall(name) if _ACRONYM.fullmatch(one)}
    )
    return frozenset(one for one, times in found.items() if times > 1)


def _spelt(texts: list[Text], words: Words) -> Iterator[str]:
    """The names and synonyms; a name with a bracket also without it, and the acronym within."""
    for text in texts:
        for name in (text.en, text.zh):
            yield name
            yield _BRACKET.sub("", name)
            for inner in _BRACKET.findall(name):
                if _ACRONYM.fullmatch(inner):
                    yield inner
    for phrase in (*words.en, *words.zh):
        if len(phrase) > 1 or not is_chinese(phrase):
            yield phrase
