"""What the web can do: everything, since page and protocol are ours; there are no limits to quote."""

from __future__ import annotations

from botbridge.capability import Capabilities, StreamLimits, TextLimits

CAPABILITIES = Capabilities(
    text=TextLimits(chars=None),
    stream=StreamLimits(kind="delta", interval=0),
    empty_messages=True,
    native_author=True,
    native_language=True,
    status=True,
)
