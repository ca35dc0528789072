"""Deliveries to the app: signed, sent again when they are not acknowledged, and for invokes an answer that fits."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from botbridge.testing.fake.delivery import Brought, Carrier, Tried
from botbridge.testing.teams import answers, limits
from botbridge.testing.teams.faults import Faults

JSON = dict[str, Any]


@dataclass
class Attempt(Tried):
    """One try: `status` is the HTTP status, 0 without an answer; `latency` in seconds; `answer` the body."""

    status: int = 0
    latency: float = 0.0
    reason: str = ""
    answer: str = ""


@dataclass(eq=False)
class Delivery(Brought[Attempt]):
    """One activity brought to the app; `problem` says what Teams makes of an invoke's answer that does not fit."""

    activity: JSON
    attempts: list[Attempt] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of an invoke or event, else the activity's type."""
        return str(self.activity.get("name") or self.activity.get("type"))

    @property
    def is_invoke(self) -> bool:
        """Whether somebody waits for the answer."""
        return self.activity.get("type") == "invoke"

    def answer(self) -> JSON:
        """Return the JSON that the app answered; empty when there was none."""
        body = self.attempts[-1].answer if self.attempts else ""
        try:
            value = json.loads(body or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@dataclass(eq=False)
class Courier(Carrier):
    """Brings every activity to the app, each in a task of its own.

    `token` makes the token for an activity; None: none is sent. `deadline` and `retry_delays` in real seconds.
    """

    faults: Faults
    tell: Callable[[str, Any], None]
    token: Callable[[JSON], str | None]
    deliver_to: str | None = None
    deadline: float = limits.ACK_SECONDS
    retry_delays: Sequence[float] = limits.RETRY_DELAYS
    deliveries: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, activity: JSON) -> Delivery:
        """Start to deliver what the activity says now; the delivery tells how it went."""
        activity = json.loads(json.dumps(activity))  # the message it tells of may change before it arrives
        first = self._start(Delivery(activity))
        if self.faults.duplicate_deliveries > 0:
            self.faults.duplicate_deliveries -= 1
            self._start(Delivery(activity))
        return first

    def again(self, delivery: Delivery) -> Delivery:
        """Deliver the same activity once more, as Teams does when it missed the acknowledgement."""
        return self._start(Delivery(delivery.activity))

    def _start(self, delivery: Delivery) -> Delivery:
        self.deliveries.append(delivery)
        self._carry(delivery, self._deliver(delivery))
        return delivery

    async def _deliver(self, delivery: Delivery) -> None:
        # Nobody waits for a second answer to a click: the window shows an error instead.
        delays = [] if delivery.is_invoke else list(self.retry_delays)
        try:
            while True:
                attempt = await self._attempt(delivery)
                delivery.attempts.append(attempt)
                if attempt.acknowledged or not delays or 400 <= attempt.status < 500:
                    break
                await asyncio.sleep(delays.pop(0))
            delivery.problem = answers.problem(delivery) if delivery.is_invoke else ""
            self.tell("delivered" if delivery.acknowledged else "undelivered", delivery)
        finally:
            delivery.done.set()

    async def _attempt(self, delivery: Delivery) -> Attempt:
        if self.deliver_to is None:
            return Attempt(reason="nowhere to deliver to")
        token = self.token(delivery.activity)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        deadline = limits.INVOKE_SECONDS if delivery.is_invoke else self.deadline
        return await self.post(self.deliver_to, json.dumps(delivery.activity).encode(), headers, deadline)

    async def post(self, url: str, body: bytes, headers: dict[str, str], deadline: float | None = None) -> Attempt:
        """POST a body as it is and return what came of it."""
        attempt, started = Attempt(), time.monotonic()
        whole = {"Content-Type": "application/json; charset=utf-8", **headers}
        try:
            async with (
                asyncio.timeout(deadline or self.deadline),
                self._client().post(url, data=body, headers=whole) as got,
            ):
                attempt.answer, attempt.status = await got.text(), got.status
        except TimeoutError:
            attempt.reason = "no answer in time"
        except aiohttp.ClientError as error:
            attempt.reason = type(error).__name__
        attempt.latency = time.monotonic() - started
        return attempt
