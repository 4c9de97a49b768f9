"""Days as documents write them, in figures, words, eras and Chinese numerals → ISO 8601, as exactly as they are told."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar jänner enero janeiro gennaio januari",
            "february feb février fevrier februar febrero fevereiro febbraio februari",
            "march mar mars märz maerz marzo março maart",
            "april apr avril abril aprile",
            "may mai mayo maio maggio mei",
            "june jun juin juni junio junho giugno",
            "july jul juillet juli julio julho luglio",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre setembro settembre",
            "october oct octobre oktober octubre outubro ottobre okt",
            "november nov novembre noviembre novembro",
            "december dec décembre decembre dezember diciembre dezembro dicembre dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
_HAN = "〇零○一二三四五六七八九十百元"
_FIGURES = {letter: n for n, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "元": 1}
_DAY = re.compile(
    r"(?P<year>(?:1[89]|20)\d\d)(?:"
    r"(?P<sep>[-/.])(?P<month1>\d{1,2})(?P=sep)(?P<day1>\d{1,2})(?!\d)"
    r"|\s?年\s?(?P<month2>\d{1,2})\s?月(?:\s?(?P<day2>\d{1,2})\s?日)?"
    r"|\s?(?:\.|년)\s?(?P<month3>\d{1,2})\s?(?:\.|월)\s?(?P<day3>\d{1,2})\s?(?:\.|일)"
    r"|-(?P<month4>\d{2})(?![-\d])"
    r")"
    rf"|(?P<era>{'|'.join(_ERAS)})\s?(?P<of_era>[\d{_HAN}]{{1,4}})\s?年\s?(?P<month5>[\d{_HAN}]{{1,3}})\s?月\s?"
    rf"(?P<day5>[\d{_HAN}]{{1,3}})\s?日"
    rf"|(?P<written>[{_HAN}]{{4}})年(?P<month6>[{_HAN}]{{1,3}})月(?P<day6>[{_HAN}]{{1,3}})日"
    rf"|(?P<day7>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?\.?\s+(?:day\s+of\s+|of\s+|de\s+)?(?P<month7>{_MONTH})\.?,?\s+(?:de\s+|del\s+)?"
    r"(?P<year7>(?:1[89]|20)\d\d)(?!\d)"
    rf"|(?P<month8>{_MONTH})\.?\s+(?P<day8>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year8>(?:1[89]|20)\d\d)(?!\d)"
    rf"|(?P<month9>{_MONTH})\.?,?\s+(?P<year9>(?:1[89]|20)\d\d)(?!\d)"
    r"|(?P<first>\d{1,2})(?P<point>[./-])(?P<second>\d{1,2})(?P=point)(?P<year10>(?:1[89]|20)\d\d)(?!\d)",
    re.I,
)
_ANY = re.compile(rf"[\d{_HAN}](?:\d{{3}}|\s?年)")


def may_tell(text: str) -> bool:
    """Whether any day can be told in the text: quick, and False only where none is."""
    return _ANY.search(text) is not None


def first_day(text: str, start: int = 0) -> tuple[str, int, int] | None:
    """The first day told in the text from `start` on, and where it begins and ends; None where none is told."""
    for match in _DAY.finditer(text, start):
        if match.start() and text[match.start() - 1].isdigit() and match[0][0].isdigit():
            continue
        if day := _told(match):
            return day, match.start(), match.end()
    return None


def day_at(text: str, at: int) -> tuple[str, int] | None:
    """The day that begins exactly there, and where it ends."""
    match = _DAY.match(text, at)
    day = _told(match) if match else None
    return (day, match.end()) if match and day else None


def days(text: str) -> list[tuple[str, int, int]]:
    """All days told in the text, each with where it begins and ends."""
    found: list[tuple[str, int, int]] = []
    at = 0
    while one := first_day(text, at):
        found.append(one)
        at = one[2]
    return found


def _told(match: re.Match[str]) -> str | None:
    part = {name: value for name, value in match.groupdict().items() if value is not None}
    month = next((value for name, value in part.items() if name.startswith("month")), "")
    day = next((value for name, value in part.items() if name.startswith("day")), None)
    year = next((int(value) for name, value in part.items() if name.startswith("year")), 0)
    if "first" in part:
        return _by_place(year, int(part["first"]), int(part["second"]), part["point"])
    if "era" in part:
        year = _ERAS[part["era"]] + numeral(part["of_era"])
    elif "written" in part:
        year = int("".join(str(_FIGURES.get(letter, 0)) for letter in part["written"]))
    return _iso(year, _MONTHS.get(month.lower()) or numeral(month), None if day is None else numeral(day))


def _by_place(year: int, first: int, second: int, point: str) -> str | None:
    """16/07/2021; where day and month could be either, only points tell that the day stands first."""
    if first > 12 or first == second or point == ".":
        return _iso(year, second, first)
    return _iso(year, first, second) if second > 12 else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    if not 1800 <= year <= 2100:
        return None
    return whole.isoformat() if day else f"{year}-{month:02d}"


def numeral(text: str) -> int:
    """12, 十二, 二十, 三十一, 一二 and 二〇; 元 is the first year."""
    if text.isdigit():
        return int(text)
    if "十" in text or "百" in text:
        total, held = 0, 0
        for letter in text:
            if letter in "十百":
                total, held = total + (held or 1) * (10 if letter == "十" else 100), 0
            else:
                held = _FIGURES.get(letter, 0)
        return total + held
    return int("".join(str(_FIGURES.get(letter, letter if letter.isdigit() else 0)) for letter in text) or 0)
