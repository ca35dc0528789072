"""`botbridge run` from outside: how it starts, what it answers, and how it stops."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from botbridge.testing.slack import FakeSlack, User
from process.apps import STREAMER
from process.command import environment, free_port, until
from process.conftest import Builder
from process.tab import opened


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.json()


async def test_health_is_503_until_everything_is_ready(build: Builder, slack: FakeSlack) -> None:
    app = build(STREAMER, "--adapters", "slack,web", env=slack.env())
    slack.faults.slow(1.0, "auth.test", times=1)
    app.spawn()
    await until(app.health, "an answer of /health")
    assert await get(f"{app.url}/health") == (
        503,
        {"status": "starting", "adapters": {"slack": "starting", "web": "starting"}},
    )
    assert await app.health("/project/settings") == 503
    await app.ready()
    assert await get(f"{app.url}/health") == (200, {"status": "ok", "adapters": {"slack": "ready", "web": "ready"}})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_the_running_handler_finish(build: Builder, number: int) -> None:
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("slow")
        await tab.sees("one two three ")
        app.signal(number)
        await until(lambda: "stopping" in app.log, "the word of the end")
        app.open_gate()
        await tab.sees("one two three four")
    assert await app.ended() == 0
    assert app.notes() == ["begin slow", "end slow"]
    assert "Traceback" not in app.log


async def test_a_handler_longer_than_the_grace_is_cut_off_and_handled_again(build: Builder) -> None:
    app = build(STREAMER)
    (app.folder / "botbridge.toml").write_text("[run]\ngrace = 0.2\n")
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("slow")
        await tab.sees("one two three ")
        began = time.monotonic()
        assert await app.stop() == 0
        assert time.monotonic() - began < 6
        app.open_gate()
        await app.start()
        await tab.sees("one two three four")
        assert tab.answers == ["one two three \n\n*(interrupted)*", "one two three four"]
    assert "Traceback" not in app.log


async def test_a_second_signal_ends_at_once(build: Builder) -> None:
    app = build(STREAMER)
    (app.folder / "botbridge.toml").write_text("[run]\ngrace = 60\n")
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("slow")
        await tab.sees("one two three ")
        app.signal(signal.SIGTERM)
        await until(lambda: "stopping" in app.log, "the word of the end")
        app.signal(signal.SIGTERM)
        assert await app.ended(timeout=5) == 1
    assert app.notes() == ["begin slow"]
    assert "Traceback" not in app.log


async def test_while_it_stops_slack_is_told_to_come_back(build: Builder, slack: FakeSlack, user: User) -> None:
    app = build(STREAMER, "--adapters", "slack", env=slack.env())
    await app.start()
    slack.deliver_to = f"{app.url}/slack/events"
    await user.mention("slow")
    await until(lambda: "begin slow" in app.notes(), "the handler")
    app.signal(signal.SIGTERM)
    await until(lambda: "stopping" in app.log, "the word of the end")
    late = await user.mention("late")
    await until(lambda: slack.deliveries[-1].attempts, "the first try")
    assert not slack.deliveries[-1].acknowledged
    app.open_gate()
    assert await app.ended() == 0
    await app.start()
    assert (await slack.thread(late).reply(15)).text == "echo: late"
    await until(lambda: "end late" in app.notes(), "the end of the handler")
    assert app.notes() == ["begin slow", "end slow", "begin late", "end late"]


async def test_only_the_data_folder_is_written(build: Builder) -> None:
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("hi")
        await tab.sees("echo: hi")
    await app.stop()
    assert list(app.cwd.iterdir()) == []
    assert {path.name for path in app.folder.iterdir()} == {"app.py", "notes.txt", ".botbridge"}


def test_importing_writes_nothing_and_reads_no_environment(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(STREAMER)
    env = environment(tmp_path, {"DATABASE_URL": "nonsense://", "BOTBRIDGE_PORT": "nonsense"})
    code = "import app, sys; assert not {'sqlalchemy', 'slack_bolt', 'socketio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, env=env, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["app.py"]


async def test_the_env_file_beside_the_app_fills_what_the_environment_leaves_open(build: Builder) -> None:
    app = build(
        """
import os
import botbridge as cl

@cl.on_message
async def answer(message):
    await cl.Message(os.environ["GREETING"] + os.environ["NAME"]).send()
""",
        env={"NAME": "outside"},
    )
    (app.folder / ".env").write_text("GREETING=hello\nNAME=inside\nDATABASE_URL=sqlite:///here/it/is.db\n")
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("?")
        await tab.sees("hellooutside")
    assert (app.folder / "here/it/is.db").is_file()
    assert not (app.folder / ".botbridge/botbridge.db").exists()


async def test_an_adapter_with_credentials_runs_by_default(build: Builder, slack: FakeSlack) -> None:
    app = build(STREAMER)
    (app.folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in slack.env().items()))
    await app.start()
    assert (await get(f"{app.url}/health"))[1]["adapters"] == {"slack": "ready", "web": "ready"}


async def test_the_settings_beside_the_app_are_read(build: Builder) -> None:
    app = build("import botbridge as cl\n\n@cl.on_message\nasync def answer():\n    raise ValueError('secret')\n")
    (app.folder / "botbridge.toml").write_text('[UI]\nname = "Ada"\n\n[run]\nerror_text = "Oh no."\n')
    await app.start()
    assert (await get(f"{app.url}/project/settings"))[1]["ui"]["name"] == "Ada"
    async with opened(app.url) as tab:
        await tab.say("?")
        await tab.sees("Oh no.")
        assert [one["name"] for one in tab.shown.values() if one["id"] not in tab.mine] == ["Ada"]
    assert "ValueError: secret" in app.log


async def test_everything_lies_below_the_root_path(build: Builder) -> None:
    app = build(STREAMER, "--root-path", "/chat/here/")
    app.spawn()
    await until(lambda: "is ready on" in app.log, "the start")
    assert await app.health("/health") == 404
    assert await app.health("/chat/here/health") == 200
    async with aiohttp.ClientSession() as http, http.get(f"{app.url}/chat/here/") as page:
        assert page.status == 200
        assert '<base href="/chat/here/">' in await page.text()
    async with opened(app.url, path="chat/here/ws/socket.io") as tab:
        await tab.say("hi")
        await tab.sees("echo: hi")


async def test_host_port_and_root_path_may_come_from_the_environment(build: Builder) -> None:
    port = free_port()
    app = build(STREAMER, env={"BOTBRIDGE_HOST": "127.0.0.1", "BOTBRIDGE_ROOT_PATH": "/env"})
    app.env["BOTBRIDGE_PORT"] = str(port)  # the option comes first
    app.spawn()
    await until(lambda: "is ready on" in app.log, "the start")
    assert await app.health("/env/health") == 200
    app.port, given = port, app.port
    assert await app.health("/env/health") == 0
    app.port = given


async def test_a_file_of_the_app_that_changes_starts_it_again(build: Builder) -> None:
    app = build(STREAMER, "--watch")
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("hi")
        await tab.sees("echo: hi")
        app.path.write_text(STREAMER.replace("echo:", "changed:"))
        await until(lambda: tab.connections == 2, "the tab's return")
        await tab.say("hi again")
        await tab.sees("changed: hi again")
        app.path.write_text("def broken(:\n")
        await until(lambda: "does not import" in app.log, "the complaint")
        app.path.write_text(STREAMER.replace("echo:", "repaired:"))
        await until(lambda: tab.connections == 3, "the tab's return")
        await tab.say("and again")
        await tab.sees("repaired: and again")
    assert await app.stop() == 0
    assert await app.health() == 0


async def test_two_conversations_are_answered_side_by_side(build: Builder) -> None:
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as slow, opened(app.url) as quick:
        await slow.say("slow")
        await slow.sees("one two three ")
        await asyncio.gather(*(quick.say(str(number)) for number in range(5)))
        await quick.sees("echo: 4")
        app.open_gate()
        await slow.sees("one two three four")
    assert await app.stop() == 0
