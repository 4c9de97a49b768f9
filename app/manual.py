"""The API's manual at /api/docs: Swagger UI over our OpenAPI, its files from a package, so that no other host is asked."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response

_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_A_DAY = {"cache-control": "public, max-age=86400"}
_OPTIONS = {"validatorUrl": None, "docExpansion": "list", "defaultModelsExpandDepth": -1}


def manual() -> APIRouter:
    """The page and the files it loads."""
    routes = APIRouter(prefix="/api/docs", include_in_schema=False)

    @routes.get("")
    def page() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/api/openapi.json", title="Tessera: the API", swagger_favicon_url="/favicon.svg",
            swagger_js_url="/api/docs/swagger-ui-bundle.js", swagger_css_url="/api/docs/swagger-ui.css",
            swagger_ui_parameters=_OPTIONS,
        )  # fmt: skip

    for name, kind in _FILES.items():
        routes.add_api_route(f"/{name}", _served(name, kind), response_class=Response)
    return routes


def _served(name: str, kind: str) -> Callable[[], Response]:
    def serve() -> Response:
        content = files("fastapi_offline").joinpath("static", name).read_bytes()
        return Response(content, media_type=kind, headers=_A_DAY)

    return serve
