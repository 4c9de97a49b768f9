"""Lines ↔ citations: every sentence gets the numbers of its sources, and the proof that they support it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from kb.model import Citation, Claim, Evidence, Line
from kb.words import normal

CLAIMS = frozenset({"verdict", "claim", "condition", "item", "next", "quote"})
_FACT = re.compile(r"[A-Za-z]*\d[\dA-Za-z.,/:-]*")
_MOST = 2  # sources shown of one statement; of a line in a list of many, the first


def cite(
    lines: Sequence[Line], look_up: Callable[[str], tuple[Evidence, ...]]
) -> tuple[tuple[Claim, ...], tuple[Claim, ...], tuple[Citation, ...], list[tuple[Line, tuple[int, ...]]]]:
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
            for evidence in look_up(one)[: 1 if line.role == "item" or len(line.evidence) > 1 else _MOST]:
                n = numbers.setdefault((one, evidence.url, evidence.at), len(numbers) + 1)
                cited[n] = evidence
                ns.append(n)
                words = evidence.text if evidence.kind == "passage" else line.text
                quoted = quotes.setdefault(n, [])
                if words not in quoted and line.role != "verdict":  # the badge is ours, not the record's
                    quoted.append(words)
        numbered.append((line, tuple(ns)))
    claims = tuple(Claim(line.text, ns) for line, ns in numbered if line.role in CLAIMS)
    gaps = tuple(Claim(line.text, ns) for line, ns in numbered if line.role == "gap")
    citations = tuple(_citation(n, cited[n], quotes[n] or [cited[n].text]) for n in sorted(cited))
    return claims, gaps, citations, numbered


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


def markdown(numbered: Iterable[tuple[Line, tuple[int, ...]]]) -> str:
    """The lines as Markdown with marks [1] [2]: headings bold, conditions and gaps as lists."""
    out: list[str] = []
    steps = 0
    for line, ns in numbered:
        if line.head:
            out.append(f"\n**{line.head}**")
            steps = 0
        text = line.text + "".join(f" [{n}]" for n in ns)
        if line.role == "gap":
            steps += 1
            out.append(f"{steps}. {text}")
        elif line.role in ("condition", "item", "next", "quote") or (line.role == "claim" and line.head == "-"):
            out.append(f"- {text}")
        else:
            out.append(f"\n{text}")
    return "\n".join(out).strip()
