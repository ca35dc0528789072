"""Elements, where the reference has them."""

from botbridge.chat.custom_element import CustomElement
from botbridge.chat.dataframe import Dataframe
from botbridge.chat.element import Audio, Element, File, Image, Pdf, Text, Video
from botbridge.chat.plots import Plotly, Pyplot
from botbridge.chat.task_list import Task, TaskList, TaskStatus

__all__ = [
    "Audio",
    "CustomElement",
    "Dataframe",
    "Element",
    "File",
    "Image",
    "Pdf",
    "Plotly",
    "Pyplot",
    "Task",
    "TaskList",
    "TaskStatus",
    "Text",
    "Video",
]
