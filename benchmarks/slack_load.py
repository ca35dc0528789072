"""Signed Slack events for one app, as fast as it answers or at a steady rate; prints what happened as JSON.

`python -m benchmarks.slack_load APP_PORT SINK_PORT --events N (--flight N | --rate PER_SECOND)`
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.slack_sink import BOT_USER, TEAM

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # the one in Slack's own documentation
_PEOPLE = 50
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """One HTTP request, ready to be written, and the thread in which its answer is to come."""

    thread_ts: str
    request: bytes


@dataclass(slots=True)
class Answers(asyncio.DatagramProtocol):
    """The threads that were answered, as the sink reports them."""

    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    doubled: int = 0

    def datagram_received(self, data: bytes, addr: Any) -> None:
        answer = self.waiting.get(data.decode())
        if answer is not None:
            self.doubled += answer.done()
            if not answer.done():
                answer.set_result(None)


class Connection:
    """One connection to the app, which is kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def send(self, request: bytes) -> float:
        """Seconds until the acknowledgement. Raises RuntimeError if it is no success."""
        began = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        seconds = time.perf_counter() - began
        if not head.startswith(b"HTTP/1.1 20"):
            raise RuntimeError(f"an event was answered with {head[:60]!r}")
        await self._reader.readexactly(_length(head))
        return seconds

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


class Load:
    """Sends events to one app and waits for their answers at the sink."""

    def __init__(self, port: int, events: list[Prepared], answers: Answers) -> None:
        self._port = port
        self._events = events
        self._answers = answers
        self._idle: list[Connection] = []
        self.acknowledged: list[float] = []

    async def in_flight(self, count: int) -> float:
        """Seconds until all are answered, with so many begun and not yet answered at any time."""
        left = iter(self._events)
        connections = [await Connection.open(self._port) for _ in range(count)]
        began = time.perf_counter()
        async with asyncio.timeout(_TIMEOUT):
            await asyncio.gather(*(self._worker(connection, left) for connection in connections))
        seconds = time.perf_counter() - began
        await asyncio.gather(*(connection.close() for connection in connections))
        return seconds

    async def at_rate(self, rate: float) -> float:
        """Seconds until all are answered, with so many begun each second whatever becomes of them."""
        began = time.perf_counter()
        async with asyncio.timeout(_TIMEOUT), asyncio.TaskGroup() as group:
            for number, event in enumerate(self._events):
                await asyncio.sleep(began + number / rate - time.perf_counter())
                group.create_task(self._on_any(event))
        seconds = time.perf_counter() - began
        await asyncio.gather(*(connection.close() for connection in self._idle))
        return seconds

    async def _worker(self, connection: Connection, left: Iterator[Prepared]) -> None:
        for event in left:
            await self._one(connection, event)

    async def _on_any(self, event: Prepared) -> None:
        connection = self._idle.pop() if self._idle else await Connection.open(self._port)
        answer = self._expect(event)
        self.acknowledged.append(await connection.send(event.request))
        self._idle.append(connection)
        await answer

    async def _one(self, connection: Connection, event: Prepared) -> None:
        answer = self._expect(event)
        self.acknowledged.append(await connection.send(event.request))
        await answer

    def _expect(self, event: Prepared) -> asyncio.Future[None]:
        answer = self._answers.waiting[event.thread_ts] = asyncio.get_running_loop().create_future()
        return answer


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _prepare(count: int) -> list[Prepared]:
    """Mentions by some people, each in a channel of its own: Slack takes one message a second and channel."""
    now = int(time.time())
    run = uuid.uuid4().int % 1_000_000_000
    return [_mention(now, f"{1_700_000_000 + run}.{number:06}", number) for number in range(count)]


def _mention(now: int, ts: str, number: int) -> Prepared:
    place = {"channel": f"C{uuid.uuid4().hex[:10].upper()}", "user": f"U{number % _PEOPLE:05}", "team": TEAM}
    text = f"<@{BOT_USER}> number {number}"
    event = {"type": "app_mention", "text": text, "ts": ts, "event_ts": ts, "client_msg_id": str(uuid.uuid4()), **place}
    body = json.dumps({**_envelope(now), "event": event}).encode()
    mac = hmac.new(SECRET.encode(), b"v0:%d:%s" % (now, body), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={mac}\r\n\r\n"
    )
    return Prepared(ts, head.encode() + body)


def _envelope(now: int) -> dict[str, Any]:
    grant = {
        "team_id": TEAM,
        "enterprise_id": None,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "type": "event_callback",
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A0BENCH",
        "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
        "event_time": now,
        "authorizations": [grant],
        "is_ext_shared_channel": False,
    }


async def _main(options: argparse.Namespace) -> dict[str, Any]:
    transport, answers = await asyncio.get_running_loop().create_datagram_endpoint(Answers, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    watch = urllib.request.Request(f"http://127.0.0.1:{options.sink}/watch", str(port).encode())
    await asyncio.to_thread(urllib.request.urlopen, watch)
    load = Load(options.app, _prepare(options.events), answers)
    before = time.process_time()
    seconds = await (load.at_rate(options.rate) if options.rate else load.in_flight(options.flight))
    busy = (time.process_time() - before) / seconds
    transport.close()
    return {"seconds": seconds, "acknowledged": load.acknowledged, "doubled": answers.doubled, "busy": busy}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("app", type=int)
    parser.add_argument("sink", type=int)
    parser.add_argument("--events", type=int, required=True)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--flight", type=int)
    how.add_argument("--rate", type=float)
    print(json.dumps(asyncio.run(_main(parser.parse_args()))))
