"""What comes from Slack, event by event, without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_kit import PAYLOADS

from botbridge.model.event import ChatClosed, ChatOpened, Event, MessageReceived, StopRequested, dump, load
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_slack import inbound
from botbridge_slack.identity import Identity

IDENTITY = Identity(team_id="T1", bot_user_id="U0BOT", bot_id="B0BOT")
FLAT = inbound.Context(identity=IDENTITY, dm="flat")
THREADS = replace(FLAT, dm="thread")


def envelope(event: dict[str, Any], **fields: Any) -> dict[str, Any]:
    grant = {"enterprise_id": None, "team_id": "T1", "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}
    known = {"type": "event_callback", "token": "secret", "team_id": "T1", "event_id": "Ev1", "event_time": 1}
    return {**known, "authorizations": [grant], "event": event, **fields}


def said(text: str = "hello", **fields: Any) -> dict[str, Any]:
    known = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1767224888.280449"}
    return {**known, "text": text, **fields}


def translate(event: dict[str, Any], context: inbound.Context = FLAT, **fields: Any) -> Event | None:
    return inbound.translate(envelope(event, **fields), context)


def received(event: dict[str, Any], context: inbound.Context = FLAT, **fields: Any) -> MessageReceived:
    found = translate(event, context, **fields)
    assert isinstance(found, MessageReceived)
    return found


def test_a_mention_starts_the_conversation_of_its_thread() -> None:
    event = received(said("<@U0BOT> hi", type="app_mention"))
    assert event.thread == ThreadKey("slack", ("T1", "C1", "1767224888.280449"))
    assert event.key == "slack:1767224888.280449:T1:C1"
    assert event.ref == MessageRef("slack", ("1767224888.280449", "T1", "C1"))
    assert (event.text, event.sent_at, event.in_known_thread) == ("hi", "2025-12-31T23:48:08.280Z", False)
    assert event.author is not None
    assert event.author.identifier == "slack:T1:U1"


def test_the_pair_of_one_message_is_one_event() -> None:
    mention, message = received(said("<@U0BOT> hi", type="app_mention")), received(said("<@U0BOT> hi"))
    assert (mention.key, mention.thread, mention.text) == (message.key, message.thread, message.text)
    assert not message.in_known_thread


def test_a_reply_without_a_mention_counts_only_in_a_known_thread() -> None:
    event = received(said(thread_ts="1.0"))
    assert event.in_known_thread
    assert event.thread.parts == ("T1", "C1", "1.0")


def test_talk_in_a_channel_that_addresses_nobody_is_none_of_our_business() -> None:
    assert translate(said()) is None
    assert translate(said("<@U0BOTX> hi")) is None


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
def test_every_kind_of_channel_wants_a_mention(kind: str) -> None:
    assert translate(said(channel_type=kind)) is None
    assert received(said("hi <@U0BOT>", channel_type=kind)).text == "hi"


def test_a_flat_dm_is_one_conversation() -> None:
    direct = {"channel": "D1", "channel_type": "im"}
    assert received(said(**direct)).thread.parts == ("T1", "D1")
    assert received(said(**direct, thread_ts="1.0")).thread.parts == ("T1", "D1")


def test_in_thread_mode_each_top_level_message_of_a_dm_starts_one() -> None:
    direct = {"channel": "D1", "channel_type": "im"}
    assert received(said(**direct), THREADS).thread.parts == ("T1", "D1", "1767224888.280449")
    assert received(said(**direct, thread_ts="1.0"), THREADS).thread.parts == ("T1", "D1", "1.0")


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "U0BOT"},
        {"bot_id": "B0BOT"},
        {"bot_id": "B2"},
        {"subtype": "bot_message", "bot_id": "B2", "user": ""},
        {"user": "USLACKBOT"},
        {"user": ""},
        {"hidden": True},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "message_replied"},
        {"subtype": "assistant_app_thread"},
        {"subtype": "something_new"},
        {"ts": ""},
        {"channel": ""},
    ],
)
def test_what_must_not_be_answered_is_ignored(fields: dict[str, Any]) -> None:
    for channel in ({}, {"channel": "D1", "channel_type": "im"}):
        assert translate({**said("<@U0BOT> hi"), **channel, **fields}) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_what_people_say_in_another_form_counts(subtype: str) -> None:
    assert received(said("<@U0BOT> hi", subtype=subtype)).text == "hi"


def test_other_bots_are_answered_on_request_but_never_ourselves() -> None:
    context = replace(FLAT, answer_bots=True)
    other = received(said("<@U0BOT> hi", subtype="bot_message", bot_id="B2", user="", username="robo"), context)
    assert other.author is not None
    assert (other.author.native_id, other.author.name, other.author.is_bot) == ("B2", "robo", True)
    assert translate(said("<@U0BOT> hi", bot_id="B0BOT", user=""), context) is None
    assert translate(said("<@U0BOT> hi", user="U0BOT"), context) is None


def test_somebody_of_another_organisation_is_at_home_there() -> None:
    event = received(said("<@U0BOT> hi", user_team="T9", source_team="T9", team="T9"), team_id="T9")
    assert event.thread.parts[0] == "T1"
    assert event.author is not None
    assert (event.author.scope, event.author.metadata["team_id"]) == ("T1", "T9")
    file = received(said("<@U0BOT> hi", subtype="file_share"), team_id="T9").author
    assert file is not None
    assert file.identifier == event.author.identifier


def test_an_installation_for_a_whole_organisation_is_its_workspace() -> None:
    grant = {"enterprise_id": "E1", "team_id": None, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": True}
    assert received(said("<@U0BOT> hi"), authorizations=[grant], team_id="T5").thread.parts[0] == "E1"


def test_without_authorizations_the_envelope_tells_the_workspace() -> None:
    assert received(said("<@U0BOT> hi"), authorizations=[], team_id="T5").thread.parts[0] == "T5"
    assert received(said("<@U0BOT> hi"), authorizations=None, team_id=None).thread.parts[0] == "T1"


def test_files_come_along() -> None:
    file = {
        "id": "F1", "name": "a.pdf", "mimetype": "application/pdf", "size": 7, "mode": "hosted",
        "url_private": "https://files.slack.com/a", "url_private_download": "https://files.slack.com/download/a",
    }  # fmt: skip
    (incoming,) = received(said("<@U0BOT>", subtype="file_share", files=[file])).files
    assert (incoming.id, incoming.name, incoming.mime, incoming.size) == ("F1", "a.pdf", "application/pdf", 7)
    assert incoming.url == "https://files.slack.com/download/a"


def test_files_that_cannot_be_fetched_are_left_out_and_links_are_said() -> None:
    files = [
        {"id": "F1", "mode": "tombstone"},
        {"id": "F2", "mode": "hidden_by_limit"},
        {"id": "F3", "file_access": "access_denied"},
        {"id": "F4", "mode": "external", "name": "Plan", "url_private": "https://docs.example.com/x"},
        {"id": "F5", "mode": "file_access", "file_access": "check_file_info"},
        "nonsense",
    ]
    event = received(said("<@U0BOT> see", files=files))
    assert [(file.id, file.url, file.size) for file in event.files] == [("F5", None, None)]
    assert event.text == "see\n[Plan](https://docs.example.com/x)"


def test_a_mention_announced_without_its_files_still_names_them() -> None:
    blocks = [{"type": "rich_text", "elements": [{"elements": [{"type": "file", "file_id": "F1"}] * 2}]}]
    mention = said("<@U0BOT> see", type="app_mention", blocks=blocks)
    (file,) = received(mention).files
    assert (file.id, file.url) == ("F1", "slack-shared:C1/1767224888.280449")
    assert received({**mention, "files": []}).files == ()
    assert received({**mention, "type": "message"}).files == ()


def test_what_is_kept_of_the_envelope_holds_no_secret() -> None:
    raw = received(said("<@U0BOT> hi")).raw
    assert "secret" not in json.dumps(raw)
    assert raw["event"]["text"] == "<@U0BOT> hi"


def test_opening_the_messages_tab_begins_a_flat_dm() -> None:
    home = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages", "event_ts": "2.0"}
    first, again = translate({**home, "view": {"big": 1}}), translate({**home, "event_ts": "3.0"})
    assert isinstance(first, ChatOpened)
    assert isinstance(again, ChatOpened)
    assert first.thread == again.thread == ThreadKey("slack", ("T1", "D1"))
    assert first.key != again.key
    assert "view" not in first.raw["event"]
    assert translate({**home, "tab": "home"}) is None
    assert translate(home, THREADS) is None
    assert translate(home, replace(FLAT, chat_start=False)) is None


def test_the_older_assistant_pane_begins_its_thread() -> None:
    thread = {"user_id": "U1", "channel_id": "D1", "thread_ts": "1.0", "context": {}}
    opened = translate({"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": "2.0"}, THREADS)
    assert isinstance(opened, ChatOpened)
    assert opened.thread.parts == ("T1", "D1", "1.0")
    assert opened.author is not None
    assert opened.author.native_id == "U1"


def test_the_stop_button_is_for_its_thread() -> None:
    stop = {"type": "agent_session_stopped", "channel": "C1", "user": "U1", "thread_ts": "1.0", "event_ts": "2.0"}
    stopped = translate(stop)
    assert isinstance(stopped, StopRequested)
    assert stopped.thread.parts == ("T1", "C1", "1.0")
    flat = translate({**stop, "channel": "D1"})
    assert flat is not None
    assert flat.thread.parts == ("T1", "D1")


@pytest.mark.parametrize(
    ("event", "place"),
    [
        ({"type": "channel_archive", "channel": "C1", "user": "U1"}, ("T1", "C1")),
        ({"type": "group_deleted", "channel": "G1"}, ("T1", "G1")),
        ({"type": "member_left_channel", "channel": "C1", "user": "U0BOT"}, ("T1", "C1")),
        ({"type": "app_uninstalled"}, ("T1",)),
        ({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}, ("T1",)),
    ],
)
def test_an_end_names_what_it_ends(event: dict[str, Any], place: tuple[str, ...]) -> None:
    closed = translate({**event, "event_ts": "9.0"})
    assert isinstance(closed, ChatClosed)
    assert closed.thread.parts == place
    assert closed.in_known_thread


def test_the_end_of_somebody_else_is_not_ours() -> None:
    assert translate({"type": "member_left_channel", "channel": "C1", "user": "U1"}) is None
    assert translate({"type": "tokens_revoked", "tokens": {"oauth": ["U0BOT"]}}) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "block_actions", "user": {"id": "U1"}},
        {"type": "event_callback"},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": 7}},
        {"type": "event_callback", "event": {"type": "emoji_changed"}},
        {"type": "app_rate_limited", "minute_rate_limited": 1},
    ],
)
def test_what_the_app_has_no_use_for_is_nothing(body: dict[str, Any]) -> None:
    assert inbound.translate(body, FLAT) is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ["channel", "channel_type", "user", "ts", "thread_ts", "text", "subtype", "bot_id", "files", "user_profile",
          "team", "hidden", "assistant_thread", "tab", "event_ts", "tokens"]  # fmt: skip


@given(
    st.sampled_from(sorted(inbound._HANDLERS)),
    st.dictionaries(st.sampled_from(FIELDS), anything),
    anything,
    st.sampled_from([FLAT, THREADS]),
)
def test_no_shape_of_an_event_breaks_translation(
    kind: str, fields: dict[str, Any], grants: Any, context: inbound.Context
) -> None:
    event = translate({**said("<@U0BOT>"), **fields, "type": kind}, context, authorizations=grants)
    if event is not None:
        assert load(json.loads(json.dumps(dump(event)))) == event


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="recordings are not part of the repository")
def test_recorded_conversations_come_in_as_such() -> None:
    mention = json.loads((PAYLOADS / "mention.json").read_text())
    context = replace(FLAT, identity=replace(IDENTITY, bot_user_id=mention["botUserId"]))
    first, reply = (inbound.translate(mention[name], context) for name in ("mention", "followUp"))
    assert isinstance(first, MessageReceived)
    assert isinstance(reply, MessageReceived)
    assert (first.text, reply.text) == ("Hey", "Hi")
    assert first.thread == reply.thread
    assert (first.in_known_thread, reply.in_known_thread) == (False, True)


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="recordings are not part of the repository")
def test_a_recorded_dm_is_one_conversation_or_two() -> None:
    recorded = json.loads((PAYLOADS / "dm.json").read_text())
    for context, conversations in ((FLAT, 1), (THREADS, 2)):
        own = replace(context, identity=replace(IDENTITY, bot_user_id=recorded["botUserId"]))
        events = [inbound.translate(recorded[name], own) for name in ("directDM", "followUp")]
        assert len({event.thread for event in events if event}) == conversations


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="recordings are not part of the repository")
def test_a_recorded_join_of_the_bot_says_nothing_to_the_app() -> None:
    recorded = json.loads((PAYLOADS / "member-joined.json").read_text())
    assert inbound.translate(recorded["memberJoinedChannel"], FLAT) is None
