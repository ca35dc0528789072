"""Who people are: what the roster tells, asked once in a while and once at a time, and who was seen where."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from botbridge.errors import DeliveryError
from botbridge.model.event import Event
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.shape import string
from botbridge_teams import address
from botbridge_teams.connector import Connector
from botbridge_teams.place import Place, place_of

log = logging.getLogger(__name__)

KNOWN_FOR: Final = 3600.0  # seconds that an answer is believed
UNKNOWN_FOR: Final = 60.0  # seconds after a failure in which Teams is not asked again
_MOST: Final = 10_000  # people remembered


@dataclass(slots=True)
class _Person:
    """One person: where they were seen last, and what was told of them.

    `asking` is held by whoever asks, so that the others wait for that answer.
    """

    account: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None
    conversation: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    until: float = 0.0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class People:
    """What is known of people, remembered by the id under which they are kept."""

    def __init__(self, connector: Connector, clock: Callable[[], float] = time.monotonic) -> None:
        self._connector = connector
        self._clock = clock
        self._people: OrderedDict[tuple[str, str], _Person] = OrderedDict()

    def saw(self, event: Event) -> None:
        """Somebody did something just now."""
        author = event.author
        if author is None:
            return
        person = self._person(author.scope, author.native_id)
        person.place = place_of(event.raw)
        person.account = person.place.user
        person.conversation = address.conversation_id(event.thread)

    def account(self, tenant: str, native_id: str) -> Mapping[str, Any] | None:
        """The account by which a person is mentioned; None for somebody who was not seen since the start."""
        person = self._people.get((tenant, native_id))
        return person.account if person is not None and person.account.get("id") else None

    async def complete(self, author: Author) -> Author:
        """The author with name and email as far as Teams tells them; unchanged if it does not."""
        person = self._people.get((author.scope, author.native_id))
        if person is None or person.place is None:
            return author
        if person.until <= self._clock():
            async with person.asking:
                if person.until <= self._clock():
                    await self._ask(person, person.place, author)
        known = {name: value for name, value in person.told.items() if value}
        return replace(author, **known) if known else author

    async def _ask(self, person: _Person, place: Place, author: Author) -> None:
        try:
            known_as = string(person.account, "id") or author.native_id
            told = await self._connector.member(place, person.conversation, known_as)
        except DeliveryError as error:
            log.warning("teams tells nothing of %s: %s", author.native_id, error)
            person.until = self._clock() + UNKNOWN_FOR
            return
        email = string(told, "email") or string(told, "userPrincipalName")
        person.told = {"name": strip(string(told, "name")), "email": email}
        person.until = self._clock() + KNOWN_FOR

    def _person(self, tenant: str, native_id: str) -> _Person:
        """The person's entry, as the one used last; the one not used for longest is forgotten."""
        person = self._people.setdefault((tenant, native_id), _Person())
        self._people.move_to_end((tenant, native_id))
        if len(self._people) > _MOST:
            self._people.popitem(last=False)
        return person
