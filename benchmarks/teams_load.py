"""Signed activities of Teams for one app, as fast as it answers or at a steady rate; prints what happened as JSON.

`python -m benchmarks.teams_load APP_PORT SINK_PORT --events N (--flight N | --rate PER_SECOND) [--text WORDS]`: with
`--text` nobody waits for the answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
import urllib.request
import uuid
from typing import Any

from benchmarks.slack_load import Answers, Load, Prepared
from benchmarks.teams_sink import APP_ID

# Teams takes 50 calls a second and tenant, so each of these people is in a tenant of their own.
_PEOPLE = 50


class Unanswered(Load):
    """Sends activities and waits for their acknowledgement alone."""

    def _expect(self, event: Prepared) -> asyncio.Future[None]:
        nothing = asyncio.get_running_loop().create_future()
        nothing.set_result(None)
        return nothing


def _prepare(count: int, text: str, sink: str) -> list[Prepared]:
    """Messages by some people, each in a chat of its own: Teams takes few messages a second and chat."""
    with urllib.request.urlopen(f"{sink}/signed") as answer:
        token = answer.read().decode()
    return [_message(number, text, sink, token) for number in range(count)]


def _message(number: int, text: str, sink: str, token: str) -> Prepared:
    person, chat = f"{number % _PEOPLE:012}", f"a:{uuid.uuid4().hex}"
    tenant = {"id": f"00000000-0000-0000-0000-{person}"}
    account = {"id": f"29:{person}", "name": "A Person", "aadObjectId": f"11111111-0000-0000-0000-{person}"}
    activity = {
        "type": "message",
        "id": str(time.time_ns()),
        "timestamp": "2026-01-01T00:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": sink,
        "from": account,
        "recipient": {"id": f"28:{APP_ID}", "name": "Bench"},
        "conversation": {"conversationType": "personal", "tenantId": tenant["id"], "id": chat},
        "channelData": {"tenant": tenant},
        "text": text or f"number {number}",
        "textFormat": "plain",
        "locale": "en-US",
    }
    body = json.dumps(activity).encode()
    head = (
        "POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Prepared(chat, head.encode() + body)


async def _main(options: argparse.Namespace) -> dict[str, Any]:
    transport, answers = await asyncio.get_running_loop().create_datagram_endpoint(Answers, local_addr=("127.0.0.1", 0))
    port, sink = transport.get_extra_info("sockname")[1], f"http://127.0.0.1:{options.sink}"
    await asyncio.to_thread(urllib.request.urlopen, urllib.request.Request(f"{sink}/watch", str(port).encode()))
    prepared = await asyncio.to_thread(_prepare, options.events, options.text, sink)
    load = (Unanswered if options.text else Load)(options.app, prepared, answers)
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
    parser.add_argument("--text", default="")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--flight", type=int)
    how.add_argument("--rate", type=float)
    print(json.dumps(asyncio.run(_main(parser.parse_args()))))
