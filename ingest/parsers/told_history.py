"""The history that stands under the title of a law: issued, amended, in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsers.dates import days, first_day

_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|〈[^〈〉]*〉")
_BODY = re.compile(r"\s*(?:第[一1]\s?[章条條節节編编]|Article 1\b|§ ?1\b|Chapter (?:1|I)\b|제1[조장])")
_ENTRY = re.compile(r"[\s\u3000（(〔\[*•>-]*(?:(?:根据|依据|自|于)\s?)?(?=(?:1[89]|20)\d\d\s?年|民國|中華民國)")
_AMENDED = re.compile(r"修订|修正|修改|修訂")
_ISSUED = re.compile(r"公布|发布|颁布|印发|公佈|發布|頒布")
_FORCE = re.compile(r"^\s*起?(?:施行|实施|生效|實施)")
_JAPANESE = re.compile(
    r"[（(](?P<day>(?:明治|大正|昭和|平成|令和)[^（()）]{5,14}日)(?P<number>[^（()）]{0,40}第[^（()）]{1,12}号)[）)]"
)
_KOREAN = re.compile(
    r"\[시행\s*(?P<force>[\d. ]+)\]\s*\[(?P<number>[^\[\],]{2,40}),\s*(?P<day>[\d. ]+),\s*(?P<what>[^\[\]]{1,20})\]"
)
_ACT = re.compile(
    r"\W*(?:(?:Commission|Council|Joint)\s+)?(?:(?:Implementing|Delegated)\s+)?(?:Regulation|Directive|Decision)\b"
    r"[^,;:]{0,40}?\d[^,;:]{0,120}?\bof (?=\d{1,2} [A-Z])",
    re.I,
)
_GERMAN = re.compile(r"Zuletzt geändert durch:?\s[^\n]{0,60}?\bv\. ?")


@dataclass(frozen=True, slots=True)
class History:
    published: str | None = None
    updated: str | None = None
    effective: str | None = None
    version: str = ""


def read(title: str, head: Sequence[str]) -> History:
    """What the lines between title and first article tell."""
    lines = _before_body(head)
    return _korean(lines) or _japanese(lines) or _act(title, head) or _chinese(lines) or _german(lines) or History()


def _before_body(head: Sequence[str]) -> list[str]:
    for n, line in enumerate(head):
        if n and _BODY.match(line):
            return list(head[:n])
    return list(head[:20])


def _chinese(lines: Sequence[str]) -> History | None:
    """Entries such as "2004年4月9日 …令第404号公布", "2022年3月29日 《…决定》第四次修订", "2015年3月15日 施行"."""
    issued: list[str] = []
    adopted: list[str] = []
    amended: list[str] = []
    force: list[str] = []
    for line in lines:
        plain = _QUOTED.sub("", line)
        told = days(plain) if _ENTRY.match(line) and len(line) < 1500 else []
        for (day, _, end), following in zip(
            told, [*(start for _, start, _ in told[1:]), len(plain)], strict=bool(told)
        ):
            words = plain[end:following]
            if len(words) > 150 or "应当" in words:
                continue
            if _AMENDED.search(words):
                amended.append(day)
            elif _FORCE.match(words):
                force.append(day)
            elif _ISSUED.search(words):
                issued.append(day)
            elif "通过" in words or "批准" in words or "通過" in words:
                adopted.append(day)
    if not (issued or adopted or amended or force):
        return None
    return History(min(issued or adopted, default=None), max(amended, default=None), max(force, default=None))


def _japanese(lines: Sequence[str]) -> History | None:
    for line in lines[:8]:
        if (match := _JAPANESE.search(line)) and (found := first_day(match["day"])):
            return History(published=found[0], version=f"{match['day']}{match['number']}")
    return None


def _korean(lines: Sequence[str]) -> History | None:
    for line in lines[:12]:
        if match := _KOREAN.search(line):
            force, day = first_day(match["force"]), first_day(match["day"])
            issued = bool(re.search("제정", match["what"]))
            return History(
                published=day[0] if day and issued else None,
                updated=day[0] if day and not issued else None,
                effective=force[0] if force else None,
                version=match["number"].strip(),
            )
    return None


def _act(title: str, head: Sequence[str]) -> History | None:
    """The day in the title of an act of the European Union."""
    for line in (title, *head[:12]):
        if (match := _ACT.match(line)) and (found := first_day(line, match.end())) and found[1] == match.end():
            return History(published=found[0])
    return None


def _german(lines: Sequence[str]) -> History | None:
    found = [day for line in lines for match in _GERMAN.finditer(line) if (day := first_day(line, match.end()))]
    return History(updated=max(day for day, _, _ in found)) if found else None
