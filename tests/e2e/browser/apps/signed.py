"""Elements of the app's own making, where there is no page to show them."""

from pathlib import Path
from typing import Any

import botbridge as cl


@cl.on_message
async def answer(message: cl.Message) -> None:
    if message.content == "counter":
        await cl.Message("counter", elements=[cl.CustomElement(name="Counter", props={"count": 1})]).send()
    else:
        wheel = cl.CustomElement(name="Wheel", props={"turns": 3})
        said = await cl.AskElementMessage("Turn it", element=wheel).send()
        await cl.Message(f"got {said}").send()


@cl.action_callback("save")
async def save(action: cl.Action) -> dict[str, Any]:
    (Path(__file__).parent / "notes.txt").write_text(f"{action.payload['count']}\n")
    return {"saved": action.payload["count"]}
