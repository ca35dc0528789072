"""FakeSlack: one aiohttp server that is the whole of Slack."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from aiohttp import web

from botbridge.testing.slack import limits
from botbridge.testing.slack.call import Call
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.clock import Clock
from botbridge.testing.slack.delivery import Attempt, Courier, Delivery
from botbridge.testing.slack.faults import Faults
from botbridge.testing.slack.file_host import FileHost
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile, Team
from botbridge.testing.slack.pings import Ping
from botbridge.testing.slack.response_urls import ResponseUrls
from botbridge.testing.slack.signing import sign
from botbridge.testing.slack.socket_mode import Sockets
from botbridge.testing.slack.thread import LatestThread
from botbridge.testing.slack.tiers import Tiers
from botbridge.testing.slack.user import OtherBot, User
from botbridge.testing.slack.views import Views
from botbridge.testing.slack.web_api import WebApi
from botbridge.testing.slack.workspace import Workspace

_TEAM: Final = "T0TEAM"
_APP: Final = "A0APP"
_MAX_BODY: Final = 64 * 1024 * 1024  # what one upload may carry here; Slack takes more
_MAX_LINE: Final = 512 * 1024  # slack_sdk sends some methods' JSON in the query (blocks.validate)


class FakeSlack:
    """A Slack to test against: `async with FakeSlack() as slack:`.

    Point the app at it with `slack.env()`, then be a person in it:

        slack.deliver_to = "http://127.0.0.1:8000/slack/events"
        await slack.user("U1").mention("hi", channel="C1")
        reply = await slack.thread.reply()
        assert reply.text == "hello"

    Serves the Web API under `api_url`, delivers signed events to `deliver_to` or over Socket Mode when the app
    has opened a socket, and refuses what Slack refuses.

    `agent`: whether the app is declared as an agent. `scopes`: bot scopes (default: all the fake knows).
    `specs`: a folder of Slack's published method descriptions to check arguments against.
    `ack_deadline` and `retry_delays` in seconds; `clock_speed` lets minutes pass in seconds.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        bot_token: str = "xoxb-fake-bot",  # noqa: S107 - the fake's own
        signing_secret: str = "fake-signing-secret",  # noqa: S107
        app_token: str = "xapp-fake-app",  # noqa: S107
        deliver_to: str | None = None,
        agent: bool = True,
        scopes: Sequence[str] | None = None,
        specs: Path | None = None,
        ack_deadline: float = limits.ACK_SECONDS,
        retry_delays: Sequence[float] = limits.RETRY_DELAYS,
        clock_speed: float = 1.0,
    ) -> None:
        self._port = port
        self._bot_token, self._signing_secret, self._app_token = bot_token, signing_secret, app_token
        self.clock = Clock(clock_speed)
        self.workspace = Workspace(self.clock, "", agent=agent)
        if scopes is not None:
            self.workspace.scopes = set(scopes)
        self.faults = Faults(workspace=self.workspace)
        self.tiers = Tiers(self.clock)
        self.views = Views(self.clock)
        self.sockets = Sockets(_APP)
        self.courier = Courier(
            signing_secret,
            self.faults,
            self.sockets,
            self.workspace.tell,
            deliver_to,
            ack_deadline,
            retry_delays,
        )
        self.web_api = WebApi(self.workspace, self.faults, self.tiers, self.views, self.sockets, app_token, specs)
        self.response_urls = ResponseUrls(self.workspace)
        self.workspace.outlet = lambda payload: self.courier.send("events_api", payload)
        self._users: dict[str, User] = {}
        self._runner: web.AppRunner | None = None
        self.team()

    async def __aenter__(self) -> FakeSlack:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen on 127.0.0.1. Raises OSError when the port is taken."""
        self._runner = web.AppRunner(
            self._application(), access_log=None, shutdown_timeout=1.0, max_line_size=_MAX_LINE
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.workspace.host = f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop delivering, close the sockets, stop listening."""
        await self.courier.close()
        await self.sockets.drop()
        if self._runner:
            await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_MAX_BODY)
        files = FileHost(self.workspace, self.faults)
        application.add_routes(
            [
                web.route("*", "/api/{method}", self.web_api.handle),
                web.get("/link/", self.sockets.handle),
                web.post("/upload/v1/{key}", files.upload),
                web.get("/files-pri/{id}/{name}", files.download),
                web.get("/files-pri/{id}/download/{name}", files.download),
                web.post("/response/{key}", self.response_urls.handle),
            ]
        )
        return application

    @property
    def url(self) -> str:
        """The server's address, such as `http://127.0.0.1:4600`."""
        return self.workspace.host

    @property
    def api_url(self) -> str:
        """The base of the Web API, with its final slash."""
        return f"{self.workspace.host}/api/"

    def env(self, *, socket_mode: bool = False) -> dict[str, str]:
        """Return the environment that points an app here."""
        named = {
            "SLACK_BOT_TOKEN": self._bot_token,
            "SLACK_SIGNING_SECRET": self._signing_secret,
            "SLACK_API_URL": self.api_url,
        }
        return {**named, "SLACK_APP_TOKEN": self._app_token} if socket_mode else named

    @property
    def deliver_to(self) -> str | None:
        """Where HTTP events go; None: only over sockets."""
        return self.courier.deliver_to

    @deliver_to.setter
    def deliver_to(self, url: str | None) -> None:
        self.courier.deliver_to = url

    def team(self, team: str = _TEAM) -> Team:
        """Return a workspace that has the app installed; it is made on first use, with a token of its own."""
        known = self.workspace.teams
        if team not in known:
            first = not known
            mark = "" if first else team
            token = self._bot_token if first else f"{self._bot_token}-{team}"
            made = Team(team, token, f"U0BOT{mark}", f"B0BOT{mark}", _APP)
            known[team] = made
            self._add_app_user(made)
        return known[team]

    def _add_app_user(self, team: Team) -> None:
        person = Profile(team.bot_user_id, team, "botbridge", "botbridge", "", is_bot=True, bot_id=team.bot_id)
        self.workspace.people[person.id] = person

    def channel(
        self,
        channel: str,
        *,
        kind: str = "channel",
        team: str = _TEAM,
        bot: bool = True,
        members: Sequence[str] = (),
    ) -> Channel:
        """Return a channel; it is made on first use.

        `kind`: `channel` (public), `group` (private), `mpim` or `im`. `bot`: whether the app is a member.
        """
        if channel in self.workspace.channels:
            return self.workspace.channels[channel]
        home = self.team(team)
        everyone = {*members, home.bot_user_id} if bot else set(members)
        return self.workspace.add_channel(channel, home, kind=kind, members=everyone)

    def user(self, user: str, *, name: str = "", team: str = _TEAM, **profile: Any) -> User:
        """Return a person; they are made on first use. `profile`: email, locale, tz and the like."""
        if user not in self._users:
            name = name or f"user-{user.lower()}"
            known = {"real_name": name.title(), "email": f"{user.lower()}@example.com", **profile}
            person = Profile(user, self.team(team), name, **known)
            self.workspace.people[user] = person
            self._users[user] = User(self, person)
        return self._users[user]

    def bot(self, bot: str, *, name: str = "", team: str = _TEAM) -> OtherBot:
        """Return another bot of the workspace."""
        person = Profile(f"U{bot}", self.team(team), name or bot.lower(), bot, "", is_bot=True, bot_id=bot)
        self.workspace.people.setdefault(person.id, person)
        return OtherBot(self, self.workspace.people[person.id])

    @property
    def thread(self) -> LatestThread:
        """The conversation in which a person spoke last; call it with a message for that message's."""
        return LatestThread(self.workspace)

    @property
    def calls(self) -> list[Call]:
        """Every Web API call, in order."""
        return self.web_api.calls

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def over_budget(self) -> list[Call]:
        """Every call that was over its rate budget, whether or not it was refused."""
        return self.web_api.over_budget

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything brought to the app, in order."""
        return self.courier.deliveries

    @property
    def pings(self) -> list[Ping]:
        """Everything in the app's messages that notifies somebody."""
        return self.workspace.pings

    @property
    def ephemerals(self) -> list[Message]:
        """The messages that only one person saw; `ephemeral_to` says who."""
        return self.workspace.ephemerals

    @property
    def scopes(self) -> set[str]:
        """The bot's scopes; change the set to change them."""
        return self.workspace.scopes

    @property
    def subscriptions(self) -> set[str]:
        """The events that the app has subscribed to; change the set to change them."""
        return self.workspace.subscriptions

    @property
    def agent(self) -> bool:
        """Whether the app is declared as an agent."""
        return self.workspace.agent

    @agent.setter
    def agent(self, agent: bool) -> None:
        self.workspace.agent = agent

    def uninstall(self, team: str = _TEAM) -> None:
        """Take the app out of a workspace: `tokens_revoked`, `app_uninstalled`; its token is dead from then on."""
        home = self.team(team)
        stamp = {"event_ts": self.clock.timestamp()}
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [home.bot_user_id]}, **stamp}
        self.workspace.send("tokens_revoked", home, revoked)
        self.workspace.send("app_uninstalled", home, {"type": "app_uninstalled", **stamp})
        home.installed = False

    async def until(self, look: Callable[[], Any], timeout: float = 5.0, what: str = "change") -> Any:
        """Return the first true result of `look`, looked at after every change. Raises TimeoutError."""
        return await self.workspace.changes.until(look, timeout, what)

    async def delivered(self, timeout: float = 10.0) -> None:
        """Wait until every delivery is acknowledged or given up. Raises TimeoutError."""
        await self.courier.settled(timeout)

    def redeliver(self, delivery: Delivery, retry_num: int = 1) -> Delivery:
        """Deliver the same event again, as Slack does when it missed the acknowledgement."""
        return self.courier.again(delivery, retry_num)

    async def post_raw(
        self,
        body: bytes,
        *,
        content_type: str = "application/json",
        age: int = 0,
        signature: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Attempt:
        """POST any body to the app: well-signed by default, else forged (`signature`) or old (`age` seconds).

        Raises LookupError without `deliver_to`.
        """
        if not self.deliver_to:
            raise LookupError("deliver_to is not set: there is no URL to post to")
        signed = sign(self._signing_secret, int(time.time()) - age, body)
        forged = {"X-Slack-Signature": signature} if signature is not None else {}
        whole = {"Content-Type": content_type, **signed, **forged, **(headers or {})}
        return await self.courier.post(self.deliver_to, body, whole)

    async def verify_url(self) -> bool:
        """Send `url_verification` as Slack does when the URL is entered; return whether the challenge came back."""
        challenge = secrets.token_hex(8)
        body = b'{"type": "url_verification", "token": "t", "challenge": "%s"}' % challenge.encode()
        attempt = await self.post_raw(body)
        return attempt.acknowledged and challenge in attempt.answer
