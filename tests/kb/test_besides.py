"""What stands behind an answer as nearest: rules of the market for other goods, rows of the proof that is held."""

from __future__ import annotations

import datetime as dt

from kb.answer import ask
from kb.base import Kb

_DAY = dt.date(2026, 11, 22)


def test_where_nothing_is_recorded_for_goods_the_markets_own_rule_is_shown_as_nearest(kb: Kb) -> None:
    answer = ask("PVC cable to Colombo: which certificate will SLSI take at import inspection?", kb, as_of=_DAY)
    assert answer.verdict == "not_in_base"
    assert any(one.id.startswith("requirements/lk#import-inspection") for one in answer.citations)


def test_a_row_of_the_proof_held_is_shown_though_no_goods_were_named(kb: Kb) -> None:
    answer = ask("MDSAP cert in hand, going for Korea KGMP. Does it free us from MFDS coming?", kb, as_of=_DAY)
    assert "initial, change and additional KGMP" in answer.markdown


def test_what_accreditation_bodies_carry_is_held_where_goods_are_to_count(kb: Kb) -> None:
    answer = ask("fridge for South Africa, report says EN, lab is accredited and ILAC: accepted?", kb, as_of=_DAY)
    assert answer.query.evidence == ("ilac-mra-report",)
    assert answer.verdict == "conditional"  # on a declaration of equivalence, for a report to an EN standard


def test_of_one_field_of_accreditation_only_its_scopes_are_told_first(kb: Kb) -> None:
    answer = ask("Since when is CNAS in the ILAC MRA for reference material producers?", kb, as_of=_DAY)
    first = answer.markdown.partition("---")[0]
    assert "reference materials (ISO 17034), since 2020-07-20" in first
    assert "2007-12-06" in first
    assert "ISO/IEC 17025" not in first


def test_who_represents_is_told_rule_by_rule_where_no_goods_are_named(kb: Kb) -> None:
    answer = ask("Do I need a local representative for Brazil?", kb, as_of=_DAY)
    first = answer.markdown.partition("---")[0]
    assert "holds the registration with Inmetro" in first
    assert "Anvisa authorisation" in first
    assert answer.status == "answered"


def test_how_long_a_mark_lasts_is_answered_by_no_treaty_and_by_no_other_proof(kb: Kb) -> None:
    answer = ask("What is the validity of PSE?", kb, as_of=_DAY).markdown
    assert "Article 6.8" not in answer
    assert answer.index("valid for five years") < answer.index("Nearest in the base")
    assert "CE" not in ask("日本PSE要不要当地代理?", kb, as_of=_DAY).markdown.partition("---")[0]


def test_of_a_regulator_named_only_its_own_rules_are_told(kb: Kb) -> None:
    answer = ask("imda: tracker with uwb radio, how long does the registration run?", kb, as_of=_DAY).markdown
    assert "five years" in answer
    assert "SAFETY Mark" not in answer


def test_what_a_scheme_asks_of_other_goods_is_told_where_nothing_is_recorded_for_these(kb: Kb) -> None:
    answer = ask("power strip for Taiwan under BSMI RPC: who is allowed to be the applicant?", kb, as_of=_DAY)
    assert answer.markdown.startswith("**Not in the base**")
    assert "domicile" in answer.markdown
    assert answer.status == "partial"


def test_a_paragraph_headed_by_other_goods_does_not_lead(kb: Kb) -> None:
    answer = ask("面膜出口韩国要什么认证", kb, as_of=_DAY)
    assert answer.query.products == ("cosmetic",)
    assert "体温计" not in answer.markdown.partition("---")[0]
