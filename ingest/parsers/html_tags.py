"""What the tags of a page mean: which hold no text, which begin a block, which only lead about the site."""

from __future__ import annotations

import re
from functools import lru_cache

SKIPPED = frozenset(
    "script style noscript template nav footer iframe object svg button select option textarea input head link meta "
    "audio video canvas map dialog math-annotation".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center details div fieldset figcaption figure form header hr html "
    "legend main p section summary tbody td tfoot th thead tr".split()
)
WATCHED = frozenset("style class id role hidden bgcolor background color".split())
CHROME_ROLES = frozenset("navigation banner contentinfo search menu menubar dialog alertdialog".split())
CHROME_TAGS = frozenset("div ul ol section aside".split())
_CHROME = re.compile(
    r"(nav|navbar|nav-?menu|main-?menu|menu|breadcrumbs?|(site-?|page-?)?footer([-_]\w+)?|modal"
    r"|cookie-?(banner|notice|bar)|skip-?(link|nav)|pagination|share-?(bar|buttons))",
    re.I,
)
_EAST = r"[\u3000-\u9fff\uff00-\uffef]"
_WRAP = re.compile(
    rf"[ \t\r\n](?<={_EAST}[ \t\r\n])(?:(?<=\n)|[ \t\r]*\n)[ \t\r\n]*(?={_EAST})"
)  # begins with what is rare
BREAK = "\x1e"  # a line break that is meant, among white space that is not
SUPER = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
SUB = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


@lru_cache(maxsize=4096)
def is_chrome(names: str) -> bool:
    """Whether a class or id is that of a menu, a footer or the like."""
    return any(_CHROME.fullmatch(name) for name in names.split())


def raised(text: str, *, below: bool = False) -> str:
    """A raised or lowered figure must not run into the word before it: "IEC 60335" with note 1 is not IEC 603351."""
    letters = SUB if below else SUPER
    return text.translate(letters) if text and all(ord(c) in letters for c in text) else text


def tidy(text: str) -> str:
    """Words as a browser shows them: white space is one blank, and nothing at all where a line of Chinese wraps.

    Lines end only where `BREAK` stands; empty ones are left out.
    """
    text = text.strip()
    if "\n" in text and not text.isascii():
        text = _WRAP.sub("", text)
    if BREAK not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split(BREAK))))


def blank(text: str) -> str:
    """A cell that holds only Markdown's stars is empty."""
    return "" if "**" in text and not text.strip("* \n") else text.strip()


def number(value: object, default: int) -> int:
    match = re.match(r"\s*\d{1,6}", str(value)) if value is not None else None
    return int(match[0]) if match else default


def counted(style: str, n: int) -> str:
    """The mark of the n-th item of an ordered list of this type: 1, a, A, i or I."""
    if style in ("a", "A") and n > 0:
        mark = ""
        while n:
            n, rest = divmod(n - 1, 26)
            mark = chr(97 + rest) + mark
        return mark if style == "a" else mark.upper()
    if style in ("i", "I") and 0 < n < 4000:
        mark = _roman(n)
        return mark if style == "i" else mark.upper()
    return str(n)


def _roman(n: int) -> str:
    mark = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split(), strict=True
    ):
        mark += letters * (n // value)
        n %= value
    return mark
