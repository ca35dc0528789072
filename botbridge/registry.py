"""The adapters that are installed, found by entry point and imported only when they are to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points

from botbridge.adapter import Adapter, AdapterSettings, AppInfo, ManifestFile
from botbridge.errors import AdapterError

ADAPTERS = "botbridge.adapters"
SETTINGS = "botbridge.settings"
MANIFESTS = "botbridge.manifests"

Write = Callable[[AppInfo], ManifestFile]


def defaults(env: Mapping[str, str]) -> list[str]:
    """The adapters that run when none is named: those whose credentials the environment holds."""
    names = []
    for entry in entry_points(group=SETTINGS):
        settings: type[AdapterSettings] = entry.load()
        if settings.configured(env):
            names.append(entry.name)
    return sorted(names)


def load(name: str) -> type[Adapter]:
    """The adapter class of this name.

    Raises AdapterError in one line if it is not installed, or if its packages are missing.
    """
    entries = {entry.name: entry for entry in entry_points(group=ADAPTERS)}
    if name not in entries:
        raise AdapterError(f"there is no adapter {name!r}; installed are: {', '.join(sorted(entries)) or 'none'}")
    try:
        adapter: type[Adapter] = entries[name].load()
    except ImportError as error:
        raise _lacking(name, error) from error
    return adapter


def manifest(name: str) -> Write:
    """What writes this platform's manifest. Raises AdapterError if there is none, or if packages are missing."""
    entries = {entry.name: entry for entry in entry_points(group=MANIFESTS)}
    if name not in entries:
        raise AdapterError(f"there is no manifest for {name!r}; there are: {', '.join(sorted(entries)) or 'none'}")
    try:
        write: Write = entries[name].load()
    except ImportError as error:
        raise _lacking(name, error) from error
    return write


def _lacking(name: str, error: ImportError) -> AdapterError:
    return AdapterError(f'the adapter {name!r} lacks a package ({error.name}); run: pip install "botbridge[{name}]"')
