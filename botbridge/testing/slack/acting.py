"""What a person does with buttons, menus, forms and commands."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botbridge.testing.slack import filled, interactions
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.delivery import Delivery
from botbridge.testing.slack.events import new_id
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.stored_files import StoredFile

if TYPE_CHECKING:
    from botbridge.testing.slack.server import FakeSlack

JSON = dict[str, Any]
# name, content, mimetype (guessed from the name when empty)
Upload = tuple[str, bytes, str]


class Acting:
    """The hands of a person. Every method returns when the app has answered or its deadline is over."""

    def __init__(self, slack: FakeSlack, profile: Profile) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self.profile = profile

    @property
    def view(self) -> JSON | None:
        """The modal on top, None when none is open."""
        stack = self._slack.views.stacks.get(self.profile.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> JSON | None:
        """The app's Home tab as published for this person."""
        return self._slack.views.homes.get(self.profile.id)

    async def modal(self, timeout: float = 5.0) -> JSON:
        """Return the open modal; waits for one. Raises TimeoutError."""
        view: JSON = await self._slack.until(lambda: self.view, timeout, "modal")
        return view

    async def click(
        self, message: Message, target: str, value: Any = None, *, values: Mapping[str, Any] | None = None
    ) -> Delivery:
        """Click a button, or choose `value` in a menu; `target` is its label or action_id.

        In feedback buttons `target` is one side's label. `values`: what else was filled into the message's
        inputs, by action_id. Raises LookupError when the message has no such thing or is gone.
        """
        if message.deleted:
            raise LookupError(f"the message {message.ts} is deleted")
        message.channel.members.add(self.profile.id)  # as whoever speaks there
        where = interactions.on_message(message)
        where["response_url"] = self._response_url(message.channel, message)
        return await self._act(where, message.blocks, target, value, values or {})

    async def click_view(self, target: str, value: Any = None, *, home: bool = False) -> Delivery:
        """Click a button or choose a value in the open modal, or in the Home tab. Raises LookupError."""
        view = self.home if home else self.view
        if view is None:
            raise LookupError("no such view is open")
        return await self._act(interactions.on_view(view), view["blocks"], target, value, {})

    async def _act(
        self, where: JSON, blocks: list[JSON], target: str, value: Any, values: Mapping[str, Any]
    ) -> Delivery:
        block, element = interactions.find_element(blocks, target)
        chosen = {element["action_id"]: value} if value is not None and filled.keeps(element) else {}
        action = interactions.action(block, element, target, value)
        action["action_ts"] = self._workspace.clock.timestamp()
        shown = {"state": filled.state(blocks, {**values, **chosen}), "actions": [action]}
        return await self._interact("block_actions", {**where, **shown})

    async def submit(self, values: Mapping[str, Any] | None = None) -> Delivery:
        """Fill in the open modal and submit it; values by action_id, block_id or label.

        The value of a `file_input` is a list of (name, bytes, mimetype). The app's answer is carried out: errors
        leave the modal open (`delivery.answer()` has them). Raises LookupError: no modal, no such input, or a
        required one is empty.
        """
        view = self.view
        if view is None:
            raise LookupError("no modal is open")
        state = filled.state(view["blocks"], values or {})
        self._upload_all(state)
        if empty := filled.missing(view["blocks"], state):
            raise LookupError(f"please fill in {', '.join(empty)}")
        view["state"] = state
        payload = {"view": copy.deepcopy(view), "response_urls": []}
        delivery = await self._interact("view_submission", payload)
        if delivery.acknowledged:
            self._follow(delivery.answer())
        return delivery

    def _upload_all(self, state: JSON) -> None:
        for by_action in state["values"].values():
            for entry in by_action.values():
                if entry["type"] == "file_input":
                    entry["files"] = [self._store(upload).as_slack() for upload in entry["files"]]

    def _store(self, upload: Upload, place: Channel | None = None) -> StoredFile:
        name, content, mimetype = upload
        team = place.team if place else self.profile.team
        file = StoredFile(new_id("F"), team, name, len(content), self.profile.id, self._workspace.host, mimetype)
        file.content, file.completed = content, True
        file.channels += [place.id] if place else []
        self._workspace.files[file.id] = file
        return file

    def _follow(self, answer: JSON) -> None:
        stack = self._slack.views.stacks[self.profile.id]
        kind = answer.get("response_action")
        try:
            if kind == "update":
                self._slack.views.update(stack[-1]["id"], "", answer.get("view"), self.profile.team, "")
            elif kind == "push":
                self._slack.views.push(self.profile.id, answer.get("view"), self.profile.team)
            elif kind == "clear":
                stack.clear()
            elif kind is None:
                stack.pop()
        except Refusal as refusal:
            self._workspace.tell("refused", refusal)
        if kind != "errors":  # the modal stays as it is
            self._workspace.tell("view", self.view)

    async def close_view(self) -> Delivery | None:
        """Close the open modal; `view_closed` is sent if it asked for that. Raises LookupError."""
        if self.view is None:
            raise LookupError("no modal is open")
        view = self._slack.views.stacks[self.profile.id].pop()
        if not view["notify_on_close"]:
            return None
        return await self._interact("view_closed", {"view": copy.deepcopy(view), "is_cleared": False})

    async def command(self, command: str, text: str = "", channel: str | None = None) -> Delivery:
        """Send a slash command from a channel (default: the DM); what the app answers is shown."""
        place = self._slack.channel(channel) if channel else self._workspace.dm_with(self.profile)
        token = self._workspace.verification_token
        form = interactions.slash_command(self.profile, place, command, text, token)
        form["response_url"] = self._response_url(place, None)
        form["trigger_id"] = self._slack.views.new_trigger(self.profile.id)
        delivery = await self._send("slash_commands", form)
        if delivery.acknowledged and (answer := delivery.answer()):
            self._slack.response_urls.show(form["response_url"], answer)
        return delivery

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Delivery:
        """Use a global shortcut, or one on a message."""
        if message is None:
            return await self._interact("shortcut", {"callback_id": callback_id})
        where = {
            "callback_id": callback_id,
            "channel": interactions.place(message.channel),
            "message_ts": message.ts,
            "message": copy.deepcopy(message.raw),
            "response_url": self._response_url(message.channel, message),
        }
        return await self._interact("message_action", where)

    async def suggest(self, message: Message, target: str, typed: str) -> list[JSON]:
        """Type into an external select and return the options that the app offers."""
        block, element = interactions.find_element(message.blocks, target)
        asked = {
            **interactions.on_message(message),
            "action_id": element.get("action_id", ""),
            "block_id": block.get("block_id", ""),
            "value": typed,
        }
        answer = (await self._interact("block_suggestion", asked)).answer()
        groups = [option for group in answer.get("option_groups", []) for option in group["options"]]
        return list(answer.get("options", [])) + groups

    def _response_url(self, channel: Channel, message: Message | None) -> str:
        return self._slack.response_urls.new(channel, self.profile.id, message)

    async def _interact(self, kind: str, fields: JSON) -> Delivery:
        token = self._workspace.verification_token
        payload = {**interactions.common(self.profile, kind, token), **fields}
        payload["trigger_id"] = self._slack.views.new_trigger(self.profile.id)
        return await self._send("interactive", payload)

    async def _send(self, kind: str, payload: JSON) -> Delivery:
        delivery = self._slack.courier.send(kind, payload)
        await delivery.done.wait()
        return delivery
