"""Texts of trade agreements (ToTA): chapters and articles as attributes, the words as plain text."""

from __future__ import annotations

import re

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.text import reflow
from ingest.parsers.xml_walk import Element, attribute, child, local, told
from kb.documents import Link

_ROMAN = re.compile("[IVXLC]+")
_FACTS = (
    ("Status", "status"),
    ("Type", "type"),
    ("Signed", "date_signed"),
    ("In force", "date_into_force"),
    ("Notified", "date_notification"),
    ("Notified under", "notification"),
    ("End of implementation", "end_implementation"),
    ("Inactive since", "date_inactive"),
    ("Composition", "composition"),
    ("Region", "region"),
)


def read(root: Element) -> Page:
    """Articles under their chapters, after one paragraph of what the agreement is, who its parties are and since when."""
    meta, body = child(root, "meta"), child(root, "body")
    outline = Outline()
    if meta is not None:
        outline.paragraph(_facts(meta), _links(meta))
    for chapter in body if body is not None else ():
        outline.heading(1, _heading(chapter, "Chapter") if local(chapter) else "")
        for article in chapter:
            if local(article):
                outline.heading(2, _heading(article, "Article"))
                _text(outline, article)
    status = _of(meta, "status")
    return Page(
        outline.blocks(),
        title=_of(meta, "name"),
        language=_of(meta, "language")[:2] or None,
        published=_of(meta, "date_signed") or None,
        effective=_of(meta, "date_into_force") or None,
        until=_of(meta, "date_inactive") or None,
        withdrawn=f"Status: {status}" if re.search("inactive|terminated|suspended", status, re.I) else "",
    )


def _of(meta: Element | None, name: str) -> str:
    return told(child(meta, name)) if meta is not None else ""


def _facts(meta: Element) -> str:
    lines = [_of(meta, "name")]
    lines += [f"{label}: {value}" for label, name in _FACTS if (value := _of(meta, name))]
    for label, name in (("Parties", "parties"), ("Original parties", "parties_original")):
        parties = child(meta, name)
        codes = ", ".join(told(one) for one in parties) if parties is not None else ""
        if codes and f"Parties: {codes}" not in lines:
            lines.append(f"{label}: {codes}")
    return "\n".join(lines)


def _links(meta: Element) -> list[Link]:
    sources = [one for one in meta if local(one) == "source" and told(one).startswith(("http://", "https://"))]
    return [Link(f"{attribute(one, 'type')} ({attribute(one, 'lang')})", told(one)) for one in sources]


def _heading(element: Element, word: str) -> str:
    """Number and name: "Article 81 Mutual Recognition"; a number that stands alone gets its word."""
    number, name = attribute(element, "number"), attribute(element, "name")
    match = re.match(r"([A-ZÀ-Ý]+)\b", number)
    if match and len(match[1]) > 3 and not _ROMAN.fullmatch(match[1]):
        words = (word if _ROMAN.fullmatch(word) else word.capitalize() for word in number.split())
        number = " ".join(words)
    elif number:
        number = f"{word} {number}"
    return f"{number} {name}".strip()


def _text(outline: Outline, article: Element) -> None:
    for block in re.split(r"\n[ \t\u3000]*\n", _as_written(article)):
        outline.paragraph("\n".join(reflow(" ".join(line.split()) for line in block.split("\n"))))


def _as_written(element: Element) -> str:
    """All words with the line breaks of the source, which part the paragraphs here."""
    return "".join(element.itertext()).replace("\r", "\n")
