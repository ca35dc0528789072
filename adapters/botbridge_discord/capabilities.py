"""What Discord can do; every number with its source.

Sources: [docs] docs.discord.com, August 2026 · [staff] an answer of Discord's staff in the documentation's issue
tracker · [seen] measured by others, undocumented · [ours] a margin we chose.
"""

from __future__ import annotations

from typing import Final

from botbridge.capability import Capabilities, Rate, StreamLimits, TextLimits
from botbridge.model.effect import Delete, Edit, Effect, HideElement, Post, ShowTasks

# [docs] characters of a message's content; [staff] counted in code points (discord-api-docs#1315).
TEXT_CHARS: Final = 2_000
# [docs] the name of a thread.
TITLE_CHARS: Final = 100
# [docs] files of one message, the bytes of one file without boosts, of one request; [ours] what the rest of it takes.
ATTACHMENTS: Final = 10
FILE_BYTES: Final = 10 * 1024 * 1024
REQUEST_BYTES: Final = 25 * 1024 * 1024 - 64 * 1024
# [docs] an attachment's description.
ALT_CHARS: Final = 1_024
# [ours] what somebody may write into `/chat` or the reply's form, so that it can be shown again with their name.
WORDS_CHARS: Final = 1_800

# [docs] rows under a message, buttons in one, options of a menu; the text of a button, and of an option.
ROWS: Final = 5
BUTTONS: Final = 5
MENU_OPTIONS: Final = 25
LABEL_CHARS: Final = 80
OPTION_CHARS: Final = 100
# [docs] a link button's address.
URL_CHARS: Final = 512
# [docs] a form: its title, how many inputs, an input's label, description and placeholder; choices of a radio group.
FORM_TITLE_CHARS: Final = 45
FORM_INPUTS: Final = 5
INPUT_LABEL_CHARS: Final = 45
INPUT_HINT_CHARS: Final = 100
RADIO_CHOICES: Final = 10
# [docs] what is written into a text input; [ours] as much as `model.form` takes.
INPUT_CHARS: Final = 3_000
# [docs] text of a message of components; [ours] the rest is for its title and its own marks.
TASKS_CHARS: Final = 3_900
# [docs] seconds for which an interaction can be answered further; [ours] what a call may take is left out.
TOKEN_LASTS: Final = 15 * 60.0 - 15.0

CAPABILITIES = Capabilities(
    text=TextLimits(chars=TEXT_CHARS),
    stream=StreamLimits(
        kind="edit",  # there are no native streams
        edit_interval=1.2,  # [seen] five edits in 5 s and channel; [ours] a little less, for what else is edited
    ),
    # An empty message is refused (50006).
    empty_messages=False,
    # A bot has one name per guild; another one is a bold first line.
    native_author=False,
    native_language=False,
    status=True,  # typing
    status_after=0.3,  # [ours] an answer that comes sooner is not worth a call
    status_lasts=10,  # [docs] typing ends by itself; it is said again before
    task_lists=True,  # a message of components
    notices=True,  # to whoever pressed something; who only wrote is answered by name
    rating=True,
)

_ROUTES: Final[dict[type[Effect], str]] = {
    Post: "create_message",
    Edit: "edit_message",
    Delete: "delete_message",
    HideElement: "edit_message",
}
OPENING: Final = "start_thread"
# Calls per second and at once, for one channel ([seen] 5 in 5 s for posts and edits; nothing is known of threads).
# How many are left is learned from each answer (`budgets.py`), which only slows this down; so few at once that the
# first answer comes in time.
_RATES: Final[dict[str, tuple[float, int]]] = {
    "create_message": (1.0, 3),
    "edit_message": (1.0, 3),
    "delete_message": (3.0, 3),
    OPENING: (1.0, 3),
}
PACED: Final = frozenset(_RATES)
# [docs] 50 requests a second for one bot; [ours] a tenth of them at once, ten less for calls that no effect makes.
_GLOBAL_PER_SECOND, _GLOBAL_BURST = 35.0, 5


def route(effect: Effect) -> str | None:
    """The name of the route whose budget an effect counts against; None where nobody waits (typing, notices)."""
    if isinstance(effect, ShowTasks):
        return _ROUTES[Post if effect.ref is None else Edit]
    return _ROUTES.get(type(effect))


def bot_rate(pace: float) -> Rate:
    """The budget of all calls of this bot."""
    return Rate(key="discord:global", per_second=_GLOBAL_PER_SECOND * pace, burst=int(_GLOBAL_BURST * pace))


def channel_rate(route_name: str, bucket: str, channel_id: str, pace: float) -> Rate:
    """The budget of a route in one channel; `bucket` is the route that it shares its bucket with, or itself."""
    per_second, burst = _RATES[route_name]
    return Rate(key=f"discord:{bucket}:{channel_id}", per_second=per_second * pace, burst=int(burst * pace))
