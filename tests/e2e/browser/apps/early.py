"""Takes its time before it greets."""

import asyncio
from pathlib import Path

import botbridge as cl

HERE = Path(__file__).parent


@cl.on_chat_start
async def start() -> None:
    while not (HERE / "gate").exists():
        await asyncio.sleep(0.02)
    cl.user_session.set("ready", "ready")
    await cl.Message("Hello!").send()


@cl.on_message
async def answer(message: cl.Message) -> None:
    await cl.Message(f"{cl.user_session.get('ready')}: {message.content}").send()
