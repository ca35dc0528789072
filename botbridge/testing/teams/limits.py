"""The numbers that the fake holds the app to.

[docs] Microsoft's documentation of Teams, 2026 · [sdk] what the official SDK does · [seen] reported by others ·
[guess] not documented: plausible, and easy to change for a test.
"""

from __future__ import annotations

from typing import Final

MESSAGE_BYTES: Final = 100 * 1024  # [docs] UTF-16, without base64 images; beyond it 413 MessageSizeTooBig
INFORMATIVE_CHARS: Final = 1_000  # [docs] streaming: an informative update
STREAM_SECONDS: Final = 120.0  # [docs] streaming: two minutes from the first request
STREAM_INTERVAL: Final = 1.0  # [docs] streaming: one request a second
STREAM_SLACK: Final = 0.05  # [guess] how much earlier a request may arrive
TYPING_SECONDS: Final = 3.0  # [docs] activities: how long a typing indicator is shown
ACK_SECONDS: Final = 15.0  # [seen] then the connector gives up and Teams sends the activity again
INVOKE_SECONDS: Final = 10.0  # [seen] what the window waits for the answer to a click
RETRY_DELAYS: Final = (1.0, 5.0)  # [guess] when an activity is sent again
TOKEN_SECONDS: Final = 3_600  # [docs] authentication: a token's life
IMAGE_BYTES: Final = 1024 * 1024  # [docs] inline images: PNG, JPEG or GIF up to 1 MB
UPLOAD_CHUNK: Final = 60 * 1024 * 1024  # [docs] upload sessions: one request carries at most 60 MiB
UPLOAD_UNIT: Final = 320 * 1024  # [docs] upload sessions: all ranges but the last are multiples of 320 KiB
CARD_VERSION: Final = (1, 6)  # [sdk] the newest schema that clients read
ACTIONS_SHOWN: Final = 6  # [docs] more go into the overflow menu
SUGGESTED_ACTIONS: Final = 3  # [docs] suggested actions that are shown
CITATIONS: Final = 20  # [docs] citations of one message
PAGE: Final = 500  # [docs] paged members

# (seconds, calls) per bot and conversation ([docs] rate limiting): sending, creating, updating.
SEND_WINDOWS: Final = ((1.0, 7), (2.0, 8), (30.0, 60), (3_600.0, 1_800))
READ_WINDOWS: Final = ((1.0, 14), (2.0, 16), (30.0, 120), (3_600.0, 3_600))
TENANT_PER_SECOND: Final = 50  # [docs] per app and tenant
