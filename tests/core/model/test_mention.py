"""Mentions that the app asked for cannot be forged, nor torn apart."""

from hypothesis import given
from hypothesis import strategies as st

from botbridge.model.mention import mention, readable, replace, strip, unfinished
from botbridge.model.user import Author


def test_a_marker_becomes_the_native_mention() -> None:
    marker = mention("U1", "Ada Lovelace")
    assert replace(f"hi {marker}!", lambda native_id, name: f"<@{native_id}|{name}>") == "hi <@U1|Ada Lovelace>!"
    assert readable(f"hi {marker}") == "hi @Ada Lovelace"


@given(st.text(), st.text())
def test_text_from_outside_never_holds_a_marker(native_id: str, name: str) -> None:
    forged = strip(mention(native_id, name))
    assert replace(forged, lambda _id, _name: "PING") == forged


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_marker_is_held_back_until_it_is_whole(native_id: str, name: str) -> None:
    marker = mention(native_id, name)
    for end in range(1, len(marker)):
        assert unfinished("text " + marker[:end]) == end
    assert unfinished("text " + marker) == 0


def test_an_author_is_known_by_id_never_by_name() -> None:
    one = Author(platform="memory", scope="T1", native_id="U1", name="John Smith").to_user()
    other = Author(platform="memory", scope="T1", native_id="U2", name="John Smith").to_user()
    assert one.identifier != other.identifier
    assert one.display_name == other.display_name == "John Smith"
    assert "U1" in one.mention
