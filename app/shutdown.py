"""Stopping at once: open event streams are told that their reader has gone, so that no shutdown waits for a browser."""

from __future__ import annotations

import asyncio
from types import FrameType

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HangUp:
    """The app, whose open requests end in order when `stop` is called."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """To be called in the server's loop."""
        self._stopping.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = ended = False

        async def sent(message: Message) -> None:
            nonlocal begun, ended
            begun = True
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        await self.app(scope, lambda: self._received(receive), sent)
        if self._stopping.is_set() and begun and not ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _received(self, receive: Receive) -> Message:
        """What comes next from the reader; a disconnect as soon as the server stops."""
        message, stop = asyncio.ensure_future(receive()), asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({message, stop}, return_when=asyncio.FIRST_COMPLETED)
            return message.result() if message.done() else {"type": "http.disconnect"}
        finally:
            message.cancel()
            stop.cancel()


class Server(uvicorn.Server):
    """uvicorn's server, which hangs up before it waits."""

    def __init__(self, config: uvicorn.Config, app: HangUp) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        asyncio.get_running_loop().call_soon_threadsafe(self._app.stop)
        super().handle_exit(sig, frame)
