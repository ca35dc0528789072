"""conversations.*: what channels there are, and what was said in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from botbridge.testing.slack import limits
from botbridge.testing.slack.channels import FAMILIES, Channel
from botbridge.testing.slack.events import new_id
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.people import Profile
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]
T = TypeVar("T")

# The words of `types` in conversations.list.
_TYPES: Final = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def page(desk: Desk, items: Sequence[T], default: int) -> tuple[list[T], JSON]:
    """Return one page and what tells of the next. Raises Refusal: `invalid_cursor`, `invalid_limit`."""
    limit = desk.call.number("limit", default)
    if limit < 1:
        raise Refusal("invalid_limit")
    cursor = desk.call["cursor"]
    if cursor and not cursor.removeprefix("next:").isdigit():
        raise Refusal("invalid_cursor")
    start = int(cursor.removeprefix("next:") or 0)
    end = start + min(limit, limits.PAGE)
    following = f"next:{end}" if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": following}}


def shown(desk: Desk, message: Message) -> JSON:
    """Return a message as a history shows it; metadata only for who asks."""
    raw = dict(message.raw)
    if not desk.call.flag("include_all_metadata"):
        raw.pop("metadata", None)
    return raw


def _between(desk: Desk, messages: list[Message]) -> list[Message]:
    oldest, latest = desk.call["oldest"] or "0", desk.call["latest"] or "9" * 10
    for name, value in (("oldest", oldest), ("latest", latest)):
        if not value.replace(".", "", 1).isdigit():
            raise Refusal(f"invalid_ts_{name}")
    inclusive = desk.call.flag("inclusive")
    low, high = float(oldest), float(latest)
    return [m for m in messages if low < float(m.ts) < high or (inclusive and float(m.ts) in (low, high))]


def _readable(desk: Desk) -> Channel:
    channel = desk.channel(member=True)
    desk.require_scope(f"{channel.family}:history")
    return channel


def history(desk: Desk) -> JSON:
    """conversations.history: newest first, without replies."""
    channel = _readable(desk)
    messages = [m for m in channel.messages.values() if m.root == m.ts]
    newest_first = sorted(_between(desk, messages), key=lambda m: m.ts, reverse=True)
    chosen, more = page(desk, newest_first, 100)
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {
        "messages": [shown(desk, m) for m in chosen],
        "has_more": has_more,
        "pin_count": 0,
        **(more if has_more else {}),
    }


def replies(desk: Desk) -> JSON:
    """conversations.replies: the root and its replies, oldest first; the root is always among them."""
    channel = _readable(desk)
    named = channel.messages.get(desk.call["ts"])
    if named is None:
        raise Refusal("thread_not_found")
    root, *rest = sorted(channel.replies(named.root), key=lambda m: m.ts)
    chosen, more = page(desk, [root, *_between(desk, rest)], limits.PAGE)
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {
        "messages": [shown(desk, m) for m in chosen],
        "has_more": has_more,
        **(more if has_more else {}),
    }


def info(desk: Desk) -> JSON:
    """conversations.info."""
    channel = desk.channel()
    if channel.kind != "channel" and not channel.has_bot:
        raise Refusal("channel_not_found")
    desk.require_scope(f"{channel.family}:read")
    shown_channel = channel.as_slack()
    if desk.call.flag("include_num_members"):
        shown_channel["num_members"] = len(channel.members)
    if desk.call.flag("include_locale"):
        shown_channel["locale"] = "en-US"
    return {"channel": shown_channel}


def listing(desk: Desk) -> JSON:
    """conversations.list."""
    wanted = desk.call.names("types") or ["public_channel"]
    if not set(wanted) <= set(_TYPES):
        raise Refusal("invalid_types")
    kinds = {_TYPES[name] for name in wanted}
    for kind in kinds:
        desk.require_scope(f"{FAMILIES[kind]}:read")
    channels = [c for c in desk.workspace.channels.values() if _listed(desk, c, kinds)]
    chosen, more = page(desk, channels, 100)
    return {"channels": [c.as_slack() for c in chosen], **more}


def _listed(desk: Desk, channel: Channel, kinds: set[str]) -> bool:
    hidden = channel.archived and desk.call.flag("exclude_archived")
    private = channel.kind != "channel" and not channel.has_bot
    return channel.team is desk.team and channel.kind in kinds and not hidden and not private


def members(desk: Desk) -> JSON:
    """conversations.members."""
    channel = desk.channel()
    desk.require_scope(f"{channel.family}:read")
    chosen, more = page(desk, sorted(channel.members), 100)
    return {"members": chosen, **more}


def open_(desk: Desk) -> JSON:
    """conversations.open: a DM with one person, a group DM with up to eight."""
    channel = desk.channel(member=True) if desk.call["channel"] else _direct(desk, _people(desk))
    whole = desk.call.flag("return_im")
    return {"channel": channel.as_slack() if whole else {"id": channel.id}}


def _people(desk: Desk) -> list[Profile]:
    names = desk.call.names("users")
    if not names:
        raise Refusal("users_list_not_supplied")
    if len(names) > limits.DM_USERS:
        raise Refusal("too_many_users")
    people = [desk.workspace.people.get(name) for name in names]
    found = [person for person in people if person]
    if len(found) < len(people):
        raise Refusal("user_not_found")
    return found


def _direct(desk: Desk, people: list[Profile]) -> Channel:
    if len(people) == 1:
        desk.require_scope("im:write")
        return desk.workspace.dm_with(people[0])
    desk.require_scope("mpim:write")
    members_ = {person.id for person in people} | {desk.team.bot_user_id}
    same = (c for c in desk.workspace.channels.values() if c.kind == "mpim" and c.members == members_)
    return next(same, None) or desk.workspace.add_channel(new_id("G"), desk.team, kind="mpim", members=members_)


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.list": listing,
    "conversations.members": members,
    "conversations.open": open_,
}
