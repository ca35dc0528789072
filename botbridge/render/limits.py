"""How much text one native message holds."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much one native message holds.

    `chars` is counted by `measure` (code points unless told: bytes, UTF-16 units, escaped length);
    the measure of two texts together must not exceed the sum of their measures. `blocks` is counted as
    `markdown.count_blocks` counts; None means any number.

    :raises ValueError: if a limit is not positive.
    """

    chars: int
    blocks: int | None = None
    measure: Callable[[str], int] = len

    def __post_init__(self) -> None:
        if self.chars < 1 or (self.blocks is not None and self.blocks < 1):
            raise ValueError(f"a message must hold something: chars={self.chars!r}, blocks={self.blocks!r}")
