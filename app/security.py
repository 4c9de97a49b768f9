"""What stands between the network and the app: plain ASGI layers, outermost first in `guard`."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.refusal import refuse
from app.users import Users
from app.visitors import OwnHosts, Rate, Visitors, Who
from kb.settings import Settings, listed

LARGEST_BODY = 64 * 1024  # bytes of a request; questions are short and files come in by `tessera ingest`
LARGEST_FORM = 1024 * 1024  # bytes of a sheet of questions, on the one page that takes one
_SHEETS = re.compile(r"/(?:en|zh)/route")
# Gradio's script starts inline and compiles its templates; nothing may come from, or go to, any other host.
POLICY = "; ".join(
    (
        "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'", "worker-src 'self' blob:",
        "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Doors of Gradio that this app does not use: uploads, files, proxies, run history, its page builder.
_SHUT = re.compile(
    r"/(?:gradio_api/)?(?:upload|upload_progress|file|file=.*|proxy=.*|stream|runs|run-history|process_recording|vibe-\w+|"
    r"undo-vibe-edit|deep_link|component_server|dev|call|run|api/predict|monitoring|login|logout)(?:/.*)?"
)


def guard(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app behind headers, its own host names, users where there are any, a pace for each client, shut doors, a cap on bodies.

    InputError where TESSERA_AUTH cannot be read.
    """
    inner: ASGIApp = BodyCap(ShutDoors(app))
    if settings.pace:
        inner = Rate(inner, a_minute=settings.pace)
    users = Users.of(settings.auth)
    if users or settings.auth_header:
        inner = Who(inner, users=users, header=settings.auth_header)
    inner = OwnHosts(inner, listening=settings.host, names=listed(settings.hosts))
    return SecurityHeaders(Visitors(inner, proxies=listed(settings.trusted_proxies)))


class SecurityHeaders:
    """Every response carries HEADERS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message.get("headers", ()) if k.decode("latin-1").lower() not in HEADERS]
                message = {**message, "headers": [*kept, *self.headers]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class ShutDoors:
    """Gradio's anonymous uploads, file and proxy routes answer 404."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = re.fullmatch(r"/(?:en|zh)(/.*)", scope["path"]) if scope["type"] == "http" else None
        if page and _SHUT.fullmatch(page[1]):
            await refuse(send, scope, 404, "not_found", "there is nothing here")
            return
        await self.app(scope, receive, send)


class BodyCap:
    """Reads a request's body up to LARGEST_BODY bytes (of a sheet LARGEST_FORM) before the app sees it; answers 413 beyond."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        most = LARGEST_FORM if scope["method"] == "POST" and _SHEETS.fullmatch(scope["path"]) else LARGEST_BODY
        body = await _body(scope, receive, most)
        if body is None:
            message = f"the request is larger than {most // 1024} KB"
            await refuse(send, scope, 413, "too_large", message, [(b"connection", b"close")])
            return
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, replay, send)


async def _body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > most:
        return None
    body = bytearray()
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)
