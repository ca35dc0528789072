"""What an app is run with: its settings file and its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from botbridge.config import Config, load_config
from botbridge.errors import AppError

CONFIG_FILE = "botbridge.toml"


def app_path(target: str) -> Path:
    """The app file as an absolute path. Raises AppError if there is none."""
    path = Path(target).resolve()
    if not path.is_file():
        raise AppError(f"there is no app file {target}; name the Python file that holds your handlers, e.g. app.py")
    return path


def config_of(app: Path) -> Config:
    """The settings beside the app. Raises ConfigError."""
    return load_config(app.parent / CONFIG_FILE)


def environment_of(app: Path) -> Mapping[str, str]:
    """The environment; what a `.env` beside the app says fills the gaps, also for the app itself."""
    for name, value in dotenv_values(app.parent / ".env").items():
        if value is not None:
            os.environ.setdefault(name, value)
    return dict(os.environ)
