"""Names that stand for several things, as the library has them, and what the words around decide."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.lexicon import Hit
from kb.library import Library
from kb.model import Ambiguity, Query
from kb.reading import Reading

_MEDICAL = re.compile(r"\b(?:medical|surgical|hospital|clinical)\b|医用|医疗|外科|手术", re.I)
_PROTECTIVE = re.compile(r"\b(?:protective|industrial|dust|ppe|ffp\d|k?n95|respirator\w*)\b|防尘|防护|劳保|颗粒", re.I)
_ORGANIC = re.compile(r"\borganic\b|有机", re.I)
_TABLETS = re.compile(r"tablets?", re.I)
_PHARMACY = re.compile(
    r"\b(?:GMP|pharma\w*|medicin\w+|drugs?|generics?|dosage|bioequivalen\w+|PIC/?S|vaccines?|capsules|antibiotics?|\d+ ?mg)\b|药",
    re.I,
)
_MANY = 10  # rules of a market: with so many it is the one meant where a name has several readings
# What the goods are said not to be: 不是医用也不是PPE, "neither medical nor PPE".
_NOT_OF = re.compile(
    r"\b(?:non-?|not(?: (?:an?|for|of|the))? |neither |nor )(?:medical|surgical|clinical|hospital|protective|PPE|respirators?)\b(?: (?:or|nor) (?:medical|surgical|PPE|respirators?)\b)?"
    r"|(?:不是|并非|也非|非|不属于?|不算|不作)(?:医用|医疗|外科|手术|防护|PPE)(?:(?:或|、|和|及)(?:医用|医疗|外科|防护|PPE))?",
    re.I,
)
_CIVIL = re.compile(
    r"\b(?:civil|fabric|cloth|community|everyday|non-?medical)\b|民用|非医用|日常|布口罩|普通口罩", re.I
)


def settled(reading: Reading, library: Library) -> tuple[dict[Hit, str], tuple[Ambiguity, ...]]:
    """For names with several readings of one kind: the one that the other names decide, and those left open."""
    chosen: dict[Hit, str] = {}
    open_: list[Ambiguity] = []
    for hit in reading.hits:
        for kind, role in (("economy", "markets"), ("agreement", "agreements"), ("body", "bodies")):
            readings = hit.keys(kind)
            if len(readings) < 2:
                continue
            fitting = _fitting(kind, readings, reading, library)
            if len(fitting) == 1:
                chosen[hit] = fitting[0]
            else:
                open_.append(Ambiguity(reading.name(hit), role, fitting or readings))
    return chosen, tuple(dict.fromkeys(open_))


def _fitting(kind: str, readings: tuple[str, ...], reading: Reading, library: Library) -> tuple[str, ...]:
    """The readings that something else in the question belongs to; of economies else the one of whose rules many are recorded: Korea, but
    not one of the two Congos; all of them where nothing decides."""
    if kind == "economy":
        near = _belonging(reading, library)
    else:
        near = {code for hit in reading.hits for code in hit.keys("economy")} or _belonging(reading, library)
    if kind == "agreement":
        belongs = {key: set(library.agreements[key].parties) for key in readings}
        told = tuple(key for key in readings if near and near <= belongs[key]) or tuple(
            key for key in readings if near & belongs[key]
        )
    elif kind == "body":
        told = tuple(key for key in readings if library.bodies[key].economy in near)
    else:
        told = tuple(key for key in readings if key in near) or tuple(key for key in readings if _known(key, library))
    return told or readings


def _known(economy: str, library: Library) -> bool:
    return economy in library.markets and len(library.markets[economy].requirements) >= _MANY


def _belonging(reading: Reading, library: Library) -> set[str]:
    """The economies that schemes, bodies and evidence named in the question are of."""
    codes = {library.schemes[key].market for key in reading.keys("scheme")}
    codes |= {library.bodies[key].economy for key in reading.keys("body")}
    codes |= {
        code
        for key in reading.keys("evidence")
        for code in (*library.evidence[key].own_of, *library.evidence[key].issued_in)
    }
    sure = {keys[0] for hit in reading.hits if len(keys := hit.keys("economy")) == 1}
    return {code for code in (*codes, *sure) if code}


def without_denied(text: str) -> str:
    """The text without the kinds that the goods are said not to be: 不是医用."""
    return _NOT_OF.sub(" ", text)


def narrowed(query: Query, library: Library) -> Query:
    """The query with a family exchanged for the kind that the words decide on: masks, and "the medical ones"."""
    text = without_denied(query.text)
    if _ORGANIC.search(text):
        return replace(query, products=tuple(_organic(key, library) for key in query.products))
    told = [sector for pattern, sector in ((_MEDICAL, "medical-devices"), (_PROTECTIVE, "ppe")) if pattern.search(text)]
    if len(told) != 1 or _CIVIL.search(query.text):
        return query
    products = tuple(_kind(key, told[0], library) for key in query.products)
    inherited = tuple(role for role in query.inherited if role != "products" or products == query.products)
    return replace(query, products=products, inherited=inherited)


def swallowed(hit: Hit, keys: tuple[str, ...], reading: Reading, library: Library) -> tuple[str, ...]:
    """The products a name stands for; of tablets medicines, where what is said of them or a body named is of medicines: "PPB GMP for tablets"."""
    if not _TABLETS.fullmatch(reading.name(hit)):
        return keys
    rules = (rule for market in library.markets.values() for rule in market.requirements)
    of_medicines = {rule.regulator for rule in rules if "medicine" in rule.products}
    bodies = {*reading.keys("body"), *(library.schemes[key].owner for key in reading.keys("scheme"))}
    return ("medicine",) if _PHARMACY.search(reading.text) or of_medicines & bodies else keys


_AT_WORK = re.compile(
    r"\bworkers?\b|\bat work\b|\bworkplaces?\b|\boccupational\b|\b(?:factory|building|construction) (?:staff|sites?|floor)\b|工人|工地|劳保|劳动|车间|作业",
    re.I,
)


def at_work(query: Query, library: Library) -> Query:
    """The query with respirators that workers wear as protective equipment too: KN95 for a factory's staff."""
    worn = [key for key in query.products if library.products[key].sectors == ("ppe",) and key != "ppe"]
    if not worn or "ppe" not in library.products or not _AT_WORK.search(query.text):
        return query
    return replace(query, products=("ppe", *query.products))


def _kind(product: str, sector: str, library: Library) -> str:
    kinds = [key for key, one in library.products.items() if one.parent == product]
    apart = _apart(kinds, library)
    fitting = [key for key in kinds if set(library.products[key].sectors) == {sector}]
    return fitting[0] if apart and len(fitting) == 1 else product


def _organic(product: str, library: Library) -> str:
    """The organic kind of a family, itself where it has none."""
    kinds = (key for key, one in library.products.items() if one.parent == product and "organic" in one.sectors)
    return next(kinds, product)


def _apart(kinds: list[str], library: Library) -> bool:
    """Whether two kinds share no sector: then they fall under different rules."""
    sectors = [set(library.products[key].sectors) for key in kinds]
    return any(not one & other for one in sectors for other in sectors)


def of_products(query: Query, library: Library) -> tuple[Ambiguity, ...]:
    """Families whose kinds fall under different rules, where the words do not say which kind is meant.

    Computed: two kinds of one family that share no sector (a medical mask is a medical device, a respirator protective equipment).
    """
    if any(pattern.search(query.text) for pattern in (_MEDICAL, _PROTECTIVE, _CIVIL)):
        return ()
    found = []
    for key in query.products:
        kinds = [one for one, product in library.products.items() if product.parent == key]
        if _apart(kinds, library):
            found.append(Ambiguity(library.products[key].names.en.lower(), "products", tuple(kinds)))
    return tuple(found)
