"""A model that remembers the conversation: any endpoint that speaks OpenAI's chat protocol.

Set OPENAI_API_KEY, and OPENAI_BASE_URL and OPENAI_MODEL for another endpoint than OpenAI's own.
"""

import json
import os

import httpx

import botbridge as cl

BASE_URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4o-mini")
HEADERS = {"Authorization": f"Bearer {os.environ.get('OPENAI_API_KEY', 'none')}"}


@cl.on_message
async def answer() -> None:
    # Every message of this conversation, also those before the last restart.
    question = {"model": MODEL, "messages": cl.chat_context.to_openai(), "stream": True}
    reply = cl.Message("")
    async with (
        httpx.AsyncClient(base_url=BASE_URL, headers=HEADERS, timeout=60) as client,
        client.stream("POST", "/chat/completions", json=question) as response,
    ):
        response.raise_for_status()
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                for choice in json.loads(line.removeprefix("data: "))["choices"]:
                    await reply.stream_token(choice["delta"].get("content") or "")
    await reply.send()
