"""The app that is measured: it changes a message when a button is pressed, works in steps, and shows a large table."""

import asyncio
import time

import pandas as pd

import botbridge as cl

_STEPS, _TOKENS, _SECONDS = 5, 200, 4.0  # steps, and the tokens and seconds of each
_ROWS = 100_000


@cl.on_message
async def main(message: cl.Message) -> None:
    match message.content.split():
        case ["button"]:
            action = cl.Action(name="press", payload={"number": 0}, label="Press")
            await cl.Message("pressed 0 times", actions=[action]).send()
        case ["agent"]:
            await agent()
        case ["table"]:
            names = [f"row {row}" for row in range(_ROWS)]
            frame = pd.DataFrame({"id": range(_ROWS), "name": names, "half": [row / 2 for row in range(_ROWS)]})
            await cl.Message("here", elements=[cl.Dataframe(name="rows", data=frame)]).send()


@cl.action_callback("press")
async def press(action: cl.Action) -> None:
    presses = cl.user_session.get("presses", 0) + 1
    cl.user_session.set("presses", presses)
    message = cl.Message(f"pressed {presses} times", id=action.forId, actions=[action])
    await message.update()


async def agent() -> None:
    answer = cl.Message("")
    for number in range(_STEPS):
        async with cl.Step(name=f"tool {number}", type="tool") as step:
            step.input = {"number": number}
            for token in range(_TOKENS):
                await answer.stream_token(f"word{number}-{token} ")
                await asyncio.sleep(_SECONDS / _TOKENS)
            step.output = "done"
    await answer.stream_token(f"produced at {time.time():.4f}.")
    await answer.send()
