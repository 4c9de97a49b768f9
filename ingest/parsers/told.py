"""What a document tells of itself in its first and last lines: issued, updated, in force from and until, withdrawn, version.

A wrong day is worse than none: a day counts only right behind a label of its own, in a sentence whose subject is this
very document, or in the history that stands under the title of a law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from ingest.parsers import told_history, told_standing
from ingest.parsers.dates import day_at, first_day, may_tell
from ingest.parsers.page import Page
from kb.documents import Section, Table

_HEAD, _TAIL = 60, 25  # lines
_COLLECTED = 2  # days on which "this" document takes effect; a law with more keeps those of its amendments
_LONG = 400  # characters; of a longer line only the beginning is looked at for labels
_BETWEEN = r"(?:\s*(?:date))?\s*(?:[:：|】\])]|\bon\b|\bthe\b|\ble\b|\bam\b|\bel\b|\bas of\b|\bfrom\b|[-–—])*[\s\u3000\[(（]*(?:on |the |le |am |el )?"
_LABELS = {
    "published": r"document issued on|issued(?: on)?|date (?:of )?issued?|issue date|date of issue|date of publication|publication date"
    r"|published(?: on| date)?|first (?:published|publication)|date published|posted(?: on)?|made|publié le|date de publication|paru le"
    r"|veröffentlicht am|ausfertigungsdatum|datum|publicado el|fecha de publicación|data de publicação"
    r"|发布日期|发布时间|公布日期|公布时间|发文日期|成文日期|印发日期|发文时间|发布于|發布日期|發佈日期|公布日期|公佈日期|發文日期"
    r"|公布日|公開日|掲載日|発行日|制定日|게시일|공포일|등록일|작성일|제정일",
    "updated": r"(?:this )?(?:page |site |content )?(?:was )?last (?:updated|modified|reviewed|revised|amended|changed)(?: on)?|date modified|modified(?: on)?"
    r"|updated(?: on)?|date of last (?:update|revision)|revised(?: on)?|revision date|rev(?:ision|\.)? ?\d{1,2}(?= ?[-–—(,:])|(?:first|second|third|latest|last) revision|content current as of|consolidated version"
    r"|dernière (?:mise à jour|modification)|mis à jour le|date de modification|zuletzt (?:aktualisiert|geändert)(?: am)?|stand"
    r"|última (?:actualización|modificación|atualização)|ultimo aggiornamento"
    r"|更新日期|更新时间|更新時間|最后更新|最後更新|最近更新|修订日期|修改日期|修正日期|最終更新日?|更新日|最終改正|改定日"
    r"|최종\s?수정일?|최종\s?업데이트|수정일|개정일",
    "effective": r"effective(?: date| from| as of| on)?|in force (?:from|since)|entry into force|entered into force(?: on)?|coming into (?:force|operation)"
    r"|date of entry into force|applies from|applicable from|entrée en vigueur(?: le)?|inkrafttreten"
    r"|in kraft getreten am|in kraft seit|entrada en vigor|实施日期|生效日期|施行日期|实施时间|施行时间|实施于|實施日期|生效日期|施行日|施行期日|시행일자?",
    "until": r"ceases to have effect(?: on)?|expiry date|date of expiry|expires(?: on)?|expiration date|valid until|repealed on|in force until"
    r"|有效期至|有效期限至|废止日期|废止于|失效日期|廢止日期|廃止日|폐지일|만료일",
}
_LABELLED = {
    name: re.compile(
        rf"(?:^[\s*•·>|【\[（(■○-]*|[|•·;；\u3000]\s*|(?<=[a-z]\.)\s+|(?<=\s)(?=[^\x00-\x7f]|(?-i:[A-Z])[^:\n]{{2,30}}:|document issued on))(?:{words}){_BETWEEN}",
        re.I,
    )
    for name, words in _LABELS.items()
}
_ALONE = {
    name: re.compile(rf"[\s*•·>|【\[-]*(?:{words})(?:\s*date)?[\s:：】\]]*", re.I) for name, words in _LABELS.items()
}
_KIND = (
    r"(?:act|law|order|rules?|regulations?|directive|decision|guidance|guidelines?|notice|circular|notification|standard|agreement|document|"
    r"policy|code|scheme|arrangement|announcement|bulletin|amendment)"
)
_OPENINGS = (  # of sentences on this document; each begins with a letter that a search can run for
    re.compile(r"[TtDdLl](?<!\w[TtDdLl])(?i:h(?:is|ese|e present)|iese[rs]?|e présent)\b"),
    re.compile(r"本|この|이\s"),
)
_IN_FORCE = re.compile(
    r"\bthis (?:regulation|directive|decision) shall enter into force\b[^§]{0,220}?\b(?:it|this regulation|this decision) shall apply from\s+"
    rf"|\b(?:this|these|the present)\s+(?:[\w-]+\s+)?{_KIND}\s+(?:shall\s+|will\s+)?(?:comes?|came|enters?|entered|takes?|took|go(?:es)?)"
    r"\s+(?:in)?to\s+(?:force|effect|operation)\s+(?:on|from|as of)\s+(?:the\s+)?"
    r"|\bdiese (?:verordnung|richtlinie|satzung|vorschrift)\b[^.]{0,30}\btritt am\s+|\bdieses gesetz tritt am\s+"
    r"|\ble présent (?:règlement|décret|arrêté|accord)\s+entre(?:ra)? en vigueur le\s+"
    r"|(?:本|この)[\u4e00-\u9fff]{1,8}(?:は、|自|从|於|于)\s?"
    r"|이\s(?:법|영|규칙|고시|규정|기준)[은는]\s",
    re.I,
)
_STARTS = re.compile(
    r"\s?(?:起(?:正式)?(?:施行|实施|實施|生效|执行|實行|实行)|(?:から|より)施行|부터\s?시행|施行|生效)"
)
_ENDS = re.compile(
    rf"\b(?:this|these)\s+(?:[\w-]+\s+)?{_KIND}\s+(?:shall\s+|will\s+)?(?:ceases?\s+to\s+(?:have\s+effect|apply|be\s+in\s+force)|expires?"
    r"|be\s+withdrawn|be\s+repealed|(?:is|are)\s+repealed|(?:is|are)\s+valid\s+until)\s+(?:on|from|as of)?\s*"
    r"|本[\u4e00-\u9fff]{1,8}有效期(?:限)?至\s?",
    re.I,
)
_AT_ONCE = re.compile(r"本[\u4e00-\u9fff]{1,8}自(?:公布|发布|發布|公佈|印发)之日起(?:施行|实施|执行|生效)")
_SIGNED = re.compile(
    r"[\s\u3000]*(?:\d{4}|[〇○零一二三四五六七八九]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日[\s\u3000]*"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of the whole document; days as ISO 8601."""

    published: str | None = None
    updated: str | None = None
    effective: str | None = None
    until: str | None = None
    withdrawn: str = ""
    version: str = ""

    def before(self, other: Facts) -> Facts:
        """These facts, and the other's where these tell nothing."""
        return Facts(*(getattr(self, one.name) or getattr(other, one.name) for one in fields(self)))


def completed(page: Page) -> Page:
    """The page with what its own words tell, where its metadata told nothing."""
    found = facts(page.title, page.blocks)
    known = Facts(page.published, page.updated, page.effective, page.until, page.withdrawn, page.version)
    whole = known.before(found)
    return replace(page, **{one.name: getattr(whole, one.name) for one in fields(whole)})


def facts(title: str, blocks: Sequence[Section | Table]) -> Facts:
    """What the first and last lines, and sentences on the document itself, tell of it."""
    head, tail = _head(blocks), _tail(blocks)
    history = told_history.read(title, head)
    own = Facts(
        published=history.published or _signed(tail),
        updated=history.updated,
        effective=history.effective,
        withdrawn=told_standing.withdrawn(title, head),
        version=told_standing.version(title, head) or history.version,
    )
    found = labelled(head).before(own).before(labelled(tail, only=("updated", "published")))
    words = "\n".join(block.text for block in blocks if isinstance(block, Section) and block.text)
    openings = _openings(words)
    starts = _sentences(_IN_FORCE, words, openings, needs_start=True)
    if len(set(starts)) > _COLLECTED and not history.version:
        return Facts()  # a collection: these are days of its documents
    ends = _sentences(_ENDS, words, openings, needs_start=False)
    effective = found.effective or _one(starts)
    if not effective and found.published and not found.updated and _AT_ONCE.search(words):
        effective = found.published
    if effective and found.updated and effective < found.updated and effective != found.effective:
        effective = None  # of the text as it first stood
    return replace(found, effective=effective, until=found.until or _one(ends))


def labelled(lines: Sequence[str], *, only: Iterable[str] = tuple(_LABELS)) -> Facts:
    """Days that stand right behind their label, or alone on the line after it."""
    labels = [
        (line[:_LONG], after)
        for line, after in pairwise([*lines, ""])
        if may_tell(line[:_LONG]) or (len(line) < 40 and may_tell(after[:_LONG]))
    ]
    found = {name: _by_label(name, labels) for name in only}
    return Facts(found.get("published"), found.get("updated"), found.get("effective"), found.get("until"))


def _by_label(name: str, lines: Sequence[tuple[str, str]]) -> str | None:
    """The only day under such a label; where several stand, the page lists other documents."""
    found: list[str] = []
    for line, after in lines:
        found += [day[0] for match in _LABELLED[name].finditer(line) if (day := day_at(line, match.end()))]
        if len(line) < 40 and _ALONE[name].fullmatch(line) and (whole := _whole(after)):
            found.append(whole)
    return _one(found)


def _whole(line: str) -> str | None:
    """The day that a line tells, and nothing else."""
    line = line.strip(" .:*")
    found = day_at(line, 0) if len(line) < 40 else None
    return found[0] if found and found[1] >= len(line) - 1 else None


def _openings(words: str) -> list[int]:
    """Where sentences on this document can begin."""
    return [match.start() for pattern in _OPENINGS for match in pattern.finditer(words)]


def _sentences(pattern: re.Pattern[str], words: str, openings: Iterable[int], *, needs_start: bool) -> list[str]:
    """The days of sentences on this document; Chinese, Japanese and Korean ones end with what then begins."""
    found = []
    for match in filter(None, (pattern.match(words, at) for at in openings)):
        day = day_at(words, match.end())
        if day and (
            not needs_start or (match[0][-2:].isascii() and match[0][0] != "이") or _STARTS.match(words, day[1])
        ):
            found.append(day[0])
    return found


def _one(days: list[str]) -> str | None:
    """The day on which all sentences agree."""
    return days[0] if len(set(days)) == 1 else None


def _signed(tail: Sequence[str]) -> str | None:
    """The day under a Chinese notice, on a line of its own below who issued it."""
    signed = [(n, line) for n, line in enumerate(tail) if n and len(tail[n - 1]) < 60 and _SIGNED.fullmatch(line)]
    found = first_day(signed[0][1]) if len(signed) == 1 else None
    return found[0] if found else None


def _head(blocks: Sequence[Section | Table]) -> list[str]:
    lines: list[str] = []
    for block in blocks[:12]:
        lines += [one for one in block.headings[-1:] if one not in lines] + _lines(block)
        if len(lines) >= _HEAD:
            break
    return lines[:_HEAD]


def _tail(blocks: Sequence[Section | Table]) -> list[str]:
    lines: list[str] = []
    for block in reversed(blocks[-6:]):
        lines = _lines(block)[-_TAIL:] + lines
        if len(lines) >= _TAIL:
            break
    return lines[-_TAIL:]


def _lines(block: Section | Table) -> list[str]:
    """Lines of prose; of a small table without header each row as "label: value"."""
    if isinstance(block, Section):
        return [line.strip() for line in block.text.split("\n") if line.strip()]
    if block.header or len(block.rows) > 30 or any(len(row.cells) not in (2, 4) for row in block.rows):
        return []
    return [
        ": ".join(dict.fromkeys(filter(None, row.cells[at : at + 2])))
        for row in block.rows
        for at in range(0, len(row.cells), 2)
    ]
