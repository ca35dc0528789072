"""The app behind the page: one word does one thing."""

from __future__ import annotations

APP = """
import asyncio
from pathlib import Path
import botbridge as cl

HERE = Path(__file__).parent

def note(text):
    with (HERE / "notes.txt").open("a") as notes:
        notes.write(text + "\\n")

async def gate():
    while not (HERE / "gate").exists():
        await asyncio.sleep(0.01)

async def stream(held):
    growing = cl.Message("")
    for number in range(200):
        await growing.stream_token(f"{number} ")
        if held and number == 99:
            await gate()
    await growing.send()

async def update():
    message = cl.Message("before")
    await message.send()
    await gate()
    message.content = "after"
    await message.update()

async def remove():
    message = cl.Message("soon gone")
    await message.send()
    await gate()
    await message.remove()
    await cl.Message("gone").send()

async def several():
    await gate()
    for number in range(5):
        await cl.Message(f"message {number}").send()

@cl.on_chat_start
async def start():
    note("start")
    await cl.Message("Hello!").send()

@cl.on_chat_end
async def end():
    note("end")

@cl.on_stop
async def stopped():
    note("stopped")

@cl.on_message
async def answer(message):
    word = message.content
    if message.elements:
        for element in message.elements:
            text = Path(element.path).read_text()
            await cl.Message(f"{element.name} ({element.mime}, {element.size}): {text}").send()
    elif word == "stream":
        await stream(False)
    elif word == "held stream":
        await stream(True)
    elif word == "update":
        await update()
    elif word == "remove":
        await remove()
    elif word == "several":
        await several()
    elif word == "fail":
        raise ValueError("no")
    elif word == "forever":
        growing = cl.Message("")
        await growing.stream_token("and so on")
        await asyncio.Event().wait()
    else:
        await cl.Message(f"echo: {word}", author="Ada").send()
"""
WHOLE_STREAM = "".join(f"{number} " for number in range(200))
HALF_STREAM = "".join(f"{number} " for number in range(100))
