"""An answer that grows while it is made, on every platform; stop it when you have read enough."""

import botbridge as cl

POEM = """## Ways to count

| number | word | in Python |
|-------:|------|-----------|
| 1 | one | `1` |
| 2 | two | `1 + 1` |

```python
def count(limit: int) -> None:
    for number in range(1, limit + 1):
        print(number)
```

And then it goes on:"""


@cl.on_message
async def answer(message: cl.Message) -> None:
    reply = cl.Message("")
    for word in POEM.split(" "):
        await reply.stream_token(word + " ")
        await cl.sleep(0.03)
    limit = int(message.content) if message.content.isdigit() else 20
    for number in range(1, limit + 1):
        await reply.stream_token(f"{number} ")
        await cl.sleep(0.05)
    await reply.send()


@cl.on_stop
async def stopped() -> None:
    await cl.Message("Stopped. Write a number to count that far.").send()
