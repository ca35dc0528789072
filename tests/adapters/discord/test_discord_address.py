"""Addresses: exact both ways, and nonces that are always the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_discord import address

IDS = st.integers(1, 2**63).map(str)


@given(IDS, IDS)
def test_addresses_survive_text(channel: str, message: str) -> None:
    key, ref = address.thread_key(channel), address.message_ref(channel, message)
    assert ThreadKey.parse(str(key)) == key
    assert MessageRef.parse(str(ref)) == ref
    assert (address.channel(key), address.channel(ref), address.message_id(ref)) == (channel, channel, message)


def test_the_key_of_a_conversation_is_its_thread() -> None:
    assert str(address.thread_key("123")) == "discord:123"
    assert address.event_key("123") == "discord:123"
    assert address.event_key("123", "archived", "a:b") == "discord:123:archived:a%3Ab"


@given(st.text(), st.integers(0, 1000))
def test_a_nonce_fits_and_stays(message: str, part: int) -> None:
    nonce = address.nonce(message, part)
    assert len(nonce) <= 25
    assert nonce.isascii()
    assert nonce == address.nonce(message, part)
    assert nonce not in {address.nonce(message, part + 1), address.nonce(message, part, "more", "0")}
