"""FakeTeams: one aiohttp server that is the whole of Teams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from botbridge.testing.fake.clock import Clock
from botbridge.testing.teams import limits
from botbridge.testing.teams.authority import Authority
from botbridge.testing.teams.call import Call
from botbridge.testing.teams.connector import Connector
from botbridge.testing.teams.conversations import Conversation, Place
from botbridge.testing.teams.delivery import Attempt, Courier, Delivery
from botbridge.testing.teams.faults import Faults
from botbridge.testing.teams.hosts import Hosts
from botbridge.testing.teams.people import Bot, guid
from botbridge.testing.teams.pings import Ping
from botbridge.testing.teams.user import OtherBot, User
from botbridge.testing.teams.world import World

JSON = dict[str, Any]

_APP: Final = guid("botbridge-app")
TENANT: Final = guid("contoso")
_MAX_BODY: Final = 128 * 1024 * 1024  # what one range of an upload may carry here, and a little more


class FakeTeams:
    """A Teams to test against: `async with FakeTeams() as teams:`.

    Point the app at it with `teams.env()`, then be a person in it:

        teams.deliver_to = "http://127.0.0.1:8000/teams/events"
        message = await teams.user("ada").say("hi")
        reply = await message.conversation.reply()
        assert reply.text == "hello"

    Serves the token authority, the OpenID document with its keys, the connector and the file hosts; delivers
    signed activities to `deliver_to`; and refuses what Teams refuses.

    `anonymous`: the bot has no registration, nobody asks for tokens. `rsc`: the app may read every message of
    channels and group chats. `ack_deadline` and `retry_delays` in seconds; `clock_speed` lets minutes pass in
    seconds; `typing_seconds`: how long a typing indicator stays.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        app_id: str = _APP,
        password: str = "fake-secret",  # noqa: S107 - the fake's own
        bot_name: str = "Botbridge",
        deliver_to: str | None = None,
        anonymous: bool = False,
        rsc: bool = False,
        ack_deadline: float = limits.ACK_SECONDS,
        retry_delays: Sequence[float] = limits.RETRY_DELAYS,
        clock_speed: float = 1.0,
        typing_seconds: float = limits.TYPING_SECONDS,
    ) -> None:
        self._port = port
        self._password = password
        self.rsc = rsc
        self.clock = Clock(clock_speed)
        self.world = World(self.clock, Bot(app_id, bot_name), tenants={TENANT}, typing_seconds=typing_seconds)
        self.faults = Faults()
        self.authority = Authority(app_id, password, lambda: self.world.tenants, self.clock.now)
        self.connector = Connector(self.world, self.authority, self.faults, anonymous)
        self.courier = Courier(self.faults, self.world.tell, self._token, deliver_to, ack_deadline, retry_delays)
        self._anonymous = anonymous
        self._users: dict[str, User] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeTeams:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen on 127.0.0.1. Raises OSError when the port is taken."""
        application = web.Application(client_max_size=_MAX_BODY)
        hosts = Hosts(self.world, self.authority, self.faults, self.connector)
        application.add_routes([*self.connector.routes(), *hosts.routes()])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.world.host = f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop delivering, stop listening."""
        await self.courier.close()
        if self._runner:
            await self._runner.cleanup()

    def _token(self, activity: JSON) -> str | None:
        return None if self._anonymous else self.authority.sign(str(activity.get("serviceUrl")))

    @property
    def url(self) -> str:
        """The server's address, such as `http://127.0.0.1:4700`."""
        return self.world.host

    def env(self, *, single_tenant: bool = False) -> dict[str, str]:
        """Return the environment that points an app here; an anonymous bot needs none."""
        if self._anonymous:
            return {}
        named = {
            "TEAMS_APP_ID": self.world.bot.app_id,
            "TEAMS_APP_PASSWORD": self._password,
            "TEAMS_LOGIN_URL": self.url,
            "TEAMS_OPENID_METADATA_URL": f"{self.url}/v1/.well-known/openidconfiguration",
        }
        return {**named, "TEAMS_APP_TENANT_ID": TENANT} if single_tenant else named

    @property
    def deliver_to(self) -> str | None:
        """Where activities go."""
        return self.courier.deliver_to

    @deliver_to.setter
    def deliver_to(self, url: str | None) -> None:
        self.courier.deliver_to = url

    def user(self, key: str = "ada", *, name: str = "", tenant: str = TENANT, **profile: Any) -> User:
        """Return a person; they are made on first use. `profile`: email, locale, `known=False` for a guest."""
        known = f"{tenant}/{key}"
        if known not in self._users:
            self._users[known] = User(self, self.world.person(key, name, tenant, **profile))
        return self._users[known]

    def bot(self, key: str = "other") -> OtherBot:
        """Return another bot."""
        return OtherBot(self, Bot(guid(key), key.title()))

    def group(self, key: str = "group", *, tenant: str = TENANT) -> Conversation:
        """Return a group chat that the app is in; it is made on first use."""
        return self.world.group(key, tenant)

    def channel(self, key: str = "general", *, team: str = "team", tenant: str = TENANT) -> Place:
        """Return a channel of a team that the app is in; a message in it begins a thread, which is a conversation."""
        return self.world.channel(key, team, tenant)

    @property
    def conversation(self) -> Conversation:
        """The conversation in which a person spoke last. Raises LookupError when nobody has spoken yet."""
        if self.world.latest is None:
            raise LookupError("nobody has said anything yet: let a user say or mention something first")
        return self.world.latest

    @property
    def calls(self) -> list[Call]:
        """Every call of the app, in order."""
        return self.connector.calls

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one kind; see `Call`."""
        return [call for call in self.calls if call.method == method]

    @property
    def over_rate(self) -> list[Call]:
        """Every call that came too early, whether or not it was refused."""
        return self.connector.over_rate

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything brought to the app, in order."""
        return self.courier.deliveries

    @property
    def pings(self) -> list[Ping]:
        """Everybody whom the app's messages have notified."""
        return self.world.pings

    async def until(self, look: Callable[[], Any], timeout: float = 5.0, what: str = "change") -> Any:
        """Return the first true result of `look`, looked at after every change. Raises TimeoutError."""
        return await self.world.changes.until(look, timeout, what)

    async def delivered(self, timeout: float = 10.0) -> None:
        """Wait until every delivery is acknowledged or given up. Raises TimeoutError."""
        await self.courier.settled(timeout)

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Deliver the same activity again, as Teams does when it missed the acknowledgement."""
        return self.courier.again(delivery)

    async def post_raw(
        self, body: bytes, *, token: str = "", signed: bool = True, headers: dict[str, str] | None = None
    ) -> Attempt:
        """POST any body to the app: with a good token for this server by default, with another one, or unsigned.

        Raises LookupError without `deliver_to`.
        """
        if not self.deliver_to:
            raise LookupError("deliver_to is not set: there is no URL to post to")
        told = token or self.authority.sign(self.world.service_url(TENANT))
        authorization = {"Authorization": f"Bearer {told}"} if signed else {}
        return await self.courier.post(self.deliver_to, body, {**authorization, **(headers or {})})

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return urlsplit(self.url).port or 0
