"""Commands, buttons, menus and modals: three seconds to answer, fifteen minutes to go on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from botbridge.testing.discord import FakeDiscord, Interaction, User
from discord_fake.conftest import Caller

CHAT = {
    "name": "chat",
    "description": "Talk",
    "options": [{"name": "text", "type": 3, "description": "Words", "required": True}],
}
FIELD = {"type": 18, "label": "Your name", "component": {"type": 4, "custom_id": "name", "style": 1}}
FORM = {"title": "Who?", "custom_id": "form", "components": [FIELD]}


class Answering:
    """Answers the next interaction, and what comes later, as an app does."""

    def __init__(self, fake: FakeDiscord, call: Caller) -> None:
        self._fake = fake
        self._call = call
        self.begun: Interaction | None = None

    async def next(self) -> Interaction:
        known = self._fake.interactions.known
        before = len(known)
        await self._fake.until(lambda: len(known) > before)
        self.begun = list(known.values())[-1]
        return self.begun

    async def answer(self, kind: int, data: Any = None, query: str = "") -> tuple[int, Any]:
        one = self.begun or await self.next()
        body = {"type": kind, **({"data": data} if data is not None else {})}
        return await self._call("POST", f"/interactions/{one.id}/{one.token}/callback{query}", body)

    async def later(self, method: str, what: str = "", body: Any = None) -> tuple[int, Any]:
        assert self.begun is not None
        path = f"/webhooks/{self._fake.world.application_id}/{self.begun.token}{what}"
        return await self._call(method, path, body)


@pytest.fixture
def app(fake: FakeDiscord, call: Caller) -> Answering:
    return Answering(fake, call)


async def doing(acting: Any, app: Answering, kind: int, data: Any = None) -> tuple[Interaction, tuple[int, Any]]:
    """Let a person act, and the app answer."""
    app.begun = None
    act = asyncio.create_task(acting)
    await app.next()
    answered = await app.answer(kind, data)
    return await act, answered


async def with_buttons(fake: FakeDiscord, call: Caller) -> Any:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
    options = [{"label": "Red", "value": "r"}, {"label": "Blue", "value": "b"}]
    menu = {"type": 1, "components": [{"type": 3, "custom_id": "menu", "placeholder": "Colour", "options": options}]}
    await call.post(fake.channel("C1").id, content="choose", components=[row, menu])
    return fake.messages[-1]


async def test_a_command_is_deferred_and_filled_in(fake: FakeDiscord, call: Caller, user: User, app: Answering) -> None:
    await call("POST", f"/applications/{fake.world.application_id}/commands", CHAT)
    begun, (status, _) = await doing(user.command("/chat", "C1", text="hi"), app, 5)
    assert status == 204
    assert begun.data["options"] == [{"name": "text", "type": 3, "value": "hi"}]
    assert begun.original is not None
    assert begun.original.growing
    status, told = await app.later("PATCH", "/messages/@original", {"content": "there"})
    assert (status, told["content"], begun.original.text, begun.original.growing) == (200, "there", "there", False)
    assert (await app.later("POST", "", {"content": "and more"}))[0] == 200
    assert [one.text for one in fake.messages] == ["there", "and more"]
    assert (await app.later("DELETE", "/messages/@original"))[0] == 204
    assert (await app.later("GET", "/messages/@original"))[1]["code"] == 10008


async def test_the_first_answer_tells_its_message(fake: FakeDiscord, call: Caller, user: User, app: Answering) -> None:
    message = await with_buttons(fake, call)
    act = asyncio.create_task(user.click(message, "Go"))
    await app.next()
    status, told = await app.answer(4, {"content": "yes", "flags": 64}, "?with_response=true")
    await act
    assert (status, told["resource"]["message"]["content"]) == (200, "yes")
    assert told["interaction"]["response_message_ephemeral"] is True
    assert fake.messages[-1].ephemeral_to == user.id


@pytest.mark.parametrize(("kind", "data"), [(6, None), (7, {"content": "done", "components": []})])
async def test_a_click_may_change_its_message(
    fake: FakeDiscord, call: Caller, user: User, app: Answering, kind: int, data: Any
) -> None:
    message = await with_buttons(fake, call)
    begun, (status, _) = await doing(user.click(message, "Colour", "Blue"), app, kind, data)
    assert (status, begun.data["values"]) == (204, ["b"])
    assert message.text == ("done" if data else "choose")


async def test_nobody_answers_twice_or_late(fake: FakeDiscord, call: Caller, user: User, app: Answering) -> None:
    message = await with_buttons(fake, call)
    await doing(user.click(message, "Go"), app, 6)
    assert (await app.answer(6))[1]["code"] == 40060
    app.begun = None
    act = asyncio.create_task(user.click(message, "Go"))
    await app.next()
    fake.clock.advance(3.1)
    assert (await app.answer(6))[1]["code"] == 10062
    assert (await act).failed


async def test_a_token_is_good_for_a_quarter_of_an_hour(
    fake: FakeDiscord, call: Caller, user: User, app: Answering
) -> None:
    message = await with_buttons(fake, call)
    await doing(user.click(message, "Go"), app, 5)
    fake.clock.advance(899)
    assert (await app.later("PATCH", "/messages/@original", {"content": "still"}))[0] == 200
    fake.clock.advance(2)
    assert (await app.later("PATCH", "/messages/@original", {"content": "late"}))[1]["code"] == 50027


async def test_what_cannot_answer_what(fake: FakeDiscord, call: Caller, user: User, app: Answering) -> None:
    message = await with_buttons(fake, call)
    act = asyncio.create_task(user.click(message, "Go"))
    await app.next()
    assert (await app.answer(8, {"choices": []}))[1]["code"] == 50035
    assert (await app.answer(4, {"content": ""}))[1]["code"] == 50006
    assert (await app.answer(9, {**FORM, "title": "x" * 46}))[1]["errors"]["data"]["title"]
    assert (await app.answer(9, {**FORM, "components": [FIELD] * 6}))[1]["code"] == 50035
    assert (await app.answer(9, FORM))[0] == 204
    await act
    with pytest.raises(LookupError, match="please fill in"):
        await user.submit({})
    with pytest.raises(LookupError, match="the modal has no"):
        await user.submit({"Age": "1"})
    begun, (status, told) = await doing(user.submit({"Your name": "Ada"}), app, 9, FORM)
    assert (status, told["code"]) == (400, 50035)  # a form does not open a form
    assert begun.data["components"][0]["component"]["value"] == "Ada"
    with pytest.raises(LookupError, match="no modal"):
        await user.submit({})


async def test_every_kind_of_field(fake: FakeDiscord, call: Caller, user: User, app: Answering) -> None:
    options = [{"label": "Red", "value": "r"}, {"label": "Blue", "value": "b", "default": True}]

    def field(label: str, component: dict[str, Any]) -> dict[str, Any]:
        return {"type": 18, "label": label, "component": {"custom_id": label, **component}}

    form = {
        "title": "All",
        "custom_id": "all",
        "components": [
            field("select", {"type": 3, "options": options}),
            field("files", {"type": 19, "max_values": 2}),
            field("radio", {"type": 21, "options": options}),
            field("boxes", {"type": 22, "options": options}),
            field("box", {"type": 23}),
        ],
    }
    await doing(user.click(await with_buttons(fake, call), "Go"), app, 9, form)
    given = {"select": ["Red"], "files": [("a.txt", b"a", "")], "boxes": ["Red", "b"], "box": True}
    begun, _ = await doing(user.submit(given), app, 6)
    sent = {one["component"]["custom_id"]: one["component"] for one in begun.data["components"]}
    assert (sent["select"]["values"], sent["radio"]["value"]) == (["r"], "b")
    assert (sent["boxes"]["values"], sent["box"]["value"]) == (["r", "b"], True)
    (file_id,) = sent["files"]["values"]
    assert begun.data["resolved"]["attachments"][file_id]["filename"] == "a.txt"


async def test_what_a_person_cannot_click(fake: FakeDiscord, call: Caller, user: User) -> None:
    message = await with_buttons(fake, call)
    with pytest.raises(LookupError, match="has no 'Stop'"):
        await user.click(message, "Stop")
    with pytest.raises(LookupError, match="no option"):
        await user.click(message, "Colour", "Green")
    with pytest.raises(LookupError, match="too many"):
        await user.click(message, "Colour", ["Red", "Blue"])
    with pytest.raises(LookupError, match="no command"):
        await user.command("/chat")
    with pytest.raises(LookupError, match="no modal"):
        user.close_modal()
    fake.world.delete(message)
    with pytest.raises(LookupError, match="sees no message"):
        await user.click(message, "Go")


async def test_suggestions(fake: FakeDiscord, call: Caller, user: User, app: Answering) -> None:
    await call("POST", f"/applications/{fake.world.application_id}/commands", CHAT)
    act = asyncio.create_task(user.suggest("chat", "text", "he"))
    await app.next()
    assert (await app.answer(8, {"choices": [{"name": "x", "value": "x"}] * 26}))[1]["code"] == 50035
    await app.answer(8, {"choices": [{"name": "hello", "value": "hello"}]})
    assert await act == [{"name": "hello", "value": "hello"}]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "Chat"}, "name"),
        ({"name": "x" * 33}, "name"),
        ({"name": ""}, "name"),
        ({"description": ""}, "description"),
        ({"description": "x" * 101}, "description"),
        ({"options": [{"name": "a", "description": "b", "type": 3}] * 26}, "options"),
        ({"options": [{"name": "a", "description": "b", "type": 99}]}, "options.0.type"),
        (
            {
                "options": [
                    {"name": "a", "description": "b", "type": 3},
                    {"name": "c", "description": "d", "type": 3, "required": True},
                ]
            },
            "options.1",
        ),
    ],
)
async def test_commands_that_are_refused(http: Any, changes: dict[str, Any], place: str) -> None:
    async with FakeDiscord() as fake:
        path = f"/applications/{fake.world.application_id}/commands"
        status, told = await Caller(fake, http)("POST", path, {**CHAT, **changes})
    at = told["errors"]
    for part in place.split("."):
        at = at[part]
    assert (status, told["code"]) == (400, 50035)
    assert at["_errors"]


async def test_commands_are_replaced_and_deleted(fake: FakeDiscord, call: Caller) -> None:
    path = f"/applications/{fake.world.application_id}/commands"
    status, first = await call("POST", path, CHAT)
    assert status == 201
    status, second = await call("POST", path, {**CHAT, "description": "Speak"})
    assert (status, second["id"]) == (200, first["id"])
    status, listed = await call("PUT", path, [{**CHAT, "name": "other"}])
    assert [one["name"] for one in listed] == ["other"]
    assert (await call("DELETE", f"{path}/{listed[0]['id']}"))[0] == 204
    assert (await call("DELETE", f"{path}/{listed[0]['id']}"))[1]["code"] == 10063
    assert (await call("GET", path))[1] == []
    assert (await call("GET", "/applications/1/commands"))[1]["code"] == 50001
