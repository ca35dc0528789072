"""Steps, streams and task lists."""

import asyncio
from pathlib import Path

import botbridge as cl

HERE = Path(__file__).parent


async def gate() -> None:
    while not (HERE / "gate").exists():
        await asyncio.sleep(0.02)


@cl.step(type="tool", icon="search")
async def search(query: str) -> list[str]:
    async with cl.Step("rank", type="rerank") as ranking:
        ranking.output = "by **tide**"
    return [query, "harbour"]


@cl.step(type="llm", name="model")
async def think(held: bool) -> str:
    step = cl.context.current_step
    for word in ("one ", "two ", "three"):
        await step.stream_token(word)
        await asyncio.sleep(0.03)
    if held:
        await gate()
    return step.output


@cl.step(type="tool")
async def breaks() -> None:
    raise ValueError("the <b>rudder</b> is stuck")


async def say(text: str) -> None:
    reply = cl.Message("")
    for word in text.split():
        await reply.stream_token(f"{word} ")
        await asyncio.sleep(0.02)
    await reply.send()


async def plan(held: bool) -> None:
    tasks = [cl.Task("Cast off"), cl.Task("Set sail <b>now</b>"), cl.Task("Arrive")]
    shown = cl.TaskList(tasks, status="Leaving…")
    await shown.send()
    said = await cl.Message("we are off").send()
    tasks[0].status, tasks[0].forId = cl.TaskStatus.DONE, said.id
    tasks[1].status = cl.TaskStatus.RUNNING
    await shown.send()
    if held:
        await gate()
    tasks[1].status, tasks[2].status = cl.TaskStatus.FAILED, cl.TaskStatus.READY
    shown.status = "Becalmed"
    await shown.send()


@cl.on_message
async def answer(message: cl.Message) -> None:
    word, _, more = message.content.partition(" ")
    if word == "search":
        found = await search("Brest")
        await say(f"found {' and '.join(found)}")
    elif word == "think":
        await cl.Message(f"thought {await think(held=more == 'long')}").send()
    elif word == "inside":
        async with cl.Step("outer", type="tool"):
            await cl.Message("said inside").send()
    elif word == "breaks":
        try:
            await breaks()
        except ValueError as error:
            await cl.Message(f"sorry: {error}").send()
    elif word == "plan":
        await plan(held=more == "long")
    else:
        await cl.Message(f"re: {message.content}").send()
