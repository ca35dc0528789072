"""Files and media that hang on a message."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from botbridge.model.element import ElementData, ElementDict, ElementDisplay, ElementSize, ElementType
from botbridge.model.ids import new_id

_TYPE_OF_FAMILY: dict[str, ElementType] = {"image": "image", "audio": "audio", "video": "video"}


class Element:
    """Something that hangs on a message: bytes on disk (`path`), in memory (`content`), or elsewhere (`url`).

    Exactly one of the three says where the bytes are. `size` is how large it is shown, or for a file that a
    user sent, its size in bytes. `display` is `inline`, `side` or `page`; where a platform has no side or page
    the element is shown inline. Raises ValueError if no source is given, FileNotFoundError if `path` is missing.
    """

    type: ElementType = "file"
    default_mime: ClassVar[str | None] = None

    def __init__(
        self,
        name: str = "",
        *,
        url: str | None = None,
        path: str | None = None,
        content: str | bytes | None = None,
        display: ElementDisplay = "inline",
        size: ElementSize | int | None = None,
        language: str | None = None,
        mime: str | None = None,
        id: str | None = None,  # noqa: A002 - the reference's name
        for_id: str | None = None,
        thread_id: str | None = None,
        object_key: str | None = None,
        chainlit_key: str | None = None,
        props: Mapping[str, Any] | None = None,
    ) -> None:
        if url is None and path is None and content is None and object_key is None:
            raise ValueError(f"{type(self).__name__} {name!r} needs one of path, content or url")
        if path is not None and not Path(path).is_file():
            raise FileNotFoundError(f"{type(self).__name__} {name!r}: there is no file {path!r}")
        self.id = id or new_id()
        self.name = name or (Path(path).name if path else "") or self.type
        self.url = url
        self.path = path
        self.content = content
        self.display: ElementDisplay = display
        self.size = size
        self.language = language
        self.mime = mime or self._guess_mime()
        self.for_id = for_id
        self.thread_id = thread_id
        self.object_key = object_key
        self.chainlit_key = chainlit_key
        self.props = dict(props or {})

    def _guess_mime(self) -> str:
        guessed = mimetypes.guess_type(self.path or self.name)[0] if self.default_mime is None else self.default_mime
        return guessed or ("text/plain" if isinstance(self.content, str) else "application/octet-stream")

    def to_data(self, thread_id: str, for_id: str | None) -> ElementData:
        """The element as it goes out, frozen."""
        return ElementData(
            id=self.id,
            thread_id=thread_id,
            type=self.type,
            name=self.name,
            mime=self.mime,
            display=self.display,
            size=self.size if isinstance(self.size, str) else None,
            language=self.language,
            for_id=for_id,
            path=Path(self.path) if self.path else None,
            content=self.content.encode() if isinstance(self.content, str) else self.content,
            url=self.url,
            file_id=self.chainlit_key,
            object_key=self.object_key,
            props=self.props,
        )

    def to_dict(self) -> ElementDict:
        return self.to_data(self.thread_id or "", self.for_id).to_dict()

    @staticmethod
    def infer_type_from_mime(mime_type: str) -> ElementType:
        """The element type that shows content of this MIME type best."""
        if mime_type == "application/pdf":
            return "pdf"
        return _TYPE_OF_FAMILY.get(mime_type.partition("/")[0], "file")

    @classmethod
    def from_dict(cls, data: ElementDict) -> Element:
        """The element that `to_dict` wrote, as its own class."""
        kind = _CLASSES.get(data.get("type", "file"), File)
        return kind(
            name=data.get("name", ""),
            id=data.get("id"),
            url=data.get("url"),
            path=data.get("path"),
            object_key=data.get("objectKey") or data.get("chainlitKey") or data.get("id"),
            chainlit_key=data.get("chainlitKey"),
            display=data.get("display") or "inline",
            size=data.get("size"),
            language=data.get("language"),
            mime=data.get("mime"),
            for_id=data.get("forId"),
            thread_id=data.get("threadId"),
            props=data.get("props"),
        )


class Image(Element):
    """A picture, shown where the platform shows pictures."""

    type: ElementType = "image"


class File(Element):
    """A file to download."""


class Pdf(Element):
    """A PDF; `props={"page": 3}` opens it at that page on the web."""

    type: ElementType = "pdf"
    default_mime = "application/pdf"


class Audio(Element):
    """A sound."""

    type: ElementType = "audio"


class Video(Element):
    """A film."""

    type: ElementType = "video"


class Text(Element):
    """A text of its own, shown as code when it has a `language`."""

    type: ElementType = "text"
    default_mime = "text/plain"


_CLASSES: dict[str, type[Element]] = {kind.type: kind for kind in (Image, File, Pdf, Audio, Video, Text)}
