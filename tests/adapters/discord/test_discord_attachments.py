"""Files that the app sends: attachments, links to them, and notes where they are not taken."""

from __future__ import annotations

import pytest
from discord_kit import MemoryHost, running
from outgoing import element, message
from sending import edit, placed, post, posted, read, shown

from botbridge.errors import Refused
from botbridge.model.effect import (
    Delete,
    HideElement,
)
from botbridge.testing.discord import FakeDiscord
from botbridge_discord import address
from botbridge_discord.adapter import DiscordAdapter


async def test_files_have_their_names_and_images_an_alternative_text(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    image = element('a "cat"', b"\x89PNG", type="image", mime="image/png")
    await posted(adapter, dm, "see", image, element("b.bin", b"\x00\r\n--x"))
    (message_,) = shown(fake, dm)
    assert [(one.name, one.description, one.content) for one in message_.stored] == [
        ('a "cat".png', 'a "cat"', b"\x89PNG"),
        ("b.bin", None, b"\x00\r\n--x"),
    ]


async def test_files_alone_are_a_message(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    await posted(adapter, dm, "", element("a.txt", b"a"))
    (message_,) = shown(fake, dm)
    assert (message_.content, message_.files) == ("", ["a.txt"])


async def test_more_files_than_a_message_takes_come_in_messages_below(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    files = [element(f"{number}.txt", b"x") for number in range(23)]
    ref = await posted(adapter, dm, "all", *files)
    await posted(adapter, dm, "all", *files)
    assert [(one.content, len(one.files)) for one in shown(fake, dm)] == [("all", 10), ("", 10), ("", 3)]
    await adapter.deliver(Delete(thread=address.thread_key(dm), ref=ref, message_id=message().id))
    assert shown(fake, dm) == []


async def test_large_files_come_in_requests_that_are_small_enough(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    nine = bytes(9 * 1024 * 1024)
    await posted(adapter, dm, "all", *(element(f"{number}.bin", nine) for number in range(3)))
    assert [one.files for one in shown(fake, dm)] == [["0.bin", "1.bin"], ["2.bin"]]


async def test_a_file_that_is_too_large_is_named_in_a_note(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    await posted(adapter, dm, "see", element("big_one.bin", bytes(10 * 1024 * 1024 + 1)), element("a.txt", b"a"))
    (message_,) = shown(fake, dm)
    assert message_.files == ["a.txt"]
    assert read(message_).startswith("see\n\n_big_one.bin could not be sent")


async def test_notes_that_do_not_fit_under_a_text_stand_below_it(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    missing = [element(f"file-{number}.txt") for number in range(60)]
    await posted(adapter, dm, "x" * 2000, *missing)
    first, *others = shown(fake, dm)
    assert first.content == "x" * 2000
    assert sum(one.content.count("could not be sent") for one in others) == 60


async def test_files_elsewhere_are_links(fake: FakeDiscord, dm: str, adapter: DiscordAdapter) -> None:
    await posted(adapter, dm, "see", element("a (1)", url="https://example.org/a (1).png"))
    assert read(shown(fake, dm)[0]) == "see\n\n[a (1)](https://example.org/a%20%281%29.png)"


@pytest.mark.parametrize("code", [40005, 50045])
async def test_files_that_this_server_does_not_take_are_named_in_notes(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter, code: int
) -> None:
    fake.faults.error("create_message", code)
    await posted(adapter, dm, "see", element("a.txt", b"a"))
    (message_,) = shown(fake, dm)
    assert message_.files == []
    assert read(message_) == "see\n\n_a.txt could not be sent (it is too large for this server)_"


async def test_without_the_permission_for_files_the_answer_comes_with_notes(
    fake: FakeDiscord, adapter: DiscordAdapter
) -> None:
    channel = fake.channel("C1")
    fake.faults.missing_permission("ATTACH_FILES", channel=channel)
    await posted(adapter, channel.id, "see", *(element(f"{number}.txt", b"a") for number in range(11)))
    assert {tuple(one.files) for one in shown(fake, channel.id)} == {()}
    (first,) = shown(fake, channel.id)
    assert first.content.count("could not be sent") == 11
    assert first.content.endswith("(it takes the permission Attach Files).")
    await posted(adapter, channel.id, "again", element("a.txt", b"a"), id="another")
    assert read(shown(fake, channel.id)[1]) == "again\n\n_a.txt could not be sent (no permission)_"


async def test_files_that_are_not_taken_are_links_where_our_host_can_be_reached(
    fake: FakeDiscord, host: MemoryHost, adapter: DiscordAdapter
) -> None:
    host.base_url = "https://bot.example"
    channel = fake.channel("C1")
    await posted(adapter, channel.id, "big", element("big.bin", bytes(10 * 1024 * 1024 + 1)))
    fake.faults.missing_permission("ATTACH_FILES", channel=channel)
    told = await placed(adapter, post(channel.id, "see", element("a.txt", b"a"), id="another"))
    first, second = shown(fake, channel.id)
    assert read(first) == "big\n\n[big.bin](https://bot.example/files/el-big.bin)"
    assert read(second).splitlines()[2] == "[a.txt](https://bot.example/files/el-a.txt)"
    assert told.elements == {}


async def test_a_link_that_cannot_be_made_is_a_note(
    fake: FakeDiscord, dm: str, host: MemoryHost, adapter: DiscordAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_element: object) -> None:
        raise OSError("the storage is away")

    host.file_link = broken  # type: ignore[method-assign,assignment]
    await posted(adapter, dm, "see", element("big.bin", bytes(10 * 1024 * 1024 + 1)))
    assert "_big.bin could not be sent (it has 10.0 MiB, Discord takes 10)_" in read(shown(fake, dm)[0])
    assert "the storage is away" in caplog.text


async def test_another_refusal_of_a_message_with_files_is_told(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    fake.faults.error("create_message", 50035)
    with pytest.raises(Refused):
        await adapter.deliver(post(dm, "see", element("a.txt", b"a")))
    assert shown(fake, dm) == []


async def test_an_edit_adds_files_and_keeps_those_that_are_there(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    first, second = element("a.txt", b"a"), element("b.txt", b"b")
    before = await placed(adapter, post(dm, "one", first))
    assert before.ref is not None
    added = await placed(adapter, edit(before.ref, "two", first, second, shown=before.elements))
    assert (list(before.elements), list(added.elements)) == ([first.id], [second.id])
    both = {**before.elements, **added.elements}
    assert await adapter.deliver(edit(before.ref, "three", first, second, shown=both)) is None
    (message_,) = shown(fake, dm)
    assert (message_.content, message_.files) == ("three", ["a.txt", "b.txt"])


async def test_a_file_is_taken_off_its_message_also_after_a_restart(
    fake: FakeDiscord, dm: str, adapter: DiscordAdapter
) -> None:
    files = [element(f"{number}.txt", b"x") for number in range(11)]
    told = await placed(adapter, post(dm, "all", *files))
    async with running(MemoryHost(fake.env())) as another:
        for gone in (files[3], files[10], files[3]):
            hide = HideElement(thread=address.thread_key(dm), element_id=gone.id, ref=told.elements[gone.id])
            await another.deliver(hide)
    (message_,) = shown(fake, dm)  # the eleventh file was alone in a message of its own
    assert message_.files == [f"{number}.txt" for number in range(10) if number != 3]
    fake.world.delete(message_)
    await adapter.deliver(HideElement(thread=address.thread_key(dm), element_id="x", ref=told.elements[files[0].id]))
    await adapter.deliver(HideElement(thread=address.thread_key(dm), element_id="x"))
