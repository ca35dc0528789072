"""assistant.threads.* and agents.sessions.*: status lines, titles, prompts, sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack import limits
from botbridge.testing.slack.methods.desk import Desk
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.workspace import Address, Session

JSON = dict[str, Any]

_STATUSES: Final = ("active", "processing", "suspended", "closed")
_STOP: Final = "agent_session_stopped"


def _thread(desk: Desk) -> Address:
    channel = desk.channel("channel_id", member=True)
    root = desk.thread_ts(channel, "invalid_thread_ts")
    return channel.id, root or ""


def set_status(desk: Desk) -> JSON:
    """assistant.threads.setStatus: clears itself with the next message or after two minutes."""
    address, call = _thread(desk), desk.call
    messages = call.data("loading_messages") or []
    if not isinstance(messages, list) or len(messages) > limits.LOADING_MESSAGES:
        raise Refusal("invalid_arguments", ["[ERROR] no more than 10 items allowed [json-pointer:/loading_messages]"])
    if any(call[name] for name in ("username", "icon_url", "icon_emoji")):
        desk.require_scope("chat:write.customize")
    if call["status"]:
        desk.workspace.statuses[address] = (call["status"], desk.workspace.clock.now())
    else:
        desk.workspace.statuses.pop(address, None)
    desk.workspace.tell("status", (address, call["status"]))
    return {}


def set_title(desk: Desk) -> JSON:
    """assistant.threads.setTitle."""
    address = _thread(desk)
    desk.workspace.titles[address] = desk.call["title"]
    desk.workspace.tell("title", (address, desk.call["title"]))
    return {}


def set_prompts(desk: Desk) -> JSON:
    """assistant.threads.setSuggestedPrompts: without `thread_ts` at the top, for agents only."""
    address = _thread(desk)
    if not address[1] and not desk.workspace.agent:
        raise Refusal("not_agent_app")
    prompts = desk.call.data("prompts")
    if not _well_formed(prompts):
        raise Refusal("invalid_arguments", ["[ERROR] must be 1 to 4 prompts [json-pointer:/prompts]"])
    desk.workspace.prompts[address] = prompts
    desk.workspace.tell("prompts", (address, prompts))
    return {}


def _well_formed(prompts: Any) -> bool:
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= limits.SUGGESTED_PROMPTS:
        return False
    return all(isinstance(p, dict) and p.get("title") and p.get("message") for p in prompts)


def _session_address(desk: Desk) -> Address:
    if not desk.workspace.agent:
        raise Refusal("not_agent_app")
    channel = desk.channel("channel_id")
    if not channel.has_bot:
        raise Refusal("not_authorized")
    root = desk.thread_ts(channel, "invalid_thread_ts")
    if not root:
        raise Refusal("thread_ts_required")
    return channel.id, root


def set_session_status(desk: Desk) -> JSON:
    """agents.sessions.setStatus: makes the session on first use."""
    address, call, workspace = _session_address(desk), desk.call, desk.workspace
    if call["status"] not in _STATUSES:
        raise Refusal("invalid_status")
    if len(call["title"]) > limits.SESSION_TITLE:
        raise Refusal("invalid_arguments", ["[ERROR] must be less than 201 characters [json-pointer:/title]"])
    if call["initiator_user_id"] and call["initiator_user_id"] not in workspace.people:
        raise Refusal("user_not_found")
    session = workspace.sessions.setdefault(address, Session("active", call["title"]))
    if call["title"]:
        workspace.titles.setdefault(address, call["title"])
    session.status = call["status"]
    workspace.tell("session", (address, session))
    shown = {"status": session.status, "agent_status": session.status, "title": session.title}
    deaf = session.status == "processing" and _STOP not in workspace.subscriptions
    return {**shown, "warning": f"missing_{_STOP}_event_subscription"} if deaf else shown


def rename(desk: Desk) -> JSON:
    """agents.sessions.rename."""
    address, title = _session_address(desk), desk.call["title"]
    session = desk.workspace.sessions.get(address)
    if session is None:
        raise Refusal("session_not_found")
    if not 1 <= len(title) <= limits.SESSION_TITLE:
        raise Refusal("invalid_name")
    session.title = desk.workspace.titles[address] = title
    desk.workspace.tell("title", (address, title))
    return {"title": title}


METHODS: Final[dict[str, Callable[[Desk], JSON]]] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "agents.sessions.setStatus": set_session_status,
    "agents.sessions.rename": rename,
}
