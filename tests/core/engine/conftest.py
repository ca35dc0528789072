"""Apps and platforms for the engine's tests."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from botbridge.adapter import Host
from botbridge.app import App, collecting
from botbridge.runtime import Running
from botbridge.testing.memory import MemoryPlatform
from botbridge.testing.running import running

Define = Callable[[], None]
Start = Callable[..., AbstractAsyncContextManager[Running]]


def host_of(platform: MemoryPlatform) -> Host:
    assert platform.host is not None
    return platform.host


@pytest.fixture
def platform() -> MemoryPlatform:
    return MemoryPlatform()


@pytest.fixture
def app_of(tmp_path: Path) -> Callable[[Define], App]:
    """An app whose handlers a function registers."""

    def make(define: Define) -> App:
        with collecting(tmp_path / "app.py") as app:
            define()
        return app

    return make


@pytest.fixture
def start(platform: MemoryPlatform, app_of: Callable[[Define], App]) -> Start:
    """Runs what a function defines on the platform in memory; again means a restart on the same data."""

    def run(define: Define, **options: Any) -> AbstractAsyncContextManager[Running]:
        return running(app_of(define), platform.adapter(), **options)

    return run
