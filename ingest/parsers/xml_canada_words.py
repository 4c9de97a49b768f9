"""What a law of Canada says of itself, and the words in which its parts are named here, in its two languages."""

from __future__ import annotations

from ingest.parsers.xml_walk import Element, attribute, child, inside, told

WORDS = {
    "en": {
        "section": "Section",
        "subsection": "Subsection",
        "order": "Order",
        "history": "History",
        "amendments": "Recent amendments",
        "enabled": "Enabling authority",
        "registered": "Registered",
        "assented": "Assented to",
        "not in force": "[Not in force]",
        "from": "[In force from {}]",
        "image": "Image",
        "statute": "S.C. {}, c. {}",
        "revised": "R.S.C., {}, c. {}",
    },
    "fr": {
        "section": "Article",
        "subsection": "Paragraphe",
        "order": "Décret",
        "history": "Historique",
        "amendments": "Modifications récentes",
        "enabled": "Loi habilitante",
        "registered": "Enregistrement",
        "assented": "Sanction",
        "not in force": "[Non en vigueur]",
        "from": "[En vigueur à compter du {}]",
        "image": "Image",
        "statute": "L.C. {}, ch. {}",
        "revised": "L.R.C. ({}), ch. {}",
    },
}


def number_of(head: Element | None, language: str) -> str:
    """How the law is cited: SOR/2010-261; S.C. 2010, c. 21."""
    if head is None:
        return ""
    if number := told(child(head, "InstrumentNumber")):
        return number
    annual = inside(head, "AnnualStatuteId")
    year, chapter = told(child(annual, "YYYY")) if annual is not None else "", told(inside(head, "AnnualStatuteNumber"))
    if not year or not chapter:
        return told(inside(head, "ConsolidatedNumber"))
    if annual is not None and attribute(annual, "revised-statute") == "yes":
        return WORDS[language]["revised"].format(year, chapter)
    return WORDS[language]["statute"].format(year, chapter)


def assented(root: Element) -> str:
    stages = (one for one in root.iter("{*}Stages") if attribute(one, "stage") == "assented-to")
    return date_of(next(stages, None))


def date_of(element: Element | None) -> str:
    """ISO 8601 of a date in three elements; "" where there is none."""
    parts = [told(inside(element, name)) for name in ("YYYY", "MM", "DD")] if element is not None else []
    return "-".join(part.zfill(2) for part in parts) if all(part.isdigit() for part in parts) else ""
