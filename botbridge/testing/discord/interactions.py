"""Interactions: what a person does with commands, components and modals, and what the app answers in time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from botbridge.testing.discord import drafts, limits, modals
from botbridge.testing.discord.attachments import Upload
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.components import check_modal
from botbridge.testing.discord.message import EPHEMERAL, LOADING, Message
from botbridge.testing.discord.people import Profile
from botbridge.testing.discord.permissions import EVERYTHING
from botbridge.testing.discord.refusal import Problems, Refusal, invalid
from botbridge.testing.discord.world import World

JSON = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
# [docs] which callbacks answer which interaction.
_ANSWERS: Final = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}
_COMMAND_MESSAGE: Final = 20  # [docs] message type of an answer to a slash command
_NOTHING: Final[Mapping[int, Upload]] = {}


@dataclass(eq=False)
class Interaction:
    """One thing that a person did; `answered` is the type of the app's first answer, None before it.

    `original` is the message that the answer made or changed, `choices` those of an autocomplete.
    """

    id: str
    token: str
    kind: int
    person: Profile
    channel: Channel
    data: JSON
    began: float
    message: Message | None = None
    answered: int | None = None
    original: Message | None = None
    choices: list[JSON] = field(default_factory=list)
    follow_ups: list[Message] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def failed(self) -> bool:
        """Whether the person was told that the app did not answer in time."""
        return self.answered is None and self.done.is_set()


@dataclass(eq=False)
class Interactions:
    """All interactions, and the modals that are open, by person."""

    world: World
    known: dict[str, Interaction] = field(default_factory=dict)
    open_modals: dict[str, JSON] = field(default_factory=dict)
    _modal_origins: dict[str, Interaction] = field(default_factory=dict)

    def begin(
        self, kind: int, person: Profile, channel: Channel, data: JSON, message: Message | None = None
    ) -> Interaction:
        """Let a person do something, and tell the app of it."""
        clock = self.world.clock
        made = Interaction(
            clock.snowflake(), secrets.token_urlsafe(24), kind, person, channel, data, clock.now(), message
        )
        self.known[made.token] = made
        self.world.tell("interaction", made)
        self.world.outlet("INTERACTION_CREATE", self._event(made), channel.guild, None)
        return made

    def submit(self, person: Profile, values: Mapping[str, Any]) -> Interaction:
        """Submit the modal that is open. Raises LookupError: none is open, no such field, a required one is empty."""
        modal = self.open_modals.get(person.id)
        if modal is None:
            raise LookupError(f"no modal is open for {person.name}")
        origin = self._modal_origins[person.id]
        shown, resolved = modals.filled(modal, values, lambda upload: self._upload(origin.channel, upload))
        del self.open_modals[person.id]
        data: JSON = {"custom_id": modal["custom_id"], "components": shown}
        data |= {"resolved": resolved} if resolved else {}
        return self.begin(MODAL_SUBMIT, person, origin.channel, data, origin.message)

    def _upload(self, channel: Channel, upload: Upload) -> JSON:
        (file,) = self.world.store(channel, {0: upload}, {})
        return file.as_discord(self.world.host, self.world.clock.now())

    def answer(self, interaction_id: str, token: str, body: JSON, uploads: Mapping[int, Upload]) -> JSON:
        """Carry out the first answer; the callback response. Raises Refusal: too late, twice, not allowed."""
        found = self.known.get(token)
        if found is None or found.id != interaction_id:
            raise Refusal(10062)
        if found.answered is not None:
            raise Refusal(40060)
        if self.world.clock.now() - found.began > limits.INTERACTION_SECONDS:
            raise Refusal(10062)
        kind = body.get("type")
        if kind not in _ANSWERS[found.kind] or (kind in (DEFERRED_UPDATE, UPDATE) and found.message is None):
            raise invalid("type", "BASE_TYPE_CHOICES", f'Value of field "type" must be one of {_ANSWERS[found.kind]}.')
        self._HOW[kind](self, found, body.get("data") or {}, uploads)
        found.answered = kind
        found.done.set()
        self.world.tell("answered", found)
        return self._callback(found)

    def _callback(self, found: Interaction) -> JSON:
        shown: JSON = {"id": found.id, "type": found.kind}
        if found.original is None:
            return {"interaction": shown}
        shown |= {
            "response_message_id": found.original.id,
            "response_message_loading": bool(found.original.raw["flags"] & LOADING),
            "response_message_ephemeral": bool(found.original.ephemeral_to),
        }
        told = {"message": found.original.as_discord()} if found.answered in (MESSAGE, UPDATE) else {}
        return {"interaction": shown, "resource": {"type": found.answered, **told}}

    def _message(self, found: Interaction, data: JSON, uploads: Mapping[int, Upload]) -> None:
        kept = drafts.check_new(data, uploads, ephemeral=True)
        found.original = self.post(found, kept, uploads)

    def _deferred(self, found: Interaction, data: JSON, _uploads: Mapping[int, Upload]) -> None:
        hidden = int(data.get("flags") or 0) & EPHEMERAL
        found.original = self.post(found, {"flags": hidden | LOADING}, _NOTHING)

    def _nothing(self, found: Interaction, _data: JSON, _uploads: Mapping[int, Upload]) -> None:
        found.original = found.message

    def _update(self, found: Interaction, data: JSON, uploads: Mapping[int, Upload]) -> None:
        if found.message is not None:
            self.world.change(found.message, drafts.check_edit(found.message, data, uploads))
        found.original = found.message

    def _choices(self, found: Interaction, data: JSON, _uploads: Mapping[int, Upload]) -> None:
        problems = Problems()
        found.choices = problems.count("data.choices", data.get("choices"), 0, limits.CHOICES)
        for number, choice in enumerate(found.choices):
            problems.length(f"data.choices.{number}.name", choice.get("name"), limits.OPTION_TEXT, 1)
        problems.check()

    def _modal(self, found: Interaction, data: JSON, _uploads: Mapping[int, Upload]) -> None:
        problems = Problems()
        check_modal(data, problems)
        problems.check()
        self.open_modals[found.person.id] = data
        self._modal_origins[found.person.id] = found
        self.world.tell("modal", data)

    def post(self, found: Interaction, body: JSON, uploads: Mapping[int, Upload]) -> Message:
        """Show a message of the app that answers an interaction: to all, or to that person only."""
        hidden = found.person.id if int(body.get("flags") or 0) & EPHEMERAL else ""
        about: JSON = {"id": found.id, "type": found.kind, "user": found.person.as_discord()}
        about |= {"authorizing_integration_owners": {}}
        kind = _COMMAND_MESSAGE if found.kind == COMMAND else 0
        more = {"interaction_metadata": about, "application_id": self.world.application_id}
        return self.world.post(found.channel, self.world.bot, body, uploads, kind=kind, ephemeral_to=hidden, more=more)

    def by_token(self, application_id: str, token: str) -> Interaction:
        """Return the interaction whose token is still good. Raises Refusal."""
        found = self.known.get(token)
        if application_id != self.world.application_id or found is None:
            raise Refusal(10015)
        if found.answered is None:
            raise Refusal(10015)
        if self.world.clock.now() - found.began > limits.TOKEN_SECONDS:
            raise Refusal(50027)
        return found

    def _event(self, made: Interaction) -> JSON:
        """Return the event that tells the app of an interaction."""
        channel, guild = made.channel, made.channel.guild
        shown: JSON = {
            "id": made.id,
            "application_id": self.world.application_id,
            "type": made.kind,
            "token": made.token,
            "version": 1,
            "data": made.data,
            "channel_id": channel.id,
            "channel": channel.as_discord(self.world.bot.id),
            "locale": made.person.locale,
            "entitlements": [],
            "attachment_size_limit": limits.FILE_BYTES,
            "authorizing_integration_owners": {"0": guild.id if guild else "0"},
            "context": 0 if guild else 1,
            "app_permissions": str(self.world.held(self.world.bot.id, channel) or EVERYTHING),
        }
        if made.message is not None:
            shown["message"] = made.message.as_discord()
        if guild is None:
            return {**shown, "user": made.person.as_discord()}
        member = {**guild.members[made.person.id].as_discord(), "permissions": str(EVERYTHING)}
        return {
            **shown,
            "guild_id": guild.id,
            "guild_locale": "en-US",
            "member": member,
            "guild": {"id": guild.id, "locale": "en-US", "features": []},
        }

    _HOW: ClassVar[dict[int, Callable[[Interactions, Interaction, JSON, Mapping[int, Upload]], None]]] = {
        MESSAGE: _message,
        DEFERRED: _deferred,
        DEFERRED_UPDATE: _nothing,
        UPDATE: _update,
        CHOICES: _choices,
        MODAL: _modal,
    }
