"""What a person does with cards, dialogs, thumbs and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botbridge.testing.teams import events, inputs, plain
from botbridge.testing.teams.conversations import Conversation
from botbridge.testing.teams.delivery import Delivery
from botbridge.testing.teams.files import Upload
from botbridge.testing.teams.message import CARD, CONSENT, Message
from botbridge.testing.teams.people import Person

if TYPE_CHECKING:
    from botbridge.testing.teams.server import FakeTeams

JSON = dict[str, Any]


class Acting:
    """The hands of a person. Every method returns when the app has answered or its deadline is over.

    `dialog` is what the open dialog shows (a card's content, or {"url": …}), `notice` the last line that the window
    showed for an answer. `executes`: False for a client that does not know `Action.Execute` and shows its fallback.
    """

    dialog: JSON | None = None
    notice: str = ""
    executes: bool = True

    def __init__(self, teams: FakeTeams, person: Person) -> None:
        self._teams = teams
        self._world = teams.world
        self.person = person
        self._dialog_in: Message | None = None

    def _deliver(self, activity: JSON, where: Conversation) -> Delivery:
        activity.setdefault("conversation", where.account())
        if where.kind != "personal":  # whoever does something there can see it
            where.place.members.setdefault(self.person.id, self.person)
        return self._teams.courier.send(activity)

    async def _invoke(self, where: Conversation, name: str, value: JSON, **fields: Any) -> Delivery:
        delivery = self._deliver(events.invoke(self._world, self.person, where, name, value, **fields), where)
        await delivery.done.wait()
        self.notice = delivery.problem
        return delivery

    async def click(self, message: Message, title: str, values: Mapping[str, Any] | None = None) -> Delivery | None:
        """Click a button of a card by its title, having filled in its inputs (by id or label; choices by title).

        Raises LookupError when there is no such button, ValueError when an input does not hold what it has to. A link
        opens in the browser: nothing is delivered, None.
        """
        if message.deleted:
            raise LookupError(f"the message {message.id} is deleted")
        for card in message.cards:
            for action in plain.actions(card):
                if action.get("title") == title:
                    return await self._act(message, card, self._shown(action), values or {})
        raise LookupError(f"the message {message.id} has no button {title!r}, only {message.buttons}")

    def _shown(self, action: JSON) -> JSON:
        fallback = action.get("fallback")
        unknown = action["type"] == "Action.Execute" and not self.executes
        return fallback if unknown and isinstance(fallback, dict) else action

    async def _act(self, message: Message, card: JSON, action: JSON, values: Mapping[str, Any]) -> Delivery | None:
        alone = str(action.get("associatedInputs", "auto")).lower() == "none"
        data = {**_data(action), **({} if alone else inputs.filled(card, values))}
        if action["type"] == "Action.Execute":
            return await self._execute(message, action, data)
        if action["type"] != "Action.Submit":
            return None
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            return await self._open(message, "task/fetch", data)
        delivery = self._deliver(events.submitted(self._world, self.person, message, data), message.conversation)
        await delivery.done.wait()
        return delivery

    async def _execute(self, message: Message, action: JSON, data: JSON) -> Delivery:
        told: JSON = {name: action[name] for name in ("id", "verb") if name in action}
        executed: JSON = {"type": "Action.Execute", **told, "data": data}
        value = {"action": executed, "trigger": "manual"}
        delivery = await self._invoke(message.conversation, "adaptiveCard/action", value, replyToId=message.id)
        answer = delivery.answer()
        if not delivery.problem and str(answer.get("type", "")).endswith("card.adaptive"):
            message.raw["attachments"] = [{"contentType": CARD, "content": answer["value"]}]
            self._world.changed(message)
        elif not delivery.problem and isinstance(answer.get("value"), str):
            self.notice = answer["value"]
        return delivery

    async def _open(self, message: Message, name: str, data: JSON) -> Delivery:
        value = {"data": data, "context": {"theme": "default"}}
        delivery = await self._invoke(message.conversation, name, value, replyToId=message.id)
        self._dialog_in = message
        self._show(delivery)
        return delivery

    def _show(self, delivery: Delivery) -> None:
        """Show what the answer says: a dialog, a line, or nothing more."""
        task = delivery.answer().get("task") if not delivery.problem else None
        if not isinstance(task, dict):
            self.dialog = None
        elif task.get("type") == "message":
            self.dialog, self.notice = None, str(task.get("value"))
        else:
            value = task["value"]
            self.dialog = {"url": value["url"]} if value.get("url") else value["card"]["content"]

    async def submit(self, values: Mapping[str, Any] | None = None, *, title: str = "") -> Delivery:
        """Fill in the open dialog and submit it, by the button with this title or its first one.

        Raises LookupError when no dialog is open, ValueError when a required input is empty.
        """
        if self.dialog is None or self._dialog_in is None:
            raise LookupError("no dialog is open")
        buttons = [one for one in plain.actions(self.dialog) if not title or one.get("title") == title]
        if not buttons:
            raise LookupError(f"the dialog has no button {title!r}")
        data = {**_data(buttons[0]), **inputs.filled(self.dialog, values or {})}
        value = {"data": data, "context": {"theme": "default"}}
        delivery = await self._invoke(self._dialog_in.conversation, "task/submit", value)
        self._show(delivery)
        return delivery

    async def rate(self, message: Message, reaction: str = "like", comment: str = "") -> Delivery:
        """Press a thumb (`like` or `dislike`) under a message. Raises LookupError when it has none."""
        if not message.feedback:
            raise LookupError(f"the message {message.id} has no feedback buttons")
        activity = events.feedback(self._world, self.person, message, reaction, comment)
        delivery = self._deliver(activity, message.conversation)
        await delivery.done.wait()
        self.notice = delivery.problem
        return delivery

    async def accept(self, message: Message) -> Upload:
        """Take a file that the app offers; returns the place it is uploaded to. Raises LookupError."""
        attachment = _offered(message)
        upload = self._world.drive.open(str(attachment["name"]), attachment["content"]["sizeInBytes"])
        told = {"uploadInfo": upload.info(self._world.host), "context": attachment["content"].get("acceptContext")}
        await self._answer_offer(message, "accept", told)
        return upload

    async def decline(self, message: Message) -> Delivery:
        """Refuse a file that the app offers. Raises LookupError."""
        attachment = _offered(message)
        return await self._answer_offer(message, "decline", {"context": attachment["content"].get("declineContext")})

    async def _answer_offer(self, message: Message, action: str, told: JSON) -> Delivery:
        value = {"type": "fileUpload", "action": action, **told}
        message.answered = action
        return await self._invoke(message.conversation, "fileConsent/invoke", value, replyToId=message.id)

    async def sign_in(self, where: Conversation, name: str = "signin/verifyState") -> Delivery:
        """Come back from a sign-in that the app never asked for."""
        return await self._invoke(where, name, {"state": "123456"})


def _data(action: JSON) -> JSON:
    given = action.get("data")
    return given if isinstance(given, dict) else {}


def _offered(message: Message) -> JSON:
    found = [one for one in message.attachments if one.get("contentType") == CONSENT]
    if not found or message.answered or message.deleted:
        raise LookupError(f"the message {message.id} offers no file")
    return found[0]
