"""The views that are plain pages: /en/coverage, /zh/standards … One function of each view turns what is chosen into HTML,
one of each download into a file, one of each form that is sent into either."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from app.asked import Asked, answered_anew
from app.away import ENDINGS, taken_away
from app.chosen import Chosen
from app.kept import Kept
from app.reply import Reply
from app.security import LARGEST_FORM
from app.views import compare, coverage, record, route, sources, standards
from app.views.elements import notices_html, w
from app.views.frame import frame_html
from kb.base import Kb
from kb.errors import KbError, Refused
from kb.model import Language

View = Callable[[Kb, Language, Chosen], str]  # what is chosen, by name → the main part as safe HTML
File = Callable[[Kb, Language, Chosen], Reply]
Form = Callable[
    [Kb, Language, Mapping[str, str], bytes], Reply | str
]  # the fields and the file that are sent → a file, or a page that says why not
VIEWS: dict[str, View] = {
    "coverage": coverage.main_html,
    "record": record.main_html,
    "route": route.main_html,
    "compare": compare.main_html,
    "standards": standards.main_html,
    "sources": sources.main_html,
}
FILES: dict[str, File] = {**coverage.FILES, **route.FILES, **compare.FILES, **sources.FILES}  # "coverage.csv"
FORMS: dict[str, Form] = {"route": route.sent}


def pages(kb: Kb, kept: Kept) -> APIRouter:
    """The plain pages in both languages over an open base, with their downloads and forms, and the files of answers."""
    routes = APIRouter(include_in_schema=False)
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        for name, view in VIEWS.items():
            routes.add_api_route(f"/{language}/{name}", _shown(kb, language, name, view), response_class=HTMLResponse)
        for name, file in FILES.items():
            routes.add_api_route(f"/{language}/{name}", _saved(kb, language, file))
        for ending in ENDINGS:
            routes.add_api_route(f"/{language}/answer.{ending}", _taken(kb, language, kept, ending))
        for name, form in FORMS.items():
            routes.add_api_route(f"/{language}/{name}", _sent(kb, language, name, form), methods=["POST"])
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
        return _attached(file(kb, language, Chosen.of(request)))

    return save


def _taken(kb: Kb, language: Language, kept: Kept, ending: str) -> Callable[[Request], Response]:
    """An answer as a file: the one that was read, while it is kept; otherwise the question is asked anew."""

    def take(request: Request) -> Response:
        named = Chosen.of(request)
        try:
            answer = kept.get(named.get("id", "")) or answered_anew(Asked.of_address(named), kb, language)
            return _attached(taken_away(answer, kb, ending))
        except KbError as error:
            told = error.zh if isinstance(error, Refused) and language == "zh" else str(error)
            return HTMLResponse(
                frame_html("ask", language, f"<h1>{w('away', language)}</h1>{notices_html([told])}"), 400
            )

    return take


def _sent(kb: Kb, language: Language, name: str, form: Form) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=10, max_part_size=LARGEST_FORM) as fields:
            texts = {key: value for key, value in fields.items() if isinstance(value, str)}
            files = [value for value in fields.values() if isinstance(value, UploadFile)]
            data = await files[0].read() if files else b""
        answer = await run_in_threadpool(form, kb, language, texts, data)
        if isinstance(answer, Reply):
            return _attached(answer)
        return HTMLResponse(frame_html(name, language, answer), 400)

    return receive


def _attached(file: Reply) -> Response:
    saved = {"content-disposition": f'attachment; filename="{file.name}"', **file.told}
    return Response(file.data, media_type=file.kind, headers=saved)
