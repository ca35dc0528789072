"""Buttons: pressed once, by anybody who sees them, also after a restart."""
# ruff: noqa: S101 - these are tests

from __future__ import annotations

import asyncio

import pytest

import botbridge as cl
from botbridge.testing.contract.apps import Gate, echo
from botbridge.testing.contract.reading import ended
from botbridge.testing.contract.stage import Define, Seen, Stage

HOSTILE = "<!channel> **bold** [x](https://example.com) @everyone <b>"


def buttons(shown: list[Seen]) -> list[str]:
    """What can be pressed, over all messages."""
    return [caption for one in shown for caption in one.buttons]


def offering(*labels: str) -> Define:
    """An app that offers these buttons under "choose", and says what was pressed with which payload."""

    def define() -> None:
        @cl.on_message
        async def answer(message: cl.Message) -> None:
            if message.content != "go":
                await echo(message)
                return
            actions = [cl.Action(name="pick", label=label, payload={"label": label}) for label in labels]
            await cl.Message("choose", actions=actions).send()

        @cl.action_callback("pick")
        async def pick(action: cl.Action) -> None:
            await cl.Message(f"picked {action.payload['label']}").send()

    return define


@pytest.mark.asyncio
class Acting:
    """Actions."""

    async def test_a_button_runs_its_callback(self, stage: Stage) -> None:
        """A button runs the callback of its name, with its own payload; the others stay."""
        async with stage.run(offering("red", "blue")):
            ada = stage.person()
            await ada.say("go")
            shown = await stage.until(lambda shown: len(buttons(shown)) == 2)
            assert buttons(shown) == ["red", "blue"]
            await ada.press("blue")
            shown = await stage.text("picked blue")
        assert buttons(shown) == ["red", "blue"]

    async def test_a_button_works_after_a_restart(self, stage: Stage) -> None:
        """A button that an earlier process showed works; its payload was kept."""
        async with stage.run(offering("red")):
            await stage.person().say("go")
            await stage.until(lambda shown: buttons(shown) == ["red"])
        async with stage.run(offering("red")):
            await stage.person().press("red")
            await stage.text("picked red")

    async def test_a_double_click_runs_once(self, stage: Stage) -> None:
        """Pressing a button twice runs its callback once; later it can be pressed again."""
        gate, ran = Gate(), []

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                await cl.Message("choose", actions=[cl.Action(name="pick", label="pick")]).send()

            @cl.action_callback("pick")
            async def pick(_action: cl.Action) -> None:
                ran.append(1)
                await gate.passing()
                await cl.Message("picked").send()

        async with stage.run(app):
            ada = stage.person()
            await ada.say("go")
            await stage.until(lambda shown: buttons(shown) == ["pick"])
            await ada.press("pick")
            await gate.reached()
            await ada.press_again()
            gate.open()
            await stage.text("picked")
            assert ran == [1]
            await asyncio.sleep(1.1)
            await ada.press_again()
            await stage.until(lambda shown: [one.text for one in shown].count("picked") == 2)
        assert ran == [1, 1]

    async def test_a_press_does_not_wait_for_what_runs(self, stage: Stage) -> None:
        """A press is acknowledged at once and handled beside the handler that runs, however long either takes."""
        message_gate, press_gate = Gate(), Gate()

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                await cl.Message("choose", actions=[cl.Action(name="pick", label="pick")]).send()
                await message_gate.passing()
                await cl.Message("answered").send()

            @cl.action_callback("pick")
            async def pick(_action: cl.Action) -> None:
                await cl.Message("picking").send()
                await press_gate.passing()
                await cl.Message("picked").send()

        async with stage.run(app):
            await stage.person().say("go")
            await stage.until(lambda shown: buttons(shown) == ["pick"])
            async with asyncio.timeout(3):
                await stage.person().press("pick")
            await stage.text("picking")
            message_gate.open()
            await stage.text("answered")
            press_gate.open()
            await stage.text("picked")

    async def test_removed_buttons_are_gone(self, stage: Stage) -> None:
        """A removed button is gone, and pressing it in an old view does nothing; the text and the others stay."""
        if not stage.capabilities.edit:
            return

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                names = ("one", "two", "three")
                await cl.Message("choose", actions=[cl.Action(name=name, label=name) for name in names]).send()

            @cl.action_callback("one")
            async def one(action: cl.Action) -> None:
                await action.remove()
                await cl.Message("removed one").send()

            @cl.action_callback("two")
            async def two(action: cl.Action) -> None:
                message = next(said for said in cl.chat_context.get() if said.id == action.forId)
                await message.remove_actions()
                await cl.Message("removed all").send()

        async with stage.run(app, config={"run": {"unknown_text": "No such button."}}):
            ada = stage.person()
            await ada.say("go")
            await stage.until(lambda shown: len(buttons(shown)) == 3)
            await ada.press("one")
            shown = await stage.text("removed one")
            assert buttons(shown) == ["two", "three"]
            await asyncio.sleep(1.1)
            await ada.press_again()
            shown = await stage.until(lambda shown: any("No such button." in one.text for one in shown))
            assert [one.text for one in shown].count("removed one") == 1
            await ada.press("two")
            shown = await stage.text("removed all")
        assert buttons(shown) == []
        assert "choose" in [one.text for one in shown]

    async def test_an_unknown_button_is_refused(self, stage: Stage) -> None:
        """A button that the app never made, or has no callback for any more, is refused; only its presser is told."""
        config = {"run": {"unknown_text": "No such button."}}
        async with stage.run(offering("red"), config=config):
            ada = stage.person()
            await ada.say("go")
            await stage.until(lambda shown: buttons(shown) == ["red"])
            await ada.forge()
            shown = await stage.until(lambda shown: any("No such button." in one.text for one in shown))
        _told_to(stage, shown, "No such button.", ada.native_id)

        def without_callback() -> None:
            cl.on_message(echo)

        async with stage.run(without_callback, config=config):
            await stage.person().press("red")
            shown = await stage.until(lambda shown: sum("No such button." in one.text for one in shown) == 2)
        assert not [one for one in shown if one.text.startswith("picked")]

    async def test_a_callback_that_raises_is_told(self, stage: Stage) -> None:
        """A callback that raises shows an error message; the button can be pressed again."""

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                await cl.Message("choose", actions=[cl.Action(name="pick", label="pick")]).send()

            @cl.action_callback("pick")
            async def pick(_action: cl.Action) -> None:
                raise ValueError("secret detail")

        async with stage.run(app, config={"run": {"error_text": "Sorry."}}):
            await stage.person().say("go")
            await stage.until(lambda shown: buttons(shown) == ["pick"])
            await stage.person().press("pick")
            shown = await stage.text("Sorry.")
        assert buttons(shown) == ["pick"]

    async def test_labels_are_only_words(self, stage: Stage) -> None:
        """Markup, pings and links in a label are shown and do nothing; its payload may be anything that JSON holds."""
        async with stage.run(offering(HOSTILE)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: len(buttons(shown)) == 1)
            assert _letters(buttons(shown)[0]) in _letters(HOSTILE)
            await stage.person().press(buttons(shown)[0])
            await stage.until(lambda shown: any(one.text.startswith("picked") for one in shown))
        assert await stage.pings() == []

    async def test_many_buttons_can_all_be_pressed(self, stage: Stage) -> None:
        """Of thirty buttons on one message each can be pressed, and they stand in their order."""
        labels = [f"choice {number}" for number in range(30)]
        async with stage.run(offering(*labels)):
            await stage.person().say("go")
            shown = await stage.until(lambda shown: len(buttons(shown)) == 30)
            assert buttons(shown) == labels
            for label in ("choice 0", "choice 29"):
                await stage.person().press(label)
                await stage.text(f"picked {label}")

    async def test_a_button_comes_with_a_later_message(self, stage: Stage) -> None:
        """`action.send(for_id)` hangs a button on a message that was sent; one without a label reads its tooltip."""
        if not stage.capabilities.edit:
            return

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                reply = await cl.Message("choose").send()
                await cl.Action(name="pick", tooltip="pick me", icon="check", payload={}).send(for_id=reply.id)

            @cl.action_callback("pick")
            async def pick(action: cl.Action) -> None:
                await cl.Message(f"picked {action.name}").send()

        async with stage.run(app):
            await stage.person().say("go")
            await stage.until(lambda shown: buttons(shown) == ["pick me"])
            await stage.person().press("pick me")
            await stage.text("picked pick")
        assert "choose" in await stage.texts()

    async def test_stop_ends_a_callback(self, stage: Stage) -> None:
        """Stop cancels a callback too; what it streamed stays, marked."""
        if not stage.traits.stops:
            return
        gate = Gate()

        def app() -> None:
            @cl.on_message
            async def answer(_message: cl.Message) -> None:
                await cl.Message("choose", actions=[cl.Action(name="pick", label="pick")]).send()

            @cl.action_callback("pick")
            async def pick(_action: cl.Action) -> None:
                reply = cl.Message("")
                await reply.stream_token("w1")
                await gate.passing()
                await reply.send()

        async with stage.run(app, config={"run": {"stopped_text": "(halted)"}}):
            await stage.person().say("go")
            await stage.until(lambda shown: buttons(shown) == ["pick"])
            await stage.person().press("pick")
            await gate.reached()
            await stage.until(lambda shown: any("w1" in one.text for one in shown))
            await stage.person().stop()
            shown = await stage.until(lambda shown: ended(shown) and any("(halted)" in one.text for one in shown))
        assert any("w1" in one.text for one in shown)


def _told_to(stage: Stage, shown: list[Seen], text: str, native_id: str) -> None:
    """Only this person was told, where the platform can tell one person alone."""
    told = [one for one in shown if text in one.text]
    if stage.capabilities.notices and stage.traits.people:
        assert [one.only_for for one in told] == [native_id]
    else:
        assert len(told) == 1


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
