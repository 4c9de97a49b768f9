"""The views that are plain pages: /en/coverage, /zh/standards … One function of each view turns what is chosen into HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.views.frame import frame_html
from kb.base import Kb
from kb.model import Language

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


View = Callable[[Kb, Language, Chosen], str]  # what is chosen, by name → the main part as safe HTML
VIEWS: dict[str, View] = {}


def pages(kb: Kb) -> APIRouter:
    """The plain pages in both languages over an open base."""
    routes = APIRouter(include_in_schema=False)
    for language in ("en", "zh"):
        for name, view in VIEWS.items():
            routes.add_api_route(f"/{language}/{name}", _shown(kb, language, name, view), response_class=HTMLResponse)
    return routes


def _shown(kb: Kb, language: Language, name: str, view: View) -> Callable[[Request], HTMLResponse]:
    def show(request: Request) -> HTMLResponse:
        body = view(kb, language, Chosen.of(request))
        return HTMLResponse(frame_html(name, language, body, query=request.url.query))

    return show
