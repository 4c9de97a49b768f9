"""A crawl of 500 pages on four hosts that misbehave: killed in the middle, gone on with, and made again after changes.

Spacing and robots.txt are measured at the server; what was kept is read from the ledger. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from evals.bench.site import Asked, Reply, Responder, Site, page, versioned

HOSTS = tuple(f"h{number}.test" for number in range(4))
HUBS, LEAVES = 12, 112  # of each host, besides its first page
PAGES = len(HOSTS) * (1 + HUBS + LEAVES)
_DATED = "Wed, 21 Oct 2015 07:28:00 GMT"
_ASIDES = ("/circle", "/away", "/film", "/slow", "/private/1", "/calendar?month=1", "/inside")
_KILLED_AT = PAGES // 2
_KEPT = "('new', 'changed', 'unchanged')"


def pages(edition: int) -> dict[tuple[str, str], Responder]:
    """The site; in its second edition every 25th leaf has other words, and every 56th is gone."""
    found: dict[tuple[str, str], Responder] = {}
    for host in HOSTS:
        found |= {(host, path): reply for path, reply in _asides().items()}
        found[(host, "/")] = _tagged(page(*(f"/hub/{number}" for number in range(HUBS)), *_ASIDES))
        for number in range(HUBS):
            leaves = [f"/leaf/{leaf}" for leaf in range(number, LEAVES, HUBS)]
            found[(host, f"/hub/{number}")] = _tagged(page(*leaves, "/"))
        found |= {(host, f"/leaf/{leaf}"): _leaf(leaf, edition) for leaf in range(LEAVES)}
    return found


def _asides() -> dict[str, Responder]:
    robots = b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.05\n"
    return {
        "/robots.txt": Reply(robots, type="text/plain"),
        "/circle": Reply(b"", 302, headers={"Location": "/circle-2"}),
        "/circle-2": Reply(b"", 302, headers={"Location": "/circle"}),
        "/away": Reply(b"", 301, headers={"Location": "http://elsewhere.test/"}),
        "/inside": Reply(b"", 301, headers={"Location": "http://inside.h0.test/"}),
        "/film": Reply(b"\0" * 100_000, type="video/mp4"),
        "/slow": Reply(b"drop by drop" * 50, drip=0.3),
        "/calendar*": _month,
    }


def _month(asked: Asked) -> Reply:
    number = int(asked.path.rsplit("=", 1)[-1])
    return _tagged(page(f"/calendar?month={number + 1}"))(asked)


def _leaf(number: int, edition: int) -> Responder:
    if edition > 1 and number % 56 == 3:
        return Reply(b"", 410 if number % 2 else 404)
    body = page("/", text=f"Leaf {number}, edition {edition if number % 25 == 7 else 1}.")
    if number % 8 == 5:
        return Reply(body)  # neither tag nor date: only its bytes tell
    well = versioned(body, modified=_DATED) if number % 8 == 6 and number % 25 != 7 else _tagged(body)
    if edition == 1 and number % 29 == 11:
        return _after(Reply(b"", 503), well)
    return _after(Reply(b"", 429, headers={"Retry-After": "1"}), well) if edition == 1 and number == 60 else well


def _tagged(body: bytes) -> Callable[[Asked], Reply]:
    reply = versioned(body, etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"')
    assert callable(reply)
    return reply


def _after(trouble: Reply, well: Responder) -> Responder:
    def reply(asked: Asked) -> Reply:
        return trouble if not asked.before else well(asked) if callable(well) else well

    return reply


# ---- a crawl, in its own process -----------------------------------------------------------------------------


def _job(site: Site, data_dir: Path, delay: float) -> bytes:
    starts = [
        {"id": host[:2], "url": site.url(host), "allow": ["http://*"], "depth": 3, "limit": 200, "checked": None}
        for host in HOSTS
    ]
    source = {
        "key": "bench",
        "title": "Bench",
        "publisher": {"name": "Bench", "official": False},
        "tier": "trade",
        "about": site.url(HOSTS[0]),
        "hosts": HOSTS,
        "start": starts,
        "licence": {"name": "own"},
        "language": ["en"],
        "delay": delay,
        "checked": None,
    }
    job = {
        "data_dir": str(data_dir),
        "contact": "",
        "allow_loopback": True,
        "sources": [source],
        "limits": {"download": 2.0, "backoff": 0.2, "seconds": 600},
        "names": {**{host: ["127.0.0.1"] for host in HOSTS}, "inside.h0.test": ["169.254.169.254"]},
    }
    return json.dumps(job).encode()


def _crawl(job: bytes, *, killed_at: int = 0) -> tuple[dict[str, Any], int]:
    """The report of a crawl and the most kilobytes it took; {} where it was killed after so many addresses."""
    command = [sys.executable, "-m", "ingest.crawl.process"]
    report: dict[str, Any] = {}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(job + b"\n")
        process.stdin.flush()
        for event in map(json.loads, process.stdout):
            report = event if event["kind"] == "report" else report
            if killed_at and event.get("done") == killed_at:
                process.kill()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return report, usage.ru_maxrss


def _kept(data_dir: Path, run: int) -> Iterator[tuple[str, str, str]]:
    """Host and path, outcome and digest of every address of a run whose bytes are known."""
    with closing(sqlite3.connect(data_dir / "ledger.sqlite")) as ledger:
        rows = ledger.execute(
            f"select address, outcome, sha256 from visits where run = ? and outcome in {_KEPT}", (run,)
        )
        for address, outcome, sha256 in rows:
            yield address.split("//", 1)[1], outcome, sha256


# ---- what is measured ----------------------------------------------------------------------------------------


def measure(delay: float) -> dict[str, Any]:
    """The figures of a crawl that is killed and gone on with, and of a second one after changes."""
    with tempfile.TemporaryDirectory() as folder, Site(pages(1)) as site:
        data_dir = Path(folder)
        job = _job(site, data_dir, delay)
        started = time.perf_counter()
        _crawl(job, killed_at=_KILLED_AT)
        before = list(site.asked)
        report, memory = _crawl(job)
        seconds = time.perf_counter() - started
        first = _first(site, data_dir, before, report)
        site.asked.clear()
        site.pages = pages(2)
        report, _ = _crawl(job)
        return {
            "pages": PAGES,
            "hosts": len(HOSTS),
            "delay s": delay,
            **first,
            "seconds, killed and gone on with": round(seconds, 1),
            "most memory MB": round(memory / 1024),
            **_second(site, data_dir, report),
        }


def _first(site: Site, data_dir: Path, before: list[Asked], report: dict[str, Any]) -> dict[str, Any]:
    after = site.asked[len(before) :]
    got = {(one.host, one.path) for one in before if one.status == 200 and one.path != "/robots.txt"}
    again = [one for one in after if (one.host, one.path) in got]
    kept = dict.fromkeys(address for address, _, _ in _kept(data_dir, report["run"]))
    wanted = {
        f"{host}:{site.port}{path}" for host, path in site.pages if path.startswith(("/hub", "/leaf")) or path == "/"
    }
    return {
        "least spacing s": round(min(site.spacing(host) for host in HOSTS), 4),
        "asked though robots.txt disallows": sum(one.path.startswith("/private") for one in site.asked),
        "asked before the kill": len(before),
        "asked after it": len(after),
        "asked again after it": len(again),
        "pages lost": len(wanted - kept.keys()),
        "pages resumed": report["resumed"],
        "complete": report["complete"],
        "refused": dict(report["refused"]),
    }


def _second(site: Site, data_dir: Path, report: dict[str, Any]) -> dict[str, Any]:
    answers = Counter(one.status for one in site.asked if one.path.startswith(("/hub", "/leaf")) or one.path == "/")
    untagged = sum(one.status == 200 and _is_untagged(one.path) for one in site.asked)
    changed = sum(outcome == "changed" for _, outcome, _ in _kept(data_dir, report["run"]))
    return {
        "second crawl: pages not modified (304)": answers[304],
        "second crawl: pages sent again (200)": answers[200],
        "second crawl: of these without tag or date": untagged,
        "second crawl: changed, as the site": sum(leaf % 25 == 7 for leaf in range(LEAVES)) * len(HOSTS),
        "second crawl: changed, as found": changed,
        "second crawl: gone, as the site": sum(leaf % 56 == 3 for leaf in range(LEAVES)) * len(HOSTS),
        "second crawl: gone, as found": report["gone"],
        "second crawl: least spacing s": round(min(site.spacing(host) for host in HOSTS), 4),
        "second crawl: seconds": report["seconds"],
    }


def _is_untagged(path: str) -> bool:
    return path.startswith("/leaf/") and int(path.removeprefix("/leaf/")) % 8 == 5


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.1, help="seconds between two requests to one host")
    print(json.dumps(measure(parser.parse_args().delay)))
