"""Files in and out: it counts the words of every text you send, and sends the counts back as a file."""

from collections import Counter
from pathlib import Path

import botbridge as cl


@cl.on_message
async def answer(message: cl.Message) -> None:
    if not message.elements:
        await cl.Message("Send me a text file and I count its words.").send()
    for element in message.elements:
        if not element.mime.startswith("text/"):
            await cl.Message(f"**{element.name}** is {element.mime}, {element.size} bytes; I only read text.").send()
            continue
        words = Counter((await cl.make_async(Path(element.path).read_text)(encoding="utf-8")).split())
        table = "\n".join(f"| {word} | {count} |" for word, count in words.most_common(5))
        counts = "\n".join(f"{word},{count}" for word, count in words.most_common())
        await cl.Message(
            f"**{element.name}** has {words.total()} words:\n\n| word | count |\n|---|---:|\n{table}",
            elements=[cl.File(name="counts.csv", content=counts, mime="text/csv")],
        ).send()
