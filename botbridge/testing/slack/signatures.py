"""The Web API methods that the fake knows: tier, JSON or not, scopes (any of them), arguments (`!` = required).

The facts are those of docs.slack.dev (August 2026). Where the page is wrong, the line says so.
"""

from __future__ import annotations

from dataclasses import dataclass

_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_STYLE = "icon_emoji icon_url username"

_TABLE = {
    "api.test": ("t4", True, "", "error foo"),
    "auth.test": ("t5", True, "", ""),
    "chat.postMessage": (
        "t5",
        True,
        "chat:write",
        "as_user attachments blocks channel! current_draft_last_updated_ts link_names markdown_text metadata "
        "mrkdwn parse reply_broadcast text thread_ts unfurl_links unfurl_media " + _STYLE,
    ),
    "chat.update": (
        "t3",
        True,
        "chat:write",
        (
            "as_user attachments unfurled_attachments blocks markdown_text metadata channel! link_names parse text "
            "ts! reply_broadcast file_ids"
        ),
    ),
    "chat.delete": ("t3", True, "chat:write", "as_user channel! ts!"),
    "chat.postEphemeral": (
        "t4",
        True,
        "chat:write",
        "as_user attachments blocks channel! link_names markdown_text metadata parse text thread_ts user! " + _STYLE,
    ),
    "chat.startStream": (
        "t2",
        True,
        "chat:write",
        "channel! chunks markdown_text thread_ts recipient_user_id recipient_team_id task_display_mode " + _STYLE,
    ),
    # The page requires markdown_text; the official SDKs send chunks alone.
    "chat.appendStream": ("t4", True, "chat:write", "channel! chunks ts! markdown_text"),
    "chat.stopStream": ("t2", True, "chat:write", "channel! chunks ts! markdown_text blocks metadata"),
    "chat.getPermalink": ("t5", False, "", "channel! message_ts!"),
    "conversations.history": (
        "t3",
        True,
        _HISTORY,
        "channel! cursor include_all_metadata inclusive latest limit oldest",
    ),
    "conversations.replies": (
        "t3",
        False,
        _HISTORY,
        "channel! cursor include_all_metadata inclusive latest limit oldest ts!",
    ),
    "conversations.info": ("t3", False, _READ, "channel! include_locale include_num_members"),
    "conversations.open": (
        "t3",
        True,
        "channels:manage groups:write im:write mpim:write",
        "channel return_im users prevent_creation",
    ),
    "conversations.list": ("t2", False, _READ, "cursor exclude_archived limit team_id types"),
    "conversations.members": ("t4", False, _READ, "channel! cursor limit"),
    "users.info": ("t4", False, "users:read", "include_locale user!"),
    "users.list": ("t2", False, "users:read", "cursor include_locale limit team_id"),
    "users.lookupByEmail": ("t3", False, "users:read.email", "email!"),
    "bots.info": ("t3", False, "users:read", "bot team_id"),
    "files.getUploadURLExternal": ("t4", False, "files:write", "length! filename! snippet_type alt_txt"),
    "files.completeUploadExternal": (
        "t4",
        True,
        "files:write",
        "files! channel_id thread_ts channels initial_comment blocks " + _STYLE,
    ),
    "files.info": ("t4", False, "files:read", "count cursor file! limit page"),
    "files.delete": ("t3", True, "files:write", "file!"),
    "reactions.add": ("t3", True, "reactions:write", "channel! name! timestamp!"),
    "reactions.remove": ("t2", True, "reactions:write", "name! file file_comment channel timestamp"),
    "reactions.get": ("t3", False, "reactions:read", "channel file file_comment full timestamp"),
    "views.open": ("t4", True, "", "trigger_id interactivity_pointer view!"),
    "views.update": ("t4", True, "", "view_id external_id view! hash"),
    "views.push": ("t4", True, "", "trigger_id interactivity_pointer view!"),
    "views.publish": ("t4", True, "", "user_id! view! hash interactivity_pointer"),
    "assistant.threads.setStatus": (
        "t5",
        True,
        "chat:write",
        "channel_id! thread_ts! status! loading_messages " + _STYLE,
    ),
    "assistant.threads.setTitle": ("t4", True, "assistant:write", "channel_id! thread_ts! title!"),
    "assistant.threads.setSuggestedPrompts": (
        "t4",
        True,
        "assistant:write",
        "channel_id! thread_ts prompts! title",
    ),
    "agents.sessions.setStatus": (
        "t3",
        True,
        "chat:write",
        "channel_id! status! thread_ts title initiator_user_id " + _STYLE,
    ),
    "agents.sessions.rename": ("t3", True, "chat:write", "channel_id! title! thread_ts"),
    "apps.connections.open": ("t3", True, "", ""),
    "blocks.validate": ("t4", True, "", "blocks message view"),
}


@dataclass(frozen=True)
class Signature:
    """How one method is called."""

    tier: str
    takes_json: bool
    scopes: frozenset[str]
    arguments: frozenset[str]
    required: frozenset[str]


def _signature(tier: str, takes_json: bool, scopes: str, arguments: str) -> Signature:
    names = arguments.split()
    required = frozenset(name[:-1] for name in names if name.endswith("!"))
    return Signature(tier, takes_json, frozenset(scopes.split()), frozenset(n.rstrip("!") for n in names), required)


SIGNATURES = {name: _signature(*row) for name, row in _TABLE.items()}
