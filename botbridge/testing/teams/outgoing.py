"""Whether an activity of the app is one that Teams takes, before it becomes a message."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from botbridge.testing.teams import cards, limits
from botbridge.testing.teams.conversations import Conversation
from botbridge.testing.teams.message import CARD, CONSENT, FILE_CARD
from botbridge.testing.teams.refusal import Refusal, bad

JSON = dict[str, Any]

_DATA_URL: Final = re.compile(r"data:image/(?:png|jpeg|jpg|gif);base64,(.*)", re.DOTALL)
_FORMATS: Final = ("plain", "markdown", "extendedmarkdown", "xml")
_ROOT: Final = "https://schema.org/Message"


def check_message(activity: JSON, conversation: Conversation) -> None:
    """Raise Refusal unless the activity can be shown as a message there."""
    if activity.get("type") != "message":
        raise bad("the activity is not a message", "BadArgument")
    check_size(activity)
    if activity.get("textFormat", "markdown") not in _FORMATS:
        raise bad(f"textFormat must be one of {', '.join(_FORMATS)}", "BadArgument")
    attachments = activity.get("attachments") or []
    if not str(activity.get("text") or "").strip() and not attachments:
        raise bad("No valid activities found", "BadSyntax")
    for attachment in attachments:
        check_attachment(attachment, conversation)
    _check_entities(activity.get("entities") or [])
    _check_feedback(activity.get("channelData") or {})


def _check_feedback(channel_data: Any) -> None:
    loop = channel_data.get("feedbackLoop") if isinstance(channel_data, dict) else None
    if loop is not None and (not isinstance(loop, dict) or loop.get("type") not in ("default", "custom")):
        raise bad("feedbackLoop is of type default or custom", "BadArgument")


def check_attachment(attachment: Any, conversation: Conversation) -> None:
    """Raise Refusal unless Teams knows how to show this attachment there."""
    kind = attachment.get("contentType") if isinstance(attachment, dict) else None
    if not isinstance(kind, str):
        raise bad("an attachment lacks its contentType", "BadArgument")
    check_ = _ATTACHMENTS.get(kind, _check_image if kind.startswith("image/") else None)
    if check_ is None:
        raise bad(f"attachments of type {kind} are not supported", "BadArgument")
    check_(attachment, conversation)


def check_size(activity: JSON) -> None:
    """Raise Refusal(413) for an activity that is too large."""
    if size(activity) > limits.MESSAGE_BYTES:
        raise Refusal(413, "MessageSizeTooBig", "Message size too large")


def size(activity: JSON) -> int:
    """Return how many bytes the activity has, in UTF-16 and without base64 images."""
    without = {**activity, "attachments": [_light(one) for one in activity.get("attachments") or []]}
    return len(json.dumps(without, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def _light(attachment: Any) -> Any:
    inline = isinstance(attachment, dict) and str(attachment.get("contentUrl") or "").startswith("data:")
    return {**attachment, "contentUrl": ""} if inline else attachment


def _check_card(attachment: JSON, _conversation: Conversation) -> None:
    cards.check(attachment.get("content"))


def _check_image(attachment: JSON, _conversation: Conversation) -> None:
    url = str(attachment.get("contentUrl") or "")
    found = _DATA_URL.fullmatch(url)
    if found is None:
        if urlsplit(url).scheme != "https":
            raise bad("an image needs a https address, or PNG, JPEG or GIF bytes in base64", "BadArgument")
        return
    try:
        content = base64.b64decode(found[1], validate=True)
    except binascii.Error:
        raise bad("the image is not valid base64", "BadArgument") from None
    if len(content) > limits.IMAGE_BYTES:
        raise Refusal(413, "MessageSizeTooBig", "the image is larger than 1 MB")


def _check_consent(attachment: JSON, conversation: Conversation) -> None:
    content = attachment.get("content") or {}
    if conversation.kind != "personal":
        raise bad("files can be sent in personal chats only", "BadArgument")
    if not attachment.get("name") or not isinstance(content.get("sizeInBytes"), int):
        raise bad("a file needs its name and sizeInBytes", "BadArgument")


def _check_file_card(attachment: JSON, conversation: Conversation) -> None:
    content = attachment.get("content") or {}
    if conversation.kind != "personal" or not attachment.get("contentUrl") or not content.get("uniqueId"):
        raise bad("a file card names a file that was uploaded in this personal chat", "BadArgument")


def _check_entities(entities: Any) -> None:
    if not isinstance(entities, list) or not all(isinstance(one, dict) and one.get("type") for one in entities):
        raise bad("entities is a list of objects with a type", "BadArgument")
    roots = [one for one in entities if one["type"] == _ROOT]
    if len(roots) > 1:
        raise bad("only one entity of type https://schema.org/Message is allowed", "BadArgument")
    for root in roots:
        citations = root.get("citation") or []
        if root.get("@type") != "Message" or len(citations) > limits.CITATIONS:
            raise bad("the entity of type https://schema.org/Message is malformed", "BadArgument")
    for one in entities:
        if one["type"] == "mention" and not ((one.get("mentioned") or {}).get("id") and one.get("text")):
            raise bad("a mention needs mentioned.id and its text", "BadArgument")


_ATTACHMENTS: Final[dict[str, Callable[[JSON, Conversation], None]]] = {
    CARD: _check_card,
    CONSENT: _check_consent,
    FILE_CARD: _check_file_card,
}
