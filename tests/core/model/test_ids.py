"""Addresses round-trip, whatever a platform puts into its ids."""

import json

from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.element import IncomingFile
from botbridge.model.event import ChatClosed, Event, MessageReceived, dump, load
from botbridge.model.ids import MessageRef, ThreadKey, is_uuid, new_id
from botbridge.model.user import Author

PARTS = st.lists(st.text(min_size=1), min_size=1, max_size=4).map(tuple)


@given(st.text(min_size=1), PARTS)
def test_keys_and_refs_round_trip(platform: str, parts: tuple[str, ...]) -> None:
    key, ref = ThreadKey(platform, parts), MessageRef(platform, parts)
    assert ThreadKey.parse(str(key)) == key
    assert MessageRef.parse(str(ref)) == ref


@given(PARTS, PARTS)
def test_different_conversations_have_different_public_ids(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    ids = {ThreadKey("p", one).thread_id, ThreadKey("p", other).thread_id}
    assert len(ids) == (1 if one == other else 2)
    assert all(is_uuid(thread_id) for thread_id in ids)


def test_a_uuid_is_its_own_public_id() -> None:
    thread_id = new_id()
    assert ThreadKey("web", (thread_id,)).thread_id == thread_id


@given(st.text(), st.text(), st.booleans())
def test_events_survive_the_store(text: str, name: str, known: bool) -> None:
    event: Event = MessageReceived(
        key="memory:1",
        thread=ThreadKey("memory", ("a", "b")),
        author=Author(platform="memory", native_id="U1", name=name),
        text=text,
        files=(IncomingFile(id="F1", name=name, size=3, url="https://files.example/1"),),
        ref=MessageRef("memory", ("1",)),
        raw={"nested": [1, {"two": None}]},
        in_known_thread=known,
    )
    assert load(json.loads(json.dumps(dump(event)))) == event


def test_an_event_without_author_survives_too() -> None:
    event = ChatClosed(key="k", thread=ThreadKey("memory", ("a",)))
    assert load(json.loads(json.dumps(dump(event)))) == event
