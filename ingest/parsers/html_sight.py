"""Which text of a page a reader can see: hidden elements, ink of the colour of the paper, letters of no size."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from ingest.parsers import html_styles
from ingest.parsers.html_styles import CLEAR, UNKNOWN, Colour, Look, Sheet
from ingest.parsers.html_tags import CHROME_ROLES, CHROME_TAGS, WATCHED, is_chrome
from ingest.parsers.invisible import visible

_UNREAD = ("script", "style", "template", "noscript")


@dataclass(frozen=True, slots=True)
class Shade:
    """How text stands in one place: ink, paper, size, and whether it can be seen at all."""

    ink: Colour = (0, 0, 0)
    paper: Colour = (255, 255, 255)
    tiny: bool = False
    veiled: bool = False

    @property
    def muted(self) -> bool:
        return self.veiled or self.tiny or html_styles.alike(self.ink, self.paper)


_DAYLIGHT = Shade()
_DUSK = Shade(UNKNOWN, UNKNOWN)  # under rules of a sheet that is not here: believed to be seen


@dataclass(frozen=True, slots=True)
class Effect:
    """What a tag with these attributes does to the words in it."""

    left_out: bool  # a menu, a footer or the like
    look: Look
    unknown: bool  # rules of a sheet that is not here may hold for it


class Sight:
    """Follows a walk through the tree and counts the characters that it leaves out unseen."""

    def __init__(self, root: etree._Element) -> None:
        self.hidden = 0
        self.shade = _DAYLIGHT
        self.muted = False
        self.sheet = Sheet()
        for style in root.iter("style"):
            if (style.get("media") or "all").strip().lower() in ("all", "screen"):
                self.sheet.add(style.text or "")
        self._effects: dict[tuple[str, tuple[tuple[str, str], ...]], Effect] = {}
        self._elsewhere = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))

    def enter(self, element: etree._Element, tag: str, items: list[tuple[str, str]]) -> bool:
        """Whether the element is walked; then its shade holds until `leave`. What is hidden is counted."""
        told = tuple([item for item in items if item[0] in WATCHED])
        if not told and not self.sheet.by_tag:
            return True
        effect = self._effects.get((tag, told))
        if effect is None:
            effect = self._effects[tag, told] = self._effect(tag, dict(told))
        if effect.left_out:
            return False
        if effect.look.gone:
            self.count("".join(words_of(element)))
            return False
        if effect.unknown or effect.look is not html_styles.NOTHING:
            self._turn(effect)
        return True

    def leave(self, shade: Shade, muted: bool) -> None:
        self.shade, self.muted = shade, muted

    def count(self, text: str) -> None:
        """These characters are hidden."""
        self.hidden += len(" ".join(text.split()))

    def seen(self, text: str) -> str:
        """The text without the characters that take no room."""
        text, dropped = visible(text)
        self.hidden += dropped
        return text

    def _effect(self, tag: str, told: dict[str, str]) -> Effect:
        look = self._look(tag, told)
        if "hidden" in told and told["hidden"].lower() != "until-found":
            look = replace(look, gone=True)
        if look.ink is None and tag == "font" and "color" in told:
            look = replace(look, ink=html_styles.colour(told["color"].strip().lower()))
        if look.paper is None and "background" in told:
            look = replace(look, paper=UNKNOWN)
        if look.paper is None and "bgcolor" in told:
            look = replace(look, paper=html_styles.colour(told["bgcolor"].strip().lower()))
        unknown = self._elsewhere and ("class" in told or "id" in told) and tag not in ("html", "body", "main")
        return Effect(_is_chrome(tag, told), html_styles.NOTHING if look == html_styles.NOTHING else look, unknown)

    def _look(self, tag: str, told: dict[str, str]) -> Look:
        inline = html_styles.read(told["style"]) if "style" in told else html_styles.NOTHING
        return inline.over(self.sheet.look(tag, told.get("class", ""), told.get("id", "")))

    def _turn(self, effect: Effect) -> None:
        around, look = self.shade, effect.look
        if effect.unknown:
            around = Shade(UNKNOWN, UNKNOWN, False, True) if around.veiled else _DUSK
        if look is not html_styles.NOTHING:
            around = Shade(
                around.ink if look.ink is None else look.ink,
                around.paper if look.paper is None or look.paper == CLEAR else look.paper,
                around.tiny if look.tiny is None else look.tiny,
                around.veiled if look.veiled is None else look.veiled,
            )
        if around is not self.shade:
            self.shade, self.muted = around, around.muted


def _is_chrome(tag: str, told: dict[str, str]) -> bool:
    if told.get("role") in CHROME_ROLES:
        return True
    return (
        tag in CHROME_TAGS
        and ("class" in told or "id" in told)
        and is_chrome(f"{told.get('class', '')} {told.get('id', '')}")
    )


def words_of(element: etree._Element) -> list[str]:
    """All text within an element but that of scripts, styles and comments, in order."""
    words: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if one.text and one.tag not in _UNREAD:
                words.append(one.text)
        elif one is not element and one.tail:
            words.append(one.tail)
    return words
