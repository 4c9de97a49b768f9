"""Akoma Ntoso (LegalDocML): acts, bills and judgments of many parliaments in one vocabulary."""

from __future__ import annotations

import re
from typing import ClassVar

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.xml_tables import any_table
from ingest.parsers.xml_walk import Element, Walk, attribute, child, inside, local, mark, told

_UPPER = "book tome part title subtitle chapter subchapter division subdivision hcontainer attachment component".split()
_CITED = "section article rule".split()  # what is cited by number: always under a heading of its own
_LOWER = "subsection paragraph subparagraph clause subclause subrule point indent alinea level list proviso".split()
_LANGUAGES = dict(
    pair.split(":") for pair in "eng:en fra:fr fre:fr deu:de ger:de spa:es ita:it por:pt zho:zh chi:zh jpn:ja".split()
)


def read(root: Element) -> Page:
    """Articles or sections under their parts, numbered paragraphs and points as lines, tables and notes in place."""
    walk = _Text(Outline())
    walk.children(root)
    walk.close()
    meta = inside(root, "meta")
    title = told(inside(root, "docTitle")) or told(inside(root, "shortTitle")) or _alias(meta)
    end = _date(meta, "FRBRExpression", "repeal") or None
    return Page(
        walk.outline.blocks(),
        title=title,
        language=_language(meta),
        published=_published(meta),
        updated=_event(meta, "amendment"),
        effective=_event(meta, "inForce") or _event(meta, "entryIntoForce"),
        until=end or _event(meta, "repeal"),
        version=_expression(meta),
    )


def _alias(meta: Element | None) -> str:
    found = inside(meta, "FRBRalias") if meta is not None else None
    return attribute(found, "value") if found is not None else ""


def _language(meta: Element | None) -> str | None:
    found = inside(meta, "FRBRlanguage") if meta is not None else None
    code = attribute(found, "language").lower() if found is not None else ""
    return _LANGUAGES.get(code, code if len(code) == 2 else None) or None


def _day(value: str) -> str:
    match = re.match(r"\d{4}-\d\d-\d\d", value)
    return match[0] if match and not match[0].startswith(("0001", "9999")) else ""


def _date(meta: Element | None, part: str, name: str) -> str:
    """The day that a part of the identification gives under a name."""
    found = inside(meta, part) if meta is not None else None
    dates = [one for one in found if local(one) == "FRBRdate"] if found is not None else []
    return next((_day(attribute(one, "date")) for one in dates if attribute(one, "name").lower() == name), "")


def _published(meta: Element | None) -> str | None:
    found = inside(meta, "publication") if meta is not None else None
    day = _day(attribute(found, "date")) if found is not None else ""
    work = inside(meta, "FRBRWork") if meta is not None else None
    first = inside(work, "FRBRdate") if work is not None else None
    return day or (_day(attribute(first, "date")) if first is not None else "") or None


def _event(meta: Element | None, kind: str) -> str | None:
    """The last day on which something of that kind happened, as the life cycle tells it."""
    events = meta.iter("{*}eventRef") if meta is not None else iter(())
    return max((_day(attribute(one, "date")) for one in events if attribute(one, "type") == kind), default="") or None


def _expression(meta: Element | None) -> str:
    found = inside(meta, "FRBRExpression") if meta is not None else None
    this = inside(found, "FRBRthis") if found is not None else None
    match = re.search(r"@([^/!]+)", attribute(this, "value")) if this is not None else None
    return match[1] if match else ""


class _Text(Walk):
    """One pass over a document."""

    def __init__(self, outline: Outline) -> None:
        super().__init__(outline)
        self.level = 0

    def upper(self, element: Element) -> None:
        """A part, chapter or article: its number and its heading are a heading, all in it stands below."""
        if self.quiet:
            self.line(element)
            return
        self.close()
        self.level += 1
        self.heading(self.level, f"{self.titled(element)} {self.status(element)}".strip())
        self.rest(element)
        self.close()
        self.level -= 1

    def lower(self, element: Element) -> None:
        """A numbered paragraph; with a heading of its own it stands under that."""
        if child(element, "heading") is not None:
            self.upper(element)
            return
        parent = element.getparent()
        if parent is not None and local(parent) in (*_UPPER, *_CITED, "body") and not self.quiet:
            self.close()
            self.label = self.status(element)
            self.paragraph(element)
        else:
            self.line(element)

    def titled(self, element: Element) -> str:
        texts = [
            " ".join(self.within(one).split()) for one in element if local(one) in ("num", "heading", "subheading")
        ]
        title = " ".join(filter(None, texts))
        return (
            f"{local(element).capitalize()} {title}" if re.match(r"\d", title) and local(element) in _CITED else title
        )

    def status(self, element: Element) -> str:
        """The words that a provision is repealed or not yet in force, where an attribute says so; else ""."""
        status = attribute(element, "status").lower()
        if status in ("removed", "repealed"):
            return "[Repealed]"
        return "[Not yet in force]" if status in ("notyetinforce", "not-yet-in-force") else ""

    def rest(self, element: Element) -> None:
        for one in element:
            if local(one) not in ("num", "heading", "subheading"):
                self.element(one)

    def note(self, element: Element) -> None:
        label = mark(attribute(element, "marker")) or "*"
        self.words.append(label)
        self.notes.append(f"{label} {' '.join(self.within(element).split())}")

    def reference(self, element: Element) -> None:
        self.children(element)
        self.link(told(element), attribute(element, "href"))

    def space(self, _: Element) -> None:
        self.words.append(" ")

    on: ClassVar = {
        "meta": Walk.nothing,
        "del": Walk.nothing,
        **dict.fromkeys((*_UPPER, *_CITED), upper),
        **dict.fromkeys(_LOWER, lower),
        **dict.fromkeys(("preface", "preamble", "conclusions", "recital", "citation", "longTitle"), Walk.paragraph),
        **dict.fromkeys(("p", "intro", "wrapUp", "wrap", "content", "block", "tocItem"), Walk.line),
        "num": Walk.labelled,
        "item": Walk.line,
        "li": Walk.bullet,
        "table": any_table,
        "authorialNote": note,
        "quotedStructure": Walk.quoted,
        "embeddedStructure": Walk.quoted,
        "ref": reference,
        "a": reference,
        "sup": Walk.superscript,
        "sub": Walk.subscript,
        "eol": space,
        "br": space,
    }
