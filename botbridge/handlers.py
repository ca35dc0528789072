"""The callbacks that an app file registers, by name."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Callback: TypeAlias = Callable[..., Any]


@dataclass(slots=True)
class Handlers:
    """One handler per hook; the last registration wins, as in the reference."""

    on_app_startup: Callback | None = None
    on_app_shutdown: Callback | None = None
    on_chat_start: Callback | None = None
    on_chat_resume: Callback | None = None
    on_message: Callback | None = None
    on_audio_start: Callback | None = None
    on_audio_chunk: Callback | None = None
    on_audio_end: Callback | None = None
    on_chat_end: Callback | None = None
    on_stop: Callback | None = None
    on_feedback: Callback | None = None
    on_reaction: Callback | None = None
    author_rename: Callback | None = None
    data_layer: Callback | None = None
    action_callbacks: dict[str, Callback] = field(default_factory=dict)  # by the action's name
    native_reactions: dict[str, Callback] = field(default_factory=dict)  # by platform


async def call(handler: Callback, *arguments: Any) -> Any:
    """Call a handler with as many of the arguments as it takes.

    A coroutine function runs on the event loop. A plain function runs in a worker thread, so that it may block;
    it can be told to stop only between the calls it makes through `run_sync`.
    """
    given = arguments[: _arity(handler)]
    if inspect.iscoroutinefunction(handler):
        return await handler(*given)
    outcome = await _in_thread(functools.partial(handler, *given))
    return await outcome if inspect.isawaitable(outcome) else outcome


async def _in_thread(function: Callable[[], Any]) -> Any:
    context = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, context.run, function)


@functools.lru_cache(maxsize=256)
def _arity(handler: Callback) -> int:
    kinds = [parameter.kind for parameter in inspect.signature(handler).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 99
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(kind in positional for kind in kinds)
