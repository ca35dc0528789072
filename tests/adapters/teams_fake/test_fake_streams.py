"""Streams: every rule that is documented, and what a person sees meanwhile."""

from __future__ import annotations

import pytest

from botbridge.testing.teams import FakeTeams, User

from .conftest import HandMade


async def test_a_stream_grows_and_ends(app: HandMade, ada: User) -> None:
    status, begun = await app.stream(ada.chat, "looking", streamType="informative", streamSequence=1)
    assert (status, ada.chat.progress, ada.chat.shown) == (201, "looking", [])
    told = {"streamId": begun["id"], "streamType": "streaming"}
    assert await app.stream(ada.chat, "A brown", **told, streamSequence=2) == (202, {})
    (message,) = ada.chat.shown
    assert (message.text, message.streaming, ada.chat.progress) == ("A brown", True, "")
    assert await app.stream(ada.chat, "A brown fox", **told, streamSequence=3) == (202, {})
    final = {"streamId": begun["id"], "streamType": "final"}
    assert (await app.stream(ada.chat, "A brown fox.", **final))[0] == 202
    assert (message.text, message.streaming, message.id) == ("A brown fox.", False, begun["id"])
    assert (await app.update(ada.chat, message.id, text="changed"))[0] == 200


async def test_an_update_out_of_order_is_dropped(app: HandMade, ada: User) -> None:
    _, begun = await app.stream(ada.chat, "a", streamSequence=1)
    await app.stream(ada.chat, "a b c", streamId=begun["id"], streamSequence=5)
    status, answer = await app.stream(ada.chat, "a b", streamId=begun["id"], streamSequence=4)
    assert (status, answer["error"]["code"]) == (202, "ContentStreamSequenceOrderPreConditionFailed")
    assert ada.chat.text == "a b c"


@pytest.mark.parametrize(
    ("text", "info", "status"),
    [
        ("", {"streamSequence": 1}, 400),
        ("x", {"streamSequence": 2}, 400),
        ("x", {}, 400),
        ("x", {"streamSequence": "1"}, 400),
        ("x", {"streamSequence": 1, "streamType": "other"}, 400),
        ("x" * 1001, {"streamSequence": 1, "streamType": "informative"}, 400),
        ("x" * 60_000, {"streamSequence": 1}, 403),
        ("x", {"streamSequence": 1, "streamId": "1"}, 403),
        ("x", {"streamType": "final"}, 400),
        ("x", {"streamType": "final", "streamId": "1"}, 403),
        ("x", {"streamType": "final", "streamId": "1", "streamSequence": 2}, 400),
    ],
)
async def test_what_breaks_the_rules_is_refused(
    app: HandMade, ada: User, text: str, info: dict[str, object], status: int
) -> None:
    assert (await app.stream(ada.chat, text, **info))[0] == status
    assert ada.chat.shown == []


async def test_what_was_streamed_cannot_be_taken_back(app: HandMade, ada: User) -> None:
    _, begun = await app.stream(ada.chat, "A brown", streamSequence=1)
    for info in ({"streamSequence": 2}, {"streamType": "final"}):
        status, answer = await app.stream(ada.chat, "Hello", streamId=begun["id"], **info)
        assert (status, "previously streamed" in answer["error"]["message"]) == (403, True)


async def test_streams_are_for_one_person_and_one_at_a_time(app: HandMade, ada: User, teams: FakeTeams) -> None:
    group = teams.group()
    assert (await app.stream(group, "x", streamSequence=1))[0] == 403
    assert (await app.stream(ada.chat, "x", streamSequence=1))[0] == 201
    assert (await app.stream(ada.chat, "y", streamSequence=1))[0] == 403
    teams.clock.advance(121)
    assert (await app.stream(ada.chat, "y", streamSequence=1))[0] == 201


async def test_a_stream_ends_after_two_minutes_and_can_be_updated_then(
    app: HandMade, ada: User, teams: FakeTeams
) -> None:
    _, begun = await app.stream(ada.chat, "a", streamSequence=1)
    assert (await app.update(ada.chat, begun["id"], text="a b"))[0] == 403
    teams.clock.advance(121)
    status, answer = await app.stream(ada.chat, "a b", streamId=begun["id"], streamSequence=2)
    assert (status, "exceeded streaming time" in answer["error"]["message"]) == (403, True)
    assert (await app.update(ada.chat, begun["id"], text="a b"))[0] == 200
    assert ada.chat.text == "a b"


async def test_stop_is_told_with_the_next_call_and_nothing_can_be_changed(app: HandMade, ada: User) -> None:
    with pytest.raises(LookupError):
        await ada.stop()
    _, begun = await app.stream(ada.chat, "a", streamSequence=1)
    await ada.stop()
    for info in ({"streamSequence": 2}, {"streamType": "final"}):
        status, answer = await app.stream(ada.chat, "a b", streamId=begun["id"], **info)
        assert (status, answer["error"]["message"]) == (403, "Content stream was canceled by user.")
    assert (await app.update(ada.chat, begun["id"], text="a b"))[0] == 403
    assert (ada.chat.text, ada.chat.shown[0].stopped) == ("a", True)


async def test_a_completed_stream_is_over(app: HandMade, ada: User) -> None:
    _, begun = await app.stream(ada.chat, "a", streamSequence=1)
    await app.stream(ada.chat, "a", streamId=begun["id"], streamType="final")
    status, answer = await app.stream(ada.chat, "a b", streamId=begun["id"], streamSequence=2)
    assert (status, "already completed" in answer["error"]["message"]) == (403, True)


async def test_updates_come_once_a_second_at_most(app: HandMade, ada: User, teams: FakeTeams) -> None:
    teams.faults.enforce_rates = True
    _, begun = await app.stream(ada.chat, "a", streamSequence=1)
    status, _ = await app.stream(ada.chat, "a b", streamId=begun["id"], streamSequence=2)
    assert (status, app.headers["Retry-After"]) == (429, "1")
    teams.clock.advance(1)
    assert (await app.stream(ada.chat, "a b", streamId=begun["id"], streamSequence=2))[0] == 202
    assert [call.over_rate for call in teams.calls if call.stream] == [False, True, False]


async def test_labels_and_attachments_come_with_the_final_message_only(app: HandMade, ada: User) -> None:
    label = {"type": "https://schema.org/Message", "@type": "Message", "additionalType": ["AIGeneratedContent"]}
    info = {"type": "streaminfo", "streamSequence": 1}
    assert (await app.send(ada.chat, type="typing", text="a", entities=[info, label]))[0] == 400
    _, begun = await app.stream(ada.chat, "a", streamSequence=1)
    final = {"type": "streaminfo", "streamId": begun["id"], "streamType": "final"}
    assert (await app.send(ada.chat, text="a", entities=[final, label]))[0] == 202
    assert ada.chat.shown[0].ai_label


async def test_the_final_message_may_be_a_card_instead(app: HandMade, ada: User) -> None:
    _, begun = await app.stream(ada.chat, "| a |", streamSequence=1)
    content = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "a table"}]}
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    final = {"type": "streaminfo", "streamId": begun["id"], "streamType": "final"}
    assert (await app.send(ada.chat, attachments=[card], entities=[final]))[0] == 202
    assert (ada.chat.text, ada.chat.shown[0].streaming) == ("a table", False)


async def test_a_progress_bar_can_be_taken_away(app: HandMade, ada: User) -> None:
    _, begun = await app.stream(ada.chat, "looking", streamType="informative", streamSequence=1)
    assert ada.chat.working
    assert (await app.delete(ada.chat, begun["id"]))[0] == 200
    assert not ada.chat.working
