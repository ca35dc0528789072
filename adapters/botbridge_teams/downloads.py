"""HTTP to addresses that people's messages name: public ones only, except for hosts that are trusted.

A name is resolved once, and the connection goes to the address that was looked at, so that no name can lead
elsewhere a moment later. Every redirect is looked at anew.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpcore
import httpx

from botbridge.errors import FileRefused
from botbridge_teams.shape import address_parts

Trusts = Callable[[str], bool]  # of a host

_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
# A transfer may take long, but never without a byte for half a minute.
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)


class Guard(httpcore.AsyncNetworkBackend):
    """Connects to trusted hosts as they are, to any other only at a public address."""

    def __init__(self, trusts: Trusts) -> None:
        self._trusts = trusts
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        where = host if self._trusts(host) else await _public(host, port)
        return await self._backend.connect_tcp(where, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _public(host: str, port: int) -> str:
    """An address of the host. Raises FileRefused if one of them is not public."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
    except OSError as error:
        raise httpcore.ConnectError(f"{host} is not known") from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(is_public(one) for one in addresses):
        raise FileRefused(f"{host!r} is no public host; [project] allow_hosts names exceptions")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address can be reached by everybody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    real = mapped or ip
    return real.is_global and not real.is_multicast


class _Transport(httpx.AsyncHTTPTransport):
    def __init__(self, guard: Guard) -> None:
        super().__init__()
        # httpx takes no network backend, the pool under it does.
        self._pool = httpcore.AsyncConnectionPool(ssl_context=ssl.create_default_context(), network_backend=guard)


class Downloads:
    """Reads and writes what lies elsewhere; `local` allows addresses without TLS on trusted hosts."""

    def __init__(self, trusts: Trusts, *, local: bool) -> None:
        self._trusts = trusts
        self._local = local
        self._client = httpx.AsyncClient(transport=_Transport(Guard(trusts)), timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def get(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """The response that bears the bytes; `headers` go to the first host only.

        Raises FileRefused for an address that must not be read, httpx.HTTPError.
        """
        first = address_parts(url).netloc
        for _ in range(_REDIRECTS):
            self._check(url)
            shown = dict(headers) if address_parts(url).netloc == first else {}
            async with self._client.stream("GET", url, headers=shown) as response:
                if response.status_code not in _MOVED:
                    yield response
                    return
                url = str(response.url.join(response.headers.get("Location", "")))
        raise FileRefused("the file was redirected too often")

    async def put(self, url: str, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Write bytes. Raises FileRefused for an address that must not be written to, httpx.HTTPError."""
        self._check(url)
        return await self._client.put(url, content=content, headers=dict(headers))

    def _check(self, url: str) -> None:
        parts = address_parts(url)
        plain = parts.scheme == "http" and self._local and self._trusts(parts.hostname or "")
        if not parts.hostname or not (parts.scheme == "https" or plain):
            raise FileRefused(f"{parts.hostname or 'the address'!r} is no https address")
