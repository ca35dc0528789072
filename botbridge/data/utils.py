"""What the reference's data layers import from here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def queue_until_user_message() -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Awaitable[T]]]:
    """A decorator that leaves a method as it is.

    In the reference it holds writes back until the user has written, so that a chat which was only opened
    leaves nothing behind. Here the engine itself calls a data layer only for conversations that are to be
    kept, in the right order, so there is nothing left to hold back.
    """
    return lambda method: method
