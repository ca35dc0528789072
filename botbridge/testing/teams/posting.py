"""What becomes of the app's activities: messages, edits, deletions, streams, typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botbridge.testing.teams import limits, outgoing, streams
from botbridge.testing.teams.call import streaminfo
from botbridge.testing.teams.conversations import Conversation
from botbridge.testing.teams.faults import Faults
from botbridge.testing.teams.message import Message
from botbridge.testing.teams.refusal import Refusal, bad, no_stream
from botbridge.testing.teams.streams import Stream
from botbridge.testing.teams.world import World

JSON = dict[str, Any]
Answer = tuple[int, JSON]

_OUT_OF_ORDER = {
    "error": {
        "code": "ContentStreamSequenceOrderPreConditionFailed",
        "message": "PreCondition failed exception when processing streaming activity.",
    }
}


@dataclass(frozen=True, eq=False)
class Posting:
    """Carries activities out. Every method raises Refusal for what Teams refuses."""

    world: World
    faults: Faults

    def send(self, conversation: Conversation, activity: JSON) -> Answer:
        """A new activity: a message, typing, or a step of a stream."""
        info = streaminfo(activity)
        if info and streams.kind_of(info) == "final":
            return self._finish(conversation, activity, info)
        if info:
            return self._stream(conversation, activity, info)
        if activity.get("type") == "typing":
            self.world.types(conversation)
            return 201, {"id": self.world.new_id()}
        return self._message(conversation, activity)

    def _message(self, conversation: Conversation, activity: JSON) -> Answer:
        outgoing.check_message(activity, conversation)
        pieces = _pieces(activity)
        posted = [self.world.post(conversation, piece, by_app=True) for piece in pieces]
        # Teams splits what is text and attachment at once, and tells no id then.
        return (201, {"id": posted[0].id}) if len(posted) == 1 else (202, {})

    def _stream(self, conversation: Conversation, activity: JSON, info: JSON) -> Answer:
        text = streams.check_update(activity, info)
        if outgoing.size(activity) > limits.MESSAGE_BYTES:
            raise streams.too_large()
        if info.get("streamId"):
            return self._go_on(conversation, activity, info, text)
        streams.check_first(info)
        busy = any(one.streaming for one in conversation.messages.values())
        if conversation.kind != "personal" or self.faults.no_streams or busy:
            raise streams.not_allowed()
        stream = Stream(self.world.clock.now, self.faults.limits_of_next_stream())
        stream.take(info, text)
        message = self.world.post(conversation, {**activity, "type": "message"}, by_app=True, stream=stream)
        return 201, {"id": message.id}

    def _go_on(self, conversation: Conversation, activity: JSON, info: JSON, text: str) -> Answer:
        message, stream = self._streamed(conversation, info)
        stream.require_alive()
        if not stream.take(info, text):
            return 202, _OUT_OF_ORDER
        if stream.text is not None:
            message.raw["text"] = stream.text
        self.world.changed(message)
        return 202, {}

    def _finish(self, conversation: Conversation, activity: JSON, info: JSON) -> Answer:
        streams.check_final(activity, info)
        message, stream = self._streamed(conversation, info)
        stream.require_alive()
        outgoing.check_message(activity, conversation)
        if activity.get("text") or not activity.get("attachments"):
            stream.require_prefix(str(activity.get("text") or ""))
        stream.completed, stream.text = True, str(activity.get("text") or "")
        message.raw = {**activity, "id": message.id}
        conversation.typing_until = 0.0
        self.world.changed(message)
        return 202, {}

    def _streamed(self, conversation: Conversation, info: JSON) -> tuple[Message, Stream]:
        message = conversation.messages.get(str(info.get("streamId")))
        if message is None or message.stream is None or message.deleted:
            raise no_stream("Content stream is not allowed")
        return message, message.stream

    def update(self, conversation: Conversation, activity_id: str, activity: JSON) -> Answer:
        """Replace a message of the app as a whole."""
        message = self._own(conversation, activity_id)
        if message.stopped:
            raise no_stream("Content stream was canceled by user.")
        if message.streaming:
            raise no_stream("Content stream is not allowed to be updated while it is open")
        outgoing.check_message(activity, conversation)
        if len(_pieces(activity)) > 1:
            raise bad("Activity resulted into multiple skype activities")
        if message.stream is not None and message.stream.text is None:
            message.stream.text = ""
        message.raw, message.edited = {**activity, "id": activity_id}, True
        self.world.changed(message)
        return 200, {"id": activity_id}

    def delete(self, conversation: Conversation, activity_id: str) -> Answer:
        """Take a message of the app away."""
        message = self._own(conversation, activity_id)
        message.deleted = True
        if message.stream is not None:
            message.stream.completed = True
        self.world.tell("deleted", message)
        return 200, {}

    def _own(self, conversation: Conversation, activity_id: str) -> Message:
        message = conversation.messages.get(activity_id)
        if message is None or message.deleted:
            raise Refusal(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
        if not message.by_app:
            raise Refusal(403, "ForbiddenOperationException", "Only the app's own messages can be changed.")
        return message


def _pieces(activity: JSON) -> list[JSON]:
    """The messages that Teams makes of an activity: its text, and each of its attachments."""
    attachments = activity.get("attachments") or []
    text = str(activity.get("text") or "")
    if len(attachments) + bool(text.strip()) == 1:
        return [activity]
    head = [{**activity, "attachments": []}] if text.strip() else []
    return [*head, *({**activity, "text": "", "attachments": [one]} for one in attachments)]
