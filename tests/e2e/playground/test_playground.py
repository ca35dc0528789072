"""An app answers in Microsoft's own playground for agents, `@microsoft/m365agentsplayground` 0.2.28."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from process.command import App, until

from playground.playground import HERE, Playground

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNTED = " ".join(str(number) for number in range(30))


async def test_the_package_is_the_published_one(package: Path) -> None:
    assert json.loads((package / "package.json").read_text(encoding="utf-8"))["version"] == "0.2.28"
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked["node_modules/@microsoft/m365agentsplayground"]["integrity"]
    assert not [one for one in locked.values() if "resolved" in one]


async def test_a_personal_chat(window: Playground) -> None:
    await window.say("hi *there*", window.personal)
    await window.sees(window.personal, "Hello!", "Alex Wilber: hi *there*")
    await window.say("again", window.personal)
    await window.sees(window.personal, "Alex Wilber: hi *there*", "Alex Wilber: again")


async def test_a_stream(window: Playground) -> None:
    await window.say("stream", window.personal)
    (shown,) = await window.sees(window.personal, COUNTED)
    await until(lambda: shown.kinds[-1] == "final", "the end of the stream")
    assert all(later.startswith(sooner) for sooner, later in zip(shown.texts, shown.texts[1:], strict=False))
    assert 3 <= len(shown.texts) <= 8
    assert set(shown.kinds[:-1]) == {"streaming"}
    assert shown.generated


async def test_a_progress_bar_becomes_the_answer(window: Playground) -> None:
    await window.say("slow", window.personal)
    (shown,) = await window.sees(window.personal, "done")
    assert (shown.texts, shown.kinds) == (["Thinking…", "done"], ["informative", "final"])


async def test_an_edit(window: Playground) -> None:
    await window.say("edit", window.personal)
    (shown,) = await window.sees(window.personal, "after")
    assert shown.texts == ["before", "after"]


async def test_a_table_is_a_card(window: Playground) -> None:
    before = len(window.shown(window.personal))
    await window.say("table", window.personal)
    await window.sees(window.personal, "")
    (shown,) = window.shown(window.personal)[before:]
    (card,) = shown.cards
    assert [one["type"] for one in card["content"]["body"]] == ["Table"]


async def test_a_button_is_executed(window: Playground) -> None:
    await window.say("buttons", window.personal)
    message = await window.buttons(window.personal, "red")
    told = await window.execute(message, "red")
    assert told == {"type": "application/vnd.microsoft.activity.message", "value": "OK"}
    await window.sees(window.personal, "picked red")


async def test_a_button_is_submitted(window: Playground) -> None:
    await window.say("buttons", window.personal)
    await window.submit(await window.buttons(window.personal, "red"), "red")
    await window.sees(window.personal, "picked red")


async def test_a_form_is_filled_in(window: Playground) -> None:
    await window.say("form", window.personal)
    message = await window.buttons(window.personal, "Send", "Cancel")
    refused = await window.execute(message, "Send", field_name="Ada", field_seats=9)
    assert refused["value"] == "Seats has to be at most 8"
    await window.execute(message, "Send", field_name="Ada", field_seats="2")
    await window.sees(window.personal, "Ada 2")
    assert message.buttons == {}


async def test_an_answer_is_judged(window: Playground) -> None:
    await window.say("judge me", window.personal)
    (shown,) = await window.sees(window.personal, "Alex Wilber: judge me")
    assert shown.rated
    await window.judge(shown, "dislike", "too short")
    await window.sees(window.personal, "judged 0 too short")


async def test_a_group_hears_the_app_when_it_is_named(window: Playground) -> None:
    await window.say("nobody is asked", window.group)
    await window.say("hi", window.group, mention=True)
    await window.sees(window.group, "Hello!", "Alex Wilber: hi")
    assert len(window.shown(window.group)) == 2


async def test_each_thread_of_a_channel_is_a_conversation(window: Playground) -> None:
    for word in ("one", "two"):
        root = await window.say(word, window.channel, mention=True)
        where = f"{window.channel};messageid={root}"
        await window.sees(where, "Hello!", f"Alex Wilber: {word}")


async def test_nothing_went_wrong(app: App, window: Playground) -> None:
    assert window.config["bot"]["name"] == "Test Bot"
    assert "ERROR" not in app.log
    assert await app.stop() == 0
