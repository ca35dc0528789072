"""What hangs on a message: each a message of its own below it, and a link or note in the text for each that cannot be.

Teams tears a message apart that has text and attachments, and tells no id of the pieces.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from botbridge.adapter import Host, Placed
from botbridge.errors import DeliveryError, FileRefused, RateLimited, Unavailable
from botbridge.model.effect import Edit, Post, StreamClose, elements_of
from botbridge.model.element import ElementData
from botbridge.model.ids import MessageRef
from botbridge.render import attachment
from botbridge_teams import address, capabilities, elements, failures, outbound, tables
from botbridge_teams.connector import Connector
from botbridge_teams.elements import Attachment
from botbridge_teams.offers import Offers
from botbridge_teams.place import Place

log = logging.getLogger(__name__)

Bearing = Post | Edit | StreamClose  # effects of messages that files hang on

_REMEMBERED: Final = 10_000  # offers
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


@dataclass(frozen=True, slots=True)
class Shared:
    """Where what hangs on a message is shown, by element, and the id of the first of it."""

    elements: Mapping[str, MessageRef] = field(default_factory=dict)
    first: str = ""


def placed(shared: Shared, ref: MessageRef | None = None) -> Placed | None:
    """What is answered to an effect whose elements became messages of their own; None if none did."""
    return Placed(ref=ref, elements=shared.elements) if shared.elements else None


class Attachments:
    """Shows elements below their message. Offers that became files since are known by both ids, while we live."""

    def __init__(self, host: Host, connector: Connector, offers: Offers) -> None:
        self._host = host
        self._connector = connector
        self._offers = offers
        self._replaced: OrderedDict[str, str] = OrderedDict()  # id of an offer → id of its file's card
        offers.replaced = self._replace

    async def prepare(self, effect: Bearing, place: Place, shown: Mapping[str, MessageRef]) -> Prepared:
        """Look at what hangs on this part and is not `shown` yet; nobody sees anything of it yet."""
        made, lines = [], self._asked(effect, place)
        for element in elements_of(effect):
            if element.id in shown:
                continue
            one = await self._made(element, effect, place)
            if isinstance(one, str):
                lines.append(one)
            else:
                made.append((element, one))
        return Prepared(made, lines)

    def _asked(self, effect: Bearing, place: Place) -> list[str]:
        """What people have to do to give the files that are asked for."""
        ask = effect.message.ask if effect.last else None
        if ask is None or ask.kind != "file" or ask.outcome is not None:
            return []
        return [elements.asked(ask.rule, personal=place.is_personal)]

    async def _made(self, element: ElementData, effect: Bearing, place: Place) -> Attachment | str:
        """The attachment for an element, or the line that stands for it."""
        if element.type == "dataframe":
            return tables.card(element)
        if attachment.is_link(element):
            return (
                elements.picture_from(element)
                if elements.is_shown_from(element)
                else attachment.link(element.name, element.url or "")
            )
        try:
            size = await _size(element)
            if elements.is_picture(element, size):
                return elements.picture(element, await _bytes(element))
            if not place.is_personal:
                return await self._elsewhere(element)
            return await self._offers.make(effect.thread, element, size)
        except (FileRefused, OSError) as error:
            log.warning("element %s (%r) is not sent: %s", element.id, element.name, error)
            return attachment.not_sent(element.name, str(error))

    async def _elsewhere(self, element: ElementData) -> str:
        """What stands for a file where Teams takes none of apps: a link to it, where our server can be reached."""
        try:
            url = await self._host.file_link(element)
        except Exception:  # what an app's data layer raises
            log.exception("element %s cannot be linked to", element.id)
            return attachment.not_sent(element.name, "it could not be kept")
        return attachment.link(element.name, url) if url is not None else elements.elsewhere(element)

    async def share(self, effect: Bearing, place: Place, prepared: Prepared) -> Shared:
        """Show them below the message.

        The message itself is out already, so nothing is raised: trying it again would double it.
        """
        ids = {element.id: await self._share(effect, place, element, made) for element, made in prepared.shown}
        conversation = address.conversation_id(effect.thread)
        refs = {
            element_id: address.message_ref(conversation, activity_id, place.service_url, place.tenant)
            for element_id, activity_id in ids.items()
            if activity_id
        }
        return Shared(refs, next((one for one in ids.values() if one), ""))

    async def _share(self, effect: Bearing, place: Place, element: ElementData, made: Attachment) -> str:
        activity = outbound.attached(effect, place, made)
        try:
            return await self._post(effect, place, activity)
        except DeliveryError as error:
            log.warning("element %s (%r) is not sent: %s", element.id, element.name, error)
            return await self._say(effect, place, attachment.not_sent(element.name, failures.reason(error)))

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
        activity = outbound.note(effect, place, note)
        try:
            return await self._post(effect, place, activity)
        except DeliveryError as error:
            log.warning("the note about a file in %s is lost: %s", effect.thread, error)
            return ""

    def _replace(self, before: str, after: str) -> None:
        """An offer became a file: another native message stands for it."""
        self._replaced[before] = after
        if len(self._replaced) > _REMEMBERED:
            self._replaced.popitem(last=False)

    def current(self, activity_id: str) -> str:
        """The id of the native message that stands for this one by now."""
        return self._replaced.get(activity_id, activity_id)


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
