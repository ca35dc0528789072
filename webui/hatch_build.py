"""Builds the web page before the package is packed, so that a wheel always carries it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")
STATIC = "botbridge_webui/static"


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs npm when the built page is missing or older than its sources.

    A source distribution carries the built page, so installing from it needs no Node.

    :raises RuntimeError: npm is missing, or it failed.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        webui = Path(self.root) / "webui"
        # For builders that bring the page by other means, and for work on the Python side without Node:
        # such an installation serves every platform except the page itself.
        if os.environ.get("BOTBRIDGE_SKIP_WEBUI") != "1" and is_stale(webui):
            build(webui)
        # Git ignores the built page; the archive must have it all the same.
        build_data["artifacts"].append(f"/webui/{STATIC}")


def is_stale(webui: Path) -> bool:
    """Whether the built page is missing or older than a file it is made from."""
    built = webui / STATIC / "index.html"
    if not built.is_file():
        return True
    return any(source.stat().st_mtime > built.stat().st_mtime for source in _sources(webui))


def build(webui: Path) -> None:
    """Installs what the page is made with, and builds it."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(
            "the web page is built with npm, which was not found: install Node >= 20 (20.19 or newer) with npm, "
            "or set BOTBRIDGE_SKIP_WEBUI=1 to install without the page"
        )
    for arguments in (["ci"], ["run", "build"]):
        _run([npm, *arguments], webui)


def _run(command: list[str], webui: Path) -> None:
    done = subprocess.run(command, cwd=webui, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        output = f"{done.stdout}\n{done.stderr}".strip()
        raise RuntimeError(f"{' '.join(command)} failed in {webui} (Node >= 20 is needed):\n{output}")


def _sources(webui: Path) -> list[Path]:
    found = (path for name in SOURCES for path in ((webui / name), *(webui / name).rglob("*")))
    # Files only: unpacking an archive makes its folders anew, younger than all that is in them.
    return [path for path in found if path.is_file()]
