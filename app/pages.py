"""The views that are plain pages: /en/coverage, /zh/standards … One function of each view turns what is chosen into HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.reply import Reply
from app.views import coverage, sources, standards
from app.views.elements import notices_html, w
from app.views.frame import frame_html
from kb.base import Kb
from kb.errors import KbError
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
File = Callable[[Kb, Language, Chosen], Reply]
VIEWS: dict[str, View] = {
    "coverage": coverage.main_html,
    "standards": standards.main_html,
    "sources": sources.main_html,
}
FILES: dict[str, File] = {**coverage.FILES, **sources.FILES}  # by the name after the language: "coverage.csv"


def pages(kb: Kb) -> APIRouter:
    """The plain pages in both languages over an open base."""
    routes = APIRouter(include_in_schema=False)
    for language in ("en", "zh"):
        for name, view in VIEWS.items():
            routes.add_api_route(f"/{language}/{name}", _shown(kb, language, name, view), response_class=HTMLResponse)
        for name, file in FILES.items():
            routes.add_api_route(f"/{language}/{name}", _saved(kb, language, file))
    return routes


def _shown(kb: Kb, language: Language, name: str, view: View) -> Callable[[Request], HTMLResponse]:
    def show(request: Request) -> HTMLResponse:
        try:
            body, status = view(kb, language, Chosen.of(request)), 200
        except KbError as error:
            body, status = f"<h1>{w(f'view_{name}', language)}</h1>{notices_html([str(error)])}", 400
        return HTMLResponse(frame_html(name, language, body, query=request.url.query), status)

    return show


def _saved(kb: Kb, language: Language, file: File) -> Callable[[Request], Response]:
    def save(request: Request) -> Response:
        made = file(kb, language, Chosen.of(request))
        saved = {"content-disposition": f'attachment; filename="{made.name}"'}
        return Response(made.data, media_type=made.kind, headers=saved)

    return save
