"""Activities become events, or nothing; people are who the directory says they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from teams_kit import PAYLOADS

from botbridge.model.event import ChatClosed, ChatOpened, Event, MessageReceived, dump, load
from botbridge_teams import incoming, invokes
from botbridge_teams.address import conversation_id
from botbridge_teams.inbound import Context, is_known, translate
from botbridge_teams.interactions import is_submission

BOT = {"id": "28:bot", "name": "Bot"}
ADA = {"id": "29:ada", "name": "Ada", "aadObjectId": "aad-ada"}
NAMED = {"type": "mention", "text": "<at>Bot</at>", "mentioned": BOT}


def activity(kind: str = "message", **fields: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "id": "1767224924615",
        "timestamp": "2026-02-17T01:01:47.4513813Z",
        "channelId": "msteams",
        "serviceUrl": "https://smba.example/amer/",
        "from": ADA,
        "recipient": BOT,
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "tenant"},
        "locale": "de-DE",
        **fields,
    }


def in_channel(kind: str = "message", root: str = "17", **fields: Any) -> dict[str, Any]:
    where = {"id": f"19:x@thread.tacv2;messageid={root}", "conversationType": "channel", "tenantId": "tenant"}
    return activity(kind, **{"conversation": where, **fields})


def event(raw: dict[str, Any], **context: bool) -> Event | None:
    found = translate(raw, Context(**context))
    if found is not None:
        assert load(json.loads(json.dumps(dump(found)))) == found
    return found


def message(raw: dict[str, Any], **context: bool) -> MessageReceived:
    found = event(raw, **context)
    assert isinstance(found, MessageReceived)
    return found


def test_a_personal_message() -> None:
    found = message(activity(text="hi <there>"))
    assert (found.text, found.in_known_thread, found.sent_at) == ("hi <there>", False, "2026-02-17T01:01:47.451Z")
    assert conversation_id(found.thread) == "a:1"
    author = found.author
    assert author is not None
    assert (author.native_id, author.scope, author.name, author.locale) == ("aad-ada", "tenant", "Ada", "de-DE")
    assert author.identifier == "teams:tenant:aad-ada"
    assert author.metadata == {"teams_id": "29:ada", "tenant_id": "tenant"}
    assert found.ref is not None
    assert found.ref.parts == ("a:1", "1767224924615", "https://smba.example/amer/", "tenant", "")


def test_elsewhere_a_message_counts_by_itself_only_if_it_names_the_app() -> None:
    assert message(in_channel(text="<at>Bot</at> hi", entities=[NAMED])).in_known_thread is False
    assert message(in_channel(text="hi")).in_known_thread is True
    assert message(in_channel(text="<at>Bot</at> hi", entities=[{**NAMED, "mentioned": ADA}])).in_known_thread is True


def test_the_same_activity_is_the_same_event_and_every_thread_another_conversation() -> None:
    assert message(activity(text="a")).key == message(activity(text="a")).key
    assert message(activity(text="a")).key != message(activity(text="a", id="2")).key
    assert message(in_channel(root="1")).thread != message(in_channel(root="2")).thread
    assert message(in_channel(root="1")).thread.parts[0] == message(in_channel(root="2")).thread.parts[0]


@pytest.mark.parametrize(
    "raw",
    [
        activity(**{"from": BOT}),
        activity(**{"from": {"id": "28:other", "name": "Other"}}),
        activity(**{"from": {"id": "x", "role": "bot"}}),
        activity(**{"from": {}}),
        activity(id=""),
        activity(serviceUrl=""),
        activity(conversation={}),
        activity("messageUpdate", text="edited"),
        activity("messageDelete"),
        activity("messageReaction", reactionsAdded=[{"type": "like"}]),
        activity("typing"),
        activity("somethingNew"),
        activity("conversationUpdate", membersAdded=[ADA]),
        activity("conversationUpdate"),
        activity("installationUpdate", action="other"),
        in_channel("conversationUpdate", membersAdded=[BOT]),
    ],
)
def test_what_means_nothing_to_the_app_is_no_event(raw: dict[str, Any]) -> None:
    assert event(raw) is None


def test_other_bots_are_answered_only_if_it_is_wanted() -> None:
    raw = activity(**{"from": {"id": "28:other", "name": "Other"}}, text="hi")
    found = message(raw, answer_bots=True)
    assert found.author is not None
    assert found.author.is_bot
    assert event(activity(**{"from": BOT}), answer_bots=True) is None


def test_the_value_of_a_button_with_words_is_a_message() -> None:
    assert message(activity(value={"n": 1}, text="yes")).text == "yes"


def test_people_without_a_directory_are_known_by_their_id_here() -> None:
    found = message(activity(**{"from": {"id": "29:guest", "name": "Ada"}}))
    assert found.author is not None
    assert found.author.native_id == "29:guest"


@pytest.mark.parametrize(
    "raw",
    [
        activity("conversationUpdate", membersAdded=[ADA, BOT]),
        activity("installationUpdate", action="add"),
        activity("installationUpdate", action="add-upgrade"),
    ],
)
def test_the_app_comes(raw: dict[str, Any]) -> None:
    found = event(raw)
    assert isinstance(found, ChatOpened)
    assert found.author is not None
    assert event(raw, chat_start=False) is None
    group = {**raw, "conversation": {"id": "19:g@thread.v2", "isGroup": True}}
    opened = event(group)
    assert isinstance(opened, ChatOpened)
    assert opened.author is None


@pytest.mark.parametrize(
    "raw",
    [activity("conversationUpdate", membersRemoved=[BOT]), activity("installationUpdate", action="remove")],
)
def test_the_app_goes(raw: dict[str, Any]) -> None:
    assert isinstance(event(raw), ChatClosed)
    channel = event({**raw, "conversation": {"id": "19:x@thread.tacv2", "conversationType": "channel"}})
    assert isinstance(channel, ChatClosed)
    assert channel.thread.parts == ("19:x@thread.tacv2",)
    assert channel.in_known_thread


FILE = {
    "contentType": "application/vnd.microsoft.teams.file.download.info",
    "name": "a.pdf",
    "content": {"downloadUrl": "https://x.sharepoint.example/a?tempauth=1", "uniqueId": "U", "fileType": "pdf"},
}


def pasted(url: str, **more: Any) -> dict[str, Any]:
    return {"contentType": "image/*", "contentUrl": url, **more}


def test_files_and_pictures_come_with_where_to_read_them() -> None:
    ours = "https://smba.example/amer/v3/attachments/1/views/original"
    elsewhere = "https://pictures.example/1.png"
    attachments = [FILE, pasted(ours), pasted(elsewhere, name="dot.png"), {"contentType": "text/html", "content": "x"}]
    found = message(activity(text="look", attachments=attachments)).files
    assert [(one.name, one.mime) for one in found] == [
        ("a.pdf", "application/pdf"),
        ("image-2.png", "image/png"),
        ("dot.png", "image/png"),
    ]
    assert [incoming.address(one.url or "") for one in found] == [
        ("https://x.sharepoint.example/a?tempauth=1", False),
        (ours, True),
        (elsewhere, False),
    ]


@pytest.mark.parametrize(
    "attachment",
    [
        {},
        {"contentType": "image/png"},
        pasted("file:///etc/passwd"),
        pasted("data:image/png;base64,AAAA"),
        pasted("https://[::1"),
        {**FILE, "content": {"downloadUrl": "https://[x"}},
        {**FILE, "content": None},
        {**FILE, "content": {"downloadUrl": 7}},
        "none",
    ],
)
def test_what_cannot_be_read_is_no_file(attachment: Any) -> None:
    assert message(activity(text="look", attachments=[attachment])).files == ()


@pytest.mark.parametrize("url", ["https://smba.example.evil/x", "http://smba.example/x", "https://evil/smba.example"])
def test_the_token_goes_to_the_service_only(url: str) -> None:
    (found,) = message(activity(attachments=[pasted(url)])).files
    assert incoming.address(found.url or "") == (url, False)


def test_a_file_may_not_pretend_to_be_the_connectors() -> None:
    forged = {**FILE, "content": {"downloadUrl": "token+https://evil.example/x"}}
    assert message(activity(text="look", attachments=[forged])).files == ()


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="recordings are not part of the repository")
def test_recordings_of_teams() -> None:
    first = json.loads((PAYLOADS / "mention.json").read_text(encoding="utf-8"))
    asked, more = message(first["mention"]), message(first["followUp"])
    assert (asked.text, asked.in_known_thread, more.text, more.in_known_thread) == ("Hey", False, "Hi", True)
    assert asked.thread == more.thread
    assert conversation_id(asked.thread) == first["mention"]["conversation"]["id"]
    second = json.loads((PAYLOADS / "channel.json").read_text(encoding="utf-8"))
    said = message(second["mention"])
    assert said.author is not None
    assert (said.text, said.author.native_id, said.sent_at) == (
        "Hey",
        second["mention"]["from"]["aadObjectId"],
        "2026-02-17T01:01:47.451Z",
    )
    assert is_submission(second["channel_post_action"])


KNOWN = ["message", "conversationUpdate", "installationUpdate", "messageUpdate", "typing", "event"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "content"]), inner),
    max_leaves=6,
)


@given(st.sampled_from([*KNOWN, "x"]), st.dictionaries(st.sampled_from(list(activity())), anything, max_size=4))
def test_anything_can_come_in(kind: str, fields: dict[str, Any]) -> None:
    event({**activity(kind, text="x", attachments=[FILE], entities=[NAMED]), **fields, "type": kind})


def test_which_types_are_known() -> None:
    assert all(is_known(kind) for kind in KNOWN)
    assert not is_known("somethingNew")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("adaptiveCard/action", 200),
        ("task/fetch", 200),
        ("task/submit", 200),
        ("message/submitAction", 200),
        ("fileConsent/invoke", 200),
        ("signin/verifyState", 412),
        ("signin/tokenExchange", 412),
        ("composeExtension/query", 501),
        ("", 501),
    ],
)
def test_invokes_are_answered_at_once(name: str, status: int) -> None:
    told = invokes.answer({"name": name})
    assert told.status == status
    assert told.body is None or name not in ("message/submitAction", "fileConsent/invoke")
