"""The laws of Canada as the Department of Justice publishes them in XML: acts and regulations, English and French."""

from __future__ import annotations

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.xml_canada_law import Law
from ingest.parsers.xml_canada_words import assented, date_of, number_of
from ingest.parsers.xml_walk import Element, attribute, child, inside, local, told


def read(root: Element) -> Page:
    """Sections under their parts and marginal notes, schedules, tables; the text as it stands on the file's own day.

    What is repealed says so in the file's words, and what is not yet in force in words of ours, at its place.
    """
    language = "fr" if attribute(root, "lang").lower().startswith("fr") else "en"
    today = max(
        attribute(root, "current-date"), attribute(root, "pit-date"), date_of(inside(root, "ConsolidationDate"))
    )
    walk = Law(Outline(), language, today)
    walk.children(root)
    walk.close()
    return _with_facts(root, walk, language)


def _with_facts(root: Element, walk: Law, language: str) -> Page:
    head = child(root, "Identification")
    number = number_of(head, language)
    name = told(inside(root, "ShortTitle")) or told(inside(root, "LongTitle"))
    repealed = next((one for one in root if local(one) == "Repealed"), None)
    since = attribute(root, "pit-date") or attribute(root, "inforce-start-date") or None
    current = attribute(root, "current-date")
    ended = attribute(repealed, "inforce-start-date") or since if repealed is not None else None
    left_out = f"past versions of provisions left out: {walk.past}"
    return Page(
        walk.outline.blocks(),
        title=f"{name} ({number})" if number and name else name or number,
        language=language,
        published=date_of(inside(root, "RegistrationDate")) or assented(root) or None,
        updated=attribute(root, "lastAmendedDate") or None,
        effective=None if repealed is not None else since,
        until=ended,
        withdrawn=told(repealed),
        version=f"current to {current}" if current else "",
        remarks=(left_out,) if walk.past else (),
    )
