"""What styles say on whether text can be seen: inline ones, and the plain rules of a page's own style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

Colour = tuple[int, int, int]

CLEAR: Colour = (-1, -1, -1)  # transparent ink
UNKNOWN: Colour = (-2, -2, -2)  # a picture, a variable, a rule in a sheet that is not here
_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "yellow": (255, 255, 0),
    "transparent": CLEAR,
}
_RULE = re.compile(r"[{}]")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?")
_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))(px|pt|em|rem|ex|ch|vw|vh|cm|mm|in|%)?")
_PIXELS = {"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 12.0, "vh": 8.0, "pt": 1.3, "cm": 38.0, "in": 96.0}


@dataclass(frozen=True, slots=True)
class Look:
    """What styles say of one element; None where they say nothing."""

    gone: bool | None = None  # not shown, with all that is in it
    veiled: bool | None = None  # visibility: hidden, which what is in it may undo
    tiny: bool | None = None  # a font size of nothing
    ink: Colour | None = None
    paper: Colour | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, the other elsewhere."""
        if self == NOTHING:
            return other
        told = {name: value for name in Look.__slots__ if (value := getattr(self, name)) is not None}
        return replace(other, **told)


NOTHING = Look()


@dataclass(slots=True)
class Sheet:
    """The plain rules of a page's style sheets (tag, .class, #id, tag.class) that bear on what can be seen."""

    looks: dict[str, Look] = field(default_factory=dict)
    by_tag: bool = False  # whether some rule holds for a tag without class or id

    def add(self, css: str) -> None:
        shown: set[str] = set()
        for selectors, body in _rules(_COMMENT.sub("", css).lower()):
            look = read(body)
            for selector in selectors.split(","):
                self._take(selector.strip(), look, "display" in body or "visibility" in body, shown)
        for selector in shown & self.looks.keys():  # a script or a click shows them
            self.looks[selector] = replace(self.looks[selector], gone=None, veiled=None)
        self.by_tag = any(selector[:1] not in ".#" and not re.search(r"[.#]", selector) for selector in self.looks)

    def _take(self, selector: str, look: Look, about: bool, shown: set[str]) -> None:
        if _SIMPLE.fullmatch(selector):
            if look != NOTHING:
                self.looks[selector] = look.over(self.looks.get(selector, NOTHING))
        elif about and not (look.gone or look.veiled):
            shown.update(re.findall(r"[.#][\w-]+", re.split(r"[\s>+~]", selector)[-1]))

    def look(self, tag: str, classes: str, identifier: str) -> Look:
        found = self.looks.get(tag, NOTHING) if self.by_tag else NOTHING
        for one in classes.lower().split():
            for selector in (f".{one}", f"{tag}.{one}"):
                if selector in self.looks:
                    found = self.looks[selector].over(found)
        if identifier and (selector := f"#{identifier.lower()}") in self.looks:
            found = self.looks[selector].over(found)
        return found


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule outside media and other blocks, whose conditions cannot be known."""
    depth, start, selectors = 0, 0, ""
    for brace in _RULE.finditer(css):
        part = css[start : brace.start()].strip()
        start = brace.end()
        if brace[0] == "}":
            if depth == 1 and not selectors.startswith("@"):
                yield selectors, part
            depth = max(0, depth - 1)
        else:
            if depth == 0:
                selectors = part.rpartition(";")[2].strip()
                if re.fullmatch(r"@media\s+(all|screen)", selectors):
                    continue
            depth += 1


@lru_cache(maxsize=4096)
def read(style: str) -> Look:
    """The look that declarations give: "color: #fff; font-size: 0"."""
    told: dict[str, str] = {}
    for part in style.lower().replace("!important", "").split(";"):
        name, _, value = part.partition(":")
        if value:
            told[name.strip()] = value.strip()
    if not told:
        return NOTHING
    return Look(
        gone=True if _is_gone(told) else None,
        veiled=_choice(told.get("visibility"), ("hidden", "collapse"), ("visible",)),
        tiny=_is_tiny(told.get("font-size")),
        ink=None if "text" in told.get("-webkit-background-clip", "") else colour(told.get("color")),
        paper=_paper(told),
    )


def colour(value: str | None) -> Colour | None:
    """A colour as red, green, blue; UNKNOWN where it is written in a way not read here."""
    if not value or value in ("inherit", "initial", "unset"):
        return None
    if match := re.fullmatch(r"#?([0-9a-f]{6})(?:[0-9a-f]{2})?", value):
        return int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16)
    if match := re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?", value):
        return int(match[1] * 2, 16), int(match[2] * 2, 16), int(match[3] * 2, 16)
    if match := re.fullmatch(
        r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]{1,8})\s*)?\)", value
    ):
        return CLEAR if match[4] and not match[4].strip("0.") else (int(match[1]), int(match[2]), int(match[3]))
    return _NAMED.get(value, UNKNOWN)


def alike(ink: Colour, paper: Colour) -> bool:
    """Whether ink cannot be seen on paper."""
    if ink == CLEAR:
        return True
    return min(*ink, *paper) >= 0 and max(abs(a - b) for a, b in zip(ink, paper, strict=True)) <= 12


def _paper(told: dict[str, str]) -> Colour | None:
    if "background-image" in told and told["background-image"] != "none":
        return UNKNOWN
    value = told.get("background-color") or told.get("background")
    if value is None or value in ("none", "transparent"):
        return None
    if "url(" in value or "gradient" in value:
        return UNKNOWN
    found = colour(value if "(" in value else value.split()[0])
    return None if found == CLEAR else found


def _choice(value: str | None, yes: tuple[str, ...], no: tuple[str, ...]) -> bool | None:
    return True if value in yes else False if value in no else None


def _is_tiny(value: str | None) -> bool | None:
    if value is None:
        return None
    if not (match := _LENGTH.fullmatch(value)):
        return False if re.fullmatch(r"(xx?-)?(small|large)|medium", value) else None
    if float(match[1]) == 0:
        return True
    return _pixels(value) <= 1 if match[2] not in ("em", "%", "ex", "ch") else None


def _is_gone(told: dict[str, str]) -> bool:
    if told.get("display") == "none" or told.get("content-visibility") == "hidden":
        return True
    if re.fullmatch(r"0*\.?0*%?", told.get("opacity", "1")) or re.match(r"scale\(0[,)]", told.get("transform", "")):
        return True
    if any(_pixels(told.get(name)) <= -900 for name in ("text-indent", "margin-left", "margin-top")):
        return True
    placed = told.get("position") in ("absolute", "fixed", "relative")
    if placed and any(_pixels(told.get(side)) <= -900 for side in ("left", "top", "right", "bottom")):
        return True
    if told.get("overflow") in ("hidden", "clip") and any(
        name in told and abs(_pixels(told[name], 99.0)) <= 1 for name in ("width", "height")
    ):
        return True
    clip = told.get("clip", "").replace("px", "")
    return bool(re.fullmatch(r"rect\(\s*[01][\s,]+[01][\s,]+[01][\s,]+[01]\s*\)", clip)) or bool(
        re.fullmatch(r"inset\((50|100)%\)", told.get("clip-path", ""))
    )


def _pixels(value: str | None, default: float = 0.0) -> float:
    """A length in pixels, roughly; the default where it is none."""
    if value is None or not (match := _LENGTH.fullmatch(value)):
        return default
    return float(match[1]) * _PIXELS.get(match[2] or "px", 1.0)
