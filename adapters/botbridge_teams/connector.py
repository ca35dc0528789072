"""The connector's edge: one call, one answer, neutral errors."""

from __future__ import annotations

import json
import logging
from typing import Any, Final
from urllib.parse import quote

import httpx

from botbridge_teams import failures
from botbridge_teams.outbound import Activity
from botbridge_teams.place import Place
from botbridge_teams.tokens import Tokens

# The outbox asks again; half a minute is what a call gets.
TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


class _NoQueries(logging.Filter):
    """Keeps what must not be in a log out of the client's lines: addresses of files carry their permission."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(one.copy_with(query=None) if isinstance(one, httpx.URL) else one for one in record.args)
        return True


_NO_QUERIES: Final = _NoQueries()


def open_client() -> httpx.AsyncClient:
    """The one HTTP client that everything to Microsoft shares; the caller closes it."""
    logging.getLogger("httpx").addFilter(_NO_QUERIES)
    return httpx.AsyncClient(timeout=TIMEOUT, limits=httpx.Limits(max_connections=200, max_keepalive_connections=50))


class Connector:
    """The Bot Connector's REST interface (v3), at the address that a conversation's activities name."""

    def __init__(self, client: httpx.AsyncClient, tokens: Tokens) -> None:
        self._client = client
        self._tokens = tokens

    async def post(self, place: Place, conversation: str, activity: Activity) -> str:
        """Send a new activity; answers with its id, empty where the connector tells none. Raises DeliveryError."""
        answer = await self._call("POST", place, conversation, "activities", activity)
        return str(answer.get("id") or "")

    async def put(self, place: Place, conversation: str, activity_id: str, activity: Activity) -> None:
        """Replace an activity as a whole. Raises DeliveryError."""
        body = {**activity, "id": activity_id}
        await self._call("PUT", place, conversation, f"activities/{_quoted(activity_id)}", body)

    async def delete(self, place: Place, conversation: str, activity_id: str) -> None:
        """Take an activity away. Raises DeliveryError."""
        await self._call("DELETE", place, conversation, f"activities/{_quoted(activity_id)}")

    async def member(self, place: Place, conversation: str, native_id: str) -> dict[str, Any]:
        """What the roster tells of a person. Raises DeliveryError."""
        return await self._call("GET", place, conversation, f"members/{_quoted(native_id)}")

    async def _call(
        self, method: str, place: Place, conversation: str, path: str, body: Activity | None = None
    ) -> dict[str, Any]:
        url = f"{place.service_url.rstrip('/')}/v3/conversations/{_quoted(conversation)}/{path}"
        what = f"{method} {path.partition('/')[0]} in {conversation}"
        response = await self._send(what, method, url, body)
        if not response.is_success:
            raise failures.translate(what, response)
        return _json(response)

    async def _send(self, what: str, method: str, url: str, body: Activity | None) -> httpx.Response:
        content = _written(body) if body is not None else None
        for left in (1, 0):
            token = await self._tokens.get()
            headers = {**(_JSON if content is not None else {}), **bearer(token)}
            try:
                response = await self._client.request(method, url, content=content, headers=headers)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise failures.unreachable(what, error) from error
            if response.status_code != 401 or not token:
                return response
            self._tokens.drop(token)  # it may have been revoked: once more, with another
            if not left:
                return response
        raise AssertionError("the second answer is returned")


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token; none for a bot without a registration."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def _written(body: Activity) -> bytes:
    # Half a surrogate pair cannot be sent: a question mark stands for it.
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _quoted(part: str) -> str:
    return quote(part, safe="")
