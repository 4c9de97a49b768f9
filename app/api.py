"""The REST API: POST /api/ask, GET /api/search, GET /api/health. Errors are {"error": {"code", "message"}}."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.readable import readable
from app.render import answer_json, error_json, found_json
from kb.answer import ask
from kb.base import Kb
from kb.errors import KbError, QuestionError
from kb.history import Said, earlier_queries
from kb.model import Answer
from kb.retrieve import search

_log = logging.getLogger(__name__)
_CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "not_json",
}


class AskRequest(BaseModel):
    """The body of POST /api/ask; unknown keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    id: str | None = Field(None, max_length=200)
    lang: Literal["en", "zh"] | None = None
    as_of: dt.date | None = None
    history: tuple[Said, ...] = Field((), max_length=100)


def router(kb: Kb) -> APIRouter:
    """The routes under /api over an open base."""
    routes = APIRouter(prefix="/api")

    @routes.post("/ask")
    async def ask_route(request: Request) -> JSONResponse:
        wanted = await _wanted(request)
        answer = await run_in_threadpool(_answer, wanted, kb)
        return JSONResponse(answer_json(answer, wanted.id))

    @routes.get("/search")
    def search_route(
        q: Annotated[str, Query(max_length=2000)], k: Annotated[int, Query(ge=1, le=100)] = 10
    ) -> list[dict[str, Any]]:
        return [found_json(one) for one in search(readable(q), kb, k=k)]

    @routes.get("/health")
    def health() -> dict[str, Any]:
        return {"status": "ok", "statements": len(kb.statements), "markets": len(kb.library.markets)}

    return routes


def add_errors(app: FastAPI) -> None:
    """Whatever goes wrong, in the contract's shape and without a trace."""

    async def question(_: Request, error: Exception) -> JSONResponse:
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

    app.add_exception_handler(KbError, question)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, internal)


def _answer(wanted: AskRequest, kb: Kb) -> Answer:
    earlier = earlier_queries(wanted.history, kb)
    return ask(readable(wanted.question), kb, earlier=earlier, as_of=wanted.as_of, language=wanted.lang)


async def _wanted(request: Request) -> AskRequest:
    """The request as sent; HTTPException 415 or 400, or ValidationError, where it is not one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "send JSON: content-type application/json")
    try:
        data = from_json(await request.body())  # which bounds the depth of what it reads
    except ValueError:
        raise HTTPException(400, "the body is not JSON in UTF-8") from None
    return AskRequest.model_validate(data)


def _first(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"] if part not in ("query", "body"))
    return f"{place or 'body'}: {problem['msg']}"


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(error_json(code, message), status, headers=headers)
