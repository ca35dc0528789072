"""Every limit of Slack that the fake enforces, each with its source.

Sources: [docs] docs.slack.dev (2026) · [types] `@slack/types` 3.2.0 · [api] the method's page ·
[seen] measured by others, undocumented · [guess] undocumented and unmeasured, chosen by us.
"""

from __future__ import annotations

from typing import Final

MARKDOWN_TEXT: Final = 12_000  # [api] `markdown_text` of chat.*; [docs] sum over all markdown blocks of a message
UPDATE_TEXT: Final = 4_000  # [api] chat.update `text`, error msg_too_long
POST_TEXT: Final = 40_000  # [docs] chat.postMessage truncates longer text
ALL_BLOCKS_TEXT: Final = 13_200  # [seen] bolt-js#2509: msg_blocks_too_long at 13.2-13.3 k characters over all blocks
MESSAGE_BLOCKS: Final = 50  # [docs] block-kit
VIEW_BLOCKS: Final = 100  # [docs] modals and Home
VIEW_BYTES: Final = 250_000  # [api] views.*: view_too_large
MODAL_STACK: Final = 3  # [docs] surfaces/modals: push_limit_reached
ATTACHMENTS: Final = 100  # [api] chat.postMessage
METADATA_BYTES: Final = 16_000  # [guess] metadata_too_large has no published number
FILE_BYTES: Final = 1_000_000_000  # [docs] files up to 1 GB
SNIPPET_BYTES: Final = 1_000_000  # [api] files.getUploadURLExternal
ALT_TEXT: Final = 1_000  # [api] files.getUploadURLExternal
SHARED_CHANNELS: Final = 100  # [api] files.completeUploadExternal
DM_USERS: Final = 8  # [api] conversations.open
PAGE: Final = 999  # [api] conversations.history
SUGGESTED_PROMPTS: Final = 4  # [docs] assistant.threads.setSuggestedPrompts
LOADING_MESSAGES: Final = 10  # [api] assistant.threads.setStatus
STATUS_SECONDS: Final = 120  # [api] assistant.threads.setStatus clears itself
SESSION_TITLE: Final = 200  # [api] agents.sessions.*
SOCKETS: Final = 10  # [seen] node-slack-sdk#1654: sockets per app
TRIGGER_SECONDS: Final = 3  # [docs] a trigger_id lives three seconds
RESPONSE_URL_USES: Final = 5  # [docs] interactivity/handling
RESPONSE_URL_SECONDS: Final = 1_800  # [docs] interactivity/handling
ACK_SECONDS: Final = 3.0  # [docs] events, interactions, commands
RETRY_DELAYS: Final = (0.0, 60.0, 300.0)  # [docs] at once, after a minute, after five
STREAM_SECONDS: Final = 300.0  # [seen] streams die after about five minutes
STREAM_IDLE_SECONDS: Final = 180.0  # [guess] a long gap kills a stream; the number is not known
STREAM_CHARS: Final = 13_200  # [guess] the cap over all blocks, applied to what a stream has gathered

# Tier budgets: calls per minute, method and workspace ([docs] rate-limits). t5 methods have rules of their own.
TIERS: Final = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}
POSTS_PER_SECOND: Final = 1.0  # [docs] chat.postMessage: one message per second and channel
POST_BURST: Final = 4  # [guess] "short bursts" are tolerated; the number is not known

TEXT_OBJECT: Final = 3_000  # [types] text object 1-3000
SECTION_FIELDS: Final = 10  # [types]
SECTION_FIELD_TEXT: Final = 2_000  # [types]
HEADER_TEXT: Final = 150  # [types]
CONTEXT_ELEMENTS: Final = 10  # [types]
ACTIONS_ELEMENTS: Final = 25  # [types]
CONTEXT_ACTIONS_ELEMENTS: Final = 5  # [docs] context-actions-block
BUTTON_TEXT: Final = 75  # [types]
BUTTON_VALUE: Final = 2_000  # [types]
URL: Final = 3_000  # [types] button, image
ACCESSIBILITY_LABEL: Final = 75  # [types]
CONFIRM_TITLE: Final = 100  # [types]
CONFIRM_TEXT: Final = 300  # [types]
CONFIRM_BUTTON: Final = 30  # [types]
SELECT_OPTIONS: Final = 100  # [types]
OPTION_GROUPS: Final = 100  # [types]
OVERFLOW_OPTIONS: Final = 5  # [types]
CHOICE_OPTIONS: Final = 10  # [types] checkboxes, radio_buttons
OPTION_TEXT: Final = 75  # [types]
OPTION_VALUE: Final = 75  # [types] (slack_sdk's models say 150: the stricter holds)
PLACEHOLDER: Final = 150  # [types]
INPUT_LABEL: Final = 2_000  # [types]
IMAGE_ALT: Final = 2_000  # [types]
IMAGE_TITLE: Final = 2_000  # [types]
VIDEO_TITLE: Final = 200  # [types]
VIDEO_AUTHOR: Final = 50  # [types]
PLAIN_INPUT_MIN: Final = 3_000  # [types] plain_text_input.min_length 0-3000
FILE_INPUT_FILES: Final = 10  # [types]
TABLE_ROWS: Final = 100  # [types]
TABLE_COLUMNS: Final = 20  # [types]
TABLES: Final = 1  # [seen] tables per message: invalid_attachments, only_one_table_allowed
TABLE_CHARS: Final = 10_000  # [seen] vercel/chat
DATA_TABLE_PAGE: Final = 100  # [types]
CARD_TITLE: Final = 150  # [types] also subtitle, container title
CARD_BODY: Final = 200  # [types]
CAROUSEL_CARDS: Final = 10  # [types]
CONTAINER_BLOCKS: Final = 10  # [types]
CHART_TITLE: Final = 50  # [types] data_visualization
CHARTS: Final = 2  # [seen] charts per message
IDENTIFIER: Final = 255  # [types] block_id, action_id, callback_id, external_id
PRIVATE_METADATA: Final = 3_000  # [types]
MODAL_TITLE: Final = 24  # [types] also submit and close
