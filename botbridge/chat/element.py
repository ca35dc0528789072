"""Files and media that hang on a message."""

from __future__ import annotations

import asyncio
import builtins
import logging
import mimetypes
from collections.abc import Mapping
from operator import methodcaller
from pathlib import Path
from typing import Any, ClassVar, Self

from botbridge.context import Context, get_context
from botbridge.errors import DeliveryError, FileRefused
from botbridge.model.clock import utc_now
from botbridge.model.element import ElementData, ElementDict, ElementDisplay, ElementSize, ElementType
from botbridge.model.ids import new_id

log = logging.getLogger(__name__)

_TYPE_OF_FAMILY: dict[str, ElementType] = {"image": "image", "audio": "audio", "video": "video"}


class Element:
    """Something that hangs on a message: bytes on disk (`path`), in memory (`content`), or elsewhere (`url`).

    One of the three says where the bytes are. `size` is how large it is shown, or for a file that a user sent, its
    size in bytes. `display` is `inline`, `side` or `page`; where a platform has no side or page the element is
    shown inline. What a `url` names is fetched when the element is sent, from public addresses only, up to 25 MB;
    what is more stays a link. An element whose file is missing or whose address is refused shows a note instead,
    with a warning in the log. Raises ValueError if no source is given.
    """

    type: ElementType = "file"
    default_mime: ClassVar[str | None] = None
    classes: ClassVar[dict[str, builtins.type[Element]]] = {}  # by type

    def __init_subclass__(cls) -> None:
        Element.classes.setdefault(cls.type, cls)

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
        self._prepared = False
        self._fetched: Path | None = None
        self._problem: str | None = None

    async def send(self, for_id: str | None = None, persist: bool = True) -> Self:
        """Show the element by itself, beside the message `for_id` where elements have such a place.

        On a platform where they hang on messages, it gets a message of its own. `persist=False` leaves it out of
        what is kept. Raises NoContext, DeliveryError.
        """
        context = get_context()
        self.for_id = for_id or self.for_id
        await self.prepare(context)
        data = self.to_data(context.thread_id, self.for_id)
        if persist:
            await context.recorder.record(methodcaller("create_element", data), f"element {self.id}")
        await context.below()
        await context.lane.show_element(data, author=context.config.ui.name, at=utc_now(), cause=context.cause)
        return self

    async def remove(self) -> None:
        """Take the element away, on the platform and from what is kept. Raises NoContext, DeliveryError."""
        context = get_context()
        hidden = await context.lane.hide_element(self.id)
        await context.recorder.record(
            methodcaller("delete_element", self.id, context.thread_id), f"the removal of element {self.id}"
        )
        message = context.session.message(self.for_id)
        if message is not None:
            message.elements = [element for element in message.elements if element.id != self.id]
            if not hidden:
                await message.update()

    async def prepare(self, context: Context) -> None:
        """Have the bytes at hand, or know why there are none; once."""
        if self._prepared:
            return
        self._prepared = True
        try:
            await self.load(context)
        except (FileRefused, DeliveryError, OSError) as error:
            self._problem = str(error) if isinstance(error, FileRefused | DeliveryError) else "its file is missing"
            log.warning("element %s (%r) of thread %s is not shown: %s", self.id, self.name, context.thread_id, error)

    async def load(self, context: Context) -> None:
        """Look for the file, or fetch what the URL names. Raises what keeps it from being shown."""
        if self.path is not None:
            await asyncio.to_thread(Path(self.path).stat)
        elif self.content is None and self.url is not None:
            self._fetched, mime = await context.download(self.url, self.name)
            if self.mime == "application/octet-stream":
                self.mime = mime

    def _guess_mime(self) -> str:
        named = self.path or self.name or self.url or ""
        guessed = mimetypes.guess_type(named)[0] if self.default_mime is None else self.default_mime
        return guessed or ("text/plain" if isinstance(self.content, str) else "application/octet-stream")

    def to_data(self, thread_id: str, for_id: str | None) -> ElementData:
        """The element as it goes out, frozen."""
        path = self._fetched or (Path(self.path) if self.path else None)
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
            path=path if self._problem is None else None,
            content=self.content.encode() if isinstance(self.content, str) else self.content,
            url=self.url if path is None else None,
            file_id=self.chainlit_key,
            object_key=self.object_key,
            props=self.shown_props(),
            text=self.shown_text(),
            instead=self.instead(thread_id, for_id),
            problem=self._problem,
        )

    def shown_props(self) -> Mapping[str, Any]:
        """The properties that go out."""
        return self.props

    def shown_text(self) -> str | None:
        """The words of the element, if it is a text."""
        return None

    def instead(self, _thread_id: str, _for_id: str | None) -> tuple[ElementData, ...]:
        """The elements that stand for this one where its type is not known."""
        return ()

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
        kind = cls.classes.get(data.get("type", "file"), File)
        element = kind.__new__(kind)
        Element.__init__(
            element,
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
        element.restored()
        return element

    def restored(self) -> None:
        """Take over from the properties what this class has as attributes of its own; it was sent before."""
        self._prepared = True


class Image(Element):
    """A picture, shown where the platform shows pictures."""

    type: ElementType = "image"


class File(Element):
    """A file to download."""


class Pdf(Element):
    """A PDF; `page` is the one it opens at, from 1, where the platform has a viewer."""

    type: ElementType = "pdf"
    default_mime = "application/pdf"

    def __init__(self, name: str = "", *, page: int | None = None, **more: Any) -> None:
        super().__init__(name, **more)
        self.page = page if page is not None else self.props.get("page")

    def restored(self) -> None:
        super().restored()
        self.page = self.props.get("page")

    def shown_props(self) -> Mapping[str, Any]:
        return {**self.props, **({"page": self.page} if self.page else {})}


class Audio(Element):
    """A sound; `auto_play` starts it at once where the platform has a player."""

    type: ElementType = "audio"

    def __init__(self, name: str = "", *, auto_play: bool = False, **more: Any) -> None:
        super().__init__(name, **more)
        self.auto_play = auto_play

    def restored(self) -> None:
        super().restored()
        self.auto_play = bool(self.props.get("autoPlay"))

    def shown_props(self) -> Mapping[str, Any]:
        return {**self.props, "autoPlay": self.auto_play}


class Video(Element):
    """A film; `player_config` (JSON) is for players that take one."""

    type: ElementType = "video"

    def __init__(self, name: str = "", *, player_config: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(name, **more)
        self.player_config = player_config

    def restored(self) -> None:
        super().restored()
        self.player_config = self.props.get("playerConfig")

    def shown_props(self) -> Mapping[str, Any]:
        return {**self.props, **({"playerConfig": self.player_config} if self.player_config else {})}


class Text(Element):
    """A text of its own: Markdown, or code when it has a `language`."""

    type: ElementType = "text"
    default_mime = "text/plain"

    async def load(self, context: Context) -> None:
        await super().load(context)
        path = self._fetched or (Path(self.path) if self.path else None)
        if path is not None and self.content is None:
            self.content = await asyncio.to_thread(path.read_bytes)
            self.path, self._fetched = None, None

    def shown_text(self) -> str | None:
        content = self.content
        return content.decode(errors="replace") if isinstance(content, bytes) else content
