"""Deliveries to the app: events, interactions, commands; over HTTP or a socket, with Slack's retries."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from botbridge.testing.fake.delivery import Brought, Carrier, Tried
from botbridge.testing.slack.faults import Faults
from botbridge.testing.slack.signing import sign
from botbridge.testing.slack.socket_mode import Sockets

JSON = dict[str, Any]

_JSON_TYPE: Final = "application/json"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"


@dataclass
class Attempt(Tried):
    """One try: `status` is the HTTP status, 200 for a socket acknowledgement, 0 without an answer.

    `latency` in seconds; `reason` is Slack's retry reason when it failed; `answer` the body.
    """

    via: str
    retry_num: int
    status: int = 0
    latency: float = 0.0
    reason: str = ""
    answer: str = ""
    no_retry: bool = False


@dataclass(eq=False)
class Delivery(Brought[Attempt]):
    """One thing brought to the app; `kind` is `events_api`, `interactive` or `slash_commands`."""

    kind: str
    payload: JSON
    attempts: list[Attempt] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def type(self) -> str:
        """The type of the event or interaction, such as `app_mention` or `block_actions`."""
        event = self.payload.get("event", self.payload)
        return str(event.get("type") or event.get("command", ""))

    def answer(self) -> JSON:
        """Return what the app said in its acknowledgement; empty when it said nothing."""
        body = self.attempts[-1].answer if self.attempts else ""
        try:
            value = json.loads(body or "{}")
        except ValueError:
            return {"text": body}  # a command may be answered in plain text
        return value if isinstance(value, dict) else {}


@dataclass(eq=False)
class Courier(Carrier):
    """Brings everything to the app, each delivery in a task of its own, as Slack does.

    `deadline` and `retry_delays` in real seconds.
    """

    signing_secret: str = field(repr=False)
    faults: Faults
    sockets: Sockets
    tell: Callable[[str, Any], None]
    deliver_to: str | None
    deadline: float
    retry_delays: Sequence[float]
    deliveries: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, kind: str, payload: JSON) -> Delivery:
        """Start to deliver; the delivery tells how it went."""
        marks = self.faults.retry_marks > 0 and kind == "events_api"
        self.faults.retry_marks -= marks
        first = self._start(Delivery(kind, payload), retry_num=int(marks))
        if self.faults.duplicate_deliveries > 0 and kind == "events_api":
            self.faults.duplicate_deliveries -= 1
            self._start(Delivery(kind, payload), retry_num=0)
        return first

    def again(self, delivery: Delivery, retry_num: int = 1) -> Delivery:
        """Deliver the same thing once more, as Slack does when it missed the acknowledgement."""
        return self._start(Delivery(delivery.kind, delivery.payload), retry_num=retry_num)

    def _start(self, delivery: Delivery, retry_num: int) -> Delivery:
        self.deliveries.append(delivery)
        self._carry(delivery, self._deliver(delivery, retry_num))
        return delivery

    async def _deliver(self, delivery: Delivery, retry_num: int) -> None:
        # Interactions and commands are not retried: the person sees an error instead.
        delays = list(self.retry_delays) if delivery.kind == "events_api" else []
        reason = "http_timeout" if retry_num else ""
        try:
            while True:
                attempt = await self._attempt(delivery, retry_num, reason)
                delivery.attempts.append(attempt)
                self.tell("delivered" if attempt.acknowledged else "undelivered", delivery)
                if attempt.acknowledged or attempt.no_retry or retry_num >= len(delays):
                    return
                await asyncio.sleep(delays[retry_num])
                retry_num, reason = retry_num + 1, attempt.reason
        finally:
            delivery.done.set()

    async def _attempt(self, delivery: Delivery, retry_num: int, reason: str) -> Attempt:
        started = time.monotonic()
        if self.sockets.connected:
            attempt = await self._by_socket(delivery, retry_num, reason)
        elif self.deliver_to:
            attempt = await self._by_http(self.deliver_to, delivery, retry_num, reason)
        else:
            attempt = Attempt("nowhere", retry_num, reason="connection_failed")
        attempt.latency = time.monotonic() - started
        return attempt

    async def _by_socket(self, delivery: Delivery, retry_num: int, reason: str) -> Attempt:
        answer = await self.sockets.send(delivery.kind, delivery.payload, retry_num, reason, self.deadline)
        if answer is None:
            return Attempt("socket", retry_num, reason="timeout")
        return Attempt("socket", retry_num, status=200, answer=json.dumps(answer))

    async def _by_http(self, url: str, delivery: Delivery, retry_num: int, reason: str) -> Attempt:
        body, content_type = encode(delivery.kind, delivery.payload)
        headers = {"Content-Type": content_type, **sign(self.signing_secret, int(time.time()), body)}
        if retry_num:
            headers |= {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": reason or "unknown_error"}
        return await self.post(url, body, headers, retry_num)

    async def post(self, url: str, body: bytes, headers: dict[str, str], retry_num: int = 0) -> Attempt:
        """POST a body as it is and return what came of it."""
        attempt = Attempt("http", retry_num)
        try:
            async with asyncio.timeout(self.deadline), self._client().post(url, data=body, headers=headers) as got:
                attempt.answer, attempt.status = await got.text(), got.status
                attempt.no_retry = got.headers.get("X-Slack-No-Retry") == "1"
                attempt.reason = "" if attempt.acknowledged else "http_error"
        except TimeoutError:
            attempt.reason = "http_timeout"
        except aiohttp.TooManyRedirects:
            attempt.reason = "too_many_redirects"
        except aiohttp.ClientError:
            attempt.reason = "connection_failed"
        return attempt


def encode(kind: str, payload: JSON) -> tuple[bytes, str]:
    """Return the body and content type of an HTTP delivery."""
    if kind == "events_api":
        return json.dumps(payload).encode(), _JSON_TYPE
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), _FORM_TYPE
