"""Bytes → text: byte order mark, UTF-8, what server and page declare where the letters bear it out, else the letters alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from bs4.dammit import UnicodeDammit
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from kb.errors import InputError

_GUESSES = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1251", "koi8_r")
_WIDER = {  # what browsers read under these names
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "latin_1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
_WESTERN = ("cp1252", "iso8859-15", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp1258", "mac-roman")
_FIRST = {"big5hkscs": ("big5", 0xA4, 0xC6), "gb18030": ("gb2312", 0xB0, 0xD7), "cp932": ("shift_jis", 0x88, 0x97)}
_RUN = re.compile(rb"[\x80-\xff]+")
_ASCII = re.compile(r"[\x00-\x7f]+")
_SAMPLE = 40_000  # bytes, from the first beyond ASCII on, that are looked at to tell an encoding
_LETTERS = 8_000  # of these: enough to tell how many are everyday ones
_MIXED = 2_000_000  # bytes of a text in which letters of two encodings are told apart, one by one
_SURE = 0.9  # of the letters everyday ones: no other encoding need be tried
_LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029", "\x0c")
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 12, 13, 26, 27))


def decode(content: bytes, content_type: str = "") -> str:
    """The text of bytes with any line ends as newlines. InputError where the bytes are no text.

    Short GBK is where general detectors fail (they take it for Korean); a decoding is believed here only where most of
    its letters are everyday ones.
    """
    return _lines(_decoded(content, content_type))


def is_binary(content: bytes) -> bool:
    """Whether the bytes hold what no text holds: zeros outside UTF-16 and UTF-32, or many control characters."""
    sample = content[:65536]
    if read_bom(sample)[0] or _is_utf16(sample):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return sample.count(0) * 500 > len(sample) or controls * 20 > len(sample)  # a stray zero happens in pages


def _decoded(content: bytes, content_type: str) -> str:
    encoding, mark = read_bom(content)
    if encoding:
        return content[len(mark or b"") :].decode(encoding, "replace")
    if endian := _is_utf16(content[:65536]):
        return content.decode(endian, "replace")
    if content.isascii():
        return content.decode("iso2022_jp" if b"\x1b$" in content[:_SAMPLE] else "ascii", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        name = _named(content, content_type)
    if name == "utf-8" and len(content) <= _MIXED:
        content = UnicodeDammit.detwingle(content)  # Windows-1252 pasted into UTF-8
    text = content.decode(name, "replace")
    if name in _WESTERN and text.count("\ufffd") * 50 > len(text):
        raise InputError("text in an encoding that cannot be told; save it as UTF-8 and ingest it again")
    return text


def _named(content: bytes, content_type: str) -> str:
    """The encoding of bytes that are not wholly UTF-8."""
    first = _RUN.search(content)
    sample = content[first.start() : first.start() + _SAMPLE] if first else content[:_SAMPLE]
    broken = sample.decode("utf-8", "replace")
    if broken.count("\ufffd") * 40 < sum(map(len, _RUN.findall(sample))):  # nearly all that is not ASCII is UTF-8
        return "utf-8"
    declared = list(_declared(content, content_type))
    for name in declared[:1]:
        if name in _GUESSES and _share(sample, name) >= _SURE:
            return name
    shares = {name: _share(sample, name) for name in _GUESSES}
    best = max(shares, key=lambda name: shares[name])
    for name in declared:
        if shares.get(name, 1.0) >= max(0.5, shares[best] - 0.15) and _bears_out(sample, name):
            return name
    if shares[best] >= 0.8:
        return best
    return "cp1252" if _stands_alone(sample) or not declared else declared[0]


def _declared(content: bytes, content_type: str) -> Iterator[str]:
    """What the server says, then what the page says, as Python knows them; UTF-8 has been tried."""
    for name in (http_content_type_encoding(content_type), html_body_declared_encoding(content[:8192])):
        known = resolve_encoding(name) if name else None
        if known and known not in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            yield _WIDER.get(known, known)


def _bears_out(sample: bytes, name: str) -> bool:
    """Whether the bytes can be what is declared: letters of a western encoding stand alone, others are everyday ones."""
    if name in _WESTERN:
        return _stands_alone(sample)
    try:
        return sample.decode(name, "replace").count("\ufffd") * 100 < len(sample)
    except LookupError:
        return False


def _stands_alone(sample: bytes) -> bool:
    """Whether bytes beyond ASCII stand alone or are few, as accented letters do and are."""
    runs = _RUN.findall(sample)
    beyond = sum(map(len, runs))
    return beyond < 1.6 * len(runs) or beyond * 12 < len(sample)


def _share(sample: bytes, name: str) -> float:
    """How many of the letters beyond ASCII are everyday ones in this encoding; 0 where they break it."""
    text = sample.decode(name, "replace")
    beyond = _ASCII.sub("", text)
    if not beyond or beyond.count("\ufffd") * 50 > len(beyond):
        return 0.0
    foreign = Counter(beyond[:_LETTERS])
    if name in ("cp1251", "koi8_r"):
        return 0.0 if _stands_alone(sample) else _cyrillic(foreign)
    if name == "cp949" and not _is_spaced(sample):
        return 0.0
    share = sum(n for c, n in foreign.items() if _is_everyday(c, name)) / foreign.total()
    return share + 0.05 if name == "cp949" else share  # spaced as Korean is: rather that than the same bytes as GBK


def _cyrillic(letters: Counter[str]) -> float:
    """In running text most letters are small."""
    small, total = sum(n for c, n in letters.items() if "\u0430" <= c <= "\u045f"), letters.total()
    return small / total if small * 10 > total * 7 else 0.0


def _is_spaced(sample: bytes) -> bool:
    """Whether pairs of bytes are those of hangul, and stand in words of a few syllables, as Korean does and Chinese does not."""
    runs = _RUN.findall(sample[:20_000])
    if runs and len(runs[-1]) % 2:  # cut at the end of the sample
        runs[-1] = runs[-1][:-1]
    leads = [run[n] for run in runs for n in range(0, len(run) - 1, 2)]
    hangul = sum(0xA1 <= lead <= 0xC8 for lead in leads)
    if hangul * 20 < len(leads) * 19:
        return False
    return len(leads) >= 40 or sum(map(len, runs)) <= 12 * len(runs)


@lru_cache(maxsize=50_000)
def _is_everyday(letter: str, encoding: str) -> bool:
    if "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uff65" or letter in "·—…‘’“”○●":
        return True
    if encoding == "cp949":
        return "\uac00" <= letter <= "\ud7a3"
    if encoding in ("cp932", "euc_jp") and "\u3041" <= letter <= "\u30ff":
        return True
    codec, first, last = _FIRST.get(encoding, _FIRST["cp932"])
    try:
        coded = letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return len(coded) == 2 and first <= coded[0] <= last


def _is_utf16(sample: bytes) -> str | None:
    if b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and max(even, odd) * 5 > len(sample) and min(even, odd) * 20 < len(sample):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _lines(text: str) -> str:
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return text.replace("\x00", "")
