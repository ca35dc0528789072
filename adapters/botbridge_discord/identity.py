"""Who the bot is and what it may hear: what Discord tells before the gateway is connected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from botbridge.errors import AdapterError, DeliveryError, Denied
from botbridge.shape import number, record, string
from botbridge_discord.api import Api
from botbridge_discord.calls import Call
from botbridge_discord.config import PORTAL

# [docs] application flags: the message content intent is granted; the second one for apps in few guilds.
_CONTENT: Final = 1 << 18 | 1 << 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The application behind the token; `may_read` says whether it has the message content intent."""

    application_id: str
    bot_id: str
    may_read: bool
    gateway_url: str
    shards: int
    by_http: bool = False  # interactions go to an address of their own, not through the gateway

    def reads_all(self, setting: Literal["auto", "content", "mentions"]) -> bool:
        """Whether the intent is asked for."""
        return setting == "content" or (setting == "auto" and self.may_read)


async def identify(api: Api, api_url: str) -> Identity:
    """Ask Discord who we are and where the gateway is. Raises AdapterError in one line."""
    try:
        application = await api.call(Call("get_application", "GET", "/applications/@me"))
        gateway = await api.call(Call("get_bot_gateway", "GET", "/gateway/bot"))
    except Denied as error:
        raise AdapterError(
            f"discord refuses DISCORD_BOT_TOKEN ({error.code}): copy the token anew from {PORTAL} → your app → Bot → "
            "Reset Token"
        ) from error
    except DeliveryError as error:
        raise AdapterError(f"discord cannot be reached at {api_url}: {error}") from error
    url = string(gateway, "url")
    if not url.startswith(("ws://", "wss://")):
        raise AdapterError(f"discord at {api_url} tells no gateway; is DISCORD_API_URL right?")
    application_id = string(application, "id")
    return Identity(
        application_id=application_id,
        bot_id=string(record(application, "bot"), "id") or application_id,
        may_read=bool((number(application, "flags") or 0) & _CONTENT),
        gateway_url=url,
        shards=number(gateway, "shards") or 1,
        by_http=bool(string(application, "interactions_endpoint_url")),
    )
