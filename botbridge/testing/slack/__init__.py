"""A fake Slack that real Slack SDKs talk to over HTTP and WebSocket."""

from botbridge.testing.slack.call import Call
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.clock import Clock
from botbridge.testing.slack.delivery import Attempt, Delivery
from botbridge.testing.slack.faults import Faults
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile, Team
from botbridge.testing.slack.pings import Ping
from botbridge.testing.slack.server import FakeSlack
from botbridge.testing.slack.streams import StreamLimits
from botbridge.testing.slack.thread import Thread
from botbridge.testing.slack.user import OtherBot, User

__all__ = [
    "Attempt",
    "Call",
    "Channel",
    "Clock",
    "Delivery",
    "FakeSlack",
    "Faults",
    "Message",
    "OtherBot",
    "Ping",
    "Profile",
    "StreamLimits",
    "Team",
    "Thread",
    "User",
]
