"""The slash commands of our own, registered when they are not yet as they should be."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from botbridge.errors import DeliveryError
from botbridge_discord import widgets
from botbridge_discord.api import Api
from botbridge_discord.calls import Call

log = logging.getLogger(__name__)


async def register(api: Api, application_id: str) -> None:
    """Register `/chat`, if it is not there or another one is. Others' commands stay; a failure is told in the log."""
    path, wanted = f"/applications/{application_id}/commands", widgets.chat_command()
    try:
        listed = await api.ask(Call("get_commands", "GET", path))
        known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        if not any(_is_same(one, wanted) for one in known):
            await api.call(Call("put_command", "POST", path, wanted))
    except DeliveryError as error:
        log.warning("/%s could not be registered: %s", widgets.CHAT, error)


def _is_same(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a command says all that ours says; Discord adds fields of its own."""
    return all(_says(known.get(name), value) for name, value in wanted.items())


def _says(known: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(known, dict) and _is_same(known, wanted)
    if isinstance(wanted, list):
        return isinstance(known, list) and len(known) == len(wanted) and all(map(_says, known, wanted))
    return bool(known == wanted)
