"""What is needed to put Tessera on a server names only what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from app.cli import app
from kb.settings import Settings
from tests.conftest import ROOT

DEPLOY = ROOT / "app" / "deploy"
FILES = ("Dockerfile", "compose.yaml", "tessera.service", "nginx.conf")


def _text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.fixture
def compose() -> Any:
    return YAML(typ="safe").load(_text("compose.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_every_setting_and_command_named_is_one(name: str) -> None:
    text = _text(name)
    assert set(re.findall(r"TESSERA_([A-Z_]+)", text)) <= {one.upper() for one in Settings.model_fields}
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    called = set(re.findall(r"(?:bin/|&& |exec |\")tessera ([a-z]+)", text))
    assert called <= commands
    assert {"build", "serve"} <= called or name in ("compose.yaml", "nginx.conf")


def _instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", _text("Dockerfile"), flags=re.M))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def test_the_image_is_made_in_two_stages_of_what_is_there_and_runs_as_nobody_special() -> None:
    found = _instructions()
    assert {word for word, _ in found} <= {
        "FROM", "ARG", "WORKDIR", "RUN", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"
    }  # fmt: skip
    assert [rest.split()[-1] for word, rest in found if word == "FROM"] == ["made", "python:3.11-slim-bookworm"]
    copied = [rest.split()[:-1] for word, rest in found if word == "COPY" and "--from" not in rest]
    sources = [one for names in copied for one in names]
    assert all((ROOT / one).exists() for one in sources)
    ignored = _text("Dockerfile.dockerignore").splitlines()
    assert set(sources) == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    (user,) = [rest for word, rest in found if word == "USER"]
    assert int(user.partition(":")[0]) > 0


def test_torch_is_the_one_of_the_lock_and_of_the_makefile() -> None:
    pins = {
        re.search(r"torch==([\d.]+)", text).group(1)  # type: ignore[union-attr]
        for text in (_text("Dockerfile"), *((ROOT / one).read_text() for one in ("Makefile", "requirements.lock")))
    }
    assert len(pins) == 1
    index = r"https://download\.pytorch\.org/\S+"
    assert set(re.findall(index, _text("Dockerfile"))) == set(re.findall(index, (ROOT / "Makefile").read_text()))


def test_compose_starts_tessera_beside_the_chroma_server_that_it_is_set_to(compose: Any) -> None:
    tessera, chroma = compose["services"]["tessera"], compose["services"]["chroma"]
    assert tessera["environment"]["TESSERA_VECTOR_STORE"] == "http://chroma:8000"
    assert tessera["depends_on"] == ["chroma"]
    build = tessera["build"]
    context = (DEPLOY / build["context"]).resolve()
    assert (context, (context / build["dockerfile"]).is_file()) == (ROOT, True)
    locked = re.search(r"^chromadb==(\S+)$", (ROOT / "requirements.lock").read_text(), re.M)
    assert locked
    assert chroma["image"] == f"chromadb/chroma:{locked.group(1)}"
    assert all(port.startswith("127.0.0.1:") for port in tessera["ports"])
    assert tessera["read_only"]
    named = {one.partition(":")[0] for service in (tessera, chroma) for one in service["volumes"]}
    assert named == set(compose["volumes"])
    given = {name: re.sub(r"\$\{.*\}", "", value) for name, value in tessera["environment"].items()}
    Settings.model_validate({name.removeprefix("TESSERA_").lower(): value for name, value in given.items()})


def test_the_health_check_and_the_port_are_those_of_the_app() -> None:
    port = Settings.model_fields["port"].default
    for name in ("Dockerfile", "nginx.conf", "compose.yaml"):
        assert f":{port}" in _text(name)
    assert "/api/health" in _text("Dockerfile")


def test_the_proxy_streams_tells_who_asks_and_passes_on_no_name_a_visitor_gave() -> None:
    text = _text("nginx.conf")
    for wanted in (
        "proxy_buffering off", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "Host $http_host",
        'X-Forwarded-User ""', "X-Request-ID $request_id", "ssl_protocols",
    ):  # fmt: skip
        assert wanted in text
    assert text.count("{") == text.count("}")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "tessera.service"
    unit.write_text(
        _text("tessera.service").replace("/opt/tessera/.venv/bin/tessera", sys.executable), encoding="utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "tessera.service" not in done.stderr, done.stderr
    if "booted" not in done.stderr:
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    bare = re.sub(r"^\s*ssl_certificate.*\n", "", _text("nginx.conf"), flags=re.M).replace("443 ssl", "8443")
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{bare.replace('listen 80', 'listen 8080')}\n}}\n", encoding="utf-8"
    )
    done = subprocess.run(["nginx", "-t", "-c", str(whole)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
