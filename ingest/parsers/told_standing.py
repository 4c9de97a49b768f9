"""Whether a document says of itself that it no longer holds, and which version it says it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

_KIND = (
    r"(?:guidance|guidelines?|document|notice|publication|page|circular|consultation|standard|regulations?|order|act|law|directive|decision|"
    r"policy|version|edition|advice|form|bulletin|announcement|notification|instrument|rules?|content|information|web ?page|title)"
)
_GONE = r"(?:withdrawn|superseded|cancelled|canceled|repealed|revoked|rescinded|replaced|archived|discontinued|obsolete|expired)"
_SAID = (
    re.compile(
        rf"\W*(?:please note(?: that)?:?\s+)?(?:this|these)\s+(?:[\w-]+\s+)?{_KIND}\s+(?:was|were|is|are|has been|have been|had been)\s+(?:now\s+|formally\s+)?{_GONE}\b",
        re.I,
    ),
    re.compile(
        rf"\W*(?:please note(?: that)?:?\s+)?(?:this|these)\s+(?:[\w-]+\s+)?{_KIND}\s+(?:is|are)\s+(?:now\s+)?(?:no longer (?:in force|current|valid|applicable|maintained|in effect)|out of date)\b",
        re.I,
    ),
    re.compile(
        r"\W*(?:(?:document |legal )?status\s*[:：-]\s*)?(?:no longer in force|not in force|no longer valid|no longer current)\W*$",
        re.I,
    ),
    re.compile(rf"\W*(?:document |legal |regulatory )?status\s*[:：-]\s*(?:{_GONE}|historical|inactive)\b", re.I),
    re.compile(
        r"\W*(?:ARCHIVED|WITHDRAWN|CANCELLED|SUPERSEDED|OBSOLETE|REPEALED|Archived|Withdrawn|Cancelled|Superseded|Repealed)\s*(?:$|[-–—:|\]])"
    ),
    re.compile(r"\W*(?:superseded|replaced|repealed|revoked|withdrawn) (?:by|on|with effect from) (?=\S)", re.I),
    re.compile(
        r"本(?!法|条|標)[\u4e00-\u9fff]{1,8}(?:已|现已)(?:经|被|于[^，。]{4,16})?(?:废止|失效|撤销|停止执行)|本法已[^，。]{0,16}废止"
    ),
    re.compile(
        r"\W*(?:[\u4e00-\u9fff]{0,4}(?:状态|時效性|时效性|效力|有效性))\s*[:：]\s*(?:已?废止|已?失效|已被(?:修改|代替)|被代替|作废|已廢止)"
    ),
    re.compile(r"\W*(?:已废止|已失效|全文废止|全文失效|已廢止)\W*$"),
    re.compile(r"(?:本|この)[\u4e00-\u9fff\u3040-\u30ff]{1,8}は[^。]{0,30}廃止(?:され|しました)"),
    re.compile(r"\W*(?:이|본)\s?(?:고시|규정|법령|문서|지침)[은는이가]\s[^.]{0,20}폐지(?:되었|됨|된)"),
)
_TITLE = re.compile(
    rf"^\W*(?:archived|withdrawn|cancelled|superseded|repealed|obsolete)\s*[-–—:|\]]|[\[(（【](?:{_GONE}|已?废止|已?失效|廃止|폐지)[^\])）】]{{0,30}}[\])）】]",
    re.I,
)
_VERSION = re.compile(
    r"\b(?:issue|edition|revision|rev\.?|version|ver\.?)\s*(?:no\.?\s*)?(?::\s*)?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?\b(?!\s*(?:of the|st|nd|rd|th))"
    r"|\b0\d{4}[A-Z]{1,2}\d{4}-\d{8}\b|\b(?:19|20)\d\d No\. ?\d{1,4}\b"
    r"|第[\d一二三四五六七八九十]{1,3}版|(?:19|20)\d\d\s?年(?:修订|修正|试行|第[一二三四\d]次修订)?版",
    re.I,
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff（）()]{0,24}(?:(?:19|20)\d\d\s?年\s?第\s?\d{1,4}\s?号|[〔\[［](?:19|20)\d\d[〕\]］]\s?\d{1,4}\s?号|令?第\s?\d{1,4}\s?号)"
    r"(?:[\u4e00-\u9fff]{0,4})"
)
_NUMBER_IN_TITLE = re.compile(r"(?:19|20)\d\d\s?年\s?第\s?\d{1,4}\s?号")
_OF_OTHERS = re.compile(r"根据|依据|按照|依照|《|。|supersede|replace", re.I)


def withdrawn(title: str, head: Sequence[str]) -> str:
    """The words that say so, "" where the document stands as far as it tells."""
    if _TITLE.search(title):
        return title
    for line in head[:15]:
        for pattern in _SAID:
            if pattern.match(line):
                return re.split(r"(?<=[.。！!])\s*", line[:300])[0].strip()
    return ""


def version(title: str, head: Sequence[str]) -> str:
    """As the document names its version in the title or in a short line near the top, else its number."""
    lines = [title, *(line for line in head[:15] if len(line) <= 80 and not _OF_OTHERS.search(line))]
    for line in lines:
        if match := _VERSION.search(line):
            return match[0].strip()
        text = line.strip(" （）()【】*\u3000")
        if match := _NUMBER_IN_TITLE.search(title) if line is title else _NUMBER.fullmatch(text):
            return match[0]
    return ""
