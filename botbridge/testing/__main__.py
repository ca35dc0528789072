"""`python -m botbridge.testing <platform>`: start a fake platform and be a person in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Final

from botbridge.testing.discord import prompt as discord
from botbridge.testing.slack import prompt as slack

PLATFORMS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "discord": discord.main,
    "slack": slack.main,
}


def main(arguments: Sequence[str]) -> int:
    """Run the platform named first; return the exit status."""
    platform, *rest = arguments or [""]
    if platform not in PLATFORMS:
        sys.stderr.write(f"usage: python -m botbridge.testing {{{','.join(sorted(PLATFORMS))}}} [options]\n")
        return 0 if platform in ("-h", "--help") else 2
    return PLATFORMS[platform](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
