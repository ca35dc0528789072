"""Gateway events as neutral events: who is answered, in which conversation, with which words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from discord_kit import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.event import ChatClosed, Event, MessageReceived, ReactionChanged, dump, load
from botbridge_discord import inbound
from botbridge_discord.inbound import Context

BOT, ADA, OTHER = "100", "200", "300"
GUILD, CHANNEL, THREAD = "10", "11", "12"
ROLE = "900"


@dataclass
class Map:
    """A guild as somebody remembers it."""

    kinds: dict[str, int] = field(default_factory=lambda: {CHANNEL: 0, THREAD: 11})
    closed: set[str] = field(default_factory=set)

    def kind(self, _guild: str, channel_id: str) -> int | None:
        return self.kinds.get(channel_id)

    def may_open_threads(self, _guild: str, channel_id: str) -> bool:
        return channel_id not in self.closed

    def own_roles(self, guild_id: str) -> frozenset[str]:
        return frozenset({ROLE}) if guild_id == GUILD else frozenset()

    def names(self, _guild: str, ids: Iterable[str]) -> Mapping[str, str]:
        return {one: "general" for one in ids if one == CHANNEL}

    def places(self, _guild: str, parent_id: str = "") -> Sequence[str]:
        return [THREAD] if parent_id else [CHANNEL, THREAD]


def context(**changes: Any) -> Context:
    return Context(**{"bot_id": BOT, "sight": Map(), **changes})


def message(**changes: Any) -> dict[str, Any]:
    """Ada mentions the bot in a channel."""
    usual = {
        "id": "1000",
        "channel_id": CHANNEL,
        "channel_type": 0,
        "guild_id": GUILD,
        "type": 0,
        "content": f"<@{BOT}> hello",
        "author": {"id": ADA, "username": "ada", "global_name": "Ada L."},
        "member": {"nick": None},
        "mentions": [{"id": BOT, "username": "bot", "bot": True}],
        "mention_roles": [],
        "attachments": [],
        "timestamp": "2026-01-05T00:49:53.676000+00:00",
    }
    return {**usual, **changes}


def one(data: Mapping[str, Any], **changes: Any) -> MessageReceived:
    (event,) = inbound.translate("MESSAGE_CREATE", data, context(**changes))
    assert isinstance(event, MessageReceived)
    assert load(dump(event)) == event
    return event


def none(data: Mapping[str, Any], **changes: Any) -> bool:
    return list(inbound.translate("MESSAGE_CREATE", data, context(**changes))) == []


def test_a_mention_begins_the_thread_that_will_hang_on_it() -> None:
    event = one(message())
    assert (str(event.key), str(event.thread), str(event.ref)) == ("discord:1000", "discord:1000", "discord:11:1000")
    assert (event.text, event.in_known_thread) == ("hello", False)
    assert event.sent_at == "2026-01-05T00:49:53.676Z"
    assert event.author is not None
    assert (event.author.identifier, event.author.name) == (f"discord:{ADA}", "Ada L.")


def test_a_message_in_a_thread_belongs_to_it() -> None:
    follow_up = one(message(channel_id=THREAD, channel_type=11, mentions=[], content="more"))
    assert (str(follow_up.thread), follow_up.in_known_thread) == (f"discord:{THREAD}", True)
    mention = one(message(channel_id=THREAD, channel_type=11))
    assert (str(mention.thread), mention.in_known_thread) == (f"discord:{THREAD}", False)


def test_the_kind_of_channel_may_have_to_be_remembered() -> None:
    data = message(channel_id=THREAD, mentions=[])
    del data["channel_type"]
    assert str(one(data).thread) == f"discord:{THREAD}"
    unknown = message(channel_id="77")
    del unknown["channel_type"]
    assert str(one(unknown).thread) == "discord:1000"  # it is tried


@pytest.mark.parametrize(("kind", "thread"), [(0, "1000"), (5, "1000"), (2, CHANNEL), (13, CHANNEL), (12, CHANNEL)])
def test_where_no_thread_can_hang_the_conversation_is_the_channel(kind: int, thread: str) -> None:
    assert str(one(message(channel_type=kind)).thread) == f"discord:{thread}"


def test_where_the_bot_may_open_none_it_is_the_channel_too() -> None:
    assert str(one(message(), sight=Map(closed={CHANNEL})).thread) == f"discord:{CHANNEL}"


def test_a_direct_message_needs_no_mention() -> None:
    direct = message(channel_id="50", channel_type=1, mentions=[], content="hi")
    del direct["guild_id"], direct["member"]
    event = one(direct)
    assert (str(event.thread), event.in_known_thread, event.text) == ("discord:50", False, "hi")


@pytest.mark.parametrize(
    "changes",
    [
        {"mentions": []},
        {"author": {"id": BOT, "username": "bot", "bot": True}},
        {"author": {"id": OTHER, "username": "other", "bot": True}},
        {"webhook_id": "5"},
        {"type": 7},
        {"type": 18},
        {"type": 20},
        {"type": 21},
        {"author": {}},
        {"id": "x/../1"},
        {"channel_id": ""},
        {"mentions": [], "mention_everyone": True, "content": "@everyone"},
    ],
)
def test_what_is_not_answered(changes: dict[str, Any]) -> None:
    assert none(message(**changes))


def test_other_bots_are_answered_if_that_is_asked_for_but_never_ourselves() -> None:
    other = message(author={"id": OTHER, "username": "other", "bot": True})
    event = one(other, answer_bots=True)
    assert event.author is not None
    assert event.author.is_bot
    assert none(message(author={"id": BOT, "username": "bot", "bot": True}), answer_bots=True)


def test_the_bots_own_role_means_the_bot() -> None:
    event = one(message(mentions=[], mention_roles=[ROLE], content=f"<@&{ROLE}> hi"))
    assert event.text == "hi"
    assert none(message(mentions=[], mention_roles=["901"]))


def test_a_reply_that_notifies_the_bot_is_a_mention() -> None:
    assert one(message(type=19, content="and this?")).text == "and this?"


def test_without_the_intent_only_what_addresses_it_can_be_answered() -> None:
    silent = message(channel_id=THREAD, channel_type=11, mentions=[], content="")
    assert none(silent, reads_all=False)
    assert one(message(channel_id=THREAD, channel_type=11), reads_all=False).text == "hello"


def test_words_are_readable() -> None:
    mentions = [{"id": BOT, "username": "bot"}, {"id": OTHER, "username": "eve", "member": {"nick": "Evie"}}]
    event = one(message(content=f"<@{BOT}> ask <@{OTHER}> in <#{CHANNEL}>", mentions=mentions))
    assert event.text == "ask @Evie in #general"


def test_what_is_forwarded_is_what_was_said() -> None:
    inner = {"content": "the original", "attachments": [{"id": "1", "filename": "a.txt", "url": "https://a"}]}
    event = one(message(content="", message_snapshots=[{"message": inner}]))
    assert event.text == "the original"
    assert [file.name for file in event.files] == ["a.txt"]


def test_files_are_announced_with_what_is_known() -> None:
    attachments = [
        {
            "id": "1",
            "filename": "a.txt",
            "url": "https://cdn/a",
            "size": 3,
            "content_type": "text/plain; charset=utf-8",
        },
        {"id": "2", "filename": "b_.bin", "title": "b ü", "url": "https://cdn/b", "size": "x"},
        {"id": "3", "filename": "no address"},
        "nothing",
    ]
    first, second = one(message(attachments=attachments)).files
    assert (first.id, first.name, first.mime, first.size) == (f"{CHANNEL}/1000/1", "a.txt", "text/plain", 3)
    assert (second.name, second.mime, second.size) == ("b ü.bin", "application/octet-stream", None)


def closed(name: str, data: Mapping[str, Any]) -> list[str]:
    events = inbound.translate(name, data, context())
    assert all(isinstance(event, ChatClosed) and event.in_known_thread for event in events)
    return [str(event.thread) for event in events]


def test_what_ends_conversations() -> None:
    archived = {"id": THREAD, "guild_id": GUILD, "thread_metadata": {"archived": True, "archive_timestamp": "t1"}}
    assert closed("THREAD_UPDATE", archived) == [f"discord:{THREAD}"]
    assert closed("THREAD_UPDATE", {**archived, "thread_metadata": {"archived": False}}) == []
    assert closed("THREAD_DELETE", {"id": THREAD, "guild_id": GUILD}) == [f"discord:{THREAD}", f"discord:{THREAD}"]
    assert closed("CHANNEL_DELETE", {"id": CHANNEL, "guild_id": GUILD}) == [f"discord:{CHANNEL}", f"discord:{THREAD}"]
    assert closed("GUILD_DELETE", {"id": GUILD}) == [f"discord:{CHANNEL}", f"discord:{THREAD}"]
    assert closed("GUILD_DELETE", {"id": GUILD, "unavailable": True}) == []
    assert closed("THREAD_MEMBERS_UPDATE", {"id": THREAD, "removed_member_ids": [BOT]}) == [f"discord:{THREAD}"]
    assert closed("THREAD_MEMBERS_UPDATE", {"id": THREAD, "removed_member_ids": [ADA]}) == []


def test_archiving_twice_is_two_events_and_once_is_one() -> None:
    def key(when: str) -> str:
        state = {"archived": True, "archive_timestamp": when}
        (event,) = inbound.translate("THREAD_UPDATE", {"id": THREAD, "thread_metadata": state}, context())
        return event.key

    assert key("t1") == key("t1") != key("t2")


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(inbound.HANDLERS)), st.dictionaries(st.sampled_from(sorted(message())), ANY))
def test_events_of_any_shape_are_taken(name: str, changes: dict[str, Any]) -> None:
    events: Sequence[Event] = inbound.translate(name, message(**changes), context())
    assert all(load(dump(event)) == event for event in events)


def test_an_unknown_event_is_nothing() -> None:
    assert inbound.translate("PRESENCE_UPDATE", {}, context()) == ()


def reaction(**changes: Any) -> dict[str, Any]:
    usual = {
        "user_id": ADA,
        "channel_id": THREAD,
        "message_id": "1000",
        "guild_id": GUILD,
        "emoji": {"id": None, "name": "👍"},
        "member": {"nick": "Ada", "user": {"id": ADA, "username": "ada"}},
        inbound.MOMENT: "session-7",
    }
    return {**usual, **changes}


def test_reactions_name_who_did_it_and_are_one_when_they_come_again() -> None:
    (added,) = inbound.translate("MESSAGE_REACTION_ADD", reaction(), context())
    assert isinstance(added, ReactionChanged)
    assert (added.emoji, added.added, added.ref.parts, added.in_known_thread) == ("👍", True, (THREAD, "1000"), True)
    assert added.author is not None
    assert (added.author.native_id, added.author.name) == (ADA, "Ada")
    assert list(inbound.translate("MESSAGE_REACTION_ADD", reaction(), context())) == [added]
    bare = reaction(member=None, emoji={"id": "5", "name": "party"}, **{inbound.MOMENT: "session-8"})
    (taken,) = inbound.translate("MESSAGE_REACTION_REMOVE", bare, context())
    assert isinstance(taken, ReactionChanged)
    assert (taken.emoji, taken.added, taken.author and taken.author.native_id) == (":party:", False, ADA)
    (toned,) = inbound.translate("MESSAGE_REACTION_ADD", reaction(emoji={"name": "👍🏽"}), context())
    assert isinstance(toned, ReactionChanged)
    assert toned.emoji == "👍"
    (later,) = inbound.translate("MESSAGE_REACTION_ADD", reaction(**{inbound.MOMENT: "session-9"}), context())
    assert len({added.key, taken.key, later.key}) == 3


@pytest.mark.parametrize(
    "data",
    [
        reaction(user_id=BOT),
        reaction(member={"user": {"id": ADA, "bot": True}}),
        reaction(emoji={"id": None, "name": None}),
        reaction(message_id=None),
    ],
)
def test_reactions_that_mean_nothing_are_left_alone(data: dict[str, Any]) -> None:
    assert not inbound.translate("MESSAGE_REACTION_ADD", data, context())


@pytest.mark.skipif(not PAYLOADS.is_file(), reason="the recorded payloads are not part of the repository")
def test_recorded_events() -> None:
    recorded = json.loads(PAYLOADS.read_text(encoding="utf-8"))
    about = recorded["metadata"]
    sight = Map(kinds={about["channelId"]: 0, about["threadId"]: 11})
    known = Context(bot_id=about["botId"], sight=sight)
    events = {
        name: list(inbound.translate(one["type"].removeprefix("GATEWAY_"), one["data"], known))
        for name, one in recorded.items()
        if name.startswith("gateway")
    }
    (mention,) = events["gatewayMention"]
    assert isinstance(mention, MessageReceived)
    assert (mention.text, str(mention.thread)) == ("Hey", f"discord:{about['threadId']}")
    (follow_up,) = events["gatewaySubscribedMessage"]
    assert (str(follow_up.thread), follow_up.in_known_thread) == (str(mention.thread), True)
    assert mention.author is not None
    assert (mention.author.native_id, mention.author.name) == (about["userId"], "Test User")
    assert events["gatewayBotWelcome"] == events["gatewayThreadCreate"] == []
    (reaction,) = events["gatewayReactionAdd"]
    assert isinstance(reaction, ReactionChanged)
    assert (reaction.emoji, reaction.added) == (recorded["gatewayReactionAdd"]["data"]["emoji"]["name"], True)
    assert events["gatewayRoleMention"] == []  # the role is not known as the bot's own here
