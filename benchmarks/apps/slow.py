"""The app whose streams take their time: "stream 200" is 200 words in 10 s."""

import botbridge as cl


@cl.on_message
async def main(message: cl.Message) -> None:
    answer = cl.Message("")
    for number in range(int(message.content.split()[-1])):
        await answer.stream_token(f"{number} ")
        await cl.sleep(0.05)
    await answer.send()
