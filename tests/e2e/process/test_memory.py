"""What a conversation remembers when its process was stopped or killed, on both databases."""

from __future__ import annotations

import pytest

from botbridge.testing.slack import FakeSlack, User
from process.apps import KEEPER
from process.command import App, run_once
from process.conftest import Builder
from process.tab import opened


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment that names an empty database with its tables, once of each kind."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgres_url")}


def upgraded(app: App) -> App:
    done = run_once(app.folder, "db", "upgrade", env=app.env)
    assert done.returncode == 0, done.stderr
    return app


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_slack_a_conversation_goes_on_after_a_restart(
    build: Builder, slack: FakeSlack, user: User, database: dict[str, str], how: str
) -> None:
    app = upgraded(build(KEEPER, "--adapters", "slack", env={**slack.env(), **database}))
    await app.start()
    slack.deliver_to = f"{app.url}/slack/events"
    thread = (await user.mention("one")).thread
    assert (await thread.reply(15)).text == "1: one"
    await user.say("two", thread=thread)
    assert (await thread.reply(15)).text == "2: two"
    other = (await user.mention("elsewhere")).thread
    assert (await other.reply(15)).text == "1: elsewhere"
    await rest(app)
    await (app.stop() if how == "stop" else app.kill())
    await app.start()
    await user.say("three", thread=thread)
    assert (await thread.reply(25)).text == "3: three"
    history = "user: one | assistant: 1: one | user: two | assistant: 2: two"
    assert app.notes() == [
        "start",
        "user: one",
        "user: one | assistant: 1: one | user: two",
        "start",
        "user: elsewhere",
        "resume 4",
        f"{history} | user: three",
    ]
    await app.stop()


async def test_web_a_conversation_goes_on_after_a_restart(build: Builder, database: dict[str, str]) -> None:
    app = upgraded(build(KEEPER, env=database))
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("one")
        await tab.sees("1: one")
        await rest(app)
        await app.stop()
        await app.start()
        await tab.say("two")
        await tab.sees("2: two")
        assert tab.texts == ["one", "1: one", "two", "2: two"]
    assert app.notes() == ["start", "user: one", "resume 2", "user: one | assistant: 1: one | user: two"]
    assert await app.stop() == 0


async def rest(app: App) -> None:
    """The last handler is over, also in the database."""
    if "DATABASE_URL" in app.env:
        await app.stop()
        await app.start()
    else:
        await app.at_rest()
