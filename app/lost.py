"""An address that leads nowhere: a reader gets a page that says so, in the language asked for; programs get their JSON."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.views.elements import w
from app.views.frame import frame_html
from app.views.ways import path
from kb.model import Language


class Lost:
    """A page in place of a 404 wherever a browser asked for one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lost = False

        async def told(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start" and message["status"] == 404:
                lost = True
                kept = [(name, value) for name, value in message["headers"] if not name.startswith(b"content-")]
                await send({**message, "headers": [*kept, (b"content-type", b"text/html; charset=utf-8")]})
                await send({"type": "http.response.body", "body": _page(scope).encode()})
            elif not lost:
                await send(message)

        await self.app(scope, receive, told if _is_of_reader(scope) else send)


def _is_of_reader(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(("/api/", "/mcp")):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _page(scope: Scope) -> str:
    first = scope["path"].split("/")[1]
    language: Language = (
        "zh" if first == "zh" else "en" if first == "en" else preferred(Headers(scope=scope).get("accept-language", ""))
    )
    told = f'<p class="lead">{w("lost", language)}</p><p><a href="{path("ask", language)}">{w("lost_way", language)}</a></p>'
    return frame_html("lost", language, f"<h1>{w('view_lost', language)}</h1>{told}")


def preferred(accepted: str) -> Language:
    """English or Chinese, whichever an Accept-Language header puts first; English where it names neither."""
    wishes: list[tuple[float, Language]] = []
    for wish in accepted.split(","):
        tag, _, weight = wish.strip().lower().partition(";q=")
        try:
            weighed = float(weight or 1)
        except ValueError:
            weighed = 0.0
        if tag.split("-")[0] in ("en", "zh"):
            wishes.append((-weighed, "zh" if tag.startswith("zh") else "en"))
    return min(wishes, key=lambda wish: wish[0], default=(0.0, "en"))[1]
