"""Run an app inside of a test, on whatever adapters the test brings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from botbridge.adapter import Adapter
from botbridge.app import App
from botbridge.config import parse_config
from botbridge.runtime import Options, Running, run_app


@asynccontextmanager
async def running(
    app: App,
    *adapters: str | type[Adapter],
    config: Mapping[str, object] | None = None,
    env: Mapping[str, str] | None = None,
    port: int = 0,
    debug: bool = False,
) -> AsyncIterator[Running]:
    """The app, running for as long as the context lasts; `port` 0 takes a free one.

    `config` is what `botbridge.toml` would say. The environment is `env` alone, so that a developer's own tokens
    never reach a test. Data lies beside the app's path.
    """
    named: Sequence[str | type[Adapter]] = adapters
    options = Options(adapters=named, port=port, env=dict(env or {}), debug=debug)
    async with run_app(app, parse_config(config or {}), options) as run:
        yield run
