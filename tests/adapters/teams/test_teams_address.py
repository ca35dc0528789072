"""Ids of Teams survive every way through ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_teams import address
from botbridge_teams.place import Place, kind_of, place_of, place_of_ref, tenant_of

THREAD = "19:d441d38c655c47a085215b2726e76927@thread.tacv2;messageid=1771290107407"


@given(st.text(min_size=1) | st.just(THREAD) | st.just("a;messageid=b;messageid=c"))
def test_a_conversation_keeps_its_id(conversation: str) -> None:
    key = address.thread_key(conversation)
    assert address.conversation_id(key) == conversation
    assert ThreadKey.parse(str(key)) == key


def test_a_channel_is_the_beginning_of_its_threads() -> None:
    channel = address.thread_key(THREAD.partition(";")[0])
    assert str(address.thread_key(THREAD)).startswith(f"{channel}:")
    assert not str(address.thread_key("19:another@thread.tacv2")).startswith(str(channel))


@given(st.text(), st.text(), st.text(), st.text())
def test_a_reference_survives_text(conversation: str, activity: str, url: str, tenant: str) -> None:
    ref = address.message_ref(conversation, activity, url, tenant, address.AI)
    again = MessageRef.parse(str(ref))
    assert again == ref
    assert (address.activity_id(again), address.sent_to(again), address.is_generated(again)) == (
        activity,
        (url, tenant),
        True,
    )


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [
        ({"id": "a:1x"}, "personal"),
        ({"id": "a:1x", "isGroup": True}, "groupChat"),
        ({"id": "19:x@thread.v2"}, "groupChat"),
        ({"id": THREAD}, "channel"),
        ({"id": "19:x@thread.skype"}, "channel"),
        ({"id": "anything", "conversationType": "channel"}, "channel"),
        ({"id": THREAD, "conversationType": "personal"}, "personal"),
        ({"id": "a:1x", "conversationType": 7}, "personal"),
        ({}, "personal"),
    ],
)
def test_the_kind_of_a_conversation(conversation: dict[str, object], kind: str) -> None:
    assert kind_of(conversation) == kind


def test_a_place_is_told_by_an_activity_and_by_a_reference() -> None:
    activity = {
        "serviceUrl": "https://s/",
        "conversation": {"id": "a:1", "tenantId": "t1"},
        "from": {"id": "29:1", "name": "Ada", "aadObjectId": "aad", "role": "user"},
        "recipient": {"id": "28:1", "name": 7},
    }
    place = place_of(activity)
    assert place == Place(
        service_url="https://s/",
        tenant="t1",
        bot={"id": "28:1"},
        user={"id": "29:1", "name": "Ada", "aadObjectId": "aad"},
    )
    assert tenant_of({**activity, "channelData": {"tenant": {"id": "t2"}}}) == "t2"
    again = place_of_ref(address.message_ref("a:1", "1", "https://s/", "t1"))
    assert again == Place(service_url="https://s/", tenant="t1")
    for ref in (
        MessageRef("teams", ("a", "1")),
        MessageRef("other", ("a", "1", "u", "t", "")),
        address.message_ref("a", "1"),
    ):
        assert place_of_ref(ref) is None


def test_an_envelope_says_who_where_and_to_whom() -> None:
    place = Place(service_url="s", tenant="t", bot={"id": "28:1"}, user={"id": "29:1"})
    assert place.envelope("a:1") == {
        "from": {"id": "28:1"},
        "recipient": {"id": "29:1"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "t"},
    }
    shared = Place(service_url="s", kind="channel", user={"id": "29:1"})
    assert shared.envelope("19:x") == {"conversation": {"id": "19:x", "conversationType": "channel"}}
