"""What the tags of a page mean: which are left out, which begin a block, how a table's rows and words are reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import NavigableString, PreformattedString, Tag

_SKIP = re.compile(
    r"script|style|noscript|template|nav|footer|iframe|object|svg|button|select|option|textarea|"
    r"input|head|link|meta|audio|video|canvas|map|dialog"
)
BLOCK = re.compile(
    r"address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|"
    r"figcaption|figure|form|h1|h2|h3|h4|h5|h6|header|hr|html|legend|li|main|ol|p|pre|section|"
    r"summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_CHROME = re.compile(
    r"(nav|navbar|nav-?menu|main-?menu|menu|breadcrumbs?|site-?footer|page-?footer|footer|cookie-?(banner|notice|bar)"
    r"|skip-?(link|nav)|pagination|share-?(bar|buttons))",
    re.I,
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
SUPER = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
SUB = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


def left_out(tag: Tag) -> bool:
    if _SKIP.fullmatch(tag.name) or tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style") or "")):
        return True
    if tag.get("role") in ("navigation", "banner", "contentinfo", "search", "menu", "menubar"):
        return True
    if tag.name in ("div", "ul", "ol", "section", "aside"):
        classes = tag.get("class")
        names = [*(classes if isinstance(classes, list) else []), str(tag.get("id") or "")]
        return any(_CHROME.fullmatch(name) for name in names if name)
    return False


def is_layout(tag: Tag) -> bool:
    """A table that only places things: one column, or headings or tables inside but no heading cells of its own."""
    if tag.get("role") in ("presentation", "none"):
        return True
    rows = [cells_of(row) for row in rows_of(tag)]
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return not any(cell.name == "th" for row in rows for cell in row)
    if tag.find("caption", recursive=False) or any(cell.name == "th" for row in rows for cell in row):
        return False
    if any(cell.find(["h1", "h2", "h3"]) for row in rows for cell in row):
        return True
    words = sum(len(cell.get_text(strip=True)) for row in rows for cell in row)
    nested = sum(
        len(inner.get_text(strip=True)) for inner in tag.find_all("table") if inner.find_parent("table") is tag
    )
    return bool(nested) and nested * 2 > words


def rows_of(tag: Tag) -> list[Tag]:
    rows: list[Tag] = []
    for child in tag.find_all(["tr", "thead", "tbody", "tfoot"], recursive=False):
        if not left_out(child):
            rows += [child] if child.name == "tr" else child.find_all("tr", recursive=False)
    return [row for row in rows if not left_out(row)]


def cells_of(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"], recursive=False) if not left_out(cell)]


def _strings(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        if isinstance(child, Tag):
            if not left_out(child):
                if child.name in ("sup", "sub"):
                    yield raised(child)
                elif BLOCK.fullmatch(child.name) or child.name == "br":
                    yield from (" ", *_strings(child), " ")
                else:
                    yield from _strings(child)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield words_of(child)


def text_of(tag: Tag | None) -> str:
    return " ".join("".join(_strings(tag)).split()) if tag is not None else ""


def raised(tag: Tag) -> str:
    """A raised or lowered figure must not run into the word before it: "IEC 60335" with note 1 is not IEC 603351."""
    text, letters = text_of(tag), SUPER if tag.name == "sup" else SUB
    return text.translate(letters) if text and all(ord(c) in letters for c in text) else text


def words_of(node: NavigableString) -> str:
    """A text node with white space as a browser shows it; a line break between Chinese characters is nothing at all."""
    return re.sub(r"[ \t\r\n\f\v\u00a0\u200b]+", " ", _WRAP.sub("", str(node)))


def tidy(text: str) -> str:
    """Lines without white space around them, and no empty lines."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def blank(text: str) -> str:
    """A cell that holds only Markdown's stars is empty."""
    return "" if re.fullmatch(r"[\s*]*\*\*[\s*]*", text) else text.strip()


def number(value: object, default: int) -> int:
    match = re.match(r"\s*\d{1,6}", str(value)) if value is not None else None
    return int(match[0]) if match else default
