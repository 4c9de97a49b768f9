"""Whatever the OpenAPI lets through, and what it does not: schemathesis sends it, and no answer is an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import BaseSchema, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from app.api import add_errors, add_schemas, router
from app.security import guard
from app.service import open_service
from kb.base import Kb

_HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
_OPERATIONS = (
    ("POST", "/api/ask"), ("POST", "/api/route"), ("GET", "/api/search"), ("GET", "/api/coverage"),
    ("GET", "/api/standards/{number}"), ("GET", "/api/records/{kind}/{key}"), ("GET", "/api/changes"),
    ("GET", "/api/health"), ("GET", "/api/metrics"),
    ("POST", "/api/watch"), ("GET", "/api/watch.atom"), ("GET", "/api/watch.json"),
)  # fmt: skip


@pytest.fixture(scope="module")
def described(kb: Kb) -> BaseSchema:
    """The API behind its guards, without the pages, by its own description."""
    app = FastAPI(title="Tessera", openapi_url="/api/openapi.json")
    app.include_router(router(open_service(kb)))
    add_schemas(app)
    add_errors(app)
    return schemathesis.openapi.from_asgi("/api/openapi.json", guard(app, kb.settings))


def test_every_operation_is_tried(described: BaseSchema) -> None:
    operations = [one.ok() for one in described.get_all_operations() if isinstance(one, Ok)]
    found = {(one.method.upper(), one.path) for one in operations}
    assert found == set(_OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), _OPERATIONS)
def test_no_request_meets_an_error_of_ours_nor_an_answer_the_schema_does_not_know(
    described: BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    operation = described[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters or operation.body):
        pytest.skip("nothing is sent")

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=5 if path == "/api/changes" else 20, derandomize=True, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def tried(case: Any) -> None:
        case.call_and_validate(checks=CHECKS.get_by_names(_HELD))

    tried()
