"""The apps that the processes run. Each writes what it did into `notes.txt` beside it."""

from __future__ import annotations

_HEAD = """
import asyncio, os, signal
from pathlib import Path
import botbridge as cl

HERE = Path(__file__).parent

def note(text):
    with (HERE / "notes.txt").open("a") as notes:
        notes.write(text + "\\n")

async def gate():
    while not (HERE / "gate").exists():
        await asyncio.sleep(0.01)
"""

# "slow …" streams three words, waits for the gate and streams the fourth; "poison" kills its own process, "slow
# poison" does when the gate opens.
STREAMER = (
    _HEAD
    + """
@cl.on_message
async def answer(message):
    text = message.content
    note(f"begin {text}")
    if text.endswith("poison"):
        await (gate() if text.startswith("slow") else asyncio.sleep(0.05))
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("slow"):
        growing = cl.Message("")
        for word in ("one ", "two ", "three "):
            await growing.stream_token(word)
        await gate()
        await growing.stream_token("four")
        await growing.send()
    else:
        await cl.Message(f"echo: {text}").send()
    note(f"end {text}")
"""
)

# Remembers: how often it was started and resumed, how many messages came, and what was said.
KEEPER = (
    _HEAD
    + """
@cl.on_chat_start
async def start():
    note("start")
    cl.user_session.set("count", 0)

@cl.on_chat_resume
async def resume(thread):
    note(f"resume {len(thread['steps'])}")

@cl.on_message
async def answer(message):
    count = cl.user_session.get("count") + 1
    cl.user_session.set("count", count)
    said = [f"{one['role']}: {one['content']}" for one in cl.chat_context.to_openai()]
    note(" | ".join(said))
    await cl.Message(f"{count}: {message.content}").send()
"""
)

# Counts the messages of each conversation in `user_session`, and tells which process it is.
COUNTER = (
    _HEAD
    + """
@cl.on_message
async def answer(message):
    if message.content == "hold":
        note(f"hold {os.getpid()}")
        await gate()
    else:
        await asyncio.sleep(0.02)
    count = (cl.user_session.get("count") or 0) + 1
    cl.user_session.set("count", count)
    note(f"{os.getpid()} {message.content}")
    await cl.Message(f"{count}: {message.content}").send()
"""
)

# "ask" asks for a choice, "work …" takes a step that waits for the gate, anything else is offered a button.
ASKER = (
    _HEAD
    + """
@cl.on_message
async def answer(message):
    text = message.content
    note(f"begin {text}")
    if text == "ask":
        choices = [cl.Action(name=name, label=name, payload={}) for name in ("yes", "no")]
        choice = await cl.AskActionMessage("Shall I?", actions=choices, timeout=60).send()
        await cl.Message(f"chosen: {choice and choice['name']}").send()
    elif text == "work":
        async with cl.Step(name="Dig", type="tool"):
            await gate()
        await cl.Message("dug").send()
    else:
        again = cl.Action(name="again", label="Again", payload={"secret": text})
        await cl.Message("offered", actions=[again]).send()
    note(f"end {text}")

@cl.action_callback("again")
async def again(action):
    await cl.Message(f"again: {action.payload['secret']}").send()
"""
)
