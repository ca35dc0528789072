"""The data layer on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from botbridge.data.base import BaseDataLayer, ElementLike
from botbridge.data.files import ElementFiles
from botbridge.data.queries import elements, feedbacks, steps, threads, users
from botbridge.data.storage_clients.base import BaseStorageClient
from botbridge.data.tables import Arrival
from botbridge.data.tables import elements as elements_table
from botbridge.data.tables import threads as threads_table
from botbridge.model.element import ElementDict
from botbridge.model.step import StepDict
from botbridge.model.thread import Feedback, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from botbridge.model.user import PersistedUser, User
from botbridge.sql.database import Database
from botbridge.sql.lazy import LazyDatabase, OpenDatabase
from botbridge.sql.url import database_url

T = TypeVar("T")

_log = logging.getLogger(__name__)
_REMEMBERED = 10_000  # threads; some 1 MB
_WITHOUT_BYTES = {"custom", "tasklist"}  # their props may be all there is


class SQLAlchemyDataLayer(BaseDataLayer):
    """Keeps everything in one SQL database and the bytes of elements in a storage client.

    `conninfo` is a URL as in `DATABASE_URL`; a relative SQLite path is relative to the working directory.
    `connect_args` go to the driver; `ssl_require` encrypts without checking the server's certificate;
    `user_thread_limit` is how many of a user's newest threads are listed; `show_logger` logs the statements,
    without their values. The database is opened at the first use: SQLite brings its tables up to date, for
    PostgreSQL `botbridge db upgrade` does. Without a storage client only elements with a URL are kept.
    Methods raise DatabaseError when the database cannot be opened.
    """

    def __init__(
        self,
        conninfo: str,
        connect_args: Mapping[str, Any] | None = None,
        ssl_require: bool = False,
        storage_provider: BaseStorageClient | None = None,
        user_thread_limit: int | None = None,
        show_logger: bool = False,
    ) -> None:
        url = database_url(conninfo, Path.cwd() / ".botbridge" / "botbridge.db")
        ssl = {"ssl": "require"} if ssl_require else {}
        database = Database(url, connect_args={**(connect_args or {}), **ssl}, echo=show_logger)
        self._prepare(LazyDatabase(database), storage_provider, user_thread_limit)

    @classmethod
    def on(cls, database: Database, storage_provider: BaseStorageClient | None = None) -> Self:
        """A layer on a database that is open already and stays open when the layer is closed."""
        layer = cls.__new__(cls)
        layer._prepare(OpenDatabase(database), storage_provider, None)  # noqa: SLF001 - our own
        return layer

    def _prepare(
        self, database: LazyDatabase | OpenDatabase, storage: BaseStorageClient | None, limit: int | None
    ) -> None:
        self._database = database
        self._files = ElementFiles(storage)
        self._limit = limit
        self._arrival = Arrival()
        self._threads: OrderedDict[str, None] = OrderedDict()  # those known to be there
        self._identifiers: OrderedDict[str, str] = OrderedDict()  # of users known to be there, by id

    async def get_user(self, identifier: str) -> PersistedUser | None:
        return await self._read(users.by_identifier, identifier)

    async def create_user(self, user: User) -> PersistedUser:
        if not user.identifier:
            raise ValueError("a user needs an identifier")
        persisted = await self._write(users.save, user)
        _remember(self._identifiers, persisted.id, persisted.identifier)
        return persisted

    async def upsert_feedback(self, feedback: Feedback) -> str:
        return await self._write(feedbacks.save, feedback)

    async def delete_feedback(self, feedback_id: str) -> bool:
        return await self._write(feedbacks.remove, feedback_id)

    async def create_step(self, step_dict: StepDict) -> None:
        await self._save_step(step_dict)

    async def update_step(self, step_dict: StepDict) -> None:
        await self._save_step(step_dict)

    async def delete_step(self, step_id: str) -> None:
        await self._files.delete(await self._write(steps.remove, step_id))

    async def create_element(self, element: ElementLike) -> None:
        row = elements.row(element.to_dict(), self._arrival())
        row |= await self._files.keep(element)
        if not (row["url"] or row["objectKey"] or row["type"] in _WITHOUT_BYTES):
            _log.warning(
                "element %s (%s) is not kept: there is no storage client for its bytes", element.id, row["name"]
            )
            return
        await self._save(elements.save, row, element.thread_id)

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        found = await self._read(elements.one, thread_id, element_id)
        return None if found is None else await self._files.readable(found)

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        which = elements_table.c.id == element_id
        if thread_id is not None:
            which &= elements_table.c.threadId == thread_id
        await self._files.delete(await self._write(elements.remove, which))

    async def get_thread_author(self, thread_id: str) -> str:
        return await self._read(threads.author, thread_id)

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        found = await self._read(threads.whole, thread_id)
        if found is not None:
            found["elements"] = [await self._files.readable(element) for element in found["elements"] or []]
        return found

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        if not filters.userId:
            raise ValueError("list_threads needs filters.userId")
        return await self._read(threads.page, pagination, filters, self._limit)

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        identifier = self._identifiers.get(user_id) if user_id is not None else None
        if thread_id not in self._threads and (user_id is None or identifier is not None):
            row = threads.begun(thread_id, name, user_id, identifier, metadata, tags)
            begun = await (await self._database.get()).writer.insert_new(threads_table, row, key="id")
            _remember(self._threads, thread_id, None)
            if begun is not None:
                return
        await self._write(threads.change, thread_id, name=name, user_id=user_id, metadata=metadata, tags=tags)

    async def delete_thread(self, thread_id: str) -> None:
        self._threads.pop(thread_id, None)
        await self._files.delete(await self._write(threads.remove, thread_id))

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        return await self._read(steps.favorites, user_id)

    async def build_debug_url(self) -> str:
        return ""

    async def close(self) -> None:
        """Write what waits, close the storage client, and the database if it was opened here."""
        await self._database.close()
        await self._files.close()

    async def _read(self, query: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        async with (await self._database.get()).read() as connection:
            return await query(connection, *arguments)

    async def _write(self, change: Callable[..., Awaitable[T]], *arguments: Any, **options: Any) -> T:
        def work(connection: AsyncConnection) -> Awaitable[T]:
            return change(connection, *arguments, **options)

        return await (await self._database.get()).writer.run(work)

    async def _save_step(self, step: StepDict) -> None:
        thread_id = step.get("threadId")
        if thread_id:
            await self._save(steps.save, steps.row(step, self._arrival()), thread_id)
        else:
            await (await self._database.get()).writer.enqueue(steps.CHANGE, steps.change(step))

    async def _save(self, statement: Callable[[str], Any], row: dict[str, Any], thread_id: str | None) -> None:
        """Write a row of this thread; the thread is written too, but only when it is not known to be there."""
        database = await self._database.get()
        if thread_id is None or thread_id in self._threads:
            try:
                await database.writer.enqueue(statement(database.dialect), row)
            except IntegrityError:
                if thread_id is None:
                    raise
                self._threads.pop(thread_id, None)  # another process deleted it
            else:
                return
        begun = database.writer.insert_new(threads_table, threads.new(thread_id), key="id")
        await asyncio.gather(begun, database.writer.enqueue(statement(database.dialect), row))
        _remember(self._threads, thread_id, None)


def _remember(known: OrderedDict[str, T], key: str, value: T) -> None:
    known[key] = value
    if len(known) > _REMEMBERED:
        known.popitem(last=False)
