"""`model.effect` → activities, without I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botbridge.model.effect import Effect, Notify, ShowTasks
from botbridge.render import markdown
from botbridge.render.escape import escape
from botbridge.render.tasks import as_markdown
from botbridge_teams import address, tasks, text, widgets
from botbridge_teams.place import Place

Activity = dict[str, Any]
Accounts = Callable[[str], Mapping[str, Any] | None]  # of a person's id: their account here, if it is known

GROWING: Final = "…"  # ends a message that is edited while it grows: nothing else shows that more is to come
# [docs] bot messages with AI-generated content
_AI_LABEL: Final = {
    "type": "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "@id": "",
    "additionalType": ["AIGeneratedContent"],
}


class Mentions:
    """The people that a text mentions on purpose, as far as Teams can notify them."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._found: dict[str, Activity] = {}

    def native(self, native_id: str, name: str) -> str:
        """The mention of one person; `@name` where nobody can be notified."""
        account, name = self._accounts(native_id), text.bare(name)
        if account is None or not name:
            return f"@{name}"
        tag = text.tag(name)
        self._found[tag] = {"type": "mention", "text": tag, "mentioned": {"id": account["id"], "name": name}}
        return tag

    @property
    def entities(self) -> list[Activity]:
        """What an activity has to say of them."""
        return list(self._found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a message is shown beside its words: with the label of generated content, as one that grows, rated.

    `hanging` are the elements of a card that stand under the words; `framed` makes it a card whatever it says.
    """

    label: bool = False
    growing: bool = False
    rated: bool = False
    framed: bool = False
    hanging: Sequence[Activity] = ()


PLAIN: Final = Manner()


def said(effect: Effect, place: Place, words: str, accounts: Accounts, manner: Manner = PLAIN) -> Activity:
    """A message: as text, or as one card where text cannot show it. Never both, which Teams would tear apart."""
    blocks = markdown.parse(words)
    if not (widgets.needs_card(blocks) or manner.hanging or manner.framed):
        return as_text(effect, place, words, accounts, manner)
    mentions = Mentions(accounts)
    growing = [widgets.note(GROWING)] if manner.growing else []
    body = [*widgets.elements(words, blocks, mentions.native), *growing, *manner.hanging]
    shown = widgets.attachment(body or [widgets.note(GROWING)])
    if mentions.entities:
        shown["content"]["msteams"]["entities"] = mentions.entities
    return _message(effect, place, _card(shown, words), [], manner)


def as_text(effect: Effect, place: Place, words: str, accounts: Accounts, manner: Manner = PLAIN) -> Activity:
    """A message as text, whatever stands in it; nothing of it is lost, but for what hangs under it."""
    mentions = Mentions(accounts)
    shown = text.dialect(words, mentions.native) or GROWING
    content = {"text": f"{shown} {GROWING}" if manner.growing else shown, "textFormat": "markdown"}
    return _message(effect, place, content, mentions.entities, manner)


def _message(effect: Effect, place: Place, content: Activity, entities: list[Activity], manner: Manner) -> Activity:
    told = [*entities, *([_AI_LABEL] if manner.label else [])]
    named = {"entities": told} if told else {}
    rated = {"channelData": {"feedbackLoop": {"type": "default"}}} if manner.rated else {}
    return {"type": "message", **_envelope(effect, place), **content, **named, **rated}


def _card(card: Activity, words: str) -> Activity:
    return {"attachments": [card], "summary": widgets.summary(words)}


def task_list(effect: ShowTasks, place: Place) -> Activity:
    """A list of tasks as it stands."""
    card = widgets.attachment(tasks.body(effect.list))
    return _message(effect, place, _card(card, as_markdown(effect.list)), [], PLAIN)


def notice(effect: Notify, place: Place) -> Activity:
    """What concerns one person, where all can read it that they do: under their name, unless nobody else reads it."""
    name = "" if place.is_personal or effect.to is None else escape(effect.to.name)
    return as_text(effect, place, f"**{name}**: {effect.text}" if name else effect.text, _nobody)


def note(effect: Effect, place: Place, words: str) -> Activity:
    """A message of the adapter's own."""
    return as_text(effect, place, words, _nobody)


def _nobody(_native_id: str) -> None:
    return None


def attached(effect: Effect, place: Place, attachment: Activity) -> Activity:
    """A message that is one attachment: a picture, a file that is offered, a file that was taken."""
    return {"type": "message", **_envelope(effect, place), "attachments": [attachment]}


def typing(effect: Effect, place: Place) -> Activity:
    """Shows for some seconds that the app is at work."""
    return {"type": "typing", **_envelope(effect, place)}


def progress(effect: Effect, place: Place, words: str, stream: Activity) -> Activity:
    """Begins or goes on with a stream that only tells what the app is doing."""
    return _update(effect, place, words, {"streamType": "informative", **stream})


def growth(effect: Effect, place: Place, words: str, accounts: Accounts, stream: Activity) -> Activity:
    """Begins or goes on with a stream: the whole text so far. Who is mentioned is told with the final message."""
    shown = text.dialect(words, Mentions(accounts).native)
    return _update(effect, place, shown, {"streamType": "streaming", **stream})


def _update(effect: Effect, place: Place, words: str, stream: Activity) -> Activity:
    entities = [{"type": "streaminfo", **stream}]
    return {"type": "typing", **_envelope(effect, place), "text": words, "entities": entities}


def final(activity: Activity, stream_id: str) -> Activity:
    """The same message as the end of a stream."""
    info = {"type": "streaminfo", "streamId": stream_id, "streamType": "final"}
    return {**activity, "entities": [*activity.get("entities", []), info]}


def _envelope(effect: Effect, place: Place) -> Activity:
    return place.envelope(address.conversation_id(effect.thread))
