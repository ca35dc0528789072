"""SIGKILL in the middle of a handler: what was stored is handled, what was cut off says so, nothing is doubled."""

from __future__ import annotations

from botbridge.testing.slack import FakeSlack, User
from process.apps import STREAMER
from process.command import App, until
from process.conftest import Builder
from process.tab import opened

CUT_OFF = "one two three \n\n*(interrupted)*"
WHOLE = "one two three four"
_OPEN = "SELECT steps.id FROM steps JOIN bb_journal ON message_id = steps.id WHERE open"
GAVE_UP = "I give up on this one."


async def slack_app(build: Builder, slack: FakeSlack) -> App:
    app = build(STREAMER, "--adapters", "slack,web", env=slack.env())
    (app.folder / "botbridge.toml").write_text(f'[run]\nmax_attempts = 2\ngave_up_text = "{GAVE_UP}"\n')
    await app.start()
    slack.deliver_to = f"{app.url}/slack/events"
    return app


def same(shown: str, text: str) -> bool:
    """Whether this is what a person reads, spaces at the seams aside."""
    return shown.split() == text.replace("*", "").split() or shown.split() == text.replace("*", "_").split()


async def test_slack_an_answer_cut_off_in_mid_stream(build: Builder, slack: FakeSlack, user: User) -> None:
    app = await slack_app(build, slack)
    thread = (await user.mention("slow")).thread
    await slack.until(lambda: "three" in thread.text, 10, "the first half")
    await stored(app)
    await app.kill()
    app.open_gate()
    await app.start()
    await app.at_rest()
    first, second = await thread.settled(at_least=2)
    assert "(interrupted)" in first.text
    assert first.text.startswith("one two three")
    assert same(second.text, WHOLE)
    assert not first.streaming
    assert app.notes() == ["begin slow", "begin slow", "end slow"]


async def test_slack_an_answer_cut_off_before_it_came_into_the_history(
    build: Builder, slack: FakeSlack, user: User
) -> None:
    app = await slack_app(build, slack)
    thread = (await user.mention("slow")).thread
    await slack.until(lambda: "three" in thread.text, 10, "the first half")
    await stored(app)
    await app.kill()
    app.rows("DELETE FROM steps WHERE type = 'assistant_message'")
    app.open_gate()
    await app.start()
    await app.at_rest()
    first, second = await thread.settled(at_least=2)
    assert "(interrupted)" in first.text
    assert same(second.text, WHOLE)


async def test_slack_what_is_said_while_the_process_is_down(build: Builder, slack: FakeSlack, user: User) -> None:
    app = await slack_app(build, slack)
    thread = (await user.mention("hello")).thread
    await thread.reply()
    await app.at_rest()
    await app.kill()
    await user.say("are you there", thread=thread)
    other = await user.mention("and elsewhere")
    await until(lambda: all(one.attempts for one in slack.deliveries), "a failed try of each")
    await app.start()
    assert (await thread.reply(15)).text == "echo: are you there"
    assert (await other.thread.reply(15)).text == "echo: and elsewhere"
    await slack.delivered()
    assert [one.text for one in await thread.settled()] == ["echo: are you there"]
    assert app.notes().count("begin and elsewhere") == 1


async def test_slack_what_waits_behind_the_one_that_was_cut_off(build: Builder, slack: FakeSlack, user: User) -> None:
    app = await slack_app(build, slack)
    thread = (await user.mention("slow")).thread
    await slack.until(lambda: "three" in thread.text, 10, "the first half")
    for number in range(3):
        await user.say(f"then {number}", thread=thread)
    await slack.delivered()
    await stored(app)
    await app.kill()
    app.open_gate()
    await app.start()
    await until(lambda: "end then 2" in app.notes(), "the last one")
    assert app.notes()[:3] == ["begin slow", "begin slow", "end slow"]
    assert app.notes()[3:] == [f"{what} then {number}" for number in range(3) for what in ("begin", "end")]
    texts = [one.text for one in thread.messages if one.by_app]
    assert texts[2:] == ["echo: then 0", "echo: then 1", "echo: then 2"]


async def test_slack_a_message_that_kills_the_process_is_given_up(build: Builder, slack: FakeSlack, user: User) -> None:
    app = await slack_app(build, slack)
    thread = (await user.mention("poison")).thread
    assert await app.ended() == -9
    await user.say("antidote", thread=thread)
    app.spawn()
    assert await app.ended() == -9
    await app.start()
    assert (await thread.reply(15)).text == GAVE_UP
    assert (await thread.reply(15)).text == "echo: antidote"
    await app.at_rest()
    assert app.notes() == ["begin poison", "begin poison", "begin antidote", "end antidote"]
    await app.kill()
    await app.start()
    await user.say("once more", thread=thread)
    assert (await thread.reply(15)).text == "echo: once more"
    assert app.notes().count("begin poison") == 2


async def test_slack_what_waited_behind_the_message_that_kills_is_answered(
    build: Builder, slack: FakeSlack, user: User
) -> None:
    """It was there for each of the attempts, but none of them was its own."""
    app = await slack_app(build, slack)
    thread = (await user.mention("slow poison")).thread
    await until(lambda: "begin slow poison" in app.notes(), "the handler")
    await user.say("antidote", thread=thread)
    await slack.delivered()
    app.open_gate()
    assert await app.ended() == -9
    app.spawn()
    assert await app.ended() == -9
    await app.start()
    assert (await thread.reply(15)).text == GAVE_UP
    assert (await thread.reply(15)).text == "echo: antidote"


async def test_slack_what_was_handled_is_not_handled_again(build: Builder, slack: FakeSlack, user: User) -> None:
    app = await slack_app(build, slack)
    thread = (await user.mention("hello")).thread
    await thread.reply()
    await app.at_rest()
    for _ in range(2):
        await app.kill()
        await app.start()
    slack.redeliver(slack.deliveries[0])
    await user.say("again", thread=thread)
    assert (await thread.reply(15)).text == "echo: again"
    await slack.delivered()
    assert [note for note in app.notes() if note.startswith("begin")] == ["begin hello", "begin again"]


async def test_web_an_answer_cut_off_in_mid_stream(build: Builder) -> None:
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("slow")
        await tab.sees("one two three ")
        await stored(app)
        await app.kill()
        app.open_gate()
        await app.start()
        await tab.sees(WHOLE)
        assert tab.texts == ["slow", CUT_OFF, WHOLE]
        assert tab.thread_id
    async with opened(app.url, session_id=tab.session_id) as again:
        await again.sees(WHOLE)
        await app.at_rest()
        assert again.texts == ["slow", CUT_OFF, WHOLE]
    assert app.notes() == ["begin slow", "begin slow", "end slow"]


async def test_web_a_tab_of_a_killed_process_goes_on_talking(build: Builder) -> None:
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("before")
        await tab.sees("echo: before")
        await app.at_rest()
        await app.kill()
        await app.start()
        await tab.say("after")
        await tab.sees("echo: after")
        assert tab.texts == ["before", "echo: before", "after", "echo: after"]


async def test_web_a_message_sent_again_after_the_kill_is_one_message(build: Builder) -> None:
    """The acknowledgement was lost with the process, so the page sends it once more."""
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("slow")
        await tab.sees("one two three ")
        (sent,) = tab.mine
        await app.kill()
        app.open_gate()
        await app.start()
        await until(lambda: tab.connections == 2, "the tab's return")
        message = {"id": sent, "name": "user", "type": "user_message", "output": "slow"}
        assert (await tab.client.call("client_message", {"message": message, "fileReferences": []}))["ok"]
        await tab.sees(WHOLE)
    await app.at_rest()
    assert app.notes().count("end slow") == 1


async def test_web_a_message_that_kills_the_process_is_given_up(build: Builder) -> None:
    app = build(STREAMER)
    (app.folder / "botbridge.toml").write_text(f'[run]\nmax_attempts = 2\ngave_up_text = "{GAVE_UP}"\n')
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("poison")
        assert await app.ended() == -9
        app.spawn()
        assert await app.ended() == -9
        await app.start()
        await tab.sees(GAVE_UP)
        await tab.say("antidote")
        await tab.sees("echo: antidote")
        assert tab.texts == ["poison", GAVE_UP, "antidote", "echo: antidote"]
    assert app.notes() == ["begin poison", "begin poison", "begin antidote", "end antidote"]


async def test_web_tokens_that_come_while_the_tab_is_away_arrive_once(build: Builder) -> None:
    app = build(STREAMER)
    await app.start()
    async with opened(app.url) as tab:
        await tab.say("slow")
        await tab.sees("one two three ")
        await tab.drop()
        app.open_gate()
        await tab.sees(WHOLE)
        assert tab.texts == ["slow", WHOLE]
        assert tab.connections == 2


async def stored(app: App) -> None:
    """Wait until the open stream is written down, in the journal and in the history."""
    await until(lambda: app.rows(_OPEN), "the open stream in the database")
