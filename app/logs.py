"""The log on stderr, as lines for people or, with TESSERA_LOG_FORMAT=json, as JSON: time, level, logger, message, id; of a request
also method, route, status and ms."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from contextvars import ContextVar
from typing import Literal

FACTS = ("method", "route", "status", "ms")
current: ContextVar[str] = ContextVar("request", default="")  # the id of the request that is being answered


class JsonLines(logging.Formatter):
    """Each record as one line of JSON; a trace is a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "id": current.get() or None,
            **{name: getattr(record, name) for name in FACTS if hasattr(record, name)},
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


class TextLines(logging.Formatter):
    """Each record as a line for people, with the id of the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        one = current.get()
        return super().format(record) + (f" [{one}]" if one else "")


def write_logs(level: str, form: Literal["text", "json"]) -> None:
    """Sends the log to stderr, from a level on, in a form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonLines() if form == "json" else TextLines("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=level, handlers=[handler])
