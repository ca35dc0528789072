"""The files of a message: each a message of its own below it, and a note in the text for each that cannot be.

Teams tears a message apart that has text and attachments, and tells no id of the pieces.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from botbridge.errors import DeliveryError, FileRefused, RateLimited, Unavailable
from botbridge.model.effect import Edit, Post, StreamClose
from botbridge.model.element import ElementData
from botbridge_teams import address, capabilities, elements, outbound
from botbridge_teams.connector import Connector
from botbridge_teams.elements import Attachment
from botbridge_teams.offers import Offers
from botbridge_teams.place import Place

log = logging.getLogger(__name__)

Bearing = Post | Edit | StreamClose  # effects of messages that files hang on

_REMEMBERED: Final = 10_000  # messages
_TRIES: Final = 3
_PAUSE: Final = 1.0  # seconds before a message is tried again
_LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is shown below a message, and the links and notes that stand in its text for the rest."""

    shown: Sequence[tuple[ElementData, Attachment]] = ()
    lines: Sequence[str] = field(default=())

    def beside(self, text: str) -> str:
        """The text with its links and notes under it."""
        return "\n\n".join(part for part in (text, *self.lines) if part)


class Attachments:
    """Which files hang on which message: an edit shows none twice, a delete takes them along.

    That is remembered for the newest messages of this process; the files of older ones stay when they go.
    """

    def __init__(self, connector: Connector, offers: Offers) -> None:
        self._connector = connector
        self._offers = offers
        self._shown: dict[str, dict[str, str]] = {}  # message id → element id → id of the native message
        offers.replaced = self._replace

    async def prepare(self, effect: Bearing, place: Place) -> Prepared:
        """Look at what hangs on this part; nobody sees anything yet."""
        if not effect.last or not effect.message.elements:
            return Prepared()
        known = self._shown.get(effect.message.id, {})
        shown: list[tuple[ElementData, Attachment]] = []
        lines = []
        for element in effect.message.elements:
            if element.id in known:
                continue
            made = await self._made(element, effect, place)
            if isinstance(made, str):
                lines.append(made)
            else:
                shown.append((element, made))
        return Prepared(shown, lines)

    async def _made(self, element: ElementData, effect: Bearing, place: Place) -> Attachment | str:
        """The attachment for an element, or the line that stands for it."""
        if elements.is_link(element):
            return elements.picture_from(element) if elements.is_shown_from(element) else elements.link(element)
        try:
            size = await _size(element)
            if elements.is_picture(element, size):
                return elements.picture(element, await _bytes(element))
            if not place.is_personal:
                return elements.elsewhere(element)
            return await self._offers.make(effect.thread, element, size)
        except (FileRefused, OSError) as error:
            log.warning("element %s (%r) is not sent: %s", element.id, element.name, error)
            return elements.not_sent(element.name, str(error))

    async def share(self, effect: Bearing, place: Place, prepared: Prepared) -> str:
        """Show the files below the message; answers with the id of the first one.

        The message itself is out already, so nothing is raised: trying it again would double it.
        """
        ids = [await self._share(effect, place, element, made) for element, made in prepared.shown]
        return next((one for one in ids if one), "")

    async def _share(self, effect: Bearing, place: Place, element: ElementData, made: Attachment) -> str:
        activity = outbound.attached(effect, place, made)
        try:
            activity_id = await self._post(effect, place, activity)
        except DeliveryError as error:
            log.warning("element %s (%r) is not sent: %s", element.id, element.name, error)
            return await self._say(effect, place, elements.not_sent(element.name, str(error)))
        self._remember(effect.message.id, element.id, activity_id)
        return activity_id

    async def _post(self, effect: Bearing, place: Place, activity: outbound.Activity) -> str:
        conversation = address.conversation_id(effect.thread)
        for left in reversed(range(_TRIES)):
            try:
                return await self._connector.post(place, conversation, activity)
            except RateLimited as error:
                if not left:
                    raise
                await asyncio.sleep(min(error.retry_after, _LONGEST_PAUSE))
            except Unavailable:
                if not left:
                    raise
                await asyncio.sleep(_PAUSE)
        raise AssertionError("the last try returns or raises")

    async def _say(self, effect: Bearing, place: Place, note: str) -> str:
        activity = outbound.as_text(effect, place, note, lambda _native_id: None)
        try:
            return await self._post(effect, place, activity)
        except DeliveryError as error:
            log.warning("the note about a file in %s is lost: %s", effect.thread, error)
            return ""

    def _remember(self, message_id: str, element_id: str, activity_id: str) -> None:
        self._shown[message_id] = {**self._shown.pop(message_id, {}), element_id: activity_id}
        if len(self._shown) > _REMEMBERED:
            del self._shown[next(iter(self._shown))]

    def _replace(self, before: str, after: str) -> None:
        """An offer became a file: another native message stands for it."""
        for shown in self._shown.values():
            for element_id, activity_id in shown.items():
                if activity_id == before:
                    shown[element_id] = after
                    return

    async def delete(self, message_id: str, place: Place, conversation: str) -> None:
        """Take a message's files away; one that Teams keeps is logged."""
        for activity_id in self._shown.pop(message_id, {}).values():
            try:
                await self._connector.delete(place, conversation, activity_id)
            except DeliveryError as error:
                log.info("file %s stays: %s", activity_id, error)


async def _size(element: ElementData) -> int:
    """How many bytes it has. Raises FileRefused for none, OSError."""
    if element.content is not None:
        size = len(element.content)
    elif element.path is not None:
        size = (await asyncio.to_thread(element.path.stat)).st_size
    else:
        raise FileRefused("no bytes were given")
    if not size:
        raise FileRefused("it is empty")
    return size


async def _bytes(element: ElementData) -> bytes:
    if element.content is not None:
        return element.content
    if element.path is None:
        raise FileRefused("no bytes were given")
    content = await asyncio.to_thread(element.path.read_bytes)
    return content[: capabilities.IMAGE_BYTES]
