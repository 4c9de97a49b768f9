"""Standards of which none adopts another, beside each other."""

from __future__ import annotations

import pytest

from kb.answer import ask
from kb.base import Kb


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Are GB 2626 and EN 149 the same?", "FFP2 (EN 149) or P2 (AS/NZS 1716)? No."),
        ("GB 2626 and EN 149?", "FFP2 (EN 149) or P2 (AS/NZS 1716)? No."),
        ("GB 2626和EN 149一样吗?", "不等于。"),
    ],
)
def test_what_a_guide_says_of_the_pair_leads(question: str, said: str, kb: Kb) -> None:
    assert said in ask(question, kb).markdown.splitlines()[0]


@pytest.mark.parametrize("question", ["KN95口罩(GB 2626)能当FFP2(EN 149)卖到欧盟吗?", "KN95口罩能卖到欧盟吗?"])
def test_goods_named_by_the_class_of_a_standard_are_evidence_held_beside_a_market(question: str, kb: Kb) -> None:
    answer = ask(question, kb)
    assert answer.query.evidence == ("kn95-report",)
    assert answer.verdict == "not_accepted"


def test_standards_that_adopt_are_set_side_by_side_as_before(kb: Kb) -> None:
    assert "GB 4943.1-2022" in ask("Are GB 4943.1 and IEC 62368-1 the same?", kb).markdown
