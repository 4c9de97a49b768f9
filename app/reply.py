"""A file as a door hands it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """The bytes of a file, its media type and the name it is saved under."""

    data: bytes
    kind: str
    name: str
    told: Mapping[str, str] = field(default_factory=dict)  # headers besides
