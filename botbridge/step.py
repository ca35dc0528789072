"""Steps, where the reference has them."""

from botbridge.chat.step import Step
from botbridge.chat.step_decorator import step

__all__ = ["Step", "step"]
