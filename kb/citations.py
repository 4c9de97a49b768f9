"""Lines ↔ citations: every sentence gets the numbers of its sources, and the proof that they support it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from kb.lexicon import Lexicon
from kb.model import Citation, Claim, Evidence, Line
from kb.words import normal

CLAIMS = frozenset(
    {"verdict", "correction", "claim", "key", "held", "side", "condition", "item", "cell", "next", "quote"}
)
_FACT = re.compile(r"[A-Za-z]*\d[\dA-Za-z.,/:-]*")
_BARE = 4  # characters of a part that says nothing by itself: "no."
_MOST = 2  # sources shown of one statement; of a line in a list of many, the first


class Cited(NamedTuple):
    """What was told, with its sources: `numbered` holds each line with the numbers of its citations."""

    claims: tuple[Claim, ...]
    gaps: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    numbered: list[tuple[Line, tuple[int, ...]]]


def cite(lines: Sequence[Line], look_up: Callable[[str], tuple[Evidence, ...]]) -> Cited:
    """Claims, gaps and citations of the lines, and each line with its numbers, in the order of first use.

    A citation's quote is what the lines took from it: the sentences of the record, or the words of the passage.
    """
    numbers: dict[tuple[str, str, str], int] = {}
    cited: dict[int, Evidence] = {}
    quotes: dict[int, list[str]] = {}
    numbered: list[tuple[Line, tuple[int, ...]]] = []
    for line in lines:
        ns = []
        for one in line.evidence:
            for evidence in look_up(one)[
                : 1 if line.role in ("item", "held", "side") or len(line.evidence) > 1 else _MOST
            ]:
                n = numbers.setdefault((one, evidence.url, evidence.at), len(numbers) + 1)
                cited[n] = evidence
                ns += [n] if n not in ns else []
                quoted = quotes.setdefault(n, [])
                quoted += [words for words in _quoted(line, evidence) if words not in quoted]
        numbered.append((line, tuple(ns)))
    claims = tuple(Claim(line.text, ns) for line, ns in numbered if line.role in CLAIMS)
    gaps = tuple(Claim(line.text, ns) for line, ns in numbered if line.role == "gap")
    citations = tuple(_citation(n, cited[n], quotes[n]) for n in sorted(cited))
    return Cited(claims, gaps, citations, numbered)


def _quoted(line: Line, evidence: Evidence) -> Iterable[str]:
    """The words of the source that a line rests on: the passage; the record's sentence that the line is; or, of a line we
    put together, the sentences that hold its numbers, dates and codes, its first one else."""
    if evidence.kind == "passage":
        return (evidence.text,)
    stated = facts(line.text)
    holding = [part for part in evidence.parts if len(part) > _BARE and part.rstrip(".。") in line.text]
    if line.text not in evidence.parts:
        holding += [part for part in evidence.parts if stated & facts(part) and part not in holding]
    return holding or evidence.parts[:1] or (evidence.text,)


def _citation(n: int, evidence: Evidence, quotes: Iterable[str]) -> Citation:
    return Citation(
        n, evidence.id, evidence.kind, evidence.title, evidence.publisher, evidence.url, evidence.at, evidence.tier,
        evidence.published, evidence.checked, " ".join(quotes), evidence.note,
        evidence.cautions,
    )  # fmt: skip


def facts(text: str) -> frozenset[str]:
    """The numbers, dates and codes a sentence states."""
    return frozenset(one.rstrip(".,:/-").lower() for one in _FACT.findall(normal(text)))


def unsupported(claim: str, evidence: str) -> frozenset[str]:
    """The numbers, dates and codes of a claim that its evidence does not hold."""
    held = facts(evidence)
    return frozenset(one for one in facts(claim) if one not in held)


def strange_names(claim: str, evidence: str, lexicon: Lexicon) -> frozenset[str]:
    """The economies, bodies, schemes and agreements a claim names that its evidence names in no way."""
    own = [piece for piece in _PIECE.split(claim) if piece and piece.rstrip(".。") not in evidence]
    named = _named(own, lexicon)
    return frozenset(named - _named(_SENTENCE.split(evidence), lexicon)) if named else frozenset()


def unproven(cited: Cited, lexicon: Lexicon, asked: frozenset[str], subject: str = "") -> list[Line]:
    """The lines that state a number, date or code, or a name not `asked` about ("economy:CN"), which what they cite does not hold.

    `subject`: the names of what is asked about, which the line of the verdict repeats.
    """
    quotes = {one.n: f"{one.quote} {one.title} {one.url}" for one in cited.citations}

    def fails(line: Line, held: str) -> bool:
        strange = line.role != "verdict" and strange_names(line.text, held, lexicon) - asked
        return bool(strange or unsupported(line.text, f"{held} {subject}" if line.role == "verdict" else held))

    told = (
        (line, " ".join(quotes[n] for n in ns))
        for line, ns in cited.numbered
        if line.role in CLAIMS or line.role == "gap"
    )
    return [line for line, held in told if line.text not in held and fails(line, held)]


_SENTENCE = re.compile(r"[.;]\s+|[。；\n]")
_PIECE = re.compile(r"[.;:]\s+|\s+–\s+|[。；：\n]")
_NAMED = frozenset({"economy", "body", "scheme", "agreement"})


def _named(texts: Iterable[str], lexicon: Lexicon) -> set[str]:
    hits = (hit for text in texts for hit in lexicon.named_in(text))
    return {f"{kind}:{key}" for hit in hits for kind, key in hit.names if kind in _NAMED}


FOLD = "\n\n---\n\n"  # between what a screen holds and what is folded below it


def markdown(numbered: Iterable[tuple[Line, tuple[int, ...]]], cautions: str = "") -> str:
    """The lines as Markdown with marks [1] [2]: headings bold, keys, conditions and gaps as lists, cells as tables.

    `cautions` end the first screen; what is folded stands below a thematic break.
    """
    first, *folded = [_part(list(lines)) for _, lines in groupby(numbered, lambda one: one[0].folded)] or [""]
    return FOLD.join(["\n\n".join(filter(None, (first, cautions))), *folded])


def _part(numbered: list[tuple[Line, tuple[int, ...]]]) -> str:
    out: list[str] = []
    for is_cell, lines in groupby(numbered, lambda one: one[0].role in ("cell", "blank")):
        group = list(lines)
        out += _table(group) if is_cell else _listed(group)
    return "\n".join(out).strip()


def _listed(numbered: Iterable[tuple[Line, tuple[int, ...]]]) -> Iterator[str]:
    steps, goods = 0, ""
    for line, ns in numbered:
        if line.head:
            yield f"\n**{line.head}**"
            steps, goods = 0, ""
        text = line.label + _marked(line.text.removeprefix(goods) if goods else line.text, ns)
        of_rule = any(one.startswith("requirements/") for one in line.evidence)
        goods = match[0] if of_rule and (match := _GOODS.match(line.text)) else goods
        if line.role == "gap":
            steps += 1
            yield f"{steps}. {text}"
        elif line.role in ("key", "held", "side", "condition", "item", "next", "quote"):
            yield f"- {text}"
        else:
            yield f"\n{text}"


# Whose goods a sentence speaks of, said once under a heading: "Singapore, SAFETY Mark, household appliances such as kettles: ".
_GOODS = re.compile(r"(?=[^:：.。;；]*[,，])[^:：.。;；]{12,}(?:: |：)")


def _table(numbered: list[tuple[Line, tuple[int, ...]]]) -> Iterator[str]:
    """Cells of equal row and column stand in one cell of the table, in their order."""
    rows = list(dict.fromkeys(line.cell[0] for line, _ in numbered))
    columns = list(dict.fromkeys(line.cell[1] for line, _ in numbered))
    held: dict[tuple[str, str], list[str]] = {}
    for line, ns in numbered:
        held.setdefault(line.cell, []).append(_marked(line.text, ns).replace("|", "\\|"))
    if head := numbered[0][0].head:
        yield f"\n**{head}**"
    yield "\n| | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for row in rows:
        yield f"| **{row}** | " + " | ".join("; ".join(held.get((row, column), ["–"])) for column in columns) + " |"
    yield ""


def _marked(text: str, ns: tuple[int, ...]) -> str:
    return text + "".join(f" [{n}]" for n in ns)
