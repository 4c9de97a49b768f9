"""The views that are plain pages: /en/coverage, /zh/standards … One function of each view turns what is chosen into HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.views.frame import frame_html
from kb.base import Kb
from kb.model import Language

View = Callable[[Kb, Language, Mapping[str, str]], str]  # what is chosen, by name → the main part as safe HTML
VIEWS: dict[str, View] = {}
_LONGEST = 2000  # characters read of a value


def pages(kb: Kb) -> APIRouter:
    """The plain pages in both languages over an open base."""
    routes = APIRouter(include_in_schema=False)
    for language in ("en", "zh"):
        for name, view in VIEWS.items():
            routes.add_api_route(f"/{language}/{name}", _shown(kb, language, name, view), response_class=HTMLResponse)
    return routes


def _shown(kb: Kb, language: Language, name: str, view: View) -> Callable[[Request], HTMLResponse]:
    def show(request: Request) -> HTMLResponse:
        chosen = {key: value[:_LONGEST] for key, value in request.query_params.items()}
        return HTMLResponse(frame_html(name, language, view(kb, language, chosen), query=request.url.query))

    return show
