"""`@step`: a step of each call of a function."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, TypeVar, overload

from botbridge.chat.step import Step
from botbridge.context import has_context

F = TypeVar("F", bound=Callable[..., Any])

_END = object()


@overload
def step(original_function: F, **options: Any) -> F: ...
@overload
def step(original_function: None = None, **options: Any) -> Callable[[F], F]: ...


def step(original_function: F | None = None, **options: Any) -> F | Callable[[F], F]:
    """Make a step of each call of a function: its arguments are the input, what it returns is the output.

    Takes coroutine functions, plain functions, and generators of both kinds (what they yield, joined, is the
    output). The options are those of `Step`; `name` is the function's unless told. Inside,
    `cl.context.current_step` is the step; an output that was set there stays. Outside of a handler the function
    simply runs.
    """

    def decorate(function: F) -> F:
        settings = {"name": function.__name__, **options}
        for fits, wrap in _WRAPPERS:
            if fits(function):
                return functools.wraps(function)(wrap(function, settings))  # type: ignore[return-value]
        raise TypeError(f"@step takes a function, not {function!r}")

    return decorate if original_function is None else decorate(original_function)


def _made(function: Callable[..., Any], options: Mapping[str, Any], arguments: Any, named: Any) -> Step:
    made = Step(**options)
    try:
        bound = inspect.signature(function).bind(*arguments, **named)
    except TypeError:
        return made  # the call itself will say what is wrong
    made.input = {name: value for name, value in bound.arguments.items() if name not in ("self", "cls")}
    return made


def _returned(made: Step, value: Any) -> Any:
    if value is not None and not made.output:
        made.output = value
    return value


def _coroutine(function: Any, options: Mapping[str, Any]) -> Callable[..., Any]:
    async def run(*arguments: Any, **named: Any) -> Any:
        if not has_context():
            return await function(*arguments, **named)
        async with _made(function, options, arguments, named) as made:
            return _returned(made, await function(*arguments, **named))

    return run


def _plain(function: Any, options: Mapping[str, Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        if not has_context():
            return function(*arguments, **named)
        with _made(function, options, arguments, named) as made:
            return _returned(made, function(*arguments, **named))

    return run


def _generator(function: Any, options: Mapping[str, Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Iterator[Any]:
        if not has_context():
            yield from function(*arguments, **named)
            return
        with _made(function, options, arguments, named) as made:
            parts, inner = [], iter(function(*arguments, **named))
            while (part := next(inner, _END)) is not _END:
                parts.append(part)
                made.leave()  # who takes the part is no part of the step
                yield part
                made.enter()
            _returned(made, _joined(parts))

    return run


def _async_generator(function: Any, options: Mapping[str, Any]) -> Callable[..., Any]:
    async def run(*arguments: Any, **named: Any) -> AsyncIterator[Any]:
        if not has_context():
            async for part in function(*arguments, **named):
                yield part
            return
        async with _made(function, options, arguments, named) as made:
            parts = []
            async for part in function(*arguments, **named):
                parts.append(part)
                made.leave()
                yield part
                made.enter()
            _returned(made, _joined(parts))

    return run


def _joined(parts: list[Any]) -> Any:
    return "".join(parts) if all(isinstance(part, str) for part in parts) else parts


_WRAPPERS: tuple[tuple[Callable[[Any], bool], Callable[[Any, Mapping[str, Any]], Callable[..., Any]]], ...] = (
    (inspect.isasyncgenfunction, _async_generator),
    (inspect.iscoroutinefunction, _coroutine),
    (inspect.isgeneratorfunction, _generator),
    (callable, _plain),
)
