"""What the README promises is what is there."""

from __future__ import annotations

import re

from kb.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_calls_the_readme_test_command() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in commands
    assert "make test " in README


def test_every_setting_is_listed_and_no_other() -> None:
    listed = set(re.findall(r"`TESSERA_([A-Z_]+)`", README))
    settings = {name.upper() for name in Settings.model_fields}
    assert listed == settings


def test_every_link_within_the_project_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
