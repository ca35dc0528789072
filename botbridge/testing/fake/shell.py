"""Being a person at a prompt: lines that say or do something, and waiting until the app has answered."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from botbridge.testing.fake.changes import Changes

QUIET: Final = 0.6  # seconds without a change after which an answer counts as complete
_PATIENCE: Final = 15.0  # seconds to wait for it at most

Command = Callable[[Any, str], Awaitable[Any]]  # its docstring is its line in the help


class Shell(ABC):
    """Carries out one line after the other for the person at the prompt."""

    commands: Mapping[str, Command]

    def __init__(self, write: Callable[[str], None], changes: Changes) -> None:
        self.write = write
        self.changes = changes

    async def run(self, line: str) -> bool:
        """Carry out a line; False when it says to quit. What goes wrong is told, not raised."""
        line = line.strip()
        if line in ("quit", "exit"):
            return False
        try:
            await self._run(line)
        except (LookupError, PermissionError, OSError, ValueError) as error:
            self.write(f"  ! {error.args[-1] if error.args else error}")
        return True

    async def _run(self, line: str) -> None:
        word, rest = self.parse(line)
        if word in self.commands:
            await self.commands[word](self, rest.strip())
        elif line:
            await self.say(line)

    def parse(self, line: str) -> tuple[str, str]:
        """Return the command that a line begins with, and the rest."""
        word, _, rest = line.partition(" ")
        return ("mention", f"{word[1:]} {rest}") if word.startswith("@") and len(word) > 1 else (word, rest)

    @abstractmethod
    async def say(self, text: str) -> None:
        """Say a line that is no command."""

    async def quiet(self) -> None:
        """Wait until the app seems to have finished: taken everything, answered, no stream open."""
        try:
            await self.changes.until(self._calm, _PATIENCE, "quiet")
        except TimeoutError:
            self.write("  ! the app is still busy")

    def _calm(self) -> bool:
        return not self.busy() and self.changes.idle() >= QUIET

    @abstractmethod
    def busy(self) -> bool:
        """Whether something is under way."""

    def help(self) -> None:
        """Write what can be done."""
        for name, carry_out in self.commands.items():
            self.write(f"  {name:<10} {inspect.getdoc(carry_out)}")
        self.write("  quit       end; any other line is said to the app directly")
