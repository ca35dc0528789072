"""Files that the app offers in a personal chat: kept until the person takes or refuses them, then put into their drive.

Whoever takes a file may do so after a restart, so its bytes are kept where uploads are. What the upload policy does
not let in is kept in memory, as long as the process lives.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from botbridge.adapter import Host
from botbridge.errors import BotbridgeError, DeliveryError, FileRefused, Unavailable
from botbridge.model.effect import Working
from botbridge.model.element import ElementData
from botbridge.model.ids import ThreadKey
from botbridge.render import attachment
from botbridge.shape import JSON, record, string
from botbridge_teams import address, capabilities, elements, outbound
from botbridge_teams.connector import Connector
from botbridge_teams.downloads import Downloads
from botbridge_teams.elements import Attachment
from botbridge_teams.http import RAISED
from botbridge_teams.place import Place, place_of

log = logging.getLogger(__name__)

_PIECE: Final = 1 << 18
_HELD: Final = 100  # files in memory
_PAUSES: Final = (0.0, 1.0, 3.0)  # seconds before each try of a range
_INFO: Final = ("contentUrl", "uploadUrl", "uniqueId", "fileType")


@dataclass(frozen=True, slots=True)
class Held:
    """A file on its way: where its bytes are."""

    name: str
    size: int
    content: bytes | None = None
    path: Path | None = None


class Offers:
    """What was offered and is not taken yet; `replaced` is told when a file's card takes the place of its offer."""

    def __init__(self, host: Host, connector: Connector, downloads: Downloads) -> None:
        self._host = host
        self._connector = connector
        self._downloads = downloads
        self._memory: OrderedDict[str, Held] = OrderedDict()
        self._taking: set[str] = set()
        self.replaced: Callable[[str, str], None] = lambda _before, _after: None

    async def make(self, key: ThreadKey, element: ElementData, size: int) -> Attachment:
        """The card that offers a file; its bytes are kept. Raises OSError."""
        name = attachment.file_name(element)
        held = Held(name, size, element.content, element.path)
        token = secrets.token_urlsafe(18)
        try:
            kept = await self._host.store_upload(_owner(key, token), name, element.mime, _chunks(held), limit=size)
        except (FileRefused, BotbridgeError) as error:
            log.info("the offered file %r lasts until the process ends: %s", name, error)
            self._memory[_owner(key, token)] = held
            if len(self._memory) > _HELD:
                self._memory.popitem(last=False)
            return elements.offer(name, size, f"{token}.")
        return elements.offer(name, size, f"{token}.{kept.id}")

    async def answered(self, activity: JSON) -> None:
        """A person took or refused a file. What goes wrong is told to them, never raised."""
        value = record(activity, "value")
        key = address.thread_key(string(record(activity, "conversation"), "id"))
        token, _, file_id = string(record(value, "context"), elements.CONTEXT).partition(".")
        owner = _owner(key, token)
        if not token or owner in self._taking:
            return
        self._taking.add(owner)
        try:
            if string(value, "action") == "accept":
                await self._accepted(activity, key, owner, file_id)
            await self._forget(owner)
        except BotbridgeError as error:
            log.warning("a file that was taken in %s is lost: %s", key, error)
        finally:
            self._taking.discard(owner)

    async def _accepted(self, activity: JSON, key: ThreadKey, owner: str, file_id: str) -> None:
        place = place_of(activity)
        info = {name: string(record(record(activity, "value"), "uploadInfo"), name) for name in _INFO}
        held = await self._held(owner, file_id)
        if held is None:
            await self._say(key, place, "_This file is not here any more; please ask for it again._")
            return
        try:
            await self._upload(held, info["uploadUrl"])
        except (FileRefused, Unavailable, OSError) as error:
            log.warning("the file %r could not be put into the drive of %s: %s", held.name, key, error)
            await self._say(key, place, attachment.not_sent(held.name, str(error)))
            return
        await self._show(key, place, elements.taken(held.name, info), string(activity, "replyToId"))

    async def _held(self, owner: str, file_id: str) -> Held | None:
        in_memory = self._memory.get(owner)
        if in_memory is not None or not file_id:
            return in_memory
        kept = await self._host.uploaded(owner, file_id)
        if kept is None or kept.path is None:
            return None
        return Held(kept.name, kept.size or 0, path=Path(kept.path))

    async def _upload(self, held: Held, url: str) -> None:
        """Put the bytes, range by range. Raises FileRefused, Unavailable, OSError."""
        first = 0
        async for chunk in _chunks(held, capabilities.UPLOAD_RANGE):
            last = first + len(chunk) - 1
            await self._put(url, chunk, {"Content-Range": f"bytes {first}-{last}/{held.size}"})
            first = last + 1

    async def _put(self, url: str, chunk: bytes, headers: dict[str, str]) -> None:
        """Put one range; a drive that is busy is asked again. Raises FileRefused, Unavailable."""
        problem = ""
        for pause in _PAUSES:
            await asyncio.sleep(pause)
            try:
                status = await self._downloads.put(url, chunk, headers)
            except RAISED as error:
                problem = f"the drive does not answer ({type(error).__name__})"
                continue
            if status in (200, 201, 202):
                return
            problem = f"the drive answers with status {status}"
            if status < 500 and status != 429:
                break
        raise Unavailable(problem)

    async def _show(self, key: ThreadKey, place: Place, card: Attachment, offer_id: str) -> None:
        """The file's own card, in the place of the offer."""
        conversation = address.conversation_id(key)
        shown = await self._connector.post(place, conversation, outbound.attached(_about(key), place, card))
        if not offer_id:
            return
        self.replaced(offer_id, shown)
        try:
            await self._connector.delete(place, conversation, offer_id)
        except DeliveryError as error:
            log.info("the offer %s stays: %s", offer_id, error)

    async def _say(self, key: ThreadKey, place: Place, note: str) -> None:
        activity = outbound.note(_about(key), place, note)
        await self._connector.post(place, address.conversation_id(key), activity)

    async def _forget(self, owner: str) -> None:
        self._memory.pop(owner, None)
        await self._host.forget_uploads(owner)


def _owner(key: ThreadKey, token: str) -> str:
    """Who may have the bytes back: this offer, in this conversation."""
    return f"{key}#{token}"


def _about(key: ThreadKey) -> Working:
    """Something to say of a conversation that no handler caused."""
    return Working(thread=key, on=False)


async def _chunks(held: Held, size: int = _PIECE) -> AsyncIterator[bytes]:
    """The bytes, in pieces of this size; the last may be smaller. Raises OSError."""
    for start in range(0, held.size, size):
        yield await _piece(held, start, size)


async def _piece(held: Held, start: int, size: int) -> bytes:
    if held.content is not None:
        return held.content[start : start + size]
    # Opened for each piece: whoever gives up between two of them leaves no open file behind.
    return await asyncio.to_thread(_read, held.path, start, size) if held.path is not None else b""


def _read(path: Path, start: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)
