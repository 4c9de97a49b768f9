"""What a reader is to know of a source before relying on it: the page changed since, went, is old, or no longer holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kb.freshness import Freshness
from kb.records import Text

# Days after which a fact is to be checked again, by how often the pages of its source change.
RECHECK = {"daily": 30, "weekly": 90, "monthly": 180, "quarterly": 365, "yearly": 730}


def of_record(
    url: str, checked: str | None, freshness: Freshness, *, refresh: str = "yearly", today: dt.date | None = None
) -> tuple[Text, ...]:
    """What became of a page after a fact was checked on it, or that nobody has looked for longer than its source allows."""
    due = freshness.due_since(url, checked)
    if due is None:
        return _overdue(checked, RECHECK[refresh], today)
    if due.gone:
        return (
            _said(
                f"the page was gone on {due.since}, after it was checked on {checked}: due for re-checking",
                f"该页面已于{due.since}下线，晚于核对日{checked}，待重新核对",
            ),
        )
    return (
        _said(
            f"the page has changed ({due.since}) since it was checked on {checked}: due for re-checking",
            f"该页面在{checked}核对之后已有变更（{due.since}），待重新核对",
        ),
    )


def _overdue(checked: str | None, days: int, today: dt.date | None) -> tuple[Text, ...]:
    if checked is None or today is None or (today - dt.date.fromisoformat(checked)).days <= days:
        return ()
    return (
        _said(
            f"last checked on {checked}, more than {days} days ago: due for re-checking",
            f"上次核对于{checked}，已超过{days}天，待重新核对",
        ),
    )


def of_passage(metadata: Mapping[str, Any], freshness: Freshness) -> tuple[Text, ...]:
    """What is known of the document that a passage stands in, the gravest first."""
    found = []
    page = freshness.pages.get(metadata["url"])
    if words := metadata.get("withdrawn"):
        found.append(_said(f"the document says that it no longer holds: {words}", f"该文件自称已不再有效：{words}"))
    if page and page.gone:
        found.append(_said(f"the page has been gone since {page.gone}", f"该页面自{page.gone}起已下线"))
    if until := metadata.get("until"):
        after = metadata.get("successor", "")
        found.append(
            _said(
                f"holds until {until}" + (f"; then “{after}”" if after else ""),
                f"有效至{until}" + (f"，此后以《{after}》为准" if after else ""),
            )
        )
    if page and page.stale:
        found.append(_said(f"the page was last reached on {page.stale}", f"该页面最后一次成功访问为{page.stale}"))
    return tuple(found)


def beside(metadata: Mapping[str, Any]) -> tuple[Text, ...]:
    """What is good to know of a passage's document and takes nothing from it: since when it holds, its near-copies."""
    found = []
    if since := metadata.get("since"):
        found.append(_said(f"in effect from {since}", f"自{since}起施行"))
    if copies := metadata.get("copies"):
        named = ", ".join(copies[:5]) + (" …" if len(copies) > 5 else "")
        found.append(_said(f"nearly the same text: {named}", f"文字几乎相同的文件：{named}"))
    return tuple(found)


def _said(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)
