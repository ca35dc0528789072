"""The connector's edge: one call, one answer, neutral errors."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from botbridge_teams import failures
from botbridge_teams.http import RAISED, Http, Reply
from botbridge_teams.outbound import Activity
from botbridge_teams.place import Place
from botbridge_teams.tokens import Tokens

_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


class Connector:
    """The Bot Connector's REST interface (v3), at the address that a conversation's activities name."""

    def __init__(self, http: Http, tokens: Tokens) -> None:
        self._http = http
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

    async def create(self, place: Place, parameters: Activity) -> str:
        """Open a conversation; answers with its id. Raises DeliveryError."""
        answer = await self._request("POST conversations", "POST", f"{_base(place)}/conversations", parameters)
        return str(answer.get("id") or "")

    async def member(self, place: Place, conversation: str, native_id: str) -> dict[str, Any]:
        """What the roster tells of a person. Raises DeliveryError."""
        return await self._call("GET", place, conversation, f"members/{_quoted(native_id)}")

    async def _call(
        self, method: str, place: Place, conversation: str, path: str, body: Activity | None = None
    ) -> dict[str, Any]:
        url = f"{_base(place)}/conversations/{_quoted(conversation)}/{path}"
        return await self._request(f"{method} {path.partition('/')[0]} in {conversation}", method, url, body)

    async def _request(self, what: str, method: str, url: str, body: Activity | None) -> dict[str, Any]:
        reply = await self._send(what, method, url, body)
        if not reply.is_success:
            raise failures.translate(what, reply)
        return reply.json()

    async def _send(self, what: str, method: str, url: str, body: Activity | None) -> Reply:
        content = _written(body) if body is not None else None
        for left in (1, 0):
            token = await self._tokens.get()
            headers = {**(_JSON if content is not None else {}), **bearer(token)}
            try:
                reply = await self._http.call(method, url, data=content, headers=headers)
            except RAISED as error:
                raise failures.unreachable(what, error) from error
            if reply.status != 401 or not token:
                return reply
            self._tokens.drop(token)  # it may have been revoked: once more, with another
            if not left:
                return reply
        raise AssertionError("the second answer is returned")


def _base(place: Place) -> str:
    return f"{place.service_url.rstrip('/')}/v3"


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token; none for a bot without a registration."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def _written(body: Activity) -> bytes:
    # Half a surrogate pair cannot be sent: a question mark stands for it.
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _quoted(part: str) -> str:
    return quote(part, safe="")
