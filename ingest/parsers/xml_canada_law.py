"""One pass over a law of Canada: its headings, sections, schedules, notes and formulas."""

from __future__ import annotations

from typing import ClassVar

from ingest.parsers.outline import Outline
from ingest.parsers.xml_canada_words import WORDS, assented, date_of, number_of
from ingest.parsers.xml_tables import cals
from ingest.parsers.xml_walk import Element, Walk, attribute, child, local, mark, told

_SECTION, _SUBSECTION = 20, 21  # levels below all headings of parts and divisions
_NEVER = "9999"
_LINES = (
    "Text ContinuedDefinition ContinuedSectionSubsection ContinuedParagraph FormulaGroup Formula FormulaConnector "
    "FormulaDefinition FormulaParagraph SignatureLine SignatureName"
).split()
_PARAGRAPHS = "Definition Enacts Reserved SignatureBlock".split()
_PROVISIONS = "Paragraph Subparagraph Clause Subclause".split()


class Law(Walk):
    """One pass over a law."""

    def __init__(self, outline: Outline, language: str, today: str) -> None:
        super().__init__(outline)
        self.language = language
        self.say = WORDS[language]
        self.today = today
        self.offset = 0  # added to the levels of headings: within a schedule they stand below it
        self.number = ""  # of the section
        self.section_heading = ""
        self.past = 0
        self.apart = False  # among provisions of other instruments, whose numbers are not this law's
        self.pending = False  # among amendments that are not in force

    # ---- what is in force ------------------------------------------------------------------------------------

    def is_past(self, element: Element) -> bool:
        """Whether it is a version that has ended; such are left out and counted."""
        end = attribute(element, "inforce-end-date")
        ended = bool(end and self.today and end < self.today)
        self.past += ended
        return ended

    def status(self, element: Element) -> str:
        """The words that a provision is not yet in force, where its date says so; else ""."""
        start = attribute(element, "inforce-start-date")
        if start.startswith(_NEVER) or attribute(element, "in-force") == "no":
            return self.say["not in force"]
        return self.say["from"].format(start) if start and self.today and start > self.today else ""

    def dated_line(self, element: Element) -> None:
        if self.is_past(element):
            return
        self.end()
        before = len(self.lines)
        self.line(element)
        if (status := self.status(element)) and len(self.lines) > before:
            self.lines[before] += f" {status}"

    # ---- the head --------------------------------------------------------------------------------------------

    def identification(self, element: Element) -> None:
        """A paragraph that names the law: its number, its days, the act it rests on."""
        long, short = told(child(element, "LongTitle")), told(child(element, "ShortTitle"))
        facts = [
            ("", long if short else ""),
            ("", number_of(element, self.language)),
            (self.say["registered"], date_of(child(element, "RegistrationDate"))),
            (self.say["assented"], assented(element)),
            (self.say["enabled"], self.authority(element)),
        ]
        self.lines += [f"{name}: {text}" if name else text for name, text in facts if text]
        self.close()

    def authority(self, element: Element) -> str:
        found = child(element, "EnablingAuthority")
        return "; ".join(told(one) for one in found if local(one)) if found is not None else ""

    def order(self, element: Element) -> None:
        self.heading(1, self.say["order"])
        self.paragraph(element)

    def amendments(self, element: Element) -> None:
        self.heading(1, self.say["amendments"])
        for one in element:
            self.lines.append(", ".join(told(part) for part in one))
        self.close()

    # ---- headings --------------------------------------------------------------------------------------------

    def part(self, element: Element) -> None:
        """The heading of a part or division: its label and its title."""
        level = attribute(element, "level")
        self.heading(self.offset + (int(level) if level.isdecimal() and len(level) < 3 else 1), self.title(element))
        for one in element:
            if local(one) not in ("Label", "TitleText", ""):
                self.line(one) if local(one) == "Note" else self.element(one)
        self.close()

    def title(self, element: Element) -> str:
        texts = (self.within(one) for one in element if local(one) in ("Label", "TitleText"))
        return " ".join(" ".join(texts).split())

    def schedule(self, element: Element) -> None:
        if self.is_past(element):
            return
        kept = self.offset, self.apart, self.pending
        self.offset += 1
        self.pending = self.pending or attribute(element, "id") == "NifProvs"
        self.children(element)
        self.close()
        self.offset, self.apart, self.pending = kept

    def other_instrument(self, element: Element) -> None:
        """Provisions of an amending instrument: its own section numbers stay in the text and make no headings."""
        kept, self.apart = self.apart, True
        for one in element:
            if self.pending and local(one) == "Section":
                self.close()
                self.label = self.say["not in force"]
            self.element(one)
        self.close()
        self.apart = kept

    def schedule_heading(self, element: Element) -> None:
        self.heading(max(1, self.offset), self.title(element) or "—")
        for one in element:
            if local(one) == "OriginatingRef":
                self.paragraph(one)

    def section(self, element: Element) -> None:
        """A section: a heading of its number and its marginal note."""
        if self.is_past(element):
            return
        if self.quiet or self.apart:
            self.line(element) if self.quiet else self.paragraph(element)
            return
        self.close()
        self.number = self.label_of(element)
        self.section_heading = (
            f"{self.say['section']} {self.number} {self.marginal(element)} {self.status(element)}".strip()
        )
        self.heading(_SECTION, self.section_heading)
        self.rest(element)
        self.close()

    def subsection(self, element: Element) -> None:
        """A subsection: with a marginal note of its own under a heading, else a paragraph of its section."""
        if self.is_past(element):
            return
        if self.quiet or self.apart:
            self.line(element) if self.quiet else self.paragraph(element)
            return
        self.close()
        label, note, status = self.label_of(element), self.marginal(element), self.status(element)
        if note:
            name = f"{self.say['subsection']} {self.number}{label}"
            self.heading(_SUBSECTION, f"{name} {note} {status}".strip())
        elif len(self.outline.headings) and self.outline.headings[-1].startswith(f"{self.say['subsection']} "):
            self.heading(_SECTION, self.section_heading)
        self.label = label if note or not status else f"{label} {status}"
        self.rest(element)
        self.close()

    def rest(self, element: Element) -> None:
        """All but the label and the marginal note, which stand in the heading."""
        parts = [one for one in element if local(one) not in ("Label", "MarginalNote", "HistoricalNote", "")]
        notes = [*element.iterfind("{*}HistoricalNote"), *element.iterfind("{*}MarginalNote/{*}HistoricalNote")]
        if parts and any(local(one) == "TableGroup" for one in parts[-1].iter()):
            parts[-1:-1] = notes  # a history alone below a table would be a passage without words
        else:
            parts += notes
        for one in parts:
            self.element(one)

    def label_of(self, element: Element) -> str:
        found = child(element, "Label")
        words = [found.text or "", *(one.tail or "" for one in found)] if found is not None else []
        return "".join(words).strip()

    def marginal(self, element: Element) -> str:
        found = child(element, "MarginalNote")
        if found is None:
            return ""
        parts = [self.within(one) if local(one) != "HistoricalNote" else "" for one in found]
        texts = [found.text or ""]
        for one, part in zip(found, parts, strict=True):
            texts += [part, one.tail or ""]
        return " ".join("".join(texts).split())

    def note_heading(self, element: Element) -> None:
        """A marginal note that stands beside no section of this law."""
        words = " ".join(self.within(element).split())
        if self.quiet or self.apart:
            self.lines.append(words)
        else:
            self.heading(_SECTION, words)

    # ---- text ------------------------------------------------------------------------------------------------

    def provision(self, element: Element) -> None:
        """Text of a schedule, an order or a cell: a paragraph, with those within it as lines."""
        parent = element.getparent()
        if self.quiet or (parent is not None and local(parent) == "Provision"):
            self.line(element)
        else:
            self.paragraph(element)

    def history(self, element: Element) -> None:
        texts = "; ".join(filter(None, (told(one) for one in element)))
        self.close()
        if texts:
            self.lines.append(f"{self.say['history']}: {texts}")
            self.close()

    def footnote(self, element: Element) -> None:
        """A note is told below the paragraph it belongs to, with the mark that stands there."""
        label = mark(told(child(element, "Label")))
        texts = [self.within(one) for one in element if local(one) not in ("Label", "")]
        self.notes.append(" ".join(filter(None, (label, *texts))))

    def reference(self, element: Element) -> None:
        self.words.append(mark(told(element)))

    def tables_of(self, element: Element) -> None:
        """A table with its caption and its notes."""
        if self.quiet:
            self.tables.append(element)
            return
        caption = " / ".join(self.within(one) for one in element if local(one) == "Caption")
        notes, own = self.notes, []
        for one in element:
            if local(one) == "Footnote":
                self.notes = []
                self.footnote(one)
                own += self.notes
        self.notes = notes
        self.close()
        for one in element:
            if local(one) == "table":
                cals(self, one, caption, own)
            elif local(one) not in ("Caption", "Footnote", ""):
                self.paragraph(one)

    def image(self, element: Element) -> None:
        words = " ".join(filter(None, (told(child(element, "Caption")), told(child(element, "AlternateText")))))
        self.words.append(f" [{self.say['image']}: {words}] " if words else " ")

    def emphasis(self, element: Element) -> None:
        if attribute(element, "style") == "overbar" and len(told(element)) == 1:
            self.words.append(told(element) + "\u0304")
        else:
            self.children(element)

    def repealed(self, element: Element) -> None:
        self.words.append(" ")
        self.children(element)

    def leader(self, element: Element) -> None:
        """A line to be filled in; dots that lead to the next column say nothing."""
        self.words.append(" … " if attribute(element, "leader") == "solid" else " ")

    def space(self, _: Element) -> None:
        self.words.append(" ")

    on: ClassVar = {
        **dict.fromkeys(_LINES, Walk.line),
        **dict.fromkeys(_PARAGRAPHS, Walk.paragraph),
        **dict.fromkeys(_PROVISIONS, dated_line),
        "Identification": identification,
        "Order": order,
        "RecentAmendments": amendments,
        "Heading": part,
        "Schedule": schedule,
        "FormGroup": schedule,
        "RelatedOrNotInForce": other_instrument,
        "ScheduleFormHeading": schedule_heading,
        "Section": section,
        "Subsection": subsection,
        "MarginalNote": note_heading,
        "Provision": provision,
        "Label": Walk.labelled,
        "FormulaTerm": Walk.labelled,
        "Item": Walk.bullet,
        "AmendedText": Walk.quoted,
        "HistoricalNote": history,
        "Footnote": footnote,
        "FootnoteRef": reference,
        "TableGroup": tables_of,
        "ImageGroup": image,
        "Emphasis": emphasis,
        "Repealed": repealed,
        "LineBreak": space,
        "Leader": leader,
        "LeaderRightJustified": leader,
        "Sup": Walk.superscript,
        "Sub": Walk.subscript,
        "PageBreak": Walk.nothing,
    }
