"""What becomes of a text that a person types: escaped mrkdwn, and rich text with its mentions."""

from __future__ import annotations

import html
import re
from typing import Any, Final

JSON = dict[str, Any]

# Mentions as tests write them, and bare addresses, which Slack puts in angle brackets.
_TOKEN: Final = re.compile(
    r"<@([UW][A-Z0-9]+)>|<#([CDG][A-Z0-9]+)(?:\|[^>]*)?>|<!(channel|here|everyone)>|(https?://[^\s<>|]+)"
)


def escaped(text: str) -> str:
    """Return the text as events carry it: `&`, `<` and `>` escaped, addresses in angle brackets."""
    return "".join(_mrkdwn(token) if token else html.escape(part, quote=False) for part, token in _split(text))


def rich_text(text: str) -> list[JSON]:
    """Return the elements of the rich text section that Slack makes of it."""
    return [_element(token) if token else {"type": "text", "text": part} for part, token in _split(text)]


def _split(text: str) -> list[tuple[str, re.Match[str] | None]]:
    parts: list[tuple[str, re.Match[str] | None]] = []
    end = 0
    for token in _TOKEN.finditer(text):
        parts += [(text[end : token.start()], None), (token.group(), token)]
        end = token.end()
    return [(part, token) for part, token in [*parts, (text[end:], None)] if part]


def _mrkdwn(token: re.Match[str]) -> str:
    return f"<{html.escape(token[4], quote=False)}>" if token[4] else token.group()


def _element(token: re.Match[str]) -> JSON:
    user, channel, everyone, url = token.groups()
    if user:
        return {"type": "user", "user_id": user}
    if channel:
        return {"type": "channel", "channel_id": channel}
    return {"type": "broadcast", "range": everyone} if everyone else {"type": "link", "url": url}
