"""Transport compression of the gateway: one stream per connection."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from typing import Any, Final

Compress = Callable[[bytes], bytes]


def _zlib() -> Compress:
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Compress:
    # Whoever asks for it has the package; nobody else needs it.
    zstandard: Any = importlib.import_module("zstandard")
    stream = zstandard.ZstdCompressor().compressobj()

    def compress(data: bytes) -> bytes:
        packed: bytes = stream.compress(data) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return packed

    return compress


# By the query parameter `compress` ([docs] transport compression).
COMPRESSIONS: Final[dict[str, Callable[[], Compress]]] = {"zlib-stream": _zlib, "zstd-stream": _zstd}
