"""Addresses survive being written down, whatever is in them."""

from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_slack import address

words = st.text(min_size=1)


@given(words, words, st.text())
def test_a_thread_key_gives_back_what_it_was_made_of(team: str, channel: str, thread_ts: str) -> None:
    key = ThreadKey.parse(str(address.thread_key(team, channel, thread_ts)))
    assert (address.team(key), address.channel(key), address.thread_ts(key)) == (team, channel, thread_ts)


@given(words, words, words)
def test_a_message_ref_gives_back_what_it_was_made_of(team: str, channel: str, ts: str) -> None:
    ref = MessageRef.parse(str(address.message_ref(team, channel, ts)))
    assert address.message_place(ref) == (channel, ts)
    assert address.file_id(ref) is None


@given(words, words)
def test_a_file_ref_gives_back_its_file(team: str, file_id: str) -> None:
    assert address.file_id(MessageRef.parse(str(address.file_ref(team, file_id)))) == file_id


def test_threads_of_other_channels_and_teams_with_the_same_ts_are_other_conversations() -> None:
    keys = {address.thread_key(team, channel, "1.2").thread_id for team in ("T1", "T2") for channel in ("C1", "C2")}
    assert len(keys) == 4


def test_the_event_key_of_a_message_is_readable() -> None:
    assert address.event_key("1767224888.280449", "T1", "C1") == "slack:1767224888.280449:T1:C1"


def test_a_dm_is_known_by_its_type_or_else_by_its_id() -> None:
    assert address.is_dm("D1")
    assert address.is_dm("X1", "im")
    assert not address.is_dm("D1", "mpim")
    assert not address.is_dm("C1")


@given(words, words)
def test_the_message_that_shared_a_file_survives_too(channel: str, ts: str) -> None:
    assert address.sharing_message(address.shared_file(channel, ts)) == (channel, ts)
    assert address.sharing_message("https://files.slack.com/x") is None
