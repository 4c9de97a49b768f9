"""Does the evidence carry a sentence? Figures, names, weighty words, negation and new words, in English and Chinese. Pure.

It proves no paraphrase right; it refuses what says more than, or other than, the words of its evidence. It errs to the
side of refusing: what is refused costs style, never a fact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby, pairwise

from kb.citations import unsupported
from kb.clauses import SENTENCE, Clause, clauses, joined, likeness, matched, narrowing
from kb.figures import canonical, figures
from kb.language import VERDICT
from kb.lexicon import Lexicon
from kb.terms import Verdict
from kb.words import index_terms, is_east_asian, normal, units

Name = tuple[str, str]  # a kind and a key of the lexicon

# Words that carry the weight of a rule: a sentence may use one only where its evidence has one of the same kind.
_WEIGHTY: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.I)
    for kind, pattern in {
        "must": r"\b(?:must|shall|mandatory|compulsory|oblig\w+|requir\w+|need\w*|ha(?:s|ve) to)\b|必须|须|强制|应当|需要|要求|需",
        "voluntary": r"\b(?:voluntar\w+|optional\w*)\b|自愿|可选",
        "allowed": r"\b(?:may|can|allow\w*|permit\w*|able to)\b|允许|(?<![认许])可",
        "accepted": r"\b(?:accept\w*|recogni[sz]\w*|approv\w*)\b|接受|承认|认可|互认|批准",
        "all": r"\b(?:all|every\w*|any\w*|always|full\w*|complet\w+|entire\w*|automatic\w*|guarant\w+|unconditional\w*|whatever)\b"
        r"|所有|一切|任何|全部|总是|自动|保证|完全|无条件|各国|均",
        "exempt": r"\b(?:exempt\w*|waiv\w*|free|relie\w+)\b|豁免|免",
        "ended": r"\b(?:no longer|expir\w+|end(?:s|ed)?|terminat\w+|supersed\w+|withdr\w+|replac\w+|repeal\w+|cancel\w*)\b"
        r"|失效|废止|终止|取代|代替|撤销|过期|作废",
        "suspended": r"\bsuspen\w+\b|中止|暂停",
        "in force": r"\b(?:in force|effective|valid\w*|appl(?:y|ies|ied)|operational)\b|生效|有效|实施|适用|施行",
        "lasting": r"\b(?:permanent\w*|indefinite\w*|forever|unlimited)\b|永久|长期|无限期",
        "final": r"\bfinal\w*\b|最终",
        "proposed": r"\b(?:propos\w+|draft\w*|negotiat\w+|plan\w*)\b|提案|草案|谈判|拟",
        "at once": r"\b(?:immediate\w*|instant\w*|directly)\b|立即|立刻|直接",
        "equal": r"\b(?:identical|equivalen\w+|same|equal\w*)\b|等同|等效|相同|一致",
    }.items()
}
# Words that join and point, and state nothing: the only ones a sentence may add.
_PLAIN = frozenset(index_terms(
    "also therefore thus then still however instead besides further furthermore moreover here either both well means "
    "namely addition short same time own yet even likewise meanwhile such say state concern include come give set follow "
    "case kind form part together among each another respective relevant question regard apart once already way rest but while whereas although though because since nor per via upon if unless"
))  # fmt: skip
_ZH_PLAIN = re.compile(r"此外|另外|同时|因此|所以|即|也就是说|也|还|您|你|的|了|其中|其|该|并|且|而")
_DOTTED = re.compile(r"[^\W_]+(?:[.@/][^\W_]+)+")
_CHECKED = frozenset({"economy", "body", "scheme", "agreement", "evidence", "product"})
_SCOPE = ("economy", "product")
_JOINTS = 0.35  # of the pairs of Chinese characters in a sentence that may be new: every join of known words makes one


@dataclass(frozen=True)
class Reading:
    """A text, and what the checks see in it; each thing found once, when first asked for."""

    text: str
    lexicon: Lexicon

    @cached_property
    def plain(self) -> str:
        return canonical(self.text)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses(self.plain)

    @cached_property
    def sentences(self) -> tuple[Reading, ...]:
        return tuple(Reading(one, self.lexicon) for one in SENTENCE.split(self.plain) if one.strip())

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(index_terms(self.plain))

    @cached_property
    def weights(self) -> frozenset[str]:
        return weights(self.plain)

    @cached_property
    def named(self) -> tuple[tuple[range, tuple[Name, ...]], ...]:
        """The places, in units, and the meanings of the names of the base."""
        found = ((range(hit.start, hit.end), hit.names) for hit in self.lexicon.find(units(self.plain)))
        known = ((span, tuple(one for one in names if one[0] in _CHECKED)) for span, names in found)
        return tuple((span, names) for span, names in known if names)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in (*units(self.plain), *_DOTTED.findall(self.plain)))

    def keys(self, kind: str) -> list[str]:
        return list(dict.fromkeys(key for _, names in self.named for one, key in names if one == kind))

    @property
    def scope(self) -> frozenset[Name]:
        """The economies and products it names."""
        return frozenset((kind, key) for kind in _SCOPE for key in self.keys(kind))


def flaw(said: Reading, held: Reading, given: frozenset[Name] = frozenset()) -> str:
    """The first thing in a sentence that its evidence does not carry, as a word for a log; empty where all is carried.

    `given` are the economies and products a reader knows to be meant: a sentence need not name them again.
    """
    checks = (
        ("markup", _has_markup),
        ("figure", _miscounts),
        ("name", _names_another),
        ("verdict", _names_a_verdict),
        ("weight", _weighs_otherwise),
        ("negation", _turns),
        ("limit", _loosens),
        ("direction", _reverses),
        ("place", _misplaces),
        ("new words", _is_new),
    )
    found = next((name for name, fails in checks if fails(said, held)), "")
    return found or ("scope" if _widens(said, held, given) else "")


def covers(said: Reading, line: Reading) -> bool:
    """Whether sentences that passed `flaw` tell all of a line: its figures, weighty and narrowing words, and its substance."""
    lost = figures(line.plain) - figures(said.plain) or line.weights - said.weights
    loosened = narrowing(line.plain) - narrowing(said.plain)
    denied = any(one.denied for one in line.clauses) and not any(one.denied for one in said.clauses)
    terms = line.terms - _PLAIN
    return not lost and not loosened and not denied and len(terms & said.terms) >= 0.9 * len(terms)


def weights(text: str) -> frozenset[str]:
    """The kinds of weighty words in a text: must, voluntary, all, exempt …"""
    return frozenset(kind for kind, pattern in _WEIGHTY.items() if pattern.search(text))


def affirms(said: Reading) -> frozenset[bool]:
    """What the clauses on acceptance say: True it is accepted, False it is not; empty where none speaks of it."""
    return frozenset(not one.denied for one in said.clauses if _WEIGHTY["accepted"].search(one.text))


def _has_markup(said: Reading, _: Reading) -> bool:
    """Whether anything but plain words would reach a page: links, tags, tables, invisible characters."""
    return bool(re.search(r"[<>`*_#|\\{}\[\]]|://|\bwww\.", said.text)) or any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in said.text
    )


def _miscounts(said: Reading, held: Reading) -> bool:
    """Whether a figure is not in the evidence, as it is written there and with its unit, series or class."""
    return bool(unsupported(said.text, held.text) or figures(said.plain) - figures(held.plain))


def _names_another(said: Reading, held: Reading) -> bool:
    """A name of the base that the evidence does not have under any spelling, or a word in capitals it does not have."""
    keys = {one for _, names in held.named for one in names}
    if any(keys.isdisjoint(names) for _, names in said.named):
        return True
    if any(dotted.lower() not in held.words for dotted in _DOTTED.findall(said.plain)):
        return True
    vouched = {n for span, _ in said.named for n in span}
    words = enumerate(units(said.plain))
    strange = [
        (n, word) for n, word in words if n not in vouched and _may_name(word) and word.lower() not in held.words
    ]
    return any(n > 0 or not _opens_plainly(word, said.lexicon) for n, word in strange)


def _may_name(word: str) -> bool:
    """Whether a word may be a name: it has a capital; the I of a sentence is none."""
    return word[0].isupper() and len(word) > 1 and bool(index_terms(word))


def _opens_plainly(word: str, lexicon: Lexicon) -> bool:
    """Whether the first word of a sentence is an ordinary one: capitals mean nothing there."""
    return not word.isupper() and (_PLAIN.issuperset(index_terms(word)) or lexicon.is_common(word))


def _names_a_verdict(said: Reading, held: Reading) -> bool:
    """Whether a verdict of the closed list is pronounced that the evidence does not have."""
    labels = (normal(label).lower() for verdict in Verdict for label in (VERDICT[verdict].en, VERDICT[verdict].zh))
    return any(label in said.plain.lower() and label not in held.plain.lower() for label in labels)


def _weighs_otherwise(said: Reading, held: Reading) -> bool:
    """Whether a clause uses a weighty word of a kind that those it retells do not."""
    return any(weights(one.text) - weights(joined(one, held.clauses)) for one in said.clauses)


def _turns(said: Reading, held: Reading) -> bool:
    """Whether a clause says no where the clauses of the evidence nearest to it say yes, or the other way round."""
    near = matched(said.clauses, held.clauses)
    return any(all(clause.turns(one) for one in best) for clause, best in near)


def _loosens(said: Reading, held: Reading) -> bool:
    """Whether a clause is retold without the words that narrow it."""
    kept = narrowing(said.plain)
    return any(all(one.narrowed - kept for one in best) for _, best in matched(said.clauses, held.clauses))


def _reverses(said: Reading, held: Reading) -> bool:
    """Whether two economies stand the other way round than anywhere in the evidence, for direction is part of a rule;
    where something is denied, whether two kinds of evidence, schemes or bodies do."""
    denies = any(one.denied for one in said.clauses)
    for kind in ("economy", "evidence", "scheme", "body") if denies else ("economy",):
        known = {pair for one in held.sentences for pair in combinations(one.keys(kind), 2)}
        if any(pair not in known and pair[::-1] in known for pair in combinations(said.keys(kind), 2)):
            return True
    return False


def _misplaces(said: Reading, held: Reading) -> bool:
    """Whether the sentence of the evidence nearest to this one names economies, and not those named here."""
    about = set(_nearest(said, held).keys("economy"))
    return bool(about) and not about.issuperset(said.keys("economy"))


def _widens(said: Reading, held: Reading, given: frozenset[Name]) -> bool:
    """Whether the sentence of the evidence nearest to this one is about an economy or a product, and this one about none."""
    about = _nearest(said, held).scope
    known = {kind for kind, _ in said.scope | (about & given)}
    return any(kind not in known for kind, _ in about)


def _nearest(said: Reading, held: Reading) -> Reading:
    return max(held.sentences, key=lambda one: likeness(said.terms, one.terms))


def _is_new(said: Reading, held: Reading) -> bool:
    """Whether a sentence brings words of its own: of Chinese, two characters together that the evidence does not have."""
    known = held.terms | _PLAIN
    flags = [(east, terms.isdisjoint(known)) for east, terms in _pieces(said.plain)]
    runs = ((key, len(list(group))) for key, group in groupby(flags))
    alien = any(new and length > (2 if east else 0) for (east, new), length in runs)
    return alien or not flags or sum(new for _, new in flags) > _JOINTS * len(flags)


def _pieces(text: str) -> Iterator[tuple[bool, set[str]]]:
    """The words of substance and the pairs of Chinese characters of a text, in order."""
    words = units(_ZH_PLAIN.sub(" ", text))
    for east, run in groupby(words, is_east_asian):
        if east:
            yield from ((True, {one + other}) for one, other in pairwise(run))
        else:
            yield from ((False, terms) for word in run if (terms := set(index_terms(word))))
