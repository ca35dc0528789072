"""The app that is measured: it echoes, streams, takes its time, and tells how many objects are alive."""

import asyncio
import gc

import botbridge as cl


@cl.on_message
async def main(message: cl.Message) -> None:
    match message.content.split():
        case ["stream", count]:
            answer = cl.Message("")
            for number in range(int(count)):
                await answer.stream_token(f"~{number % 10} ")
            await answer.send()
        case ["slow", seconds]:
            await asyncio.sleep(float(seconds))
            await cl.Message("echo: slow").send()
        case ["objects"]:
            gc.collect()
            await cl.Message(f"echo: {len(gc.get_objects())}").send()
        case _:
            await cl.Message(f"echo: {message.content}").send()
