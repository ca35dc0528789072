"""An agent with tools: every call of the model and of a tool is a step, and people can judge the answer.

Set OPENAI_API_KEY, and OPENAI_BASE_URL and OPENAI_MODEL for another endpoint than OpenAI's own.
"""

import json
import os
from datetime import UTC, datetime

import httpx

import botbridge as cl
from botbridge.types import Feedback

BASE_URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4o-mini")
HEADERS = {"Authorization": f"Bearer {os.environ.get('OPENAI_API_KEY', 'none')}"}
MOST_ROUNDS = 5

WEATHER = {"Lisbon": 24, "Oslo": 9, "Zurich": 14}


@cl.step(type="tool")
async def temperature(city: str) -> str:
    if city not in WEATHER:
        raise LookupError(f"no weather station in {city}")
    return f"{WEATHER[city]} °C"


@cl.step(type="tool")
async def now() -> str:
    return datetime.now(UTC).isoformat(timespec="minutes")


TOOLS = {"temperature": temperature, "now": now}
DESCRIBED = [
    {
        "type": "function",
        "function": {
            "name": "temperature",
            "description": "The temperature in a city now",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    },
    {
        "type": "function",
        "function": {"name": "now", "description": "The time in UTC", "parameters": {"type": "object"}},
    },
]


@cl.on_message
async def answer() -> None:
    messages = cl.chat_context.to_openai()
    for _ in range(MOST_ROUNDS):
        said = await think(messages)
        if not said.get("tool_calls"):
            await cl.Message(said["content"]).send()
            return
        messages.append(said)
        for call in said["tool_calls"]:
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": await use(call["function"])})
    await cl.Message("I am going round in circles. Please ask me something simpler.").send()


@cl.step(name="think", type="llm")
async def think(messages: list[dict]) -> dict:
    question = {"model": MODEL, "messages": messages, "tools": DESCRIBED}
    async with httpx.AsyncClient(base_url=BASE_URL, headers=HEADERS, timeout=60) as client:
        response = await client.post("/chat/completions", json=question)
    response.raise_for_status()
    said = response.json()["choices"][0]["message"]
    cl.context.current_step.input = messages[-1]["content"]
    cl.context.current_step.output = said["content"] or [call["function"] for call in said["tool_calls"]]
    return said


async def use(function: dict) -> str:
    """What a tool says; its failure is told to the model, which may do better."""
    try:
        return await TOOLS[function["name"]](**json.loads(function["arguments"] or "{}"))
    except (LookupError, TypeError, ValueError) as error:
        return f"failed: {error}"


@cl.on_feedback
async def judged(feedback: Feedback) -> None:
    print("judged", feedback.forId, "good" if feedback.value else "bad", feedback.comment or "")
