"""Codes of goods: what a code that was named covers, and the codes of a product that was asked for them."""

from __future__ import annotations

import re

from kb.codes import Coded, coded, codes_of, covering, records_of, shared_words, systems_asked
from kb.language import CODED
from kb.tell.draft import Draft
from kb.terms import Intent, System

_ASKS = re.compile(
    r"\b(?:which|what(?:['’]s| is| are)?|find|give me|tell me|look up)\b[^?.!]{0,24}?\b(?:HSN?|HTS|tariff|customs|commodity|CCC|3C|ICS)\b"
    r"(?:[ -]?(?:codes?|class(?:es)?|categor(?:y|ies)|(?:sub)?headings?|fields?|numbers?|groups?)| (?:is|are|has|have|does|do|of|for)\b)"
    r"|^(?:[\w-]+ ){0,3}(?:HSN?|HTS|tariff|customs|commodity|CCC|3C|ICS)[ -](?:codes?|class(?:es)?|categor(?:y|ies)|(?:sub)?headings?|fields?|numbers?) (?:for|of)\b"
    r"|(?:哪[个些一]|什么|啥)\s?(?:HS|海关|报关|税则|商品编|税号|ICS|国际标准分类|(?:3C|CCC)?(?:产品)?类别)|的\s?(?:HS编码|HS|海关编码|报关编码|税号|税则号列?|商品编码|(?:3C|CCC)(?:产品)?类别(?:号|代码)?|ICS(?:分类)?号?)\s*[?？]?$"
    r"|(?:HS|海关|报关|税则|商品|3C|CCC|ICS|国际标准分类)\s?(?:编码|编号|号列?|代码|(?:产品)?类别(?:号|代码|编码)?|类|分类号?|号)?(?:是|为|有)?(?:多少|什么|哪[个些一几类])"
    r"|税号(?:是|为)?(?:多少|什么|哪[个些一])|(?:属于?|归[入类]?|对应)(?:哪[个些一]?|什么)[^,，。?？]{0,4}(?:HS|海关编码|税号|3C|CCC|ICS)",
    re.I,
)
_OF_ITSELF = frozenset({Intent.definition, Intent.open, Intent.coverage, Intent.list, Intent.standards})
_SEVERAL = frozenset({System.hs, System.ics})
_MOST = 3  # codes told of those that lie under a broader one


def answers(draft: Draft) -> bool:
    """Tells the codes of the products where they are asked for, and what each code named covers; whether that was all."""
    query = draft.query
    named = coded(query.text)
    for one in named:
        _tell(draft, one)
    if named:
        markets = set(query.markets) - ({"CN"} if any(one.system is System.ccc for one in named) else set())
        alone = not (markets or query.evidence or query.agreements or query.laws)
        return alone and query.intent in _OF_ITSELF and bool(draft.lines)
    if not _ASKS.search(query.text) or query.evidence or set(query.markets) - {"CN"}:
        return False
    for system in systems_asked(query.text):
        for code in () if query.products else covering(query.text, system, draft.kb.library):
            draft.part(draft.kb.statements[f"codes/{code.key}"], "statement", role="item")
        for product in sorted(query.products, key=lambda one: not codes_of(one, system, draft.kb.library)[0]):
            _tell_of(draft, product, system)
    if draft.lines and not any(line.evidence for line in draft.lines):
        draft.abstain("not_in_base")
    return bool(draft.lines)


def _tell(draft: Draft, one: Coded) -> None:
    """What a code covers, what became of its class, and that a heading may hold goods of several families."""
    found = records_of(one, draft.kb.library)
    name = f"{draft.say(CODED[one.system])} {one.written}"
    for record in found[:_MOST]:
        statement = draft.kb.statements[f"codes/{record.key}"]
        draft.part(statement, "statement", role="item")
        draft.part(statement, "products", role="item")
        draft.part(statement, "note", role="item")
    if not found and one.is_possible:
        draft.note(
            f"**Not in the base** · {name}: no product is recorded under it.",
            f"**库中没有** · {name}：未收录归入其下的产品。",
        )
    if found and one.system in _SEVERAL:
        draft.note(
            "A code can hold goods of several families; name the product where yours is another.",
            "一个编码下可能有多个产品族的货物；如您的产品不同，请写明产品名称。",
        )


def _tell_of(draft: Draft, product: str, system: System) -> None:
    """The codes of a product in one classification, or of the family that it is a kind of; or that none is recorded."""
    records, owner = codes_of(product, system, draft.kb.library)
    name, label = draft.name("products", product), draft.say(CODED[system])
    if records and owner != product:
        family = draft.name("products", owner)
        draft.note(
            f"{label}: none is recorded for {name} itself; those of {family}, which holds it:",
            f"{label}：未单独收录{name}的编码；以下为其所属的{family}的编码：",
        )
    for record in sorted(records, key=lambda one: -shared_words(draft.query.text, one)):
        draft.part(draft.kb.statements[f"codes/{record.key}"], "statement", role="item")
    if not records:
        draft.status = "partial"
        draft.note(
            f"**Not in the base** · {name}: no code is recorded ({label}).",
            f"**库中没有** · {name}：未收录编码（{label}）。",
        )
