"""Formex, the XML of the Official Journal of the European Union: acts, their annexes, consolidated texts."""

from __future__ import annotations

import re
from typing import ClassVar

from ingest.parsers.outline import Outline
from ingest.parsers.page import Page
from ingest.parsers.xml_tables import formex
from ingest.parsers.xml_walk import Element, Walk, attribute, child, inside, local, lowered, mark, raised, told

_WORDS = {
    "en": ("Preamble", "Recital", "Final provisions"),
    "fr": ("Préambule", "Considérant", "Dispositions finales"),
    "de": ("Präambel", "Erwägungsgrund", "Schlussformel"),
    "es": ("Preámbulo", "Considerando", "Disposiciones finales"),
    "it": ("Preambolo", "Considerando", "Disposizioni finali"),
    "pt": ("Preâmbulo", "Considerando", "Disposições finais"),
    "nl": ("Preambule", "Overweging", "Slotbepalingen"),
}
_FOREIGN = ("Preamble", "Recital", "Final provisions")  # for languages whose words are not known here


def read(root: Element) -> Page:
    """Recitals and articles under their divisions, annexes with their tables; notes below what they belong to."""
    head = inside(root, "BIB.INSTANCE")
    language = told(inside(head, "LG.DOC") if head is not None else None).lower()[:2] or None
    walk = _Act(Outline(), _WORDS.get(language or "en", _FOREIGN))
    title = walk.titled(child(root, "TITLE"))
    if local(root).endswith("ANNEX"):
        walk.outline.heading(1, title)
        walk.level = 1
    for one in root:
        if local(one) != "TITLE":
            walk.element(one)
    walk.close()
    date = inside(head, "DATE") if head is not None else None
    return Page(
        walk.outline.blocks(),
        title=f"{title}, {_journal(head)}" if local(root).endswith("ANNEX") and _journal(head) else title,
        language=language,
        published=_iso(attribute(date, "ISO")) if date is not None else None,
        version=_number(head) or _journal(head),
        remarks=_without_annexes(root),
    )


def _number(head: Element | None) -> str:
    """The number of the act, as it is cited: (EU) 2024/2977, (EU) No 910/2014."""
    found = inside(head, "NO.DOC") if head is not None else None
    if head is None or found is None:
        return ""
    year, number, body = (told(inside(found, name)) for name in ("YEAR", "NO.CURRENT", "COM"))
    yearly = attribute(found, "FORMAT") != "NY"
    cited = f"{year}/{number}" if yearly else f"No {number}/{year}"
    return f"({body}) {cited}" if body and year and number else ""


def _journal(head: Element | None) -> str:
    """Where it is published: "OJ L 333, 2022, p. 148"; for acts published one by one, the number of the act."""
    if head is None:
        return ""
    series, issue, year = (told(inside(head, name)) for name in ("COLL", "NO.OJ", "YEAR"))
    page = next((told(one) for one in head if local(one) == "PAGE.FIRST"), "")
    if issue and year:
        return f"OJ {series} {issue.lstrip('0')}, {year}" + (f", p. {page}" if page else "")
    return _number(head)


def _iso(date: str) -> str | None:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", date)
    return "-".join(match.groups()) if match else None


def _without_annexes(root: Element) -> tuple[str, ...]:
    """An act whose text sends the reader to an annex that stands in a file of its own."""
    if local(root) != "ACT" or inside(root, "ANNEX") is not None:
        return ()
    terms = child(root, "ENACTING.TERMS")
    if terms is None or not re.search(r"\b(the Annex|Annex [IVX]+|l’annexe|Anhang|anexo|allegato)\b", told(terms)):
        return ()
    return ("its annexes are not in this file; ingest their files, too",)


class _Act(Walk):
    """One pass over an act or an annex."""

    def __init__(self, outline: Outline, words: tuple[str, str, str]) -> None:
        super().__init__(outline)
        self.preamble_word, self.recital_word, self.final_word = words
        self.level = 0  # of the headings above

    # ---- headings --------------------------------------------------------------------------------------------

    def titled(self, title: Element | None) -> str:
        """The words of a title: number and subject on one line."""
        return " ".join(self.within(title).split()) if title is not None else ""

    def division(self, element: Element) -> None:
        """A part of the act, or a sequence of an annex: its title is a heading, what follows stands below it."""
        self.close()
        self.level += 1
        title = self.titled(child(element, "TITLE"))
        if title:
            self.heading(self.level, title)
        self.rest(element, "TITLE")
        self.close()
        self.level -= 1

    def preamble(self, element: Element) -> None:
        self.heading(1, self.preamble_word)
        self.paragraph(element)

    def recital(self, element: Element) -> None:
        """Recitals are cited by their number."""
        number = told(inside(element, "NO.P")).strip("().")
        if number:
            self.heading(2, f"{self.recital_word} {number}")
        self.paragraph(element)

    def final(self, element: Element) -> None:
        self.heading(1, self.final_word)
        self.paragraph(element)

    def article(self, element: Element) -> None:
        parts = (child(element, "TI.ART"), child(element, "STI.ART"))
        self.heading(self.level + 1, " ".join(filter(None, map(self.titled, parts))))
        self.rest(element, "TI.ART", "STI.ART")
        self.close()

    def annex(self, element: Element) -> None:
        """An annex within the file of its act."""
        self.heading(1, self.titled(child(element, "TITLE")))
        kept, self.level = self.level, 1
        self.rest(element, "TITLE")
        self.close()
        self.level = kept

    def rest(self, element: Element, *but: str) -> None:
        if element.text:
            self.words.append(element.text)
        for one in element:
            if local(one) not in but:
                self.element(one)
            if one.tail:
                self.words.append(one.tail)

    # ---- text ------------------------------------------------------------------------------------------------

    def text(self, element: Element) -> None:
        """A paragraph where it stands under a heading, a line within a list, a cell or a numbered paragraph."""
        if not _is_held(element):
            self.line(element)
            return
        self.close()
        self.children(element)
        following = element.getnext()
        if following is None or local(following) != "LIST":  # what a list begins with stays with it
            self.close()

    def list_(self, element: Element) -> None:
        self.line(element)
        if _is_held(element):
            self.close()

    def definition(self, element: Element) -> None:
        """An entry of a list of terms, on one line: the term, then what it means."""
        self.end()
        parts = [" ".join(self.within(one).split()) for one in element if local(one)]
        self.words.append(" ".join(parts))
        self.end()

    def note(self, element: Element) -> None:
        """A note: its mark stays in place, its words stand below the paragraph or table."""
        label = mark(str(int(digits[0]))) if (digits := re.search(r"\d+", _identity(element))) else "*"
        if attribute(element, "TYPE") != "TABLE" or attribute(element, "NOTE.REF") or not _is_listed(element):
            self.words.append(label)
        if words := " ".join(self.within(element).split()):
            self.notes.append(f"{label} {words}")

    def quotation_mark(self, element: Element) -> None:
        code = attribute(element, "CODE")
        self.words.append(chr(int(code, 16)) if re.fullmatch("20[0-9A-F]{2}|00AB|00BB", code) else '"')

    def raised_or_lowered(self, element: Element) -> None:
        kind = attribute(element, "TYPE")
        if kind == "SUP":
            self.words.append(raised(told(element)))
        elif kind == "SUB":
            self.words.append(lowered(told(element)))
        else:
            self.children(element)

    def fraction(self, element: Element) -> None:
        parts = [self.within(one) for one in element if local(one)]
        self.words.append(" ÷ ".join(f"({part})" if " " in part else part for part in parts))

    def journal(self, element: Element) -> None:
        """A reference to the Official Journal, or a link, with its address where it has one."""
        self.children(element)
        self.link(told(element), attribute(element, "URI"))

    on: ClassVar = {
        "BIB.INSTANCE": Walk.nothing,
        "BIB.DOC": Walk.nothing,
        "PREAMBLE": preamble,
        "CONSID": recital,
        "DIVISION": division,
        "SUBDIV": division,
        "SECTION": division,
        "GR.SEQ": division,
        "ARTICLE": article,
        "ANNEX": annex,
        "CONS.ANNEX": annex,
        "FINAL": final,
        "PREAMBLE.INIT": Walk.paragraph,
        "PREAMBLE.FINAL": Walk.paragraph,
        "GR.CONSID.INIT": Walk.paragraph,
        "VISA": Walk.paragraph,
        "PARAG": Walk.paragraph,
        "SIGNATORY": Walk.paragraph,
        "PL.DATE": Walk.paragraph,
        "P": text,
        "ALINEA": text,
        "NP": Walk.line,
        "TI": Walk.line,
        "STI": Walk.line,
        "NO.P": Walk.labelled,
        "NO.PARAG": Walk.labelled,
        "ITEM": Walk.bullet,
        "LIST": list_,
        "DLIST.ITEM": definition,
        "TBL": formex,
        "NOTE": note,
        "QUOT.START": quotation_mark,
        "QUOT.END": quotation_mark,
        "QUOT.S": Walk.quoted,
        "HT": raised_or_lowered,
        "FT": raised_or_lowered,
        "IND": raised_or_lowered,
        "EXPONENT": Walk.superscript,
        "FRACTION": fraction,
        "REF.DOC": journal,
        "REF.DOC.OJ": journal,
        "LINK": journal,
    }


_HOLDERS = frozenset(
    "CONTENTS GR.SEQ ARTICLE DIVISION ANNEX CONS.ANNEX SUBDIV FINAL PREAMBLE GR.VISA SIGNATORY ENACTING.TERMS".split()
)


def _is_held(element: Element) -> bool:
    """Whether it stands directly under a heading."""
    parent = element.getparent()
    return parent is not None and local(parent) in _HOLDERS


def _identity(element: Element) -> str:
    return attribute(element, "NOTE.REF") or attribute(element, "NOTE.ID")


def _is_listed(element: Element) -> bool:
    """Whether it stands in the list of a table's notes, where no word of the table is before it."""
    parent = element.getparent()
    return parent is not None and local(parent) == "GR.NOTES"
