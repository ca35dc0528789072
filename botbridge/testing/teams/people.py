"""Who is in the tenant: people, the app's bot, other bots; and their ids, which are always the same for a name."""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any]

_NAMES = uuid.UUID("3d7c2c55-95a4-4f6f-8f36-0e4c2f4b9d10")


def guid(name: str) -> str:
    """Return the GUID that goes with a name."""
    return str(uuid.uuid5(_NAMES, name))


def opaque(name: str, length: int = 40) -> str:
    """Return an opaque token that goes with a name, as Teams writes them into its ids."""
    digest = hashlib.sha512(name.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=").replace("_", "-")[:length]


@dataclass(eq=False)
class Person:
    """A member of a tenant; `key` is the name that the test uses for them."""

    key: str
    name: str
    tenant: str
    email: str = ""
    locale: str = "en-US"
    country: str = "US"
    timezone: str = "America/Los_Angeles"
    known: bool = True  # False: an anonymous guest, who has no directory object

    @property
    def id(self) -> str:
        """The id within this app (`29:…`)."""
        return f"29:1{opaque(f'{self.tenant}/{self.key}')}"

    @property
    def aad_object_id(self) -> str:
        """The directory's id of the person."""
        return guid(f"{self.tenant}/{self.key}")

    def account(self) -> JSON:
        """Return how activities name the person."""
        return {"id": self.id, "name": self.name, **({"aadObjectId": self.aad_object_id} if self.known else {})}

    def member(self) -> JSON:
        """Return how the roster names the person."""
        given, _, surname = self.name.partition(" ")
        directory = {"objectId": self.aad_object_id, "aadObjectId": self.aad_object_id} if self.known else {}
        return {
            "id": self.id,
            "name": self.name,
            **directory,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": self.email,
            "tenantId": self.tenant,
            "userRole": "user" if self.known else "anonymous",
        }


@dataclass(frozen=True)
class Bot:
    """A bot: the app's own, or another one."""

    app_id: str
    name: str

    @property
    def id(self) -> str:
        """The bot's id in activities (`28:…`)."""
        return f"28:{self.app_id}"

    def account(self) -> JSON:
        """Return how activities name the bot."""
        return {"id": self.id, "name": self.name}
