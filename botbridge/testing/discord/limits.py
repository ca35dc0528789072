"""Every limit of Discord that the fake enforces, each with its source.

Sources: [docs] docs.discord.com (August 2026) · [spec] Discord's OpenAPI document (July 2026) · [staff] an answer of
Discord's staff in the documentation's issue tracker · [seen] measured by others, undocumented · [guess] undocumented
and unmeasured, chosen by us. Sizes of text are counted in code points ([staff] discord-api-docs#1315).
"""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

CONTENT: Final = 2_000  # [docs] message content; the [spec] says 4000, which holds for paying people only
NONCE: Final = 25  # [docs] message nonce
NONCE_SECONDS: Final = 300  # [guess] "the past few minutes" in which enforce_nonce finds the earlier message
EMBEDS: Final = 10  # [docs]
EMBED_TOTAL: Final = 6_000  # [docs] all texts of all embeds of a message
EMBED_TEXTS: Final = {"title": 256, "description": 4_096}  # [docs]
EMBED_FIELDS: Final = 25  # [docs]
EMBED_FIELD_TEXTS: Final = {"name": 256, "value": 1_024}  # [docs]
EMBED_FOOTER: Final = 2_048  # [docs]
EMBED_AUTHOR: Final = 256  # [docs]
ATTACHMENTS: Final = 10  # [docs] error 30015
FILE_BYTES: Final = 10 * MIB  # [docs] without boosts
REQUEST_BYTES: Final = 25 * MIB  # [docs] one request that creates a message
ALT_TEXT: Final = 1_024  # [docs] attachment description
ALLOWED_MENTIONS: Final = 100  # [docs] users, and roles
STICKERS: Final = 3  # [docs]
REACTIONS: Final = 20  # [docs] error 30010
HISTORY: Final = 100  # [docs] messages of one page
CDN_SECONDS: Final = 86_400  # [docs] addresses of attachments expire; the time is [seen]
OLD_MESSAGE_SECONDS: Final = 3_600  # [docs] error 30046 for edits of older messages
OLD_MESSAGE_EDITS: Final = 30  # [guess] how many of them within an hour

CHANNEL_NAME: Final = 100  # [docs] also threads
TOPIC: Final = 1_024  # [docs]
ARCHIVE_MINUTES: Final = (60, 1_440, 4_320, 10_080)  # [docs] auto_archive_duration
ACTIVE_THREADS: Final = 1_000  # [seen] error 160006

V2_COMPONENTS: Final = 40  # [docs] of one message, nested ones included
V2_TEXT: Final = 4_000  # [docs] over all text displays of a message
ROWS: Final = 5  # [docs] action rows of a message without Components V2
ROW_BUTTONS: Final = 5  # [docs]
LABEL: Final = 80  # [docs] button
URL: Final = 512  # [docs] link button
CUSTOM_ID: Final = 100  # [docs] at least 1
OPTIONS: Final = 25  # [docs] of a select
OPTION_TEXT: Final = 100  # [docs] label, value, description
PLACEHOLDER: Final = 150  # [docs] select
SECTION_TEXTS: Final = 3  # [docs] at least 1
GALLERY_ITEMS: Final = 10  # [docs] at least 1
MODAL_TITLE: Final = 45  # [docs]
MODAL_COMPONENTS: Final = 5  # [docs] at least 1; the [spec] allows 40
FIELD_LABEL: Final = 45  # [docs] label component
FIELD_DESCRIPTION: Final = 100  # [docs]
INPUT_TEXT: Final = 4_000  # [docs] value, min_length and max_length of a text input
INPUT_PLACEHOLDER: Final = 100  # [docs]
UPLOAD_FILES: Final = 10  # [docs] of a file upload
RADIO_OPTIONS: Final = (2, 10)  # [docs]
CHECKBOX_OPTIONS: Final = (1, 10)  # [docs]

INTERACTION_SECONDS: Final = 3.0  # [docs] until the first answer
TOKEN_SECONDS: Final = 900.0  # [docs] an interaction's token
CHOICES: Final = 25  # [docs] of an autocomplete
FOLLOW_UPS: Final = 5  # [guess] error 40094: where the app is not in the guild

COMMAND_NAME: Final = r"[-_'\w]{1,32}"  # [docs] in lower case where the script has cases
COMMAND_DESCRIPTION: Final = 100  # [docs] at least 1
COMMAND_OPTIONS: Final = 25  # [docs]
COMMAND_CHARS: Final = 8_000  # [docs] names, descriptions and values together
COMMANDS: Final = {1: 100, 2: 15, 3: 15}  # [docs] by type: slash, user, message
COMMAND_CREATES: Final = 200  # [docs] a day

TYPING_SECONDS: Final = 10.0  # [docs]
HEARTBEAT_SECONDS: Final = 41.25  # [seen]
GATEWAY_EVENTS: Final = 120  # [docs] sent by the app in 60 s and connection, then close code 4008
GATEWAY_BYTES: Final = 4_096  # [docs] of one such event, then 4002
IDENTIFIES: Final = 1_000  # [docs] a day
IDENTIFY_SECONDS: Final = 5.0  # [docs] `max_concurrency` identifies in that time
GUILDS_PER_SHARD: Final = 2_500  # [docs] then close code 4011
SESSION_SECONDS: Final = 180.0  # [guess] "a few minutes" in which a lost connection may be resumed
REPLAYED: Final = 5_000  # [guess] events that are kept to be replayed

GLOBAL_PER_SECOND: Final = 50  # [docs] per bot; interaction endpoints are exempt
# Requests and seconds of a route's window ([seen]: Discord says not to rely on them; headers tell). Routes that are
# not named have the last.
BUCKETS: Final = {
    "create_message": (5, 5.0),
    "edit_message": (5, 5.0),
    "delete_message": (5, 1.0),
    "typing": (5, 5.0),
    "react": (1, 0.25),
    "edit_channel": (5, 15.0),
    "start_thread": (10, 10.0),
    "*": (30, 10.0),
}
