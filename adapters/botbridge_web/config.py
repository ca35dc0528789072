"""What can be known of the web adapter without importing its vendors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


class WebSettings:
    """The web needs no credentials: it runs unless other adapters are named."""

    @classmethod
    def configured(cls, env: Mapping[str, str]) -> bool:
        return True


def app_root(env: Mapping[str, str]) -> Path:
    """The folder of the app, beside which `public/` and `.botbridge/` lie."""
    return Path(env.get("BOTBRIDGE_APP_ROOT") or ".").resolve()


def root_path(env: Mapping[str, str]) -> str:
    """The path prefix that people see, with a leading and without a trailing slash; empty for none."""
    trimmed = env.get("BOTBRIDGE_ROOT_PATH", "").strip("/")
    return f"/{trimmed}" if trimmed else ""
