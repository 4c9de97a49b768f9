"""The REST API under /api: the base's functions as JSON. Errors are {"error": {"code", "message"}}."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app import shapes
from app.metrics import MEDIA_TYPE
from app.render import error_json
from app.service import Service
from app.shapes import AskRequest, RouteRequest, WatchedAddresses, WatchRequest
from app.watch import ATOM
from kb.errors import KbError, QuestionError, UnknownKey

B = TypeVar("B", bound=BaseModel)
_log = logging.getLogger(__name__)
_CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "not_json",
}
_TOLD = {
    400: "what was sent cannot be used",
    401: "a user is needed",
    404: "a name, key or number that is not in the base; the message names near ones",
    413: "the body is too large",
    415: "the body is not JSON",
    422: "a field is missing or not of its type",
    429: "too many requests; Retry-After says when again",
    500: "something went wrong here",
}


def router(service: Service) -> APIRouter:
    """The routes under /api over a service."""
    failures: dict[int | str, dict[str, Any]] = {
        status: {"model": shapes.Failed, "description": told} for status, told in _TOLD.items()
    }
    routes = APIRouter(prefix="/api", tags=["The base"], responses=failures)
    _questions(routes, service)
    _lookups(routes, service)
    _upkeep(routes, service)
    _watching(routes, service)
    return routes


def _questions(routes: APIRouter, service: Service) -> None:
    @routes.post("/ask", response_model=shapes.Answered, openapi_extra=_body_of(AskRequest))
    async def ask(request: Request) -> JSONResponse:
        """Answer a question, every claim with its sources."""
        wanted = await _wanted(request, AskRequest)

        def answer() -> dict[str, Any]:
            return service.ask(
                wanted.question, one=wanted.id, lang=wanted.lang, as_of=wanted.as_of, history=wanted.history
            )

        return JSONResponse(await run_in_threadpool(answer))

    @routes.post("/route", response_model=shapes.Routed, openapi_extra=_body_of(RouteRequest))
    async def route(request: Request) -> JSONResponse:
        """Tell what the evidence held is worth in each market, and what is still missing."""
        wanted = await _wanted(request, RouteRequest)
        return JSONResponse(await run_in_threadpool(lambda: service.route(**dict(wanted))))

    @routes.get("/search", response_model=list[shapes.FoundOne])
    def search(
        q: Annotated[str, Query(max_length=2000)],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        within: Annotated[
            str, Query(alias="in", max_length=200, description="records, documents, or how ids begin: requirements/sa")
        ] = "",
    ) -> JSONResponse:
        """Find evidence, best first, in the whole base or a part of it."""
        return JSONResponse(service.search(q, k, within))


def _lookups(routes: APIRouter, service: Service) -> None:
    @routes.get("/coverage", response_model=shapes.CoveredPair)
    def coverage(
        exporter: Annotated[str, Query(alias="from", min_length=1, max_length=200)],
        market: Annotated[str, Query(alias="to", min_length=1, max_length=200)],
        sector: Annotated[str, Query(max_length=200)] = "",
        as_of: dt.date | None = None,
    ) -> JSONResponse:
        """List the agreements that carry results from one economy into another, row by row."""
        return JSONResponse(service.coverage(exporter, market, sector=sector, as_of=as_of))

    @routes.get("/standards/{number:path}", response_model=shapes.StandardFamily)
    def standard(number: Annotated[str, InPath(min_length=1, max_length=100)]) -> JSONResponse:
        """Show the family of adoptions of a standard of any series."""
        return JSONResponse(service.standard(number))

    @routes.get("/records/{kind}/{key:path}", response_model=shapes.RecordFound)
    def record(
        kind: Annotated[str, InPath(min_length=1, max_length=50)],
        key: Annotated[str, InPath(min_length=1, max_length=200)],
    ) -> JSONResponse:
        """Show a record by the kind and key that a citation's id gives, with its sources."""
        return JSONResponse(service.record(kind, key))


def _upkeep(routes: APIRouter, service: Service) -> None:
    @routes.get("/changes", response_model=shapes.Changed)
    def changes(since: dt.date | None = None) -> JSONResponse:
        """Tell what changed from a day on, by default in the last 30 days."""
        return JSONResponse(service.changes(since))

    @routes.get("/health", response_model=shapes.Health)
    def health() -> JSONResponse:
        """Tell that the app answers, and from how much."""
        return JSONResponse(service.health())

    @routes.get("/metrics", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}})
    def metrics() -> Response:
        """Give figures of use in Prometheus' text format; no question's words are in them."""
        return Response(service.metrics.text(), headers={"content-type": MEDIA_TYPE})


def _watching(routes: APIRouter, service: Service) -> None:
    @routes.post("/watch", response_model=shapes.WatchedAll, openapi_extra=_body_of(WatchRequest))
    async def watch(request: Request) -> JSONResponse:
        """Tell what answers, routes and records say today, so that a list of them can be compared with what they said."""
        wanted = await _wanted(request, WatchRequest)
        return JSONResponse(await run_in_threadpool(lambda: service.watch.told(wanted.entries)))

    @routes.get("/watch.atom", response_class=Response, responses={200: {"content": {ATOM: {}}}})
    def atom(request: Request, of: Annotated[WatchedAddresses, Query()]) -> Response:
        """Follow the same as an Atom feed."""
        return Response(service.watch.feed(of, str(request.base_url)), media_type=ATOM)

    @routes.get("/watch.json", response_model=shapes.JsonFeed)
    def json_feed(request: Request, of: Annotated[WatchedAddresses, Query()]) -> JSONResponse:
        """Follow the same as a JSON Feed."""
        return JSONResponse(service.watch.json_feed(of, str(request.base_url)))


def add_errors(app: FastAPI) -> None:
    """Whatever goes wrong, in the contract's shape and without a trace."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        if isinstance(error, UnknownKey):
            return _error(404, "not_found", str(error))
        return _error(400, "bad_question" if isinstance(error, QuestionError) else "refused", str(error))

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError | ValidationError)
        return _error(422, "invalid", _first(error.errors()[0]))

    async def http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return _error(error.status_code, _CODES.get(error.status_code, "error"), str(error.detail), error.headers)

    async def internal(_: Request, error: Exception) -> JSONResponse:
        _log.error("a request could not be answered: %s", type(error).__name__)
        return _error(500, "internal", "something went wrong here; the log on the server says what")

    app.add_exception_handler(KbError, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, internal)


def add_schemas(app: FastAPI) -> None:
    """The bodies that routes read for themselves, named in the OpenAPI that the app serves."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        schema = made()
        bodies = [(AskRequest, "validation"), (RouteRequest, "validation"), (WatchRequest, "validation")]
        _, found = models_json_schema(bodies, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
        schema["components"]["schemas"] |= found["$defs"]
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def _body_of(model: type[BaseModel]) -> dict[str, Any]:
    """The part of a route's OpenAPI that says what it reads."""
    ref = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": ref}}}}


async def _wanted(request: Request, model: type[B]) -> B:
    """The request as sent; HTTPException 415 or 400, or ValidationError, where it is not one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "send JSON: content-type application/json")
    try:
        data = from_json(await request.body())  # which bounds the depth of what it reads
    except ValueError:
        raise HTTPException(400, "the body is not JSON in UTF-8") from None
    return model.model_validate(data)


def _first(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"] if part not in ("query", "path", "body"))
    return f"{place or 'body'}: {problem['msg']}"


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(error_json(code, message), status, headers=headers)
