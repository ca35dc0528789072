"""An expense is approved, or not: buttons that wait for an answer, and one that works for months."""

import botbridge as cl


@cl.on_message
async def submit(message: cl.Message) -> None:
    amount = "".join(letter for letter in message.content if letter.isdigit())
    if not amount:
        await cl.Message("Tell me an amount, for example: lunch for 42 euros.").send()
        return
    choices = [
        cl.Action(name="approve", label="Approve", icon="check", payload={"amount": int(amount)}),
        cl.Action(name="reject", label="Reject", icon="x", payload={"amount": int(amount)}),
    ]
    # In a channel anybody may decide; without `respondents` only who asked.
    question = cl.AskActionMessage(f"May {amount} € be spent?", actions=choices, timeout=3600, respondents="anyone")
    choice = await question.send()
    if choice is None:
        await cl.Message("Nobody decided within an hour. Please submit it again.").send()
    elif choice["name"] == "approve":
        undo = cl.Action(name="undo", label="Undo", payload=choice["payload"])
        await cl.Message(f"{choice['payload']['amount']} € are approved.", actions=[undo]).send()
    else:
        await cl.Message("Rejected.").send()


@cl.action_callback("undo")
async def undo(action: cl.Action) -> None:
    await action.remove()
    await cl.Message(f"{action.payload['amount']} € are not approved any more.").send()
