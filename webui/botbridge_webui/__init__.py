"""The built web page, as files that a server can hand out."""

from pathlib import Path

__all__ = ["static_dir"]


def static_dir() -> Path:
    """The folder with the built page; `index.html` lies at its top.

    :raises RuntimeError: the page was not built (a checkout without its build step).
    """
    folder = Path(__file__).parent / "static"
    if not (folder / "index.html").is_file():
        raise RuntimeError('webui is not built; run "npm ci && npm run build" in webui/')
    return folder
