"""People, threads, files and forums, as a person sees them and as the API tells of them."""

from __future__ import annotations

import aiohttp
import pytest

from botbridge.testing.discord import FakeDiscord, User
from botbridge.testing.discord.permissions import bits
from discord_fake.conftest import Caller


async def open_thread(fake: FakeDiscord, call: Caller, user: User) -> str:
    said = await user.mention("hello")
    path = f"/channels/{fake.channel('C1').id}/messages/{said.id}/threads"
    status, thread = await call("POST", path, {"name": "talk"})
    assert (status, thread["id"]) == (201, said.id)
    return said.id


async def test_a_thread_hangs_on_its_message(fake: FakeDiscord, call: Caller, user: User) -> None:
    thread = await open_thread(fake, call, user)
    assert fake.thread.id == thread
    assert fake.thread.title == "talk"
    path = f"/channels/{fake.channel('C1').id}/messages/{thread}/threads"
    assert (await call("POST", path, {"name": "again"}))[1]["code"] == 160004
    assert (await call("GET", f"/channels/{thread}"))[1]["parent_id"] == fake.channel("C1").id
    _, listed = await call("GET", f"/guilds/{fake.guild().id}/threads/active")
    assert [one["id"] for one in listed["threads"]] == [thread]
    assert listed["members"][0]["user_id"] == fake.world.bot.id
    shown = (await call("GET", f"/channels/{fake.channel('C1').id}/messages/{thread}"))[1]
    assert shown["thread"]["name"] == "talk"


async def test_in_an_archived_thread_nothing_changes_until_somebody_speaks(
    fake: FakeDiscord, call: Caller, user: User
) -> None:
    thread = await open_thread(fake, call, user)
    _, told = await call.post(thread, content="x")
    await user.archive(fake.thread)
    edit = ("PATCH", f"/channels/{thread}/messages/{told['id']}", {"content": "y"})
    assert (await call(*edit))[1]["code"] == 50083
    assert (await call("PATCH", f"/channels/{thread}", {"name": "z"}))[1]["code"] == 50083
    assert (await call("PATCH", f"/channels/{thread}", {"archived": False}))[0] == 200
    assert (await call(*edit))[0] == 200
    await user.archive(fake.thread)
    await user.say("I am back", fake.thread)
    assert not fake.thread.archived


async def test_a_locked_thread_is_the_moderators(fake: FakeDiscord, http: aiohttp.ClientSession) -> None:
    async with FakeDiscord(permissions=["VIEW_CHANNEL"]) as fake:
        call, user = Caller(fake, http), fake.user("U1")
        thread = await open_thread(fake, call, user)
        await user.archive(fake.thread, locked=True)
        assert (await call.post(thread, content="x"))[1]["code"] == 160005
        with pytest.raises(PermissionError):
            await user.say("me neither", fake.thread)


async def test_a_thread_without_a_message_and_a_forum_post(fake: FakeDiscord, call: Caller) -> None:
    status, thread = await call("POST", f"/channels/{fake.channel('C1').id}/threads", {"name": "free", "type": 11})
    assert (status, thread["type"]) == (201, 11)
    forum = fake.channel("F1", kind="forum").id
    body = {"name": "a question", "message": {"content": "how?"}}
    status, post = await call("POST", f"/channels/{forum}/threads", body)
    assert (status, post["message"]["id"]) == (201, post["id"])
    body["message"] = {"content": ""}
    assert (await call("POST", f"/channels/{forum}/threads", body))[1]["code"] == 50006
    assert (await call("POST", f"/channels/{forum}/threads", {"name": "x" * 101, "message": {}}))[1]["code"] == 50035


async def test_what_a_person_may_not_do(fake: FakeDiscord, user: User) -> None:
    said, other = await user.say("mine"), fake.user("U2")
    with pytest.raises(PermissionError):
        await other.edit(said, "yours")
    with pytest.raises(PermissionError):
        await other.delete(said)
    with pytest.raises(LookupError, match="not open"):
        await user.say("too early", said.thread)
    with pytest.raises(LookupError, match="no forum"):
        await user.post_in_forum("a", "b", "C1")
    await user.edit(said, "changed")
    assert (fake.messages[0].text, fake.messages[0].edited) == ("changed", True)
    await user.delete(said)
    assert fake.messages == []


async def test_nobody_has_spoken_yet(fake: FakeDiscord) -> None:
    with pytest.raises(LookupError, match="nobody has said"):
        _ = fake.thread


async def test_a_message_as_people_read_it(fake: FakeDiscord, call: Caller, user: User) -> None:
    content = f"<@{user.id}> in <#{fake.channel('C1').id}> <:wave:12> <t:0:R> </chat:5> `<@{user.id}>`"
    await call.post(fake.channel("C1").id, content=content)
    assert fake.messages[-1].text == f"@ada in #C1 :wave: 1970-01-01 00:00 /chat `<@{user.id}>`"
    await call.post(fake.channel("C1").id, embeds=[{"title": "t", "description": "d"}])
    assert fake.messages[-1].text == "**t**\nd"


async def test_a_name_in_the_text_is_a_mention(fake: FakeDiscord, user: User) -> None:
    eve = fake.user("U2", name="eve")
    said = await user.say("@eve and @nobody")
    assert said.content == f"<@{eve.id}> and @nobody"
    assert [one["id"] for one in said.raw["mentions"]] == [eve.id]


async def test_only_what_is_allowed_notifies(fake: FakeDiscord, call: Caller, user: User) -> None:
    channel, eve = fake.channel("C1").id, fake.user("U2").id
    content = f"<@{user.id}> <@{eve}> <@&{fake.guild().id}> @everyone"
    await call.post(channel, content=content, allowed_mentions={"parse": []})
    assert fake.pings == []
    await call.post(channel, content=content, allowed_mentions={"parse": [], "users": [eve]})
    assert [ping.what for ping in fake.pings] == [eve]
    await call.post(channel, content=content)
    assert [ping.what for ping in fake.pings][1:] == [user.id, eve, fake.guild().id]  # it may not ping everyone
    _, told = await call.post(channel, content="x")
    await call("PATCH", f"/channels/{channel}/messages/{told['id']}", {"content": f"<@{user.id}>"})
    assert len(fake.pings) == 4  # an edit notifies nobody


async def test_files_have_addresses_that_expire(
    fake: FakeDiscord, call: Caller, user: User, http: aiohttp.ClientSession
) -> None:
    said = await user.say("look", files=[("a b.txt", b"hello", "")])
    path = f"/channels/{fake.channel('C1').id}/messages/{said.id}"
    attached = (await call("GET", path))[1]["attachments"][0]
    assert (attached["filename"], attached["size"], attached["content_type"]) == ("a b.txt", 5, "text/plain")
    async with http.get(attached["url"]) as answer:
        assert await answer.read() == b"hello"
    async with http.get(attached["url"].replace("hm=", "hm=0")) as answer:
        assert answer.status == 404
    fake.clock.advance(86_401)
    async with http.get(attached["url"]) as answer:
        assert answer.status == 404
    fresh = (await call("GET", path))[1]["attachments"][0]["url"]
    async with http.get(fresh) as answer:
        assert answer.status == 200


async def test_files_that_go_out(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1").id
    body = {"content": "two", "attachments": [{"id": "0", "filename": "x.png", "description": "alt"}, {"id": "1"}]}
    status, told = await call.upload(channel, body, ("a.png", b"png"), ("b.txt", b"text"))
    assert status == 200, told
    assert [(one["filename"], one.get("description")) for one in told["attachments"]] == [
        ("x.png", "alt"),
        ("b.txt", None),
    ]
    first = told["attachments"][0]["id"]
    path = f"/channels/{channel}/messages/{told['id']}"
    _, edited = await call("PATCH", path, {"attachments": [{"id": first}]})
    assert [one["id"] for one in edited["attachments"]] == [first]
    assert (await call("PATCH", path, {"content": "", "attachments": []}))[1]["code"] == 50006


@pytest.mark.parametrize(
    ("files", "body", "code"),
    [
        ([("a", b"x" * (10 * 1024 * 1024 + 1))], {}, 40005),
        ([(str(n), b"x" * (9 * 1024 * 1024)) for n in range(3)], {}, 40005),
        ([(str(n), b"x") for n in range(11)], {}, 30015),
        ([("a", b"x")], {"attachments": [{"id": "0", "description": "x" * 1025}]}, 50035),
    ],
    ids=["file", "request", "number", "alternative text"],
)
async def test_files_that_are_too_much(
    http: aiohttp.ClientSession, files: list[tuple[str, bytes]], body: dict[str, object], code: int
) -> None:
    async with FakeDiscord() as fake:
        status, told = await Caller(fake, http).upload(fake.channel("C1").id, {"content": "x", **body}, *files)
        assert told["code"] == code
        assert status in (400, 413)


async def test_a_closed_direct_message(fake: FakeDiscord, call: Caller, user: User) -> None:
    _, channel = await call("POST", "/users/@me/channels", {"recipient_id": user.id})
    assert channel["id"] == user.dm_channel.id
    assert (await call.post(channel["id"], content="hi"))[0] == 200
    user.close_dms()
    assert (await call.post(channel["id"], content="hi"))[1]["code"] == 50007


async def test_typing_ends(fake: FakeDiscord, call: Caller, user: User) -> None:
    said = await user.dm("hi")
    channel = user.dm_channel.id
    assert (await call("POST", f"/channels/{channel}/typing"))[0] == 204
    assert said.thread.typing
    fake.clock.advance(10)
    assert not said.thread.typing
    await call("POST", f"/channels/{channel}/typing")
    await call.post(channel, content="done")
    assert not said.thread.typing


async def test_reactions(fake: FakeDiscord, call: Caller, user: User) -> None:
    said = await user.say("hi")
    path = f"/channels/{fake.channel('C1').id}/messages/{said.id}/reactions/%F0%9F%91%8D/@me"
    assert (await call("PUT", path))[0] == 204
    await user.react(said, "👍")
    assert said.reactions == {"👍": [fake.world.bot.id, user.id]}
    await user.unreact(said, "👍")
    assert (await call("DELETE", path))[0] == 204
    assert said.reactions == {}
    fake.clock.advance(1)
    bad = f"/channels/{fake.channel('C1').id}/messages/{said.id}/reactions/x/@me"
    assert (await call("PUT", bad))[1]["code"] == 10014


async def test_history(fake: FakeDiscord, call: Caller, user: User) -> None:
    said = [await user.say(str(number)) for number in range(4)]
    path = f"/channels/{fake.channel('C1').id}/messages"

    async def page(query: str) -> list[str]:
        return [one["content"] for one in (await call("GET", f"{path}?{query}"))[1]]

    assert await page("limit=2") == ["3", "2"]
    assert await page(f"before={said[2].id}") == ["1", "0"]
    assert await page(f"after={said[1].id}&limit=1") == ["2"]


async def test_conversations_are_read_one_reply_after_the_other(fake: FakeDiscord, call: Caller, user: User) -> None:
    await user.dm("hi")
    await call.post(user.dm_channel.id, content="one")
    await call.post(user.dm_channel.id, content="two")
    assert [(await fake.thread.reply()).text, (await fake.thread.reply()).text] == ["one", "two"]
    with pytest.raises(TimeoutError):
        await fake.thread.reply(0.05)
    assert [one.text for one in await fake.thread.settled(at_least=2, quiet=0.05)] == ["one", "two"]
    assert fake.thread.text == "one\ntwo"


def test_permissions_add_up() -> None:
    fake = FakeDiscord(permissions=["VIEW_CHANNEL"])
    channel = fake.channel("C1")
    assert fake.world.may("SEND_MESSAGES", channel)
    fake.faults.missing_permission("SEND_MESSAGES", channel=channel)
    assert not fake.world.may("ATTACH_FILES", channel)  # it goes with speaking
    fake.faults.missing_permission("VIEW_CHANNEL", channel=channel)
    assert fake.world.held(fake.world.bot.id, channel) == 0
    fake.world.overwrite(channel, allow=bits(["MENTION_EVERYONE"]))
    assert fake.world.may("MENTION_EVERYONE", channel)
    fake.guild().owner_id = fake.world.bot.id
    assert fake.world.may("ADMINISTRATOR", channel)
