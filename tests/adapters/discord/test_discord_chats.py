"""Whole conversations, as people and apps live them: the app runs, FakeDiscord is what people see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import discord
import httpx
import pytest
from discord_kit import QuickAdapter

import botbridge as cl
from botbridge.app import collecting
from botbridge.runtime import Running
from botbridge.testing.discord import FakeDiscord, User
from botbridge.testing.running import running


@pytest.fixture
def notes() -> list[str]:
    """What the app did."""
    return []


@asynccontextmanager
async def playing(
    folder: Path, fake: FakeDiscord, define: Callable[[], None], config: Mapping[str, object] | None = None, **env: str
) -> AsyncIterator[Running]:
    """The app that `define` registers, on Discord; once more is a restart."""
    with collecting(folder / "app.py") as app:
        define()
    async with running(app, QuickAdapter, config=config, env={**fake.env(), **env}) as run:
        yield run


def counting(notes: list[str]) -> Callable[[], None]:
    """An app that counts what is said, and tells when a chat begins, goes on and ends."""

    def define() -> None:
        @cl.on_chat_start
        async def start() -> None:
            notes.append("start")
            cl.user_session.set("count", 0)

        @cl.on_chat_resume
        async def resume(_thread: object) -> None:
            notes.append("resume")

        @cl.on_message
        async def answer(message: cl.Message) -> None:
            count = cl.user_session.get("count") + 1
            cl.user_session.set("count", count)
            await cl.Message(f"{count}: {message.content}").send()

        @cl.on_chat_end
        async def end() -> None:
            notes.append("end")

    return define


async def test_a_mention_is_answered_in_a_thread_that_goes_on_without_mentions(
    fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path
) -> None:
    async with playing(tmp_path, fake, counting(notes)):
        said = await user.mention("hello")
        assert (await said.thread.reply()).text == "1: hello"
        await user.say("and more", said.thread)
        assert (await said.thread.reply()).text == "2: and more"
        await fake.user("U2").say("me too", said.thread)
        assert (await said.thread.reply()).text == "3: me too"
    assert fake.pings == []


async def test_archived_it_ends_and_what_is_written_there_begins_anew(
    fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path
) -> None:
    async with playing(tmp_path, fake, counting(notes)):
        said = await user.mention("hello")
        await said.thread.reply()
        await user.archive(said.thread)
        await fake.until(lambda: "end" in notes)
        await user.say("again", said.thread)
        assert (await said.thread.reply()).text == "1: again"
    assert notes[:3] == ["start", "end", "start"]


async def test_its_own_threads_are_known_after_a_restart(
    fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path
) -> None:
    async with playing(tmp_path, fake, counting(notes)):
        said = await user.mention("hello")
        await said.thread.reply()
    fake.clock.advance(5)
    async with playing(tmp_path, fake, counting(notes)):
        await user.say("still there?", said.thread)
        assert (await said.thread.reply()).text == "2: still there?"


async def test_chat_and_reply_are_enough_without_the_intent(notes: list[str], tmp_path: Path) -> None:
    async with FakeDiscord(content_intent=False) as fake, playing(tmp_path, fake, counting(notes)):
        fake.buckets.enforce = False
        ada = fake.user("U1", name="ada")
        begun = await ada.command("/chat", "C1", text="hello")
        assert begun.original is not None
        thread = await fake.until(lambda: fake.world.channels.get(begun.original.id))  # type: ignore[union-attr]
        talk = fake.conversation(thread)
        first = await talk.reply()
        assert (first.text, first.buttons) == ("1: hello", ["Reply"])
        await ada.click(first, "Reply")
        assert ada.modal is not None
        await ada.submit({"Your message": "and *more* @everyone"})
        said, second = [await talk.reply(), await talk.reply()]
        assert said.text == "**ada**: and *more* @everyone"
        assert (second.text, second.buttons) == ("2: and *more* @everyone", ["Reply"])
        await ada.mention("a mention can be read", talk)
        assert (await talk.reply()).text == "3: a mention can be read"
        assert fake.pings == []


async def test_with_the_intent_there_is_no_reply_button(
    fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path
) -> None:
    async with playing(tmp_path, fake, counting(notes)):
        assert (await (await user.mention("hello")).thread.reply()).buttons == []


async def test_stop_ends_the_answer_and_its_button(fake: FakeDiscord, user: User, tmp_path: Path) -> None:
    def define() -> None:
        @cl.on_message
        async def answer(_message: cl.Message) -> None:
            growing = cl.Message("")
            for number in range(10_000):
                await growing.stream_token(f"{number} ")
                await cl.sleep(0.005)

    async with playing(tmp_path, fake, define):
        said = await user.mention("go")
        shown = await said.thread.reply(complete=False)
        assert shown.buttons == ["Stop"]
        await user.click(shown, "Stop")
        await fake.until(lambda: not shown.growing)
        assert shown.text.startswith("0 ")


async def test_discord_py_can_be_used_in_a_handler(
    fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path
) -> None:
    def define() -> None:
        @cl.on_message
        async def answer(_message: cl.Message) -> None:
            heard: discord.Message | None = cl.user_session.get("discord_message")
            channel: discord.Thread | discord.DMChannel | discord.PartialMessageable
            channel = cl.user_session.get("discord_channel")
            if heard is not None:
                notes.append(f"{heard.author.id} {heard.id}")
                await heard.add_reaction("👍")
            await channel.send("by hand")

    async with playing(tmp_path, fake, define):
        said = await user.mention("hello")
        assert (await said.thread.reply()).text == "by hand"
        assert said.reactions == {"👍": [fake.world.bot.id]}
        direct = await user.dm("psst")
        assert (await direct.thread.reply()).text == "by hand"
        await user.command("/chat", "C1", text="no message")
        begun = await fake.until(lambda: next((one for one in fake.messages if "no message" in one.text), None))
        assert (await fake.conversation(begun.id).reply()).text == "by hand"
    assert notes == [f"{user.id} {said.id}", f"{user.id} {direct.id}"]


async def test_people_are_known_by_their_ids(fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path) -> None:
    def define() -> None:
        @cl.on_message
        async def answer(_message: cl.Message) -> None:
            who = cl.user_session.get("user")
            notes.append(who.identifier)
            await cl.Message(f"hi {who.mention}").send()

    async with playing(tmp_path, fake, define):
        await (await user.mention("one")).thread.reply()
        fake.user("U1", name="admin")
        again = await (await user.mention("two")).thread.reply()
    assert notes[0] == notes[1]
    assert user.id in notes[0]
    assert [ping.what for ping in fake.pings] == [user.id, user.id]
    assert again.text == "hi @admin"


async def test_without_the_permission_the_channel_is_the_conversation(
    fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path
) -> None:
    fake.faults.missing_permission("SEND_MESSAGES_IN_THREADS", channel=fake.channel("C1"))
    async with playing(tmp_path, fake, counting(notes)):
        channel = fake.conversation("C1")
        for number, words in enumerate(("one", "two"), 1):
            await user.mention(words)
            await fake.until(lambda number=number, words=words: f"{number}: {words}" in channel.text)  # type: ignore[misc]
        assert sum("cannot open a thread" in one.text for one in channel.messages) == 1


async def test_a_forum_post_is_a_conversation(fake: FakeDiscord, user: User, notes: list[str], tmp_path: Path) -> None:
    fake.channel("F1", kind="forum")
    async with playing(tmp_path, fake, counting(notes)):
        post = await user.post_in_forum("A question", "how?")
        assert (await post.thread.reply()).text == "1: how?"
        await user.say("like this?", post.thread)
        assert (await post.thread.reply()).text == "2: like this?"
        other = await user.post_in_forum("Not for you", "hello all", mention=False)
        await (await user.dm("hi")).thread.reply()
        assert other.thread.answers == []


async def test_a_file_that_is_too_large_can_be_had_from_our_host(fake: FakeDiscord, user: User, tmp_path: Path) -> None:
    large = bytes(range(256)) * 45_000

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            await cl.Message("here", elements=[cl.File(name="large.bin", content=large)]).send()

    async with playing(tmp_path, fake, app, BOTBRIDGE_URL="https://bot.example") as run:
        said = await user.mention("hello")
        reply = await said.thread.reply()
        url = urlsplit(reply.text.rpartition("](")[2].rstrip(")"))
        async with httpx.AsyncClient() as client:
            got = await client.get(f"http://127.0.0.1:{run.port}{url.path}?{url.query}")
    assert (reply.files, got.content) == ([], large)


HOSTILE = "[x](https://example.org) **b** <@1> @everyone\n# `c` ```\u202e <t:1> </a:1>"


async def test_words_of_the_apps_users_do_nothing_wherever_they_stand(
    fake: FakeDiscord, user: User, tmp_path: Path
) -> None:
    fields = [
        {"id": "a", "label": HOSTILE, "description": HOSTILE, "placeholder": HOSTILE, "required": True},
        {"id": "b", "label": HOSTILE, "type": "select", "options": [HOSTILE, "other"], "value": HOSTILE},
    ]

    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            plan = cl.TaskList(status=HOSTILE)
            await plan.add_task(cl.Task(title=HOSTILE))
            await plan.send()
            form = cl.CustomElement(name="Form", props={"fields": fields})
            said = await cl.AskElementMessage("ask", element=form).send()
            files = [cl.File(name=HOSTILE, content=b"x"), cl.CustomElement(name="Form", props={HOSTILE: HOSTILE})]
            action = cl.Action(name="pick", label=HOSTILE, tooltip=HOSTILE, payload={})
            await cl.Message(f"done {said and said['b'] == HOSTILE}", elements=files, actions=[action]).send()

    async with playing(tmp_path, fake, app):
        said = await user.mention("hello")
        box, asked = await said.thread.reply(), await said.thread.reply()
        await user.click(asked, "Fill in")
        assert user.modal is not None
        await user.submit({"0.0": "x"})
        done = await said.thread.reply()
    assert done.text.startswith("done True")
    for shown in (box.text, done.text.partition("\n")[2]):
        assert "](" not in shown.replace("\\", "\0")
        assert "**b**" not in shown
        assert "<@1>" not in shown
        assert "<t:1>" not in shown
    assert (len(done.files), len(done.buttons)) == (1, 1)
    assert fake.pings == []


async def test_without_threads_people_press_and_fill_in_where_they_are(
    fake: FakeDiscord, user: User, tmp_path: Path
) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            choices = [cl.Action(name=name, label=name, payload={}) for name in ("yes", "no")]
            chosen = await cl.AskActionMessage("Shall I?", actions=choices).send()
            form = cl.CustomElement(name="Form", props={"fields": [{"id": "a", "label": "A"}]})
            filled = await cl.AskElementMessage("And then?", element=form).send()
            await cl.Message(f"{chosen and chosen['name']} {filled and filled['a']}").send()

    channel = fake.channel("C1")
    fake.faults.stale_permission("CREATE_PUBLIC_THREADS", channel=channel)
    async with playing(tmp_path, fake, app):
        await user.mention("hello")
        talk = fake.conversation(channel)
        why, asked = await talk.reply(), await talk.reply()
        assert "Create Public Threads" in why.text
        await user.click(asked, "yes")
        await user.click(await talk.reply(), "Fill in")
        await user.submit({"A": "now"})
        assert (await talk.reply()).text == "yes now"
    assert sum("Create Public Threads" in one.text for one in fake.messages) == 1


async def test_work_that_says_nothing_yet_can_be_stopped(fake: FakeDiscord, user: User, tmp_path: Path) -> None:
    def app() -> None:
        @cl.on_message
        async def answer() -> None:
            async with cl.Step(name="Dig", type="tool"):
                await cl.sleep(60)

        @cl.on_stop
        async def stopped() -> None:
            await cl.Message("stopped digging").send()

    async with playing(tmp_path, fake, app):
        said = await user.mention("dig")
        box = await said.thread.reply(complete=False)
        assert (box.text, box.buttons) == ("⏳ Dig", ["Stop"])
        await user.click(box, "Stop")
        await fake.until(lambda: "stopped digging" in said.thread.text)
        await fake.until(lambda: not box.buttons)
    assert box.text.startswith("❌ Dig")
