"""A fake Teams that real bots talk to over HTTP; it needs the extra `teams` for its keys."""

from botbridge.testing.teams.call import Call
from botbridge.testing.teams.conversations import Conversation, Place
from botbridge.testing.teams.delivery import Attempt, Delivery
from botbridge.testing.teams.faults import Faults
from botbridge.testing.teams.message import Message
from botbridge.testing.teams.people import Person
from botbridge.testing.teams.pings import Ping
from botbridge.testing.teams.server import FakeTeams
from botbridge.testing.teams.streams import StreamLimits
from botbridge.testing.teams.user import OtherBot, User

__all__ = [
    "Attempt",
    "Call",
    "Conversation",
    "Delivery",
    "FakeTeams",
    "Faults",
    "Message",
    "OtherBot",
    "Person",
    "Ping",
    "Place",
    "StreamLimits",
    "User",
]
