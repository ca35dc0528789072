"""A fake Discord that discord.py and other libraries log into over HTTP and WebSocket."""

from botbridge.testing.discord.call import Call
from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.clock import Clock
from botbridge.testing.discord.conversation import Conversation
from botbridge.testing.discord.faults import Faults
from botbridge.testing.discord.gateway import Gateway
from botbridge.testing.discord.guilds import Guild
from botbridge.testing.discord.interactions import Interaction
from botbridge.testing.discord.message import Message
from botbridge.testing.discord.people import Profile
from botbridge.testing.discord.pings import Ping
from botbridge.testing.discord.server import FakeDiscord
from botbridge.testing.discord.user import OtherBot, User

__all__ = [
    "Call",
    "Channel",
    "Clock",
    "Conversation",
    "FakeDiscord",
    "Faults",
    "Gateway",
    "Guild",
    "Interaction",
    "Message",
    "OtherBot",
    "Ping",
    "Profile",
    "User",
]
