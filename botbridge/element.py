"""Elements, where the reference has them."""

from botbridge.chat.element import Audio, Element, File, Image, Pdf, Text, Video

__all__ = ["Audio", "Element", "File", "Image", "Pdf", "Text", "Video"]
