"""What each primitive is called on each platform, for docs/parity.md."""

from __future__ import annotations

from botbridge.capability import Capabilities
from botbridge_discord import capabilities as discord
from botbridge_discord.capabilities import CAPABILITIES as DISCORD
from botbridge_slack.capabilities import BUTTON_ROWS, BUTTONS, TABLES, TEXT_BLOCKS, TEXT_CHARS
from botbridge_slack.capabilities import CAPABILITIES as SLACK
from botbridge_teams import capabilities as teams
from botbridge_teams.capabilities import CAPABILITIES as TEAMS
from botbridge_web.capabilities import CAPABILITIES as WEB

# The contract's class of each platform that a column is made of, and what the platform can.
COLUMNS: dict[str, tuple[str, Capabilities]] = {
    "Slack": ("TestSlackHttp", SLACK),
    "Discord": ("TestDiscordThreads", DISCORD),
    "Teams": ("TestTeamsPersonal", TEAMS),
    "Web": ("TestWeb", WEB),
}

FORMS: dict[str, dict[str, str]] = {
    "Slack": {
        "`Message.send`": "a `markdown` block in the thread; refused blocks go out as plain text, complete",
        "long text": f"messages of at most {TEXT_CHARS:,} characters and {TEXT_BLOCKS} blocks, cut at safe seams",
        "`author`": "the name beside the message; without `chat:write.customize` a bold first line",
        "`stream_token`": (
            f"a native stream, rolled to a new message after {SLACK.stream.max_age or 0:g} s or at the limits; "
            "where it is refused or dies: a message that is edited"
        ),
        "`update`": "`chat.update`",
        "`remove`": "`chat.delete`, with its files",
        "working": 'an agent\'s session, else "is thinking…"; a flat direct message shows nothing',
        "`Image`, `File`, `Pdf`, `Audio`, `Video`, `Pyplot`": "uploaded into the thread; pictures are shown inline",
        "`Dataframe`": f"a table of at most {TABLES.rows} by {TABLES.columns}; if there is more, all as CSV",
        "`Action`": f"buttons, beyond {BUTTON_ROWS * BUTTONS} a menu",
        "`AskFileMessage`": "a button that opens a modal, or the person's next message with files",
        "`AskActionMessage`": "buttons; afterwards the choice stands in the message",
        "`AskElementMessage` with `fields`": "a button that opens a modal",
        "`Step`": "task cards in the answer's stream, else a message of task cards that is edited",
        "`TaskList`": "a plan that is edited in place",
        "`on_feedback`": "feedback buttons; 👍 and 👎 count too",
        "`on_reaction`": "yes",
        "`on_stop`": "Slack's own Stop (agents, in threads), else a button under an answer that takes longer",
        "`on_audio_chunk`": "audio clips",
        "a notice for one person": "an ephemeral message",
        "`user`": "id, name, email, locale",
        "`user.mention`": "pings",
    },
    "Discord": {
        "`Message.send`": "a message in the thread that the bot opens on what it answers",
        "long text": f"messages of at most {discord.TEXT_CHARS:,} characters, cut at safe seams",
        "`stream_token`": f"a message that is edited, at most every {DISCORD.stream.edit_interval:g} s",
        "`update`": "the message is edited",
        "`remove`": "the message is deleted, with its files",
        "working": "the bot is typing",
        "`Image`, `File`, `Pdf`, `Audio`, `Video`, `Pyplot`": (
            f"attachments, ten in a message, pictures with their name as alternative text; beyond "
            f"{discord.FILE_BYTES >> 20} MiB "
            "a signed link (with `BOTBRIDGE_URL`), else a note"
        ),
        "`Action`": (
            f"buttons, beyond {discord.ROWS * discord.BUTTONS} menus, {discord.ROWS * discord.MENU_OPTIONS} in all"
        ),
        "`AskFileMessage`": "a button that opens a form, or the person's next message with files",
        "`AskActionMessage`": "buttons; afterwards the choice stands in the message",
        "`AskElementMessage` with `fields`": f"a button that opens a form, {discord.FORM_INPUTS} fields on a page",
        "`Step`": "a box of lines that is edited in place, with a Stop button",
        "`TaskList`": "a box of lines that is edited in place",
        "`on_feedback`": "👍 and 👎 buttons, then a form for a comment; reactions count too",
        "`on_reaction`": "yes",
        "`on_stop`": "a button under what grows or runs",
        "`on_audio_chunk`": "voice messages",
        "a notice for one person": (
            "an ephemeral message to whoever pressed something; to whoever wrote, a message that begins with the name"
        ),
        "`user`": "id, name, locale (of commands and buttons)",
        "`user.mention`": "pings",
    },
    "Teams": {
        "`Message.send`": "a message, or one Adaptive Card with all of it where messages cannot show it",
        "long text": f"messages of at most {TEAMS.text.chars:,} UTF-16 units, cut at safe seams",
        "`stream_token`": (
            f"a native stream in personal chats, which goes on by edits after {TEAMS.stream.max_age or 0:g} s; "
            "elsewhere a message that is edited"
        ),
        "`update`": "the message changes",
        "`remove`": "the message goes, with its files",
        "working": "a progress bar in personal chats, typing in group chats; a channel shows nothing",
        "`Image`, `File`, `Pdf`, `Audio`, `Video`, `Pyplot`": (
            "pictures are shown; other files are offered in personal chats, and links to our host elsewhere"
        ),
        "`Dataframe`": f"a card of at most {teams.TABLES.rows} by {teams.TABLES.columns}; if there is more, all as CSV",
        "`Action`": f"buttons of a card (`Action.Execute`), {teams.BUTTONS} a row",
        "`AskFileMessage`": "the person's next message with files; outside of personal chats with pictures",
        "`AskActionMessage`": "buttons of a card; afterwards the choice stands in it",
        "`AskElementMessage` with `fields`": "inputs in the card",
        "`Step`": "a card that is edited; in personal chats the progress bar says what is being done",
        "`TaskList`": "a card that is edited",
        "`on_feedback`": "Teams' own thumbs with a comment; 👍 and 👎 count too",
        "`on_reaction`": "yes, to messages of the app",
        "`on_stop`": "Teams' own Stop in native streams, else a button under an answer that takes longer",
        "`on_audio_chunk`": "audio files, in personal chats",
        "a notice for one person": "in the answer to a click; else where they wrote, under their name",
        "`user`": "directory id, name, email, locale",
        "`user.mention`": "pings",
    },
    "Web": {
        "`Message.send`": "a message",
        "long text": "whole",
        "`author`": "the name beside the message",
        "`language`": "highlighted code",
        "`stream_token`": "joined tokens",
        "`update`": "the message changes",
        "`remove`": "the message goes",
        "working": "an indicator",
        "`Image`, `File`, `Pdf`, `Audio`, `Video`, `Pyplot`": "shown inline, at the side or on a page of its own",
        "`Text`": "shown inline, at the side or on a page of its own",
        "`Plotly`": "a chart to move in",
        "`Dataframe`": "a grid that fetches its rows page by page",
        "`CustomElement`": "its JSX",
        "`ElementSidebar`": "a panel",
        "`element.send()`": "beside the message, or by itself",
        "`Action`": "buttons",
        "`AskUserMessage`": "the composer answers",
        "`AskFileMessage`": "a place to choose or drop files",
        "`AskActionMessage`": "buttons; afterwards the choice stands in the message",
        "`AskElementMessage` with `fields`": "a form, or its JSX",
        "`AskElementMessage` without": "its JSX",
        "`Step`": "a tree",
        "`TaskList`": "a panel",
        "`on_feedback`": "thumbs with a comment",
        "`on_reaction`": "there are none",
        "`on_stop`": "a button",
        "`on_audio_chunk`": "nothing can be recorded yet",
        "a notice for one person": "a toast",
        "`user`": "nobody (no sign-in yet)",
        "`user.mention`": "`@name`",
    },
}
