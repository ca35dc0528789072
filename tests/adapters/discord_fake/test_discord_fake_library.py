"""discord.py as it comes, against the fake: what a bot does every day."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands, ui

from botbridge.testing.discord import FakeDiscord, User
from discord_fake.conftest import everything, logged_in, redirected


class Bot(discord.AutoShardedClient):
    """A bot without ideas of its own; `heard` are the messages that came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=everything(), **options)
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.tree = app_commands.CommandTree(self)

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot and message.type is not discord.MessageType.thread_starter_message:
            self.heard.put_nowait(message)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        return


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Without the schema: the library itself does not keep to it (numbers for ids, fields of older versions)."""
    async with FakeDiscord() as fake:
        fake.channel("C1")
        yield fake


@pytest.fixture
async def bot(fake: FakeDiscord) -> AsyncIterator[Bot]:
    async with logged_in(fake, Bot()) as bot:
        yield bot


async def test_messages_with_everything_on_them(fake: FakeDiscord, bot: Bot, user: User) -> None:
    said = await user.mention("hello", files=[("a.txt", b"abc", "")])
    heard = await bot.heard.get()
    assert heard.id == int(said.id)
    assert bot.user in heard.mentions
    assert heard.author.display_name == "ada"
    assert await heard.attachments[0].read() == b"abc"
    thread = await heard.create_thread(name="a talk")
    file = discord.File(io.BytesIO(b"png"), "dot.png", description="a dot")
    sent = await thread.send("**hi**", file=file, nonce="n1")
    assert (fake.messages[-1].text, fake.messages[-1].files) == ("**hi**", ["dot.png"])
    await sent.edit(content="changed", attachments=[*sent.attachments, discord.File(io.BytesIO(b"x"), "x.txt")])
    assert fake.messages[-1].files == ["dot.png", "x.txt"]
    await sent.add_reaction("👍")
    assert [one.content async for one in thread.history(limit=2)] == ["changed", ""]
    assert (await thread.fetch_message(sent.id)).reactions[0].me
    await sent.delete()
    await thread.edit(name="another", archived=True)
    assert (fake.thread.title, fake.thread.archived) == ("another", True)


async def test_direct_messages_and_forums(fake: FakeDiscord, bot: Bot, user: User) -> None:
    forum = fake.channel("F1", kind="forum")
    await user.post_in_forum("How?", "tell me", "F1")
    heard = await bot.heard.get()
    assert isinstance(heard.channel, discord.Thread)
    assert str(heard.channel.parent_id) == forum.id
    assert heard.id == heard.channel.id
    person = await bot.fetch_user(int(user.id))
    await person.send("psst")
    assert fake.messages[-1].channel is user.dm_channel
    user.close_dms()
    with pytest.raises(discord.Forbidden) as refused:
        await person.send("psst")
    assert refused.value.code == 50007


async def test_what_is_refused_reads_like_discord(fake: FakeDiscord, bot: Bot) -> None:
    channel = bot.get_channel(int(fake.channel("C1").id))
    assert isinstance(channel, discord.TextChannel)
    with pytest.raises(discord.HTTPException, match=r"In content: Must be 2000 or fewer in length\."):
        await channel.send("x" * 2001)
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(1)
    fake.faults.missing_permission("CREATE_PUBLIC_THREADS", channel=fake.channel("C1"))
    await fake.until(lambda: not channel.permissions_for(channel.guild.me).create_public_threads)


async def test_a_rate_limit_is_slept_out(fake: FakeDiscord, bot: Bot) -> None:
    channel = bot.get_channel(int(fake.channel("C1").id))
    assert isinstance(channel, discord.TextChannel)
    fake.faults.rate_limit("create_message", retry_after=0.05)
    await channel.send("once")
    assert [call.status for call in fake.calls_of("create_message")] == [429, 200]
    assert [one.text for one in fake.messages] == ["once"]


class Asking(ui.Modal, title="Who are you?"):
    """A form with a text field."""

    name: ui.Label[Any] = ui.Label(text="Your name", component=ui.TextInput())

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.name.component, ui.TextInput)
        await interaction.response.send_message(f"hello {self.name.component.value}", ephemeral=True)


class Buttons(ui.View):
    """Two buttons."""

    @ui.button(label="Form")
    async def form(self, interaction: discord.Interaction, _button: ui.Button[Any]) -> None:
        await interaction.response.send_modal(Asking())

    @ui.button(label="Later")
    async def later(self, interaction: discord.Interaction, _button: ui.Button[Any]) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("here it is")


async def test_buttons_forms_and_follow_ups(fake: FakeDiscord, bot: Bot, user: User) -> None:
    channel = bot.get_channel(int(fake.channel("C1").id))
    assert isinstance(channel, discord.TextChannel)
    view = Buttons()
    await channel.send("choose", view=view)
    shown = fake.messages[-1]
    assert shown.buttons == ["Form", "Later"]
    await user.click(shown, "Form")
    assert user.modal is not None
    await user.submit({"Your name": "Ada"})
    assert (fake.messages[-1].text, fake.messages[-1].ephemeral_to) == ("hello Ada", user.id)
    await user.click(shown, "Later")
    await fake.until(lambda: fake.messages[-1].text == "here it is")
    view.stop()


async def test_components_v2(fake: FakeDiscord, bot: Bot) -> None:
    channel = bot.get_channel(int(fake.channel("C1").id))
    assert isinstance(channel, discord.TextChannel)
    view = ui.LayoutView()
    view.add_item(ui.Container(ui.TextDisplay("# One"), ui.Separator(), ui.TextDisplay("two")))
    await channel.send(view=view)
    assert fake.messages[-1].text == "# One\n\ntwo"
    view.stop()


async def test_slash_commands(fake: FakeDiscord, bot: Bot, user: User) -> None:
    @bot.tree.command(name="roll", description="Roll a die")
    async def roll(interaction: discord.Interaction, sides: int) -> None:
        await interaction.response.send_message(f"of {sides}: 4")

    await bot.tree.sync()
    await user.command("/roll", "C1", sides=6)
    assert fake.messages[-1].text == "of 6: 4"


async def test_a_lost_connection_is_resumed(fake: FakeDiscord, bot: Bot, user: User) -> None:
    fake.gateway.drop()
    await fake.until(lambda: not fake.gateway.connected)
    await user.say("while you were away")
    assert (await asyncio.wait_for(bot.heard.get(), 10)).content == "while you were away"
    assert (fake.gateway.identified, fake.gateway.resumed) == (1, 1)


async def test_an_invalid_session_begins_anew(fake: FakeDiscord, bot: Bot, user: User) -> None:
    fake.gateway.max_concurrency = 10
    fake.gateway.invalidate()
    await fake.until(lambda: fake.gateway.identified == 2, 10)
    await fake.connected()
    await user.say("again")
    assert (await asyncio.wait_for(bot.heard.get(), 10)).content == "again"


async def test_a_request_to_reconnect(fake: FakeDiscord, bot: Bot, user: User) -> None:
    fake.gateway.ask_to_reconnect()
    await fake.until(lambda: fake.gateway.resumed == 1, 10)
    await user.say("still there?")
    assert (await asyncio.wait_for(bot.heard.get(), 10)).content == "still there?"


async def test_a_zombie_is_left(user: User) -> None:
    async with FakeDiscord(heartbeat=0.3) as fake, logged_in(fake, Bot(heartbeat_timeout=0.6)):
        fake.gateway.turn_into_zombies()
        await fake.until(lambda: fake.gateway.resumed == 1, 10)


async def test_shards(user: User) -> None:
    async with FakeDiscord(shards=2) as fake:
        fake.gateway.max_concurrency = 2
        async with logged_in(fake, Bot()) as bot:
            assert isinstance(bot, Bot)
            assert bot.shard_count == 2
            await fake.user("U1").dm("to the first")
            assert (await asyncio.wait_for(bot.heard.get(), 10)).content == "to the first"


async def test_who_is_not_let_in(fake: FakeDiscord) -> None:
    with redirected(fake):
        async with Bot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.start("another")
    fake.world.content_intent = False
    with redirected(fake):
        async with Bot() as bot:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await bot.start(fake.env()["DISCORD_BOT_TOKEN"])
