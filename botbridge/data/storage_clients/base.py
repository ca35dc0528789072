"""What a storage client is: a place for bytes under names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class BaseStorageClient(ABC):
    """Keeps the bytes of elements under object keys (`thread/element/name`)."""

    @abstractmethod
    async def upload_file(
        self,
        object_key: str,
        data: bytes | str,
        mime: str = "application/octet-stream",
        overwrite: bool = True,
        content_disposition: str | None = None,
    ) -> dict[str, Any]:
        """Keep these bytes (text as UTF-8); answers with `object_key` and `url`.

        Raises FileExistsError if there are some under that key and they are not to be overwritten.
        """

    @abstractmethod
    async def delete_file(self, object_key: str) -> bool:
        """Remove the bytes under this key; True if there were some."""

    @abstractmethod
    async def get_read_url(self, object_key: str) -> str:
        """A URL from which the bytes can be read now; it may expire."""

    async def close(self) -> None:  # noqa: B027 - many have nothing to close
        """Let go of connections; the client is not used after that."""
