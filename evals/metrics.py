"""Scores, each of one thing and pure: what was asked and what was answered in, a number out."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from evals.dataset import Question
from kb.citations import unsupported
from kb.words import normal

Answer = Mapping[str, Any]  # the JSON of CONTRACTS.md section 3


def _plain(text: str) -> str:
    return normal(text).lower().replace("’", "'").replace("*", "")


def facts(question: Question, answer: Answer) -> float | None:
    """Share of the facts the answer must hold that it holds, in any of their accepted variants; None where none is asked."""
    if not question.must:
        return None
    text = _plain(answer["answer"])
    return sum(any(_plain(variant) in text for variant in fact) for fact in question.must) / len(question.must)


def harm(question: Question, answer: Answer) -> float:
    """1 if the answer says something it must not, 0 otherwise."""
    text = _plain(answer["answer"])
    return float(any(_plain(wrong) in text for wrong in question.must_not))


def verdict(question: Question, answer: Answer) -> float | None:
    """1 if the verdict is one of those that would be right; None where none is asked."""
    return float(answer["verdict"] in {v.value for v in question.verdict}) if question.verdict else None


def cited(answer: Answer) -> float | None:
    """Share of the claims and gaps that carry at least one citation; None for an answer without claims."""
    claims = [*answer["claims"], *answer["gaps"]]
    return sum(bool(c["citations"]) for c in claims) / len(claims) if claims else None


def supported(answer: Answer) -> float | None:
    """Share of the claims whose numbers, dates and codes all occur in what they cite; None without claims."""
    held = {c["n"]: f"{c['quote']} {c['title']} {c['url']}" for c in answer["citations"]}
    claims = [*answer["claims"], *answer["gaps"]]
    good = [not unsupported(c["text"], " ".join(held[n] for n in c["citations"])) for c in claims]
    return sum(good) / len(good) if good else None


def corrected(question: Question, answer: Answer) -> float | None:
    """1 if an answer to a false premise says all that corrects it and nothing it must not; None of other questions."""
    if question.type != "false_premise":
        return None
    return float(
        facts(question, answer) in (None, 1.0)
        and verdict(question, answer) in (None, 1.0)
        and not harm(question, answer)
    )


def agreement(pairs: Sequence[tuple[Answer, Answer]]) -> float | None:
    """Share of the pairs of one question in two languages whose answers have the same verdict and the same status."""
    same = [a["verdict"] == b["verdict"] and abstained(a) == abstained(b) for a, b in pairs]
    return sum(same) / len(same) if same else None


def abstained(answer: Answer) -> bool:
    return bool(answer["status"] == "abstained")


def precision_recall(truth: Sequence[bool], said: Sequence[bool]) -> tuple[float, float]:
    """Of the abstentions, the share that was due; of those due, the share made. 1.0 where there are none."""
    both = sum(t and s for t, s in zip(truth, said, strict=True))
    return both / sum(said) if any(said) else 1.0, both / sum(truth) if any(truth) else 1.0


def recall_at(k: int, relevant: Mapping[str, int], found: Sequence[str]) -> float:
    """Share of the relevant ids among the first k found (Manning et al., Introduction to Information Retrieval, 8.3)."""
    return len(set(relevant) & set(found[:k])) / len(relevant)


def ap_at(k: int, relevant: Mapping[str, int], found: Sequence[str]) -> float:
    """Average precision of the first k found; its mean is MAP@k (trec_eval's map_cut: divided by all that are relevant)."""
    hits = [rank for rank, one in enumerate(found[:k], 1) if one in relevant]
    return sum(n / rank for n, rank in enumerate(hits, 1)) / len(relevant)


def ndcg_at(k: int, relevant: Mapping[str, int], found: Sequence[str]) -> float:
    """Discounted cumulative gain over the ideal one (Järvelin & Kekäläinen 2002), gain = grade."""

    def gain(grades: Sequence[int]) -> float:
        return sum(grade / math.log2(rank + 2) for rank, grade in enumerate(grades))

    ideal = gain(sorted(relevant.values(), reverse=True)[:k])
    return gain([relevant.get(one, 0) for one in found[:k]]) / ideal


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def interval(values: Sequence[float], *, rounds: int = 1000, seed: int = 0) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of the mean (Efron 1979), reproducible."""
    if not values:
        return None
    draw = random.Random(seed)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds)]


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
