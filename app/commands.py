"""What the longer commands do: settings, ingest, serve."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from pydantic import ValidationError
from rich.table import Table

from app.logs import write_logs
from app.users import shown
from kb.errors import InputError
from kb.settings import Settings


def read_settings() -> Settings:
    """The settings of the environment, and logging on stderr at their level. Raises InputError for a wrong value."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"TESSERA_{first['loc'][0]}".upper()
        raise InputError(f"{name}: {first['input']!r}: {first['msg']}; unset it or mend it") from None
    write_logs(settings.log_level, settings.log_format)
    logging.getLogger("bm25s").setLevel(settings.log_level)  # it sets itself to DEBUG
    return settings


def settings_rows(settings: Settings) -> list[dict[str, str]]:
    """Every setting: its environment variable, default, current value and meaning; a password is not shown."""
    rows = []
    for name, field in Settings.model_fields.items():
        value, default = str(getattr(settings, name)), str(field.default)
        if name == "auth":
            value = shown(value)
        rows.append(
            {
                "name": f"TESSERA_{name.upper()}",
                "default": default,
                "value": value,
                "description": field.description or "",
            }
        )
    return rows


def settings_table(rows: Sequence[dict[str, str]]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for title in ("name", "value", "default", "description"):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(row["name"], row["value"] or "–", row["default"] or "–", row["description"])
    return table


def run_ingest(targets: Sequence[str], settings: Settings, *, ray: str | None = None) -> dict[str, Any]:
    """Takes the targets in, builds where anything is new, and gives the report that `tessera ingest --json` prints.

    `ray`: the address of the Ray cluster that parses, or "local" for one on this machine that ends with the command.
    """
    from app.progress import bar
    from ingest.build import build
    from ingest.ingest import ingest

    with bar("Reading") as progress:

        def step(done: int, total: int, _: str) -> None:
            progress(done, total)

        if ray is None:
            report = ingest(targets, settings, progress=step)
        else:
            from ingest.scale import ingest_on_ray

            report = ingest_on_ray(targets, settings, address=None if ray == "local" else ray, progress=step)
    with bar("Building the knowledge base") as progress, ExitStack() as stack:
        encoder = None
        if ray is not None:
            from ingest.scale import RayEncoder

            encoder = stack.enter_context(RayEncoder(settings, address=None if ray == "local" else ray))
        build(settings, progress=progress, encoder=encoder)  # also after a run that was killed before it
    return report.as_json()


def run_serve(settings: Settings) -> None:
    """Serves until told to stop; the port is taken first, so that a wrong one is told at once."""
    from app.visitors import is_loopback
    from app.web import listen, serve
    from kb.base import open_base

    door = listen(settings)
    with door:
        kb = open_base(settings)
        shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
        if not is_loopback(settings.host) and not (settings.auth or settings.auth_header):
            print(
                "tessera: everyone who reaches this address may ask; run: tessera passwd NAME, and set TESSERA_AUTH",
                file=sys.stderr,
            )
        print(f"Tessera answers on http://{shown}:{settings.port} (Ctrl+C stops it)", file=sys.stderr, flush=True)
        serve(kb, door)
