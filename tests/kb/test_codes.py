"""Codes of goods as people write them, the families they find, and what is told of them."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from ingest.check import prove
from kb.answer import ask
from kb.base import Kb
from kb.codes import coded, codes_of, products_of, products_under, shared_family
from kb.lexicon import Lexicon
from kb.library import Library
from kb.records import Product
from kb.statements import found_by_likeness, statements
from kb.terms import System
from kb.understand import understand
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "system", "digits"),
    [
        ("HS 8516.60", "hs", "851660"),
        ("HS code 851660", "hs", "851660"),
        ("the HS code is 8516.60", "hs", "851660"),
        ("海关编码8516.60.50", "hs", "85166050"),
        ("我们的产品HS编码是851660", "hs", "851660"),
        ("税号 8539.52", "hs", "853952"),
        ("tariff heading 8516", "hs", "8516"),
        ("Lamp (8539.52) for Singapore", "hs", "853952"),
        ("3C 0701类", "ccc", "0701"),
        ("CCC class 0904", "ccc", "0904"),
        ("CCC目录产品代码：2401", "ccc", "2401"),
        ("ICS 97.040.20", "ics", "9704020"),
        ("国际标准分类号97.040", "ics", "97040"),
    ],
)
def test_a_code_is_read_with_its_classification(text: str, system: str, digits: str) -> None:
    assert [(one.system, one.digits) for one in coded(text)] == [(system, digits)]


@pytest.mark.parametrize(
    "text",
    [
        "8516 pieces for Kenya", "851660 units", "0701", "shipment of 0904 boxes", "CCC 2023 rules", "CCC certificate of 2024",
        "3C认证2025年新规", "IEC 60335-2-15", "GB 4943.1-2022", "ISO 9001", "2014/30/EU", "call 4000 0701", "97.040.20", "topics 11.040",
        "CCC class action of 2019, 5 pieces", "47 CFR 15.247", "on 2026.05.01", "GB 9706.20-2000",
        "GB/T 9706.20",
    ],
)  # fmt: skip
def test_a_bare_number_is_no_code(text: str) -> None:
    assert coded(text) == ()


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("HS 8516.60", ("rice-cooker",)),
        ("HS 8516.60.50.10", ("rice-cooker",)),
        ("HS 8516", ("household-appliance",)),
        ("HS 8418", ("refrigerator",)),
        ("HS 9503", ("toy",)),
        ("HS 8507.60", ("battery",)),
        ("HS 6307.90", ("face-mask",)),
        ("HS 8504.40", ("power-supply", "ev-charger", "inverter")),
        ("HS 7007", ("vehicle-glass", "building-glass")),
        ("HS 7007.21", ("vehicle-glass",)),
        ("HS 3917", ()),
        ("CCC class 0701", ("refrigerator",)),
        ("CCC class 2401", ("gas-appliance",)),
        ("ICS 97.080", ("vacuum-cleaner",)),
        ("ICS 23.120", ("household-appliance",)),
        ("ICS 97.040.20", ("household-appliance", "gas-appliance")),
    ],
)
def test_a_code_finds_the_narrowest_product_that_all_its_goods_share(
    text: str, products: tuple[str, ...], library: Library
) -> None:
    [one] = coded(text)
    assert products_of(one, library) == products


@pytest.mark.parametrize(
    ("question", "products", "markets"),
    [
        ("Which rules apply in Saudi Arabia to goods of HS code 851660?", ("rice-cooker",), ("SA",)),
        ("海关编码8516.60.50的产品出口沙特要什么认证", ("rice-cooker",), ("SA",)),
        ("CCC class 0708 goods into Thailand, what is required?", ("vacuum-cleaner",), ("TH",)),
        ("3C 0701类产品需要什么认证", ("refrigerator",), ("CN",)),
        ("ICS 97.200.50 goods to Japan, which certification?", ("toy",), ("JP",)),
        ("which rules for goods under IEC 60335-2-15 in Thailand?", ("household-appliance",), ("TH",)),
        ("HS 8504.40, an inverter, to Brazil", ("inverter",), ("BR",)),
        ("8516 pieces of it to Kenya", (), ("KE",)),
    ],
)
def test_a_question_may_name_goods_by_their_code(
    question: str, products: tuple[str, ...], markets: tuple[str, ...], library: Library, lexicon: Lexicon
) -> None:
    query = understand(question, library, lexicon=lexicon, today=TODAY)
    assert (query.products, query.markets, query.evidence) == (products, markets, ())


def test_a_standard_that_is_only_named_says_nothing_of_goods(library: Library) -> None:
    assert products_under("Is GB 4706.19 identical to IEC 60335-2-15?", library) == ()
    assert products_under("适用IEC 60335-2-15的产品", library) == (("IEC 60335-2-15", ("household-appliance",)),)


def test_goods_of_several_families_are_asked_back(library: Library, lexicon: Lexicon) -> None:
    query = understand("HS 7007 to Brazil, what certification?", library, lexicon=lexicon, today=TODAY)
    assert [(one.word, one.readings) for one in query.ambiguous] == [("HS 7007", ("vehicle-glass", "building-glass"))]


def test_the_family_of_products_is_the_nearest_that_holds_all(library: Library) -> None:
    assert shared_family(("kettle",) * 0, library) == ()
    assert shared_family(("wifi-router", "smart-watch"), library) == ("wireless-device",)
    assert shared_family(("toy", "electric-toy"), library) == ("toy",)
    assert shared_family(("toy", "tyre"), library) == ("toy", "tyre")


def test_a_kind_without_a_code_has_that_of_its_family(library: Library) -> None:
    assert [code.code for code in codes_of("led-lamp", System.ics, library)[0]] == ["29.140"]
    assert codes_of("led-lamp", System.ics, library)[1] == "lighting"
    assert codes_of("organic-food", System.ccc, library)[0] == ()


@pytest.mark.parametrize("wrong", [{"hs": ["851660"]}, {"hs": ["9901"]}, {"ccc": ["701"]}, {"ics": ["97.04.20"]}])
def test_a_code_of_another_form_is_refused(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError, match="write"):
        Product.model_validate({"key": "toy", "sectors": ["toys"], "names": {"en": "Toy", "zh": "玩具"}, **wrong})


def test_a_code_stands_in_the_vocabulary_and_finds_a_product(library: Library) -> None:
    codes = {key: one for key, one in library.codes.items() if key != "hs-4011"}
    assert any("4011" in line for line in prove(library.model_copy(update={"codes": codes}), today=TODAY))
    products = {key: one for key, one in library.products.items() if key != "tyre"}
    assert any(
        "finds no product" in line for line in prove(library.model_copy(update={"products": products}), today=TODAY)
    )


def test_most_products_have_codes_read_on_a_page(library: Library) -> None:
    products = library.products.values()
    assert sum(bool(one.hs) for one in products) >= 0.9 * len(products)
    assert sum(bool(one.ics) for one in products) >= 0.7 * len(products)
    assert sum(bool(one.ccc) for one in products) >= 20
    assert all(ref.checked for one in library.codes.values() for ref in one.sources)


def test_a_code_is_found_by_itself_and_not_by_likeness(library: Library) -> None:
    assert "codes/hs-8516.60" in statements(library)
    assert not any(one.kind == "code" for one in found_by_likeness(library))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which HS code is a rice cooker?", ["HS 8516.60 covers"]),
        ("电饭煲的海关编码是多少？", ["HS编码 8516.60"]),
        ("which HS code / CCC class / ICS is a vacuum cleaner?", ["HS 8508", "CCC class 0708", "ICS 97.080"]),
        ("which CCC class is a toy?", ["Not in the base"]),
        ("What does HS 8516.60 cover?", ["Rice cooker", "several families"]),
        ("Which rules apply in Saudi Arabia to goods of HS code 851660?", ["HS 8516.60 covers", "SABER"]),
        ("3C 0501类产品需要什么认证", ["电钻", "2027年1月1日"]),
        ("HS 3917 to Japan, what is needed?", ["no product is recorded under it"]),
        ("HS 7007 to Brazil, what certification?", ["Vehicle safety glass, Building glass"]),
    ],
)
def test_the_answer_says_what_the_code_covers(question: str, said: list[str], kb: Kb) -> None:
    answer = ask(question, kb)
    assert all(one in answer.markdown for one in said)
    first = next((line for line in answer.markdown.splitlines() if "covers" in line), "")
    assert not first or re.search(r"\[\d+\]", first)
