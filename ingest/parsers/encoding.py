"""Bytes → text: byte order mark, UTF-8, what the page or server declares, then what the letters themselves tell."""

from __future__ import annotations

import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from kb.errors import InputError

_GUESSES = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "shift_jis": "cp932", "iso8859-1": "cp1252"}


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
    controls = sum(sample.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13, 26, 27))
    return b"\0" in sample or controls * 20 > len(sample)


def _decoded(content: bytes, content_type: str) -> str:
    encoding, mark = read_bom(content)
    if encoding:
        return content[len(mark or b"") :].decode(encoding, "replace")
    if endian := _is_utf16(content[:65536]):
        return content.decode(endian, "replace")
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(content)
    for name in filter(None, ("utf-8", resolve_encoding(declared) if declared else None)):
        try:
            return content.decode(_WIDER.get(name, name))
        except (UnicodeDecodeError, LookupError):
            continue
    for name in _GUESSES:
        text = content.decode(name, "replace")
        if _plausible(text, name):
            return text
    if declared:
        known = resolve_encoding(declared) or "utf-8"
        return content.decode(_WIDER.get(known, known), "replace")
    if (text := content.decode("utf-8", "replace")).count("\ufffd") * 200 < len(text):
        return text  # UTF-8 with a few broken bytes
    text = content.decode("cp1252", "replace")
    if text.count("\ufffd") * 50 > len(text):
        raise InputError("text in an encoding that cannot be told; save it as UTF-8 and ingest it again")
    return text


def _plausible(text: str, encoding: str) -> bool:
    foreign = [c for c in text if ord(c) > 127]
    common = sum(_everyday(c, encoding) for c in foreign)
    return bool(foreign) and text.count("\ufffd") * 100 <= len(foreign) and common * 10 >= len(foreign) * 8


def _everyday(letter: str, encoding: str) -> bool:
    if "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uff65" or letter in "·—…‘’“”":
        return True
    if encoding == "euc_kr":
        return "\uac00" <= letter <= "\ud7a3"
    if encoding in ("shift_jis", "euc_jp") and "\u3041" <= letter <= "\u30ff":
        return True
    try:
        coded = letter.encode({"big5": "big5", "gb18030": "gb2312"}.get(encoding, "shift_jis"))
    except UnicodeEncodeError:
        return False
    first = {"big5": (0xA4, 0xC6), "gb18030": (0xB0, 0xD7)}.get(encoding, (0x88, 0x97))
    return len(coded) == 2 and first[0] <= coded[0] <= first[1]


def _is_utf16(sample: bytes) -> str | None:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and max(even, odd) * 5 > len(sample) and min(even, odd) * 20 < len(sample):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _lines(text: str) -> str:
    return re.sub(r"\r\n?|\u2028|\u2029|\x0c", "\n", text).replace("\x00", "")
