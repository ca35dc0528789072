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
PRIMITIVES = """
import asyncio
from pathlib import Path
import botbridge as cl

HERE = Path(__file__).parent

def note(text):
    with (HERE / "notes.txt").open("a") as notes:
        notes.write(text + "\\n")

def choice(name):
    return cl.Action(name=name, label=name.title(), payload={"secret": name}, tooltip="a tip", icon="check")

@cl.step(type="tool", show_input="json")
async def search(query):
    async with cl.Step("inner", type="llm") as inner:
        await inner.stream_token("one ")
        await inner.stream_token("two")
    return [query]

async def ask(word):
    if word == "ask words":
        said = await cl.AskUserMessage("Name?").send()
        return said and said["output"]
    if word == "ask soon":
        return await cl.AskUserMessage("Quick?", timeout=0.3).send()
    if word == "ask file":
        files = await cl.AskFileMessage("Crew?", accept={"text/csv": [".csv"]}, max_size_mb=1, max_files=2).send()
        return ", ".join(f"{one.name} {Path(one.path).read_text()}" for one in files)
    if word == "ask choice":
        chosen = await cl.AskActionMessage("Go?", actions=[choice("yes"), choice("no")]).send()
        return f"{chosen['name']} {chosen['payload']['secret']}"
    form = cl.CustomElement(name="Form", props={"fields": [{"id": "n", "label": "N", "type": "number"}]})
    return await cl.AskElementMessage("Fill in", element=form).send()

@cl.on_message
async def answer(message):
    word = message.content
    if word.startswith("ask"):
        await cl.Message(f"got {await ask(word)}").send()
    elif word == "buttons":
        await cl.Message("press", actions=[choice("keep"), choice("drop"), choice("fail")]).send()
    elif word == "step":
        await cl.Message(f"found {await search('Brest')}").send()
    elif word == "elements":
        text = cl.Text(name="notes", content="some **notes**", display="side")
        counter = cl.CustomElement(name="Counter", props={"count": 1})
        await cl.Message("see notes", elements=[text, counter]).send()
    elif word == "tasks":
        tasks = cl.TaskList([cl.Task("one", status=cl.TaskStatus.RUNNING)], status="Working")
        await tasks.send()
        tasks.tasks[0].status = cl.TaskStatus.DONE
        await tasks.send()
    elif word == "sidebar":
        await cl.ElementSidebar.set_title("Beside")
        await cl.ElementSidebar.set_elements([cl.Text(name="sheet", content="hello")], key="k")
    elif word == "sidebar off":
        await cl.ElementSidebar.set_elements([])
    else:
        await cl.Message(f"echo: {word}").send()

@cl.action_callback("keep")
async def keep(action):
    await cl.Message(f"kept {action.payload['secret']}").send()
    return {"kept": action.payload["secret"]}

@cl.action_callback("drop")
async def drop(action):
    await action.remove()

@cl.action_callback("fail")
async def fail(action):
    raise ValueError("no")

@cl.action_callback("named")
async def named(action):
    return action.payload

@cl.on_feedback
async def judged(feedback):
    note(f"{feedback.value} {feedback.comment}")
"""
WHOLE_STREAM = "".join(f"{number} " for number in range(200))
HALF_STREAM = "".join(f"{number} " for number in range(100))
