"""The two icons that an app package needs, drawn: a bridge, in colour on a tile, and in white on nothing."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from typing import Final

COLOR_SIZE: Final = 192  # [schema] icons.color
OUTLINE_SIZE: Final = 32  # [schema] icons.outline

_SAMPLES: Final = 3  # in each direction and pixel, so that edges are smooth
_LINE: Final = 0.045  # half the width of a line, of the icon's size


def color(accent: str) -> bytes:
    """The icon in colour as PNG; `accent` is the tile's, as `#rrggbb`."""
    red, green, blue = (int(accent[start : start + 2], 16) for start in (1, 3, 5))

    def pixel(x: float, y: float) -> tuple[int, int, int, int]:
        return (255, 255, 255, 255) if _bridge(x, y) else (red, green, blue, 255)

    return _png(COLOR_SIZE, pixel)


def outline() -> bytes:
    """The white icon on a transparent ground as PNG."""
    return _png(OUTLINE_SIZE, lambda x, y: (255, 255, 255, 255 if _bridge(x, y) else 0))


def _bridge(x: float, y: float) -> bool:
    """A deck, an arch above it, and hangers between them."""
    deck = abs(y - 0.68) <= _LINE and 0.14 <= x <= 0.86
    from_middle = math.hypot((x - 0.5) / 0.34, (y - 0.68) / 0.4)
    arch = y <= 0.68 and abs(from_middle - 1) <= _LINE / 0.36
    hangers = any(abs(x - at) <= _LINE / 2 for at in (0.34, 0.5, 0.66)) and from_middle <= 1 and y <= 0.68
    return deck or arch or hangers


def _png(size: int, pixel: Callable[[float, float], tuple[int, int, int, int]]) -> bytes:
    rows = b"".join(b"\0" + bytes(_row(size, line, pixel)) for line in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _row(size: int, line: int, pixel: Callable[[float, float], tuple[int, int, int, int]]) -> list[int]:
    values: list[int] = []
    for column in range(size):
        samples = [
            pixel((column + (x + 0.5) / _SAMPLES) / size, (line + (y + 0.5) / _SAMPLES) / size)
            for x in range(_SAMPLES)
            for y in range(_SAMPLES)
        ]
        values += [sum(channel) // len(samples) for channel in zip(*samples, strict=True)]
    return values


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
