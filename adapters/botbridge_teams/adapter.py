"""Teams' adapter: its life, and the port's methods handed to the rooms that do them.

botbuilder is used here alone: apps find a `TurnContext` of it in their session. What it sends goes out by the same
connector as everything else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from aiohttp import web
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.schema import Activity, ConversationParameters, ConversationReference, ResourceResponse

from botbridge.adapter import Adapter, Host, Placed
from botbridge.capability import Rate
from botbridge.errors import Unavailable
from botbridge.model.effect import Effect
from botbridge.model.element import IncomingFile
from botbridge.model.event import Event
from botbridge.model.ids import MessageRef
from botbridge.model.user import Author
from botbridge.shape import JSON, string
from botbridge_teams import address, capabilities, inbound, interactions, invokes, webhook
from botbridge_teams import text as dialects
from botbridge_teams.attachments import Attachments
from botbridge_teams.config import EVENTS_PATHS, TeamsSettings
from botbridge_teams.connector import Connector
from botbridge_teams.delivery import Delivery
from botbridge_teams.downloads import Downloads
from botbridge_teams.files import Files
from botbridge_teams.gate import Gate
from botbridge_teams.http import Http
from botbridge_teams.interactivity import Interactivity
from botbridge_teams.invokes import Answer
from botbridge_teams.keys import Keys
from botbridge_teams.messenger import Messenger
from botbridge_teams.offers import Offers
from botbridge_teams.people import People
from botbridge_teams.place import place_of, tenant_of
from botbridge_teams.places import Places
from botbridge_teams.tokens import Tokens
from botbridge_teams.urls import address_parts

log = logging.getLogger(__name__)

_TAKEN = Answer(200)


@dataclass(frozen=True, slots=True)
class _Connection:
    """What exists while the adapter runs."""

    gate: Gate
    context: inbound.Context
    connector: Connector
    delivery: Delivery
    files: Files
    interactivity: Interactivity
    offers: Offers
    people: People
    saw: Callable[[Event], None]


class TeamsAdapter(Adapter):
    """Teams over the Bot Connector."""

    name: ClassVar[str] = address.PLATFORM
    client_type: ClassVar[str] = "teams"
    capabilities = capabilities.CAPABILITIES

    def __init__(self, host: Host, settings: TeamsSettings) -> None:
        self._host = host
        self._settings = settings
        self._hosts = {*settings.hosts, *host.config.project.allow_hosts}  # downloads may go there
        self._behind: set[asyncio.Task[None]] = set()
        self._connection: _Connection | None = None

    @classmethod
    def create(cls, host: Host) -> TeamsAdapter:
        return cls(host, TeamsSettings.from_env(host.env, on_loopback=host.listens_on_loopback))

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            http = Http()
            stack.push_async_callback(http.close)
            downloads = Downloads(self._hosts.__contains__, local=self._settings.local)
            stack.push_async_callback(downloads.close)
            self._connection = await self._connect(http, downloads)
            stack.push_async_callback(self._disconnect)
            yield

    async def _connect(self, http: Http, downloads: Downloads) -> _Connection:
        settings, host = self._settings, self._host
        keys = Keys(http, settings.metadata_url)
        if settings.anonymous:
            log.warning("TEAMS_APP_ID is not set: everybody on this machine may speak as anybody in Teams")
        else:
            await keys.load()
        gate = Gate(settings, keys, self._tenants())
        tokens = Tokens(http, settings, gate.scope)
        await tokens.prove()
        connector = Connector(http, tokens)
        places, people = Places(host, settings), People(connector)
        offers = Offers(host, connector, downloads)
        teams = host.config.teams

        def saw(event: Event) -> None:
            places.saw(event)
            people.saw(event)

        interactivity = Interactivity(host, saw)
        messenger, attachments = (
            Messenger(connector, places, people, label=teams.ai_label),
            Attachments(host, connector, offers),
        )
        delivery = Delivery(host, messenger, attachments, interactivity, progress=teams.progress_text)
        context = inbound.Context(answer_bots=host.config.run.answer_bots, chat_start=host.has_chat_start)
        files = Files(downloads, tokens)
        return _Connection(gate, context, connector, delivery, files, interactivity, offers, people, saw)

    def _tenants(self) -> frozenset[str]:
        """The tenants that may speak to the app; the one of a single-tenant bot unless it is told otherwise."""
        named = self._host.config.teams.tenants
        own = [self._settings.tenant_id] if self._settings.tenant_id else []
        return frozenset(named or own)

    async def _disconnect(self) -> None:
        self._connection = None
        for task in self._behind:
            task.cancel()
        if self._behind:
            await asyncio.wait(set(self._behind))

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [web.post(path, self._receive) for path in EVENTS_PATHS]

    @property
    def ready(self) -> bool:
        return self._connection is not None

    async def _receive(self, request: web.Request) -> web.Response:
        if self._connection is None:
            return web.json_response({"error": "not connected"}, status=503)
        return await webhook.answer(request, self._connection.gate, self._take)

    async def _take(self, activity: JSON) -> Answer:
        """Store an activity that may come in; what must be answered at once is answered from what is known."""
        self._hosts.add(address_parts(string(activity, "serviceUrl")).hostname or "")
        kind, connection = string(activity, "type"), self._running()
        if kind == "invoke":
            return await self._invoked(activity, connection)
        if kind == "messageReaction":
            await connection.interactivity.reacted(activity)
        elif kind == "message" and interactions.is_submission(activity):
            await connection.interactivity.submitted(activity)
        elif (event := inbound.translate(activity, connection.context)) is not None:
            connection.saw(event)
            await self._host.accept(event)
        elif not inbound.is_known(kind):
            log.info("activities of type %r are not known; it was taken and is not handled", kind[:40])
        return _TAKEN

    async def _invoked(self, activity: JSON, connection: _Connection) -> Answer:
        told = await connection.interactivity.answer(activity)
        if told is invokes.UNKNOWN:
            log.info("invokes of name %r are not known", string(activity, "name")[:60])
        if string(activity, "name") == invokes.FILE_CONSENT:
            # Putting the file into the drive takes longer than the person's window waits.
            task = asyncio.create_task(connection.offers.answered(activity), name="offered file")
            self._behind.add(task)
            task.add_done_callback(self._over)
        return told

    def _over(self, task: asyncio.Task[None]) -> None:
        self._behind.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an offered file was not handled", exc_info=error)

    def _running(self) -> _Connection:
        if self._connection is None:
            raise Unavailable("teams is not connected")
        return self._connection

    async def deliver(self, effect: Effect) -> MessageRef | Placed | None:
        return await self._running().delivery.deliver(effect)

    def measure(self, text: str) -> int:
        return dialects.measure(text)

    def rates(self, effect: Effect) -> Sequence[Rate]:
        return capabilities.rates(effect)

    async def fetch(self, file: IncomingFile, target: Path, *, limit: int) -> IncomingFile:
        return await self._running().files.download(file, target, limit)

    async def author(self, author: Author) -> Author:
        """What the roster tells of a person (name, email), remembered for an hour; unchanged if it does not."""
        return await self._running().people.complete(author)

    async def extras(self, event: Event) -> Mapping[str, Any]:
        """`teams_turn_context`: the SDK's `TurnContext` of the activity."""
        if not event.raw:
            return {}
        activity = Activity().deserialize(dict(event.raw))
        return {"teams_turn_context": TurnContext(_Turns(self._running().connector, tenant_of(event.raw)), activity)}


class _Turns(BotAdapter):  # type: ignore[misc]  # the SDK has no types
    """What a `TurnContext` sends by: this adapter's own connector, which loses nothing of an activity.

    The SDK's `continue_conversation` writes to a conversation whose reference was kept.
    """

    def __init__(self, connector: Connector, tenant: str) -> None:
        super().__init__()
        self._connector = connector
        self._tenant = tenant  # the SDK's references lose it

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        place, sent = place_of(_plain(context.activity)), []
        for activity in activities:
            body = _plain(activity)
            sent.append(await self._connector.post(place, activity.conversation.id, body))
        return [ResourceResponse(id=activity_id) for activity_id in sent]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        place = place_of(_plain(context.activity))
        await self._connector.put(place, activity.conversation.id, activity.id, _plain(activity))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        place = place_of(_plain(context.activity))
        await self._connector.delete(place, reference.conversation.id, reference.activity_id)

    async def create_conversation(
        self,
        reference: ConversationReference,
        logic: Callable[[TurnContext], Awaitable[Any]] | None = None,
        conversation_parameters: ConversationParameters | None = None,
        *_more: Any,
        **_others: Any,
    ) -> None:
        """Open a chat with a person, the reference's unless the parameters name another, and let `logic` write there.

        The app has to be installed for the person. Raises DeliveryError.
        """
        asked = _plain(get_continuation_activity(reference))
        place, told = place_of(asked), conversation_parameters
        members = told.members if told is not None and told.members else [reference.user]
        tenant = (told.tenant_id if told is not None else None) or self._tenant
        made = await self._connector.create(
            place,
            {
                "isGroup": False,
                "bot": dict(place.bot),
                "members": [{"id": one.id} for one in members],
                "channelData": {"tenant": {"id": tenant}},
            },
        )
        conversation = {"id": made, "conversationType": "personal", "tenantId": tenant}
        activity = Activity().deserialize({**asked, "conversation": conversation})
        await self.run_pipeline(TurnContext(self, activity), logic)


def _plain(activity: Activity) -> dict[str, Any]:
    data: dict[str, Any] = activity.serialize()
    return data
