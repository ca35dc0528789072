"""Whether another living process uses the same SQLite file."""

from __future__ import annotations

import fcntl
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from sqlalchemy.engine import URL


class FileLock:
    """Held for as long as the `with` lasts; `alone` tells whether nobody else held it on entry.

    The operating system lets go of it when a process dies, however it dies, so a killed process is known to
    be gone at once. Databases that are not SQLite files are never known to be ours alone.
    """

    def __init__(self, url: URL) -> None:
        name = url.database
        is_file = url.get_backend_name() == "sqlite" and name and name != ":memory:" and not name.startswith("file:")
        self._path = Path(f"{name}.lock") if is_file else None
        self._in_memory = url.get_backend_name() == "sqlite" and self._path is None
        self._file: IO[bytes] | None = None
        self.alone = False

    def __enter__(self) -> Self:
        self.alone = self._in_memory
        if self._path is not None:
            self._file = self._path.open("ab")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.alone = True
            except BlockingIOError:
                self.alone = False
            # From here on everybody shares it; who comes next sees that somebody lives.
            fcntl.flock(self._file, fcntl.LOCK_SH)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
