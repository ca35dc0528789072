"""`python -m botbridge.testing discord` as a person or a script uses it."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands, ui

from botbridge.testing.discord import FakeDiscord
from botbridge.testing.discord.shell import COMMANDS, Shell
from discord_fake.conftest import Caller, everything, logged_in

PROMPT = [sys.executable, "-m", "botbridge.testing", "discord"]


async def run(*arguments: str, typed: str = "") -> tuple[int | None, str, str]:
    """Run the command with everything typed at once; return status, output and errors."""
    process = await start(*arguments)
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    return process.returncode, out.decode(), err.decode()


async def start(*arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*PROMPT, *arguments, stdin=pipe, stdout=pipe, stderr=pipe)


async def test_it_ends_on_quit_end_of_input_and_interrupt() -> None:
    status, out, err = await run("--port", "0", typed="quit\nhello\n")
    assert (status, err) == (0, "")
    assert out.startswith("export DISCORD_BOT_TOKEN=fake-discord-token\nexport DISCORD_API_URL=http://127.0.0.1:")
    assert (await run("--port", "0", "--no-content"))[0] == 0
    process = await start("--port", "0")
    assert process.stdout
    while b"help" not in await process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, err_bytes = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, err_bytes) == (0, b"")


async def test_a_taken_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = await run("--port", str(taken.getsockname()[1]))
    assert status == 2
    assert "choose another --port" in err
    assert "Traceback" not in err


class Go(ui.View):
    """A button that opens a form, and a menu."""

    @ui.button(label="Go")
    async def go(self, interaction: discord.Interaction, _button: ui.Button[Any]) -> None:
        form = ui.Modal(title="A form", custom_id="form")
        form.add_item(ui.Label(text="Name", component=ui.TextInput(custom_id="name")))
        form.on_submit = self.submitted  # type: ignore[method-assign]
        await interaction.response.send_modal(form)

    async def submitted(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("thank you", ephemeral=True)

    @ui.button(label="Send")
    async def send(self, interaction: discord.Interaction, _button: ui.Button[Any]) -> None:
        form = ui.Modal(title="Files", custom_id="files")
        form.add_item(ui.Label(text="Which", component=ui.FileUpload(custom_id="which", max_values=2)))
        form.add_item(ui.Label(text="Sure", component=ui.Checkbox(custom_id="sure")))
        options = [discord.SelectOption(label=name) for name in ("a", "b", "c")]
        form.add_item(ui.Label(text="Tags", component=ui.Select(custom_id="tags", options=options, max_values=3)))
        form.on_submit = self.sent  # type: ignore[method-assign]
        await interaction.response.send_modal(form)

    async def sent(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        which, sure, tags = (one["component"] for one in data["components"])
        names = [data["resolved"]["attachments"][one]["filename"] for one in which["values"]]
        await interaction.response.send_message(f"{names} {sure['value']} {tags['values']}")

    @ui.select(placeholder="Colour", options=[discord.SelectOption(label="Red"), discord.SelectOption(label="Blue")])
    async def colour(self, interaction: discord.Interaction, select: ui.Select[Any]) -> None:
        await interaction.response.edit_message(content=f"chosen: {select.values[0]}")


class Bot(discord.AutoShardedClient):
    """Types, answers with a button, edits, and deletes what is to be deleted."""

    view: Go

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot or message.type is discord.MessageType.thread_starter_message:
            return
        place: Any = message.channel
        if message.guild and not isinstance(place, discord.Thread) and self.user in message.mentions:
            place = await message.create_thread(name="a talk")
        await place.typing()
        names = " ".join(one.filename for one in message.attachments)
        sent = await place.send(f"you said {names}", view=self.view)
        await sent.edit(content=f"you said {names}\n{message.clean_content}")
        if "gone" in message.content:
            await sent.delete()


@pytest.fixture
async def shell() -> AsyncIterator[tuple[Shell, list[str]]]:
    """A shell without a process, a bot that is connected to it, and the lines that it wrote."""
    async with FakeDiscord() as fake:
        written: list[str] = []
        bot = Bot(intents=everything())
        tree = app_commands.CommandTree(bot)

        @tree.command(name="roll", description="Roll")
        async def roll(interaction: discord.Interaction, text: str) -> None:
            await interaction.response.send_message(f"{text}: 4 <@{interaction.user.id}>")

        async with logged_in(fake, bot):
            bot.view = Go(timeout=None)
            await tree.sync()
            yield Shell(fake, written.append), written
            bot.view.stop()


async def test_a_person_talks_clicks_and_uploads(shell: tuple[Shell, list[str]], tmp_path: Path) -> None:
    prompt, written = shell
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("hello", encoding="utf-8")
    lines = (
        "hello", "@C1 a question", "reply and more", f"upload {tmp_path}/a.txt see", "react 👍", "choose Colour = Red",
        "click Go", "submit Name = Ada", "click Go", "close", "unreact 👍", "click Send",
        f"submit Which = {tmp_path}/a.txt, {tmp_path}/b.txt; Sure = yes; Tags = a, c",
        "/roll sides", "post How? = like this", "as U2", "gone", "archive", "calls 3", "faults zombie", "faults clear",
        "wait",
    )  # fmt: skip
    for line in lines:
        assert await prompt.run(line)
        await prompt.quiet()
    shown = "\n".join(written)
    for line in (
        "  [DM] botbridge: you said",
        "  [DM] botbridge … hello",
        "    [Go] [Send]",
        "    Which (needed)",
        "    Tags (needed): a | b | c",
        "['a.txt', 'b.txt'] True ['a', 'c']",
        "    [Colour ▾: Red | Blue]",
        "  [DM] the app is typing …",
        "  a thread is open: a talk",
        "  [a talk] botbridge: you said a.txt",
        "  reactions: 👍",
        "  [a talk] botbridge edited: chosen: Red",
        "  a form opens: A form; fill it in with: submit Name = …; …",
        "    Name (needed)",
        "  [a talk] botbridge (only for user-u1): thank you",
        "  [C1] botbridge: sides: 4 @user-u1",
        "  ! this notifies user-u1",
        "  a thread is open: How?",
        "  you are user-u2",
        "deleted a message: you said",
        "  200 create_message /channels/",
        "  faults: zombie",
    ):
        assert line in shown, line


async def test_mistakes_at_the_prompt_are_told(shell: tuple[Shell, list[str]]) -> None:
    prompt, written = shell
    for line in (
        "reply x",
        "edit x",
        "click Go",
        "upload /nowhere",
        "submit",
        "faults error",
        "delete",
        "/nothing",
        "",
    ):
        assert await prompt.run(line)
    assert all(line.startswith("  ! ") for line in written), written
    assert len(written) == 8
    assert not await prompt.run("quit")


async def test_the_rest_of_the_commands(shell: tuple[Shell, list[str]], http: Any) -> None:
    prompt, written = shell
    fake = prompt.discord
    for line in ("say C1 one", "edit two", "bot B2 C1 three", "mention C1 four", "delete"):
        await prompt.run(line)
    assert [one.text for one in fake.channel("C1").messages.values()] == ["two", "three"]
    for line in (
        "faults status 503 create_message",
        "faults 429 create_message 1",
        "faults slow 0.01 typing",
        "faults cut typing",
    ):
        await prompt.run(line)
    assert [one.kind for one in fake.faults.active] == ["status", "rate_limit", "slow", "drop"]
    await prompt.run("faults permission attach_files C1")
    assert not fake.world.may("ATTACH_FILES", fake.channel("C1"))
    await prompt.run("faults clear")
    assert (await Caller(fake, http).post(fake.channel("C1").id, content="x"))[0] == 200
    fake.gateway.max_concurrency = 2
    for line in ("faults drop", "faults reconnect", "faults invalid", "faults error typing 50013", "faults", "help"):
        await prompt.run(line)
    assert all(any(line.strip().startswith(name) for line in written) for name in COMMANDS)
    await fake.until(lambda: fake.gateway.identified == 2 and fake.gateway.connected, 20)
