"""How much of the past is kept: the newest versions of each address always, older ones as the settings allow."""

from __future__ import annotations

from pathlib import Path

from ingest.ledger import Ledger
from ingest.snapshots import digests, place
from kb.settings import Settings


def prune(settings: Settings, ledger: Ledger) -> int:
    """Removes what the settings do not keep and gives the bytes won. What a document rests on now is never removed.

    Beyond `keep_versions` of an address a version goes; while all take more than `keep_bytes`, the oldest go first.
    Bytes no visit knows, left by a killed process, go too. The ledger keeps every receipt.
    """
    data_dir = settings.data_dir.resolve()
    kept, spare = _versions(ledger, settings.keep_versions)
    won = 0
    for sha256 in digests(data_dir):
        if sha256 not in kept and sha256 not in spare:
            won += _removed(place(sha256, data_dir))
    if settings.keep_bytes:
        total = sum(place(one, data_dir).stat().st_size for one in digests(data_dir))
        for sha256 in spare:
            if total <= settings.keep_bytes:
                break
            size = _removed(place(sha256, data_dir))
            total, won = total - size, won + size
    return won


def _versions(ledger: Ledger, most: int) -> tuple[set[str], list[str]]:
    """Digests that stay whatever happens (the newest of each address), and those that may go, the oldest first."""
    current: set[str] = set()
    older: dict[str, str] = {}
    for address in ledger.addresses():
        newest_first = dict.fromkeys(visit.sha256 for visit in reversed(ledger.history(address)) if visit.sha256)
        versions = [*newest_first][:most]
        current |= {*versions[:1], *_accepted(ledger, address)}
        when = {visit.sha256: visit.fetched for visit in ledger.history(address)}
        older |= {one: max(when[one], older.get(one, "")) for one in versions[1:]}
    return current, sorted((one for one in older if one not in current), key=lambda one: older[one])


def _accepted(ledger: Ledger, address: str) -> list[str]:
    """The version that was taken in last: what the documents were made of."""
    return [visit.sha256 for visit in ledger.history(address, accepted=True) if visit.sha256][-1:]


def _removed(path: Path) -> int:
    size = path.stat().st_size if path.exists() else 0
    path.unlink(missing_ok=True)
    return size
