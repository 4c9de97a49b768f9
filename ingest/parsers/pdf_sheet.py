"""What lies on one page of a PDF, as pdfium tells it: characters, ruling lines, shaded boxes, links and pictures.

Lengths are points. All places count from the left and from the top of the page as it is read: where most of the text
runs sideways (a table laid across a page, a rotated page), the page is turned first.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.parsers.links import unwrap
from ingest.parsers.pdf_paths import Box, Strokes, strokes

MAX_GLYPHS = 30_000  # of a page; more is told as plain text
_MAX_LINKS = 300
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_WHITISH = 235  # of 255, in red, green and blue: text of such a colour is looked for on the painted page
_CONTRAST = 12  # of 255, between the darkest and the lightest spot: less is nothing to read
_FARTHEST = 20_000.0  # points from a corner of the page; PDF allows pages of 14,400
_ABOVE, _BELOW = 0.9, 0.25  # of the height of a font, from the baseline
_PIXELS = 1200  # of the longer side of a painted page


class Glyph(NamedTuple):
    char: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float  # height of the line that its font asks for
    bold: bool
    upright: bool  # runs as the page's text does
    at: int  # place in the file


class LinkArea(NamedTuple):
    box: Box
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. Glyphs stand in the order of the file; space characters are among them."""

    glyphs: list[Glyph]
    hidden: int
    strokes: Strokes
    links: list[LinkArea]
    width: float
    height: float
    is_picture: bool  # an image covers more than half of it


class _Style(NamedTuple):
    bold: bool
    turn: float  # direction in which it runs, radians, against the clock
    height: float  # of its font, in points
    shown: bool
    whitish: bool


class _Turn(NamedTuple):
    """From pdfium's places to ours: x runs with the text, y down."""

    cos: float
    sin: float
    left: float
    top: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, y0 = left * self.cos + bottom * self.sin, bottom * self.cos - left * self.sin
        x1, y1 = right * self.cos + top * self.sin, top * self.cos - right * self.sin
        return (min(x0, x1) - self.left, self.top - max(y0, y1), max(x0, x1) - self.left, self.top - min(y0, y1))

    def down(self, x: float, y: float) -> float:
        return self.top - (y * self.cos - x * self.sin)


def sheet(page: pdfium.PdfPage, text: pdfium.PdfTextPage, document: pdfium.PdfDocument) -> Sheet:
    """The page's characters that a reader sees, and all that helps to tell their places."""
    styles, owners = _styles(text)
    frame = page.get_bbox()
    turn = _turn(frame, styles, owners)
    left, top, right, bottom = turn.box(*frame)
    is_picture = _is_picture(page, frame)
    is_shown = _eye(page, (right - left, bottom - top), is_picture=is_picture)
    glyphs, hidden = _glyphs(text, turn, styles, owners, is_shown)
    return Sheet(
        glyphs, hidden, strokes(page, turn.box), _links(page, document, turn), right - left, bottom - top, is_picture
    )


# ---- characters ----------------------------------------------------------------------------------------------


def _styles(text: pdfium.PdfTextPage) -> tuple[dict[int | None, _Style], list[int | None]]:
    """How each text object looks, and to which object each character belongs."""
    styles: dict[int | None, _Style] = {None: _Style(False, 0.0, 10.0, True, False)}
    owners: list[int | None] = []
    for n in range(raw.FPDFText_CountChars(text)):
        item = raw.FPDFText_GetTextObject(text, n)
        key = ctypes.cast(item, ctypes.c_void_p).value
        if key not in styles:
            styles[key] = _style(item, text, n)
        owners.append(key)
    return styles, owners


def _style(item: Any, text: pdfium.PdfTextPage, n: int) -> _Style:
    """Told from the object and from its first character, the n-th of the page."""
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    font = raw.FPDFTextObj_GetFont(item)
    name = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, name, 128)
    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    size = ctypes.c_float(10.0)
    raw.FPDFText_GetMatrix(text, n, matrix)
    raw.FPDFTextObj_GetFontSize(item, size)
    turn, height = math.atan2(matrix.b, matrix.a), size.value * math.hypot(matrix.c, matrix.d)
    heavy = any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"-semibold"))
    red, green, blue, alpha = (ctypes.c_uint(255) for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):  # a pattern: seen
        return _Style(heavy, turn, height, mode not in _INVISIBLE, False)
    whitish = min(red.value, green.value, blue.value) >= _WHITISH
    heavy = heavy or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    return _Style(heavy, turn, height, _shows(mode, alpha.value), whitish)


def _shows(mode: int, alpha: int) -> bool:
    return mode not in _INVISIBLE and (alpha > 0 or mode != raw.FPDF_TEXTRENDERMODE_FILL)


def _turn(frame: Box, styles: dict[int | None, _Style], owners: list[int | None]) -> _Turn:
    """By quarters, as most characters run."""
    quarters = Counter(round(styles[key].turn / (math.pi / 2)) % 4 for key in owners if key)
    quarter = quarters.most_common(1)[0][0] if quarters else 0
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
    flat = _Turn(cos, sin, 0, 0).box(*frame)
    return _Turn(cos, sin, flat[0], -flat[1])


def _glyphs(
    text: pdfium.PdfTextPage,
    turn: _Turn,
    styles: dict[int | None, _Style],
    owners: list[int | None],
    is_shown: Callable[[_Style, Box, Box], bool],
) -> tuple[list[Glyph], int]:
    """Characters seen on the page, and how many were left out because no reader sees them."""
    glyphs: list[Glyph] = []
    hidden = 0
    upright = math.atan2(turn.sin, turn.cos)
    straight = {key: key is None or math.cos(style.turn - upright) > 0.99 for key, style in styles.items()}
    x, y = ctypes.c_double(), ctypes.c_double()
    for n, owner in enumerate(owners):
        char = _char(raw.FPDFText_GetUnicode(text, n))
        if not char:
            continue
        raw.FPDFText_GetCharOrigin(text, n, x, y)
        base = turn.down(x.value, y.value)
        own = _own_box(text, n, is_level=turn.sin == 0)
        box = turn.box(*own)
        if turn.sin:
            height = styles[owner].height
            box = (box[0], base - _ABOVE * height, box[2], base + _BELOW * height)
        if not (_is_sane(box) and abs(base) < _FARTHEST):
            hidden += not char.isspace()
        elif not char.isspace() and not is_shown(styles[owner], own, box):
            hidden += 1
        else:
            size = max(box[3] - box[1], 0.1)
            glyphs.append(Glyph(char, *box, base, size, styles[owner].bold, straight[owner], n))
    return glyphs, hidden


def _own_box(text: pdfium.PdfTextPage, n: int, *, is_level: bool) -> Box:
    """Left, bottom, right, top, as pdfium counts; the box of the line for text that runs level, else of the ink."""
    if is_level:
        place = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text, n, place)
        return (place.left, place.bottom, place.right, place.top)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, n, left, right, bottom, top)
    return (left.value, bottom.value, right.value, top.value)


def _char(code: int) -> str:
    """The character; none for ends of lines and half of a pair; U+FFFD for what the font gives no meaning."""
    if code in (0, 10, 13) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return chr(code) if code > 31 or code in (2, 9) else "\ufffd"


def _is_sane(box: Box) -> bool:
    return all(-_FARTHEST < value < _FARTHEST for value in box)


def _eye(page: pdfium.PdfPage, size: tuple[float, float], *, is_picture: bool) -> Callable[[_Style, Box, Box], bool]:
    """Whether a reader sees a character, told from its style and its box in pdfium's places and in ours.

    Invisible letters over a picture are what a scanner read there: they are kept.
    """
    is_seen = _painted(page)
    is_framed = min(size) > 10

    def is_shown(style: _Style, own: Box, box: Box) -> bool:
        if not style.shown:
            return is_picture
        if is_framed and not (0 <= box[0] + box[2] <= 2 * size[0] and 0 <= box[1] + box[3] <= 2 * size[1]):
            return False
        return not (style.whitish or is_picture) or is_seen(*own)

    return is_shown


def _painted(page: pdfium.PdfPage) -> Callable[[float, float, float, float], bool]:
    """Whether something can be read at a place of the painted page, which is painted when first asked for."""
    width, height = page.get_size()
    scale = min(1.5, _PIXELS / max(width, height, 1.0))
    pixels: list[Any] = []

    def is_seen(left: float, bottom: float, right: float, top: float) -> bool:
        if not pixels:
            try:
                pixels.append(page.render(scale=scale, grayscale=True).to_numpy())
            except pdfium.PdfiumError:
                pixels.append(None)  # a page that cannot be painted
        if pixels[0] is None:
            return True
        image = pixels[0]
        tall, wide = image.shape[:2]
        a, b = ctypes.c_int(), ctypes.c_int()
        c, d = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, wide, tall, 0, left, bottom, a, b)
        raw.FPDF_PageToDevice(page, 0, 0, wide, tall, 0, right, top, c, d)
        columns = slice(max(0, min(a.value, c.value)), max(a.value, c.value) + 1)
        spot = image[max(0, min(b.value, d.value)) : max(b.value, d.value) + 1, columns]
        return bool(spot.size) and int(spot.max()) - int(spot.min()) >= _CONTRAST

    return is_seen


# ---- pictures and links --------------------------------------------------------------------------------------


def _is_picture(page: pdfium.PdfPage, frame: Box) -> bool:
    left, bottom, right, top = frame
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        a, b, c, d = item.get_bounds()
        covered = max(0.0, min(c, right) - max(a, left)) * max(0.0, min(d, top) - max(b, bottom))
        if covered > 0.5 * (right - left) * (top - bottom):
            return True
    return False


def _links(page: pdfium.PdfPage, document: pdfium.PdfDocument, turn: _Turn) -> list[LinkArea]:
    """Areas that lead to a web or mail address."""
    found: list[LinkArea] = []
    for link in _annotations(page):
        area = raw.FS_RECTF()
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        size = raw.FPDFAction_GetURIPath(document, action, None, 0)
        if not 1 < size <= 4096 or not raw.FPDFLink_GetAnnotRect(link, area):
            continue
        address = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(document, action, address, size)
        url = address.value.decode("utf-8", "replace").strip()
        if url.startswith(("http://", "https://", "mailto:")):
            found.append(LinkArea(turn.box(area.left, area.bottom, area.right, area.top), unwrap(url)))
    return found


def _annotations(page: pdfium.PdfPage) -> Iterator[Any]:
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    for _ in range(_MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page, place, link):
            return
        yield link
