"""The floor of the web: the same frames from a bare aiohttp WebSocket; nothing is stored, nothing is joined."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMsgType, web

Emit = Callable[[str, Any], Awaitable[None]]

_OPEN = {"upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 1_000_000}


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _serve(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    await socket.send_str("0" + json.dumps({"sid": uuid.uuid4().hex, **_OPEN}))

    async def emit(event: str, data: Any) -> None:
        await socket.send_str("42" + json.dumps([event, data], separators=(",", ":")))

    async with asyncio.TaskGroup() as handlers:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            if frame.data.startswith("40"):
                await socket.send_str("40" + json.dumps({"sid": uuid.uuid4().hex}))
            elif frame.data.startswith("42"):
                event, *arguments = json.loads(frame.data[2:])
                if event == "connection_successful":
                    await emit("task_end", {})
                elif event == "client_message":
                    handlers.create_task(_answer(emit, arguments[0]["message"]["output"]))
    return socket


async def _answer(emit: Emit, text: str) -> None:
    message = {"id": str(uuid.uuid4()), "type": "assistant_message", "name": "Assistant"}
    await emit("task_start", {})
    match text.split():
        case ["stream", count]:
            await _stream(emit, message, int(count))
        case _:
            await emit("new_message", {**message, "output": f"echo: {text}"})
    await emit("task_end", {})


async def _stream(emit: Emit, message: dict[str, str], count: int) -> None:
    tokens = [f"~{number % 10} " for number in range(count)]
    await emit("stream_start", {**message, "output": tokens[0], "streaming": True})
    for token in tokens[1:]:
        await emit("stream_token", {"id": message["id"], "token": token, "isSequence": False, "isInput": False})
    await emit("new_message", {**message, "output": "".join(tokens), "streaming": False})


if __name__ == "__main__":
    application = web.Application()
    application.add_routes([web.get("/health", _health), web.get("/ws/socket.io/", _serve)])
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
