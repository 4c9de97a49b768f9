"""The crawler's tests load Twisted, whose interfaces leave a mark on abc.ABC that Gradio trips over when it builds a page.

The app itself never meets Twisted: a crawl runs in a process of its own.
"""

from __future__ import annotations

from abc import ABC

import pytest


@pytest.fixture(autouse=True, scope="module")
def _unmarked() -> None:
    if "__provides__" in vars(ABC):
        del ABC.__provides__  # type: ignore[attr-defined]
