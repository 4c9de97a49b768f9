"""Running text of a law that has lost its line breaks: parted again at its chapters, articles and numbered points."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {letter: n for n, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MARK = re.compile(
    r"第([〇零○一二三四五六七八九十百千两\d]{1,9})(编|編|章|节|節|条|條)(?:之[一二三四五六七八九十]{1,2})?"
)
_POINT = re.compile(r"(?<=[。；：;:！”）)])\s*([一二三四五六七八九十]{1,3})、")
_LEVELS = {"编": 1, "編": 1, "章": 2, "节": 3, "節": 3, "条": 4, "條": 4}
_SPOKEN = re.compile(r"(?:依照|按照|依据|根据|违反|本办法|本规定|本条例|本法|以及|[和与及或至、》])\s*\Z")
_PART = re.compile(r"\s*第[一二三四五六七八九十]{1,3}[款项]")
_BEFORE = re.compile(r"[。；：！？”）)」》\s\u3000]$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text: under which heading it begins, if it begins under one."""

    level: int  # 0: no heading
    heading: str
    text: str


def number(words: str) -> int:
    """The number of Chinese numerals or digits: 二十三, 一百零九, 一零九, 23."""
    if words.isdecimal():
        return int(words)
    if not any(letter in _UNITS for letter in words):
        return int("".join(str(_DIGITS.get(letter, 0)) for letter in words) or 0)
    total, digit = 0, 0
    for letter in words:
        if letter in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[letter], 0
        else:
            digit = _DIGITS.get(letter, 0)
    return total + digit


def stretches(text: str) -> list[Stretch]:
    """The text in order, parted where a chapter, section or article begins; its points as paragraphs.

    A mark counts only where it comes next in its order, so that "under Article 3" parts nothing.
    """
    marks = _marks(text)
    if sum(mark[2] == 4 for mark in marks) < 2:
        return [Stretch(0, "", pointed(text))]
    made = [Stretch(0, "", pointed(text[: marks[0][0]]))]
    for (start, end, level), following in zip(marks, [*marks[1:], (len(text), 0, 0)], strict=True):
        words = text[end : following[0]].strip()
        heading = "".join(text[start:end].split())
        if level < 4 and len(words) <= 60:
            made.append(Stretch(level, f"{heading} {_title(words)}".strip(), ""))
        else:
            made.append(Stretch(level, heading, pointed(words)))
    return [one for one in made if one.heading or one.text]


def _marks(text: str) -> list[tuple[int, int, int]]:
    """Start, end and level of each mark that comes next in its order."""
    found: list[tuple[int, int, int]] = []
    last = {1: 0, 2: 0, 3: 0, 4: 0}
    matches = list(_MARK.finditer(text))
    apart = sum(_LEVELS[match[2]] == 4 and _is_spaced(text, match) for match in matches) > 1
    for match in matches:
        level, count = _LEVELS[match[2]], number(match[1])
        if _stands_alone(text, match, apart) and _comes_next(match, last, level, count):
            last[level] = count
            if level < 3:
                last[3] = 0  # sections are counted anew in each chapter
            found.append((match.start(), match.end(), level))
    return found


def _comes_next(match: re.Match[str], last: dict[int, int], level: int, count: int) -> bool:
    if level == 4 and "之" in match[0] and count == last[4]:  # Article 4 bis
        return True
    starts_over = count == 1 and (level == 3 or (level < 3 and not last[4]))  # after a list of contents
    return count == last[level] + 1 or starts_over


def _stands_alone(text: str, match: re.Match[str], apart: bool) -> bool:
    """Whether a mark begins something: white space follows it, or it begins a sentence in a text without such space."""
    if _is_reference(text, match):
        return False
    begins = match.start() == 0 or bool(_BEFORE.search(text[match.start() - 1 : match.start()]))
    return _is_spaced(text, match) or (begins and _LEVELS[match[2]] == 4 and not apart)


def _is_reference(text: str, match: re.Match[str]) -> bool:
    """Whether a mark is spoken of: "under Article 3, paragraph 2"."""
    return bool(_SPOKEN.search(text[max(0, match.start() - 4) : match.start()]) or _PART.match(text, match.end()))


def _is_spaced(text: str, match: re.Match[str]) -> bool:
    """Whether white space parts a mark from the words after it, which it does where a mark is a heading."""
    return text[match.end() : match.end() + 1].isspace()


def _title(words: str) -> str:
    """The title of a chapter; letters that were spaced out stand together again."""
    parts = words.split()
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)


def pointed(text: str) -> str:
    """The text with each of its numbered points (一、 二、 …) on a paragraph of its own, where they come in order."""
    last, cuts = 0, []
    for match in _POINT.finditer(text):
        count = number(match[1])
        if count == last + 1:
            last = count
            cuts.append(match.start(1))
    if len(cuts) < 2:
        return text.strip()
    parts = [text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return "\n\n".join(filter(None, parts))
