"""A language model at an OpenAI-compatible address: one question, one whole reply in time, or NoReply."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Protocol

import httpx

from kb.settings import Settings

REPLY_TOKENS = 1024
_REPLY_BYTES = 256 * 1024  # of the response: some sixty times what the tokens of a reply take


class NoReply(Exception):
    """No whole reply in time; says why, in words that hold nothing of the question and nothing secret."""


class Model(Protocol):
    @property
    def context(self) -> int:
        """Tokens a prompt may have."""
        ...

    def reply(self, rules: str, data: str) -> str:
        """What the model says. Raises NoReply."""
        ...


def open_model(settings: Settings) -> Model | None:
    """The model the settings name; None where they name none. Connects to nothing."""
    if not settings.llm_url:
        return None
    return OpenAIModel(
        settings.llm_url, settings.llm_model, settings.llm_key.get_secret_value(), settings.llm_seconds, settings.llm_context
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenAIModel:
    """One plain call, no retry: nothing can be shown before the whole reply is checked, so streaming would gain nothing."""

    url: str
    name: str
    key: str = field(repr=False)
    seconds: float
    context: int

    def reply(self, rules: str, data: str) -> str:
        """The reply, at most `seconds` after the call whatever the server does: a thread is left behind, if need be."""
        outcome: Future[str] = Future()
        Thread(target=self._fulfil, args=(outcome, rules, data), name="llm", daemon=True).start()
        try:
            return outcome.result(timeout=self.seconds)
        except NoReply:
            raise
        except TimeoutError:
            raise NoReply(f"no reply within {self.seconds:g} s") from None
        except Exception as error:  # a foreign reply can break its reader in any way, and each means the same
            raise NoReply(_reason(error)) from None

    def _fulfil(self, outcome: Future[str], rules: str, data: str) -> None:
        try:
            said = asyncio.run(asyncio.wait_for(self._ask(rules, data), self.seconds))
        except Exception as error:  # raised again where the outcome is awaited
            outcome.set_exception(error)
        else:
            outcome.set_result(said)

    async def _ask(self, rules: str, data: str) -> str:
        from llama_index.core.llms import ChatMessage, MessageRole
        from llama_index.llms.openai_like import OpenAILike

        logging.getLogger("openai").setLevel(logging.WARNING)  # at DEBUG it writes the question into the log
        async with _client(self.seconds) as client:
            model = OpenAILike(
                model=self.name, api_base=self.url, api_key=self.key or "none", temperature=0.0, max_tokens=REPLY_TOKENS,
                max_retries=0, timeout=self.seconds, is_chat_model=True, async_http_client=client,
            )  # fmt: skip
            messages = [ChatMessage(role=MessageRole.SYSTEM, content=rules), ChatMessage(role=MessageRole.USER, content=data)]  # fmt: skip
            response = await model.achat(messages)
        raw: Any = response.raw
        return _whole(raw.choices[0].finish_reason, response.message.content)


def _reason(error: Exception) -> str:
    """The kind of error and its HTTP status: its own words may hold the question, an address or a key."""
    if isinstance(error.__cause__, NoReply):
        return str(error.__cause__)
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__


def _whole(ended: str | None, said: Any) -> str:
    if ended != "stop":
        raise NoReply(f"reply not finished: {str(ended)[:20]!r}")
    if not isinstance(said, str) or not said.strip():
        raise NoReply("empty reply")
    if len(said) > 8 * REPLY_TOKENS:
        raise NoReply("reply longer than asked for")
    return said


def _client(seconds: float) -> httpx.AsyncClient:
    """Follows no redirect, takes no compressed response (its size could not be told) and no large one."""
    return httpx.AsyncClient(
        timeout=seconds, follow_redirects=False, headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [_bounded]},
    )  # fmt: skip


async def _bounded(response: httpx.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NoReply("compressed reply")
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)
    response.stream = _Bounded(stream)


class _Bounded(httpx.AsyncByteStream):
    """A response's bytes, up to a limit."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > _REPLY_BYTES:
                raise NoReply(f"reply of more than {_REPLY_BYTES} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
