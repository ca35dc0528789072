"""`python -m botbridge.testing slack` as a person or a script uses it."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack
from botbridge.testing.slack.shell import COMMANDS, Shell

PROMPT = [sys.executable, "-m", "botbridge.testing", "slack"]


async def run(*arguments: str, typed: str = "") -> tuple[int | None, str, str]:
    """Run the command with everything typed at once; return status, output and errors."""
    process = await start(*arguments)
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    return process.returncode, out.decode(), err.decode()


async def start(*arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*PROMPT, *arguments, stdin=pipe, stdout=pipe, stderr=pipe)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@asynccontextmanager
async def app_at(port: int, api_url: str) -> AsyncIterator[None]:
    """A Bolt app that answers by stream, with a button."""
    client = AsyncWebClient(token="xoxb-fake-bot", base_url=api_url)
    app = AsyncApp(client=client, signing_secret="fake-signing-secret", process_before_response=True)
    go = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "1"}

    @app.event("message")
    async def message(event: dict[str, Any], client: AsyncWebClient) -> None:
        stream = await client.chat_stream(channel=event["channel"], thread_ts=event["ts"], buffer_size=1)
        names = [f["name"] for f in event.get("files", [])]
        for word in ("you said ", event["text"], " ", *names):
            await stream.append(markdown_text=word)
        await stream.stop(blocks=[{"type": "actions", "elements": [go]}])

    @app.action("go")
    async def clicked(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, markdown_text="gone")

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", receive)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


async def test_a_script_talks_clicks_and_uploads(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello", encoding="utf-8")
    api, app = free_port(), free_port()
    lines = ["hello", "click Go", f"upload {tmp_path}/a.txt see", "react :+1:", "as U2", "dm <!here>", "calls 2"]
    async with app_at(app, f"http://127.0.0.1:{api}/api/"):
        target = f"http://127.0.0.1:{app}/slack/events"
        status, out, err = await run("--port", str(api), "--deliver-to", target, typed="\n".join(lines))
    assert (status, err) == (0, "")
    assert out.startswith("export SLACK_BOT_TOKEN=xoxb-fake-bot\nexport SLACK_SIGNING_SECRET=")
    assert f"export SLACK_API_URL=http://127.0.0.1:{api}/api/\n" in out
    for shown in (
        "bot in DU1/thread> (streams) you said",
        "bot in DU1/thread> … hello",
        "bot in DU1/thread> (ends) you said hello",
        "  [Go]",
        "bot in DU1/thread> (edited) gone",
        "you said see a.txt",
        "you are U2",
        "  ! this notifies people: <!here>",
        "  200 chat.stopStream ok",
    ):
        assert shown in out, shown


async def test_it_ends_on_quit_end_of_input_and_interrupt() -> None:
    assert (await run("--port", "0", typed="quit\nhello\n"))[0] == 0
    assert (await run("--port", "0", "--socket"))[0] == 0
    process = await start("--port", "0", "--socket")
    assert process.stdout
    while b"help" not in await process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, err) == (0, b"")


async def test_socket_mode_exports_the_app_token() -> None:
    _, out, _ = await run("--port", "0", "--socket")
    assert "export SLACK_APP_TOKEN=xapp-fake-app\n" in out
    assert "over Socket Mode" in out


async def test_a_taken_port_and_an_unknown_platform_are_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = await run("--port", str(taken.getsockname()[1]))
    assert status == 2
    assert "choose another --port" in err
    assert "Traceback" not in err
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "botbridge.testing", "fax", stderr=asyncio.subprocess.PIPE
    )
    _, err_bytes = await process.communicate()
    assert process.returncode == 2
    assert err_bytes.startswith(b"usage:")


@pytest.fixture
def shell(slack: FakeSlack) -> tuple[Shell, list[str]]:
    """A shell without a process, and the lines it wrote."""
    written: list[str] = []
    return Shell(slack, written.append), written


async def test_mistakes_at_the_prompt_are_told(shell: tuple[Shell, list[str]]) -> None:
    prompt, written = shell
    for line in ("reply x", "edit x", "click Go", "upload /nowhere", "stop", "submit", "faults error", "delete", ""):
        assert await prompt.run(line)
    assert all(line.startswith("  ! ") for line in written)
    assert len(written) == 8
    assert not await prompt.run("quit")


async def test_what_does_not_reach_the_app_is_told_once(slack: FakeSlack, shell: tuple[Shell, list[str]]) -> None:
    prompt, written = shell
    await prompt.run("hello")
    await slack.delivered()
    assert len(slack.deliveries[0].attempts) == 4
    assert written == ["  ! message did not reach the app: connection_failed"]


async def test_commands_do_what_they_say(
    slack: FakeSlack, client: AsyncWebClient, shell: tuple[Shell, list[str]]
) -> None:
    prompt, written = shell
    for line in (
        "@C1 one",
        "reply two",
        "edit three",
        "mention C1 four",
        "say C1 five",
        "join C1",
        "home",
        "bot B2 C1 x",
    ):
        await prompt.run(line)
    texts = [message.text for message in slack.channel("C1").messages.values()]
    assert texts == ["@botbridge one", "three", "@botbridge four", "five", "@user-u1 has joined the channel", "x"]
    assert slack.channel("C1").messages  # the reply stands in the first one's thread
    assert [m.text for m in next(iter(slack.channel("C1").messages.values())).thread.messages][1:] == ["three"]
    await client.chat_postMessage(channel="C1", text="hi")
    await prompt.run("react :eyes:")
    assert prompt.target().reactions == {"eyes": ["U1"]}
    await prompt.run("faults status 503 chat.postMessage")
    assert slack.faults.active[0].status == 503
    await prompt.run("delete")
    assert len(slack.channel("C1").messages) == 6
    await prompt.run("help")
    assert all(any(line.strip().startswith(name) for line in written) for name in COMMANDS)
