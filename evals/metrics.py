"""Scores, each of one thing and pure: what was asked and what was answered in, a number out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.dataset import Question
from kb.cautions import RECHECK
from kb.citations import strange_names, unsupported
from kb.lexicon import Lexicon
from kb.words import normal

Answer = Mapping[str, Any]  # the JSON of CONTRACTS.md section 3
LOWER = frozenset({"harm", "stale"})  # scores of which less is better
_ROUNDS = 1000


def plain(text: str) -> str:
    """The text as facts are looked for in it: one form of every character, no case, no bold."""
    return normal(text).lower().replace("’", "'").replace("*", "")


def facts(question: Question, answer: Answer) -> float | None:
    """Share of the facts the answer must hold that it holds, in any of their accepted variants; None where none is asked."""
    if not question.must:
        return None
    text = plain(answer["answer"])
    return sum(any(plain(variant) in text for variant in fact) for fact in question.must) / len(question.must)


def harm(question: Question, answer: Answer) -> float:
    """1 if the answer says something it must not, 0 otherwise."""
    text = plain(answer["answer"])
    return float(any(plain(wrong) in text for wrong in question.must_not))


def verdict(question: Question, answer: Answer) -> float | None:
    """1 if the verdict is one of those that would be right; None where none is asked."""
    return float(answer["verdict"] in {v.value for v in question.verdict}) if question.verdict else None


def cited(answer: Answer) -> float | None:
    """Citation completeness: the share of the claims and gaps that carry a citation; None for an answer without any.

    The denominator is every statement, as in the citation recall of ALCE (Gao et al. 2023).
    """
    claims = [*answer["claims"], *answer["gaps"]]
    return sum(bool(c["citations"]) for c in claims) / len(claims) if claims else None


def proven(question: Question, answer: Answer, lexicon: Lexicon) -> float | None:
    """Citation correctness: the share of the claims and gaps whose numbers, dates, codes and names all stand in what they
    cite (its words, title and address); None without claims.

    After "attributable to identified sources" (Rashkin et al. 2023), decided by what can be looked up instead of by a
    model. A sentence that stands in its source as it is holds; a name that the asker has used proves nothing and is asked
    of no source.
    """
    held = {c["n"]: f"{c['quote']} {c.get('title') or ''} {c.get('url') or ''}" for c in answer["citations"]}
    claims = [*answer["claims"], *answer["gaps"]]
    said = " ".join((question.question, *(one.content for one in question.history)))
    asked = strange_names(said, "", lexicon)

    def holds(claim: Mapping[str, Any]) -> bool:
        evidence = " ".join(held.get(n, "") for n in claim["citations"])
        if claim["text"] in evidence:
            return True
        return not unsupported(claim["text"], evidence) and strange_names(claim["text"], evidence, lexicon) <= asked

    return sum(map(holds, claims)) / len(claims) if claims else None


def stale(answer: Answer, refresh: Mapping[str, str], today: dt.date) -> float | None:
    """1 if the answer rests on a record nobody has checked, or checked longer ago than its source allows; None uncited.

    `refresh`: how often a source's pages change, by the address that is cited; the days are those of kb.cautions, after
    which the base itself asks for a new check. An address that is not there has no such rule.
    """
    checked = [(refresh[c["url"]], c.get("checked")) for c in answer["citations"] if c.get("url") in refresh]
    late = (day is None or (today - dt.date.fromisoformat(day)).days > RECHECK[rate] for rate, day in checked)
    return float(any(late)) if checked else None


def right(question: Question, answer: Answer) -> float | None:
    """1 if an answer given is wholly right: due, every fact, the verdict, nothing wrong. None of an abstention.

    Its mean is PaperQA2's precision (Skarlinski et al. 2024: of the questions answered, the share answered rightly), to be
    read beside `answered`, whose mean is the coverage (El-Yaniv & Wiener 2010): one is cheap where the other is low.
    """
    if abstained(answer):
        return None
    whole = facts(question, answer) in (None, 1.0) and verdict(question, answer) in (None, 1.0)
    return float(whole and not question.abstain and not harm(question, answer))


def answered(answer: Answer) -> float:
    """1 unless the answer is an abstention."""
    return float(not abstained(answer))


def corrected(question: Question, answer: Answer) -> float | None:
    """1 if an answer to a false premise says all that corrects it and nothing it must not; None of other questions."""
    if question.type != "false_premise":
        return None
    return float(
        facts(question, answer) in (None, 1.0)
        and verdict(question, answer) in (None, 1.0)
        and not harm(question, answer)
    )


def agree(one: Answer, other: Answer) -> float:
    """1 if the answers to one question in two languages have the same verdict, and both or neither abstains."""
    return float(one["verdict"] == other["verdict"] and abstained(one) == abstained(other))


def abstained(answer: Answer) -> bool:
    return bool(answer["status"] == "abstained")


def abstention(truth: Sequence[bool], said: Sequence[bool]) -> dict[str, Estimate]:
    """Of the abstentions, the share that was due (precision); of those due, the share made (recall); and their harmonic mean
    (F1, van Rijsbergen 1979). 1.0 where there are none."""
    due, made = np.array([truth], bool), np.array([said], bool)
    of_all = _precision_recall_f1(due, made)
    drawn = _draws(len(truth))
    of_draws = _precision_recall_f1(due[0][drawn], made[0][drawn])
    names = ("abstention precision", "abstention recall", "abstention F1")
    return {name: Estimate(float(of_all[n][0]), _middle(of_draws[n])) for n, name in enumerate(names)}


def _precision_recall_f1(due: NDArray[np.bool_], made: NDArray[np.bool_]) -> tuple[NDArray[np.float64], ...]:
    """Of each row: shape (rows, questions) in, three arrays of (rows,) out."""
    both, wanted, said = (due & made).sum(1), due.sum(1), made.sum(1)
    shares = [np.where(n, both / np.maximum(n, 1), 1.0) for n in (said, wanted)]
    return (*shares, np.where(wanted + said, 2 * both / np.maximum(wanted + said, 1), 1.0))


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


class Estimate(NamedTuple):
    """A mean with its 95 % bootstrap interval (Efron 1979: percentiles of resampled questions), the same in every run."""

    value: float
    interval: tuple[float, float] | None = None


def estimate(values: Sequence[float]) -> Estimate | None:
    """None of nothing."""
    if not values:
        return None
    told = np.array(values)
    return Estimate(float(told.mean()), _middle(told[_draws(len(told))].mean(1)))


def _draws(n: int) -> NDArray[np.int64]:
    """Places drawn with replacement, shape (rounds, n)."""
    return np.random.default_rng(0).integers(0, n, (_ROUNDS, n))


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.sort(values)[[int(0.025 * _ROUNDS), int(0.975 * _ROUNDS)]]
    return float(low), float(high)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
