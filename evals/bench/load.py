"""`tessera serve` with many users at once: p50 and p95 of each kind of request, errors, memory before and after; in a browser, with
--browser, the time from a question to its first words and to all of its answer."""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import httpx

from evals.bench.measure import Figures, environment, gold_questions, running, table, tessera
from evals.bench.memory import first_answer, memory
from evals.metrics import percentile
from kb.errors import KbError
from kb.settings import Settings

_ROUTE = {"held": ["CB test certificate"], "made_in": ["CN"], "products": ["LED lamp"], "markets": ["SA", "JP"]}
_PAGES = (
    "/en/coverage",
    "/zh/route?held=cb-test-certificate&to=JP",
    "/en/standards?number=GB+4943.1",
    "/zh/sources",
    "/en/",
)
_CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True, slots=True)
class Done:
    """One request as its user saw it. `status` 0: no answer came."""

    kind: str
    seconds: float
    status: int


def load(
    address: str, questions: Sequence[str], *, users: int, seconds: float, pause: float, seed: int = 0
) -> list[Done]:
    """What so many users met who each ask, read for some `pause` seconds (between half and one and a half), and ask again."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(users) as pool:
        each = [
            pool.submit(_user, address, questions, until, pause, random.Random(seed * 1000 + n)) for n in range(users)
        ]
        return list(chain.from_iterable(one.result() for one in each))


def _user(address: str, questions: Sequence[str], until: float, pause: float, dice: random.Random) -> list[Done]:
    met: list[Done] = []
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        time.sleep(dice.uniform(0, pause))
        while not met or time.monotonic() < until:
            kind = dice.choices(("ask", "page", "route", "search"), (6, 2, 1, 1))[0]
            begun = time.perf_counter()
            try:
                status = _sent(client, kind, dice.choice(questions), dice.choice(_PAGES))
            except httpx.TransportError:
                status = 0
            met.append(Done(kind, time.perf_counter() - begun, status))
            time.sleep(dice.uniform(0.5, 1.5) * pause)
    return met


def _sent(client: httpx.Client, kind: str, question: str, page: str) -> int:
    match kind:
        case "ask":
            return client.post("/api/ask", json={"question": question}).status_code
        case "route":
            return client.post("/api/route", json=_ROUTE).status_code
        case "search":
            return client.get("/api/search", params={"q": question}).status_code
        case _:
            return client.get(page).status_code


def rows(met: Sequence[Done], seconds: float) -> list[Figures]:
    """A row for each kind of request and one for all: how many, how many failed, requests a second, milliseconds at p50, p95 and most."""
    kinds = [*sorted({one.kind for one in met}), "all"]
    return [_row(kind, [one for one in met if kind in ("all", one.kind)], seconds) for kind in kinds]


def _row(kind: str, met: Sequence[Done], seconds: float) -> Figures:
    took = [1000 * one.seconds for one in met]
    return {
        "request": kind, "n": float(len(met)), "errors": float(sum(one.status != 200 for one in met)),
        "a second": len(met) / seconds, "p50 ms": percentile(took, 0.5), "p95 ms": percentile(took, 0.95), "max ms": max(took),
    }  # fmt: skip


def in_browser(address: str, questions: Sequence[str]) -> list[Figures]:
    """Milliseconds from the Enter key to the first words of an answer, and to all of it, each question in a fresh page of Chromium."""
    from playwright.sync_api import sync_playwright

    first, whole = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for question in questions:
            page.goto(f"{address}/{'zh' if any(c > '⺀' for c in question) else 'en'}/")
            page.fill("#question", question)
            page.evaluate(_WATCH)
            page.press("#question", "Enter")
            page.wait_for_function("window.seen && window.seen.whole", timeout=60_000)
            seen = page.evaluate("window.seen")
            first.append(seen["first"] - seen["begun"])
            whole.append(seen["whole"] - seen["begun"])
        browser.close()
    named = (("question to first words", first), ("question to all of the answer", whole))
    return [
        {"in the browser": name, "n": float(len(took)), "p50 ms": percentile(took, 0.5), "p95 ms": percentile(took, 0.95), "max ms": max(took)}
        for name, took in named
    ]  # fmt: skip


# The clock starts at the key; each change of the page is looked at before it is painted.
_WATCH = """() => {
  const seen = window.seen = {};
  addEventListener('keydown', (event) => { if (event.key === 'Enter') seen.begun ??= performance.now(); }, true);
  new MutationObserver(() => {
    if (seen.begun && document.querySelector('#t1 .reply')?.textContent.trim()) seen.first ??= performance.now();
    if (seen.first && document.querySelector('#t1 .tools')) seen.whole ??= performance.now();
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@contextlib.contextmanager
def served(settings: Settings, question: str) -> Iterator[tuple[str, int]]:
    """The address and process id of a server of its own that has answered once; KbError where it does not come up."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = tessera("serve", "--host", "127.0.0.1", "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    with running(command, environment(settings.data_dir)) as process:
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            first_answer(client, question, process)
        yield address, process.pid


def _measured(options: argparse.Namespace) -> list[list[Figures]]:
    questions = gold_questions()
    with served(Settings(), questions[0]) as (address, pid):
        if options.browser:
            return [in_browser(address, questions[:: max(1, len(questions) // options.questions)][: options.questions])]
        load(address, questions, users=options.users, seconds=options.warm, pause=options.pause, seed=1)
        before = memory(pid)
        met = load(address, questions, users=options.users, seconds=options.seconds, pause=options.pause)
        after = memory(pid)
    told: list[Figures] = [{"memory": "before", **before}, {"memory": "after", **after}]
    return [rows(met, options.seconds), told]


def main() -> None:
    """The command line; exit 1 and one line on an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=30, help="at once")
    parser.add_argument("--seconds", type=float, default=120, help="of load")
    parser.add_argument("--warm", type=float, default=15, help="seconds of load before memory is read the first time")
    parser.add_argument("--pause", type=float, default=2, help="seconds a user reads before the next request")
    parser.add_argument("--browser", action="store_true", help="measure in Chromium instead")
    parser.add_argument("--questions", type=int, default=30, help="of --browser")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args()
    try:
        tables: Any = _measured(options)
    except KbError as error:
        sys.exit(f"{parser.prog}: {error}")
    print(json.dumps(tables, indent=2) if options.json else "\n\n".join(table(one) for one in tables))


if __name__ == "__main__":
    main()
