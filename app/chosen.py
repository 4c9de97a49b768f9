"""What is chosen in the address of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fastapi import Request

_LONGEST = 2000  # characters read of a value
_MOST = 100  # values read of an address


class Chosen(Mapping[str, str]):
    """What is chosen, by name: of a name given several times the last value, and `all` of them in their order."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._all: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            self._all[name] = (*self._all.get(name, ()), value)

    @classmethod
    def of(cls, request: Request) -> Chosen:
        """What an address says, each value cut to what is read of it."""
        return cls((name, value[:_LONGEST]) for name, value in request.query_params.multi_items()[:_MOST])

    def all(self, name: str) -> tuple[str, ...]:
        return self._all.get(name, ())

    def __getitem__(self, name: str) -> str:
        return self._all[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
