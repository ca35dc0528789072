"""Buttons, verdicts, and what comes of them: each word of a person hangs other ones on a message."""

import asyncio
from pathlib import Path

import botbridge as cl
from botbridge.types import Feedback

HERE = Path(__file__).parent


def action(name: str, label: str = "", **more: object) -> cl.Action:
    return cl.Action(name=name, label=label, payload={"label": label or name}, **more)


@cl.on_message
async def answer(message: cl.Message) -> None:
    if message.content == "choose":
        await cl.Message("choose", actions=[action("pick", one) for one in ("Red", "Blue", "Green")]).send()
    elif message.content == "look":
        icon = action("pick", icon="anchor", tooltip="Drop the <b>anchor</b>")
        await cl.Message("look", actions=[icon, action("pick"), action("pick", "<img src=x onerror=alert(1)>")]).send()
    elif message.content == "remove":
        names = ("itself", "all")
        await cl.Message("remove", actions=[action(name, name) for name in names] + [action("pick", "Other")]).send()
    elif message.content == "trouble":
        await cl.Message("trouble", actions=[action("fails", "Fail"), action("nobody", "Nobody")]).send()
    elif message.content == "slow":
        await cl.Message("slow", actions=[action("slow", "Slow")]).send()
    else:
        await cl.Message(f"re: {message.content}").send()


@cl.action_callback("pick")
async def pick(chosen: cl.Action) -> cl.Message:
    return await cl.Message(f"picked {chosen.payload['label']}").send()


@cl.action_callback("itself")
async def itself(chosen: cl.Action) -> None:
    await chosen.remove()
    await cl.Message("one is gone").send()


@cl.action_callback("all")
async def everything(chosen: cl.Action) -> None:
    message = next(said for said in cl.chat_context.get() if said.id == chosen.forId)
    await message.remove_actions()
    await cl.Message("all are gone").send()


@cl.action_callback("fails")
async def fails(_chosen: cl.Action) -> None:
    raise ValueError("secret detail")


@cl.action_callback("slow")
async def slow(_chosen: cl.Action) -> None:
    reply = cl.Message("")
    await reply.stream_token("begun")
    while not (HERE / "gate").exists():
        await asyncio.sleep(0.02)
    await reply.stream_token(", done")
    await reply.send()


@cl.on_feedback
async def judged(feedback: Feedback) -> None:
    await cl.Message(f"thanks for {feedback.value}: {feedback.comment}").send()
