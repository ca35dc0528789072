"""Effects as Discord's calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from outgoing import message

from botbridge.model.effect import Edit, Post
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.mention import mention
from botbridge_discord import outbound
from botbridge_discord.calls import Call, Place, Upload

KEY = ThreadKey("discord", ("12",))
REF = MessageRef("discord", ("12", "34"))
HERE = Place("12")


def post(content: str = "hi", *, place: Place = HERE, replies: bool = False, **fields: Any) -> Call:
    effect = Post(thread=KEY, message=message(content, **fields), text=content)
    return outbound.post(effect, place, content, (), replies=replies)


def edit(content: str = "hi", *, replies: bool = False, files: tuple[Upload, ...] = (), **fields: Any) -> Call:
    effect = Edit(thread=KEY, ref=REF, message=message(content, **fields), text=content)
    return outbound.edit(effect, content, files, ["7"], replies=replies)


def body(call: Call) -> dict[str, Any]:
    assert call.body is not None
    json.dumps(call.body)
    return call.body


def test_a_message_is_recognised_and_pings_nobody() -> None:
    call = post("hey @everyone <@5>")
    assert (call.name, call.method, call.path, call.channel) == (
        "create_message",
        "POST",
        "/channels/12/messages",
        "12",
    )
    assert body(call)["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert body(call)["enforce_nonce"] is True
    assert body(call)["nonce"] == body(post("other words"))["nonce"]
    assert body(call)["flags"] == 4
    assert "components" not in body(call)


def test_a_mention_on_purpose_pings() -> None:
    said = f"hey {mention('5', 'Ada')}"
    assert body(post(said))["allowed_mentions"]["users"] == ["5"]
    assert body(edit(said))["allowed_mentions"]["users"] == ["5"]
    many = " ".join(mention(str(number), "x") for number in range(150))
    assert len(body(post(many))["allowed_mentions"]["users"]) == 100


@pytest.mark.parametrize(
    ("streaming", "replies", "label"),
    [(True, True, "Stop"), (True, False, "Stop"), (False, True, "Reply"), (False, False, None)],
)
def test_what_hangs_under_a_message(streaming: bool, replies: bool, label: str | None) -> None:
    for call in (post(streaming=streaming, replies=replies), edit(streaming=streaming, replies=replies)):
        rows = body(call).get("components", [])
        assert [one["label"] for row in rows for one in row["components"]] == ([label] if label else [])
    assert body(edit())["components"] == []  # what was there before goes


def test_in_the_midst_of_others_it_is_a_reply() -> None:
    reference = body(post(place=Place("11", "99")))["message_reference"]
    assert reference == {"message_id": "99", "fail_if_not_exists": False}
    assert "message_reference" not in body(outbound.more(Place("11", "99"), "note", (), "n"))


def test_files_are_described_and_earlier_ones_stay() -> None:
    files = (Upload("a.png", b"1", "a cat"), Upload("b.txt", b"2"))
    call = edit(files=files)
    assert body(call)["attachments"] == [
        {"id": "7"},
        {"id": "0", "filename": "a.png", "description": "a cat"},
        {"id": "1", "filename": "b.txt"},
    ]
    assert "attachments" not in body(edit())


def test_tokens_and_ids_cannot_lead_elsewhere() -> None:
    assert outbound.callback("1", "a/../b?c", {}).path == "/interactions/1/a%2F..%2Fb%3Fc/callback"
    assert outbound.edit_original("2", "a/b", "x").path == "/webhooks/2/a%2Fb/messages/@original"
