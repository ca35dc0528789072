"""A text file is asked for, and a model sums it up. OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL say which."""

import json
import os
from pathlib import Path

import httpx

import botbridge as cl

BASE_URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4o-mini")
HEADERS = {"Authorization": f"Bearer {os.environ.get('OPENAI_API_KEY', 'none')}"}
READ_AT_MOST = 100_000  # characters


@cl.on_message
async def summarise() -> None:
    files = await cl.AskFileMessage(
        "Which text shall I read?",
        accept={"text/plain": [".txt"], "text/markdown": [".md"]},
        max_size_mb=1,
        timeout=300,
    ).send()
    if files is None:
        await cl.Message("No file, no summary.").send()
        return
    text = await cl.make_async(read)(files[0].path)
    reply = cl.Message("", elements=[cl.Text(name=files[0].name, content=text, display="side")])
    async for token in complete(f"Sum this up in three sentences:\n\n{text}"):
        await reply.stream_token(token)
    await reply.send()


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace")[:READ_AT_MOST]


async def complete(prompt: str):
    """What the model says, as it says it."""
    question = {"model": MODEL, "messages": [{"role": "user", "content": prompt}], "stream": True}
    async with (
        httpx.AsyncClient(base_url=BASE_URL, headers=HEADERS, timeout=60) as client,
        client.stream("POST", "/chat/completions", json=question) as response,
    ):
        response.raise_for_status()
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                for choice in json.loads(line.removeprefix("data: "))["choices"]:
                    yield choice["delta"].get("content") or ""
