"""What hangs on a message → attachments and notes, without I/O."""

from __future__ import annotations

import base64
from typing import Any, Final

from botbridge.model.element import ElementData
from botbridge.render import attachment
from botbridge.render.escape import escape
from botbridge_teams import capabilities
from botbridge_teams.urls import address_parts

Attachment = dict[str, Any]

CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
FILE_CARD: Final = "application/vnd.microsoft.teams.card.file.info"
CONTEXT: Final = "botbridge"  # the key under which a consent card carries what comes back with its answer


def is_shown_from(element: ElementData) -> bool:
    """Whether it is a picture that clients can load by its address."""
    return element.type == "image" and address_parts(element.url or "").scheme == "https"


def is_picture(element: ElementData, size: int) -> bool:
    """Whether its bytes can be shown in the message."""
    return element.mime in capabilities.IMAGE_TYPES and 0 < size <= capabilities.IMAGE_BYTES


def picture(element: ElementData, content: bytes) -> Attachment:
    """A picture whose bytes come along."""
    data = base64.b64encode(content).decode()
    url = f"data:{element.mime};base64,{data}"
    return {"contentType": element.mime, "contentUrl": url, "name": attachment.file_name(element)}


def picture_from(element: ElementData) -> Attachment:
    """A picture that clients load by its address."""
    mime = element.mime if element.mime.startswith("image/") else "image/png"
    return {"contentType": mime, "contentUrl": element.url, "name": attachment.file_name(element)}


def offer(name: str, size: int, context: str) -> Attachment:
    """The card that asks whether a file may be put into the person's drive."""
    told = {CONTEXT: context}
    content = {"description": name, "sizeInBytes": size, "acceptContext": told, "declineContext": told}
    return {"contentType": CONSENT, "name": name, "content": content}


def taken(name: str, info: dict[str, str]) -> Attachment:
    """The card of a file that lies in the person's drive now."""
    content = {"uniqueId": info["uniqueId"], "fileType": info["fileType"]}
    return {"contentType": FILE_CARD, "contentUrl": info["contentUrl"], "name": name, "content": content}


def elsewhere(element: ElementData) -> str:
    """What stands for a file where Teams takes none of apps, in groups and channels, and nobody can be linked to it."""
    return attachment.not_sent(element.name, "Teams takes files of apps in personal chats only")


def asked(rule: str, *, personal: bool) -> str:
    """How to give files that are asked for."""
    if personal:
        return f"*Send {escape(rule)}.*"
    return f"*Mention me and paste {escape(rule)}. Of files Teams brings only pictures here.*"
