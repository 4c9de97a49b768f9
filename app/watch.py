"""What somebody watches, named by its address on this site → what it says today, and a feed of it. The visitor keeps the list."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from app.asked import Asked, answered_anew
from app.chosen import Chosen
from app.paper import clean
from app.render import error_json, say
from app.views.route import wanted_of
from kb.base import Kb
from kb.chips import titled
from kb.errors import KbError, Refused
from kb.language import TIER, VERDICT
from kb.model import Language
from kb.routed import question, routed
from kb.versions import versions
from kb.watched import Standing, Watched, of_answer, of_record, of_rows, unworded

MOST = 50  # entries in one request
LONGEST = 4000  # characters of an address
ATOM = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_AT_ONCE = 4  # requests that are worked on or wait
_KEPT = 500  # entries whose answers of the day are kept


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as it stands today."""

    address: str
    language: Language
    title: str
    watched: Watched


class Watch:
    """The entries of an open base; one is worked out at a time, and kept until the day changes."""

    def __init__(self, kb: Kb) -> None:
        self._kb = unworded(kb)
        self._one = Lock()
        self._some = BoundedSemaphore(_AT_ONCE)
        self._known = lru_cache(maxsize=_KEPT)(self._seen)

    def seen(self, address: str) -> Seen:
        """What an address of this site says today: /en/?q=…, /zh/route?held=…, /en/record?id=…. Raises KbError."""
        with self._one:
            return self._known(address, dt.date.today())

    def told(self, addresses: Iterable[str]) -> dict[str, Any]:
        """Every entry with its fingerprint, verdicts and statements, or with what is wrong with it. Raises Refused."""
        built = versions(self._kb).built
        return {"as_of": dt.date.today().isoformat(), "built": built, "entries": self._all(addresses)}

    def feed(self, addresses: Sequence[str], site: str) -> bytes:
        """The entries as an Atom feed (RFC 4287): an entry is a new one whenever what it says has changed. Raises Refused."""
        built = versions(self._kb).built
        ET.register_namespace("", _ATOM)
        root = ET.Element(f"{{{_ATOM}}}feed")
        _texts(
            root, id=f"urn:tessera:watch:{_short(' '.join(addresses))}", title="Tessera: what you watch", updated=built
        )
        _texts(ET.SubElement(root, f"{{{_ATOM}}}author"), name="Tessera")
        for item in self._items(addresses, site):
            entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
            _texts(entry, id=item["id"], title=item["title"], updated=built)
            ET.SubElement(entry, f"{{{_ATOM}}}content", type="html").text = item["content_html"]
            ET.SubElement(entry, f"{{{_ATOM}}}link", href=item["url"])
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))

    def json_feed(self, addresses: Sequence[str], site: str) -> dict[str, Any]:
        """The same as a JSON Feed (version 1.1)."""
        built = versions(self._kb).built
        items = [{**item, "date_modified": built} for item in self._items(addresses, site)]
        return {"version": "https://jsonfeed.org/version/1.1", "title": "Tessera: what you watch", "items": items}

    def _seen(self, address: str, today: dt.date) -> Seen:
        language, view, named = _read(address)
        if view == "record":
            one = named.get("id", "")
            watched = of_record(one, self._kb, language)
            return Seen(address, language, say(self._kb.statements[one].title, language), watched)
        if view == "route":
            wanted = wanted_of(named, self._kb)
            rows = routed(wanted, self._kb, language, today)
            return Seen(
                address, language, question(wanted, self._kb.library, language), of_rows(rows, self._kb, language)
            )
        answer = answered_anew(Asked.of_address(named), self._kb, language)
        return Seen(address, language, titled(answer, self._kb.library), of_answer(answer, self._kb))

    def _all(self, addresses: Iterable[str]) -> list[dict[str, Any]]:
        """Raises Refused where enough others wait already: questions are to be answered meanwhile."""
        if not self._some.acquire(blocking=False):
            raise Refused(
                "too many lists are being looked at; ask again in a minute", "正在核对的列表过多，请一分钟后再试"
            )
        try:
            return [self._told(one) for one in addresses]
        finally:
            self._some.release()

    def _told(self, address: str) -> dict[str, Any]:
        try:
            seen = self.seen(address)
        except KbError as error:
            return {"address": address, **error_json("refused", _words(error, address))}
        return {
            "address": address,
            "title": clean(seen.title),
            "fingerprint": seen.watched.fingerprint,
            "standings": [self._standing(one, seen.language) for one in seen.watched.standings],
            "statements": [{"id": one, "text": words} for one, words in seen.watched.statements],
        }

    def _standing(self, one: Standing, language: Language) -> dict[str, Any]:
        economies = self._kb.library.economies
        name = say(economies[one.market].names, language) if one.market in economies else one.market
        words = (name, say(VERDICT[one.verdict], language), say(TIER[one.tier], language) if one.tier else "")
        return {
            "market": one.market,
            "verdict": one.verdict.value,
            "tier": one.tier.value if one.tier else None,
            "words": " · ".join(filter(None, words)),
        }

    def _items(self, addresses: Sequence[str], site: str) -> list[dict[str, str]]:
        return [_item(told, site) for told in self._all(dict.fromkeys(addresses))]


def _item(told: Mapping[str, Any], site: str) -> dict[str, str]:
    address = told["address"]
    if "error" in told:
        text, title, mark = told["error"]["message"], address, "error"
        lines = [text]
    else:
        lines = [one["words"] for one in told["standings"]] + [one["text"] for one in told["statements"]]
        title, mark = told["title"], told["fingerprint"]
    return {
        "id": f"urn:tessera:watch:{_short(address)}:{mark}",
        "title": clean(title)[:300],
        "url": f"{site.rstrip('/')}{address if address.startswith('/') else '/'}",
        "content_html": "".join(f"<p>{escape(clean(line))}</p>" for line in lines),
    }


def _read(address: str) -> tuple[Language, str, Chosen]:
    """The language, the view and the query that an address of this site names. Raises Refused for any other."""
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        raise _refused(address) from None
    _, language, view = (*parts.path.split("/"), "", "")[:3]
    named = not parts.scheme and not parts.netloc and len(address) <= LONGEST and parts.path.count("/") == 2
    if not named or language not in ("en", "zh") or view not in ("", "route", "record"):
        raise _refused(address)
    return "zh" if language == "zh" else "en", view, Chosen(pairs)


def _refused(address: str) -> Refused:
    told = " ".join(address[:60].split())
    return Refused(
        f"'{told}': cannot be watched; give the address of an answer, a route or a record, such as /en/record?id=agreements/eu-au, of {LONGEST} characters at most",
        f"“{told}”无法关注；请给出回答、路径或记录的地址，如/zh/record?id=agreements/eu-au，最多{LONGEST}个字符",
    )


def _words(error: KbError, address: str) -> str:
    return error.zh if isinstance(error, Refused) and address.startswith("/zh/") else str(error)


def _texts(element: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(element, f"{{{_ATOM}}}{name}").text = text


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
