"""The types that an app names in its signatures."""

from botbridge.chat.ask import AskActionResponse, AskFileResponse
from botbridge.chat.audio import InputAudioChunk
from botbridge.chat.reaction import Reaction
from botbridge.model.element import ElementDict
from botbridge.model.step import FeedbackDict, StepDict
from botbridge.model.thread import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from botbridge.model.user import UserDict

__all__ = [
    "AskActionResponse",
    "AskFileResponse",
    "ElementDict",
    "Feedback",
    "FeedbackDict",
    "InputAudioChunk",
    "PageInfo",
    "PaginatedResponse",
    "Pagination",
    "Reaction",
    "StepDict",
    "ThreadDict",
    "ThreadFilter",
    "UserDict",
]
