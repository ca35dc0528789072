"""Fetching what a URL names, for an app or a person: from public addresses only, bounded in size and time."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botbridge.errors import FileRefused, FileTooLarge, Unavailable
from botbridge.saving import CHUNK, save

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

_REDIRECTS = 5
_TIMEOUT = 30.0  # seconds for the whole of it
_PORTS = 65_535
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: how IPv6-only networks reach IPv4


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What came: its type as the server tells it, without parameters, and its size in bytes."""

    mime: str
    size: int


class Downloader:
    """Fetches files; `allowed` are hosts (names or addresses) that may be private too."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)

    async def get(self, url: str, target: Path, limit: int) -> Downloaded:
        """Write what this URL names to `target`, at most `limit` bytes.

        Raises FileRefused (no public address, too large, not there), Unavailable (try again later).
        """
        import httpx  # noqa: PLC0415 - only apps that name files by URL pay for it

        try:
            async with asyncio.timeout(_TIMEOUT), self._answer(url) as response:
                return await _save(response, target, limit)
        except TimeoutError as error:
            raise Unavailable(f"{_shown(url)} did not answer within {_TIMEOUT:g} s") from error
        except httpx.HTTPError as error:
            raise Unavailable(f"{_shown(url)} could not be fetched: {type(error).__name__}") from error

    @asynccontextmanager
    async def _answer(self, url: str) -> AsyncIterator[httpx.Response]:
        """The response that bears the bytes; each address on the way is checked before it is asked."""
        import httpx  # noqa: PLC0415 - see above

        async with httpx.AsyncClient(follow_redirects=False, trust_env=False) as client:
            for _ in range(_REDIRECTS):
                request = await self._request(client, url)
                response = await client.send(request, stream=True)
                if not response.is_redirect:
                    try:
                        _check(response, url)
                        yield response
                    finally:
                        await response.aclose()
                    return
                await response.aclose()
                url = str(httpx.URL(url).join(response.headers.get("Location", "")))
        raise FileRefused(f"{_shown(url)} was redirected too often")

    async def _request(self, client: httpx.AsyncClient, url: str) -> httpx.Request:
        """A request to the very address that was checked: the name is not looked up a second time."""
        import httpx  # noqa: PLC0415 - see above

        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError) as error:
            raise FileRefused("its address is no URL") from error
        if (parsed.port or 0) > _PORTS:
            raise FileRefused(f"its address has the port {parsed.port}, which is none")
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise FileRefused(f"its address begins with {parsed.scheme or 'nothing'}:, only http and https are fetched")
        address = await self._resolved(parsed.host, parsed.port or {"http": 80, "https": 443}[parsed.scheme])
        return client.build_request(
            "GET",
            parsed.copy_with(host=address, userinfo=b""),
            headers={"Host": parsed.netloc.decode("ascii").rpartition("@")[2], "User-Agent": "botbridge"},
            extensions={"sni_hostname": parsed.host},
            timeout=_TIMEOUT,
        )

    async def _resolved(self, host: str, port: int) -> str:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unavailable(f"the host {host} is not known") from error
        addresses = [str(entry[4][0]) for entry in found]
        if host.lower() not in self._allowed and not all(_is_public(address) for address in addresses):
            raise FileRefused(f"{host} is no public address; [project] allow_hosts may allow it")
        return addresses[0]


def _is_public(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    leads_to = _carried(parsed) if isinstance(parsed, ipaddress.IPv6Address) else parsed
    return leads_to.is_global and not leads_to.is_multicast and not leads_to.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that this one stands for, if it does."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _check(response: httpx.Response, url: str) -> None:
    if response.status_code == 429 or response.status_code >= 500:
        raise Unavailable(f"{_shown(url)} answered with status {response.status_code}")
    if response.status_code != 200:
        raise FileRefused(f"{_shown(url)} answered with status {response.status_code}")


async def _save(response: httpx.Response, target: Path, limit: int) -> Downloaded:
    told = response.headers.get("Content-Length", "")
    refusal = FileTooLarge(f"it is larger than {limit / 1024 / 1024:g} MB")
    announced = int(told) if told.isdigit() else None
    size = await save(response.aiter_bytes(CHUNK), target, limit, refusal, announced=announced)
    mime = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Downloaded(mime or "application/octet-stream", size)


def _shown(url: str) -> str:
    """The URL without what may be secret in it: its user and its query."""
    return url.partition("?")[0].rpartition("@")[2][:200]
