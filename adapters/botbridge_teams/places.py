"""Where conversations are: as their last activity said it, also after a restart."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Final

from botbridge.adapter import Host
from botbridge.errors import Refused
from botbridge.model.effect import Effect
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge_teams import address
from botbridge_teams.config import DEFAULT_METADATA_URL, TeamsSettings
from botbridge_teams.place import Place, place_of, place_of_ref

log = logging.getLogger(__name__)

# [docs] where a bot writes first when it knows no other address (public cloud).
GLOBAL_SERVICE_URL: Final = "https://smba.trafficmanager.net/teams/"
_MOST: Final = 20_000  # conversations remembered


class Places:
    """The place of each conversation, refreshed by every activity.

    After a restart it is looked for in what is there: the event that is answered, the reference of the message that
    is changed, the references of what people wrote before (the data layer keeps them).
    """

    def __init__(self, host: Host, settings: TeamsSettings) -> None:
        self._host = host
        self._settings = settings
        self._known: OrderedDict[ThreadKey, Place] = OrderedDict()

    def saw(self, event: Event) -> None:
        """An event came from there just now."""
        self._remember(event.thread, place_of(event.raw))

    async def of(self, effect: Effect, ref: MessageRef | None = None) -> Place:
        """Where an effect goes; `ref` is the message it is about. Raises Refused when nothing tells it."""
        known = self._known.get(effect.thread)
        if known is not None:
            self._known.move_to_end(effect.thread)
            return known
        cause = effect.cause
        if cause is not None and cause.thread == effect.thread and cause.raw.get("serviceUrl"):
            return self._remember(effect.thread, place_of(cause.raw))
        found = (place_of_ref(ref) if ref is not None else None) or await self._kept(effect.thread)
        return self._remember(effect.thread, self._complete(found or self._default(effect.thread)))

    def _remember(self, key: ThreadKey, place: Place) -> Place:
        self._known[key] = place
        self._known.move_to_end(key)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return place

    async def _kept(self, key: ThreadKey) -> Place | None:
        """The place that the newest message of a person in the history came from."""
        thread = await self._host.thread(key.thread_id)
        for step in reversed(thread["steps"] if thread is not None else []):
            told = (step.get("metadata") or {}).get("ref") if step.get("type") == "user_message" else None
            place = place_of_ref(MessageRef.parse(told)) if isinstance(told, str) else None
            if place is not None:
                return place
        return None

    def _default(self, key: ThreadKey) -> Place:
        if self._settings.metadata_url != DEFAULT_METADATA_URL or self._settings.anonymous:
            raise Refused(f"the serviceUrl of {key} is not known: nobody wrote there yet", code="unknown_service_url")
        log.info("the serviceUrl of %s is not known; the global one is used", key)
        conversation = address.conversation_id(key)
        return Place(service_url=GLOBAL_SERVICE_URL, kind=address.kind(conversation))

    def _complete(self, place: Place) -> Place:
        bot = {"id": f"28:{self._settings.app_id}"} if self._settings.app_id else {}
        return Place(service_url=place.service_url, tenant=place.tenant, kind=place.kind, bot=bot)
