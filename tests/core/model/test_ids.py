"""Addresses round-trip, whatever a platform puts into its ids."""

import json
import time
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.element import IncomingFile
from botbridge.model.event import ChatClosed, Event, MessageReceived, dump, load
from botbridge.model.ids import MessageRef, ThreadKey, derived_id, is_uuid, new_id
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


def test_a_fresh_id_is_a_uuid_and_later_ones_sort_later() -> None:
    ids = []
    for _ in range(3):
        ids.append(new_id())
        time.sleep(0.002)
    assert all(is_uuid(one) and UUID(one).version == 7 for one in ids)
    assert ids == sorted(ids)
    assert len({new_id() for _ in range(1000)}) == 1000


@given(st.text(), st.text(), st.floats(0, 4e9))
def test_a_derived_id_is_always_the_same_uuid(one: str, other: str, moment: float) -> None:
    assert derived_id(one, moment) == derived_id(one, moment)
    assert (derived_id(one, moment) == derived_id(other, moment)) == (one == other)
    assert is_uuid(derived_id(one, moment))
    assert UUID(derived_id(one, moment)).version == 8
    assert derived_id(one, moment) < derived_id(other, moment + 1)


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
