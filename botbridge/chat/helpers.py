"""Small helpers for handlers: sleeping, threads, caching."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from botbridge.context import get_context

P = ParamSpec("P")
R = TypeVar("R")


async def sleep(duration: float) -> None:
    """Wait this many seconds without holding up anybody else."""
    await asyncio.sleep(duration)


def make_async(func: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """An async version of a blocking function: it runs in a worker thread, inside the handler's context.

    A handler that is cancelled stops waiting for it; the thread goes on until the function returns.
    """

    @functools.wraps(func)
    async def in_thread(*args: P.args, **kwargs: P.kwargs) -> R:
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, lambda: context.run(func, *args, **kwargs))

    return in_thread


def run_sync(co: Awaitable[R]) -> R:
    """Wait for an awaitable from a plain function: a sync handler, or one run by `make_async`.

    Raises RuntimeError on the event loop's own thread, where waiting would stop everything: use `await` there.
    """
    loop = get_context().loop
    if _running_loop() is loop:
        if asyncio.iscoroutine(co):
            co.close()
        raise RuntimeError("run_sync was called on the event loop's thread; use await there")

    async def wait() -> R:
        return await co

    return asyncio.run_coroutine_threadsafe(wait(), loop).result()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def cache(func: Callable[P, R]) -> Callable[P, R]:
    """Remember what a function returned for each set of arguments, as long as the process lives.

    Arguments must be hashable. Threads that ask at the same time get one call between them.
    """
    results: dict[Any, R] = {}
    lock = threading.RLock()

    @functools.wraps(func)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (args, tuple(sorted(kwargs.items())))
        with lock:
            if key not in results:
                results[key] = func(*args, **kwargs)
            return results[key]

    return remembered
