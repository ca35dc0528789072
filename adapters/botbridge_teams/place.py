"""Where a conversation is and who is in it: what an activity tells of it, and what every answer must say again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from botbridge.model.ids import MessageRef
from botbridge.shape import JSON, record, string
from botbridge_teams import address

_KINDS: Final[dict[str, address.Kind]] = {"personal": "personal", "groupChat": "groupChat", "channel": "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How a conversation is reached: the connector's address, the tenant, and the accounts of both sides."""

    service_url: str
    tenant: str = ""
    kind: address.Kind = "personal"
    bot: JSON = field(default_factory=dict)
    user: JSON = field(default_factory=dict)

    @property
    def is_personal(self) -> bool:
        """Whether it is a chat between the app and one person."""
        return self.kind == "personal"

    def envelope(self, conversation: str) -> dict[str, Any]:
        """What every activity that goes there says of itself."""
        account = {"id": conversation, "conversationType": self.kind}
        told = {
            "from": dict(self.bot),
            "recipient": dict(self.user) if self.is_personal else {},
            "conversation": {**account, "tenantId": self.tenant} if self.tenant else account,
        }
        return {name: value for name, value in told.items() if value}


def place_of(activity: JSON) -> Place:
    """The place that an activity of a person comes from."""
    conversation = record(activity, "conversation")
    return Place(
        service_url=string(activity, "serviceUrl"),
        tenant=tenant_of(activity),
        kind=kind_of(conversation),
        bot=_account(record(activity, "recipient")),
        user=_account(record(activity, "from")),
    )


def place_of_ref(ref: MessageRef) -> Place | None:
    """The place that a message was sent to, as far as its reference tells."""
    if ref.platform != address.PLATFORM or len(ref.parts) < address.REF_PARTS:
        return None
    service_url, tenant = address.sent_to(ref)
    if not service_url:
        return None
    return Place(service_url=service_url, tenant=tenant, kind=address.kind(ref.parts[0]))


def tenant_of(activity: JSON) -> str:
    """The tenant in which an activity happened."""
    told = string(record(record(activity, "channelData"), "tenant"), "id")
    return told or string(record(activity, "conversation"), "tenantId")


def kind_of(conversation: JSON) -> address.Kind:
    """What kind of conversation an activity's `conversation` is."""
    told = _KINDS.get(string(conversation, "conversationType"))
    if told is not None:
        return told
    guessed = address.kind(string(conversation, "id"))
    return "groupChat" if guessed == "personal" and conversation.get("isGroup") is True else guessed


def _account(account: JSON) -> JSON:
    return {name: account[name] for name in ("id", "name", "aadObjectId") if isinstance(account.get(name), str)}
