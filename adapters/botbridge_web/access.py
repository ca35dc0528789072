"""Who asks: the session of a conversation, or whoever has a link that was signed for one element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botbridge.adapter import Host
from botbridge.model.ids import ThreadKey
from botbridge.model.user import Author
from botbridge_web.address import thread_key
from botbridge_web.problems import Problem
from botbridge_web.sessions import Sessions

SESSION_COOKIE = "X-Botbridge-Session-id"  # for load balancers that send one session to one process


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a request may see: a conversation, or one element of it for the person that a link was made for."""

    thread: ThreadKey
    session_id: str | None = None
    element_id: str | None = None
    author: Author | None = None

    def require(self, element_id: str) -> None:
        """Raises Problem for another element than the one that the link is for."""
        if self.element_id not in (None, element_id):
            raise Problem(403, "This link is for something else")


class AccessControl:
    """Finds out who asks, from a query or a body."""

    def __init__(self, host: Host, sessions: Sessions) -> None:
        self._host = host
        self._sessions = sessions

    async def of(self, told: Mapping[str, Any]) -> Access:
        """Raises Problem for an unknown session and for a link that is not ours, or too old."""
        token = told.get("token")
        if token is not None:
            return await self._linked(str(token))
        session = self._sessions.get(str(told.get("session_id") or told.get("sessionId") or ""))
        if session is None:
            raise Problem(401, "Unknown session")
        return Access(thread=thread_key(session.thread_id), session_id=session.id)

    async def _linked(self, token: str) -> Access:
        linked = await self._host.linked(token)
        if linked is None:
            raise Problem(403, "This link does not work (any more)")
        return Access(thread=linked.thread, element_id=linked.element_id, author=linked.author)
