"""The web app: the page at /en/ and /zh/, the REST API at /api, MCP at /mcp, behind their guards. Builds nothing."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.api import add_errors, add_schemas, router
from app.journal import Journal
from app.kept import Kept
from app.lost import Lost, preferred
from app.manual import manual
from app.mcp_server import OwnPages, mcp_server, sessions
from app.pages import pages
from app.security import guard
from app.service import open_service
from app.shutdown import HangUp, Server
from kb.base import Kb
from kb.errors import InputError
from kb.model import Language
from kb.settings import Settings

_GRACE = 3  # seconds open connections get when the app is stopped
_ABOUT = (
    "What you hold, joined to where it counts: answers on mutual recognition and market access, with their sources."
)
_log = logging.getLogger(__name__)


def create_app(kb: Kb) -> ASGIApp:
    """The whole app over an open base, with its guards; every request and answer is counted."""
    service = open_service(kb)
    endpoint = sessions(mcp_server(service))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with endpoint.run():
            yield

    app = FastAPI(
        title="Tessera", version="1", description=_ABOUT, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", lifespan=lifespan,
    )  # fmt: skip
    app.include_router(router(service))
    app.include_router(manual())
    app.router.routes.append(Route("/mcp", endpoint=OwnPages(endpoint.asgi_app)))
    add_schemas(app)
    add_errors(app)
    _front(app)
    kept = Kept()
    app.include_router(pages(service.kb, kept))
    _pages(app, service.kb, kept)
    return Journal(guard(Lost(app), kb.settings), service.metrics)


def listen(settings: Settings) -> socket.socket:
    """A socket on the host and port set; InputError where the port is taken or the address is not ours."""
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, proto, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind, proto)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(128)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{where}: {reason}; run: tessera serve --port {settings.port % 65535 + 1}") from None
    return door


def serve(kb: Kb, door: socket.socket) -> None:
    """Answers on the socket until the process is told to stop."""
    app = HangUp(create_app(kb))
    config = uvicorn.Config(
        app, log_config=None, log_level=kb.settings.log_level.lower(), access_log=False, server_header=False,
        timeout_graceful_shutdown=_GRACE, proxy_headers=False, lifespan="on",
    )  # fmt: skip
    Server(config, app).run(sockets=[door])


def _front(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    def home(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{preferred(request.headers.get('accept-language', ''))}/{query}", 307)

    @app.get("/favicon.svg", include_in_schema=False)
    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        from app.views.page import favicon_svg

        return Response(favicon_svg(), media_type="image/svg+xml")

    @app.get("/manifest.json", include_in_schema=False)
    def manifest() -> JSONResponse:
        icon = {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}
        return JSONResponse(
            {"name": "Tessera", "short_name": "Tessera", "start_url": "/", "display": "browser", "icons": [icon]}
        )


def _pages(app: FastAPI, kb: Kb, kept: Kept) -> None:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it when it is imported
    import gradio as gr

    from app.views.ask import ask_page, mount_options

    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        options: dict[str, Any] = mount_options(language)
        gr.mount_gradio_app(app, ask_page(kb, language, kept), path=f"/{language}", **options)
