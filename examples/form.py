"""A table is booked by a form: on the page, in a modal, wherever people are."""

import botbridge as cl

FIELDS = [
    {"id": "name", "label": "Name", "type": "text", "required": True, "placeholder": "Ada Lovelace"},
    {"id": "seats", "label": "Seats", "type": "number", "required": True, "min": 1, "max": 8, "value": 2},
    {"id": "day", "label": "Day", "type": "date", "required": True},
    {"id": "where", "label": "Where", "type": "radio", "options": ["Inside", "Terrace"], "value": "Inside"},
    {"id": "wishes", "label": "Wishes", "type": "textarea", "max": 500},
    {"id": "terms", "label": "I come on time", "type": "checkbox", "required": True},
]


@cl.on_message
async def book() -> None:
    form = cl.CustomElement(name="Booking", props={"fields": FIELDS})
    answer = await cl.AskElementMessage("Please fill this in.", element=form, timeout=600).send()
    if answer is None:
        await cl.Message("That took too long. Write to begin again.").send()
    elif not answer["submitted"]:
        await cl.Message("No table, then.").send()
    else:
        wishes = f" Wishes: {answer['wishes']}" if answer["wishes"] else ""
        place = answer["where"].lower()
        await cl.Message(
            f"A table for {answer['seats']} on {answer['day']}, {place}, for {answer['name']}.{wishes}"
        ).send()
