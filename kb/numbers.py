"""Numbers as people write them: standards ("GB4943", "62368-1 2023") and legal texts ("47 CFR 2.951")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Span = tuple[int, int]

_SERIES = (
    r"3GPP(?:[ -](?:TS|TR))?|ETSI T[SR]|GB/T|GB/Z|GB|YY/T|YY|YD/T|YD|SJ/T|SJ|JB/T|JB|ISO/IEC|ISO/TR|ISO/TS|ISO|IEC/TR|IEC TR|IEC|CISPR|EN IEC|EN ISO|BS EN|EN|BS"
    r"|ISO/IEC [Gg]uide|ISO [Gg]uide|IAF MD|T/[A-Z]{2,8}|ANSI/[A-Z\d]{2,6}|UNE(?:-EN)?|TAJ|JJ[FG]|KN(?= ?(?!100(?!\d))\d{3})|TSE K|(?:UN|ECE|UNECE)[ -]R(?=[ -]?\d)|ECE(?= \d\d\.0\d)"
    r"|JIS ?[A-Z]|KS ?[A-Z]|AS/NZS|AS|NZS|(?:CAN/)?CSA[ -]C22\.2(?: [Nn]o\.?)?|CSA(?= [A-Z]\d\d)|KC|IRAM|NM|UL|ANSI|ASTM|SASO|GSO|ABNT NBR|NBR|IS/IEC|IS/ISO|IS|MS|SS|CNS|DIN|VDE|SANS|PNS|NTC|INEN|SLS|SI|VC|GOST R|GOST|ETSI EN|OIML R|TIS|SNI|DSTU|MKS|TCVN|IEEE|NSF/ANSI/CAN|NSF/ANSI|NSF|J(?=\d{5})|UN(?=\s?38\.3)"
)
_PLAIN_SERIES = r"3gpp(?:[ -](?:ts|tr))?|gb/t|gb/z|gb|yy/t|iso/iec|iso|iec|cispr|en iec|en iso|bs en|en|ul|jis ?[a-z]|astm"  # no words of English
_YEAR = r"(?:(?:\s?[:-]\s?|\s+|\s?\()(?P<year>(?:19|20)\d\d)(?![\d年/])\)?)?"
_PARTS = r"(?:[.-]\d{1,3}(?!\d))*"
STANDARD = re.compile(
    rf"(?<![A-Za-z])(?P<series>{_SERIES}|{_PLAIN_SERIES})[ -]?(?P<adopted>(?:IEC |ISO |EN )*)"
    rf"(?P<number>(?<=[EK]N )30\d \d{{3}}{_PARTS}|(?<=T[SR] )1\d\d \d{{3}}{_PARTS}|(?<=SNI )\d\d-\d{{4}}{_PARTS}|(?<=ASTM )[A-Z]\d{{2,5}}|(?<=[A-Z\d] )[A-Z]\d{{1,3}}\.\d{{1,3}}(?!\d)|(?<=CSA )[A-Z]\d{{2,4}}|\d(?=-(?:19|20)\d\d(?!\d))|(?!(?:19\d|20[0-3])\d(?![\d.-]))\d{{2,6}}{_PARTS})(?!\d){_YEAR}"
)
# The part told in words after a number: "IS 9873 part 6", "IS 16046 (Part 2):2018", "GB/T 5169 第11部分".
_PART = re.compile(
    r"\s?,?\s?\(?\s?(?:part\s?(?P<part>\d{1,3}(?:\.\d{1,3})?(?!\d))(?:\s?/\s?sec(?:tion)?\s?(?P<sec>\d{1,3}))?|第\s?(?P<zh>\d{1,3})\s?部分)\s?\)?"
    rf"{_YEAR}",
    re.I,
)
# The version, or the release that is its first number: "v16.27.0", "(Rel-15)", "release 18".
_VERSION = re.compile(r"\s*[,:]?\s*\(?(?:V|version )?(?P<version>\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d.])", re.I)
_RELEASE = re.compile(r"(?<![A-Za-z])(?:rel|release)[ .-]{0,2}(?P<release>\d{1,2})(?!\d)", re.I)
_UNECE = re.compile(r"(?:UN|ECE|UNECE)[ -]R$|ECE$")
_VERSIONED = re.compile(r"3GPP|ETSI T[SR]", re.I)
_SHORT = re.compile(r"(C22\.2(?: [Nn]o\.?)? ?[\d.-]+):(\d\d)(?!\d)")  # the year as the CSA writes it
_DOTTED = re.compile(r"GB|YY|AS\b")  # whose parts stand behind a dot
_BARE = re.compile(
    rf"(?<![A-Za-z\d_./-])(?P<number>[1-9]\d{{4}}\.\d{{1,2}}(?![\d.])|\d{{5}}(?:-\d{{1,3}}(?!\d))*|(?!19|20)\d{{4}}\.\d)(?![A-Za-z\d_%]|\.\d|\s?(?:件|台|只|个|元|pcs|units|mAh|USD)){_YEAR}"
)
LEGAL = re.compile(
    r"\b\d{1,3} F\.?R\.? \d{3,6}|\b(?:\d{1,2} )?CFR(?: ?(?:part |§ ?)?\d[\d.]*)*|§ ?\d[\d.]*|\(E[CU]\)(?: No\.?)? ?\d{2,4}/\d{2,4}|"
    r"(?<![\d/])\d{2,4}/\d{2,4}(?:/E[CU])?(?=\D|$)|\bpart \d{1,3}\b",
    re.I,
)
_TOO_LONG = re.compile(rf"(?<![A-Za-z])(?:{_SERIES})[ -]?\d{{7,}}")

# Orders, circulars and notified bodies by their number: "Circular 30/2011", 第145号令, 机构号是2797.
_NUMBERED = re.compile(
    r"\b(?:Law|Decree|Act|Circular|Order|Decision|Regulation|Ordinance|Resolution) (?:No\.? ?)?(?P<d>\d{1,4} of (?:19|20)\d\d)|"
    r"(?<![\w/.])(?P<a>(?:\d{1,4}/(?:19|20)\d\d|(?:19|20)\d\d/\d{1,4})(?:/(?:EC|EU|EEC))?)(?![\d/])|(?P<b>\d{1,5}号令)"
    r"|(?:机构号|公告号|(?<![A-Za-z])NB|notified body)(?:码| number| no\.?)?\s?(?:是|为|:|:|is)?\s?(?P<c>\d{4})(?!\d)"
)


def numbered(text: str) -> Iterator[tuple[str, Span]]:
    """Each legal text or body that is told by its number, and where the number stands."""
    for match in _NUMBERED.finditer(text):
        group = match.lastgroup or 0
        yield match[group], match.span(group)


def spans(text: str, *patterns: re.Pattern[str]) -> tuple[Span, ...]:
    """Where standards and legal texts stand, or one of them: years and letters in them are nothing else."""
    return tuple(match.span() for pattern in patterns or (STANDARD, LEGAL, _NOM) for match in pattern.finditer(text))


_NOM = re.compile(  # Mexican numbers, with the ministry in them, and Vietnamese ones; their series say whose market is meant
    r"\b(?P<nom>NOM-\d{3}|QCVN \d{1,3}(?:-\d{1,2})?(?=\s?[:/]|(?![\d-])))(?:-[A-Z][A-Z0-9]*(?:/[A-Z0-9]+)?)?(?:\s?[-:]\s?(?P<year>(?:19|20)\d\d))?[A-Z0-9/-]*|\bNOT-\d{3}[A-Z0-9/-]*|\bNMX-[A-Z]+-[A-Z0-9/-]+"
)


# The series as standards of the East write them: ГОСТ Р ИСО 9001, МЭК 60335-1, СТБ ISO 9001.
_CYRILLIC = {
    "ГОСТ Р": "GOST R",
    "ГОСТ": "GOST",
    "ИСО/МЭК": "ISO/IEC",
    "ИСО": "ISO",
    "МЭК": "IEC",
    "СТБ": "STB",
    "ДСТУ": "DSTU",
    "ЕН": "EN",
    "ТР": "TR",
    "ТС": "TS",
}
_IN_CYRILLIC = re.compile(r"(?<![\u0400-\u04ff])(?:" + "|".join(_CYRILLIC) + r")(?![\u0400-\u04ff])")


# A national standard of China by its number: 国标1002, 国标号4943.1.
_NATIONAL = re.compile(r"国标(?:编?号)?[为是]?\s?(?=\d{4,5}(?:\.\d{1,3})?(?![\d年%]|\s?[个项条种多件家批]))")

# A pause between series and number, as somebody who speaks makes it: "UL，8750的附录".
_PAUSED = re.compile(
    r"(?<![A-Za-z])(UL|IEC|ISO|EN|GB|IS|ASTM)[,，]\s?(?=\d{3,5}(?:[.-]\d{1,3})*\s?(?:的|标准|附录|第|版))"
)


def in_latin(text: str) -> str:
    """The text with the series of standards that are written in Cyrillic letters, or as 国标, in Latin ones."""
    text = _PAUSED.sub(r"\1 ", _NATIONAL.sub("GB ", text))
    return _IN_CYRILLIC.sub(lambda match: _CYRILLIC[match[0]], text)


@lru_cache(maxsize=8192)
def standards(text: str) -> tuple[str, ...]:
    """The standards named, as series and number with the edition after a colon; a number alone without its series."""
    text = in_latin(text)
    text = _SHORT.sub(lambda match: f"{match[1]}:{20 if match[2] < '50' else 19}{match[2]}", text)
    whole, text = text, LEGAL.sub(lambda match: "_" * len(match[0]), text)
    found = [(m.start(), _of_unece(m) or f"{_series(m)} {_with_part(m, whole)}") for m in STANDARD.finditer(text)]
    found += [(m.start(), m["nom"] + (f":{m['year']}" if m["year"] else "")) for m in _NOM.finditer(whole) if m["nom"]]
    rest = STANDARD.sub(lambda match: " " * len(match[0]), text)
    found += [
        (match.start(), _with_part(match, whole))
        for match in _BARE.finditer(rest)
        if not match["number"].endswith("000")
    ]
    return tuple(dict.fromkeys(one for _, one in sorted(found)))


def _of_unece(match: re.Match[str]) -> str:
    """A regulation of the UNECE by its number, whatever its series of amendments: UN R22 of "ECE 22.06"; "" of any other."""
    return f"UN R{match['number'].partition('.')[0]}" if _UNECE.match(match["series"]) else ""


def _series(match: re.Match[str]) -> str:
    """The series as it is written, with that of what it adopts: "GOST EN", "DIN EN ISO"."""
    written = match["series"]
    if "C22.2" in written:
        return "CSA C22.2 No."
    if written.upper().startswith("3GPP"):
        return "3GPP TR" if written.upper().endswith("TR") else "3GPP TS"
    own = re.sub(r"(JIS|KS) ?(?=[A-Z]$)", r"\1 ", written.upper()).replace("GUIDE", "Guide")
    return f"{own} {match['adopted']}".rstrip()


def _told(match: re.Match[str]) -> str:
    return match["number"] + (f":{match['year']}" if match["year"] else "")


def _with_part(match: re.Match[str], text: str) -> str:
    """The number with its edition, and with the part that the words after it tell where it has none itself."""
    series = match.groupdict().get("series") or ""
    if _VERSIONED.match(series):
        return match["number"] + _version(match, text)
    part = None if re.search(r"[.-]", match["number"]) or match["year"] else _PART.match(text, match.end("number"))
    if part is None:
        return _told(match)
    one = "-".join(filter(None, (part["part"] or part["zh"], part["sec"])))
    joined = f"{match['number']}{'.' if _DOTTED.match(series.upper()) else '-'}{one}"
    return joined + (f":{part['year']}" if part["year"] else "")


def _version(match: re.Match[str], text: str) -> str:
    """The version told behind a number, else the one release that the text names; "" without."""
    behind = _VERSION.match(text, match.end("number"))
    releases = {one["release"] for one in _RELEASE.finditer(text)}
    return f":V{behind['version']}" if behind else f":V{releases.pop()}" if len(releases) == 1 else ""


def malformed(text: str) -> tuple[str, ...]:
    """Numbers of standards that cannot be: too long to be one."""
    return tuple(match[0] for match in _TOO_LONG.finditer(text))
