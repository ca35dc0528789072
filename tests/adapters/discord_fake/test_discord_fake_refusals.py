"""The fake refuses what Discord refuses, with Discord's codes."""

from __future__ import annotations

from typing import Any

import pytest

from botbridge.testing.discord import FakeDiscord, User
from discord_fake.conftest import Caller

V2 = 1 << 15
BUTTON = {"type": 2, "style": 1, "label": "go", "custom_id": "go"}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def text(content: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": content}


def select(**changes: Any) -> dict[str, Any]:
    options = [{"label": "a", "value": "a"}]
    return {"type": 3, "custom_id": "s", "options": options, **changes}


INVALID = {
    "content": ({"content": "x" * 2001}, "content"),
    "content in code points": ({"content": "😀" * 2001}, "content"),
    "nonce": ({"content": "x", "nonce": "n" * 26}, "nonce"),
    "embeds": ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    "embed title": ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    "embed description": ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
    "embed fields": ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, "embeds.0.fields"),
    "embed field value": ({"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]}, "embeds.0.fields.0.value"),
    "embed field name": ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "embeds.0.fields.0.name"),
    "embed without words": ({"embeds": [{}]}, "embeds.0.description"),
    "all embeds": ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
    "mentions": ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse"),
    "mentions twice": ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
    "mentioned users": ({"content": "x", "allowed_mentions": {"users": ["1"] * 101}}, "allowed_mentions.users"),
    "rows": ({"content": "x", "components": [row({**BUTTON, "custom_id": str(n)}) for n in range(6)]}, "components"),
    "buttons": ({"components": [row(*({**BUTTON, "custom_id": str(n)} for n in range(6)))]}, "components.0.components"),
    "button without id": (
        {"components": [row({"type": 2, "style": 1, "label": "x"})]},
        "components.0.components.0.custom_id",
    ),
    "button id": ({"components": [row({**BUTTON, "custom_id": "x" * 101})]}, "components.0.components.0.custom_id"),
    "button label": ({"components": [row({**BUTTON, "label": "x" * 81})]}, "components.0.components.0.label"),
    "button style": ({"components": [row({**BUTTON, "style": 9})]}, "components.0.components.0.style"),
    "button without words": ({"components": [row({**BUTTON, "label": ""})]}, "components.0.components.0"),
    "link with id": ({"components": [row({**BUTTON, "style": 5, "url": "https://a"})]}, "components.0.components.0"),
    "link without url": ({"components": [row({"type": 2, "style": 5, "label": "x"})]}, "components.0.components.0.url"),
    "same id twice": ({"components": [row(BUTTON, BUTTON)]}, "components.0.components.1.custom_id"),
    "select beside a button": ({"components": [row(select(), BUTTON)]}, "components.0.components"),
    "select without options": ({"components": [row(select(options=[]))]}, "components.0.components.0.options"),
    "select with too many": ({"components": [row(select(max_values=26))]}, "components.0.components.0.max_values"),
    "option twice": (
        {"components": [row(select(options=[{"label": "a", "value": "a"}] * 2))]},
        "components.0.components.0.options",
    ),
    "option label": (
        {"components": [row(select(options=[{"label": "a" * 101, "value": "a"}]))]},
        "components.0.components.0.options.0.label",
    ),
    "fewer than the least": (
        {"components": [row(select(min_values=2, max_values=1))]},
        "components.0.components.0.min_values",
    ),
    "too many defaults": (
        {"components": [row(select(options=[{"label": n, "value": n, "default": True} for n in "ab"]))]},
        "components.0.components.0.options",
    ),
    "text input in a message": (
        {"components": [row({"type": 4, "custom_id": "t", "style": 1})]},
        "components.0.components.0.type",
    ),
    "V2 without its flag": ({"components": [text()]}, "components.0.type"),
    "V2 with content": ({"content": "x", "flags": V2, "components": [text()]}, "content"),
    "V2 too many": (
        {"flags": V2, "components": [{"type": 17, "components": [text() for _ in range(40)]}]},
        "components",
    ),
    "V2 too much text": ({"flags": V2, "components": [text("x" * 2001), text("x" * 2000)]}, "components"),
    "V2 empty text": ({"flags": V2, "components": [text("")]}, "components.0.content"),
    "V2 section": (
        {"flags": V2, "components": [{"type": 9, "components": [], "accessory": BUTTON}]},
        "components.0.components",
    ),
    "V2 gallery": ({"flags": V2, "components": [{"type": 12, "items": []}]}, "components.0.items"),
    "V2 file elsewhere": (
        {"flags": V2, "components": [{"type": 13, "file": {"url": "https://a/b"}}]},
        "components.0.file.url",
    ),
    "V2 file missing": (
        {"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://b"}}]},
        "components.0.file.url",
    ),
    "V2 container in container": (
        {"flags": V2, "components": [{"type": 17, "components": [{"type": 17, "components": [text()]}]}]},
        "components.0.components.0.type",
    ),
    "V2 ids": ({"flags": V2, "components": [{**text(), "id": 7}, {**text(), "id": 7}]}, "components.1.id"),
    "reply to nothing": ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
}


@pytest.mark.parametrize(("body", "place"), INVALID.values(), ids=INVALID)
async def test_an_invalid_message_is_refused_at_its_place(body: dict[str, Any], place: str, http: Any) -> None:
    async with FakeDiscord() as fake:  # without the schema: these are the fake's own rules
        status, told = await Caller(fake, http).post(fake.channel("C1").id, **body)
    assert (status, told["code"], told["message"]) == (400, 50035, "Invalid Form Body")
    at = told["errors"]
    for part in place.split("."):
        at = at[part]
    assert at["_errors"][0]["code"]


VALID = {
    "content": {"content": "😀" * 2000},
    "embed": {"embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}]},
    "rows": {"components": [row({**BUTTON, "custom_id": str(n)}) for n in range(5)]},
    "select": {"components": [row(select())]},
    "link": {"components": [row({"type": 2, "style": 5, "label": "x", "url": "https://a.example"})]},
    "V2": {"flags": V2, "components": [{"type": 17, "components": [text(), {"type": 14}, row(BUTTON)]}]},
    "section": {"flags": V2, "components": [{"type": 9, "components": [text()], "accessory": BUTTON}]},
    "reply to what is gone": {"content": "x", "message_reference": {"message_id": "1", "fail_if_not_exists": False}},
}


@pytest.mark.parametrize("body", VALID.values(), ids=VALID)
async def test_what_fits_is_taken(body: dict[str, Any], fake: FakeDiscord, call: Caller) -> None:
    status, told = await call.post(fake.channel("C1").id, **body)
    assert status == 200, told
    assert told["id"] in fake.channel("C1").messages


@pytest.mark.parametrize("body", [{}, {"content": " \n"}, {"content": "", "embeds": []}])
async def test_an_empty_message_is_refused(body: dict[str, Any], fake: FakeDiscord, call: Caller) -> None:
    status, told = await call.post(fake.channel("C1").id, **body)
    assert (status, told["code"]) == (400, 50006)


async def test_who_calls_must_be_known(fake: FakeDiscord, call: Caller) -> None:
    assert await call("GET", "/users/@me", token="x") == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await call("GET", "/nowhere"))[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/channels/1", 10003),
        ("GET", "/channels/x", 50035),
        ("GET", "/users/1", 10013),
        ("GET", "/guilds/1", 10004),
        ("GET", "/channels/{channel}/messages/1", 10008),
        ("POST", "/channels/{channel}/messages/1/threads", 10008),
        ("PATCH", "/channels/{channel}", 50013),
        ("DELETE", "/channels/{channel}", 50013),
        ("POST", "/channels/{forum}/messages", 50008),
        ("GET", "/channels/{channel}/messages?limit=101", 50035),
    ],
)
async def test_what_is_not_there_or_not_allowed(
    fake: FakeDiscord, call: Caller, method: str, path: str, code: int
) -> None:
    places = {"channel": fake.channel("C1").id, "forum": fake.channel("F1", kind="forum").id}
    body = {"content": "x"} if method == "POST" and "threads" not in path else {"name": "x"}
    assert (await call(method, path.format(**places), body))[1]["code"] == code


@pytest.mark.parametrize(
    ("permission", "code"), [("VIEW_CHANNEL", 50001), ("SEND_MESSAGES", 50013), ("READ_MESSAGE_HISTORY", 160002)]
)
async def test_a_missing_permission_is_refused(
    fake: FakeDiscord, call: Caller, user: User, permission: str, code: int
) -> None:
    said = await user.say("hi")
    fake.faults.missing_permission(permission, channel=fake.channel("C1"))
    refused = {"content": "x", "message_reference": {"message_id": said.id}}
    assert (await call.post(fake.channel("C1").id, **refused))[1]["code"] == code
    fake.faults.clear()
    assert (await call.post(fake.channel("C1").id, **refused))[0] == 200


async def test_only_ones_own_messages_can_be_edited(fake: FakeDiscord, call: Caller, user: User) -> None:
    said = await user.say("mine")
    path = f"/channels/{fake.channel('C1').id}/messages/{said.id}"
    assert (await call("PATCH", path, {"content": "yours"}))[1]["code"] == 50005
    assert (await call("DELETE", path))[1]["code"] == 50013


async def test_a_v2_message_stays_one(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1").id
    _, told = await call.post(channel, flags=V2, components=[text("one")])
    path = f"/channels/{channel}/messages/{told['id']}"
    assert (await call("PATCH", path, {"content": "two"}))[1]["errors"]["content"]
    assert (await call("PATCH", path, {"components": [text("two")]}))[0] == 200
    assert fake.messages[-1].text == "two"
    _, plain = await call.post(channel, content="plain")
    path = f"/channels/{channel}/messages/{plain['id']}"
    becomes = {"flags": V2, "components": [text("three")]}
    assert (await call("PATCH", path, becomes))[1]["errors"]["content"]
    assert (await call("PATCH", path, {**becomes, "content": None}))[0] == 200
    assert fake.messages[-1].text == "three"


async def test_edits_cannot_empty_a_message(fake: FakeDiscord, call: Caller) -> None:
    channel = fake.channel("C1").id
    _, told = await call.post(channel, content="x")
    assert (await call("PATCH", f"/channels/{channel}/messages/{told['id']}", {"content": ""}))[1]["code"] == 50006


async def test_old_messages_can_be_edited_a_few_times(fake: FakeDiscord, call: Caller) -> None:
    fake.buckets.enforce = False
    channel = fake.channel("C1").id
    _, told = await call.post(channel, content="x")
    fake.clock.advance(3601)
    codes = [
        (await call("PATCH", f"/channels/{channel}/messages/{told['id']}", {"content": f"{n}"}))[0] for n in range(31)
    ]
    assert codes == [200] * 30 + [429]


async def test_bodies_that_cannot_be_read(fake: FakeDiscord, http: Any) -> None:
    url = f"{fake.api_url}/channels/{fake.channel('C1').id}/messages"
    headers = {"Authorization": f"Bot {fake.env()['DISCORD_BOT_TOKEN']}"}
    for body, kind, code in ((b"{", "application/json", 50109), (b"x", "text/plain", 50035)):
        async with http.post(url, data=body, headers={**headers, "Content-Type": kind}) as answer:
            assert (await answer.json())["code"] == code
