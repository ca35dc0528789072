"""Two processes on one PostgreSQL, with the same Slack in front of both."""

from __future__ import annotations

import asyncio
import os

import pytest

from botbridge.testing.slack import FakeSlack, User
from process.apps import COUNTER
from process.command import App, run_once, until
from process.conftest import Builder

pytestmark = pytest.mark.postgres

Pair = tuple[App, App]


@pytest.fixture
async def pair(build: Builder, slack: FakeSlack, postgres_url: str) -> Pair:
    """Two processes that run the same app; each event goes to the other one than the event before."""
    env = {**slack.env(), "DATABASE_URL": postgres_url}
    apps = [build(COUNTER, "--adapters", "slack", env=env, name=name) for name in ("left", "right")]
    done = run_once(apps[0].folder, "db", "upgrade", env=env)
    assert done.returncode == 0, done.stderr
    await asyncio.gather(*(app.start() for app in apps))
    return apps[0], apps[1]


def deliver_to(slack: FakeSlack, app: App) -> None:
    slack.deliver_to = f"{app.url}/slack/events"


def all_notes(pair: Pair) -> list[str]:
    return [note.split(" ", 1)[1] for app in pair for note in app.notes() if note.split(" ", 1)[0].isdigit()]


async def test_events_that_come_to_either_keep_their_order(pair: Pair, slack: FakeSlack, user: User) -> None:
    deliver_to(slack, pair[0])
    threads = []
    for number in range(3):
        deliver_to(slack, pair[number % 2])
        threads.append((await user.mention(f"{number}.1")).thread)
        await slack.delivered()
    for turn in range(2, 6):
        for number, thread in enumerate(threads):
            deliver_to(slack, pair[(turn + number) % 2])
            await user.say(f"{number}.{turn}", thread=thread)
            await slack.delivered()
    expected = [[f"{turn}: {number}.{turn}" for turn in range(1, 6)] for number in range(3)]
    await slack.until(lambda: all("5: " in thread.text for thread in threads), 40, "the last answers")
    await asyncio.gather(*(thread.settled() for thread in threads))
    assert [[one.text for one in thread.messages if one.by_app] for thread in threads] == expected
    assert sorted(all_notes(pair)) == sorted(f"{number}.{turn}" for number in range(3) for turn in range(1, 6))


async def test_one_event_that_comes_to_both_is_answered_once(pair: Pair, slack: FakeSlack, user: User) -> None:
    deliver_to(slack, pair[0])
    thread = (await user.mention("hi")).thread
    for app in (pair[1], pair[0], pair[1]):
        deliver_to(slack, app)
        slack.redeliver(slack.deliveries[0])
    await slack.delivered()
    await thread.reply(15)
    await user.say("end", thread=thread)
    await until(lambda: "end" in all_notes(pair), "the next message", 30)
    await until(lambda: sum(one.by_app for one in thread.messages) > 1, "its answer", 30)
    assert [one.text for one in thread.messages if one.by_app] == ["1: hi", "2: end"]
    assert all_notes(pair) == ["hi", "end"]


async def test_what_a_killed_process_had_is_taken_up_by_the_other(pair: Pair, slack: FakeSlack, user: User) -> None:
    left, right = pair
    deliver_to(slack, left)
    thread = (await user.mention("hold")).thread
    await slack.delivered()
    await until(left.notes, "the handler")
    await user.say("after", thread=thread)
    await slack.delivered()
    assert left.notes() == [f"hold {left.pid}"]
    await left.kill()
    deliver_to(slack, right)
    right.open_gate()
    await slack.until(lambda: "after" in thread.text, 40, "the other's answers")
    assert [one.text for one in await thread.settled()] == ["1: hold", "2: after"]
    assert right.notes() == [f"hold {right.pid}", f"{right.pid} hold", f"{right.pid} after"]
    assert right.pid != left.pid != os.getpid()


async def test_what_a_stopped_process_leaves_goes_on_at_once(pair: Pair, slack: FakeSlack, user: User) -> None:
    left, right = pair
    deliver_to(slack, left)
    thread = (await user.mention("one")).thread
    assert (await thread.reply(15)).text == "1: one"
    assert await left.stop() == 0
    deliver_to(slack, right)
    await user.say("two", thread=thread)
    assert (await thread.reply(4)).text == "2: two"
