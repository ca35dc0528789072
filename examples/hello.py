"""The smallest app: it greets, echoes and counts."""

import botbridge as cl


@cl.on_chat_start
async def start() -> None:
    cl.user_session.set("count", 0)
    await cl.Message("Hello! Write something.").send()


@cl.on_message
async def answer(message: cl.Message) -> None:
    count = cl.user_session.get("count") + 1
    cl.user_session.set("count", count)
    await cl.Message(f"{count}: you wrote **{message.content}**").send()
