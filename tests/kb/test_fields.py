"""What a rule records, side by side, is told where that side is asked of its goods in its market."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb
from kb.library import Library
from kb.model import Language
from kb.records import Point, Requirement
from kb.terms import Need
from tests.conftest import TODAY

_ASKED = {
    "validity": ("how long is the certificate valid for {p} in {m}", "{m}的{p}证书有效期多久"),
    "marking": ("which marking do {p} need in {m}", "{p}在{m}要贴什么标志"),
    "representative": ("do I need a local representative for {p} in {m}", "{p}出口{m}要当地代表吗"),
    "in_country_testing": ("must {p} be tested locally in {m}", "{p}必须在{m}当地检测吗"),
    "factory_inspection": ("is there a factory inspection for {p} in {m}", "{p}出口{m}要工厂审查吗"),
    "effective": ("since when is it mandatory for {p} in {m}", "{m}对{p}的强制要求从什么时候开始"),
}
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_EACH = 41  # one in so many is asked about


def _text(rule: Requirement, side: str, language: Language) -> str:
    value = getattr(rule, side)
    if isinstance(value, Point) and value.need is Need.unknown:
        return ""
    value = getattr(value, "text", value)
    return str(getattr(value, language, value) or "")


def _only_rule(library: Library, market: str, rule: Requirement) -> bool:
    """Whether no other rule of the market is for the goods, which then might be meant."""
    return sum(bool({*rule.products} & {*one.products}) for one in library.markets[market].requirements) == 1


def test_nearly_each_side_that_is_recorded_is_told_where_it_is_asked(kb: Kb) -> None:
    library = kb.library
    held = [
        (code, rule, side, language)
        for code, market in library.markets.items()
        for rule in market.requirements
        for side in _ASKED
        for language in _LANGUAGES
        if _text(rule, side, language) and rule.aspect is None and str(rule.effective or "") <= TODAY.isoformat()
        and _only_rule(library, code, rule) and "," not in library.products[rule.products[0]].names.en
    ][::_EACH]  # fmt: skip
    assert len(held) > 100
    untold = []
    for code, rule, side, language in held:
        goods = getattr(library.products[rule.products[0]].names, language)
        market = getattr(library.economies[code].names, language)
        question = _ASKED[side][language == "zh"].format(p=goods, m=market)
        if _text(rule, side, language).rstrip(".。") not in ask(question, kb, language=language).markdown:
            untold.append(f"{question} ({rule.key})")
    assert len(untold) <= len(held) / 50, untold


@pytest.mark.parametrize(
    "question", ["do kettles need to be tested in Thailand", "can kettles be tested abroad for Thailand"]
)
def test_testing_there_is_told_however_it_is_asked(kb: Kb, question: str) -> None:
    assert "In-country testing" in ask(question, kb).markdown
