"""The README's examples for programs, run as they stand against a served app."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from tests.served import Served
from tests.test_readme import README

_HERE = "http://127.0.0.1:7860"
_SECTION = README.partition("## Ask it from a program\n")[2].partition("\n## ")[0]


def _example(kind: str, live: Served) -> str:
    (found,) = re.findall(rf"```{kind}\n(.*?)```", _SECTION, re.S)
    assert _HERE in found
    return str(found).replace(_HERE, live.address)


def test_the_python_example_is_ten_lines_and_tells_both_markets(live: Served) -> None:
    example = _example("python", live)
    assert len(example.splitlines()) <= 10
    told = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert re.search(r"^SA \w+ \w+$", told, re.M)
    assert re.search(r"^JP \w+ \w+$", told, re.M)
    assert re.search(r"still missing: .+ \['https?://", told)


def test_each_curl_example_gives_json(live: Served) -> None:
    for command in _example("sh", live).splitlines():
        told = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=True).stdout
        assert "error" not in json.loads(told), command
