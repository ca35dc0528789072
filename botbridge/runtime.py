"""Starts and stops everything, in order."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from botbridge import registry
from botbridge.adapter import Adapter
from botbridge.app import App
from botbridge.asking import Asking
from botbridge.chores import Chores
from botbridge.config import Config
from botbridge.data.base import BaseDataLayer
from botbridge.data.sql_alchemy import SQLAlchemyDataLayer
from botbridge.data.storage_clients.local import LocalStorageClient
from botbridge.dispatch.beside import Beside
from botbridge.dispatch.dispatcher import Dispatcher
from botbridge.dispatch.engine import Engine
from botbridge.dispatch.people import People
from botbridge.dispatch.restore import Restorer
from botbridge.dispatch.runner import Runner
from botbridge.download import Downloader
from botbridge.errors import ConfigError
from botbridge.file_route import file_route
from botbridge.files import Files
from botbridge.handlers import call
from botbridge.host import RuntimeHost
from botbridge.links import Link, Links, base_url, link_secret
from botbridge.model.element import ElementData
from botbridge.outbox.lane import Growing
from botbridge.outbox.outbox import Outbox
from botbridge.recorder import Recorder
from botbridge.server import Server, is_loopback
from botbridge.sql.database import Database
from botbridge.sql.lock import FileLock
from botbridge.sql.schema import check
from botbridge.sql.url import database_url
from botbridge.sql.wake import Wake
from botbridge.state.desk import Desk
from botbridge.state.sql_store import SqlStore
from botbridge.tasks import Tasks

log = logging.getLogger(__name__)

DATA_FOLDER = ".botbridge"  # beside the app: database, files
_BASES = ("SLACK_API_URL", "DISCORD_API_URL", "TEAMS_LOGIN_URL", "TEAMS_OPENID_METADATA_URL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run one app: where to listen, and which adapters.

    `adapters` are names of installed ones or classes; None means those that the environment configures.
    """

    adapters: Sequence[str | type[Adapter]] | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    root_path: str = ""
    debug: bool = False
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Running:
    """A running app: where it listens, and what is in it."""

    port: int
    adapters: Sequence[Adapter]
    dispatcher: Dispatcher
    layer: BaseDataLayer
    database: Database


@asynccontextmanager
async def run_app(app: App, config: Config, options: Options) -> AsyncIterator[Running]:
    """Run an app for as long as the context lasts; on entry everything is ready.

    Leaving it takes no more events, gives running handlers `[run] grace` seconds, and closes what was opened.
    Raises StartError in one line when it cannot start.
    """
    names = options.adapters if options.adapters is not None else registry.defaults(options.env)
    kinds = [name if isinstance(name, type) else registry.load(name) for name in dict.fromkeys(names)]
    async with AsyncExitStack() as stack:
        database = await _open_database(stack, app, options.env)
        store = await _open_store(stack, database)
        storage = LocalStorageClient(app.folder / DATA_FOLDER / "storage")
        layer = await _open_layer(stack, app, database, storage)
        folder, desk, asking = app.folder / DATA_FOLDER, Desk(database), Asking()
        downloader = Downloader([*config.project.allow_hosts, *_configured_hosts(options.env)])
        files = Files(folder / "files", config.features.spontaneous_file_upload, store, downloader)
        links = Links(
            base_url(options.env, options.root_path), link_secret(options.env, folder), config.run.keep_references
        )
        streams: dict[str, Growing] = {}
        host = RuntimeHost(
            app=app,
            config=config,
            env=options.env,
            listens_on_loopback=is_loopback(options.host),
            root_path=options.root_path,
            store=store,
            desk=desk,
            asking=asking,
            links=links,
            layer=layer,
            files=files,
            storage=storage if app.handlers.data_layer is None else None,
            streams=streams,
        )
        adapters = [kind.create(host) for kind in kinds]
        if app.handlers.on_app_startup is not None:
            await call(app.handlers.on_app_startup)
        if app.handlers.on_app_shutdown is not None:
            stack.push_async_callback(call, app.handlers.on_app_shutdown)
        tasks = await stack.enter_async_context(Tasks())
        own = tasks.own
        has_pages = any(adapter.capabilities.custom_elements for adapter in adapters)
        outbox = Outbox(adapters, store, tasks, streams, partial(_page, links) if has_pages else _no_page)
        host.pacer = outbox.pacer
        wake = Wake(database, heard=lambda thread_id: dispatcher.wake(thread_id))  # noqa: PLW0108 - it is made below
        engine = Engine(
            app=app,
            config=config,
            store=store,
            desk=desk,
            layer=layer,
            asking=asking,
            files=files,
            people=People(),
            restorer=Restorer(store, desk, layer, config, tasks.own),
            debug=options.debug,
        )
        dispatcher = Dispatcher(
            config=config,
            store=store,
            tasks=tasks,
            lane=outbox.lane,
            recorder=lambda: Recorder(layer, own),
            platforms=frozenset(adapter.name for adapter in adapters),
            announce=wake.announce,
            runner=Runner(engine),
            beside=Beside(engine),
            asking=asking,
        )
        host.dispatcher = dispatcher
        server = await stack.enter_async_context(
            Server(adapters, options.host, options.port, options.root_path, [file_route(host)])
        )
        for adapter in adapters:
            await stack.enter_async_context(adapter.run())
        stack.push_async_callback(dispatcher.close, config.run.grace)
        await stack.enter_async_context(wake)
        Chores(config.run, store, dispatcher, files, outbox.pacer, wake).start(tasks)
        await dispatcher.reclaim()
        await server.open()
        yield Running(server.port, adapters, dispatcher, layer, database)


def _configured_hosts(env: Mapping[str, str]) -> list[str]:
    """The hosts of the platforms' configured addresses, which may be private ones (an emulator, a proxy)."""
    return [host for name in _BASES if (host := urlsplit(env.get(name, "")).hostname)]


def _page(links: Links, element: ElementData) -> str | None:
    return links.page(Link(thread_id=element.thread_id, element_id=element.id))


def _no_page(_element: ElementData) -> None:
    """There is no page to link to in this process."""


async def _open_database(stack: AsyncExitStack, app: App, env: Mapping[str, str]) -> Database:
    url = database_url(env.get("DATABASE_URL"), app.folder / DATA_FOLDER / "botbridge.db")
    database = await stack.enter_async_context(Database(url))
    await check(database)
    return database


async def _open_store(stack: AsyncExitStack, database: Database) -> SqlStore:
    lock = stack.enter_context(FileLock(database.url))
    owner = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    store = SqlStore(database, owner, alone=lock.alone)
    await store.open()
    stack.push_async_callback(store.close)
    return store


async def _open_layer(
    stack: AsyncExitStack, app: App, database: Database, storage: LocalStorageClient
) -> BaseDataLayer:
    factory = app.handlers.data_layer
    if factory is None:
        layer: BaseDataLayer = SQLAlchemyDataLayer.on(database, storage)
    else:
        layer = await call(factory)
        if not isinstance(layer, BaseDataLayer):
            raise ConfigError(f"the function under @data_layer returned {layer!r}, which is no BaseDataLayer")
    stack.push_async_callback(layer.close)
    return layer
