"""The four questions, each by its word; what was answered is said."""

import asyncio
from pathlib import Path
from typing import Any

import botbridge as cl

FIELDS: list[dict[str, Any]] = [
    {"id": "name", "label": "Name", "required": True, "max": 12, "placeholder": "Ariadne"},
    {"id": "length", "label": "Length", "type": "number", "required": True, "min": 0, "max": 400, "value": 12},
    {"id": "berth", "label": "Berth", "type": "select", "options": ["North", {"value": "e", "label": "East"}]},
    {"id": "services", "label": "Services", "type": "multiselect", "options": ["Water", "Fuel"], "value": ["Water"]},
    {"id": "rules", "label": "I know the rules", "type": "checkbox", "required": True},
]


async def gate() -> None:
    while not (Path(__file__).parent / "gate").exists():
        await asyncio.sleep(0.02)


def question(word: str) -> Any:
    name, _, more = word.partition(" ")
    timeout = float(more) if more.isdigit() else 60
    if name == "words":
        return cl.AskUserMessage("What is the **name** of your ship?", timeout=timeout)
    if name == "choice":
        actions = [cl.Action(name=one, label=one.title(), payload={"go": one}) for one in ("continue", "abandon")]
        return cl.AskActionMessage("Shall I go on?", actions=actions, timeout=timeout)
    if name in ("file", "later"):
        return cl.AskFileMessage("The crew list, please", accept={"text/csv": [".csv"]}, max_size_mb=0.001)
    if name == "files":
        return cl.AskFileMessage("All papers, please", accept=["*/*"], max_files=2)
    if name == "form":
        form = cl.CustomElement(name="Registration", props={"fields": FIELDS})
        return cl.AskElementMessage("Register, please", element=form, timeout=timeout)
    if name == "wheel":
        return cl.AskElementMessage("Turn it", element=cl.CustomElement(name="Wheel", props={"turns": 3}))
    return None


def words(said: Any) -> str:
    if isinstance(said, list):
        return ", ".join(f"{one.name} ({one.size} bytes): {Path(one.path).read_text()}" for one in said)
    if isinstance(said, dict) and "output" in said:
        return str(said["output"])
    if isinstance(said, dict) and "payload" in said:
        return str(said["payload"]["go"])
    if isinstance(said, dict):
        return ", ".join(f"{name} {value}" for name, value in said.items())
    return str(said)


@cl.on_message
async def answer(message: cl.Message) -> None:
    if message.content == "later":
        await gate()
    asked = question(message.content)
    if asked is None:
        await cl.Message(f"re: {message.content}").send()
        return
    await cl.Message(f"got {words(await asked.send())}").send()
