"""FakeDiscord: one aiohttp server that is the whole of Discord."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, TypeVar

from aiohttp import web

from botbridge.testing.discord import channels as kinds
from botbridge.testing.discord import limits
from botbridge.testing.discord.buckets import Buckets
from botbridge.testing.discord.call import Call
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.clock import Clock
from botbridge.testing.discord.commands import Commands
from botbridge.testing.discord.conversation import Conversation, LatestConversation
from botbridge.testing.discord.faults import Faults
from botbridge.testing.discord.file_host import FileHost
from botbridge.testing.discord.gateway import Gateway
from botbridge.testing.discord.guilds import Guild
from botbridge.testing.discord.interactions import Interactions
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.people import Profile
from botbridge.testing.discord.permissions import EVERYONE, bits
from botbridge.testing.discord.pings import Ping
from botbridge.testing.discord.rest import Rest
from botbridge.testing.discord.schema import Schema
from botbridge.testing.discord.user import OtherBot, Place, User
from botbridge.testing.discord.world import World

T = TypeVar("T")

_GUILD: Final = "G1"
_MAX_BODY: Final = 2 * limits.REQUEST_BYTES
# What the invitation of an app usually grants beyond what everybody may.
_GRANTED: Final = EVERYONE | bits(["MANAGE_THREADS", "SEND_VOICE_MESSAGES"])


class FakeDiscord:
    """A Discord to test against: `async with FakeDiscord() as discord:`.

    Point the app at it with `discord.env()`, then be a person in it:

        await discord.user("U1").mention("hi", channel="C1")
        reply = await discord.thread.reply()
        assert reply.text == "hello"

    Serves REST v10 under `api_url` and the gateway, and refuses what Discord refuses. People, channels and guilds are
    made on first use under names of the test's own (`U1`, `C1`, `G1`); their `id` is the snowflake that the app sees.

    `content_intent`: whether the application may have the message content intent. `permissions`: names of those that
    the app is invited with (default: what it needs). `specs`: Discord's OpenAPI document to check bodies against.
    `clock_speed` lets minutes pass in seconds; `heartbeat` is the gateway's interval in real seconds.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        token: str = "fake-discord-token",  # noqa: S107 - the fake's own
        content_intent: bool = True,
        permissions: Sequence[str] | None = None,
        specs: Path | None = None,
        clock_speed: float = 1.0,
        heartbeat: float = limits.HEARTBEAT_SECONDS,
        shards: int = 1,
    ) -> None:
        self._port = port
        self._token = token
        self.clock = Clock(clock_speed)
        bot = Profile(self.clock.snowflake(), "botbridge", "botbridge", is_bot=True)
        self.world = World(self.clock, bot, bot.id, content_intent=content_intent)
        self.world.people[bot.id] = bot
        self.faults = Faults(world=self.world)
        self.buckets = Buckets(self.clock)
        self.interactions = Interactions(self.world)
        self.commands = Commands(self.clock, bot.id)
        self.gateway = Gateway(self.world, self.faults, token, heartbeat, shards)
        schema = Schema(specs) if specs is not None else None
        self.rest = Rest(
            self.world,
            self.faults,
            self.buckets,
            self.interactions,
            self.commands,
            token,
            self.gateway.about,
            schema,
        )
        self.file_host = FileHost(self.world, self.faults)
        self.world.outlet = self.gateway.dispatch
        self._permissions = _GRANTED if permissions is None else bits(permissions)
        self._ids: dict[str, str] = {}  # snowflakes by the test's own names
        self._users: dict[str, User] = {}
        self._runner: web.AppRunner | None = None
        self.guild()

    async def __aenter__(self) -> FakeDiscord:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen on 127.0.0.1. Raises OSError when the port is taken."""
        application = web.Application(client_max_size=_MAX_BODY)
        application.add_routes(
            [
                web.route("*", "/api/v10/{path:.*}", self.rest.handle),
                web.get("/gateway", self.gateway.serve),
                web.get("/gateway/", self.gateway.serve),
                web.get("/attachments/{channel}/{id}/{name}", self.file_host.download),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.world.host = f"http://{host}:{port}"

    async def close(self) -> None:
        """Deliver nothing any more, cut all connections, stop listening."""
        await self.gateway.close()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The server's address, such as `http://127.0.0.1:4610`."""
        return self.world.host

    @property
    def api_url(self) -> str:
        """The base of the REST API."""
        return f"{self.world.host}/api/v10"

    def env(self) -> dict[str, str]:
        """Return the environment that points an app here."""
        return {"DISCORD_BOT_TOKEN": self._token, "DISCORD_API_URL": self.api_url}

    # Who and what is there. A name that is a snowflake is the id itself.

    def _id(self, name: str) -> str:
        if name.isdigit():
            return name
        return self._ids.setdefault(name, self.clock.snowflake())

    def guild(self, guild: str = _GUILD) -> Guild:
        """Return a guild that the app is in; it is made on first use."""
        guild_id = self._id(guild)
        return self.world.guilds.get(guild_id) or self.world.add_guild(guild_id, guild, self._permissions)

    def channel(self, channel: str = "C1", *, kind: str = "text", guild: str = _GUILD) -> Channel:
        """Return a channel; it is made on first use. `kind`: `text`, `announcement`, `voice` or `forum`."""
        known = self.world.channels.get(self._id(channel))
        return known or self.world.add_channel(self._id(channel), channel, kinds.KINDS[kind], self.guild(guild))

    def place(self, place: Place) -> Channel:
        """Return the channel of a conversation, or one by name. Raises LookupError for a thread that is not open."""
        if isinstance(place, Channel):
            return place
        if isinstance(place, Conversation):
            if place.channel is None:
                raise LookupError(f"the thread {place.id} is not open yet, or not any more")
            return place.channel
        return self.channel(place)

    def user(self, user: str, *, name: str | None = None) -> User:
        """Return a person; they are made on first use."""
        user_id = self._id(user)
        if user_id not in self._users:
            profile = self.world.add_person(user_id, name or f"user-{user.lower()}")
            self._users[user_id] = User(self, profile)
        elif name is not None:
            self._users[user_id].profile.name = name
        return self._users[user_id]

    def bot(self, bot: str = "B2") -> OtherBot:
        """Return another app's bot; it is made on first use."""
        bot_id = self._id(bot)
        profile = self.world.people.get(bot_id) or self.world.add_person(bot_id, f"bot-{bot.lower()}", is_bot=True)
        return OtherBot(self, profile)

    def people_by_name(self) -> dict[str, str]:
        """Return the ids of people and bots by what they are called."""
        return {one.name: one.id for one in self.world.people.values()}

    # What happened.

    @property
    def thread(self) -> LatestConversation:
        """The conversation in which a person spoke last. Raises LookupError when nobody has spoken."""
        return LatestConversation(self.world)

    def conversation(self, channel: Place) -> Conversation:
        """Return what is said in a channel or thread."""
        return Conversation(self.world, self.place(channel).id)

    @property
    def messages(self) -> list[Message]:
        """Everything that stands anywhere, oldest first."""
        found = [one for channel in self.world.channels.values() for one in channel.messages.values()]
        return sorted(found, key=lambda one: int(one.id))

    @property
    def calls(self) -> list[Call]:
        """Every call of the REST API."""
        return self.rest.calls

    def calls_of(self, name: str) -> list[Call]:
        """Return the calls of one route, such as `create_message`."""
        return [call for call in self.rest.calls if call.name == name]

    @property
    def over_budget(self) -> list[Call]:
        """The calls that were answered 429 because there were too many."""
        return self.rest.over_budget

    @property
    def pings(self) -> list[Ping]:
        """Everything that would have notified somebody."""
        return self.world.pings

    def redeliver(self, message: Message) -> None:
        """Bring a message's event to the app once more, as a replay after a lost connection does."""
        self.gateway.redeliver("MESSAGE_CREATE", self.world.event_of(message))

    async def connected(self, timeout: float = 10.0) -> None:
        """Wait until the app is connected. Raises TimeoutError."""
        await self.until(lambda: self.gateway.connected, timeout, "connection")

    async def until(self, look: Callable[[], T | None], timeout: float = 5.0, what: str = "change") -> T:
        """Return the first result of `look` that is not None or False. Raises TimeoutError, naming `what`."""
        return await self.world.changes.until(look, timeout, what)
