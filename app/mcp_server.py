"""The MCP endpoint at /mcp: the functions of the REST API as tools, over streamable HTTP without sessions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.types import ASGIApp, Receive, Scope, Send

from app import shapes
from app.refusal import refuse
from app.security import LARGEST_BODY
from app.service import Service
from kb.errors import KbError

P = ParamSpec("P")
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_ABOUT = (
    "Tells whether a certificate, test report or audit is accepted in a market, by which instrument, under which conditions, "
    "and what is still missing; every claim has its source. Not legal advice."
)


def mcp_server(service: Service) -> MCPServer[Any]:
    """The tools over a service; what they refuse is told to the caller in words."""
    server: MCPServer[Any] = MCPServer(
        "tessera", title="Tessera", instructions=_ABOUT, subscriptions=False, log_level=service.kb.settings.log_level
    )
    logging.getLogger("mcp").setLevel(logging.WARNING)  # at INFO it writes what was asked
    for tool in _tools(service):
        server.add_tool(_told(tool), annotations=_READS)
    return server


def _tools(service: Service) -> tuple[Callable[..., Any], ...]:
    def ask(
        question: shapes.Question, lang: shapes.AnswerLanguage | None = None, as_of: shapes.Day = None
    ) -> shapes.Answered:
        """Answer a question on mutual recognition and market access, in English or Chinese, every claim cited."""
        return shapes.Answered.model_validate(service.ask(question, lang=lang, as_of=as_of))

    def search(
        query: Annotated[str, Field(min_length=1, max_length=2000)],
        k: Annotated[int, Field(ge=1, le=100)] = 10,
        within: Annotated[str, Field(max_length=200)] = "",
    ) -> shapes.FoundAll:
        """Find evidence, best first, with scores: in the whole base, or within records, documents, or what has ids that begin
        so (requirements/sa)."""
        return shapes.FoundAll.model_validate({"results": service.search(query, k, within)})

    def route(
        held: shapes.Holdings, markets: shapes.Markets, made_in: shapes.Few = (), products: shapes.Few = (),
        bodies: shapes.Few = (), standards: shapes.Few = (), as_of: shapes.Day = None,
        lang: shapes.AnswerLanguage = "en",
    ) -> shapes.Routed:  # fmt: skip
        """Tell what evidence is worth in each market: verdict, legal tier, keys met or not, gaps, sources.

        Everything is given by key, code or name of the vocabulary; an unknown one is told with near ones.
        """
        return shapes.Routed.model_validate(
            service.route(
                held=held, markets=markets, made_in=made_in, products=products, bodies=bodies, standards=standards,
                as_of=as_of, lang=lang,
            )
        )  # fmt: skip

    def coverage(
        exporter: Annotated[shapes.Name, Field(description="whose results: a code or a name")],
        market: Annotated[shapes.Name, Field(description="where they are to count: a code or a name")],
        sector: Annotated[str, Field(max_length=200)] = "",
        as_of: shapes.Day = None,
    ) -> shapes.CoveredPair:
        """List the agreements that carry results from one economy into another, row by row, with status and sources."""
        return shapes.CoveredPair.model_validate(service.coverage(exporter, market, sector=sector, as_of=as_of))

    def standard(number: Annotated[str, Field(min_length=1, max_length=100)]) -> shapes.StandardFamily:
        """Show the adoptions of a standard of any series (GB 4943.1, EN IEC 62368-1 …): editions, degree, status, sources."""
        return shapes.StandardFamily.model_validate(service.standard(number))

    def record(
        kind: Annotated[str, Field(description="agreements, requirements, laws, equivalences … as ids begin")],
        key: Annotated[shapes.Name, Field(description="what follows in an id: eu-au#telecom")],
    ) -> shapes.RecordFound:
        """Show a record as it is kept, with its sources; an id with "#" gives that part alone, a market by itself is long."""
        return shapes.RecordFound.model_validate(service.record(kind, key))

    def changes(since: shapes.Day = None) -> shapes.Changed:
        """Tell what changed from a day on, by default in the last 30 days: documents, lists, records, stale sources."""
        return shapes.Changed.model_validate(service.changes(since))

    def health() -> shapes.Health:
        """Tell that the base answers, and from how much."""
        return shapes.Health.model_validate(service.health())

    return ask, search, route, coverage, standard, record, changes, health


def _told(tool: Callable[P, Any]) -> Callable[P, Any]:
    """The tool, whose refusals reach the caller as they are told."""

    @wraps(tool)
    def call(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return tool(*args, **kwargs)
        except KbError as error:
            raise ToolError(str(error)) from None

    return call


def sessions(server: MCPServer[Any]) -> StreamableHTTPSessionManager:
    """What answers the endpoint's requests, each by itself, in JSON; to be run while the app serves."""
    server.streamable_http_app(
        json_response=True, stateless_http=True, max_request_body_size=LARGEST_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # OwnPages does it
    )  # fmt: skip
    return server.session_manager


class OwnPages:
    """The endpoint for programs, and for pages of this very host: no other page may speak through a reader's browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get(b"origin")
        if origin is not None and origin.partition("://")[2] != headers.get(b"host", ""):
            await refuse(
                send, scope, 403, "forbidden", f"origin '{origin[:100]}': pages of other hosts may not ask here"
            )
        else:
            await self.app(scope, receive, send)
