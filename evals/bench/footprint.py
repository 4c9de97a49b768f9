"""How much memory a command and the processes it starts hold at most, as Linux tells it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from kb.errors import KbError


def peak(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Bytes resident at most, of the command and all its children together, seen twenty times a second."""
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, sum(_resident(pid) for pid in _tree(process.pid)))
        time.sleep(0.05)
    if process.returncode:
        raise KbError(f"{command[0]}: ended with exit {process.returncode}; its own message stands above")
    return most


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _tree(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):  # it has just ended
        return 0
