"""The small apps that the cases run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import botbridge as cl
from botbridge.testing.contract.stage import Define

Answer = Callable[[cl.Message], Awaitable[None]]


def answering(answer: Answer) -> Define:
    """An app that does nothing but answer messages."""

    def define() -> None:
        cl.on_message(answer)

    return define


async def echo(message: cl.Message) -> None:
    """Answer with the same words."""
    await cl.Message(f"re: {message.content}").send()


def saying(*texts: str) -> Define:
    """An app that answers any message with these."""

    async def answer(_message: cl.Message) -> None:
        for text in texts:
            await cl.Message(text).send()

    return answering(answer)


def streaming(*tokens: str, pause: float = 0.0) -> Define:
    """An app that answers any message with one that grows by these tokens, `pause` seconds apart."""

    async def answer(_message: cl.Message) -> None:
        reply = cl.Message("")
        for token in tokens:
            await reply.stream_token(token)
            await asyncio.sleep(pause)
        await reply.send()

    return answering(answer)


def counting() -> None:
    """An app that greets, and counts messages in its session."""

    @cl.on_chat_start
    async def start() -> None:
        cl.user_session.set("count", 0)
        await cl.Message("hello").send()

    @cl.on_message
    async def answer(message: cl.Message) -> None:
        cl.user_session.set("count", cl.user_session.get("count") + 1)
        await cl.Message(f"{cl.user_session.get('count')} {message.content}").send()


class Gate:
    """Holds a handler back until the test opens it, so that something can happen in between.

    A handler that is run again after a restart finds the gate as it was left.
    """

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._open = asyncio.Event()

    async def passing(self) -> None:
        """For the handler: wait here."""
        self._reached.set()
        await self._open.wait()

    async def reached(self) -> None:
        """For the test: wait until the handler stands at the gate. Raises TimeoutError."""
        async with asyncio.timeout(10):
            await self._reached.wait()

    def open(self) -> None:
        """For the test: let it pass, now and later."""
        self._open.set()
