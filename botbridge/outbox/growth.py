"""The growing text of a platform that takes any length in one message."""

from __future__ import annotations

from typing import Protocol

from botbridge.render.stream import Part


class Growth(Protocol):
    """A growing text as the native messages it fills; `render.stream.Roller` is the one with limits."""

    def feed(self, token: str) -> None: ...
    def shown(self, part_index: int, chars: int) -> None: ...
    def parts(self) -> list[Part]: ...
    def cut(self) -> None: ...
    def finish(self) -> list[Part]: ...


class Whole:
    """One part that only grows."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, token: str) -> None:
        self._text += token

    def shown(self, part_index: int, chars: int) -> None:
        """Nothing is ever moved to another part, so nothing has to be remembered."""

    def parts(self) -> list[Part]:
        return [Part(self._text, closed=False)] if self._text else []

    def cut(self) -> None:
        """There is no other part to go on in."""

    def finish(self) -> list[Part]:
        return [Part(self._text, closed=True)] if self._text else []
