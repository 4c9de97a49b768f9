"""Characters → words, segments and lines, told from where they stand on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.parsers.pdf_sheet import Glyph

_SPACE = 0.22  # of the size of the letters: a wider gap parts words
_GAP = 0.85  # a wider one parts segments: columns, or a label and its text
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BULLET = re.compile(r"[•·▪◦●○■□\uf0b7\uf0a7\uf0a8\uf0d8\uf076\uf06c\uf06e\uf02d◆♦➢✓]")
_DASH = re.compile(r"[-–—*o]")  # a bullet only at the beginning of a line
_EAST = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef]")


class Word(NamedTuple):
    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line without a wide gap between them."""

    words: tuple[Word, ...]
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """Segments on one baseline, from the left."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def left(self) -> float:
        return self.segments[0].left

    @property
    def right(self) -> float:
        return self.segments[-1].right

    @property
    def top(self) -> float:
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        return max(segment.bottom for segment in self.segments)

    @property
    def base(self) -> float:
        return max(self.segments, key=lambda segment: segment.size).base

    @property
    def size(self) -> float:
        return max(segment.size for segment in self.segments)

    @property
    def bold(self) -> bool:
        """Four in five letters, so that a number before a heading may be plain."""
        heavy = sum(len(segment.text) for segment in self.segments if segment.bold)
        return heavy * 5 >= 4 * sum(len(segment.text) for segment in self.segments)

    @property
    def glyphs(self) -> list[Glyph]:
        return [glyph for segment in self.segments for glyph in segment.glyphs]


# ---- lines ---------------------------------------------------------------------------------------------------


def lines_as_written(glyphs: Iterable[Glyph]) -> list[Line]:
    """Lines in the order of the file: what is written on along a baseline is one line."""
    lines: list[list[list[Glyph]]] = []
    for run in _runs(glyphs):
        last = lines[-1][-1] if lines else []
        if last and _on_one_line(last, run) and run[0].left > _end(last).left:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [line for runs in lines if (line := _line(runs))]


def lines_as_seen(glyphs: Iterable[Glyph]) -> list[Line]:
    """Lines from the top of the page: all that stands on one baseline is one line."""
    lines: list[list[list[Glyph]]] = []
    for run in sorted(_runs(glyphs), key=lambda run: (_main(run).base, run[0].left)):
        for started in lines[-3:]:
            if _on_one_line(started[0], run):
                started.append(run)
                break
        else:
            lines.append([run])
    found = [line for runs in lines if (line := _line(sorted(runs, key=lambda run: run[0].left)))]
    return sorted(found, key=lambda line: line.base)


def _runs(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters that follow each other on one baseline; none begins with a space."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = _last(runs[-1]) if runs else None
        if last is None or not _goes_on(last, glyph):
            if not glyph.char.isspace():
                runs.append([glyph])
        elif not _is_double(last, glyph):
            runs[-1].append(glyph)
    return runs


def _last(run: Sequence[Glyph]) -> Glyph:
    """The last character; a space that pdfium has put in has no place of its own."""
    return run[-1] if run[-1].bottom - run[-1].top >= 0.2 else _end(run)


def _end(run: Sequence[Glyph]) -> Glyph:
    """The last character that is no space."""
    return next(glyph for glyph in reversed(run) if not glyph.char.isspace())


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    if glyph.char.isspace() and glyph.bottom - glyph.top < 0.2:  # a space that pdfium has put in
        return abs(glyph.base - last.base) < 0.5 * last.size
    if last.upright != glyph.upright:
        return False
    if _is_ligature(last, glyph):
        return True
    if not glyph.upright:
        return glyph.at == last.at + 1
    shared = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    return shared >= 0.5 * min(last.size, glyph.size) and -0.5 * last.size < glyph.left - last.right < 3 * last.size


def _is_ligature(last: Glyph, glyph: Glyph) -> bool:
    """Two letters of one sign, such as ti or ff: pdfium gives both the same box."""
    return glyph.at == last.at + 1 and glyph[1:5] == last[1:5]


def _is_double(last: Glyph, glyph: Glyph) -> bool:
    """A letter printed twice, a little beside itself, to look bold."""
    is_same = glyph.char == last.char and abs(glyph.left - last.left) < 0.1 * glyph.size
    return is_same and not glyph.char.isspace() and not _is_ligature(last, glyph)


def _main(run: Sequence[Glyph]) -> Glyph:
    """A character of the size of most of the run: not its superscript."""
    inked = [glyph for glyph in run if not glyph.char.isspace()]
    largest = max(glyph.size for glyph in inked)
    if min(glyph.size for glyph in inked) > 0.95 * largest:
        return inked[0]
    sizes = Counter(round(glyph.size, 1) for glyph in inked)
    size = max(sizes, key=lambda size: (sizes[size], size))
    return next(glyph for glyph in inked if round(glyph.size, 1) == size)


def _on_one_line(one: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    a, b = _main(one), _main(other)
    if not (a.upright and b.upright):
        return False
    if abs(a.base - b.base) <= 0.25 * min(a.size, b.size):
        return True
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    small, large = sorted((a.size, b.size))
    beside = min(abs(_end(one).right - other[0].left), abs(_end(other).right - one[0].left)) < large
    return small < 0.85 * large and shared >= 0.5 * small and beside  # a superscript of its own


def _line(runs: Sequence[Sequence[Glyph]]) -> Line | None:
    """The runs of a line, parted into segments at wide gaps; a bullet stays with its text."""
    main = _main([glyph for run in runs for glyph in run])
    parts: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in (glyph for run in runs for glyph in run):
        if glyph.char.isspace():
            if parts:
                parts[-1].append(glyph)
            continue
        gap = glyph.left - last.right if last else 0.0
        is_wide = glyph.upright and gap > _GAP * main.size
        if last is None or (is_wide and not (gap < 4 * main.size and _is_bullet(parts))):
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
        last = glyph
    segments = tuple(segment for part in parts if (segment := _segment(part, main)))
    return Line(segments) if segments else None


def _is_bullet(parts: Sequence[Sequence[Glyph]]) -> bool:
    """Whether the last part is a bullet, which waits for its text."""
    inked = [glyph.char for glyph in parts[-1] if not glyph.char.isspace()]
    return len(inked) == 1 and bool(_BULLET.match(inked[0]) or (len(parts) == 1 and _DASH.match(inked[0])))


def _segment(glyphs: list[Glyph], main: Glyph) -> Segment | None:
    words = tuple(_words(glyphs, main))
    inked = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not words:
        return None
    heavy = sum(glyph.bold for glyph in inked)
    return Segment(
        words,
        min(glyph.top for glyph in inked),
        max(glyph.bottom for glyph in inked),
        main.base,
        main.size,
        heavy * 5 >= 4 * len(inked) and inked[-1].bold,
        tuple(inked),
    )


def _words(glyphs: list[Glyph], main: Glyph) -> Iterable[Word]:
    held: list[Glyph] = []
    for glyph in glyphs:
        if held and (glyph.char.isspace() or _is_gap(held[-1], glyph)):
            yield _word(held, main)
            held = []
        if not glyph.char.isspace():
            held.append(glyph)
    if held:
        yield _word(held, main)


def _is_gap(last: Glyph, glyph: Glyph) -> bool:
    wide = _GAP if _EAST.match(last.char) and _EAST.match(glyph.char) else _SPACE
    return glyph.upright and last.upright and glyph.left - last.right > wide * max(last.size, glyph.size)


def _word(glyphs: list[Glyph], main: Glyph) -> Word:
    text = "".join(glyph.char for glyph in glyphs)
    if len(glyphs) == 1 or min(glyph.size for glyph in glyphs) < 0.85 * main.size:
        text = _marked(glyphs, main)
    return Word(text, min(glyph.left for glyph in glyphs), max(glyph.right for glyph in glyphs))


def _marked(glyphs: list[Glyph], main: Glyph) -> str:
    """Small digits above the line told as such; "(1)" needs no more marking."""
    raised = [_is_raised(glyph, main) for glyph in glyphs]
    if any(up and glyph.char in "()" for glyph, up in zip(glyphs, raised, strict=True)):
        return "".join(glyph.char for glyph in glyphs)
    return "".join(g.char.translate(_RAISED) if up else g.char for g, up in zip(glyphs, raised, strict=True))


def _is_raised(glyph: Glyph, main: Glyph) -> bool:
    """Small and above the line, as in m² and in marks of footnotes."""
    return glyph.upright and glyph.size < 0.85 * main.size and main.base - glyph.base > 0.12 * main.size
