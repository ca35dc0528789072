"""The app: one Python file and the handlers it registers."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from botbridge.errors import AppError
from botbridge.handlers import Handlers


@dataclass(slots=True)
class App:
    """Where the app lives and what it registered; `folder` holds its settings and its data."""

    path: Path
    handlers: Handlers = field(default_factory=Handlers)

    @property
    def folder(self) -> Path:
        return self.path.parent


_registering: ContextVar[Handlers | None] = ContextVar("botbridge_registering", default=None)
# An app module may be imported on its own (by its tests, by a linter): then its decorators fill this.
_standalone = Handlers()


def registering() -> Handlers:
    """The handlers that decorators fill now: those of the app being loaded."""
    return _registering.get() or _standalone


def load_app(path: Path) -> App:
    """Import an app file; its decorators register with the app that is returned.

    Raises AppError in one line when the file is missing, is no Python file, or raises while it is imported;
    the cause is attached for `--debug`.
    """
    path = path.resolve()
    if path.suffix != ".py" or not path.is_file():
        raise AppError(f"{path} is not a Python file; name the file that holds your handlers, e.g. app.py")
    with collecting(path) as app:
        try:
            _import(path)
        except (Exception, SystemExit) as error:
            raise AppError(f"{path} does not import: {_where(error, path)}") from error
    return app


@contextmanager
def collecting(path: Path) -> Iterator[App]:
    """An app that gets all handlers which are registered inside of the `with`; `path` is where it would lie."""
    app = App(path)
    token = _registering.set(app.handlers)
    try:
        yield app
    finally:
        _registering.reset(token)


def _import(path: Path) -> None:
    # Not the bare stem: an app called random.py must not stand in for the standard library.
    name = f"botbridge_app_{path.stem}"
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"Python cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses, pickling and typing look a module up by its name while it is executed.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise


def _where(error: BaseException, path: Path) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg} ({error.filename}:{error.lineno})"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    place = f" ({path.name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
