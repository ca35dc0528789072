"""HTTP to addresses that people's messages name: public ones only, except for hosts that are trusted.

A name is resolved once, and the connection goes to the addresses that were looked at, so that no name can lead
elsewhere a moment later. Every redirect is looked at anew.
"""

from __future__ import annotations

import asyncio
import io
import ipaddress
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from botbridge.errors import FileRefused
from botbridge_teams.urls import address_parts

Trusts = Callable[[str], bool]  # of a host

_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
# A transfer may take long, but never without a byte for half a minute.
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=10.0, sock_read=30.0)
_EXACT: Final = re.compile(r"[!-~]+")  # an address that is quoted already; its permission may depend on how


class Guard(AbstractResolver):
    """Tells the addresses of trusted hosts as they are, of any other only if all of them are public."""

    def __init__(self, trusts: Trusts) -> None:
        self._trusts = trusts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses that may be connected to. Raises FileRefused, OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        addresses = [(str(one[4][0]), one[0], one[2]) for one in found]
        if not self._trusts(host) and not all(is_public(address) for address, _, _ in addresses):
            raise _not_public(host)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST)
            for address, kind, proto in addresses
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def is_public(address: str) -> bool:
    """Whether an IP address can be reached by everybody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    real = mapped or ip
    return real.is_global and not real.is_multicast


def _not_public(host: str) -> FileRefused:
    return FileRefused(f"{host!r} is no public host; [project] allow_hosts names exceptions")


class Downloads:
    """Reads and writes what lies elsewhere; `local` allows addresses without TLS on trusted hosts."""

    def __init__(self, trusts: Trusts, *, local: bool) -> None:
        self._trusts = trusts
        self._local = local
        connector = aiohttp.TCPConnector(resolver=Guard(trusts), use_dns_cache=False)
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    @asynccontextmanager
    async def get(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """The response that bears the bytes; `headers` go to the first host only.

        Raises FileRefused for an address that must not be read, else `http.RAISED`.
        """
        there = first = self._checked(url)
        for _ in range(_REDIRECTS):
            shown = headers if there.authority == first.authority else {}
            async with self._session.get(there, headers=shown, allow_redirects=False) as response:
                if response.status not in _MOVED:
                    yield response
                    return
                there = self._checked(_joined(there, response.headers.get("Location", "")))
        raise FileRefused("the file was redirected too often")

    async def put(self, url: str, content: bytes, headers: Mapping[str, str]) -> int:
        """Write bytes; answers with the status.

        Raises FileRefused for an address that must not be written to, else `http.RAISED`.
        """
        there = self._checked(url)
        async with self._session.put(
            there, data=io.BytesIO(content), headers=headers, allow_redirects=False
        ) as response:
            return response.status

    def _checked(self, url: str) -> URL:
        """The address, if it may be read. Raises FileRefused."""
        parts = address_parts(url)
        host = parts.hostname or ""
        plain = parts.scheme == "http" and self._local and self._trusts(host)
        if not host or not (parts.scheme == "https" or plain):
            raise FileRefused(f"{host or 'the address'!r} is no https address")
        if not self._trusts(host) and not _may_be_public(host):
            raise _not_public(host)
        try:
            return URL(url, encoded=_EXACT.fullmatch(url) is not None)
        except ValueError as error:
            raise FileRefused(f"{host!r}: the address cannot be read") from error


def _may_be_public(host: str) -> bool:
    """Whether a host is a name, which is resolved later, or a public address."""
    try:
        return is_public(host)
    except ValueError:
        return True


def _joined(base: URL, location: str) -> str:
    try:
        return str(base.join(URL(location, encoded=_EXACT.fullmatch(location) is not None)))
    except ValueError:
        return ""
