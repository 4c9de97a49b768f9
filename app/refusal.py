"""How a layer refuses a request: in the shape of the API's errors."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.types import Scope, Send

from app.render import error_json


async def refuse(
    send: Send, scope: Scope, status: int, code: str, message: str, headers: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    """Answers the request, or closes the socket that asked to be opened."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = json.dumps(error_json(code, message)).encode()
    base = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*base, *headers]})
    await send({"type": "http.response.body", "body": body})
